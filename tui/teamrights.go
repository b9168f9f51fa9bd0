package tui

import (
	"memebench/labels"
	queues "memebench/labels/queue"
)

// rights are what actions need, where not everybody has it.
var rights = map[action]labels.Right{
	doGridScreen: labels.MayBatch, doAsGrid: labels.MayBatch,
	doEvalScreen: labels.MayJudge, doCheckScreen: labels.MayJudge, doTrainScreen: labels.MayJudge, doDataScreen: labels.MayJudge,
	doRetrain: labels.MayTrain, doEvaluate: labels.MayTrain, doCompare: labels.MayTrain, doCheckAgain: labels.MayTrain,
	doRename: labels.MayTrain, doReport: labels.MayExport, doSaveQuery: labels.MaySave, doDecide: labels.MayAdjudicate, doForgetQuery: labels.MaySave,
	doPromote: labels.MayPromote, doRollback: labels.MayPromote, doDelete: labels.MayDelete, doSettings: labels.MayConfigure,
}

// may is as that of [Deps].
func (s *session) may(right labels.Right) error { return s.deps.may(right) }

// mayDo is nil where the annotator may do what a press of an action means.
func (s *session) mayDo(do action, p press) error {
	if do == doQueue && p.nth < len(queues.Names) {
		return s.mayOpen(queues.Names[p.nth])
	}
	right, ok := rights[do]
	if !ok {
		return nil
	}
	return s.may(right)
}

// mayOpen is as that of [Deps].
func (s *session) mayOpen(queue string) error { return s.deps.mayOpen(queue) }

// mayOpen is nil where the annotator may go through the queue of a name: what is said of
// disputed memes decides.
func (d Deps) mayOpen(queue string) error {
	if queue == queues.Disputed {
		return d.may(labels.MayAdjudicate)
	}
	return nil
}
