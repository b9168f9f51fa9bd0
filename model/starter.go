package model

import (
	"fmt"
	"io/fs"
	"slices"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/bundle"
)

// ServeStarter makes the workbench serve this bundle, as v0, in a workspace that
// has no version yet and uses the pack of encoders that it reads: the first use
// case that needs a version adds it. People's own versions start at v1, and the
// first of them takes its place if it is better.
//
// It also takes the place of a served version whose features cannot be had any more,
// since its pack has another encoder now: it is added under the next number then. The
// first version of people's own that reads the new encoders takes its place again, if it
// is better.
// Call it before any use case.
func (w *Workbench) ServeStarter(files fs.FS) { w.starter = files }

// Served returns the id of the served version, "" when there is none, not even a
// starter head for this workspace.
func (w *Workbench) Served() (string, error) {
	w.starterMu.Lock()
	defer w.starterMu.Unlock()
	served, err := w.store.Served()
	if err != nil || w.starter == nil {
		return served, err
	}
	var unusable error
	if served != "" {
		v, err := w.store.Version(served)
		if err != nil {
			return "", err
		}
		if unusable = w.unusable(v); unusable == nil {
			return served, nil
		}
	}
	pack, err := w.Pack()
	if err != nil {
		return "", err
	}
	b, err := bundle.Read(w.starter)
	if err != nil {
		return "", fmt.Errorf("starter head: %w", err)
	}
	v := b.Card.Version
	switch {
	case v.Pack != pack, unusable != nil && w.unusable(v) != nil:
		return served, nil // what needs the version says why it cannot be used
	case served == "":
		v, err = w.addStarter(b, w.store.AddStarter)
	default:
		v, err = w.replaceByStarter(b)
	}
	if err != nil {
		return "", fmt.Errorf("starter head: %w", err)
	}
	if unusable != nil {
		w.addNotice(fmt.Sprintf("%v; %s, the starter head, is served instead", unusable, v.ID))
	}
	return v.ID, nil
}

// unusable reports why a version can do nothing here: its pack has other encoders now
// than those that it reads. Nil also stands for not knowing, since files are missing.
func (w *Workbench) unusable(v eval.Version) error {
	inputs, err := w.packInputs(v.Pack)
	if err != nil {
		return nil
	}
	return sameEncoders(v, inputs)
}

// addStarter keeps the starter head by one of the store's methods.
func (w *Workbench) addStarter(b *bundle.Bundle, add func(eval.Version, eval.Artifacts) (eval.Version, error)) (eval.Version, error) {
	// It is not tried as an imported head is: that takes the runtime, which may not be
	// there yet, and this head came with the program.
	onnx, err := b.Head.ONNX()
	if err != nil {
		return eval.Version{}, err
	}
	v, artifacts, err := b.Version(onnx)
	if err != nil {
		return eval.Version{}, err
	}
	// The name may be that of an earlier one.
	if _, err := w.store.Version(b.Card.Name); err != nil {
		v.Name = b.Card.Name
	}
	return add(v, artifacts)
}

// replaceByStarter serves the starter head, which it adds if it is not there yet, in
// place of another version.
func (w *Workbench) replaceByStarter(b *bundle.Bundle) (eval.Version, error) {
	versions, err := w.store.Versions()
	if err != nil {
		return eval.Version{}, err
	}
	var v eval.Version
	if i := slices.IndexFunc(versions, func(v eval.Version) bool { return v.Origin != nil && v.Origin.Digest == b.Card.Head.SHA256 }); i >= 0 {
		v = versions[i]
	} else if v, err = w.addStarter(b, w.store.AddVersion); err != nil {
		return v, err
	}
	return v, w.store.Promote(v.ID)
}

// firstOwn reports whether a version that is trained now is the first of people's own
// that can be used with these encoders, beside a starter head or a version that cannot be
// used any more.
func (w *Workbench) firstOwn(served eval.Version, inputs []eval.Input) (bool, error) {
	if served.ID == "" { // the store serves the first by itself
		return false, nil
	}
	if w.unusable(served) == nil && !w.isStarter(served) {
		return false, nil
	}
	versions, err := w.store.Versions()
	return err == nil && !slices.ContainsFunc(versions, func(v eval.Version) bool { return v.Origin == nil && slices.Equal(v.Encoders, inputs) }), err
}

// configOf returns the config of a served version, or of the one that it stands in
// for.
func (w *Workbench) configOf(served eval.Version) (eval.Config, error) {
	if !w.isStarter(served) {
		return served.Config, nil
	}
	versions, err := w.store.Versions()
	if err != nil {
		return eval.Config{}, err
	}
	versions = slices.DeleteFunc(versions, func(v eval.Version) bool { return v.Origin != nil })
	if n := len(versions); n > 0 && w.unusable(versions[n-1]) != nil {
		return versions[n-1].Config, nil
	}
	return served.Config, nil
}

// isStarter reports whether a version is the head that came with this program, or with an
// earlier one.
func (w *Workbench) isStarter(v eval.Version) bool {
	if w.starter == nil || v.Origin == nil {
		return false
	}
	if v.Starter() {
		return true
	}
	b, err := bundle.Read(w.starter)
	return err == nil && v.Origin.Digest == b.Card.Head.SHA256
}

// addNotice keeps a sentence for who is told of notices next.
func (w *Workbench) addNotice(sentence string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notices = append(w.notices, labels.Printable(sentence))
}
