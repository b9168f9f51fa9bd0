package db

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// A Replay makes a new store of what another one had: the same datasets, settings,
// memes with their places, groups and splits, and the same log; what is derived from
// them is rebuilt. The store appears at its path by Publish, or not at all. It is
// for one goroutine.
type Replay struct {
	path       string
	temp       temp
	db         *DB
	crossSplit []uint64 // places of the memes that tie two splits together
	textOnly   []uint64 // and of those without a picture
	sayings    bool     // a caption has become one
}

// NewReplay begins a store at path, where nothing may be yet. The caller ends it by
// Publish or Discard.
func NewReplay(path string) (*Replay, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, &sentence{fs.ErrExist, shown(path) + " is there already"}
	}
	t, err := newTemp(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("create store: %w", err)
	}
	r := &Replay{path: path, temp: t}
	if err = t.layOut(); err == nil {
		r.db, err = open(t.Name(), Options{MustExist: true, Timeout: defaultTimeout, Now: time.Now})
	}
	if err != nil {
		t.Discard()
		return nil, explain(path, err)
	}
	r.db.as = path
	r.db.bolt.NoSync = true // until it is published
	return r, nil
}

// Discard ends the replay; no store appears. After Publish it does nothing.
func (r *Replay) Discard() {
	if !r.db.closed.Load() {
		_ = r.db.close() // it is of no more use
	}
	r.temp.Discard()
}

// Dataset adds a dataset, after those that came before it.
func (r *Replay) Dataset(d labels.Dataset) error { return r.db.PutDataset(d) }

// Setting sets a setting.
func (r *Replay) Setting(s labels.Setting) error { return r.db.SetSetting(s.Name, s.Value) }

// Resplits says how often the memes had been assigned to the splits again.
func (r *Replay) Resplits(n uint64) error {
	return r.db.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyResplits, number8(n)) })
}

// Memes adds memes as they were, in one transaction. Their places go on from those
// before them; one that does not, or whose id, split or group is none, is
// ErrInvalid.
func (r *Replay) Memes(memes []labels.Meme) error {
	var crossSplit, textOnly []uint64
	err := r.db.update(func(tx *bbolt.Tx) error {
		in := newImporter(tx, labels.Shares{}, time.Time{}, len(memes))
		for _, m := range memes {
			saying, err := in.replay(m)
			if err != nil {
				return fmt.Errorf("%s: %w", short(m.Name()), err)
			}
			r.sayings = r.sayings || saying
			switch {
			case m.CrossSplit:
				crossSplit = append(crossSplit, m.Seq)
			case m.Image.SHA256 == "":
				textOnly = append(textOnly, m.Seq)
			}
		}
		return in.flush()
	})
	if err == nil {
		r.crossSplit, r.textOnly = append(r.crossSplit, crossSplit...), append(r.textOnly, textOnly...)
	}
	return err
}

// replay stores one meme as it was, and reports whether that has made its caption a saying.
func (in *importer) replay(m labels.Meme) (saying bool, err error) {
	id, err := checkMeme(&m)
	if err != nil {
		return false, err
	}
	refuse := func(format string, args ...any) (bool, error) {
		return false, fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
	}
	if in.ids.get(id) != nil {
		return refuse("its id is there twice")
	}
	seq, err := in.memes.records.NextSequence()
	if err != nil {
		return false, err
	}
	group, err := parseGroupName(m.Group)
	switch {
	case m.Seq != seq:
		return refuse("its place is %d where %d is next", m.Seq, seq)
	case err != nil:
		return refuse("its group is %q", short(m.Group))
	case m.Split == "":
		return refuse("it has no split")
	}
	m.SetCaption("", labels.OriginGiven) // until the log says otherwise
	if saying = in.groups.note(&m); saying {
		in.groups.keys.remove(keyDigest(m.CaptionKey()))
	}
	if !m.CrossSplit { // then all of its keys lead to its own group
		keys, _ := in.groups.keysOf(&m)
		for _, key := range keys {
			in.groups.keys.put(keyDigest(key), groupRef{group, m.Split}.encode())
		}
	}
	in.groups.members.put(pair(group, m.Seq), nil)
	return saying, in.put(id, &m)
}

// Events adds events to the end of the log, as DB.Append does, with their own times, all of them.
func (r *Replay) Events(events []labels.Event) error {
	_, err := r.db.append(events, true, unchecked)
	return err
}

// Publish leads to their groups what is left, puts the store on the disk,
// and makes it the one at its path. The error matches fs.ErrExist when there is one
// by now; nothing has changed then.
func (r *Replay) Publish() error {
	err := r.db.update(func(tx *bbolt.Tx) error {
		g := newGrouping(tx, newMemeTable(tx), len(r.crossSplit))
		if err := firstError(func() error { return r.lead(&g) }, func() error { return r.leadCrossSplit(&g) }); err != nil {
			return err
		}
		return g.keys.flush()
	})
	if err != nil {
		return err
	}
	if err := r.db.close(); err != nil {
		return err
	}
	if err := r.temp.publish(r.path); err != nil {
		return explain(r.path, err)
	}
	return nil
}

// lead leads memes to their groups that have nothing but a caption, which was no saying yet
// when they came.
func (r *Replay) lead(g *grouping) error {
	if !r.sayings {
		return nil
	}
	for _, seq := range r.textOnly {
		m, err := g.memes.at(seq)
		if err != nil {
			return err
		}
		keys, saying := g.keysOf(&m)
		if !saying {
			continue
		}
		group, err := parseGroupName(m.Group)
		if err != nil {
			return err
		}
		for _, key := range keys {
			g.keys.put(keyDigest(key), groupRef{group, m.Split}.encode())
		}
	}
	return nil
}

// leadCrossSplit leads what only cross-split duplicates share to their groups.
func (r *Replay) leadCrossSplit(g *grouping) error {
	for _, seq := range r.crossSplit {
		m, err := g.memes.at(seq)
		if err != nil {
			return err
		}
		group, err := parseGroupName(m.Group)
		if err != nil {
			return err
		}
		// A group is named after the meme that founded it, whose split is its own.
		f, founded, err := g.memes.get(group)
		if err != nil {
			return err
		}
		if !founded {
			return fmt.Errorf("%w: %s: its group is %q, which no meme has founded", ErrInvalid, short(m.Name()), short(m.Group))
		}
		keys, _ := g.keysOf(&m)
		for _, key := range keys {
			if digest := keyDigest(key); g.keys.get(digest) == nil {
				g.keys.put(digest, groupRef{group, f.Split}.encode())
			}
		}
	}
	return nil
}
