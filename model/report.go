package model

import (
	"memebench/eval"
	"memebench/labels"
)

// Step is the progress of a long-running use case.
type Step struct {
	labels.Step
	Epoch *eval.Epoch // set when an epoch of training has ended
}

// Report receives the steps of a use case as a [labels.Report] does: progress, and
// nothing else. What a use case comes to is its result, which is named after what was
// done: [Trained], [Encoded], [eval.Evaluation]. A nil Report is allowed everywhere and
// hears nothing.
type Report func(Step)

func (r Report) tell(s labels.Step) { r.Plain().Tell(s) }

// Plain returns the report for what trains nothing.
func (r Report) Plain() labels.Report {
	if r == nil {
		return nil
	}
	return func(s labels.Step) { r(Step{Step: s}) }
}
