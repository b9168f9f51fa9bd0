package model

import (
	"context"
	"errors"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// caches are the feature caches of one pack's encoders, in the order of the
// inputs of a head.
type caches struct {
	inputs   []eval.Input
	features []*Features
}

// caches returns the feature caches of the pack, open, fetching the pack's files
// first if need be, since the caches are named by the encoders' digests. They
// stay open and are shared until Close.
func (w *Workbench) caches(ctx context.Context, pack string, p Progress) (*caches, error) {
	if err := w.startRuntime(ctx, pack, p); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.open[pack]; c != nil {
		return c, nil
	}
	inputs, err := PackInputs(pack, w.files)
	if err != nil {
		return nil, err
	}
	c := &caches{inputs: inputs}
	for _, in := range inputs {
		f, err := OpenFeatures(w.features, in.Digest, in.Width)
		if err != nil {
			return nil, errors.Join(err, c.close())
		}
		c.features = append(c.features, f)
	}
	if w.open == nil {
		w.open = map[string]*caches{}
	}
	w.open[pack] = c
	return c, nil
}

// close closes the caches.
func (c *caches) close() error {
	var err error
	for _, f := range c.features {
		err = errors.Join(err, f.Close())
	}
	return err
}

// flush writes out what was appended.
func (c *caches) flush() error {
	var err error
	for _, f := range c.features {
		err = errors.Join(err, f.Flush())
	}
	return err
}

// read fills dst with the meme's features of input i and reports whether it has
// any: the meme has that modality, and it has been encoded.
func (c *caches) read(dst []float32, i int, m *labels.Meme) bool {
	key, ok := featureKey(c.inputs[i].Modality, m)
	return ok && c.features[i].Read(dst, key)
}

// featureKey returns the cache key of one side of the meme, and whether the meme
// has that side: a caption that is not blank, a picture that could be read.
func featureKey(modality string, m *labels.Meme) ([32]byte, bool) {
	switch modality {
	case TextModality:
		return TextKey(m.Caption), strings.TrimSpace(m.Caption) != ""
	case ImageModality:
		if m.HasImage() {
			key, err := ImageKey(m.Image.SHA256)
			return key, err == nil
		}
	}
	return [32]byte{}, false
}
