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
	"strings"

	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/labels/workers"
)

// An Import is a file, a folder or an archive that is open and can be imported: see
// [OpenImport].
type Import struct {
	spec    ImportSpec
	shares  labels.Shares
	archive *source // nil for none: parts read from it
	images  *source // the archive of the pictures, if they lie in one of their own
	parts   []*part
	notes   []string

	rest *pictureRest // of a folder or an archive with tables

	store    ImportStore // nil in a preview
	here     KnownMemes  // the same, or what a preview compares with; nil for nothing
	progress labels.Report
	report   ImportReport
	seen     *seenRows
	later    laterLevels
	embedded embeddedNames
	sayings  map[string]bool // captions that were warned of
	sounds   sounds

	// Of the part that is being imported.
	part    *part
	dataset labels.Dataset
	places  []int                                       // of the table's columns among the dataset's; -1 for those that are not kept
	known   bool                                        // the store has the dataset as it is
	lookUp  func(key string) (labels.Meme, bool, error) // of its memes that earlier tables have brought; nil where there are none
	told    map[string]labels.Split                     // by other tables, of their pictures: see tellSplits
	byName  bool                                        // its name says the split of what is new in it: see hearName
	joined  namedMemes
	callers map[calledFile][]caller // what tables call a picture: see calledElsewhere

	judged  map[uint64]judgement // captions that a row has which names its annotator, as digests
	claimed map[uint64]uint64    // the memes of earlier imports that rows of the part are of, with the keys of these, as digests

	before []labels.Dataset // that were here when the import began
	had    uint64           // how many memes there were then
	said   captionMemes

	numbers numbersHere

	differing differingRows
	misread   *part // of which it was said that its letters are wrong

	first    firstVoice // of the last row that is no further voice
	renamed  renamedPictures
	moved    renamedPictures // that are not at hand to compare: see notAtHand
	joins    bool            // the one table may be of memes that are here, none of which may be called as in it: see mayJoin
	exported uint64          // the event after which it was exported: see findExport
	golds    int             // rows that have what was gold: see compareGold
	asks     string          // whose the levels of the part are, if its memes are here: see askBeside
	again    bool            // the dataset is new, so that its memes may be another one's
}

// OpenImport opens what is to be imported and finds out everything that can be found out
// without a store, so that no workspace need be made for what is refused as a whole: what
// kind of file it is, how it is written, which columns mean what, which numbers are which
// levels. Every file is opened once and read through. What comes through a pipe is copied
// first, and needs a name (the spec's Dataset), and a folder if it has pictures.
//
// The caller calls Into or Preview, or not, and then Close.
func OpenImport(ctx context.Context, spec ImportSpec, p labels.Report) (*Import, error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	shares, err := spec.shares()
	if err != nil {
		return nil, err
	}
	im := &Import{spec: spec, shares: shares, report: newImportReport(), seen: newSeenRows(), embedded: embeddedNames{}}
	if err := im.open(ctx, p); err != nil {
		im.Close() // only read from
		return nil, err
	}
	for _, part := range im.parts {
		if part.table.HasImages() && spec.Probe == nil {
			im.Close() // only read from
			return nil, errors.New("import: there are pictures, and nothing was given to look at them with")
		}
	}
	im.report.Format = im.parts[0].m.shape
	return im, nil
}

// HasPictures reports whether the rows may have pictures.
func (im *Import) HasPictures() bool {
	return slices.ContainsFunc(im.parts, func(p *part) bool { return p.table.HasImages() })
}

