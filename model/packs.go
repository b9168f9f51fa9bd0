package model

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/features"
)

// AddPack adds a pack of encoders by a spec, the JSON file at path, as
// [encoder.Packs.Add] says. Versions that were trained on other encoders of its
// name go on refusing the new ones.
func (w *Workbench) AddPack(ctx context.Context, path string, p Report) (encoder.PackSpec, error) {
	fetch := func(ctx context.Context, assets []string) error { return w.fetch(ctx, assets, p) }
	return w.packs.Add(ctx, path, fetch, func(phase string) { p.tell(labels.Step{Phase: phase}) })
}

// RemovedPack says what went with a pack.
type RemovedPack struct {
	Name     string   `json:"name"`
	Freed    int64    `json:"freed_bytes"`
	Versions []string `json:"versions"` // ids of this workspace's that can do nothing until it is added again
}

// ErrPackNeeded means that versions of the workspace read a pack's features.
var ErrPackNeeded = errors.New("versions read this pack of encoders")

// RemovePack removes a pack that a user has added: its spec, the models that were
// built from its state dicts, and its features in this workspace, as far as no
// other pack has them too. The files that the spec names are the user's and stay.
//
// It refuses the packs that come with memebench and the one that the workspace
// uses, and with ErrPackNeeded, unless anyway, one that a version here was trained
// on: without the pack that can neither predict nor be evaluated. A pack that is added
// again from the same files is the same to its versions.
func (w *Workbench) RemovePack(name string, anyway bool) (RemovedPack, error) {
	r := RemovedPack{Name: name, Versions: []string{}}
	if w.packs.BuiltIn(name) {
		return r, fmt.Errorf("%s comes with memebench and cannot be removed; its features can be removed: they are in %s", name, labels.Printable(w.folder))
	}
	// One whose spec is damaged is removed too; what it has made is not known.
	if err := w.packs.Check(name); errors.Is(err, encoder.ErrNoPack) {
		return r, err
	}
	used, err := w.Pack()
	if err != nil {
		return r, err
	}
	if used == name {
		return r, fmt.Errorf("%s is the pack that this workspace uses: memebench encoders use NAME chooses another one first", name)
	}
	versions, err := w.store.Versions()
	if err != nil {
		return r, err
	}
	digests := map[string]bool{}
	for _, v := range versions {
		if v.Pack == name {
			r.Versions = append(r.Versions, v.ID)
			addDigests(digests, v.Encoders)
		}
	}
	if len(r.Versions) > 0 && !anyway {
		return r, fmt.Errorf("%w: without %s, %s of this workspace can neither predict nor be evaluated, until it is added again",
			ErrPackNeeded, name, strings.Join(r.Versions, ", "))
	}
	if inputs, err := w.packs.Inputs(name); err == nil { // else its files are gone
		addDigests(digests, inputs)
	}
	if r.Freed, err = w.packs.Remove(name); err != nil {
		return r, err
	}
	for _, other := range w.packs.Names() {
		if inputs, err := w.packs.Inputs(other); err == nil {
			for _, in := range inputs {
				delete(digests, in.Digest)
			}
		}
	}
	freed, err := w.discardFeatures(digests)
	if err != nil {
		return r, fmt.Errorf("%s is removed, but its features here are not: %w", name, err)
	}
	r.Freed += freed
	return r, nil
}

func addDigests(to map[string]bool, inputs []eval.Input) {
	for _, in := range inputs {
		to[in.Digest] = true
	}
}

// discardFeatures removes the workspace's features of these encoders.
func (w *Workbench) discardFeatures(digests map[string]bool) (freed int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for digest := range digests {
		if f := w.features[digest]; f != nil {
			if err := f.Close(); err != nil {
				return freed, err
			}
			delete(w.features, digest)
		}
		for pack, c := range w.caching {
			if slices.ContainsFunc(c.inputs, func(in eval.Input) bool { return in.Digest == digest }) {
				delete(w.caching, pack)
			}
		}
		n, err := features.Remove(w.folder, digest)
		if err != nil {
			return freed, err
		}
		freed += n
	}
	return freed, nil
}

// PackSpace is what a pack takes on the disk.
type PackSpace struct {
	Files    int64 // bytes of its encoders' files, as far as they are there
	Features int64 // bytes of its features in this workspace
}

// PackSpace returns what a pack takes. Packs that have an encoder in common share
// its file and its features, and each counts them.
func (w *Workbench) PackSpace(name string) PackSpace {
	var s PackSpace
	if spec, err := w.packs.Describe(name); err == nil {
		for _, file := range []string{spec.Text.File, spec.Text.Tokenizer, spec.Image.File} {
			// A file that is not there has no path, and stands for no bytes.
			if st, err := os.Stat(file); err == nil && filepath.IsAbs(file) {
				s.Files += st.Size()
			}
		}
	}
	if inputs, err := w.packs.Inputs(name); err == nil {
		for _, in := range inputs {
			s.Features += features.Size(w.folder, in.Digest)
		}
	}
	return s
}
