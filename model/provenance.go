package model

import (
	"fmt"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
)

// provenance returns which memes a version has learnt from. For one that was trained
// before that was kept, they are all memes that were in train or val when it and
// its ancestors were trained, which may be more than it has seen. Of
// predictions from elsewhere nothing is known.
func (w *Workbench) provenance(v eval.Version) (*bundle.Provenance, error) {
	if v.Headless() {
		return &bundle.Provenance{}, nil
	}
	b, ok, err := w.store.Provenance(v.ID)
	if err != nil {
		return nil, err
	}
	if ok {
		p, err := bundle.ParseProvenance(b)
		if err != nil {
			return nil, fmt.Errorf("version %s: %w", v.ID, err)
		}
		return p, nil
	}
	line, err := w.store.Ancestry(v.ID)
	if err != nil {
		return nil, fmt.Errorf("what %s was trained on: %w", v.ID, err)
	}
	var resplits []uint64
	for _, v := range line {
		if !slices.Contains(resplits, v.Resplits) {
			resplits = append(resplits, v.Resplits)
		}
	}
	p := &bundle.Provenance{}
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		now := m
		for _, n := range resplits {
			now.Split = m.SplitAt(n)
			p.Add(&now)
		}
		return nil
	})
	p.Sort()
	return p, err
}
