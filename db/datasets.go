package db

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// A datasetRecord is a dataset as stored, with its place in the order of arrival.
type datasetRecord struct {
	labels.Dataset
	Place uint64 `json:"place"`
}

// PutDataset stores what an import brought besides its memes. Under the name of
// a dataset that is there it may only add columns after those that are there,
// or ErrOtherColumns: the values of the memes stored before are told apart by
// their places.
func (d *DB) PutDataset(ds labels.Dataset) error {
	return d.update(func(tx *bbolt.Tx) error {
		ds.Name = validText(ds.Name)
		if ds.Name == "" || len(ds.Name) > bbolt.MaxKeySize {
			return fmt.Errorf("%w: a dataset's name has %d bytes: want 1 to %d", ErrInvalid, len(ds.Name), bbolt.MaxKeySize)
		}
		ds.Columns = slices.Clone(ds.Columns)
		for i, c := range ds.Columns {
			ds.Columns[i] = validText(c)
		}
		ds.Key = slices.Clone(ds.Key)
		for i, c := range ds.Key {
			ds.Key[i] = validText(c)
		}
		b := tx.Bucket(bucketDatasets)
		r := datasetRecord{Dataset: ds}
		if v := b.Get([]byte(ds.Name)); v != nil {
			old, err := decode[datasetRecord](v)
			if err != nil {
				return err
			}
			if n := len(old.Columns); len(ds.Columns) < n || !slices.Equal(ds.Columns[:n], old.Columns) {
				return &sentence{ErrOtherColumns, fmt.Sprintf("dataset %s is already there with other columns (%s); import under another dataset name",
					short(ds.Name), short(strings.Join(old.Columns, ", ")))}
			}
			r.Place = old.Place
		} else {
			var err error
			if r.Place, err = b.NextSequence(); err != nil {
				return err
			}
		}
		v, err := encode(r)
		if err != nil {
			return err
		}
		known := b.Get([]byte(ds.Name)) != nil
		if err := b.Put([]byte(ds.Name), v); err != nil || known {
			return err
		}
		return adopt(tx, ds.Name)
	})
}

// datasetPlace returns the place of a dataset, 0 while it is not there: memes may come
// before it.
func datasetPlace(tx *bbolt.Tx, name string) (uint16, error) {
	v := tx.Bucket(bucketDatasets).Get([]byte(name))
	if v == nil || name == "" {
		return 0, nil
	}
	r, err := decode[datasetRecord](v)
	return uint16(min(r.Place, math.MaxUint16)), err
}

// adopt notes, of the memes that came before a dataset, that they are of it, by which their
// keys are found from now on.
func adopt(tx *bbolt.Tx, name string) error {
	memes, names := newMemeTable(tx), tx.Bucket(bucketMemeNames)
	for first, last := uint64(1), memes.records.Sequence(); first <= last; first += blockMemes {
		block, _ := blockOf(first)
		cells, err := memeColumn.blockAt(columnBucket(tx, memeColumn), block)
		if err != nil {
			return err
		}
		for seq := first; cells != nil && seq <= min(last, first+blockMemes-1); seq++ {
			if datasetIn(cells[int(seq-first)*memeColumn.width:]) != 0 {
				continue
			}
			m, err := memes.at(seq)
			if err != nil {
				return err
			}
			if m.Dataset != name {
				continue
			}
			if err := memes.describe(&m); err != nil {
				return err
			}
			place, err := memes.datasetPlace(name)
			if err != nil {
				return err
			}
			if !slices.Contains(indexedNames(&m, place), m.Key) {
				if err := names.Delete(nameKey(m.Key, m.Seq)); err != nil {
					return err
				}
			}
		}
	}
	return memes.flush()
}

// datasetsIn are the records of the datasets, by their places.
func datasetsIn(tx *bbolt.Tx) (records []datasetRecord, err error) {
	err = tx.Bucket(bucketDatasets).ForEach(func(_, v []byte) error {
		r, err := decode[datasetRecord](v)
		records = append(records, r)
		return err
	})
	slices.SortFunc(records, func(a, b datasetRecord) int { return cmp.Compare(a.Place, b.Place) })
	return records, err
}

// Datasets returns the datasets in the order in which they first came.
func (d *DB) Datasets() ([]labels.Dataset, error) {
	var records []datasetRecord
	err := d.view(func(tx *bbolt.Tx) (err error) {
		records, err = datasetsIn(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	sets := make([]labels.Dataset, len(records))
	for i, r := range records {
		sets[i] = r.Dataset
	}
	return sets, nil
}
