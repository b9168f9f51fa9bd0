package db

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// Rebuild makes a new store of the memes, the log of labels, the versions and the settings in the
// one at path, with everything that is derived from them computed again, and puts it in that one's
// place, which is kept beside it. Predictions and prints that are damaged are left out: they are
// made again. Of a version that is, the record stays, as of one that was pruned. It fails with
// ErrDamaged, and changes nothing, when more is damaged than what [Finding] says is rebuildable.
func Rebuild(ctx context.Context, path string, report labels.Report) (Restored, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Restored{}, err
	}
	if err := plain(path); err != nil {
		return Restored{}, err
	}
	return replace(path, path, func(t temp) (Restored, error) {
		if err := rebuildInto(ctx, path, t, report); err != nil {
			return Restored{}, explain(path, err)
		}
		c, findings, err := verifyFile(ctx, t.File, everything, report)
		if err == nil && findings != nil {
			err = fmt.Errorf("%w: %s", ErrDamaged, findings[0])
		}
		return Restored{Contents: c, Rebuilt: true}, explain(path, err)
	})
}

// rebuildInto writes the rebuilt store at path into a temp.
func rebuildInto(ctx context.Context, path string, t temp, report labels.Report) error {
	private, err := privateFile(path)
	if err != nil {
		return err
	}
	defer private.Discard()
	if err := copyQuiet(ctx, path, private.File); err != nil {
		return err
	}
	if findings, err := verifyPages(ctx, private.File, report); err != nil {
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
		if err := forgetDamaged(from); err != nil {
			return err
		}
		if err := into.Update(func(tx *bbolt.Tx) error { return migrate(tx, migrations) }); err != nil {
			return err
		}
		if err := copyTruth(ctx, from, into, report); err != nil {
			return err
		}
		done, total := int64(0), int64(4*from.Bucket(bucketMemes).Sequence()+from.Bucket(bucketLog).Sequence())
		_, err := derive(from, into.Update, stepper(ctx, func() {
			done++
			report.Tell(labels.Step{Phase: "derive", Done: min(done, total), Total: total})
		}))
		return err
	})
	return err
}

// forgetDamaged forgets the versions that are not what was stored. Where none that was served is
// left, the newest with a head is.
func forgetDamaged(tx *bbolt.Tx) error {
	var damaged, whole []uint64
	if err := tx.Bucket(bucketVersions).ForEach(func(_, b []byte) error {
		r, err := decode[versionRecord](b)
		switch {
		case err != nil || r.Gone != "":
		case !wholeVersion(tx, r):
			damaged = append(damaged, uint64(r.Number))
		case !r.Headless():
			whole = append(whole, uint64(r.Number))
		}
		return err
	}); err != nil {
		return err
	}
	for _, number := range damaged {
		if err := forget(tx, number, pruned); err != nil {
			return err
		}
	}
	if k, _ := tx.Bucket(bucketServed).Cursor().First(); k == nil && len(damaged) > 0 && len(whole) > 0 {
		return serve(tx, whole[len(whole)-1])
	}
	return nil
}

// isDispensable names what a store can do without: predictions and prints are made again,
// and what was served before can be served by hand.
func isDispensable(bucket []byte) bool {
	return bytes.Equal(bucket, bucketPredictions) || bytes.Equal(bucket, bucketServed) || bytes.Equal(bucket, bucketPrints)
}

// wantedOf says what is copied of a bucket: of what is dispensable, what is not
// damaged. A bucket in it comes without a value.
func wantedOf(from *bbolt.Tx, bucket []byte) func(in, k, v []byte) bool {
	kept := func(version []byte) bool { return from.Bucket(bucketHeads).Get(version) != nil }
	switch {
	case bytes.Equal(bucket, bucketServed):
		return func(_, _, version []byte) bool { return kept(version) }
	case bytes.Equal(bucket, bucketPrints):
		return func(_, picture, prints []byte) bool {
			_, err := unpackPrints(picture, prints)
			return err == nil
		}
	case bytes.Equal(bucket, bucketPredictions):
		return func(version, k, v []byte) bool {
			if v == nil {
				return kept(k)
			}
			return checkStored(k, v, from.Bucket(bucketMemes).Sequence()) == nil
		}
	}
	return func(_, _, _ []byte) bool { return true }
}

// copyTruth copies what is not derived.
func copyTruth(ctx context.Context, from *bbolt.Tx, into *bbolt.DB, report labels.Report) error {
	done := int64(0)
	step := stepper(ctx, func() {
		done++
		report.Tell(labels.Step{Phase: "copy", Done: done})
	})
	for _, name := range buckets {
		if isDerived(name) {
			continue
		}
		b := from.Bucket(name)
		if b == nil {
			return fmt.Errorf("%w: its part %q is missing", ErrDamaged, partOf(name))
		}
		if err := copyBucket(b, into, [][]byte{name}, step, wantedOf(from, name)); err != nil {
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
				switch {
				case !wanted(path[len(path)-1], k, v):
				case v == nil:
					nested = append(nested, k)
				default:
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
