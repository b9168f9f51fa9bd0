package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
	"memebench/model/head"
)

// ExportSpec says how to export a version.
type ExportSpec struct {
	Version  string // "served", "latest", a name or an id
	Name     string // for the card; "" is the version's name or id
	Licences bundle.Licences
}

// ExportVersion writes a version with its baselines as a bundle, for
// ImportVersion, and for others to serve: as files, by names with slashes, that
// create begins. The card has no path and no annotator in it, and memes only as
// digests. When it returns an error, what was written is not whole.
func (w *Workbench) ExportVersion(spec ExportSpec, create func(name string) (io.Writer, error)) (bundle.Card, error) {
	v, err := w.version(spec.Version)
	if err != nil {
		return bundle.Card{}, err
	}
	if v.Headless() {
		return bundle.Card{}, noHead(v, "be exported")
	}
	b := &bundle.Bundle{Baselines: map[string]*head.Head{}}
	weights, err := w.store.Weights(v.ID)
	if err != nil {
		return bundle.Card{}, err
	}
	if b.Head, err = head.ParseWeights(weights); err != nil {
		return bundle.Card{}, fmt.Errorf("parameters of %s: %w", v.ID, err)
	}
	for _, in := range v.Encoders {
		h, err := w.baseline(v.ID, in.Modality)
		if err != nil {
			return bundle.Card{}, err
		}
		if h != nil {
			b.Baselines[in.Modality] = h
		}
	}
	if b.Provenance, err = w.provenance(v); err != nil {
		return bundle.Card{}, err
	}
	b.Card = bundle.Card{Name: spec.Name, Version: v, Licences: spec.Licences}
	if b.Card.Name == "" {
		b.Card.Name = v.Name
	}
	if b.Card.Name == "" {
		b.Card.Name = v.ID
	}
	b.Card.Version.ColdStartReason, b.Card.Version.Decision = "", nil
	b.Card.Version.LabelSeq, b.Card.Version.Resplits = 0, 0
	if err := b.Write(create); err != nil {
		return bundle.Card{}, fmt.Errorf("export %s: %w", v.ID, err)
	}
	return b.Card, nil
}

// ErrHere means that the workspace has the head that it was to import.
var ErrHere = errors.New("the head is here already")

// ImportVersion keeps a version that was exported elsewhere as a new one, which
// names its origin. It must read the encoders of the workspace's pack. It is served at
// once if it is the first one, also where the starter head is served: who brings a version
// means it. Then it predicts the memes. name is what it is called here; "" is its name
// there, if that is one.
//
// An error of a damaged or foreign bundle wraps bundle.ErrInvalid. With ErrHere the
// version that is there is returned, whatever its name. Whatever other error, the
// workspace has no new version, unless one is returned beside it.
func (w *Workbench) ImportVersion(ctx context.Context, folder fs.FS, name string, p Report) (Trained, error) {
	b, err := bundle.Read(folder)
	if err != nil {
		return Trained{}, err
	}
	if there, err := w.withHead(b); err != nil || there.ID != "" {
		return there, err
	}
	pack, err := w.Pack()
	if err != nil {
		return Trained{}, err
	}
	if b.Card.Version.Pack != pack {
		return Trained{}, fmt.Errorf("the head reads the encoders of pack %s and this workspace uses %s: memebench encoders use NAME changes that",
			labels.Printable(b.Card.Version.Pack), pack)
	}
	c, err := w.caches(ctx, pack, p)
	if err != nil {
		return Trained{}, err
	}
	if err := mismatch(b.Head.Inputs, c.inputs, pack); err != nil {
		return Trained{}, fmt.Errorf("the head %w", err)
	}
	onnx, err := b.Head.Publish(ctx)
	if err != nil {
		return Trained{}, err
	}
	v, artifacts, err := b.Version(onnx)
	if err != nil {
		return Trained{}, err
	}
	if v.Name = name; name == "" && eval.CheckName(b.Card.Name) == nil {
		v.Name = b.Card.Name
	}
	if ctx.Err() != nil {
		return Trained{}, ctx.Err()
	}
	if v, err = w.store.AddVersion(v, artifacts); err != nil {
		return Trained{}, fmt.Errorf("import the head: %w", err)
	}
	served, err := w.store.Served()
	t := Trained{Version: v, Promoted: err == nil && served == v.ID}
	switch {
	case err != nil:
	case t.Promoted:
		err = w.refresh(ctx, v.ID, nil, p)
	case v.Number == 1: // beside v0
		if err = w.Promote(ctx, v.ID, p); err == nil {
			t.Promoted = true
		}
	}
	return t, err
}

// withHead returns the version that has the very head of a bundle, with ErrHere; if none
// has, no version. One that was trained here gets the bundle for its origin.
func (w *Workbench) withHead(b *bundle.Bundle) (Trained, error) {
	weights, err := b.Head.Weights()
	if err != nil {
		return Trained{}, err
	}
	versions, err := w.store.Versions()
	if err != nil {
		return Trained{}, err
	}
	for _, v := range versions {
		// Parameters that cannot be read are no reason not to import others.
		if has, err := w.store.Weights(v.ID); err == nil && bytes.Equal(has, weights) {
			if v.Origin == nil {
				v.Origin = &eval.Origin{Name: labels.Printable(b.Card.Name), Digest: b.Card.Head.SHA256}
			}
			served, err := w.store.Served()
			return Trained{Version: v, Promoted: served == v.ID}, errors.Join(ErrHere, err)
		}
	}
	return Trained{}, nil
}
