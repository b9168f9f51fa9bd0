package db

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// AddMemes stores new memes, in one transaction, and says of each meme what
// became of it, in the order given; a meme may also repeat one before it in the
// same call. A new meme gets its Seq and Group, a Split assigned by shares (for the
// first of a group; of its level, if it has one) or by its group unless it brings one, and
// CrossSplit; see "Groups" in the package's documentation.
//
// A meme whose id is there already is a duplicate if captions are equal, or it brings none, and so
// are the pictures, or without pictures the sounds, as far as both are known. A duplicate whose
// picture or sound was found, where the stored one had been missing or lay in another place, mends
// the stored reference; its group and split stay, and so does a sound that is not brought again.
// Values of columns that the stored row lacks, as those of another table of the same memes, are
// added to it; and if it came without a caption and nobody has written one, a caption is added as
// an event, in place of what was read in its picture. Any other meme whose id is there is in
// conflict and changes nothing.
//
// A transaction syncs the file, and the ids of new memes are spread over all of
// its pages: an import is fastest in calls of some thousand memes.
//
// An id that is not [labels.NewMemeID] of the meme's dataset and key, or an
// unknown split, is ErrInvalid and nothing is stored.
func (d *DB) AddMemes(memes []labels.Meme, shares labels.Shares) ([]labels.Added, error) {
	offered := make([]labels.NewMeme, len(memes))
	for i, m := range memes {
		offered[i] = labels.NewMeme{Meme: m, Level: labels.NoLevel}
	}
	return d.AddLabelled(offered, shares)
}

// AddLabelled is AddMemes for memes that come with labels, which are written as imported ones in
// the same transaction, if they have an annotator. A conflict brings no label, and a duplicate only
// one that is news (see [labels.State.News]). A label that breaks the rules of an event is
// ErrInvalid and nothing is stored.
func (d *DB) AddLabelled(memes []labels.NewMeme, shares labels.Shares) ([]labels.Added, error) {
	var added []labels.Added
	err := d.update(func(tx *bbolt.Tx) error {
		in := newImporter(tx, shares, d.now(), len(memes))
		added = make([]labels.Added, len(memes))
		for i, n := range memes {
			var err error
			if added[i], err = in.take(n); err != nil {
				return fmt.Errorf("%s: %w", short(n.Meme.Name()), err)
			}
		}
		return in.flush()
	})
	if err != nil {
		return nil, err
	}
	return added, nil
}

// An importer stores new memes in one transaction.
type importer struct {
	shares   labels.Shares
	now      time.Time // of their labels
	memes    *memeTable
	ids      *digestIndex
	names    *sortedPuts
	groups   grouping
	tallies  splitTallies
	counters *counters
	log      *logWriter

	captioned bool // memes that were there have got captions
}

func newImporter(tx *bbolt.Tx, shares labels.Shares, now time.Time, expected int) *importer {
	memes := newMemeTable(tx)
	memes.records.FillPercent = appendFill
	log := newLogWriter(tx, expected)
	log.memeEvents.bucket.FillPercent = appendFill // most memes are new
	return &importer{
		shares:   shares,
		now:      now,
		memes:    memes,
		ids:      idIndex(tx).expect(expected),
		names:    newSortedPuts(tx.Bucket(bucketMemeNames), 0),
		groups:   newGrouping(tx, memes, expected),
		tallies:  splitTallies{tx: tx},
		counters: newCounters(tx),
		log:      log,
	}
}

// take stores one new meme, or finds out why it cannot.
func (in *importer) take(n labels.NewMeme) (labels.Added, error) {
	id, err := checkMeme(&n.Meme)
	if err != nil {
		return labels.Added{}, err
	}
	v := in.ids.get(id)
	if v == nil {
		return in.first(id, n)
	}
	seq, err := readNumber(v)
	if err != nil {
		return labels.Added{}, err
	}
	a, err := in.again(seq, n)
	if err != nil || a.Outcome == labels.Conflict || !n.Labels() {
		return a, err
	}
	state, err := in.log.state(seq)
	if err != nil {
		return labels.Added{}, err
	}
	if a.Labelled = state.News(n.Annotator, n.Level); a.Labelled {
		if _, a.Relabelled = state.Of(n.Annotator); a.Relabelled && n.Waits {
			a.Labelled = false
			return a, nil
		}
		err = in.label(seq, n)
	} else {
		a.Outweighed = state.Outweighs(n.Annotator, n.Level)
	}
	return a, err
}

