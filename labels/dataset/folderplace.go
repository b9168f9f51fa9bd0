package dataset

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// folderPlace is a folder. A file system takes any bytes for a name: those that are not UTF-8, as tools leave
// them that unpack archives of other systems, are read as in archives, and so once they have been listed.
type folderPlace struct {
	root string // its absolute path

	mu      sync.Mutex
	charset charset           // of names that are not UTF-8, as it is given or as the first of them say
	raw     map[string]string // what files and folders are called on the disk, by their names here, where those are others
	listed  bool              // all of it was
	left    unlisted          // when that was so first
}

// newFolder returns a folder by its absolute path; encoding is what --encoding says, "" for nothing.
func newFolder(root, encoding string) (*folderPlace, error) {
	f := &folderPlace{root: root}
	if encoding == "" {
		return f, nil
	}
	var err error
	if f.charset, err = namedCharset(encoding); err != nil {
		return nil, fmt.Errorf("%s: %w", labels.Printable(root), err)
	}
	return f, nil
}

func (f *folderPlace) path(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if raw, ok := f.raw[name]; ok {
		name = raw
	}
	return filepath.Join(f.root, filepath.FromSlash(name))
}

func (f *folderPlace) title(name string) string {
	return filepath.Join(f.root, filepath.FromSlash(name))
}

func (f *folderPlace) has(name string) bool {
	st, err := os.Stat(f.path(name))
	if err != nil || st.IsDir() {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left.reached(name)
	return true
}

func (f *folderPlace) real(name string) string { return name }

func (f *folderPlace) open(name string) (io.ReadCloser, error) {
	file, _, err := plainfile.Open(f.path(name))
	return file, err
}

func (f *folderPlace) list(ctx context.Context) ([]string, error) { return f.listIn(ctx, "") }

// listIn lists a folder in it; names begin there.
func (f *folderPlace) listIn(ctx context.Context, base string) ([]string, error) {
	names, left, err := walk(ctx, f.path(base))
	names = f.take(base, names)
	f.mu.Lock()
	if base == "" && !f.listed {
		f.listed, f.left = true, left
	}
	f.mu.Unlock()
	slices.Sort(names)
	return names, err
}

// take returns names on the disk, which begin in a folder, as they are read. One that would be read
// as another's stays as it is, and so do those in a folder that would.
func (f *folderPlace) take(base string, names []string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	read, as := readNames(names, f.charset)
	if as.codec == nil {
		return names
	}
	f.charset = as
	taken := make(map[string]bool, len(names)) // by files and folders
	for _, name := range names {
		for ; name != "." && !taken[name]; name = path.Dir(name) {
			taken[name] = true
		}
	}
	below, ok := f.raw[base]
	if !ok {
		below = base
	}
	read = slices.Clone(read)
	for i, raw := range names {
		switch name := read[i]; {
		case name == raw:
		case strings.Count(name, "/") != strings.Count(raw, "/") || anyTaken(taken, name, raw):
			read[i] = raw
		default:
			taken[name] = true
			f.keep(path.Join(base, name), path.Join(below, raw))
		}
	}
	return read
}

// anyTaken reports whether a name, or that of a folder around it, is taken by something else than
// what is called raw.
func anyTaken(taken map[string]bool, name, raw string) bool {
	for ; name != raw; name, raw = path.Dir(name), path.Dir(raw) {
		if taken[name] {
			return true
		}
	}
	return false
}

// keep keeps what a file and the folders around it are called on the disk.
func (f *folderPlace) keep(name, raw string) {
	if f.raw == nil {
		f.raw = map[string]string{}
	}
	for ; name != raw; name, raw = path.Dir(name), path.Dir(raw) {
		f.raw[name] = raw
	}
}

// written is in what charset names are that are not UTF-8; "" for none.
func (f *folderPlace) written() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.raw == nil {
		return ""
	}
	return f.charset.name
}

// walk returns the files in a folder, by their names from there, and what else there is. A link to
// a file is one; a link to a folder is not followed, as it may lead in a circle.
func walk(ctx context.Context, root string) (names []string, left unlisted, err error) {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real // the walk does not follow the link that the folder itself may be
	}
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case p == root:
			return err
		case d != nil && isLitter(d.Name()):
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		rel, e := filepath.Rel(root, p)
		if e != nil {
			return e
		}
		name := filepath.ToSlash(rel)
		switch {
		case err != nil:
			left.folder(name, err)
			return nil
		case d.IsDir() || !left.plain(root, p, name, d.Type()):
			return nil
		case len(names) == mostFiles:
			return errManyFiles
		}
		names = append(names, name)
		return nil
	})
	return names, left, err
}
