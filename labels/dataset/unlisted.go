package dataset

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// unlisted is what lies in a folder and is not among its files, by the names from there: of each
// kind how many there are, and the first.
type unlisted struct {
	closed, dead, odd kept
	away              map[string]bool // links to folders elsewhere, through which rows may name files all the same
	why               error           // of the first folder that may not be read
	is                error           // what the first is that is no plain file
}

// kept counts names, and keeps the first.
type kept struct {
	n     int
	first string
}

func (k *kept) add(name string) {
	if k.n++; k.n == 1 {
		k.first = name
	}
}

// folder notes a folder that cannot be read, and why.
func (u *unlisted) folder(name string, why error) {
	if u.closed.add(name); u.closed.n == 1 {
		u.why = plainfile.Cause(why)
	}
}

// plain reports whether what lies at a path of a folder, root, which is no folder, is a plain file
// or a link to one. What is neither is noted by its name there, but for links to folders that are
// in root themselves.
func (u *unlisted) plain(root, at, name string, kind fs.FileMode) bool {
	if kind.IsRegular() {
		return true
	}
	st, err := os.Stat(at)
	switch {
	case err != nil:
		u.dead.add(name)
	case st.Mode().IsRegular():
		return true
	case !st.IsDir():
		if u.odd.add(name); u.odd.n == 1 {
			_, _, u.is = plainfile.Open(at) // which opens none that is not plain
		}
	case !inside(root, at):
		if u.away == nil {
			u.away = map[string]bool{}
		}
		u.away[name] = true
	}
	return false
}

// reached takes a file into account that is there by a name: the link to a folder through which it
// lies is not left out.
func (u *unlisted) reached(name string) {
	for dir := path.Dir(name); len(u.away) > 0 && dir != "."; dir = path.Dir(dir) {
		delete(u.away, dir)
	}
}

// inside reports whether a link leads to root or a folder in it. root is no link.
func inside(root, link string) bool {
	real, err := filepath.EvalSymlinks(link)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(root, real)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// notes says what was left out, a note for each kind.
func (u *unlisted) notes() (notes []string) {
	say := func(k kept, one, several string, rest ...any) {
		name := labels.Printable(k.first)
		switch {
		case k.n == 1:
			notes = append(notes, fmt.Sprintf(one, append([]any{name}, rest...)...))
		case k.n > 1:
			notes = append(notes, fmt.Sprintf(several, append([]any{k.n, name}, rest...)...))
		}
	}
	say(u.closed, "left out: the folder %s, which cannot be read (%v)", "left out: %d folders that cannot be read, as %s (%v)", u.why)
	say(u.dead, "left out: %s, a link that leads to no file", "left out: %d links that lead to no file, as %s")
	away := kept{n: len(u.away)}
	for _, name := range slices.Sorted(maps.Keys(u.away)) {
		away.first = name
		break
	}
	say(away, "left out: %s, a link to a folder elsewhere: import that, or name it as --images", "left out: %d links to folders elsewhere, as %s: import those, or name one as --images")
	say(u.odd, "left out: %s: %v", "left out: %d that are no plain files, as %s: %v", u.is)
	return notes
}

// unlistedIn are the notes about what is in a place that was listed, and is none of its files.
// images is the path of the folder of pictures if one was named apart, "" if not: a link that leads
// there is not left out.
func unlistedIn(pl place, images string) []string {
	f, ok := pl.(*folderPlace)
	if !ok {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if images != "" {
		maps.DeleteFunc(f.left.away, func(name string, _ bool) bool {
			target, err := filepath.EvalSymlinks(filepath.Join(f.root, filepath.FromSlash(name)))
			return err == nil && inside(target, images)
		})
	}
	return f.left.notes()
}