// first stores a meme whose id is not there.
func (in *importer) first(id digest, n labels.NewMeme) (a labels.Added, err error) {
	m := &n.Meme
	if m.Seq, err = in.memes.records.NextSequence(); err != nil {
		return labels.Added{}, err
	}
	saying, err := in.join(m, n.Level)
	if err != nil {
		return labels.Added{}, err
	}
	if err := in.put(id, m); err != nil {
		return labels.Added{}, err
	}
	a = labels.Added{Outcome: labels.Imported, ID: m.ID, Split: m.Split, CrossSplit: m.CrossSplit, Saying: saying}
	if a.Labelled = n.Labels(); a.Labelled {
		in.log.begin(m.Seq)
		return a, in.label(m.Seq, n)
	}
	return a, nil
}

// join gives a new meme its group and split, and reports whether its caption is a saying. The
// memes of a level keep the shares, in each dataset.
func (in *importer) join(m *labels.Meme, level labels.Level) (saying bool, err error) {
	if !level.Valid() {
		return in.groups.join(m, in.shares.Assign)
	}
	dataset, err := in.memes.datasetPlace(m.Dataset)
	if err != nil {
		return false, err
	}
	tally, err := in.tallies.at(dataset, level)
	if err != nil {
		return false, err
	}
	saying, err = in.groups.join(m, func(key string) labels.Split { return in.shares.Balance(key, *tally) })
	if err == nil && !m.CrossSplit {
		tally.Count(m.Split, 1)
	}
	return saying, err
}

// put stores a meme that has its place, where it is found and counted.
func (in *importer) put(id digest, m *labels.Meme) error {
	if err := in.memes.put(m); err != nil {
		return err
	}
	in.ids.put(id, number8(m.Seq))
	place, err := in.memes.datasetPlace(m.Dataset)
	if err != nil {
		return err
	}
	for _, name := range indexedNames(m, place) {
		in.names.put(nameKey(name, m.Seq), nil)
	}
	in.counters.add(counterMemes, 1)
	in.counters.add(counterKind(labels.Unlabelled), 1)
	return nil
}

// label appends what a new meme's table says of the meme at seq.
func (in *importer) label(seq uint64, n labels.NewMeme) error {
	_, err := in.log.appendTo(seq, labels.Event{
		Time: in.now, Meme: n.Meme.ID, Annotator: n.Annotator, Source: labels.Import, Action: labels.SetLevel, Level: n.Level,
	})
	return err
}

func (in *importer) flush() error {
	// The counters of the log go on from those of the memes, and its captions go into them.
	if err := firstError(in.ids.flush, in.names.flush, in.groups.flush, in.counters.flush); err != nil {
		return err
	}
	if in.captioned {
		if err := in.log.edit(); err != nil {
			return err
		}
	}
	return in.log.flush()
}

