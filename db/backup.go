package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// Backups that the program makes by itself lie in a folder beside the store. The
// daily ones, and those from before imports, have names of their own, by which old ones
// are removed; all others stay until somebody removes them.
const (
	backupFolder = "backups"
	dailyName    = "memebench-daily-2006-01-02.db"
	namedBackup  = "memebench-2006-01-02-150405.db"
)

var (
	dailyNames  = regexp.MustCompile(`^memebench-daily-\d{4}-\d{2}-\d{2}\.db$`)
	backupNames = regexp.MustCompile(`^memebench-.*\.db$`)
	datedNames  = regexp.MustCompile(`-(\d{4}-\d{2}-\d{2})(-\d{6})?(?:\.\d+)?\.db$`)
)

// BackupDir returns the folder of the backups that are made of the store at path
// where no other place is named.
func BackupDir(path string) string { return filepath.Join(filepath.Dir(path), backupFolder) }

// DefaultBackup returns the file for a backup of the store at path at this time.
func DefaultBackup(path string, now time.Time) string {
	return filepath.Join(BackupDir(path), now.Format(namedBackup))
}

// Backup writes a consistent copy of the store at path into a new file, and reads
// all of it again; the file appears only then. What is derived is not checked here,
// as Rebuild can make it again: see Verify. The store may be open in another process.
// A file that is there already is not touched: the error matches fs.ErrExist.
func Backup(ctx context.Context, path, file string, report labels.Report) (Contents, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Contents{}, err
	}
	if err := plain(path); err != nil {
		return Contents{}, err
	}
	return backUp(ctx, path, file, report, func(t temp) error { return copyStore(ctx, path, t.File) })
}

// Backup is Backup of the open store. It works also while the path of the store
// names another file or none, and is then how to save what is in it.
func (d *DB) Backup(ctx context.Context, file string, report labels.Report) (Contents, error) {
	var last uint64 // of the log as it is copied, or before
	c, err := backUp(ctx, d.path, file, report, func(t temp) (err error) {
		if last, err = d.LastSeq(); err != nil {
			return err
		}
		return d.writeTo(ctx, t)
	})
	// One elsewhere, as of a rescue, is not named when this store is damaged.
	if err == nil && filepath.Clean(filepath.Dir(file)) == BackupDir(d.path) {
		d.said.forget(last)
	}
	return c, err
}

// writeTo writes a copy of the open store.
func (d *DB) writeTo(ctx context.Context, to io.Writer) error {
	return d.doView(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(endingWriter{ctx, to})
		return cmp.Or(ctx.Err(), err) // bbolt's error is not that of the context any more
	})
}

// An endingWriter writes until its context ends.
type endingWriter struct {
	ctx context.Context
	io.Writer
}

func (w endingWriter) Write(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(b)
}

