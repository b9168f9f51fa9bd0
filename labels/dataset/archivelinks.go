package dataset

import (
	"archive/zip"
	"io"
	"path"
	"strings"
)

// A link is a file of an archive that is another one there, by another name: tar keeps a file
// with two names once, and programs that save room make two names of equal files.
type link struct{ name, to string }

// symbolic is a symbolic link, whose target is seen from the folder that it lies in.
func symbolic(name, target string) link {
	if !path.IsAbs(target) {
		target = path.Join(path.Dir(strings.ReplaceAll(name, `\`, "/")), target)
	}
	return link{name, target}
}

// follow gives files of an archive the names of the links to them, where these are no files, and
// returns how many links lead to none there. A link may lead to one before it.
func follow[T any](files map[string]T, links []link) (lost int) {
	for _, l := range links {
		name, ok := archived(l.name)
		if _, taken := files[name]; !ok || taken {
			continue
		}
		to, _ := archived(l.to)
		if f, ok := files[to]; ok {
			files[name] = f
		} else {
			lost++
		}
	}
	return lost
}

// longestTarget is how long the path may be that a link in a zip archive holds: that of Linux.
const longestTarget = 4096

// zipTarget is where a symbolic link in a zip archive leads, "" where it does not say.
func zipTarget(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, longestTarget))
	if err != nil {
		return ""
	}
	return string(b)
}
