package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/model"
)

// saysOf is a label of the meme of a store of one.
func saysOf(m labels.Meme, who string) labels.Event {
	return labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Time: time.Now()}
}

// TestEndOfADamagedStore has a store of which a part cannot be read: what was said since the newest backup is put in a file, once,
// and where nothing was said there is none. Another error stays as it is.
func TestEndOfADamagedStore(t *testing.T) {
	for _, backup := range []bool{false, true} {
		w, m := storeOfOne(t)
		o := &options{ends: &ends{}}
		other := errors.New("no such column")
		if err := w.lastError(o, other); err != other {
			t.Errorf("%v, want %v", err, other)
		}
		_ = w.lastError(o, db.ErrDamaged) // which says that it is damaged
		files := func() (all []string) {
			all, err := filepath.Glob(w.dir + "-unsaved-*.jsonl")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if all := files(); all != nil {
			t.Errorf("nothing was said, and is in %q", all)
		}
		w.rescued.said = nil // as at the next start
		which := "since it was opened: 1"
		if backup {
			file := filepath.Join(db.BackupDir(filepath.Join(w.dir, storeFile)), "memebench-2026-11-29-100000.db")
			if _, err := w.store.Backup(t.Context(), file, nil); err != nil {
				t.Fatal(err)
			}
			which = "that no backup has: 1"
		}
		if _, err := w.store.Append(saysOf(m, "ada")); err != nil {
			t.Fatal(err)
		}
		var said rescueError
		if err := w.lastError(o, db.ErrDamaged); !errors.As(err, &said) || !strings.Contains(err.Error(), which) || len(files()) != 1 {
			t.Errorf("%v: want %q; %q", err, which, files())
		}
		if err := w.lastError(o, db.ErrDamaged); err != db.ErrDamaged || len(files()) != 1 {
			t.Errorf("again: %v; %q", err, files())
		}
	}
}

// TestEndBeforeTheStoreHasAnswered has a label that the store neither takes nor refuses: what was saved since the newest backup is in
// the file, too, for the store may be damaged.
func TestEndBeforeTheStoreHasAnswered(t *testing.T) {
	w, m := storeOfOne(t)
	if _, err := w.store.Append(saysOf(m, "ada")); err != nil {
		t.Fatal(err)
	}
	said := w.rescue([]labels.Event{saysOf(m, "ben")}, nil)
	for _, want := range []string{"before the store had answered\n", "labels and notes since it was opened: 2, of which could not be saved: 1\n"} {
		if !strings.Contains(said.Error(), want) {
			t.Errorf("%v: want %q", said, want)
		}
	}
	files, err := filepath.Glob(w.dir + "-unsaved-*.jsonl")
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), `"ada"`) || !strings.Contains(string(text), `"ben"`) {
		t.Errorf("%s, %v", text, err)
	}
}

// TestEndOfAStoreWithADamagedLog has the label that was saved overwritten, and nobody has read it since: it is in a file, and the program
// does not end as if all were well.
func TestEndOfAStoreWithADamagedLog(t *testing.T) {
	w, m := storeOfOne(t)
	o := &options{ends: &ends{}}
	all := []labels.Event{{Meme: m.ID, Annotator: "ada", Source: labels.Key, Action: labels.Note, Text: "where it lies", Time: time.Now()}}
	for range 500 { // so many that the newest is elsewhere
		all = append(all, saysOf(m, "ben"))
	}
	if _, err := w.store.Append(all...); err != nil {
		t.Fatal(err)
	}
	if err := w.lastError(o, nil); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(w.dir, storeFile)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at := 2 * 4096; at < len(b); at += 4096 {
		if bytes.Contains(b[at:min(at+4096, len(b))], []byte("where it lies")) {
			if _, err := f.WriteAt(bytes.Repeat([]byte{0xa5}, 4096), int64(at)); err != nil {
				t.Fatal(err)
			}
		}
	}
	var said rescueError
	if err := w.lastError(o, nil); !errors.As(err, &said) || !errors.Is(err, db.ErrDamaged) || !strings.Contains(err.Error(), "since it was opened: 501") {
		t.Errorf("%v", err)
	}
}

// TestEndOfALostStore says once that another file is in the store's place, also where it was rescued before and refused a label
// for another reason in between.
func TestEndOfALostStore(t *testing.T) {
	w, m := storeOfOne(t)
	o := &options{ends: &ends{}}
	if _, err := w.store.Append(saysOf(m, "ada")); err != nil {
		t.Fatal(err)
	}
	away := func() {
		t.Helper()
		if err := os.Rename(w.dir, w.dir+".away"); err != nil {
			t.Fatal(err)
		}
	}
	away()
	if err := w.rescueLost(o); err == nil {
		t.Fatal("nothing is rescued")
	}
	if err := os.Rename(w.dir+".away", w.dir); err != nil {
		t.Fatal(err)
	}
	if err := w.rescue([]labels.Event{saysOf(m, "ben")}, errors.New("no room on the disk")); err == nil {
		t.Fatal("no label is rescued")
	}
	away()
	w.bench = &model.Workbench{}
	err := w.end(o, nil)
	if err == nil || strings.Count(err.Error(), "memebench restore ") != 1 {
		t.Fatalf("%v", err)
	}
	if n := strings.Count(err.Error(), w.lost().Error()); n != 1 {
		t.Errorf("it is said %d times: %v", n, err)
	}
}
