package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// spare refuses to begin a command that would write to what the workspace or the
// command itself needs.
func (o *options) spare(w *workspace) error {
	var reads []string
	for _, out := range o.outputs { // of all commands; those that are not run have no path
		reads = append(reads, out.reads...)
		var err error
		switch {
		case out.stdout():
		case out.folder:
			err = w.spareFolder(out.path)
		default:
			err = w.spare(out)
		}
		if err != nil {
			return err
		}
	}
	if st, err := o.out.Stat(); err == nil && st.Mode().IsRegular() {
		if what := w.needs(st, reads); what != "" {
			return fmt.Errorf("standard output is %s: send it somewhere else", what)
		}
	}
	return nil
}

// spare refuses a path to write to where a file would be replaced, or a place
// used, that somebody needs: what the command reads, and whatever a workspace's
// folder has of the program's own. Links of both kinds are seen through.
func (w *workspace) spare(out *output) error {
	what := w.wouldLose(out.path, out.reads)
	if what == "" {
		return nil
	}
	return fmt.Errorf("--%s %s: it is %s, and would be lost: name another file", out.flag, out.title(), what)
}

// wouldLose says what would be lost if a path were written to; "" where nothing is that somebody
// needs.
func (w *workspace) wouldLose(path string, inputs []string) string {
	if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
		if what := w.needs(st, inputs); what != "" {
			return what
		}
	}
	if w.isOwn(path) {
		return "one of a workspace's own files"
	}
	return ""
}

// spareFolder is spare for a folder to write files into.
func (w *workspace) spareFolder(path string) error {
	if isWorkspace(path) || w.isOwn(path) {
		return fmt.Errorf("--out %s: it belongs to a workspace: name another folder", labels.Printable(path))
	}
	return nil
}

// spareForBackup is spare for the file of a backup, which may lie in the folder of
// backups.
func (w *workspace) spareForBackup(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return nil // nothing is replaced by a backup, which says so
	}
	if !w.isOwn(path) || filepath.Dir(realPath(path)) == realPath(filepath.Join(w.dir, backupsDir)) {
		return nil
	}
	return fmt.Errorf("%s is kept for one of a workspace's own files: name another file", labels.Printable(path))
}

// needs says what a file is that must not be written to, "" if it may be.
func (w *workspace) needs(file fs.FileInfo, inputs []string) string {
	same := func(path string) bool {
		st, err := os.Stat(path)
		return err == nil && os.SameFile(st, file)
	}
	for _, in := range inputs {
		if same(in) {
			return "what is read, " + labels.Printable(in)
		}
	}
	found := ""
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if !w.ownName(w.dir, e.Name()) {
			continue
		}
		// What cannot be walked into cannot be written to either. A cache may be a link
		// to a larger disk.
		top := realPath(filepath.Join(w.dir, e.Name()))
		_ = filepath.WalkDir(top, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !same(path) {
				return nil
			}
			found = "the workspace's " + labels.Printable(e.Name())
			if path != top {
				found = "in " + found
			}
			return fs.SkipAll
		})
	}
	return found
}

// isOwn reports whether a path leads to one of the program's own files or folders
// in a workspace, or into one; it need not be there.
func (w *workspace) isOwn(path string) bool {
	path = realPath(path)
	for _, name := range []string{cacheDir, backupsDir} { // which may be links to other disks
		if rel, err := filepath.Rel(realPath(filepath.Join(w.dir, name)), path); err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	for at := path; at != filepath.Dir(at); at = filepath.Dir(at) {
		if dir := filepath.Dir(at); isWorkspace(dir) && w.ownName(dir, filepath.Base(at)) {
			return true
		}
	}
	return false
}

// ownName reports whether a name in a workspace's folder is the program's own, on
// file systems too that do not tell cases apart. Pictures are in the starter
// workspace alone; in others a folder of that name is the user's.
func (w *workspace) ownName(dir, name string) bool {
	name = strings.ToLower(name)
	switch name {
	case guideFile, cacheDir, backupsDir:
		return true
	case picturesDir:
		return w.starter && dir == w.dir
	}
	return strings.HasPrefix(name, storeFile) || strings.HasPrefix(name, ".memebench")
}

// isWorkspace reports whether a folder is that of a workspace.
func isWorkspace(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, storeFile))
	return err == nil
}

// realPath is path without links, as far as there is something on its way.
func realPath(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	dir, base := filepath.Dir(path), filepath.Base(path)
	if dir == path {
		return path
	}
	return filepath.Join(realPath(dir), base)
}

// isText reports whether a file that begins so is one of text in UTF-8; an empty
// one is.
func isText(start []byte) bool {
	for range utf8.UTFMax { // the last rune may be cut
		if utf8.Valid(start) {
			break
		}
		start = start[:len(start)-1]
	}
	return utf8.Valid(start) && !bytes.ContainsRune(start, 0)
}