// open makes the parts.
func (im *Import) open(ctx context.Context, p labels.Report) error {
	spec := &im.spec
	pics, err := im.openImages(ctx, p)
	if err != nil {
		return err
	}
	st, err := os.Stat(spec.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", labels.Printable(spec.Path), plainfile.Cause(err))
	}
	abs, err := filepath.Abs(spec.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", labels.Printable(spec.Path), err)
	}
	if st.IsDir() {
		if spec.Format != "" && spec.Format != FormatPictures && spec.Format != FormatHuggingFace {
			return fmt.Errorf("%s is a folder: name the %s file in it, or leave out --format", labels.Printable(spec.Path), spec.Format)
		}
		folder, err := newFolder(abs, spec.Encoding)
		if err != nil {
			return err
		}
		return im.openPlace(ctx, folder, filepath.Base(abs), pics, p)
	}
	in, err := openSource(ctx, spec.Path, spec.Encoding, p)
	if err != nil {
		return err
	}
	im.archive = in // until a part has it
	kind, err := kindOf(in)
	if err != nil {
		return err
	}
	switch pl, err := openArchive(in, kind); {
	case err != nil:
		return err
	case pl != nil:
		return im.openPlace(ctx, pl, in.stem(), pics, p)
	}
	if err := spec.takes(kind, in.name); err != nil {
		return err
	}
	if kind == kindPicture {
		folder, err := newFolder(filepath.Dir(abs), spec.Encoding)
		if err != nil {
			return err
		}
		part, err := picturesPart(ctx, folder, in.name, folder.take("", append(sidecars(abs), filepath.Base(abs))), spec, p)
		if err != nil {
			return err
		}
		im.add1(part, filepath.Base(filepath.Dir(abs)))
		return nil
	}
	return im.openTable(ctx, in, kind, abs, pics, p)
}

// sidecars are the texts and objects that may lie beside a picture.
func sidecars(picture string) (files []string) {
	name := filepath.Base(picture)
	for _, stem := range []string{strings.TrimSuffix(name, filepath.Ext(name)), name} {
		for _, ext := range []string{".txt", ".json"} {
			if st, err := os.Stat(filepath.Join(filepath.Dir(picture), stem+ext)); err == nil && st.Mode().IsRegular() {
				files = append(files, stem+ext)
			}
		}
	}
	return files
}

// openTable makes the part of a file of rows that was named itself.
func (im *Import) openTable(ctx context.Context, in *source, kind, abs string, pics *finder, p labels.Report) error {
	if pics == nil && !in.piped {
		folder, err := newFolder(filepath.Dir(abs), im.spec.Encoding)
		if err != nil {
			return err
		}
		pics = newFinder(ctx, folder, p)
	}
	part, err := tablePart(ctx, in, kind, &im.spec, pics, "")
	if err != nil {
		return err
	}
	if in.piped && im.spec.Dataset == "" && part.m.dataset == "" {
		return fmt.Errorf("%s: it comes through a pipe and has no name of its own: name the dataset by --dataset", labels.Printable(im.spec.Path))
	}
	if pics == nil && part.m.image.is() {
		return fmt.Errorf("%s: it comes through a pipe and lies in no folder: name the folder of pictures by --images", labels.Printable(im.spec.Path))
	}
	im.archive = nil
	im.add1(part, in.stem())
	return nil
}

// add1 takes a part, of a dataset that is called by name where nothing else says.
func (im *Import) add1(p *part, name string) {
	p.dataset = im.spec.datasetName(p.m, name)
	if p.in != nil {
		im.notes = append(im.notes, p.in.leftOut...)
	}
	im.parts = append(im.parts, p)
}

// Found says what was found out about each file.
func (im *Import) Found() (all []Found) {
	for _, p := range im.parts {
		all = append(all, p.found())
	}
	return all
}

// Notes are what was left out of a folder or an archive, sentences. The report has them
// among its warnings, of row 0.
func (im *Import) Notes() []string { return im.notes }

// Close closes the files.
func (im *Import) Close() error {
	closeParts(im.parts)
	for _, in := range []*source{im.archive, im.images} {
		if in != nil {
			in.Close() // only read from
		}
	}
	return nil
}

