package dataset

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"memebench/labels"
	"memebench/labels/picture"
	"memebench/labels/plainfile"
	"memebench/labels/workers"
)

// RelinkStore is what finding moved pictures needs of a workspace's store.
type RelinkStore interface {
	Rows(yield func(labels.Meme, labels.State) error) error
	// AddMemes is given memes that are there, with the new place of their picture.
	AddMemes(memes []labels.Meme, shares labels.Shares) ([]labels.Added, error)
}

// RelinkReport says what became of the memes with pictures: Pictures = Mended +
// Unchanged + len(Missing).
type RelinkReport struct {
	Pictures  int                `json:"pictures"`  // memes that have a picture, or should
	Mended    int                `json:"mended"`    // found in another place
	Unchanged int                `json:"unchanged"` // still in their place
	Missing   []labels.RowReason `json:"missing"`   // by row
	Warnings  []string           `json:"warnings"`  // folders that could not be read
}

// Relink finds the pictures that are no longer in their place in a folder and the
// folders in it, and makes their memes refer to them there. A file is a meme's
// picture if its bytes have the digest recorded at import. Only files that may be
// one are read whole: those that have the name of a missing picture, and, while
// pictures are missing that have other names now, those of the same format, width
// and height. Of a picture that could not be shown when it was imported these are
// not known: it must have kept its name. A picture counts as in its place when a
// file with its format, width and height is there.
//
// The folder is walked once. Symbolic links in it are not followed: what they
// lead to is found by itself, or lies outside.
//
// Cancelled, it returns ctx.Err(); what was stored by then stays, and the report
// counts it.
func Relink(ctx context.Context, store RelinkStore, folder string, p labels.Report) (RelinkReport, error) {
	r := relinking{
		folder: folder, most: mostFiles, tell: p.Throttled(100 * time.Millisecond),
		report: RelinkReport{Missing: []labels.RowReason{}, Warnings: []string{}},
	}
	if err := r.run(ctx, store); err != nil {
		return r.report, fmt.Errorf("relink: %w", err)
	}
	return r.report, nil
}

// relinking is one relink under way.
type relinking struct {
	folder string
	most   int // files in the folder
	tell   labels.Report
	report RelinkReport

	lost  []labels.Meme    // whose picture is known and not in its place
	files []string         // paths within the folder
	known map[string][]int // places in files of those with a digest that is looked for
}

func (r *relinking) run(ctx context.Context, store RelinkStore) error {
	folder, err := filepath.Abs(r.folder)
	if err != nil {
		return err
	}
	r.folder = folder
	// The walk itself does not follow links, but the folder may be given by one.
	root, err := filepath.EvalSymlinks(folder)
	var st fs.FileInfo
	if err == nil {
		st, err = os.Stat(root)
	}
	switch {
	case err != nil:
		return fmt.Errorf("folder %s: %w", labels.Printable(r.folder), plainfile.Cause(err))
	case !st.IsDir():
		return fmt.Errorf("%s is not a folder", labels.Printable(r.folder))
	}
	if err := r.findLost(ctx, store); err != nil {
		return err
	}
	if len(r.lost) > 0 {
		if err := r.walk(ctx, root); err != nil {
			return err
		}
		if err := r.find(ctx, root); err != nil {
			return err
		}
		if err := r.mend(ctx, store); err != nil {
			return err
		}
	}
	slices.SortStableFunc(r.report.Missing, func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) })
	return nil
}

func (r *relinking) miss(m *labels.Meme, reason string) {
	r.report.Missing = append(r.report.Missing, labels.RowReason{Row: m.Row, Reason: labels.Printable(m.Name()) + ": " + reason})
}

