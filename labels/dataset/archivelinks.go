package dataset

import (
	"archive/zip"
	"io"
	"path"
	"strings"
)

// A link is a file of an archive that is another one there, by another name: tar keeps a file
// with two names once, and programs that save room make two names of equal files. Where a symbolic one
// leads is seen from the folder that it lies in.
type link struct {
	name, to string
	symbolic bool
}

// target is the name of the file that a link leads to, or of none.
func (l link) target() string {
	to := l.to
	if l.symbolic && !path.IsAbs(to) {
		to = path.Join(path.Dir(strings.ReplaceAll(l.name, `\`, "/")), to)
	}
	to, _ = archived(to)
	return to
}

// namesOf are those of links and of what they lead to, as they are in the archive, one after the other.
func namesOf(links []link) (names []string) {
	for _, l := range links {
		names = append(names, l.name, l.to)
	}
	return names
}

// withNames are links with their names as they were read.
func withNames(links []link, names []string) []link {
	for i := range links {
		links[i].name, links[i].to = names[2*i], names[2*i+1]
	}
	return links
}

// mostLinks is how many links may lead from one to the next: as in Linux.
const mostLinks = 40

// followed are the links of an archive: the file that each leads to, and how many lead to none there.
type followed struct {
	to   map[string]string
	lost int
}

// real is what the file itself is called that has a name.
func (f *followed) real(name string) string {
	if to, ok := f.to[name]; ok {
		return to
	}
	return name
}

// follow gives files of an archive the names of the links to them, where these are no files.
func follow[T any](files map[string]T, links []link) followed {
	all := followed{to: map[string]string{}}
	for range mostLinks {
		left := links[:0:0]
		for _, l := range links {
			name, ok := archived(l.name)
			if !ok || has(files, name) {
				continue
			}
			if to := l.target(); has(files, to) {
				files[name], all.to[name] = files[to], all.real(to)
			} else {
				left = append(left, l)
			}
		}
		if len(left) == len(links) {
			break
		}
		links = left
	}
	all.lost = len(links)
	return all
}

func has[T any](files map[string]T, name string) bool {
	_, ok := files[name]
	return ok
}

// zipTarget is where a symbolic link in a zip archive leads, "" where it does not say, or by a
// longer path than names may have: packed, many long ones are small.
func zipTarget(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxName+1))
	if err != nil || len(b) > maxName {
		return ""
	}
	return string(b)
}
