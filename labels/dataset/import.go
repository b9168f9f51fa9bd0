package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/labels/workers"
)

// ImportStore is what an import needs of a workspace's store.
type ImportStore interface {
	Datasets() ([]labels.Dataset, error)
	PutDataset(d labels.Dataset) error
	// AddLabelled adds the memes that are not there, labels included, in one
	// transaction and says what became of each.
	AddLabelled(memes []labels.NewMeme, shares labels.Shares) ([]labels.Added, error)
}

// ImportReport says what became of every row: Rows = Imported + Duplicates +
// len(Failed) + OmittedFailed.
type ImportReport struct {
	Rows       int                `json:"rows"` // without the header
	Imported   int                `json:"imported"`
	Duplicates int                `json:"duplicates"` // there already, with the same content
	Labels     int                `json:"labels"`     // label events written
	Warnings   []labels.RowReason `json:"warnings"`   // imported or duplicate rows that want a look, by row
	Failed     []labels.RowReason `json:"failed"`     // by row

	// How many more there were than the MaxReasons that are kept of each.
	OmittedWarnings int `json:"omitted_warnings,omitempty"`
	OmittedFailed   int `json:"omitted_failed,omitempty"`

	// Of Labels, those in place of another level that was imported before; and, where
	// there is no annotator, the levels of imported and duplicate rows, which are left
	// out.
	Relabelled    int `json:"relabelled,omitempty"`
	LevelsLeftOut int `json:"levels_left_out,omitempty"`
}

// An Import is a table that is open and can be imported: see [OpenImport].
type Import struct {
	spec   ImportSpec
	shares labels.Shares
	in     *source
	table  rowReader
	folder string // of the pictures, an absolute path

	store    ImportStore
	progress labels.Report
	report   ImportReport
	dataset  labels.Dataset
	places   []int           // of the table's columns among the dataset's
	known    bool            // the store has the dataset as it is
	sayings  map[string]bool // captions that were warned of
}

// OpenImport opens a table and finds out everything that can be found out without a
// store, so that no workspace need be made for a table that is refused as a whole: a
// missing column, numbers of an unknown scale, a folder of pictures that is none. The
// file is opened once; where the scale of numbers has to be found out, it is read
// through first. A table may come through a pipe, if the spec gives the scale, and
// the dataset and the folder that are named after a file otherwise.
//
// The caller calls Into, or not, and then Close.
func OpenImport(ctx context.Context, spec ImportSpec, p labels.Report) (*Import, error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	format, _ := named(rowFormats, spec.Format)
	shares, err := spec.shares()
	if err != nil {
		return nil, err
	}
	in, err := openSource(ctx, "--csv", spec.CSV, p)
	if err != nil {
		return nil, err
	}
	im := &Import{
		spec: spec, shares: shares, in: in,
		report: ImportReport{Warnings: []labels.RowReason{}, Failed: []labels.RowReason{}},
	}
	if in.piped && spec.Dataset == "" && format.dataset() == "" {
		err = fmt.Errorf("--csv %s: %w and has no name of its own: name the dataset by --dataset", labels.Printable(spec.CSV), errPiped)
	}
	if err == nil {
		im.table, err = format.open(in, &im.spec)
	}
	if err == nil {
		err = im.findFolder()
	}
	if err != nil {
		in.Close() // only read from
		return nil, err
	}
	return im, nil
}

// HasPictures reports whether the rows may have pictures.
func (im *Import) HasPictures() bool { return im.table.HasImages() }

// Close closes the table.
func (im *Import) Close() error { return im.in.Close() }

// Into adds the rows of the table to a workspace; it is called once. A row is
// imported, a duplicate (its key is there with the same caption and picture; also
// when it occurs twice in the table) or failed (malformed, an unknown level, nothing
// to show, or in conflict: its key is there with another caption or picture). A
// picture that is missing, lies outside the folder of pictures or cannot be shown is a
// warning, and the meme is imported: importing the row again when the picture is there
// mends it.
//
// A meme that is tied to others by its picture or its caption goes to their split,
// whatever split the spec or the row asks for: what is evaluated on must not have been
// learnt from. Where that happens, the row has a warning.
//
// The key of a row is its picture's name, or else made of its values, by the
// columns of the dataset's first table: see [ReadCSV]. A table that was imported
// without its levels can so be imported again with them.
//
// With an annotator, levels become labels of that annotator, source import. A
// duplicate brings its label too, if the annotator's imported label is another one or
// is missing; what the annotator said by hand is left alone.
//
// Rows are stored in batches; when ctx is cancelled or the store fails, the batches
// before stay, the report counts them, and importing the table again does the rest.
func (im *Import) Into(ctx context.Context, store ImportStore, p labels.Report) (ImportReport, error) {
	im.store, im.progress, im.in.ctx = store, p, ctx
	err := im.run(ctx)
	byRow := func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) }
	slices.SortStableFunc(im.report.Warnings, byRow)
	slices.SortStableFunc(im.report.Failed, byRow)
	return im.report, err
}

