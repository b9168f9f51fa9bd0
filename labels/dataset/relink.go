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
	"memebench/labels/media"
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

// RelinkReport says what became of the memes with pictures, videos and sounds: Pictures =
// Mended + Unchanged + len(Missing).
type RelinkReport struct {
	Pictures  int                `json:"pictures"`  // memes that have a picture, a video or a sound, or should
	Mended    int                `json:"mended"`    // all of it was found, in another place
	Unchanged int                `json:"unchanged"` // all of it is still in its place
	Missing   []labels.RowReason `json:"missing"`   // by row
	Warnings  []string           `json:"warnings"`  // folders that could not be read
}

// Relink finds the pictures, videos and sounds that are no longer in their place in a folder and
// the folders in it, and makes their memes refer to them there. A file is a meme's if its bytes
// have the digest recorded at import, so those that are in their place are read. In the folder only
// files that may be one are read whole: those that have the name of a missing one, and, while some
// are missing that have other names now, pictures of the same format, width and height, and videos
// and sounds of the same format. Of a picture that could not be shown when it was imported these
// are not known: it must have kept its name. No ffmpeg is needed. Of a meme of which only a part is
// found, that is mended, and it is reported as missing.
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

	lost  []lostMeme
	files []string         // paths within the folder
	known map[string][]int // places in files of those with a digest that is looked for
}

// lostMeme is a meme of which files are known and not in their place.
type lostMeme struct {
	labels.Meme
	picture, media bool // which
}

// lostFile is one of them.
type lostFile struct {
	what   string // "" for a picture
	sha256 string
	names  [2]string // by which it was known
	path   *string   // where the meme has its place
}

// files are those of a meme that are lost.
func (m *lostMeme) files() (all []lostFile) {
	i := &m.Image
	if m.picture {
		all = append(all, lostFile{"", i.SHA256, [2]string{i.Name, i.Path}, &i.Path})
	}
	if m.media {
		what := "its sound "
		if i.Media.Moves {
			what = "its video "
		}
		all = append(all, lostFile{what, i.Media.SHA256, [2]string{i.Media.Path, i.Media.Path}, &i.Media.Path})
	}
	return all
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

// findLost looks which files are in their place.
func (r *relinking) findLost(ctx context.Context, store RelinkStore) error {
	var memes []lostMeme
	err := store.Rows(func(m labels.Meme, _ labels.State) error {
		switch {
		case m.Image.Name == "":
			return ctx.Err()
		case !m.Image.Is() && m.Image.Path != "":
			r.miss(&m, m.Image.Fault+": mend the file, and import the table again")
		case !m.Image.Is():
			r.miss(&m, "was not there at import either, so nothing is known to find it by: import the table again with --images")
		default:
			memes = append(memes, lostMeme{Meme: withoutTexts(m)})
		}
		r.report.Pictures++
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	err = r.each(ctx, "look at the memes", len(memes), func(i int) {
		m := &memes[i]
		m.picture, m.media = m.Image.SHA256 != "", m.Image.Media.Is()
		m.media = m.media && !inPlace(m.Image.Media.Path, m.Image.Media.SHA256)
		m.picture = m.picture && !inPlace(m.Image.Path, m.Image.SHA256)
	})
	if err != nil {
		return err
	}
	for _, m := range memes {
		if m.picture || m.media {
			r.lost = append(r.lost, m)
		} else {
			r.report.Unchanged++
		}
	}
	return nil
}

// inPlace reports whether the file at path is the one with this SHA-256: another may look as it
// does, where names were changed about.
func inPlace(path, sha256 string) bool {
	sum, err := media.Digest(path)
	return err == nil && sum == sha256
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

// find hashes the files that may be lost ones.
func (r *relinking) find(ctx context.Context, root string) error {
	r.known = map[string][]int{}
	names := map[string]bool{}
	for i := range r.lost {
		for _, f := range r.lost[i].files() {
			r.known[f.sha256] = nil
			for _, name := range f.names {
				names[baseName(name)] = true
			}
		}
	}
	digests := make([]string, len(r.files))
	hash := func(i int) { digests[i], _ = media.Digest(filepath.Join(root, r.files[i])) } // what cannot be read is none
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
	shapes, kinds := r.looks()
	if len(shapes)+len(kinds) == 0 {
		return nil
	}
	if err := r.each(ctx, "check files", len(r.files), func(i int) {
		if digests[i] != "" {
			return
		}
		path := filepath.Join(root, r.files[i])
		if len(kinds) > 0 {
			if kind, err := media.KindOfFile(path); err == nil && kinds[string(kind)] {
				hash(i)
				return
			}
		}
		if info, _ := picture.Header(path); shapes[shapeOf(info)] {
			hash(i)
		}
	}); err != nil {
		return err
	}
	note()
	return nil
}

// looks are the shapes of pictures and the kinds of videos and sounds that no file with their
// name was.
func (r *relinking) looks() (shapes map[shape]bool, kinds map[string]bool) {
	shapes, kinds = map[shape]bool{}, map[string]bool{}
	for i := range r.lost {
		image := r.lost[i].Image
		if r.lost[i].picture && len(r.known[image.SHA256]) == 0 && image.Format != "" {
			shapes[known(image)] = true
		}
		if r.lost[i].media && len(r.known[image.Media.SHA256]) == 0 {
			kinds[image.Media.Format] = true
		}
	}
	return shapes, kinds
}

// baseName is a file's name for comparison: of a path of this system, or of a
// table, in any case.
func baseName(path string) string {
	return strings.ToLower(filepath.Base(filepath.FromSlash(path)))
}

// mend stores where the files are now.
func (r *relinking) mend(ctx context.Context, store RelinkStore) error {
	var found []labels.Meme
	whole := map[labels.MemeID]bool{} // all that was lost of it is found
	for i := range r.lost {
		m := &r.lost[i]
		n, why := 0, ""
		files := m.files()
		for _, f := range files {
			at := r.known[f.sha256]
			if len(at) == 0 {
				why = cmp.Or(why, f.what+"not found in this folder")
				continue
			}
			best := slices.IndexFunc(at, func(i int) bool { return baseName(r.files[i]) == baseName(f.names[0]) })
			*f.path = filepath.Join(r.folder, r.files[at[max(best, 0)]])
			n++
		}
		if n < len(files) {
			r.miss(&m.Meme, why)
		}
		if n > 0 {
			found = append(found, m.Meme)
			whole[m.ID] = n == len(files)
		}
	}
	return storePlaces(ctx, store, found, func(m labels.Meme) {
		if whole[m.ID] {
			r.report.Mended++
		}
	})
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
