package db

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// sumSlack is how far from 1 the probabilities of a prediction may sum; a
// softmax in float32 is off by some 1e-7.
const sumSlack = 1e-3

// PutPredictions stores predictions, each under its own version, in one
// transaction; a newer one of the same version and meme takes the older one's
// place. Unknown versions and memes are ErrNotFound, and probabilities that are
// not in [0,1] or do not sum to 1 are ErrInvalid; nothing is stored then. Labels
// wait for the transaction, so give it a thousand at most.
//
// captions, one for each prediction, are those that they were made of. Where the caption in
// force is another one, as somebody has edited it meanwhile, the prediction is left out: it
// is no answer to what is there. nil is for predictions of what is there now. stored counts
// those that were not left out.
func (d *DB) PutPredictions(ps []labels.Prediction, captions []string) (stored int, err error) {
	for i := range ps {
		if err := checkPrediction(&ps[i]); err != nil {
			return 0, err
		}
	}
	// Memes keep their places, so these are looked up while labels can be written.
	seqs := make([]uint64, len(ps))
	if err := d.view(func(tx *bbolt.Tx) (err error) {
		for i := range ps {
			if seqs[i], err = seqOf(tx, ps[i].Meme); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	err = d.update(func(tx *bbolt.Tx) error {
		stored = 0
		byVersion, texts := map[string]*predictionWriter{}, newTextColumns(tx)
		for i := range ps {
			into := byVersion[ps[i].Version]
			if into == nil {
				n, err := versionNumber(tx, ps[i].Version)
				if err != nil {
					return err
				}
				if into, err = newPredictionWriter(tx, n); err != nil {
					return err
				}
				byVersion[ps[i].Version] = into
			}
			if captions != nil {
				now, err := texts.caption(seqs[i])
				if err != nil {
					return err
				}
				if now != captions[i] {
					continue
				}
			}
			if err := into.put(seqs[i], &ps[i]); err != nil {
				return err
			}
			stored++
		}
		for _, into := range byVersion {
			if err := into.flush(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return stored, nil
}

// A predictionWriter puts predictions of one version in their blocks, which flush writes.
type predictionWriter struct {
	bucket *bbolt.Bucket
	held   map[uint32]*predictionBlock
}

func newPredictionWriter(tx *bbolt.Tx, version uint64) (*predictionWriter, error) {
	b, err := tx.Bucket(bucketPredictions).CreateBucketIfNotExists(number8(version))
	if err != nil {
		return nil, err
	}
	b.FillPercent = appendFill // memes are predicted in the order of import
	return &predictionWriter{b, map[uint32]*predictionBlock{}}, nil
}

func (w *predictionWriter) put(seq uint64, p *labels.Prediction) (err error) {
	block, place := blockOf(seq)
	into := w.held[block]
	if into == nil {
		if into, err = unpackPredictions(w.bucket.Get(number8(uint64(block)))); err != nil {
			return err
		}
		w.held[block] = into
	}
	return into.set(place, p)
}

func (w *predictionWriter) flush() error {
	for _, block := range slices.Sorted(maps.Keys(w.held)) {
		if err := w.bucket.Put(number8(uint64(block)), w.held[block].pack()); err != nil {
			return err
		}
	}
	clear(w.held)
	return nil
}

func checkPrediction(p *labels.Prediction) error {
	sum := 0.0
	for _, x := range p.Probs {
		if !(x >= 0 && x <= 1) { // false for NaN too
			return fmt.Errorf("%w prediction of %s: a probability is %g", ErrInvalid, short(string(p.Meme)), x)
		}
		sum += float64(x)
	}
	if math.Abs(sum-1) > sumSlack {
		return fmt.Errorf("%w prediction of %s: the probabilities sum to %g", ErrInvalid, short(string(p.Meme)), sum)
	}
	if p.LevelOnly && (len(p.Modalities) > 0 || p.Probs[p.Level()] != 1) {
		return fmt.Errorf("%w prediction of %s: a level only, with probabilities or modalities", ErrInvalid, short(string(p.Meme)))
	}
	for _, m := range p.Modalities {
		if m == "" || strings.Contains(m, ",") || !utf8.ValidString(m) {
			return fmt.Errorf("%w prediction of %s: a modality is called %q", ErrInvalid, short(string(p.Meme)), short(m))
		}
	}
	return nil
}

// Prediction returns what a version (an id, "served" or "latest") says of a
// meme; ok is false when it was not asked yet. An unknown version or meme is
// ErrNotFound.
func (d *DB) Prediction(version string, id labels.MemeID) (p labels.Prediction, ok bool, err error) {
	err = d.Read(func(r *Reader) (err error) {
		p, ok, err = r.Prediction(version, id)
		return err
	})
	return p, ok, err
}

// Predictions calls yield with every prediction of a version (an id, "served" or
// "latest"), in the memes' order of import, until yield returns an error, which
// Predictions returns.
func (d *DB) Predictions(version string, yield func(labels.Prediction) error) error {
	var n uint64
	// The name is resolved once: a promotion meanwhile does not mix versions.
	if err := d.view(func(tx *bbolt.Tx) (err error) {
		n, err = versionNumber(tx, version)
		return err
	}); err != nil {
		return err
	}
	return walk(d, 0,
		func(tx *bbolt.Tx) *bbolt.Bucket { return predictionsOf(tx, n) },
		func(tx *bbolt.Tx, block uint64, v []byte) (ps []labels.Prediction, err error) {
			b, err := unpackPredictions(v)
			if err != nil {
				return nil, err
			}
			for place := range b.from {
				p, ok := b.at(place, versionID(n))
				if !ok {
					continue
				}
				if p.Meme, err = idAt(tx, block*blockMemes+uint64(place)+1); err != nil {
					return nil, err
				}
				ps = append(ps, p)
			}
			return ps, nil
		},
		nil,
		func(ps []labels.Prediction) error {
			for _, p := range ps {
				if err := yield(p); err != nil {
					return err
				}
			}
			return nil
		})
}

// PredictedLevels returns the most probable level by a version, named by its id,
// of each of the memes at these places: labels.NoLevel of one that it was not asked of, and of
// all of a version that is not kept. It takes them in the order of import, and reads what lies
// together once.
func (d *DB) PredictedLevels(version string, seqs []uint64) ([]labels.Level, error) {
	said, order := slices.Repeat([]labels.Level{labels.NoLevel}, len(seqs)), make([]int, len(seqs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(seqs[a], seqs[b]) })
	for part := range slices.Chunk(order, 16*walkRecords) { // of a transaction each
		err := d.view(func(tx *bbolt.Tx) error {
			n, err := versionNumber(tx, version)
			if err != nil {
				return err
			}
			r := predictionReader{bucket: predictionsOf(tx, n)}
			for _, i := range part {
				if p, ok, err := r.at(seqs[i]); err != nil {
					return err
				} else if ok {
					said[i] = p.Level()
				}
			}
			return nil
		})
		switch {
		case errors.Is(err, ErrNotFound):
			return said, nil
		case err != nil:
			return nil, err
		}
	}
	return said, nil
}

// A predictionReader reads predictions of a version, of neighbours with little more work than
// of one.
type predictionReader struct {
	bucket *bbolt.Bucket // nil for none
	block  uint32
	held   *predictionBlock // what is in block, nil before the first
}

// at returns the prediction of the meme at seq, without its id and the version's.
func (r *predictionReader) at(seq uint64) (p labels.Prediction, ok bool, err error) {
	if r.bucket == nil || seq == 0 {
		return p, false, nil
	}
	block, place := blockOf(seq)
	if r.held == nil || block != r.block {
		if r.held, err = unpackPredictions(r.bucket.Get(number8(uint64(block)))); err != nil {
			return p, false, err
		}
		r.block = block
	}
	p, ok = r.held.at(place, "")
	return p, ok, nil
}

// predictionsOf is the bucket of a version's predictions, nil while it has none.
func predictionsOf(tx *bbolt.Tx, number uint64) *bbolt.Bucket {
	return tx.Bucket(bucketPredictions).Bucket(number8(number))
}

// dropPredictionsOf drops what all versions say of the meme at seq, but predictions from
// elsewhere: nobody makes them again.
func dropPredictionsOf(tx *bbolt.Tx, seq uint64) error {
	all := tx.Bucket(bucketPredictions)
	block, place := blockOf(seq)
	key := number8(uint64(block))
	return all.ForEachBucket(func(version []byte) error {
		b := all.Bucket(version)
		v := b.Get(key)
		if v == nil {
			return nil
		}
		predictions, err := unpackPredictions(v)
		if err != nil || predictions.from[place] == 0 {
			return err
		}
		n, err := readNumber(version)
		if err != nil {
			return err
		}
		if headless, err := isHeadless(tx, n); err != nil || headless {
			return err
		}
		predictions.from[place], predictions.probs[place] = 0, [labels.Levels]float32{}
		return b.Put(key, predictions.pack())
	})
}