func (im *Import) run(ctx context.Context) error {
	if err := im.findDataset(); err != nil {
		return err
	}
	ahead, stop := context.WithCancel(ctx)
	batches := make(chan batch)
	var reader workers.Group
	reader.Go(func() {
		defer close(batches)
		im.readAhead(ahead, batches)
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
		if err := im.add(b); err != nil {
			return err
		}
		im.progress.Tell(im.in.step("import", b.done, fmt.Sprintf("%d memes", im.report.Imported+im.report.Duplicates)))
	}
	return ctx.Err()
}

// findFolder finds the folder of pictures.
func (im *Import) findFolder() error {
	if !im.table.HasImages() {
		return nil
	}
	if im.spec.Probe == nil {
		return errors.New("import: the table has pictures, and nothing was given to look at them with")
	}
	folder := im.spec.Images
	if folder == "" {
		if im.in.piped {
			return fmt.Errorf("--csv %s: %w and lies in no folder: name the folder of pictures by --images", labels.Printable(im.spec.CSV), errPiped)
		}
		folder = filepath.Dir(im.spec.CSV)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return fmt.Errorf("--images: %w", err)
	}
	switch st, err := os.Stat(folder); {
	case err != nil:
		return fmt.Errorf("--images %s: %w", labels.Printable(folder), plainfile.Cause(err))
	case !st.IsDir():
		return fmt.Errorf("--images %s is not a folder", labels.Printable(folder))
	}
	im.folder = folder
	return nil
}

// findDataset finds the dataset's columns: those that the store knows of it, then the
// table's that are new. The columns that make a key stay those of the dataset's first
// table.
func (im *Import) findDataset() error {
	all, err := im.store.Datasets()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	own := im.table.Dataset(im.spec.dataset())
	if i := slices.IndexFunc(all, func(d labels.Dataset) bool { return d.Name == own.Name }); i >= 0 {
		im.table.KeyBy(all[i].Key)
		im.dataset, im.places = withColumns(all[i], own)
		im.known = reflect.DeepEqual(im.dataset, all[i])
		return nil
	}
	im.dataset = own
	_, im.places = withColumns(own, own)
	return nil
}

// add stores one batch.
func (im *Import) add(b batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	memes := make([]labels.NewMeme, len(b.rows))
	for i, row := range b.rows {
		memes[i] = labels.NewMeme{Meme: im.meme(row, b.images[i]), Annotator: im.spec.Annotator, Level: row.Level}
	}
	if !im.known {
		if err := im.store.PutDataset(im.dataset); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		im.known = true
	}
	added, err := im.store.AddLabelled(memes, im.shares)
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

// count reports what became of one row. The warning is about its picture.
func (im *Import) count(row TableRow, a labels.Added, warning string) {
	im.report.Rows++
	switch a.Outcome {
	case labels.Imported:
		im.report.Imported++
	case labels.Duplicate:
		im.report.Duplicates++
	default:
		im.fail(im.reason(row.Number, a.Reason))
		return
	}
	if a.Labelled {
		im.report.Labels++
	}
	if a.Relabelled {
		im.report.Relabelled++
	}
	if im.spec.Annotator == "" && row.Level.Valid() {
		im.report.LevelsLeftOut++
	}
	for _, w := range []string{warning, im.otherSplit(row, a), im.saying(row, a)} {
		if w != "" {
			im.report.Warnings = labels.AppendReason(im.report.Warnings, &im.report.OmittedWarnings, im.reason(row.Number, w))
		}
	}
}

func (im *Import) fail(r labels.RowReason) {
	im.report.Failed = labels.AppendReason(im.report.Failed, &im.report.OmittedFailed, r)
}

// meme makes a meme of a row.
func (im *Import) meme(row TableRow, image labels.Image) labels.Meme {
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

func (im *Import) reason(row int, sentence string) labels.RowReason {
	return labels.RowReason{Row: row, Reason: (&RowError{File: im.in.name, Row: row, Reason: sentence}).Error()}
}