// Into adds the rows to a workspace; it is called once. A row is imported, a duplicate
// (its key is there with the same caption and picture; also when it occurs twice in the
// table) or failed (malformed, an unknown level, nothing to show, or in conflict: its
// key is there with another caption or picture). A picture that is missing, lies outside
// the folder of pictures or cannot be shown is a warning, and the meme is imported:
// importing the row again when the picture is there mends it.
//
// A meme that is tied to others by its picture or its caption goes to their split,
// whatever split the spec or the row asks for: what is evaluated on must not have been
// learnt from. Where that happens, the row has a warning.
//
// The key of a row is its picture's name, or else made of its values, by the
// columns of the dataset's first table: see [Table]. A table that was imported
// without its levels can so be imported again with them.
//
// Levels become labels, source import, of the annotator that the row names, else of the
// spec's. Further rows of one meme are further voices: see seenRows. A duplicate brings
// its label too, if the annotator's imported label is another one or is missing; what
// the annotator said by hand is left alone.
//
// Rows are stored in batches; when ctx is cancelled or the store fails, the batches
// before stay, the report counts them, and importing the table again does the rest.
func (im *Import) Into(ctx context.Context, store ImportStore, p labels.Report) (ImportReport, error) {
	im.store, im.progress = store, p
	err := im.beside(store)
	if err == nil {
		if err = im.eachPart(ctx, im.run); err == nil {
			err = im.sayLater()
		}
	}
	im.finish(0)
	return im.report, err
}

// eachPart calls do for every part, and for the pictures that none of them names.
func (im *Import) eachPart(ctx context.Context, do func(context.Context) error) error {
	im.findJoins()
	if err := im.tellSplits(ctx); err != nil {
		return err
	}
	if err := im.doParts(ctx, im.parts, do); err != nil {
		return err
	}
	rest, err := im.addRest(ctx)
	if err != nil || rest == nil {
		return err
	}
	return im.doParts(ctx, []*part{rest}, do)
}

func (im *Import) doParts(ctx context.Context, parts []*part, do func(context.Context) error) error {
	for _, part := range parts {
		im.part, im.judged, im.claimed = part, map[uint64]judgement{}, map[uint64]uint64{}
		part.within(ctx)
		im.seen.begin(part.table)
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
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
	done := int64(0)
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
		done += int64(len(b.rows))
		step := labels.Step{Phase: "import", Done: done, Total: max(done, int64(im.part.rows)), Unit: "memes"}
		if len(im.parts) > 1 {
			step.Note = labels.Printable(im.part.name)
		}
		im.progress.Tell(step)
	}
	return cmp.Or(ctx.Err(), im.part.in.changed(), im.archive.changed())
}

// findDataset finds the dataset's columns: those that the store knows of it, then the
// table's that are new. The columns that make a key stay those of the dataset's first
// table.
func (im *Import) findDataset() error {
	all, err := im.here.Datasets()
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	own := im.part.table.Dataset(im.part.dataset)
	im.known, im.again, im.lookUp = false, false, nil
	if err := im.hearName(own); err != nil {
		return err
	}
	if i := slices.IndexFunc(all, func(d labels.Dataset) bool { return d.Name == own.Name }); i >= 0 {
		im.part.table.KeyBy(all[i].Key)
		if im.dataset, im.places, err = im.addColumns(all[i], own); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		im.known = reflect.DeepEqual(im.dataset, all[i])
		im.lookUp = im.fromStore
		im.again = im.spec.Dataset == "" && !im.wasHere()
	} else {
		im.dataset, im.again = own, true
		_, im.places = withColumns(own, own)
	}
	im.joins = len(im.parts) == 1 && im.mayJoin()
	im.asks = im.askBeside()
	return im.findExport()
}

// add stores one batch.
func (im *Import) add(b batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	others := b.others()
	if err := im.refuseBatch(b, others); err != nil {
		return err
	}
	if !im.known && len(others) > 0 {
		if err := im.store.PutDataset(im.dataset); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		im.known = true
	}
	added, err := im.store.AddLabelled(b.memes, im.shares)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if len(added) != len(b.rows) {
		return fmt.Errorf("import: the store answered for %d of %d memes", len(added), len(b.rows))
	}
	for i, a := range added {
		im.count(b.rows[i], im.later.note(b.memes[i], a), b.voices[i], b.found[i])
	}
	if len(im.later.memes) >= mostWaiting {
		return im.sayLater()
	}
	return nil
}
