package dataset

import (
	"context"
	"errors"
	"io"
	"unsafe"

	"memebench/labels"
)

// How many rows are stored in one transaction. Looking at the pictures of a row
// takes longer than storing it, so with pictures a small batch costs nothing; for
// text alone the store is most of the work, and writes to a B+ tree by random keys
// touch nearly all its pages however small the batch. The bytes bound what a batch
// of very long or very wide rows takes of memory; a value takes room for itself in the
// row and in the meme, whatever is in it.
const (
	pictureBatch = 500
	textBatch    = 10_000
	batchBytes   = 8 << 20
	valueBytes   = 2 * int(unsafe.Sizeof(""))
)

// A batch is what is stored in one transaction, with what became of the rows that
// cannot be.
type batch struct {
	rows   []TableRow
	images []labels.Image   // of the rows
	found  []foundPicture   // how they were found
	memes  []labels.NewMeme // made of the rows
	voices []voice          // whose their levels are
	failed []labels.RowReason
	end    bool  // no rows are known to follow
	err    error // ends the import; the rows are not stored
}

// readAhead sends the batches of the table, one being read and its pictures looked
// at while the store has the one before, until the end, an error or ctx.
func (im *Import) readAhead(ctx context.Context, to chan<- batch) {
	for end := false; !end; {
		var b batch
		b.end, b.err = im.read(&b)
		if b.err == nil {
			b.images, b.found, b.err = im.probe(ctx, b.rows)
		}
		if b.err == nil {
			b.err = im.knownByPicture(b.rows, b.images)
		}
		for i := range b.rows {
			if b.err == nil {
				b.err = im.compareGold(&b.rows[i])
			}
		}
		if b.err == nil {
			im.make(&b)
		}
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
		end = b.end || b.err != nil
	}
}

// read fills in the rows of a batch, fewer at the end of the table.
func (im *Import) read(b *batch) (end bool, err error) {
	most := im.batchRows()
	for size := 0; len(b.rows) < most && len(b.failed) < most && size < batchBytes; {
		row, err := im.next()
		var bad *RowError
		switch {
		case errors.As(err, &bad):
			b.failed = append(b.failed, labels.RowReason{Row: bad.Row, Reason: bad.Error()})
		case err == io.EOF:
			return true, nil
		case err != nil:
			return true, err
		default:
			b.rows = append(b.rows, row)
			size += len(row.Caption) + len(row.picture)/8
			for _, v := range row.Values {
				size += len(v) + valueBytes
			}
		}
	}
	return false, nil
}

// batchRows is how many rows of the part are in a batch at most.
func (im *Import) batchRows() int {
	if im.part.pics != nil && im.part.table.HasImages() {
		return pictureBatch
	}
	return textBatch
}

// make makes the memes of a batch.
func (im *Import) make(b *batch) {
	b.voices, b.memes = make([]voice, len(b.rows)), make([]labels.NewMeme, len(b.rows))
	for i, row := range b.rows {
		b.voices[i] = im.seen.add(im.datasetOf(&row), row, im.spec.Annotator)
		b.memes[i] = labels.NewMeme{Meme: im.meme(row, b.images[i]), Annotator: b.voices[i].annotator, Level: labels.NoLevel, Waits: row.Annotator != ""}
		if !b.voices[i].repeated { // without an annotator it balances the splits, and says nothing
			b.memes[i].Level = row.Level
		}
	}
}

// meme makes a meme of a row.
func (im *Import) meme(row TableRow, image labels.Image) labels.Meme {
	if row.own != nil {
		return *row.own
	}
	m := labels.Meme{
		ID: labels.NewMemeID(im.dataset.Name, row.Key), Dataset: im.dataset.Name, Key: row.Key,
		Image: image, Caption: row.Caption, Split: row.Split, Row: row.Number,
	}
	for i, place := range im.places {
		if place < 0 {
			continue
		}
		if place >= len(m.Values) {
			m.Values = append(m.Values, make([]string, place+1-len(m.Values))...)
		}
		m.Values[place] = row.Values[i]
	}
	return m
}

// next returns the next row of the part, whose picture's name leads from the place that
// was given, and whose split is that of its file where it has none.
func (im *Import) next() (TableRow, error) {
	row, err := im.part.table.Next()
	if bad := (*RowError)(nil); errors.As(err, &bad) {
		bad.File = im.part.name
		if im.part.named != nil && row.Image != "" {
			_, _ = im.part.locate(row.Image) // it is named, even so
		}
	}
	if err != nil {
		return row, err
	}
	row.written = row.Caption
	if row.named = row.Image; row.Image != "" {
		keyed := row.Key == row.Image
		im.part.tellApart(&row)
		if row.Image = im.part.fromBase(row.Image); keyed {
			row.Key = row.Image
		}
	}
	im.embedded.distinguish(im.part.dataset, &row)
	if row.Annotator == "" {
		row.Annotator = im.part.annotator
	}
	if err := im.identify(&row); err != nil || row.own != nil {
		return row, err
	}
	if err := im.join(&row); err != nil {
		return row, err
	}
	if row.Split == "" && im.spec.Split == "" {
		row.Split = im.part.split
		if row.Split == "" && im.told != nil {
			row.Split = im.toldOf(&row)
		}
		if row.Split == "" && im.part.folders {
			row.Split, _ = splitAndFolder(row.Image)
		}
	}
	return row, nil
}
