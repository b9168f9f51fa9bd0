package db

import (
	"go.etcd.io/bbolt"

	"memebench/eval"
)

// Summary returns what there is to say of the workspace as a whole, read in one
// transaction. It costs what the versions have, whatever the number of memes and
// events.
func (d *DB) Summary(annotator string) (s eval.Summary, err error) {
	err = d.view(func(tx *bbolt.Tx) (err error) {
		s = eval.Summary{Revision: uint64(tx.ID()), Seq: tx.Bucket(bucketLog).Sequence()}
		if s.Counts, err = progress(tx, annotator); err != nil {
			return err
		}
		if s.New, err = newCounters(tx).get(counterNew); err != nil {
			return err
		}
		if s.Served, err = servedBelow(tx, 0); err != nil {
			return err
		}
		if s.Before, err = servedBelow(tx, 1); err != nil {
			return err
		}
		return tx.Bucket(bucketVersions).ForEach(func(_, b []byte) error {
			v, err := decode[versionRecord](b)
			if err != nil || v.Gone == deleted {
				return err
			}
			s.History = append(s.History, v.Version)
			if v.Gone == "" {
				s.Versions = append(s.Versions, v.Version)
			}
			return nil
		})
	})
	if err != nil {
		return eval.Summary{}, err
	}
	return s, nil
}
