package model

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"memebench/labels"
)

// gathered are the labelled memes of a workspace, as rows for a training or an
// evaluation.
type gathered struct {
	Data
	memes       []labels.MemeID // [N]
	fingerprint string          // SHA-256 of the rows: meme, level, split
}

// gather reads the memes that keep answers yes to and that have a feature, in
// the order of import. keep sees every meme with its state.
func (w *Workbench) gather(c *caches, keep func(*labels.Meme, labels.State) bool) (*gathered, error) {
	g := &gathered{}
	r := newRows(c.inputs)
	sum := sha256.New()
	err := w.store.Rows(func(m labels.Meme, s labels.State) error {
		if !keep(&m, s) {
			return nil
		}
		if len(r.add(func(i int, dst []float32) bool { return c.read(dst, i, &m) })) == 0 {
			r.drop()
			return nil
		}
		row := len(g.memes)
		g.memes = append(g.memes, m.ID)
		g.Group = append(g.Group, m.Group)
		g.Level = append(g.Level, s.Gold)
		switch m.Split {
		case labels.Train:
			g.Train = append(g.Train, row)
		case labels.Val:
			g.Val = append(g.Val, row)
		}
		fmt.Fprintf(sum, "%s %s %s\n", m.ID, s.Gold, m.Split)
		return nil
	})
	g.Inputs, g.X, g.Present = r.inputs, r.x, r.present
	g.fingerprint = hex.EncodeToString(sum.Sum(nil))
	return g, err
}

// features copies the features that row r has of input i to dst.
func (g *gathered) features(dst []float32, i, r int) bool {
	copy(dst, g.X[i][r*len(dst):])
	return g.Present[i][r]
}

// learnable reports whether a meme's gold level may be trained on or measured
// by: it has one, and the meme does not bridge two splits.
func learnable(m *labels.Meme, s labels.State) bool {
	return s.Kind == labels.Labelled && !m.Bridge
}
