package db

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"memebench/labels"
)

// TestBackupBeforeImport keeps the newest three stores from before imports, also after a clock
// that was ahead, and none where nothing was said.
func TestBackupBeforeImport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	d, err := Open(path, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m := someMemes(t, unsynced(d), 9)
	before := func() string {
		t.Helper()
		file, err := d.BackupBeforeImport(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	if file := before(); file != "" {
		t.Errorf("of a store in which nothing was said: %s", file)
	}
	daily, err := d.DailyBackup(t.Context(), 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for i := range m {
		appendAll(t, d, level(m[i].ID, "ann", labels.Positive))
		made = append(made, before())
		if err := d.RemoveOldImportBackups(made[i]); err != nil {
			t.Fatal(err)
		}
		if now = now.Add(time.Millisecond); i == 5 {
			now = now.Add(-time.Hour)
		}
	}
	if err := os.Remove(before()); err != nil { // of an import that has changed nothing: it takes no other's place
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(BackupDir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	want := append(slices.Clone(made[len(made)-importsKept:]), daily)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("kept: %q, not %q", names, want)
	}
	last := made[len(made)-1]
	c, findings, err := Verify(t.Context(), last, nil)
	if err != nil || findings != nil || c.Events != len(m) {
		t.Errorf("%+v, %v, %v", c, findings, err)
	}
	if info, err := os.Stat(last); err != nil || info.Mode().Perm() != fileMode {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
