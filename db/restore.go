package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// Restored says what has taken a store's place.
type Restored struct {
	Contents
	Kept string `json:"kept,omitempty"` // the file that was there before, under the name that it has now; "" when there was none
}

// Restore puts a backup in the place of the store at path, or where there is none,
// after it has been verified. The file that was there is kept beside it. At each
// moment one of the two, whole, is the store. The error is an [*InUseError] while
// somebody has the store open.
func Restore(ctx context.Context, path, backup string, report Report) (Restored, error) {
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
	return replace(path, func(t temp) (Contents, error) {
		report.say("copy", 0, 0)
		if err := copyStore(ctx, backup, t.File); err != nil {
			return Contents{}, explain(backup, err)
		}
		c, findings, err := verifyFile(ctx, t.File, report)
		switch {
		case err != nil:
			return c, explain(backup, err)
		case findings != nil:
			return c, &sentence{ErrDamaged, fmt.Sprintf("%s is damaged and was not restored: %s", shown(backup), findings[0])}
		}
		return c, nil
	})
}

func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// Rebuild makes a new store of the memes, the log of labels, the versions and the
// settings in the one at path, with everything anew that is derived from them, and
// puts it in that one's place, which is kept beside it. Predictions that are damaged
// are left out: they are made again. It fails with ErrDamaged, and changes
// nothing, when more is damaged than what is derived or predicted.
func Rebuild(ctx context.Context, path string, report Report) (Restored, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Restored{}, err
	}
	if err := plain(path); err != nil {
		return Restored{}, err
	}
	return replace(path, func(t temp) (Contents, error) {
		if err := rebuildInto(ctx, path, t, report); err != nil {
			return Contents{}, explain(path, err)
		}
		c, findings, err := verifyFile(ctx, t.File, report)
		if err == nil && findings != nil {
			err = fmt.Errorf("%w: %s", ErrDamaged, findings[0])
		}
		return c, explain(path, err)
	})
}

// replace lets fill make a store in a temp, and puts that in the place of the one
// at path, which nobody else may open meanwhile.
func replace(path string, fill func(temp) (Contents, error)) (r Restored, err error) {
	release, err := seize(path)
	if err != nil {
		return r, err
	}
	defer release()
	t, err := newTemp(filepath.Dir(path))
	if err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	defer t.discard()
	if r.Contents, err = fill(t); err != nil {
		if isNoRoom(err) {
			err = noRoomFor(path)
		}
		return r, err
	}
	if err := t.settle(); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if r.Kept, err = setAside(path); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(t.Name(), path); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	_ = os.Remove(ownerPath(path)) // whoever left it does not have this file
	return r, syncFolder(filepath.Dir(path))
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

// rebuildInto writes the rebuilt store at path into a temp.
func rebuildInto(ctx context.Context, path string, t temp, report Report) error {
	private, err := privateFile(path)
	if err != nil {
		return err
	}
	defer os.Remove(private.Name())
	defer private.Close()
	if err := copyQuiet(ctx, path, private); err != nil {
		return err
	}
	if findings, err := verifyPages(ctx, private, report); err != nil {
		return err
	} else if findings != nil {
		return fmt.Errorf("%w: %s", ErrDamaged, findings[0])
	}
	source, err := bbolt.Open(private.Name(), fileMode, &bbolt.Options{Timeout: defaultTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true})
	if err != nil {
		return err
	}
	defer source.Close()
	into, err := bbolt.Open(t.Name(), fileMode, &bbolt.Options{Timeout: defaultTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true})
	if err != nil {
		return err
	}
	defer into.Close()
	from, err := source.Begin(true)
	if err != nil {
		return err
	}
	defer from.Rollback()
	_, err = guard(func() error {
		if _, err := migrationDue(from, migrations); err != nil {
			return err
		}
		if err := migrate(from, migrations); err != nil {
			return err
		}
		if err := into.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) }); err != nil {
			return err
		}
		if err := copyTruth(ctx, from, into, report); err != nil {
			return err
		}
		done := int64(0)
		_, err := derive(from, into, stepper(ctx, func() {
			done++
			report.say("derive", done, 0)
		}))
		return err
	})
	return err
}

// copyTruth copies what is not derived. Of the predictions those that are damaged
// are left out.
func copyTruth(ctx context.Context, from *bbolt.Tx, into *bbolt.DB, report Report) error {
	done := int64(0)
	step := stepper(ctx, func() {
		done++
		report.say("copy", done, 0)
	})
	for _, name := range buckets {
		if isDerived(name) {
			continue
		}
		b := from.Bucket(name)
		if b == nil {
			return fmt.Errorf("%w: there is no %s", ErrDamaged, name)
		}
		wanted := func(_ []byte, k, v []byte) bool { return true }
		if string(name) == string(bucketPredictions) {
			wanted = func(version, k, v []byte) bool {
				return from.Bucket(bucketHeads).Get(version) != nil && checkStored(from.Bucket(bucketMemes), "", k, v) == nil
			}
		}
		if err := copyBucket(b, into, [][]byte{name}, step, wanted); err != nil {
			return err
		}
	}
	return nil
}

// copyBucket copies a bucket, and those in it, to the same place in another file.
func copyBucket(b *bbolt.Bucket, into *bbolt.DB, path [][]byte, step func() error, wanted func(in, k, v []byte) bool) error {
	c := b.Cursor()
	k, v := c.First()
	for begun := false; k != nil || !begun; begun = true {
		var nested [][]byte
		if err := into.Update(func(tx *bbolt.Tx) error {
			to := tx.Bucket(path[0])
			for _, name := range path[1:] {
				var err error
				if to, err = to.CreateBucketIfNotExists(name); err != nil {
					return err
				}
			}
			to.FillPercent = appendFill // the keys come in order
			if err := to.SetSequence(b.Sequence()); err != nil {
				return err
			}
			for n := 0; k != nil && n < deriveBatch; k, v = c.Next() {
				if err := step(); err != nil {
					return err
				}
				n++
				if v == nil {
					nested = append(nested, k)
				} else if wanted(path[len(path)-1], k, v) {
					if err := to.Put(k, v); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
		for _, name := range nested {
			if err := copyBucket(b.Bucket(name), into, append(path[:len(path):len(path)], name), step, wanted); err != nil {
				return err
			}
		}
	}
	return nil
}
