package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"unsafe"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/labels/workers"
)

// ImportStore is what an import needs of a workspace's store.
type ImportStore interface {
	Datasets() ([]labels.Dataset, error)
	PutDataset(d labels.Dataset) error
	// AddLabelled adds what is new, labels included, in one transaction and says
	// what became of each.
	AddLabelled(newcomers []labels.NewMeme, shares labels.Shares) ([]labels.Added, error)
}

// ImportReport says what became of every row: Rows = Taken + Repeated +
// len(Failed) + OmittedFailed.
type ImportReport struct {
	Rows     int                `json:"rows"` // without the header
	Taken    int                `json:"taken"`
	Repeated int                `json:"repeated"` // there already, with the same content
	Labels   int                `json:"labels"`   // label events written
	Warnings []labels.RowReason `json:"warnings"` // rows taken or repeated that want a look, by row
	Failed   []labels.RowReason `json:"failed"`   // by row

	// How many more there were than the MaxReasons that are kept of each.
	OmittedWarnings int `json:"omitted_warnings,omitempty"`
	OmittedFailed   int `json:"omitted_failed,omitempty"`
}

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

// Import adds the rows of a table to a workspace. A row is taken, repeated (its key
// is there with the same caption and picture; also when it occurs twice in the
// table) or failed (malformed, an unknown level, nothing to show, or a key that
// is taken by another meme). A picture that is missing, lies outside the folder of
// pictures or cannot be shown is a warning, and the meme is taken: importing the
// row again when the picture is there mends it.
//
// A meme that is tied to others by its picture or its caption goes to their split,
// whatever split the spec or the row asks for: what is judged on must not have been
// learnt from. Where that happens, the row has a warning.
//
// The key of a row is its picture's name, or else made of its values, by the
// columns of the dataset's first table: see [labels.ReadCSV]. A table that was
// imported without its levels can so be imported again with them.
//
// With an annotator, levels become labels of that annotator, source import. A
// repeated row brings its label too, if the annotator's imported label is another
// one or is missing; what the annotator said by hand is left alone.
//
// A table that cannot be read as the spec says (a missing column, numbers of an
// unknown scale, a folder of pictures that is none) is an error before anything is
// stored. Rows are stored in batches; when ctx is cancelled or the store fails,
// the batches before stay, the report counts them, and importing the table again
// does the rest.
func Import(ctx context.Context, store ImportStore, spec ImportSpec, p labels.Report) (ImportReport, error) {
	im := importing{
		store: store, spec: spec, progress: p,
		file:   filepath.Base(spec.CSV),
		report: ImportReport{Warnings: []labels.RowReason{}, Failed: []labels.RowReason{}},
	}
	err := im.run(ctx)
	byRow := func(a, b labels.RowReason) int { return a.Row - b.Row }
	slices.SortStableFunc(im.report.Warnings, byRow)
	slices.SortStableFunc(im.report.Failed, byRow)
	return im.report, err
}

// importing is one import under way.
type importing struct {
	store    ImportStore
	spec     ImportSpec
	progress labels.Report
	file     string // the table's name in messages
	report   ImportReport

	table   *Table
	images  string // absolute path of the folder of pictures
	shares  labels.Shares
	dataset labels.Dataset
	places  []int // of the table's columns among the dataset's
	known   bool  // the store has the dataset as it is
}

// CheckImport reports why an import would be refused before any of its rows is
// looked at, so that no workspace need be made for one that is.
func CheckImport(ctx context.Context, spec ImportSpec) error {
	im := importing{spec: spec, file: filepath.Base(spec.CSV)}
	in, err := im.open(ctx)
	if err != nil {
		return err
	}
	in.Close() // only read from
	return nil
}

// open settles everything that can be settled without the store, and returns the
// table's file, which the caller closes.
func (im *importing) open(ctx context.Context) (in *tableFile, err error) {
	if err := im.spec.Validate(); err != nil {
		return nil, err
	}
	if im.shares, err = im.spec.shares(); err != nil {
		return nil, err
	}
	columns := im.spec.columns()
	if columns.Scale, err = im.scale(ctx, columns); err != nil {
		return nil, err
	}
	if in, err = openTable(ctx, im.spec.CSV); err != nil {
		return nil, err
	}
	if im.spec.Format == "memotion" {
		im.table, err = ReadMemotion(in, im.file)
	} else {
		im.table, err = ReadCSV(in, im.file, columns)
	}
	if err == nil {
		err = im.findImages()
	}
	if err != nil {
		in.Close() // only read from
		return nil, err
	}
	return in, nil
}

func (im *importing) run(ctx context.Context) error {
	in, err := im.open(ctx)
	if err != nil {
		return err
	}
	defer in.Close() // only read from
	if err := im.findDataset(); err != nil {
		return err
	}
	ahead, stop := context.WithCancel(ctx)
	batches := make(chan batch)
	var reader workers.Group
	reader.Go(func() {
		defer close(batches)
		im.readAhead(ahead, in, batches)
	})
	defer func() { // before the table is closed
		stop()
		for range batches {
		}
		reader.Wait()
	}()
	for b := range batches {
		im.report.Rows += len(b.failed)
		for _, r := range b.failed {
			im.fail(r)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case b.err != nil:
			return b.err
		}
		if err := im.take(b); err != nil {
			return err
		}
		im.progress.Tell(labels.Step{
			Phase: "import", Done: b.done, Total: max(in.size, b.done), Unit: "bytes",
			Note: fmt.Sprintf("%d memes", im.report.Taken+im.report.Repeated),
		})
	}
	return ctx.Err()
}