func backUp(ctx context.Context, path, file string, report labels.Report, write func(temp) error) (c Contents, failed error) {
	report.Tell(labels.Step{Phase: "copy"})
	if _, err := os.Lstat(file); err == nil {
		return c, &sentence{fs.ErrExist, shown(file) + " is there already: name another file, or move it away"}
	}
	among := filepath.Clean(filepath.Dir(file)) == BackupDir(path)
	if among {
		made, err := makeBackupDir(path)
		if err != nil {
			return c, err
		}
		defer func() {
			if failed != nil {
				atomicfile.Unmake(made)
			}
		}()
	}
	t, err := newTemp(filepath.Dir(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, &sentence{fs.ErrNotExist, fmt.Sprintf("the folder %s is not there: make it, or name a file in another", shown(filepath.Dir(file)))}
	case atomicfile.IsNoRoom(err):
		return c, noRoomFor(file)
	case err != nil:
		return c, noFileIn(filepath.Dir(file), err)
	}
	defer t.Discard()
	if err := write(t); err != nil {
		if atomicfile.IsNoRoom(err) {
			return c, noRoomFor(file)
		}
		return c, explain(path, err)
	}
	c, findings, err := verifyFile(ctx, t.File, records, report)
	if err != nil {
		return c, explain(path, err)
	}
	if f := fatal(findings); f != nil {
		return c, &sentence{ErrDamaged, fmt.Sprintf("no backup was made: %s is damaged: %s; %s", shown(path), f, Remedy(path))}
	}
	if among {
		shareAs(t.File, path)
	}
	if err := t.publish(file); errors.Is(err, fs.ErrExist) {
		return c, &sentence{fs.ErrExist, shown(file) + " is there already: name another file, or move it away"}
	} else if atomicfile.IsNoRoom(err) {
		return c, noRoomFor(file)
	} else if err != nil {
		return c, fmt.Errorf("backup %s: %w", shown(file), err)
	}
	return c, nil
}

// makeBackupDir makes the folder for backups of the store at path, for those who may read that. Who
// puts nothing into it unmakes what it has made: it is that user's, and may keep out all others.
func makeBackupDir(path string) (made []string, err error) {
	made, err = atomicfile.MakeFolder(BackupDir(path), 0o700)
	if err != nil {
		return nil, fmt.Errorf("the folder of backups cannot be made: %w", err)
	}
	if len(made) == 0 {
		return nil, nil
	}
	if was, err := os.Stat(path); err == nil && was.Mode().IsRegular() {
		atomicfile.TakeOverFolder(BackupDir(path), was)
	}
	return made, nil
}

// shareAs gives f, a store, to those who may read the one at path: a service, or a group.
func shareAs(f *os.File, path string) {
	if was, err := os.Stat(path); err == nil && was.Mode().IsRegular() {
		atomicfile.TakeOver(f, was)
	}
}

// noFileIn says why a folder takes no file, without the name of a temporary one.
func noFileIn(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("you may not write to %s (%w)", shown(dir), plainfile.Cause(err))
	}
	return fmt.Errorf("there can be no file in %s (%w)", shown(dir), plainfile.Cause(err))
}

func noRoomFor(file string) error {
	return &sentence{ErrNoRoom, fmt.Sprintf("no room for %s: free some on its disk, or name a file on another", shown(file))}
}

// DailyBackup makes the backup of the day in BackupDir unless it is there or keep is
// 0, removes the oldest of the daily ones so that keep are left, and returns the
// file that it has written, "" for none. Where the disk has not twice the store's
// size free it writes nothing, and the error matches ErrNoRoom. What people have said since the
// newest backup, or ever where there is none, is in memory then: see [DB.SinceBackup].
func (d *DB) DailyBackup(ctx context.Context, keep int, report labels.Report) (file string, err error) {
	if file, err = d.dailyBackup(ctx, keep, report); file == "" && (err == nil || errors.Is(err, ErrNoRoom)) {
		err = cmp.Or(d.remember(ctx), err)
	}
	return file, err
}

func (d *DB) dailyBackup(ctx context.Context, keep int, report labels.Report) (file string, err error) {
	if keep == 0 {
		return "", nil
	}
	dir := BackupDir(d.path)
	today := filepath.Join(dir, d.now().Format(dailyName))
	if _, err := os.Lstat(today); err == nil {
		return "", nil
	}
	if err := d.roomForBackup("no backup today"); err != nil {
		return "", err
	}
	if _, err := d.Backup(ctx, today, report); errors.Is(err, fs.ErrExist) {
		return "", nil // another process was faster
	} else if err != nil {
		return "", without("no backup today", err)
	}
	return today, removeOld(dir, dailyNames, filepath.Base(today), keep)
}

// without puts before an error which backup there is none of, unless it is a sentence that says
// what became of it.
func without(which string, err error) error {
	switch {
	case ours(err), errors.Is(err, context.Canceled):
		return err
	case atomicfile.IsNoRoom(err):
		return &sentence{ErrNoRoom, which + ": there is no room for it on the disk"}
	}
	return fmt.Errorf("%s: %w", which, err)
}

