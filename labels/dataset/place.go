package dataset

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// A place is where files lie: a folder, or an archive. Their names have slashes, are
// relative, and lead nowhere else.
type place interface {
	// list returns the names of all files, in order. What systems and tools leave
	// behind (hidden files, thumbnails) is not among them.
	list(ctx context.Context) ([]string, error)
	// has reports whether there is a file of exactly this name.
	has(name string) bool
	// open opens a file for reading once.
	open(name string) (io.ReadCloser, error)
	// path returns where a file lies on the disk, and for no name where the place does;
	// "" for one in an archive.
	path(name string) string
	// title is a file's place in a message.
	title(name string) string
	// real returns what a file is called itself, of which an archive has other names, too: of links
	// to it. For any other it returns the name.
	real(name string) string
}

// mostFiles is how many files of a folder or an archive an import or a relink looks at.
// Their names are kept in memory; whoever names a folder of more has probably named the
// wrong one.
const mostFiles = 1_000_000

var errManyFiles = fmt.Errorf("there are more than %d files in it: name a smaller folder", mostFiles)

// isLitter reports whether a file or a folder is one that systems and tools leave behind.
func isLitter(base string) bool {
	return strings.HasPrefix(base, ".") || base == "__MACOSX" || strings.EqualFold(base, "thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// subPlace is a folder in another place.
type subPlace struct {
	place
	base string
}

// list walks nothing but the folder, where it lies on the disk.
func (s subPlace) list(ctx context.Context) (names []string, err error) {
	if at := s.path(""); at != "" {
		if st, err := os.Lstat(at); err != nil || !st.IsDir() { // a link to one is not followed, as in the place
			return nil, nil
		}
		if f, ok := s.place.(*folderPlace); ok {
			return f.listIn(ctx, s.base) // whose paths it is asked for
		}
		return (&folderPlace{root: at}).list(ctx)
	}
	all, err := s.place.list(ctx)
	for _, name := range all {
		if rest, ok := strings.CutPrefix(name, s.base+"/"); ok {
			names = append(names, rest)
		}
	}
	return names, err
}

func (s subPlace) has(name string) bool { return s.place.has(path.Join(s.base, name)) }

func (s subPlace) real(name string) string { return s.place.real(path.Join(s.base, name)) }

func (s subPlace) path(name string) string {
	if s.place.path("") == "" {
		return ""
	}
	return s.place.path(path.Join(s.base, name))
}

// zipPlace is a zip archive.
type zipPlace struct {
	followed
	name    string
	files   map[string]*zip.File
	outside int    // files whose names lead elsewhere
	written string // in what charset names are that are not UTF-8; "" for none
}

// openZip reads the list of a zip archive.
func openZip(in *source) (*zipPlace, error) {
	at, size, err := in.whole()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(at, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, in.fail(fmt.Errorf("it cannot be read as a zip archive (%s): fetch it again, or unpack it and import the folder", labels.Printable(err.Error())))
	}
	if len(r.File) > mostFiles {
		return nil, in.fail(errManyFiles)
	}
	z := &zipPlace{name: in.name, files: map[string]*zip.File{}}
	names := make([]string, len(r.File))
	var links []link
	for i, f := range r.File {
		names[i] = zipName(f)
		if f.Mode()&fs.ModeSymlink != 0 {
			links = append(links, link{names[i], zipTarget(f), true})
		}
	}
	names, as := readNames(append(names, namesOf(links)...), in.charset)
	z.written = as.name
	for i, f := range r.File {
		if leadsOut(names[i]) {
			z.outside++
		}
		if name, ok := archived(names[i]); ok && f.Mode().IsRegular() {
			if f.Flags&1 != 0 {
				return nil, in.fail(errors.New("it is protected by a password: unpack it first, and import the folder"))
			}
			z.files[name] = f
		}
	}
	z.followed = follow(z.files, withNames(links, names[len(r.File):]))
	return z, nil
}

// openArchive opens an archive of this kind, nil for what is none.
func openArchive(in *source, kind string) (place, error) {
	var pl place
	var err error
	switch kind {
	case kindZip:
		pl, err = openZip(in)
	case kindTar:
		pl, err = openTar(in)
	}
	if err != nil { // pl holds no place then
		return nil, err
	}
	return pl, nil
}

// leadsOut reports whether the name of a file in an archive leads elsewhere.
func leadsOut(name string) bool {
	return name != "" && !strings.HasSuffix(name, "/") && !leadsWithin(strings.ReplaceAll(name, `\`, "/"))
}

// archived returns the name of a file in an archive, as places have it; ok is false for
// one that leads elsewhere or is litter.
func archived(name string) (string, bool) {
	name = strings.TrimPrefix(strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "\ufffd"), "./")
	if name == "" || strings.HasSuffix(name, "/") || leadsOut(name) {
		return "", false
	}
	name = path.Clean(name)
	return name, !slices.ContainsFunc(strings.Split(name, "/"), isLitter)
}

func (z *zipPlace) list(context.Context) ([]string, error) {
	return slices.Sorted(maps.Keys(z.files)), nil
}

func (z *zipPlace) has(name string) bool { return z.files[name] != nil }

func (z *zipPlace) open(name string) (io.ReadCloser, error) {
	f := z.files[name]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	return f.Open()
}

func (z *zipPlace) path(string) string { return "" }

func (z *zipPlace) title(name string) string { return name + " in " + z.name }
