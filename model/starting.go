package model

import (
	"fmt"
	"io/fs"
)

// ServeAtFirst makes the workbench serve this bundle, as v0, in a workspace that
// has no version yet and uses the pack of encoders that it reads: the first use
// case that needs a version adds it. People's own versions start at v1, and the
// first of them takes its place. Call it before any use case.
func (w *Workbench) ServeAtFirst(bundle fs.FS) { w.starter = bundle }

// served returns the id of the served version, "" when there is none, not even a
// starter head for this workspace.
func (w *Workbench) served() (string, error) {
	w.starting.Lock()
	defer w.starting.Unlock()
	served, err := w.store.Served()
	if err != nil || served != "" || w.starter == nil {
		return served, err
	}
	pack, err := w.Pack()
	if err != nil {
		return "", err
	}
	b, err := ReadBundle(w.starter)
	if err != nil {
		return "", fmt.Errorf("starter head: %w", err)
	}
	if b.Card.Version.Pack != pack {
		return "", nil
	}
	// It is not tried as an imported head is: that takes the runtime, which may not be
	// there yet, and this head came with the program.
	onnx, err := b.head.ONNX()
	if err != nil {
		return "", fmt.Errorf("starter head: %w", err)
	}
	v, artifacts, err := b.version(onnx)
	if err != nil {
		return "", fmt.Errorf("starter head: %w", err)
	}
	v.Name = b.Card.Name
	if v, err = w.store.AddStarter(v, artifacts); err != nil {
		return "", fmt.Errorf("starter head: %w", err)
	}
	return v.ID, nil
}