// roomForBackup reports where the disk has not twice the store's size free.
func (d *DB) roomForBackup(which string) error {
	if free, known := freeBytes(filepath.Dir(d.path)); known && free < 2*d.size.Load() {
		return &sentence{ErrNoRoom, fmt.Sprintf("%s: %.1f MB are free on the disk of %s, of %.1f MB that it takes at least",
			which, float64(free)/1e6, shown(BackupDir(d.path)), 2*float64(d.size.Load())/1e6)}
	}
	return nil
}

// removeOld removes the oldest backups of a kind, so that keep of them are left, the newest among
// them. Those of later times are of a clock that was ahead, or is behind now, and older than the
// newest in any case: they go first.
func removeOld(dir string, kind *regexp.Regexp, newest string, keep int) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var names []string // which sort by time
	for _, e := range entries {
		if e.Type().IsRegular() && kind.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if later := a > newest; later != (b > newest) {
			if later {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	for _, name := range names[:max(0, len(names)-keep)] {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return nil
}

// NewestBackup returns the newest backup in BackupDir that is a store as far as is
// seen at a glance, and when it was made; ok is false when there is none. One of a time that is
// still to come, by its file or, where that is a copy, by more than time zones differ, is of a clock that was
// ahead: it comes behind all others.
func NewestBackup(path string) (file string, made time.Time, ok bool) {
	dir := BackupDir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", time.Time{}, false
	}
	type backup struct {
		name  string
		made  time.Time
		ahead bool
	}
	var all []backup
	now := time.Now()
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && backupNames.MatchString(e.Name()) {
			made := madeAt(e.Name(), info.ModTime())
			all = append(all, backup{filepath.Join(dir, e.Name()), made, made.After(now.Add(26*time.Hour)) || info.ModTime().After(now)})
		}
	}
	slices.SortStableFunc(all, func(a, b backup) int {
		switch {
		case a.ahead == b.ahead:
			return b.made.Compare(a.made)
		case a.ahead:
			return 1
		}
		return -1
	})
	for _, b := range all { // mostly one: each is opened to be looked at
		if _, err := inspect(b.name); err == nil {
			return b.name, b.made, true
		}
	}
	return "", time.Time{}, false
}

// madeAt is when a backup was made by its name: a folder that was copied has the time of that
// for all its files. Of a day's backup the name has the day alone; its file has the time, unless
// that is of another day: then it is the day's beginning. Others have the file's time.
func madeAt(name string, changed time.Time) time.Time {
	parts := datedNames.FindStringSubmatch(name)
	if parts == nil {
		return changed
	}
	at, err := time.ParseInLocation("2006-01-02-150405", parts[1]+cmp.Or(parts[2], "-000000"), time.Local)
	switch {
	case err != nil:
		return changed
	case parts[2] == "" && changed.Local().Format(time.DateOnly) == parts[1]:
		return changed
	}
	return at
}

// backupOf says which backup one is by when it was made, as madeAt tells it.
func backupOf(made time.Time) string {
	if h, m, s := made.Local().Clock(); h+m+s == 0 {
		return made.Local().Format("2 Jan 2006")
	}
	return made.Local().Format("2 Jan 2006 15:04")
}

// Remedy says, as the end of a sentence about a store that cannot be used or is not
// there, what can be done.
func Remedy(path string) string {
	folder := labels.ShellWord(shown(filepath.Dir(path)))
	if file, made, ok := NewestBackup(path); ok {
		return fmt.Sprintf("memebench restore -w %s %s brings back the backup of %s", folder, labels.ShellWord(shown(file)), backupOf(made))
	}
	s := fmt.Sprintf("no backup is in %s: memebench restore -w %s FILE brings one back that you have elsewhere", shown(BackupDir(path)), folder)
	if _, err := inspect(path); err == nil {
		s += fmt.Sprintf(", or that of a new workspace into which you import the memes again: what people have said is then read out of the damaged store; memebench verify -w %s says what is damaged", folder)
	}
	return s
}
