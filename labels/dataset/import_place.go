package dataset

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// openPlace makes the parts of a folder or an archive.
func (im *Import) openPlace(ctx context.Context, pl place, name string, pics *finder, p labels.Report) error {
	all, err := pl.list(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", labels.Printable(name), err)
	}
	files, err := sortFiles(ctx, pl, all)
	if err != nil {
		return err
	}
	parts, tables, notes, err := placeParts(ctx, pl, name, files, &im.spec, pics, p)
	if err != nil {
		return err
	}
	images := im.spec.Images
	if images != "" {
		images, _ = filepath.Abs(images) // it was opened
	}
	im.notes = append(im.notes, append(notes, files.leftOut(pl, images, tables)...)...)
	for _, part := range parts {
		if tables && part.uncaptioned() > 0 && im.parts != nil { // it is of the memes of the first, whatever data set that is
			name = im.parts[0].dataset
		}
		im.add1(part, name)
	}
	if tables && im.spec.Images == "" && (len(files.pictures) > 0 || slices.ContainsFunc(files.all, isSoundName)) {
		im.rest = &pictureRest{place: pl, name: name, files: files, named: &fileSet{files: map[string]bool{}}}
		for _, part := range parts {
			part.named = im.rest.named
		}
	}
	return nil
}

// TellApart gives datasets that several imports would call alike, by the names of their
// files, the names of the folders besides in which these lie: a/labels.csv and b/labels.csv
// are a/labels and b/labels. So they keep memes that are called alike.
func TellApart(all []*Import) {
	named := map[string]int{}
	for _, im := range all {
		for name := range im.ownNames() {
			named[name]++
		}
	}
	for _, im := range all {
		at, err := filepath.Abs(im.spec.Path)
		if err != nil {
			continue // it was opened
		}
		own := im.ownNames()
		for _, p := range im.parts {
			if own[p.dataset] && named[p.dataset] > 1 {
				p.dataset = labels.Printable(filepath.Base(filepath.Dir(at))) + "/" + p.dataset
			}
		}
	}
}

// ownNames are the names of datasets that come from what the files are called.
func (im *Import) ownNames() map[string]bool {
	names := map[string]bool{}
	for _, p := range im.parts {
		if im.spec.Dataset == "" && p.m.dataset == "" {
			names[p.dataset] = true
		}
	}
	return names
}

// A fileSet are files of a place, by name. It may be used by several goroutines.
type fileSet struct {
	mu    sync.Mutex
	files map[string]bool
}

func (s *fileSet) add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = true
}

// A pictureRest knows which pictures and sounds of a folder or an archive its tables name.
type pictureRest struct {
	place place
	name  string
	files placeFiles
	named *fileSet
}

// isNamed reports whether a table names a file, by whichever of its names.
func (r *pictureRest) isNamed(file string) bool { return r.named.files[r.place.real(file)] }

// left are the files that no table names, and which of them would be memes. A sound beside a
// picture belongs to that.
func (r *pictureRest) left() (files, memes []string) {
	beside, named := map[string]bool{}, map[string]bool{} // by the names of pictures without their ends
	for _, f := range r.files.pictures {
		beside[stemOf(f)] = true
		if r.isNamed(f) {
			named[stemOf(f)] = true
		} else {
			memes = append(memes, f)
		}
	}
	for _, f := range r.files.all {
		sound := isSoundName(f)
		if r.isNamed(f) || sound && named[stemOf(f)] {
			continue
		}
		files = append(files, f)
		if sound && !beside[stemOf(f)] {
			memes = append(memes, f)
		}
	}
	return files, memes
}

// addRest makes a part of the pictures, and the sounds without one, that no table names, where they
// are wanted; nil where there are none, or with a note if they are not wanted.
func (im *Import) addRest(ctx context.Context) (*part, error) {
	if im.rest == nil {
		return nil, nil
	}
	files, left := im.rest.left()
	what, whats := "picture", "pictures"
	if slices.ContainsFunc(left, isSoundName) {
		what, whats = "sound", "pictures and sounds"
	}
	switch {
	case len(left) == 0:
		return nil, nil
	case im.spec.AllPictures:
		p, err := picturesPart(ctx, im.rest.place, im.rest.name, files, &im.spec, im.progress)
		if err != nil {
			return nil, err
		}
		p.dataset = im.parts[0].dataset
		im.parts = append(im.parts, p)
		return p, nil
	case len(left) == 1:
		im.notes = append(im.notes, fmt.Sprintf("left out: the %s %s, which no table names: --all-pictures takes it", what, labels.Printable(left[0])))
	default:
		im.notes = append(im.notes, fmt.Sprintf("left out: %d %s that no table names, as %s: --all-pictures takes them", len(left), whats, labels.Printable(left[0])))
	}
	return nil, nil
}

// openImages opens the folder or archive of the pictures, if one is named.
func (im *Import) openImages(ctx context.Context, p labels.Report) (*finder, error) {
	if im.spec.Images == "" {
		return nil, nil
	}
	at, err := filepath.Abs(im.spec.Images)
	if err != nil {
		return nil, fmt.Errorf("--images: %w", err)
	}
	st, err := os.Stat(at)
	switch {
	case err != nil:
		return nil, fmt.Errorf("--images %s: %w", labels.Printable(at), plainfile.Cause(err))
	case st.IsDir():
		folder, err := newFolder(at, im.spec.Encoding)
		if err != nil {
			return nil, err
		}
		return newFinder(ctx, folder, p), nil
	}
	in, err := openSource(ctx, at, im.spec.Encoding, p) // in which the names in an archive may be, too
	if err != nil {
		return nil, fmt.Errorf("--images %w", err)
	}
	im.images = in
	kind, err := kindOf(in)
	if err != nil {
		return nil, fmt.Errorf("--images %w", err)
	}
	pl, err := openArchive(in, kind)
	switch {
	case err != nil:
		return nil, fmt.Errorf("--images %w", err)
	case pl == nil:
		return nil, fmt.Errorf("--images %s is neither a folder nor an archive: name the folder, zip or tar with the pictures", labels.Printable(at))
	}
	return newFinder(ctx, pl, p), nil
}
