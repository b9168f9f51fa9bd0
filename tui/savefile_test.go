package tui

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
)

// savedFiles are files that a rig writes, by their paths.
type savedFiles map[string]string

func (f savedFiles) write(path string, replace bool, write func(io.Writer) error) (string, error) {
	full := "/home/ada/" + path
	if _, there := f[full]; there && !replace {
		return "", fs.ErrExist
	}
	var b strings.Builder
	if err := write(&b); err != nil {
		return "", err
	}
	f[full] = b.String()
	return full, nil
}

// The list is written without what was decided, a file that is there is replaced after a
// question alone, and what cannot be written is said.
func TestCheckWritesItsList(t *testing.T) {
	files := savedFiles{}
	full := false
	o := sceneMemes().with(func(_ *fakeStore, d *Deps) {
		d.WriteFile = func(path string, replace bool, write func(io.Writer) error) (string, error) {
			if full {
				return "", errors.New("the disk is full")
			}
			return files.write(path, replace, write)
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("C", "y", "o")
		all := r.a.check.list().Doubts
		r.wants("Write the list to which file?", "check-errors.csv", "without the 1 decided here")
		r.keys("enter")
		r.wants("labels written to /home/ada/check-errors.csv")
		lines := strings.Split(strings.TrimSpace(files["/home/ada/check-errors.csv"]), "\n")
		if len(lines) != len(all) || lines[0] != "meme,image_name,label,suggested,score,suspect,reason" || !strings.HasPrefix(lines[1], string(all[1].Meme)+",") {
			t.Errorf("%d lines of %d labels:\n%s", len(lines), len(all), strings.Join(lines[:2], "\n"))
		}
		files["/home/ada/check-errors.csv"] = "precious"
		r.keys("o", "enter")
		r.wants("Replace check-errors.csv?")
		r.keys("esc")
		if files["/home/ada/check-errors.csv"] != "precious" {
			t.Error("it was replaced without a yes")
		}
		r.keys("o", "enter", "y")
		r.wants("labels written to")
		if !strings.HasPrefix(files["/home/ada/check-errors.csv"], "meme,") {
			t.Error("it was not replaced after a yes")
		}
		r.keys("o", "ctrl+u", "enter")
		r.wants("a file needs a name")
		r.keys("x", "/", "enter")
		r.wants("add the name of a file")
		r.keys("backspace", "enter")
		r.wants("written to /home/ada/x")
		full = true
		r.keys("o", "enter")
		r.wants("nothing is written: the disk is full")
		r.keys("esc", "o", "esc")
		r.lacks("written to")
	})
}

// Where all labels were looked at there is nothing to be written.
func TestCheckWritesNothingOfNothing(t *testing.T) {
	inRig(t, rigOptions{w: 200, h: 50, memes: memes(3)}, func(t *testing.T, r *rig) {
		r.keys("C", "o")
		r.wants("no label in train or val yet")
		r.faint("o write")
	})
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("C", "]")
		for range r.a.check.list().Doubts {
			r.keys("y")
		}
		r.keys("o")
		r.wants("all labels of this list were looked at")
	})
}

// A file that turns up while another question is on the screen is no reason to ask over it.
func TestFileThatIsThereAsksOverNoQuestion(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("n")
		r.send(fileSavedMsg{fileToSave: fileToSave{what: "3 labels", path: "a.csv"}, err: fs.ErrExist})
		if r.a.ask == nil || strings.Contains(r.a.ask.title, "Replace") {
			t.Error("it asks over another question")
		}
		r.wants("nothing is written: a.csv is there already")
	})
}
