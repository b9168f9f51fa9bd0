package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"

	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// importsKept is how many backups from before imports are kept: who has imported the wrong
// table sees it soon.
const importsKept = 3

// importNames are those of backups from before imports, which sort by time.
var importNames = regexp.MustCompile(`^memebench-before-import-[0-9.-]+\.db$`)

// BackupBeforeImport makes a backup in [BackupDir] to which one goes back when an import was a
// mistake, and returns the file; when the import has changed something, [DB.RemoveOldImportBackups]
// makes room. It is "" where nothing has been said of any meme yet: then little is lost with the
// whole store. Only the file's pages are checked. Where the disk has not twice the store's size
// free it writes nothing, and the error matches ErrNoRoom.
func (d *DB) BackupBeforeImport(ctx context.Context) (file string, err error) {
	if last, err := d.LastSeq(); err != nil || last == 0 {
		return "", err
	}
	const none = "no backup before the import"
	if err := d.roomForBackup(none); err != nil {
		return "", err
	}
	if file, err = d.keep(ctx, d.now().Format("memebench-before-import-2006-01-02-150405.000.db")); err != nil {
		return "", without(none, err)
	}
	return file, nil
}

// RemoveOldImportBackups removes the oldest backups from before imports, so that three are left,
// with the newest, a file of [DB.BackupBeforeImport].
func (d *DB) RemoveOldImportBackups(newest string) error {
	return removeOld(filepath.Dir(newest), importNames, filepath.Base(newest), importsKept)
}

// keepBefore backs up a file of an older schema before it is brought up to date. A
// file without anything in it needs none. Only its pages are checked: whether all
// else is right is for the schema that comes to say.
func (d *DB) keepBefore(schema uint64) error {
	if schema == 0 {
		return nil
	}
	_, err := d.keep(context.Background(), fmt.Sprintf("memebench-schema-%d-%s.db", schema, d.now().Format("2006-01-02-150405")))
	if err == nil || errors.Is(err, ErrDamaged) {
		return err
	}
	if atomicfile.IsNoRoom(err) {
		err = errors.New("no room on the disk")
	}
	return &sentence{err, fmt.Sprintf("%s is from an older memebench and is not brought up to date, as it cannot be backed up before: %s: make room, or make %s a folder that can be written to",
		shown(d.path), err, shown(BackupDir(d.path)))}
}

// keep writes a copy of the open store, of which only the pages are checked, into BackupDir.
func (d *DB) keep(ctx context.Context, name string) (file string, failed error) {
	dir := BackupDir(d.path)
	made, err := makeBackupDir(d.path)
	if err != nil {
		return "", err
	}
	defer func() {
		if failed != nil {
			atomicfile.Unmake(made)
		}
	}()
	t, err := newTemp(dir)
	if err != nil {
		return "", noFileIn(dir, err)
	}
	defer t.Discard()
	if err := d.writeTo(ctx, t); err != nil {
		return "", plainfile.Cause(err) // its path is a temporary one
	}
	findings, err := verifyPages(ctx, t.File, nil)
	if err != nil {
		return "", err
	}
	if findings != nil {
		return "", fmt.Errorf("%w: %s", ErrDamaged, findings[0])
	}
	shareAs(t.File, d.path)
	file = filepath.Join(dir, name)
	if err := t.publish(file); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return file, nil
}
