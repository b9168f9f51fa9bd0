package dataset

import (
	"archive/tar"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"

	"memebench/labels"
)

// tarPlace is a tar archive.
type tarPlace struct {
	followed
	name    string
	at      io.ReaderAt
	files   map[string]extent
	outside int    // files whose names lead elsewhere
	written string // in what charset names are that are not UTF-8; "" for none
}

// An extent is where a file lies in an archive.
type extent struct{ from, size int64 }

// openTar reads through a tar archive for where its files are.
func openTar(in *source) (*tarPlace, error) {
	at, size, err := in.whole()
	if err != nil {
		return nil, err
	}
	t := &tarPlace{name: in.name, at: at, files: map[string]extent{}}
	section := io.NewSectionReader(at, 0, size) // which the reader seeks in, and reads no further than a header
	var names []string
	var extents []extent // of the names
	var links []link
	for r := tar.NewReader(section); ; {
		if err := in.ctx.Err(); err != nil {
			return nil, err
		}
		h, err := r.Next()
		if err == io.EOF {
			t.take(names, extents, links, in.charset)
			return t, nil
		}
		if err != nil && h == nil {
			return nil, in.fail(fmt.Errorf("it cannot be read as a tar archive (%s): fetch it again, or unpack it and import the folder", labels.Printable(err.Error())))
		}
		from, err := section.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, in.fail(err)
		}
		if len(names)+len(links) == mostFiles {
			return nil, in.fail(errManyFiles)
		}
		switch {
		case h.Typeflag == tar.TypeLink:
			links = append(links, link{h.Name, h.Linkname, false})
			continue
		case h.Typeflag == tar.TypeSymlink:
			links = append(links, link{h.Name, h.Linkname, true})
			continue
		case h.Typeflag != tar.TypeReg || from+h.Size > size:
			if leadsOut(h.Name) {
				t.outside++
			}
			continue
		}
		names, extents = append(names, h.Name), append(extents, extent{from, h.Size})
	}
}

// take takes the files of these names, of several of one name the last, and the links to them.
func (t *tarPlace) take(names []string, extents []extent, links []link, given charset) {
	files := len(names)
	names, as := readNames(append(names, namesOf(links)...), given)
	t.written = as.name
	for i, name := range names[:files] {
		if leadsOut(name) {
			t.outside++
		}
		if name, ok := archived(name); ok {
			t.files[name] = extents[i]
		}
	}
	links = withNames(links, names[files:])
	for _, l := range links {
		if leadsOut(l.name) {
			t.outside++
		}
	}
	t.followed = follow(t.files, links)
}

func (t *tarPlace) list(context.Context) ([]string, error) {
	return slices.Sorted(maps.Keys(t.files)), nil
}

func (t *tarPlace) has(name string) bool {
	_, ok := t.files[name]
	return ok
}

func (t *tarPlace) open(name string) (io.ReadCloser, error) {
	e, ok := t.files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(io.NewSectionReader(t.at, e.from, e.size)), nil
}

func (t *tarPlace) path(string) string { return "" }

func (t *tarPlace) title(name string) string { return name + " in " + t.name }