// checkMeme returns the bytes of a new meme's id, and replaces what cannot be
// stored as it is: text that is not UTF-8 (except for the path, see labels.MemeRecord).
func checkMeme(m *labels.Meme) (digest, error) {
	if want := labels.NewMemeID(m.Dataset, m.Key); m.ID != want {
		return digest{}, fmt.Errorf("%w: its id is %q, which is not that of its dataset and key", ErrInvalid, short(string(m.ID)))
	}
	if m.Split != "" {
		if _, err := labels.ParseSplit(string(m.Split)); err != nil {
			return digest{}, fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	for _, s := range []*string{&m.Dataset, &m.Key, &m.Caption, &m.Original, &m.Image.Name, &m.Image.SHA256, &m.Image.Format, &m.Image.Fault, &m.Image.Media.SHA256, &m.Image.Media.Format, &m.Image.Media.Reader} {
		*s = validText(*s)
	}
	if slices.ContainsFunc(m.Values, func(s string) bool { return !utf8.ValidString(s) }) {
		m.Values = slices.Clone(m.Values)
		for i, s := range m.Values {
			m.Values[i] = validText(s)
		}
	}
	id, _ := idDigest(m.ID)
	return id, nil
}

// validText is s as it comes back out of a JSON record.
func validText(s string) string { return strings.ToValidUTF8(s, replaced) }

// replaced stands for what was no UTF-8.
const replaced = "\ufffd"

// indexedNames are those of a meme's name and key that have to be looked up: not a key of
// which the id can be made, as it is of a dataset at a place that is known (not 0), and was
// the same before it was stored (see validText).
func indexedNames(m *labels.Meme, dataset uint16) (names []string) {
	if dataset == 0 || strings.Contains(m.Key, replaced) || strings.Contains(m.Dataset, replaced) {
		names = append(names, m.Key)
	}
	if name := m.Name(); name != m.Key {
		names = append(names, name)
	}
	return names
}

// seqOf returns the place of the meme with this id.
func seqOf(tx *bbolt.Tx, id labels.MemeID) (uint64, error) {
	if d, ok := idDigest(id); ok {
		if v := idIndex(tx).get(d); v != nil {
			return readNumber(v)
		}
	}
	return 0, &sentence{ErrNotFound, fmt.Sprintf("no meme has the id %q in this workspace", short(string(id)))}
}

// knownSeq is seqOf of a meme that was read before: that it is not found may be for want of its
// place in the index.
func knownSeq(tx *bbolt.Tx, id labels.MemeID) (uint64, error) {
	seq, notFound := seqOf(tx, id)
	if !errors.Is(notFound, ErrNotFound) {
		return seq, notFound
	}
	c := tx.Bucket(bucketMemes).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		at, err := readNumber(k)
		if err != nil {
			return 0, err
		}
		if m, _, err := unpackMeme(at, v); err == nil && m.ID == id { // another may be damaged
			return 0, fmt.Errorf("%w: an index has lost meme %d", ErrDamaged, at)
		}
	}
	return 0, notFound
}

// Meme returns the meme with this id, or ErrNotFound.
func (d *DB) Meme(id labels.MemeID) (labels.Meme, error) {
	return one(d, func(r *Reader) (labels.Meme, error) { return r.Meme(id) })
}

// LookUp returns the meme with this id; ok is false when there is none.
func (d *DB) LookUp(id labels.MemeID) (m labels.Meme, ok bool, err error) {
	m, err = d.Meme(id)
	if errors.Is(err, ErrNotFound) {
		return labels.Meme{}, false, nil
	}
	return m, err == nil, err
}

// Has reports whether there is a meme with this id, of which nothing is read.
func (d *DB) Has(id labels.MemeID) (bool, error) {
	err := d.view(func(tx *bbolt.Tx) error {
		_, err := seqOf(tx, id)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// MemeAt returns the meme at this place in the order of import, from 1 to
// MemeCount, or ErrNotFound.
func (d *DB) MemeAt(seq uint64) (labels.Meme, error) {
	return one(d, func(r *Reader) (labels.Meme, error) { return r.MemeAt(seq) })
}

// MemeCount returns the number of memes.
func (d *DB) MemeCount() (int, error) { return one(d, (*Reader).MemeCount) }

// Rows calls yield with every meme and its state, in the order of import, until
// yield returns an error, which Rows returns.
func (d *DB) Rows(yield func(labels.Meme, labels.State) error) error {
	type row struct {
		meme  labels.Meme
		state labels.State
	}
	var memes *memeTable // of the portion, as is the other
	var said *historyReader
	return walk(d, 0,
		func(tx *bbolt.Tx) *bbolt.Bucket {
			memes, said = newMemeTable(tx), newHistoryReader(tx)
			return memes.records
		},
		func(_ *bbolt.Tx, seq uint64, v []byte) (r row, err error) {
			if r.meme, err = memes.read(seq, v); err == nil {
				r.state, err = said.state(seq)
			}
			return r, err
		},
		func(r row) int {
			n := len(r.meme.Caption)
			for _, v := range r.meme.Values {
				n += len(v)
			}
			return n
		},
		func(r row) error { return yield(r.meme, r.state) })
}
