package db

import (
	"bytes"
	"sync"

	"go.etcd.io/bbolt"

	"memebench/eval"
)

// Summary returns what there is to say of the workspace as a whole, read in one
// transaction. What it costs depends on the number of versions only. The versions
// share memory with those of other summaries: nobody may change them.
func (d *DB) Summary(annotator string) (s eval.Summary, err error) {
	err = d.view(func(tx *bbolt.Tx) (err error) {
		s = eval.Summary{Revision: uint64(tx.ID()), Seq: tx.Bucket(bucketLog).Sequence()}
		if s.Counts, err = counts(tx, annotator); err != nil {
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
		return tx.Bucket(bucketVersions).ForEach(func(k, b []byte) error {
			v, err := d.decoded.version(k, b)
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

// decodedVersions remembers versions that were read, by what they were read from: a
// summary is read for each label, and its versions are nearly always the same.
type decodedVersions struct {
	mu sync.Mutex
	of map[string]decodedVersion // by key
}

type decodedVersion struct {
	from []byte
	versionRecord
}

func (d *decodedVersions) version(key, from []byte) (versionRecord, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if known, ok := d.of[string(key)]; ok && bytes.Equal(known.from, from) {
		return known.versionRecord, nil
	}
	v, err := decode[versionRecord](from)
	if err != nil {
		return v, err
	}
	if d.of == nil {
		d.of = map[string]decodedVersion{}
	}
	d.of[string(key)] = decodedVersion{bytes.Clone(from), v}
	return v, nil
}
