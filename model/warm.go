package model

import (
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
	"memebench/model/head"
)

// warmth is what a training starts from: the served version's parameters, or
// none, with the reason.
type warmStart struct {
	parent     string // "" for a fresh start
	head       *head.Head
	provenance *bundle.Provenance
	known      int    // memes met so far that forbid it
	fresh      string // why not, in one sentence
}

// warmStart looks whether the served version's parameters can be trained on, with
// this config, on features from these inputs. Where they cannot the training
// starts fresh and says why, since it is asked for by people who want a new
// version, not this very one.
func (w *Workbench) warmStart(cfg eval.Config, inputs []eval.Input) (*warmStart, error) {
	served, err := w.served()
	if err != nil || served == "" {
		return &warmStart{}, err
	}
	v, err := w.version(served)
	if err != nil {
		return nil, err
	}
	if sameEncoders(v, inputs) != nil {
		return &warmStart{fresh: fmt.Sprintf("%s reads other encoders", served)}, nil
	}
	weights, err := w.store.Weights(served)
	if err != nil {
		return nil, err
	}
	h, err := head.ParseWeights(weights)
	if err != nil {
		return nil, fmt.Errorf("parameters of %s: %w", served, err)
	}
	if h.CheckStart(cfg, inputs) != nil {
		return &warmStart{fresh: fmt.Sprintf("%s has another shape than this config", served)}, nil
	}
	l, err := w.provenance(v)
	if err != nil {
		return nil, err
	}
	return &warmStart{parent: served, head: h, provenance: l}, nil
}

// meet sees every meme of the workspace before the training. What an ancestor has
// learnt from must not be what the new version is stopped or judged by.
func (s *warmStart) meet(m *labels.Meme) {
	if s.parent != "" && s.provenance.Includes(m) {
		s.known++
	}
}

// settle decides, once all memes have been met.
func (s *warmStart) settle() {
	if s.known == 0 {
		return
	}
	memes := "a meme that is"
	if s.known > 1 {
		memes = fmt.Sprintf("%d memes that are", s.known)
	}
	*s = warmStart{fresh: fmt.Sprintf("%s, or a version that it started from, has learnt from %s in val or test now", s.parent, memes)}
}
