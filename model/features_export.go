package model

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"

	"memebench/labels"
)

// ExportedFeatures says what ExportFeatures wrote.
type ExportedFeatures struct {
	Memes    int                `json:"memes"`
	Labelled int                `json:"labelled"` // rows with a level
	Pack     string             `json:"pack"`
	Widths   []int              `json:"widths"`   // features per meme of each modality: text, image, …
	Warnings []labels.RowReason `json:"warnings"` // pictures that could not be read, by row of their table
}

// splitNumbers are the splits as numbers of split.npy.
var splitNumbers = map[labels.Split]int8{labels.Train: 0, labels.Val: 1, labels.Test: 2}

// ExportFeatures encodes what lacks features and writes what a training reads, for
// a training elsewhere, as files that create begins. Each has a row for each of
// the N memes, in the order of import:
//
//   - text.npy, image.npy and what else the workspace's pack has, frames.npy and
//     audio.npy, float32 [N, Width]: its features; zeros where the meme has no caption,
//     or no picture that can be read.
//   - present.npy, bool [N, modalities]: whether the meme has features of each, in that
//     order.
//   - levels.npy, int64 [N]: the gold level, 0 very_negative … 4 very_positive, or
//     -1 without one.
//   - votes.npy, int64 [N, 5]: how many gave each level where annotators differ and nobody
//     has decided, whose shares a training learns; else zeros.
//   - split.npy, int8 [N]: 0 train, 1 val, 2 test, or -1 for a cross-split
//     duplicate, which is left out of all.
//   - memes.csv with the columns row (from 0, that of the arrays), meme (its id),
//     image_name, caption, level (its name), split and group. Level and split are
//     the arrays' truth in words: no level is empty, and split -1 is "bridge".
//
// The features are streamed from the caches and take no memory. When it returns
// an error, what was written is not whole.
func (w *Workbench) ExportFeatures(ctx context.Context, create func(name string) (io.Writer, error), p Report) (ExportedFeatures, error) {
	fail := func(err error) (ExportedFeatures, error) {
		return ExportedFeatures{}, fmt.Errorf("features: %w", err)
	}
	encoded, err := w.Encode(ctx, p)
	if err != nil {
		return fail(err)
	}
	c, err := w.caches(ctx, encoded.Pack, p)
	if err != nil {
		return fail(err)
	}
	r := ExportedFeatures{Pack: encoded.Pack, Warnings: encoded.Warnings}
	// The shape comes before the rows, so they are counted first.
	if err := w.store.Rows(func(labels.Meme, labels.State) error { r.Memes++; return ctx.Err() }); err != nil {
		return fail(err)
	}
	out, err := newFeatureFiles(c, r.Memes, create)
	if err != nil {
		return fail(err)
	}
	row := 0
	tell := func() {
		p.tell(labels.Step{Phase: "write", Done: int64(row), Total: int64(r.Memes), Unit: "memes"})
	}
	err = w.store.Rows(func(m labels.Meme, s labels.State) error {
		if row%rowsAtOnce == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			tell()
		}
		if row == r.Memes {
			return errors.New("memes were added while the features were written: try again")
		}
		if s.Gold.Valid() {
			r.Labelled++
		}
		row++
		return out.write(row-1, &m, s)
	})
	if err == nil {
		err = out.flush()
	}
	if err != nil {
		return fail(err)
	}
	tell()
	for _, in := range c.inputs {
		r.Widths = append(r.Widths, in.Width)
	}
	return r, nil
}

// rowsAtOnce is how many rows are written before the context is checked again.
const rowsAtOnce = 500

// featureFiles are the files of ExportFeatures being written.
type featureFiles struct {
	caches   *caches
	buffers  []*bufio.Writer
	features []npyWriter[float32] // per input
	row      [][]float32          // per input, one row
	present  npyWriter[bool]
	levels   npyWriter[int64]
	votes    npyWriter[int64]
	split    npyWriter[int8]
	memes    *csv.Writer
}

// newFeatureFiles begins the files of n memes.
func newFeatureFiles(c *caches, n int, create func(name string) (io.Writer, error)) (*featureFiles, error) {
	f := &featureFiles{caches: c}
	var err error
	begin := func(name string) io.Writer {
		var w io.Writer = io.Discard
		if err == nil {
			if w, err = create(name); err != nil {
				w = io.Discard
			}
		}
		b := bufio.NewWriterSize(w, 1<<16)
		f.buffers = append(f.buffers, b)
		return b
	}
	for _, in := range c.inputs {
		x, e := newNPY[float32](begin(in.Modality+".npy"), n, in.Width)
		err = errors.Join(err, e)
		f.features, f.row = append(f.features, x), append(f.row, make([]float32, in.Width))
	}
	var errs [4]error
	f.present, errs[0] = newNPY[bool](begin("present.npy"), n, len(c.inputs))
	f.levels, errs[1] = newNPY[int64](begin("levels.npy"), n)
	f.votes, errs[2] = newNPY[int64](begin("votes.npy"), n, labels.Levels)
	f.split, errs[3] = newNPY[int8](begin("split.npy"), n)
	f.memes = csv.NewWriter(begin("memes.csv"))
	head := f.memes.Write([]string{"row", "meme", "image_name", "caption", "level", "split", "group"})
	return f, errors.Join(err, errors.Join(errs[:]...), head)
}

func (f *featureFiles) write(row int, m *labels.Meme, s labels.State) error {
	present := make([]bool, len(f.row))
	for i, x := range f.row {
		if present[i] = f.caches.read(x, i, m); !present[i] {
			clear(x)
		}
		if err := f.features[i].write(x...); err != nil {
			return err
		}
	}
	level, name := int64(labels.NoLevel), ""
	if s.Gold.Valid() {
		level, name = int64(s.Gold), s.Gold.String()
	}
	split, side := splitNumbers[m.Split], string(m.Split)
	if m.CrossSplit {
		split, side = -1, "bridge"
	}
	votes := make([]int64, labels.Levels)
	if given, differ := s.Disagreement(); differ && s.Kind != labels.Flagged {
		for l, n := range given {
			votes[l] = int64(n)
		}
	}
	return errors.Join(f.present.write(present...), f.levels.write(level), f.votes.write(votes...), f.split.write(split),
		f.memes.Write([]string{strconv.Itoa(row), string(m.ID), m.Image.Name, m.Caption, name, side, m.Group}))
}

func (f *featureFiles) flush() error {
	f.memes.Flush()
	err := f.memes.Error()
	for _, b := range f.buffers {
		err = errors.Join(err, b.Flush())
	}
	return err
}
