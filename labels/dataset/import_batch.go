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
	rows     []TableRow
	images   []labels.Image // of the rows
	warnings []string       // on them, "" where all is well
	failed   []labels.RowReason
	done     int64 // bytes of the table read by then
	err      error // ends the import; the rows are not stored
}

// readAhead sends the batches of the table, one being read and its pictures looked
// at while the store has the one before, until the end, an error or ctx.
func (im *Import) readAhead(ctx context.Context, to chan<- batch) {
	for end := false; !end; {
		var b batch
		end, b.err = im.read(&b)
		if b.err == nil {
			b.images, b.warnings, b.err = im.probe(ctx, b.rows)
		}
		b.done = im.in.done
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
		end = end || b.err != nil
	}
}

// read fills in the rows of a batch, fewer at the end of the table.
func (im *Import) read(b *batch) (end bool, err error) {
	most := textBatch
	if im.table.HasImages() {
		most = pictureBatch
	}
	for size := 0; len(b.rows) < most && len(b.failed) < most && size < batchBytes; {
		row, err := im.table.Next()
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
			size += len(row.Caption)
			for _, v := range row.Values {
				size += len(v) + valueBytes
			}
		}
	}
	return false, nil
}
