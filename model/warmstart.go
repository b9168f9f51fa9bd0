package model

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
	"memebench/model/head"
)

// warmStart is what a training starts from: the served version's parameters, or new
// ones, with the reason.
type warmStart struct {
	parent     string // "" for a cold start
	head       *head.Head
	provenance *bundle.Provenance
	known      int // memes checked so far that forbid a warm start

	coldStartReason string // in one sentence; "" where nobody asked for a warm one
}

// warmStart looks whether the served version's parameters can be trained on, with
// this config, on features from these inputs. Where they cannot, the training starts
// cold and says why: who asks for a training wants a new version, not this very one.
func (w *Workbench) warmStart(cfg eval.Config, inputs []eval.Input, served eval.Version) (*warmStart, error) {
	if sameEncoders(served, inputs) != nil {
		return &warmStart{coldStartReason: fmt.Sprintf("%s reads other encoders", served.ID)}, nil
	}
	weights, err := w.store.Weights(served.ID)
	if err != nil {
		return nil, err
	}
	h, err := head.ParseWeights(weights)
	if err != nil {
		return nil, fmt.Errorf("parameters of %s: %w", served.ID, err)
	}
	if h.CheckStart(cfg, inputs) != nil {
		return &warmStart{coldStartReason: fmt.Sprintf("%s has another shape than this config", served.ID)}, nil
	}
	p, err := w.provenance(served)
	if err != nil {
		return nil, err
	}
	return &warmStart{parent: served.ID, head: h, provenance: p}, nil
}

// check is called with every meme of the workspace before the training: what an
// ancestor has learnt from must not be what the new version is stopped or evaluated
// by. A cross-split duplicate is neither, whatever is known of what it is the same as.
func (s *warmStart) check(m *labels.Meme) {
	if s.parent != "" && !m.CrossSplit && s.provenance.Leaks(m) {
		s.known++
	}
}

// decide makes the start a cold one if a meme that was checked forbids a warm one.
func (s *warmStart) decide() {
	if s.known == 0 {
		return
	}
	memes := "a meme that is"
	if s.known > 1 {
		memes = fmt.Sprintf("%d memes that are", s.known)
	}
	*s = warmStart{coldStartReason: fmt.Sprintf("%s, or a version that it started from, has learnt from %s in val or test now", s.parent, memes)}
}
