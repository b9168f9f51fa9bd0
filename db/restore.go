package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// Restored says what has taken a store's place.
type Restored struct {
	Contents
	Rebuilt bool   `json:"rebuilt,omitempty"` // something of the backup was damaged, and was rebuilt: see Rebuild
	Kept    string `json:"kept,omitempty"`    // the file that was there before, under the name that it has now; "" when there was none
}

// Restore puts a backup in the place of the store at path, or where there is none,
// after it has been verified. What is damaged in the backup, and rebuildable, is
// rebuilt. The file that was there is kept beside it. At each
// moment one of the two, whole, is the store. The error is an [*InUseError] while
// somebody has the store open.
func Restore(ctx context.Context, path, backup string, report labels.Report) (Restored, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Restored{}, err
	}
	if err := plain(backup); err != nil {
		return Restored{}, err
	}
	if same(path, backup) {
		return Restored{}, &sentence{ErrInvalid, shown(backup) + " is the store itself: name a backup of it"}
	}
	// What has no room is not the backup's affair.
	explain := func(err error) error {
		if atomicfile.IsNoRoom(err) {
			return err
		}
		return explainBackup(backup, err)
	}
	like := path
	if from, err := filepath.Abs(backup); err == nil && filepath.Dir(from) == BackupDir(path) {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			like = from // as open as the store was
		}
	}
	return replace(path, like, func(t temp) (r Restored, err error) {
		report.Tell(labels.Step{Phase: "copy"})
		if err := copyStore(ctx, backup, t.File); err != nil {
			return r, explain(err)
		}
		c, findings, err := verifyFile(ctx, t.File, everything, report)
		r.Contents = c
		if err != nil {
			return r, explain(err)
		}
		if f := fatal(findings); f != nil {
			return r, &sentence{ErrDamaged, fmt.Sprintf("%s is damaged and was not restored: %s", shown(backup), f)}
		}
		if r.Rebuilt = findings != nil; r.Rebuilt {
			err = errors.Join(rewind(t.File), rebuildInto(ctx, backup, t, report))
		}
		return r, explain(err)
	})
}

func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// replace lets fill make a store in a temp, and puts that in the place of the one
// at path, which nobody else may open meanwhile. It gets the permissions of the file like.
func replace(path, like string, fill func(temp) (Restored, error)) (r Restored, err error) {
	release, err := seize(path)
	if err != nil {
		return r, err
	}
	defer release()
	t, err := newTemp(filepath.Dir(path))
	if err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	defer t.Discard()
	if r, err = fill(t); err != nil {
		if atomicfile.IsNoRoom(err) {
			err = &sentence{ErrNoRoom, fmt.Sprintf("no room for another store beside %s: free some on its disk, and do it again", shown(path))}
		}
		return r, err
	}
	shareAs(t.File, like)
	// What can fail comes before the store is touched: where there are no links, it is
	// away from its place while the other comes.
	if err := t.Sync(); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if r.Kept, err = setAside(path); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if err := atomicfile.Rename(t.File, path); err != nil {
		return r, fmt.Errorf("restore %s: %w", shown(path), err)
	}
	if r.Kept == "" {
		atomicfile.GiveToOwner(path)
	}
	_ = os.Remove(ownerPath(path)) // whoever left it does not have this file
	return r, nil
}

// setAside gives the file at path a second name, under which it stays, and returns
// it; "" when there is no file.
func setAside(path string) (kept string, err error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	base := path + ".before-" + time.Now().Format("2006-01-02-150405")
	kept = base
	for n := 2; ; n++ {
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			break
		}
		kept = fmt.Sprintf("%s-%d", base, n)
	}
	if os.Link(path, kept) == nil {
		return kept, nil
	}
	return kept, os.Rename(path, kept) // no links here: for a moment there is no store
}
