package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/tui/sshd"
)

// TestAfterStored brings back what was said since a backup, saved or not, and wants of each
// retraction that it takes back what it did: something in the backup, something that was saved
// after it, or another retraction.
func TestAfterStored(t *testing.T) {
	dir := t.TempDir()
	open := func(path string) *db.DB {
		d, err := db.Open(path, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	d := open(filepath.Join(dir, "store.db"))
	memes := make([]labels.NewMeme, 4)
	for i, key := range []string{"a", "b", "c", "d"} {
		memes[i] = labels.NewMeme{Meme: labels.Meme{ID: labels.NewMemeID("set", key), Dataset: "set", Key: key, Caption: key, Split: labels.Train}, Level: labels.NoLevel}
	}
	if _, err := d.AddLabelled(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	says := func(meme int, action labels.Action, level labels.Level, retracts uint64) labels.Event {
		return labels.Event{Meme: memes[meme].Meme.ID, Annotator: "ada", Source: labels.Key, Action: action, Level: level, Retracts: retracts}
	}
	stored := func(e labels.Event) uint64 {
		t.Helper()
		s, err := d.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		return s[0].Seq
	}
	for i := range memes {
		stored(says(i, labels.SetLevel, labels.Negative, 0))
	}
	backup := filepath.Join(db.BackupDir(filepath.Join(dir, "store.db")), "memebench-2026-11-29-100000.db")
	if _, err := d.Backup(t.Context(), backup, nil); err != nil {
		t.Fatal(err)
	}
	away := stored(says(0, labels.Retract, labels.NoLevel, 1))
	stored(says(1, labels.Retract, labels.NoLevel, 2))
	stored(says(0, labels.Retract, labels.NoLevel, away)) // it stands again
	after := stored(says(1, labels.SetLevel, labels.Positive, 0))
	unsaved := []labels.Event{
		says(1, labels.Retract, labels.NoLevel, after),
		says(2, labels.Retract, labels.NoLevel, 3),
		says(3, labels.SetLevel, labels.VeryPositive, 0),
	}
	for i := range unsaved {
		unsaved[i].Time = time.Now()
	}

	text, err := unsavedRecords(afterStored(d.SinceBackup(), unsaved))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "unsaved.jsonl")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	restored := open(backup)
	report, err := dataset.Merge(t.Context(), dataset.FormatRecords, file, restored, nil)
	if err != nil || len(report.Failed) > 0 {
		t.Fatalf("%v, %+v", err, report.Failed)
	}
	for i, want := range []labels.Level{labels.Negative, labels.NoLevel, labels.NoLevel, labels.VeryPositive} {
		s, err := restored.State(memes[i].Meme.ID)
		if err != nil || s.Gold != want {
			t.Errorf("meme %d: %v, %+v, not %v", i, err, s, want)
		}
	}
}

// storeOfOne is a workspace with a store that has one meme.
func storeOfOne(t *testing.T) (*workspace, labels.Meme) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "memes")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(filepath.Join(dir, storeFile), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	m := labels.Meme{ID: labels.NewMemeID("set", "a"), Dataset: "set", Key: "a", Caption: "a", Split: labels.Train}
	if _, err := d.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	return &workspace{store: d, dir: dir}, m
}

// TestRescueWhereTheCopyCannotBeUsed has a label that no copy of the store takes: what was said
// before is in the file beside it.
func TestRescueWhereTheCopyCannotBeUsed(t *testing.T) {
	w, m := storeOfOne(t)
	d, dir, top := w.store, w.dir, filepath.Dir(w.dir)
	said := labels.Event{Meme: m.ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive}
	if _, err := d.Append(said); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	unknown := said
	unknown.Meme, unknown.Time = labels.NewMemeID("set", "b"), time.Now()
	if err := w.rescueNow([]labels.Event{unknown}, nil); !errors.Is(w.lost(), db.ErrReplaced) || !strings.Contains(err.Error(), "labels and notes since it was opened: 2, of which could not be saved: 1") {
		t.Errorf("%v", err)
	}
	files, err := filepath.Glob(filepath.Join(top, "memes-unsaved-*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v: %q", err, files)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), string(m.ID)) || !strings.Contains(string(text), string(unknown.Meme)) {
		t.Errorf("%v: %s", err, text)
	}
}

