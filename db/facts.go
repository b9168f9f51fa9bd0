package db

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Facts calls yield with the facts of each meme that a search finds, in the order of
// import, until yield returns an error, which Facts returns. The facts are good until
// yield returns; of those that cost something they have what [labels.Search.Needs] says,
// and the predictions of the version that the search names.
// A search that names no overlap is about that of the workspace; where no version is
// served, "served" says nothing. It ends with ctx.
//
// The memes are read in portions, as [DB.Rows] reads them, from columns alone: of 100,000
// memes in some milliseconds.
func (d *DB) Facts(ctx context.Context, s labels.Search, yield func(*labels.Facts) error) error {
	n := s.Needs()
	n.Prediction = s.Version != ""
	return d.facts(ctx, s, n, yield)
}

// facts is Facts with what is needed.
func (d *DB) facts(ctx context.Context, s labels.Search, n labels.Needs, yield func(*labels.Facts) error) error {
	if lists := s.Query.Lists(); len(lists) > 0 {
		return fmt.Errorf("%w: the query names a list, %s, that it was not given", ErrInvalid, short(lists[0].String()))
	}
	n.Annotators = slices.DeleteFunc(slices.Clone(n.Annotators), func(a string) bool { return a == "" })
	r := factReader{Needs: n}
	if err := d.view(func(tx *bbolt.Tx) (err error) {
		if s.Overlap == 0 {
			s.Overlap = overlapOf(tx)
		}
		if n.Prediction && s.Version != "" {
			r.version, err = versionNumber(tx, s.Version)
			r.predicts = err == nil
			if s.Version == "served" && errors.Is(err, ErrNotFound) {
				err = nil
			}
		}
		if err == nil && (n.Dataset || n.Columns != nil) {
			err = r.readDatasets(tx)
		}
		return err
	}); err != nil {
		return err
	}
	const portion = 8 // blocks
	for from, more := uint32(0), true; more; from += portion {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.view(func(tx *bbolt.Tx) (err error) {
			more, err = r.read(tx, from, portion)
			return err
		}); err != nil {
			return err
		}
		if err := r.each(func(f *labels.Facts) error {
			if !s.Match(f) {
				return nil
			}
			return yield(f)
		}); err != nil {
			return err
		}
	}
	return nil
}

// A factReader reads the facts of memes, some blocks at a time, out of a transaction.
type factReader struct {
	labels.Needs
	predicts bool   // predictions are read
	version  uint64 // by this version, which is 0 for the one that came with the program
	datasets [][]datasetColumn
	names    []string // of the datasets by their places

	room   []factBlock
	blocks []*factBlock // that were read
	facts  labels.Facts
}

// A datasetColumn is a column that is read, with its place in a dataset.
type datasetColumn struct {
	name   string
	column uint32
	answer bool // it has what annotators say
}

// readDatasets reads what is asked of the datasets: their names, and which of their columns have
// the names that are needed.
func (r *factReader) readDatasets(tx *bbolt.Tx) error {
	records, err := datasetsIn(tx)
	if err != nil || len(records) == 0 {
		return err
	}
	places := records[len(records)-1].Place + 1
	if r.Dataset {
		r.names = make([]string, places)
	}
	if r.Columns != nil {
		r.datasets = make([][]datasetColumn, places)
	}
	for _, set := range records {
		if r.Dataset {
			r.names[set.Place] = set.Name
		}
		for i, name := range set.Columns {
			if slices.Contains(r.Columns, name) {
				r.datasets[set.Place] = append(r.datasets[set.Place], datasetColumn{name, uint32(i + 1), set.SaysLevel(name)})
			}
		}
	}
	return nil
}

// A factBlock is what is read of a block of memes. Its room is used for one block after the
// other: blocks are many, and soon done with.
type factBlock struct {
	first       uint64 // the place of its first meme
	memes       int
	about       []byte
	state       []byte
	said        [][]byte // of the annotators
	captions    *textBlock
	values      map[uint32]*textBlock // by their columns
	predictions *predictionBlock
	predicted   bool // the version has said something of the block
}

