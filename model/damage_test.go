package model

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// damage changes a byte in some rows of every feature cache, anywhere in them, and
// returns in how many rows.
func (r *rig) damage(t *testing.T, rows int) (damaged map[string]int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(rows), 5))
	damaged = map[string]int{}
	for modality, e := range map[string]*fakeEncoder{"text": r.text, "image": r.image} {
		path := filepath.Join(r.folder, e.Digest()+".features")
		b := mustRead(t, path)
		const header = 52
		size := 32 + 4*e.Width() + 4
		bad := map[int]bool{}
		for range rows {
			row := rng.IntN((len(b)-header)/size - 1) // a damaged last one is cut off
			bad[row] = true
			b[header+row*size+rng.IntN(size)] ^= 1 << rng.IntN(8)
		}
		// A second flip may have undone the first.
		damaged[modality] = len(bad)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return damaged
}

// After damage to the feature caches the same seed gives the same head, figures are
// of the same rows, and it is said what was computed anew.
func TestDamagedFeatures(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	r.changeAll(t, func(_ int, m *labels.Meme) { m.Image = r.drawn(t, m.Key+".png") })
	v := r.mustTrain(t, TrainOptions{})
	head := mustHead(t, r, v.ID)
	report, rows, err := r.Evaluate(t.Context(), v.ID, eval.AllRows, nil)
	if err != nil || report.N != 60 || report.LeftOut != 0 {
		t.Fatalf("%d rows, %v", report.N, err)
	}
	for _, n := range []int{1, 20} {
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		damaged := r.damage(t, n)
		said := []string{
			fmt.Sprintf("text features: %d damaged rows are computed again", damaged["text"]),
			fmt.Sprintf("image features: %d damaged rows are computed again", damaged["image"]),
		}
		r.start(t, r.folder)
		again := r.mustTrain(t, TrainOptions{})
		if !slices.Equal(again.Notices, said) || again.TrainN != v.TrainN || again.ValN != v.ValN || !bytes.Equal(mustHead(t, r, again.ID), head) {
			t.Errorf("after %d: %q, want %q; %d and %d rows, want %d and %d; the same head: %v",
				n, again.Notices, said, again.TrainN, again.ValN, v.TrainN, v.ValN, bytes.Equal(mustHead(t, r, again.ID), head))
		}

		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		r.damage(t, n)
		r.start(t, r.folder)
		got, gotRows, err := r.Evaluate(t.Context(), v.ID, eval.AllRows, nil)
		if err != nil || got.N != 60 || !slices.Equal(gotRows, rows) || !slices.Equal(r.Notices(), said) {
			t.Errorf("after %d: %d rows evaluated, the same: %v; %v", n, got.N, slices.Equal(gotRows, rows), err)
		}
		if e, err := r.Encode(t.Context(), nil); err != nil || e.Encoded != 0 || e.Cached != 120 || e.Notices != nil {
			t.Errorf("after that: %+v, %v", e, err)
		}
	}

	// A file that is damaged as a whole is computed anew, too.
	for name, spoil := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)/2] },
		"empty":   func([]byte) []byte { return nil },
		"zeroed":  func(b []byte) []byte { clear(b); return b },
		"foreign": func(b []byte) []byte { return []byte("a letter to the editor") },
	} {
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(r.folder, r.text.Digest()+".features")
		if err := os.WriteFile(path, spoil(mustRead(t, path)), 0o600); err != nil {
			t.Fatal(err)
		}
		r.start(t, r.folder)
		again := r.mustTrain(t, TrainOptions{})
		if len(again.Notices) != 1 || !bytes.Equal(mustHead(t, r, again.ID), head) {
			t.Errorf("%s: %q; the same head: %v", name, again.Notices, bytes.Equal(mustHead(t, r, again.ID), head))
		}
	}
}

func mustHead(t *testing.T, r *rig, id string) []byte {
	t.Helper()
	b, err := r.store.Head(id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Memes of which nothing can be read are left out, and that is said.
func TestLeftOut(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	for _, i := range []int{0, 7, 8, 10} { // train, val, test, train
		lost := r.drawn(t, fmt.Sprint("lost", i, ".png"))
		r.change(t, i, func(m *labels.Meme) { m.Caption, m.Image = "", lost })
		if err := os.Remove(lost.Path); err != nil {
			t.Fatal(err)
		}
	}
	v := r.mustTrain(t, TrainOptions{})
	want := "45 of 48 memes learnt from: the others have neither a caption nor a picture that can be read (lost0.png, lost7.png, lost10.png); memebench encode says why"
	if !slices.Equal(v.Notices, []string{want}) {
		t.Errorf("train says %q, want %q", v.Notices, want)
	}
	for split, want := range map[string]string{
		eval.AllRows: "56 of 60 memes evaluated: the others have neither a caption nor a picture that can be read (lost0.png, lost7.png, lost8.png, …)",
		"test":       "11 of 12 memes evaluated",
		"cv":         "45 of 48 memes used",
	} {
		report, _, err := r.Evaluate(t.Context(), v.ID, split, nil)
		said := slices.ContainsFunc(report.Warnings, func(s string) bool { return strings.HasPrefix(s, want) })
		if err != nil || report.LeftOut == 0 || !said {
			t.Errorf("%s: %d left out, %q, want %q; %v", split, report.LeftOut, report.Warnings, want, err)
		}
	}
	r.label(t, r.memes(t)[1].ID, labels.Positive)
	r.mustTrain(t, TrainOptions{})
	c, err := r.Compare(t.Context(), "v1", "v2", "test", nil)
	if err != nil || c.N != 11 || c.LeftOut != 1 {
		t.Errorf("compared on %d rows, %d left out; %v", c.N, c.LeftOut, err)
	}
}