// TestRescueOfATeam has one copy of the store with what each member could not save.
func TestRescueOfATeam(t *testing.T) {
	w, m := storeOfOne(t)
	top := filepath.Dir(w.dir)
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	var said error
	var all []labels.Event
	for _, who := range []string{"ada", "ben", "cem"} {
		e := labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive}
		all = append(all, e)
		said = w.rescue([]labels.Event{e}, nil)
	}
	said = errors.Join(said, w.rescue(all, nil))
	files, err := filepath.Glob(filepath.Join(top, "memes-rescued-*.db"))
	if err != nil || len(files) != 1 || !strings.Contains(said.Error(), files[0]) {
		t.Fatalf("%v: %q; %v", err, files, said)
	}
	has := func(file string, want int) {
		copied, err := db.Open(file, db.Options{MustExist: true})
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		s, err := copied.State(m.ID)
		if last, e := copied.LastSeq(); err != nil || e != nil || s.Voices() != want || last != uint64(want) {
			t.Errorf("%+v, %d events, want %d, %v, %v", s, last, want, err, e)
		}
	}
	has(files[0], 3)
	if err := os.Rename(files[0], filepath.Join(top, "kept.db")); err != nil { // whoever keeps it elsewhere
		t.Fatal(err)
	}
	said = w.rescue([]labels.Event{{Meme: m.ID, Annotator: "dan", Source: labels.Key, Action: labels.SetLevel, Level: labels.Negative}}, nil)
	if files, err = filepath.Glob(filepath.Join(top, "memes-rescued-*.db")); err != nil || len(files) != 1 {
		t.Fatalf("%v: %q; %v", err, files, said)
	}
	has(files[0], 4)
}

// TestRescueOfAStoreThatWasPutBack has a store of a team taken away, put back, and taken away for good: what was
// called saved in between is in the last copy, and what was refused the first time, once. A member who said nothing that
// was refused hears of it, too.
func TestRescueOfAStoreThatWasPutBack(t *testing.T) {
	w, m := storeOfOne(t)
	o := &options{ends: &ends{}}
	says := func(who string) labels.Event {
		return labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Time: time.Now()}
	}
	if err := w.sessionEnd(o, nil, false); err != nil {
		t.Errorf("all is in its place: %v", err)
	}
	if err := os.Rename(w.dir, w.dir+".away"); err != nil {
		t.Fatal(err)
	}
	ada, cyd := says("ada"), says("cyd")
	_ = w.rescue([]labels.Event{cyd}, nil)
	first := w.rescue([]labels.Event{ada}, nil)
	if !strings.Contains(first.Error(), "could not be saved: 2\n") {
		t.Errorf("%v", first)
	}
	if err := os.Rename(w.dir+".away", w.dir); err != nil {
		t.Fatal(err)
	}
	if err := w.rescueLost(o); err != nil {
		t.Errorf("it is back: %v", err)
	}
	since := says("ada")
	since.Level = labels.Negative
	if _, err := w.store.Append(cyd, says("ben"), since); err != nil { // that of cyd came late
		t.Fatal(err)
	}
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	said := w.sessionEnd(o, nil, false)
	if !errors.Is(said, sshd.ErrNotSaved) {
		t.Fatalf("%v", said)
	}
	file, _, _ := strings.Cut(strings.SplitAfter(said.Error(), "all that it had is in ")[1], ", with")
	if strings.Contains(first.Error(), file) {
		t.Errorf("the first copy again: %v", said)
	}
	copied, err := db.Open(file, db.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	s, err := copied.State(m.ID)
	last, failed := copied.LastSeq()
	if err := errors.Join(err, failed); err != nil || s.Voices() != 3 || last != 4 {
		t.Errorf("%+v, events: %d, %v", s, last, err)
	}
	if c, ok := s.Of("ada"); !ok || c.Level != labels.Negative {
		t.Errorf("what ada has said since is not what counts: %+v", s)
	}
	if err := w.rescueLost(o); err != nil {
		t.Errorf("rescued again: %v", err)
	}
	if err := w.lastError(o, nil); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("the end of the program says nothing of it: %v", err)
	}
}

