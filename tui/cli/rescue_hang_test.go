package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestRescueOnADiskThatHangs wants labels put elsewhere where a disk takes them for ever, and says neither yes nor no: as
// a file, or as the folder that is made for it.
func TestRescueOnADiskThatHangs(t *testing.T) {
	defer func(d time.Duration, mkdir func(string, fs.FileMode) error) { answerTime, mkdirAll = d, mkdir }(answerTime, mkdirAll)
	answerTime = 500 * time.Millisecond
	thaws := make(chan struct{})
	defer close(thaws)
	hangs := func() error { <-thaws; return nil }
	full := func() error { return errors.New("full") }
	takes := func() error { return nil }
	top := t.TempDir()
	beside, data, temp := filepath.Join(top, "memes"), filepath.Join(top, "data"), filepath.Join(top, "temp")
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp) // of Windows
	for _, c := range []struct {
		name                    string
		beside, mkdir, old, tmp func() error
		gone                    bool // the file before was moved
		want, why               string
	}{
		{name: "the workspace's and a full one", beside: hangs, mkdir: full, tmp: takes, want: temp},
		{name: "that of the data folder", beside: full, mkdir: hangs, tmp: takes, want: temp},
		{name: "that of the file before", old: hangs, beside: takes, mkdir: takes, want: beside},
		{name: "none, and the file before is gone", gone: true, beside: takes, mkdir: takes, want: beside},
		{name: "all", beside: full, mkdir: full, tmp: hangs, why: "the disk does not answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &workspace{dir: filepath.Join(beside, "w")}
			old := filepath.Join(top, "old.jsonl")
			if c.old != nil || c.gone {
				w.rescued.file = old
				if c.gone {
					_ = os.Remove(old)
				} else if err := os.WriteFile(old, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			mkdirAll = func(string, fs.FileMode) error { return c.mkdir() }
			done := make(chan [2]string, 1)
			go func() {
				name, err := w.fileUnsaved(func(file string) error {
					switch {
					case file == old && c.gone:
						t.Error("it is written where it was taken away")
						return nil
					case file == old:
						return c.old()
					case filepath.Dir(file) == beside:
						return c.beside()
					case filepath.Dir(file) == temp:
						return c.tmp()
					}
					t.Errorf("it is put in %s", file)
					return nil
				})
				said := ""
				if err != nil {
					said = err.Error()
				}
				done <- [2]string{name, said}
			}()
			select {
			case got := <-done:
				in := ""
				if got[0] != "" {
					in = filepath.Dir(got[0])
				}
				if in != c.want || got[1] != c.why {
					t.Errorf("in %q, %q, not in %q, %q", in, got[1], c.want, c.why)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("it waits for the disk that hangs")
			}
		})
	}
}
