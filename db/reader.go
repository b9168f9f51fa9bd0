package db

import (
	"fmt"

	"go.etcd.io/bbolt"

	"memebench/eval"
	"memebench/labels"
)

// Reader reads the store as it was at one moment, in one transaction: what its methods
// return belongs together. It must not be used after the function that it was given to,
// nor in another goroutine, and no method of the DB may be called meanwhile: see [DB.AtOnce].
type Reader struct {
	d  *DB
	tx *bbolt.Tx
}

// Read calls f with a reader, and returns its error. f must be quick: what is written
// meanwhile takes new pages of the file.
func (d *DB) Read(f func(*Reader) error) error {
	return d.view(func(tx *bbolt.Tx) error { return f(&Reader{d, tx}) })
}

// one reads one thing with a reader of its own.
func one[T any](d *DB, read func(*Reader) (T, error)) (v T, err error) {
	err = d.Read(func(r *Reader) (err error) {
		v, err = read(r)
		return err
	})
	return v, err
}

// Meme is [DB.Meme].
func (r *Reader) Meme(id labels.MemeID) (labels.Meme, error) {
	seq, err := seqOf(r.tx, id)
	if err != nil {
		return labels.Meme{}, err
	}
	return newMemeTable(r.tx).at(seq)
}

// MemeAt is [DB.MemeAt].
func (r *Reader) MemeAt(seq uint64) (labels.Meme, error) {
	memes := newMemeTable(r.tx)
	m, ok, err := memes.get(seq)
	switch {
	case err != nil || ok:
	case seq > 0 && seq <= memes.records.Sequence(): // memes are never taken away
		err = fmt.Errorf("%w: meme %d is not there", ErrDamaged, seq)
	default:
		err = &sentence{ErrNotFound, fmt.Sprintf("no meme has the number %d: the workspace has %d", seq, memes.records.Sequence())}
	}
	return m, err
}

// MemeCount is [DB.MemeCount].
func (r *Reader) MemeCount() (int, error) { return newCounters(r.tx).get(counterMemes) }

// NextWaiting is [DB.NextWaiting].
func (r *Reader) NextWaiting(annotator string, after uint64) (m labels.Meme, ok bool, err error) {
	return r.nextWaiting(annotator, after, false)
}

// NextImported is NextWaiting of those alone that only an import has labelled, also while
// others wait: who is given none of these goes on with them.
func (r *Reader) NextImported(annotator string, after uint64) (m labels.Meme, ok bool, err error) {
	return r.nextWaiting(annotator, after, true)
}

func (r *Reader) nextWaiting(annotator string, after uint64, imported bool) (m labels.Meme, ok bool, err error) {
	found, err := newWaitingList(r.tx, annotator).next(after, imported)
	if err != nil || found == 0 {
		return m, false, err
	}
	m, err = newMemeTable(r.tx).at(found)
	return m, err == nil, err
}

// State is [DB.State].
func (r *Reader) State(id labels.MemeID) (labels.State, error) {
	seq, err := knownSeq(r.tx, id)
	if err != nil {
		return labels.State{}, err
	}
	if s, ok := r.d.recent.state(r.tx, seq); ok {
		return s, nil
	}
	return stateAt(r.tx, seq)
}

// Events is [DB.Events].
func (r *Reader) Events(id labels.MemeID) ([]labels.Event, error) {
	seq, err := knownSeq(r.tx, id)
	if err != nil {
		return nil, err
	}
	return eventsOf(r.tx, seq)
}

// Dataset returns the dataset of this name; ok is false where nothing was kept of it.
func (r *Reader) Dataset(name string) (ds labels.Dataset, ok bool, err error) {
	v := r.tx.Bucket(bucketDatasets).Get([]byte(validText(name)))
	if name == "" || v == nil {
		return ds, false, nil
	}
	record, err := decode[datasetRecord](v)
	return record.Dataset, err == nil, err
}

// Prediction is [DB.Prediction].
func (r *Reader) Prediction(version string, id labels.MemeID) (p labels.Prediction, ok bool, err error) {
	n, err := versionNumber(r.tx, version)
	if err != nil {
		return p, false, err
	}
	seq, err := seqOf(r.tx, id)
	if err != nil {
		return p, false, err
	}
	return predictionAt(r.tx, n, seq)
}

// Summary is [DB.Summary].
func (r *Reader) Summary(annotator string) (eval.Summary, error) {
	s := eval.Summary{Revision: uint64(r.tx.ID()), Seq: r.tx.Bucket(bucketLog).Sequence()}
	var err error
	if s.Counts, err = r.d.counts(r.tx, annotator); err != nil {
		return eval.Summary{}, err
	}
	if s.New, err = newCounters(r.tx).get(counterNew); err != nil {
		return eval.Summary{}, err
	}
	if s.Served, err = servedBelow(r.tx, 0); err != nil {
		return eval.Summary{}, err
	}
	if s.Before, err = servedBelow(r.tx, 1); err != nil {
		return eval.Summary{}, err
	}
	if s.GoneBack, err = goneBack(r.tx); err != nil {
		return eval.Summary{}, err
	}
	if s.Resplits, err = resplits(r.tx); err != nil {
		return eval.Summary{}, err
	}
	err = r.tx.Bucket(bucketVersions).ForEach(func(k, b []byte) error {
		v, err := r.d.decoded.version(k, b)
		if err != nil || v.Gone == deleted {
			return err
		}
		s.History = append(s.History, v.Version)
		if v.Gone == "" {
			s.Versions = append(s.Versions, v.Version)
		}
		return nil
	})
	if err != nil {
		return eval.Summary{}, err
	}
	return s, nil
}