// TestRescueOfAStoreThatWasPutBackAndDamaged has a store taken away, put back and then cut short: the file has also what
// was refused the first time, and what only the copy of then has.
func TestRescueOfAStoreThatWasPutBackAndDamaged(t *testing.T) {
	w, m := storeOfOne(t)
	says := func(who string) labels.Event {
		return labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Time: time.Now()}
	}
	if _, err := w.store.Append(says("eve")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(w.dir, w.dir+".away"); err != nil {
		t.Fatal(err)
	}
	_ = w.rescue([]labels.Event{says("ada")}, nil)
	if err := os.Rename(w.dir+".away", w.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Append(says("ben")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(w.dir, storeFile), 4096); err != nil {
		t.Fatal(err)
	}
	said := w.rescue([]labels.Event{says("cyd")}, nil)
	files, err := filepath.Glob(filepath.Join(filepath.Dir(w.dir), "memes-unsaved-*.jsonl"))
	if err != nil || len(files) != 1 || !strings.Contains(said.Error(), files[0]+"\n") {
		t.Fatalf("%v: %q; %v", err, files, said)
	}
	text, err := os.ReadFile(files[0])
	for _, who := range []string{"eve", "ada", "ben", "cyd"} {
		if err != nil || strings.Count(string(text), `"`+who+`"`) != 1 {
			t.Errorf("nothing of %s, or twice: %v: %s", who, err, text)
		}
	}
}

// TestRescueOfATeamWithADamagedStore has one file with what no member could save, and with what was saved before. Where
// it was taken away, the next one has all of it.
func TestRescueOfATeamWithADamagedStore(t *testing.T) {
	w, m := storeOfOne(t)
	o := &options{ends: &ends{}}
	says := func(who string) labels.Event {
		return labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Time: time.Now()}
	}
	if _, err := w.store.Append(says("eve")); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(w.dir, storeFile), 4096); err != nil {
		t.Fatal(err)
	}
	pattern := filepath.Join(filepath.Dir(w.dir), "memes-unsaved-*.jsonl")
	has := func(what string, said error, who ...string) (file string) {
		t.Helper()
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) != 1 || strings.Count(said.Error(), files[0]+"\n") != 1 {
			t.Fatalf("%s: %v: %q; %v", what, err, files, said)
		}
		text, err := os.ReadFile(files[0])
		if err != nil || strings.Count(string(text), "very_positive")+strings.Count(string(text), `"positive"`) != len(who) {
			t.Errorf("%s: %v: %s", what, err, text)
		}
		for _, name := range who {
			if !strings.Contains(string(text), `"`+name+`"`) {
				t.Errorf("%s: nothing of %s in %s", what, name, text)
			}
		}
		return files[0]
	}
	ada, ben, cyd := says("ada"), says("ben"), says("cyd")
	has("the first", w.rescue([]labels.Event{ada}, nil), "eve", "ada")
	has("the second", w.rescue([]labels.Event{ben}, nil), "eve", "ada", "ben")
	file := has("the first again", w.rescue([]labels.Event{ada}, nil), "eve", "ada", "ben")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	has("taken away", w.rescue([]labels.Event{cyd}, nil), "eve", "ada", "ben", "cyd")
	has("the end", w.lastError(o, nil), "eve", "ada", "ben", "cyd")
}

