package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// told opens a store with a story in a folder of its own.
func told(t *testing.T) (*DB, string) {
	t.Helper()
	quietPlaces(t)
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	tell(t, d)
	return d, path
}

// TestBackup backs up a store that is open, shared or closed, and restores it.
func TestBackup(t *testing.T) {
	d, path := told(t)
	dir := filepath.Dir(path)
	want := Contents{Memes: 4, Events: 5, Versions: 2}
	check := func(name string, got Contents, err error, file string) {
		t.Helper()
		if want.Newest = got.Newest; err != nil || got != want || got.Newest.IsZero() {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if st, err := os.Stat(file); err != nil || st.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, st, err)
		}
		checkStory(t, openReader(t, file), 4)
	}
	own := filepath.Join(dir, "own.db")
	c, err := d.Backup(context.Background(), own, nil)
	check("of the open store", c, err, own)
	quiet := filepath.Join(dir, "quiet.db")
	c, err = Backup(context.Background(), path, quiet, nil)
	check("beside it", c, err, quiet)
	d.Share()
	named := DefaultBackup(path, time.Date(2026, 3, 4, 5, 6, 7, 0, time.Local))
	c, err = Backup(context.Background(), path, named, nil)
	check("from who shares it", c, err, named)
	if named != filepath.Join(dir, "backups", "memebench-2026-03-04-050607.db") {
		t.Errorf("the usual place is %s", named)
	}
	nowhere := filepath.Join(dir, "none", "x.db")
	if _, err := Backup(context.Background(), path, nowhere, nil); !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), ".part") || !strings.Contains(err.Error(), filepath.Dir(nowhere)) {
		t.Errorf("into a folder that is not there: %v", err)
	}
	if file, _, ok := NewestBackup(path); !ok || file != named {
		t.Errorf("the newest is %q, %v", file, ok)
	}
	phases := map[string]bool{}
	last := filepath.Join(dir, "last.db")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	c, err = Backup(context.Background(), path, last, func(s labels.Step) { phases[s.Phase] = true })
	check("closed", c, err, last)
	if !phases["copy"] || !phases["check pages"] || !phases["check log"] {
		t.Errorf("it told of %v", phases)
	}

	// What is there is not touched, whatever it is.
	link := filepath.Join(dir, "link.db")
	if err := os.Symlink(filepath.Join(dir, "nowhere.db"), link); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, own, link, dir} {
		if _, err := Backup(context.Background(), path, file, nil); !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "is there already") {
			t.Errorf("onto %s: %v", file, err)
		}
	}
	if _, err := Backup(context.Background(), path, filepath.Join(dir, "no", "where.db"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a folder that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Backup(ctx, path, filepath.Join(dir, "never.db"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".memebench*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestRestore puts a backup in the place of a store that is whole, damaged or gone.
func TestRestore(t *testing.T) {
	d, path := told(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := d.Backup(context.Background(), backup, nil); err != nil {
		t.Fatal(err)
	}
	var inUse *InUseError
	if _, err := Restore(context.Background(), path, backup, nil); !errors.As(err, &inUse) || inUse.PID != os.Getpid() {
		t.Errorf("while it is open: %v", err)
	}
	m, err := d.MemeAt(4)
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, d, level(m.ID, "late", labels.Neutral))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	restore := func(name string) Restored {
		t.Helper()
		r, err := Restore(context.Background(), path, backup, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r.Memes != 4 || r.Events != 5 {
			t.Errorf("%s: %+v", name, r)
		}
		d := openStore(t, path)
		checkStory(t, d, 4)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if st, err := os.Stat(path); err != nil || st.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, st, err)
		}
		return r
	}
	first := restore("whole")
	if last, err := openReader(t, first.Kept).LastSeq(); err != nil || last != 6 {
		t.Errorf("the store that was kept has %d events, %v", last, err)
	}
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	second := restore("damaged")
	if st, err := os.Stat(second.Kept); err != nil || st.Size() != 100 || second.Kept == first.Kept {
		t.Errorf("kept as %s: %v, %v", second.Kept, st, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if r := restore("gone"); r.Kept != "" {
		t.Errorf("kept as %s", r.Kept)
	}

	// What is derived wrongly in a backup is made anew.
	b, err := bbolt.Open(backup, 0o600, nil)
	if err == nil {
		err = errors.Join(b.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketCounters).Put([]byte(counterMemes), number8(9)) }), b.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if r := restore("derived wrongly"); !r.Rebuilt {
		t.Error("it was not rebuilt")
	}

	// What is no good backup takes no store's place.
	before, _ := os.ReadFile(path)
	whole, _ := os.ReadFile(backup)
	for name, b := range map[string][]byte{
		"empty": nil, "another file": []byte("image_name,text\n"), "cut": whole[:len(whole)/2], "spoilt": slices.Concat(whole[:3*4096], make([]byte, 4096), whole[4*4096:]),
	} {
		bad := filepath.Join(t.TempDir(), "bad.db")
		if err := os.WriteFile(bad, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Restore(context.Background(), path, bad, nil)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		// No command for the folder that the file lies in, which may be a workspace's.
		if err != nil && (!strings.Contains(err.Error(), "not restored") || strings.Contains(err.Error(), "memebench restore")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Restore(context.Background(), path, path, nil); !errors.Is(err, ErrInvalid) {
		t.Errorf("from itself: %v", err)
	}
	if _, err := Restore(context.Background(), path, filepath.Join(t.TempDir(), "none.db"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("from nothing: %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("the store has changed")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".memebench*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestRestoreOfAnOlderSchema restores a file that is brought up to date when it is
// opened.
func TestRestoreOfAnOlderSchema(t *testing.T) {
	d, path := told(t)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for schema := uint64(1); schema <= 3; schema++ {
		if r, err := Restore(context.Background(), path, unpack(t, schema), nil); err != nil || r.Memes != 4 {
			t.Errorf("schema %d: %+v, %v", schema, r, err)
		}
		checkStory(t, openReader(t, path), schema)
	}
}

// TestDailyBackups makes a backup on each of twelve days, twice a day.
func TestDailyBackups(t *testing.T) {
	d, path := told(t)
	dir := BackupDir(path)
	day := time.Date(2026, 5, 25, 9, 0, 0, 0, time.Local)
	d.now = func() time.Time { return day }
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mine := []string{"before-the-meeting.db", "memebench-daily-2026-01-01.db.old", "memebench-2026-01-01-120000.db", "my-memebench-daily-2026-01-01.db"}
	for _, name := range mine {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if file, err := d.DailyBackup(context.Background(), 0, nil); err != nil || file != "" {
		t.Errorf("none is wanted: %q, %v", file, err)
	}
	for i := range 12 {
		file, err := d.DailyBackup(context.Background(), 3, nil)
		if want := filepath.Join(dir, fmt.Sprintf("memebench-daily-%s.db", day.Format("2006-01-02"))); err != nil || file != want {
			t.Errorf("day %d: %q, %v", i, file, err)
		}
		if file, err := d.DailyBackup(context.Background(), 3, nil); err != nil || file != "" {
			t.Errorf("day %d again: %q, %v", i, file, err)
		}
		day = day.AddDate(0, 0, 1)
	}
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := append(mine, "memebench-daily-2026-06-03.db", "memebench-daily-2026-06-04.db", "memebench-daily-2026-06-05.db")
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("left are %q, want %q", names, want)
	}
}

// TestBackupBeforeMigration brings files of older schemas up to date: as they were,
// they are in the folder of backups.
func TestBackupBeforeMigration(t *testing.T) {
	for schema := uint64(1); schema <= 3; schema++ {
		path := unpack(t, schema)
		openStore(t, path)
		found, _ := filepath.Glob(filepath.Join(BackupDir(path), fmt.Sprintf("memebench-schema-%d-*.db", schema)))
		if len(found) != 1 {
			t.Fatalf("schema %d: backups %v", schema, found)
		}
		checkStory(t, openReader(t, found[0]), schema)
	}
	// Where there can be none, the file stays as it is.
	path := unpack(t, 3)
	before, _ := os.ReadFile(path)
	if err := os.WriteFile(BackupDir(path), []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "cannot be backed up before") {
		t.Errorf("got %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("the file has changed")
	}
}

// TestRemedy says of a store that cannot be opened what can be done: a shell takes its paths as they are.
func TestRemedy(t *testing.T) {
	quietPlaces(t)
	dir := filepath.Join(t.TempDir(), "Application Support")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "store.db")
	d := openStore(t, path)
	tell(t, d)
	file, err := d.DailyBackup(context.Background(), 7, nil)
	if err := errors.Join(err, d.Close(), os.Truncate(path, 5000)); err != nil {
		t.Fatal(err)
	}
	_, err = Open(path, Options{})
	if want := fmt.Sprintf("memebench restore -w '%s' '%s' brings back the backup of ", dir, file); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %q, want %q", err, want)
	}
	if err := os.Truncate(file, 5000); err != nil {
		t.Fatal(err)
	}
	if _, err = Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "no backup is in ") {
		t.Errorf("got %q", err)
	}
}

// A folder that was copied has other times: the newest backup is found by the names, which have them.
func TestNewestBackupOfACopiedFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	tell(t, d)
	if err := errors.Join(d.Close(), os.Mkdir(BackupDir(path), 0o755)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := time.Date(2026, 5, 9, 8, 0, 0, 0, time.Local)
	for _, c := range []struct{ name, of string }{ // each is older than the one behind it
		{"memebench-daily-2026-05-01.db", "1 May 2026"},
		{"memebench-before-import-2026-05-01-090807.654.db", "1 May 2026 09:08"},
		{"memebench-schema-3-2026-05-02-101112.db", "2 May 2026 10:11"},
		{"memebench-2026-05-02-151413.db", "2 May 2026 15:14"},
		{"memebench-daily-2026-05-03.db", "3 May 2026"},
		{"memebench-daily-2026-05-08.db", "8 May 2026 20:00"}, // made after it was copied
		{"memebench-by-hand.db", "8 May 2026 21:00"},
	} {
		file := filepath.Join(BackupDir(path), c.name)
		at := copied.Add(-time.Duration(len(c.name)) * time.Minute)
		if hour := strings.TrimPrefix(c.of, "8 May 2026 "); hour != c.of {
			at = time.Date(2026, 5, 8, 20, 0, 0, 0, time.Local)
			if hour == "21:00" {
				at = at.Add(time.Hour)
			}
		}
		if err := errors.Join(os.WriteFile(file, whole, 0o600), os.Chtimes(file, at, at)); err != nil {
			t.Fatal(err)
		}
		if got, made, ok := NewestBackup(path); !ok || got != file || backupOf(made) != c.of {
			t.Errorf("%s of %s, want %s of %s", filepath.Base(got), backupOf(made), c.name, c.of)
		}
	}
}

// A backup that was made while the clock was ahead is not the newest for years: what was said since
// would be lost by what a damaged store's sentence says.
func TestNewestBackupAfterAClockThatWasAhead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	for _, name := range []string{
		"memebench-daily-" + time.Now().AddDate(13, 0, 0).Format(time.DateOnly) + ".db",
		"memebench-daily-" + time.Now().AddDate(0, 0, -1).Format(time.DateOnly) + ".db",
		"memebench-" + time.Now().Format("2006-01-02-150405") + ".db",
	} {
		if _, err := d.Backup(t.Context(), filepath.Join(BackupDir(path), name), nil); err != nil {
			t.Fatal(err)
		}
		if got, _, ok := NewestBackup(path); !ok || filepath.Base(got) != name {
			t.Errorf("got %s, want %s", got, name)
		}
	}
}

// Nor is one of a clock that was a day ahead, within what time zones may differ by: its file tells.
func TestNewestBackupAfterAClockThatWasADayAhead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	ahead := time.Now().Add(20 * time.Hour)
	for name, at := range map[string]time.Time{
		"memebench-daily-" + ahead.Format(time.DateOnly) + ".db":      ahead,
		"memebench-" + time.Now().Format("2006-01-02-150405") + ".db": time.Now().Add(-time.Second),
	} {
		file := filepath.Join(BackupDir(path), name)
		if _, err := d.Backup(t.Context(), file, nil); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if got, _, ok := NewestBackup(path); !ok || strings.HasPrefix(filepath.Base(got), "memebench-daily-") {
		t.Errorf("got %s, of a time that is still to come", got)
	}
}

// A backup that is refused leaves no folder, which would be of who asked for it and keep out all others.
func TestRefusedBackupLeavesNoFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, []byte("no store"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Backup(t.Context(), path, DefaultBackup(path, time.Now()), nil); err == nil {
		t.Error("no store was backed up")
	}
	if _, err := os.Lstat(BackupDir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder of backups: %v, want none", err)
	}
}

// A copy of a large store takes long: it ends with its context, and nothing of it is left.
func TestBackupEndsWithItsContext(t *testing.T) {
	d, _ := told(t)
	ctx, end := context.WithCancel(t.Context())
	var copied written
	copied.after = func() { end() }
	if err := d.writeTo(ctx, &copied); !errors.Is(err, context.Canceled) || copied.n >= d.size.Load() {
		t.Errorf("%d of %d bytes were written, %v", copied.n, d.size.Load(), err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	if _, err := d.Backup(ctx, file, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup that was given up: %v", err)
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is there: %v", err)
	}
}

// written counts the bytes that are written, and calls a function after each write.
type written struct {
	n     int64
	after func()
}

func (w *written) Write(b []byte) (int, error) {
	w.n += int64(len(b))
	w.after()
	return len(b), nil
}

// How far a store goes is told by the newest event, not by what was merged last, which may be older.
func TestNewestOfMergedEvents(t *testing.T) {
	d, path := told(t)
	before, _, err := Verify(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.MemeAt(1)
	if err != nil {
		t.Fatal(err)
	}
	older := labels.Event{Time: before.Newest.Add(-time.Hour), Meme: m.ID, Annotator: "bo", Source: labels.Key, Action: labels.SetLevel, Level: labels.Negative, Merged: true}
	if _, err := d.Append(older); err != nil {
		t.Fatal(err)
	}
	if c, findings, err := Verify(t.Context(), path, nil); err != nil || len(findings) > 0 || !c.Newest.Equal(before.Newest) || c.Events != before.Events+1 {
		t.Errorf("%+v, %v, %v; it was %+v", c, findings, err, before)
	}
}
