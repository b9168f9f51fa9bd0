package db

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"memebench/labels"
)

// A clock that goes back by an hour at each look changes neither the order of what was said,
// nor what counts, nor what is taken back.
func TestClockGoesBack(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 3)
	now := time.Date(2026, 5, 25, 9, 0, 0, 0, time.UTC)
	d.now = func() time.Time { now = now.Add(-time.Hour); return now }
	appendAll(t, d, level(memes[0].ID, "ann", labels.Negative))
	appendAll(t, d, level(memes[0].ID, "ann", labels.Positive))
	appendAll(t, d, level(memes[1].ID, "ann", labels.Neutral))
	says := func(m labels.Meme, want labels.Level) {
		t.Helper()
		s, err := d.State(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if said, ok := s.Of("ann"); !ok || said.Level != want {
			t.Errorf("%s: %+v, want %s", m.Key, said, want)
		}
	}
	says(memes[0], labels.Positive)
	if taken, err := d.Undo("ann"); err != nil || len(taken) != 1 {
		t.Fatalf("%v, %v", taken, err)
	}
	says(memes[0], labels.Positive)
	if taken, err := d.Undo("ann"); err != nil || len(taken) != 1 {
		t.Fatalf("%v, %v", taken, err)
	}
	says(memes[0], labels.Negative)
	if _, err := d.Redo("ann"); err != nil {
		t.Fatal(err)
	}
	says(memes[0], labels.Positive)
	checkStore(t, d)
}

// After a clock that was ahead, or was set back, there still is a backup of today, and old
// ones make room for it.
func TestDailyBackupsAfterAnotherClock(t *testing.T) {
	for name, was := range map[string]time.Time{
		"it was ahead":    time.Date(2031, 1, 1, 9, 0, 0, 0, time.Local),
		"it is behind":    time.Date(2026, 5, 25, 9, 0, 0, 0, time.Local),
		"it is in order":  time.Date(1999, 1, 1, 9, 0, 0, 0, time.Local),
		"it has to begin": time.Date(2008, 2, 10, 9, 0, 0, 0, time.Local),
	} {
		d, path := told(t)
		day := was
		d.now = func() time.Time { return day }
		for range 4 {
			if _, err := d.DailyBackup(context.Background(), 3, nil); err != nil {
				t.Fatal(err)
			}
			day = day.AddDate(0, 0, 1)
		}
		day = time.Date(2008, 2, 13, 9, 0, 0, 0, time.Local)
		file, err := d.DailyBackup(context.Background(), 3, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(BackupDir(path), "memebench-daily-2008-02-13.db")); err != nil {
			t.Errorf("%s: the backup of today, %q, is not there: %v", name, file, err)
		}
		all, err := filepath.Glob(filepath.Join(BackupDir(path), "memebench-daily-*.db"))
		if err != nil || len(all) != 3 {
			t.Errorf("%s: %d backups, want 3: %q", name, len(all), all)
		}
	}
}