// TestRescueOfAStoreThatGoesOn has a store that refuses a label, goes on, and is cut short: what was refused before it went on
// is in a file of its own, and the end of the program says nothing of it while the store is there.
func TestRescueOfAStoreThatGoesOn(t *testing.T) {
	w, m := storeOfOne(t)
	o := &options{ends: &ends{}}
	says := func(who string) labels.Event {
		return labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Time: time.Now()}
	}
	has := func(said error, who string) {
		t.Helper()
		command := strings.Fields(strings.SplitAfter(said.Error(), "--file ")[1])
		text, err := os.ReadFile(command[0])
		for _, name := range []string{"ada", "ben", "cyd", "dan"} {
			if err != nil || strings.Contains(string(text), `"`+name+`"`) != strings.Contains(who, name) {
				t.Errorf("%v: want %s in\n%s", err, who, text)
			}
		}
	}
	full := errors.New("no room on the disk")
	has(w.rescue([]labels.Event{says("ada")}, full), "ada")
	if err := w.lastError(o, nil); err != nil {
		t.Errorf("the store is there: %v", err)
	}
	if _, err := w.store.Append(says("ben")); err != nil {
		t.Fatal(err)
	}
	has(w.rescue([]labels.Event{says("cyd")}, full), "cyd")
	if err := os.Truncate(filepath.Join(w.dir, storeFile), 4096); err != nil {
		t.Fatal(err)
	}
	has(w.rescue([]labels.Event{says("dan")}, full), "ben cyd dan")
	if err := w.lastError(o, db.ErrDamaged); err != db.ErrDamaged {
		t.Errorf("rescued again: %v", err)
	}
}

// TestRescueOfAStoreThatIsLostTwice has nothing that could not be saved: what was said in between is in the second copy.
func TestRescueOfAStoreThatIsLostTwice(t *testing.T) {
	w, m := storeOfOne(t)
	o := &options{ends: &ends{}}
	for _, who := range []string{"ada", "ben"} {
		if _, err := w.store.Append(labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive, Time: time.Now()}); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(w.dir, w.dir+".away"); err != nil {
			t.Fatal(err)
		}
		said := w.rescueLost(o)
		if err := os.Rename(w.dir+".away", w.dir); err != nil || said == nil {
			t.Fatal(err, said)
		}
		copied, err := db.Open(strings.Fields(strings.SplitAfter(said.Error(), "memebench restore ")[1])[0], db.Options{MustExist: true})
		if err != nil {
			t.Fatal(err)
		}
		s, err := copied.State(m.ID)
		if _, ok := s.Of(who); err != nil || !ok {
			t.Errorf("nothing of %s: %+v, %v", who, s, err)
		}
		_ = copied.Close() // nothing was written
	}
}

// TestSalvageThatIsCancelled says that nobody knows what the store that was there had, which may be whole.
func TestSalvageThatIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	kept := filepath.Join(dir, "damaged.db")
	if err := os.WriteFile(kept, make([]byte, 1<<16), 0o600); err != nil {
		t.Fatal(err)
	}
	want := "whether the store that was there has events that the backup lacks was not found out (interrupted): it is kept"
	if said := (place{dir: dir}).salvage(ctx, db.Restored{Kept: kept}); said != want {
		t.Errorf("%q", said)
	}
}

// TestRescuePlacesOfADiskThatWasTakenAway wants nothing put where a disk was that may be back.
func TestRescuePlacesOfADiskThatWasTakenAway(t *testing.T) {
	top := t.TempDir()
	t.Setenv("HOME", filepath.Join(top, "home"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(top, "data"))
	disk := filepath.Join(top, "disk")
	if err := os.MkdirAll(filepath.Join(disk, "memes"), 0o700); err != nil {
		t.Fatal(err)
	}
	beside, err := os.Stat(disk)
	if err != nil {
		t.Fatal(err)
	}
	w := &workspace{dir: filepath.Join(disk, "memes"), beside: beside}
	if got := w.rescuePlaces(); got[0] != disk {
		t.Errorf("the disk is there: %q", got)
	}
	if err := errors.Join(os.Rename(disk, disk+".away"), os.Mkdir(disk, 0o700)); err != nil {
		t.Fatal(err)
	}
	if got := w.rescuePlaces(); got[0] == disk || got[len(got)-1] != disk {
		t.Errorf("the disk is away: %q", got)
	}
}