// findLost looks which pictures are in their place.
func (r *relinking) findLost(ctx context.Context, store RelinkStore) error {
	var memes []labels.Meme
	err := store.Rows(func(m labels.Meme, _ labels.State) error {
		switch {
		case m.Image.Name == "":
			return ctx.Err()
		case m.Image.SHA256 == "":
			r.miss(&m, "was not there at import either, so nothing is known to find it by: import the table again with --images")
		default:
			m.Values = nil // the source row is not needed
			memes = append(memes, m)
		}
		r.report.Pictures++
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	present := make([]bool, len(memes))
	err = r.each(ctx, "look at the memes", len(memes), func(i int) {
		m := &memes[i]
		if st, err := os.Stat(m.Image.Path); err == nil && st.Mode().IsRegular() {
			info, _ := picture.Header(m.Image.Path) // a fault may be the one known since the import
			present[i] = shapeOf(info) == known(m.Image)
		}
	})
	if err != nil {
		return err
	}
	for i, m := range memes {
		if present[i] {
			r.report.Unchanged++
		} else {
			r.lost = append(r.lost, m)
		}
	}
	return nil
}

// shape is what a picture's header says of it.
type shape struct {
	format        string
	width, height int
}

func shapeOf(info picture.Info) shape { return shape{info.Format, info.Width, info.Height} }

func known(image labels.Image) shape { return shape{image.Format, image.Width, image.Height} }

// walk lists the files in the folder.
func (r *relinking) walk(ctx context.Context, root string) error {
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.report.Warnings = append(r.report.Warnings, labels.Printable(err.Error()))
			if e != nil && e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !e.Type().IsRegular():
			return nil
		case len(r.files) == r.most:
			return fmt.Errorf("%s has more than %d files: name the folder that the pictures are in", r.folder, r.most)
		}
		within, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		r.files = append(r.files, within)
		r.tell(labels.Step{Phase: "list the files", Done: int64(len(r.files)), Unit: "files"})
		return nil
	})
}

// find hashes the files that may be lost pictures.
func (r *relinking) find(ctx context.Context, root string) error {
	r.known = map[string][]int{}
	names := map[string]bool{}
	for i := range r.lost {
		image := &r.lost[i].Image
		r.known[image.SHA256] = nil
		for _, name := range []string{image.Name, image.Path} {
			names[baseName(name)] = true
		}
	}
	digests := make([]string, len(r.files))
	hash := func(i int) {
		info, _ := picture.Probe(filepath.Join(root, r.files[i])) // a fault may be the one known since the import
		digests[i] = info.SHA256
	}
	var likely []int
	for i, f := range r.files {
		if names[baseName(f)] {
			likely = append(likely, i)
		}
	}
	if err := r.each(ctx, "check names", len(likely), func(k int) { hash(likely[k]) }); err != nil {
		return err
	}
	note := func() {
		for digest := range r.known {
			r.known[digest] = nil
		}
		for i, d := range digests {
			if at, wanted := r.known[d]; wanted {
				r.known[d] = append(at, i)
			}
		}
	}
	note()
	shapes := map[shape]bool{}
	for i := range r.lost {
		if image := r.lost[i].Image; len(r.known[image.SHA256]) == 0 && image.Format != "" {
			shapes[known(image)] = true
		}
	}
	if len(shapes) == 0 {
		return nil
	}
	if err := r.each(ctx, "check pictures", len(r.files), func(i int) {
		if digests[i] != "" {
			return
		}
		if info, _ := picture.Header(filepath.Join(root, r.files[i])); shapes[shapeOf(info)] {
			hash(i)
		}
	}); err != nil {
		return err
	}
	note()
	return nil
}

// baseName is a file's name for comparison: of a path of this system, or of a
// table, in any case.
func baseName(path string) string {
	return strings.ToLower(filepath.Base(filepath.FromSlash(path)))
}

// mend stores where the pictures are now.
func (r *relinking) mend(ctx context.Context, store RelinkStore) error {
	var mended []labels.Meme
	for _, m := range r.lost {
		at := r.known[m.Image.SHA256]
		if len(at) == 0 {
			r.miss(&m, "not found in this folder")
			continue
		}
		best := slices.IndexFunc(at, func(i int) bool { return baseName(r.files[i]) == baseName(m.Image.Name) })
		m.Image.Path = filepath.Join(r.folder, r.files[at[max(best, 0)]])
		mended = append(mended, m)
	}
	for batch := range slices.Chunk(mended, pictureBatch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		added, err := store.AddMemes(batch, labels.DefaultShares)
		if err != nil {
			return err
		}
		for i, a := range added {
			if a.Outcome != labels.Duplicate {
				return fmt.Errorf("%s: the store did not know the meme again: %s", labels.Printable(batch[i].Name()), a.Reason)
			}
		}
		r.report.Mended += len(batch)
	}
	return nil
}

// each calls do for 0 to n-1 on several goroutines and tells how far it is. What a
// hostile file makes a reader of headers panic over is as if the file said nothing.
func (r *relinking) each(ctx context.Context, phase string, n int, do func(i int)) error {
	var done atomic.Int64
	one := func(i int) {
		defer func() { _ = recover() }()
		do(i)
	}
	return workers.Pool{Goroutines: runtime.GOMAXPROCS(0)}.Each(ctx, n, func(_ context.Context, i int) error {
		one(i)
		r.tell(labels.Step{Phase: phase, Done: done.Add(1), Total: int64(n), Unit: "files"})
		return nil
	})
}