// read reads some blocks from one on, and reports whether there are more.
func (r *factReader) read(tx *bbolt.Tx, from uint32, n int) (more bool, err error) {
	r.blocks = r.blocks[:0]
	r.room = slices.Grow(r.room, max(0, n-len(r.room)))[:n]
	last := tx.Bucket(bucketMemes).Sequence()
	for block := from; int(block-from) < n; block++ {
		first := uint64(block)*blockMemes + 1
		if first > last {
			return false, nil
		}
		b := &r.room[len(r.blocks)]
		b.first, b.memes = first, int(min(blockMemes, last-first+1))
		if err := r.readBlock(tx, block, b); err != nil {
			return false, err
		}
		r.blocks = append(r.blocks, b)
	}
	return true, nil
}

func (r *factReader) readBlock(tx *bbolt.Tx, block uint32, b *factBlock) error {
	var err error
	cells := func(room []byte, c columnKey) []byte {
		v, damaged := c.blockAt(columnBucket(tx, c), block)
		err = cmp.Or(err, damaged)
		if v == nil {
			v = nothing[:c.width*blockMemes]
		}
		return append(room[:0], v...)
	}
	b.about, b.state = cells(b.about, memeColumn), cells(b.state, stateColumn)
	if b.said == nil {
		b.said = make([][]byte, len(r.Annotators))
	}
	for i, a := range r.Annotators {
		b.said[i] = cells(b.said[i], saidColumn(a))
	}
	if err != nil {
		return err
	}
	texts, captions := newTextColumns(tx), r.Caption
	if r.datasets != nil {
		b.values = map[uint32]*textBlock{}
		for _, columns := range r.datasets {
			for _, c := range columns {
				of, err := texts.block(textKey{c.column, block})
				if err != nil {
					return err
				}
				b.values[c.column] = of
				captions = captions || bytes.IndexByte(of.kinds[:], textCaption) >= 0
			}
		}
	}
	if captions {
		if b.captions, err = texts.block(textKey{captionColumn, block}); err != nil {
			return err
		}
	}
	b.predicted = false
	if !r.predicts {
		return nil
	}
	of := predictionsOf(tx, r.version)
	if of == nil {
		return nil
	}
	if b.predictions == nil {
		b.predictions = &predictionBlock{}
	}
	v := of.Get(number8(uint64(block)))
	b.predicted = v != nil
	return b.predictions.unpack(v)
}

// nothing are the cells of a block in which no bit is set.
var nothing [blockMemes * 9]byte

// each calls yield with the facts of all memes that were read.
func (r *factReader) each(yield func(*labels.Facts) error) error {
	if r.facts.By == nil {
		r.facts.By = map[string]labels.Said{}
	}
	for _, b := range r.blocks {
		for place := range b.memes {
			r.fill(b, place)
			if err := yield(&r.facts); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill makes the facts those of a meme.
func (r *factReader) fill(b *factBlock, place int) {
	f := &r.facts
	f.Seq = b.first + uint64(place)
	about := b.about[place*memeColumn.width:][:memeColumn.width]
	unpackAbout(about, f)
	unpackState(b.state[place*stateColumn.width:], f)
	if len(f.By) > 0 {
		clear(f.By)
	}
	for i, said := range b.said {
		if s, ok := unpackSaid(said[place]); ok {
			f.By[r.Annotators[i]] = s
		}
	}
	f.Caption, f.Columns, f.Values, f.Answers = "", f.Columns[:0], f.Values[:0], f.Answers[:0]
	if r.Caption {
		f.Caption = b.captions.texts[place]
	}
	dataset := int(datasetIn(about))
	if f.Dataset = ""; dataset < len(r.names) {
		f.Dataset = r.names[dataset]
	}
	if dataset < len(r.datasets) {
		for _, c := range r.datasets[dataset] {
			value, kind := b.values[c.column].texts[place], b.values[c.column].kinds[place]
			if kind == textNone {
				continue
			}
			if kind == textCaption {
				value = b.captions.texts[place]
			}
			f.Columns, f.Values = append(f.Columns, c.name), append(f.Values, value)
			if c.answer {
				f.Answers = append(f.Answers, c.name)
			}
		}
	}
	f.Probs = [labels.Levels]float32{}
	if f.Predicted = b.predicted && b.predictions.from[place] != 0; f.Predicted {
		f.Probs = b.predictions.probs[place]
	}
}
