package model

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// heldOut are what heads say of labelled memes that they have not seen, as a file beside the
// feature caches keeps them: a training of five heads need not be repeated while neither
// labels nor features have changed.
type heldOut struct {
	Of   string // what it was made of; see heldOutOf
	Rows []eval.Row
}

// heldOutFile is its name. It can be deleted.
const heldOutFile = "crossvalidated"

// heldOutMost bounds what is read of it, in bytes: some hundred for each meme.
const heldOutMost = 1 << 30

// heldOutOf is a digest of all that cross-validated rows are made of: the folds, the config, the
// encoders, and of each meme that is learnt from its level, votes, split, group and features. With
// it comes the newest event that these are of.
func (w *Workbench) heldOutOf(ctx context.Context, c *caches, cfg eval.Config, seed uint64) (digest string, seq uint64, err error) {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode(struct {
		Folds, Repeats, Rows int
		Seed                 uint64
		Config               eval.Config
		Inputs               []eval.Input
	}{DefaultFolds, holdOutRepeats, holdOutRows, seed, cfg, c.inputs}); err != nil {
		return "", 0, err
	}
	seq, err = w.store.RowsAt(func(m labels.Meme, s labels.State) error {
		if !usedInTraining(&m, s) {
			return ctx.Err()
		}
		fmt.Fprint(sum, m.ID, " ", s.Gold, " ", m.Split, " ", m.Group)
		if votes, ok := s.Disagreement(); ok {
			fmt.Fprint(sum, " ", votes)
		}
		for i, in := range c.inputs {
			if key, ok := featureKey(in.Modality, &m); ok && c.features[i].Has(key) {
				fmt.Fprintf(sum, " %d:%x", i, key)
			}
		}
		_, err := fmt.Fprintln(sum)
		return errors.Join(err, ctx.Err())
	})
	return fmt.Sprintf("%x", sum.Sum(nil)), seq, err
}

// keptHeldOut returns the rows that are kept, if they were made of this. A file that cannot
// be read is made anew.
func (w *Workbench) keptHeldOut(of string) ([]eval.Row, bool) {
	b, err := plainfile.Read(filepath.Join(w.folder, heldOutFile), heldOutMost)
	if err != nil {
		return nil, false
	}
	var h heldOut
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&h); err != nil {
		return nil, false
	}
	return h.Rows, h.Of == of
}

func (w *Workbench) keepHeldOut(h heldOut) error {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(h); err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(w.folder, heldOutFile), b.Bytes(), atomicfile.Shared); err != nil {
		return fmt.Errorf("cross-validated predictions: %w", err)
	}
	return nil
}