// scale settles the scale of the levels, by a pass over the whole table if need be.
func (im *importing) scale(ctx context.Context, columns CSVSpec) (Scale, error) {
	if columns.Level == "" || columns.Scale != NoScale {
		return columns.Scale, nil
	}
	in, err := openTable(ctx, im.spec.CSV)
	if err != nil {
		return NoScale, err
	}
	defer in.Close() // only read from
	im.progress.Tell(labels.Step{Phase: "check levels", Total: in.size, Unit: "bytes"})
	return FindScale(in, im.file, columns)
}

// findImages settles the folder of pictures.
func (im *importing) findImages() error {
	if !im.table.HasImages() {
		return nil
	}
	if im.spec.Probe == nil {
		return errors.New("import: the table has pictures, and nothing was given to look at them with")
	}
	folder := im.spec.Images
	if folder == "" {
		folder = filepath.Dir(im.spec.CSV)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return fmt.Errorf("folder of pictures: %w", err)
	}
	st, err := os.Stat(folder)
	switch {
	case err != nil:
		return fmt.Errorf("folder of pictures: %w", err)
	case !st.IsDir():
		return fmt.Errorf("folder of pictures: %s is not a folder", folder)
	}
	im.images = folder
	return nil
}

// findDataset settles the dataset's columns: those that the store knows of it,
// then the table's that are new. The columns that make a key stay those of the
// dataset's first table.
func (im *importing) findDataset() error {
	all, err := im.store.Datasets()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	fresh := im.table.Dataset(im.spec.dataset())
	if i := slices.IndexFunc(all, func(d labels.Dataset) bool { return d.Name == fresh.Name }); i >= 0 {
		im.table.KeyBy(all[i].Key)
		im.dataset, im.places = withColumns(all[i], fresh)
		im.known = reflect.DeepEqual(im.dataset, all[i])
		return nil
	}
	im.dataset = fresh
	_, im.places = withColumns(fresh, fresh)
	return nil
}

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
func (im *importing) readAhead(ctx context.Context, in *tableFile, to chan<- batch) {
	for end := false; !end; {
		var b batch
		end, b.err = im.read(&b)
		if b.err == nil {
			b.images, b.warnings, b.err = im.look(ctx, b.rows)
		}
		b.done = in.done
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
		end = end || b.err != nil
	}
}

// read fills in the rows of a batch, fewer at the end of the table.
func (im *importing) read(b *batch) (end bool, err error) {
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

// take stores one batch.
func (im *importing) take(b batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	newcomers := make([]labels.NewMeme, len(b.rows))
	for i, row := range b.rows {
		newcomers[i] = labels.NewMeme{Meme: im.meme(row, b.images[i]), Annotator: im.spec.Annotator, Level: labels.NoLevel}
		if im.spec.Annotator != "" {
			newcomers[i].Level = row.Level
		}
	}
	if !im.known {
		if err := im.store.PutDataset(im.dataset); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		im.known = true
	}
	added, err := im.store.AddLabelled(newcomers, im.shares)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if len(added) != len(b.rows) {
		return fmt.Errorf("import: the store answered for %d of %d memes", len(added), len(b.rows))
	}
	for i, a := range added {
		im.count(b.rows[i], a, b.warnings[i])
	}
	return nil
}

// count reports what became of one row. The warning is what its picture is worth.
func (im *importing) count(row TableRow, a labels.Added, warning string) {
	im.report.Rows++
	switch a.Outcome {
	case labels.Taken:
		im.report.Taken++
	case labels.Duplicate:
		im.report.Repeated++
	default:
		im.fail(im.reason(row.Number, a.Reason))
		return
	}
	if a.Labelled {
		im.report.Labels++
	}
	for _, w := range []string{warning, im.astray(row, a)} {
		if w != "" {
			im.report.Warnings = labels.AppendReason(im.report.Warnings, &im.report.OmittedWarnings, im.reason(row.Number, w))
		}
	}
}

func (im *importing) fail(r labels.RowReason) {
	im.report.Failed = labels.AppendReason(im.report.Failed, &im.report.OmittedFailed, r)
}

// meme makes a meme of a row.
func (im *importing) meme(row TableRow, image labels.Image) labels.Meme {
	m := labels.Meme{
		ID: labels.NewMemeID(im.dataset.Name, row.Key), Dataset: im.dataset.Name, Key: row.Key,
		Image: image, Caption: row.Caption, Split: row.Split, Row: row.Number,
	}
	for i, place := range im.places {
		if place >= len(m.Values) {
			m.Values = append(m.Values, make([]string, place+1-len(m.Values))...)
		}
		m.Values[place] = row.Values[i]
	}
	return m
}

func (im *importing) reason(row int, sentence string) labels.RowReason {
	return labels.RowReason{Row: row, Reason: (&RowError{File: im.file, Row: row, Reason: sentence}).Error()}
}

// tableFile is a table being read: it counts the bytes and stops when its context
// is cancelled, so that no single long row or pass goes on after that.
type tableFile struct {
	*os.File
	ctx        context.Context
	done, size int64
}

func openTable(ctx context.Context, path string) (*tableFile, error) {
	f, st, err := plainfile.Open(path)
	if errors.Is(err, plainfile.ErrNotPlain) {
		return nil, fmt.Errorf("table %s: %w; an import reads it more than once, so save it to a file first", labels.Printable(path), err)
	}
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", labels.Printable(path), plainfile.Cause(err))
	}
	return &tableFile{File: f, ctx: ctx, size: st.Size()}, nil
}

// Read reads from the file unless the context is cancelled.
func (t *tableFile) Read(b []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.File.Read(b)
	t.done += int64(n)
	return n, err
}
