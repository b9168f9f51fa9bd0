package db

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// A grouping gives new memes their group within one transaction. Two things hold
// before and after each of its methods:
//
//   - a key that a member of a group brought first leads to that group, so the
//     keys of a group are found among its members' keys;
//   - the keys of a meme without the mark CrossSplit all lead to its own group.
//
// The keys of a meme are those of keysOf.
type grouping struct {
	*sayings
	memes   *memeTable
	keys    *digestIndex // digest of a group key → groupRef
	members *sortedPuts  // group, seq → nothing
}

// newGrouping makes room for about as many new memes as are expected.
func newGrouping(tx *bbolt.Tx, memes *memeTable, expected int) grouping {
	return grouping{
		sayings: newSayings(tx),
		memes:   memes,
		keys:    groupKeyIndex(tx).expect(expected),
		members: newSortedPuts(appendOnly(tx, bucketGroupMembers), expected),
	}
}

// A groupRef is where a group key leads: a group, named after the seq of the meme
// that founded it, and the group's split.
type groupRef struct {
	group uint64
	split labels.Split
}

// groupName is a group as memes have it.
func groupName(group uint64) string { return "g" + strconv.FormatUint(group, 10) }

func parseGroupName(s string) (uint64, error) {
	digits, ok := strings.CutPrefix(s, "g")
	n, err := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil {
		return 0, fmt.Errorf("%w: a meme's group is %q", ErrDamaged, short(s))
	}
	return n, nil
}

// splitCodes are the splits as the last byte of a groupRef.
var splitCodes = []labels.Split{1: labels.Train, 2: labels.Val, 3: labels.Test}

func (h groupRef) encode() []byte {
	return append(number8(h.group), byte(slices.Index(splitCodes, h.split)))
}

func decodeGroupRef(b []byte) (groupRef, error) {
	if len(b) != 9 || b[8] < 1 || int(b[8]) >= len(splitCodes) {
		return groupRef{}, fmt.Errorf("%w: a group key leads to %d odd bytes", ErrDamaged, len(b))
	}
	group, err := readNumber(b[:8])
	return groupRef{group, splitCodes[b[8]]}, err
}

// keyDigest is a group key as a key of the index: captions can be long.
func keyDigest(key string) digest {
	sum := sha256.Sum256([]byte(key))
	return digest(sum[:])
}

// ref returns where the group key with this digest leads, if it is known.
func (g *grouping) ref(d digest) (h groupRef, known bool, err error) {
	v := g.keys.get(d)
	if v == nil {
		return groupRef{}, false, nil
	}
	h, err = decodeGroupRef(v)
	return h, true, err
}

// join gives m, which has its seq and is not stored yet, its group, split and
// mark. found says which split a meme goes to that has none of its own and founds a group.
// It reports whether the caption is a saying, and ties m to nothing.
func (g *grouping) join(m *labels.Meme, found func(key string) labels.Split) (saying bool, err error) {
	if g.note(m) {
		if err := g.dissolve(m.CaptionKey()); err != nil {
			return false, err
		}
	}
	return g.place(m, found)
}

// place is join of a meme whose picture and caption have been noted.
func (g *grouping) place(m *labels.Meme, found func(key string) labels.Split) (saying bool, err error) {
	keys, saying := g.keysOf(m)
	h, unknown, crossSplit, err := g.gather(keys)
	if err != nil {
		return false, err
	}
	if len(unknown) == len(keys) { // the founder of a group
		h = groupRef{m.Seq, m.Split}
		if h.split == "" {
			h.split = found(keys[0])
		}
	}
	if m.Split == "" {
		m.Split = h.split
	}
	m.Group, m.CrossSplit = groupName(h.group), crossSplit || m.Split != h.split
	g.enter(h, m.Seq, unknown)
	return saying, nil
}

// gather returns where the strongest known key leads, makes one group of all
// those of the same split that the others lead to, and reports whether any leads
// to another split. It also returns the digests of the keys that are new.
func (g *grouping) gather(keys []string) (h groupRef, unknown []digest, crossSplit bool, err error) {
	found := false
	for _, key := range keys {
		digest := keyDigest(key)
		next, known, err := g.ref(digest)
		if err != nil {
			return groupRef{}, nil, false, err
		}
		switch {
		case !known:
			unknown = append(unknown, digest)
		case !found:
			h, found = next, true
		case next.split != h.split:
			crossSplit = true
		case next.group != h.group:
			if h, err = g.unite(h, next); err != nil {
				return groupRef{}, nil, false, err
			}
		}
	}
	return h, unknown, crossSplit, nil
}

// enter makes the meme at seq a member of a group, and leads new keys there.
func (g *grouping) enter(h groupRef, seq uint64, unknown []digest) {
	for _, digest := range unknown {
		g.keys.put(digest, h.encode())
	}
	g.members.put(pair(h.group, seq), nil)
}

// unite makes one group of two with the same split, and returns it: the one with
// more members, whose memes stay as they are.
func (g *grouping) unite(a, b groupRef) (groupRef, error) {
	if err := g.members.flush(); err != nil {
		return groupRef{}, err
	}
	ofA, ofB := g.smaller(a.group, b.group)
	keep, drop, move := a, b, ofB
	if ofA != nil {
		keep, drop, move = b, a, ofA
	}
	for _, seq := range move {
		m, err := g.memes.at(seq)
		if err != nil {
			return groupRef{}, err
		}
		keys, _ := g.keysOf(&m)
		for _, key := range keys {
			digest := keyDigest(key)
			if h, known, err := g.ref(digest); err != nil {
				return groupRef{}, err
			} else if known && h.group == drop.group {
				g.keys.put(digest, keep.encode())
			}
		}
		m.Group = groupName(keep.group)
		if err := g.memes.putRecord(&m); err != nil {
			return groupRef{}, err
		}
		if err := g.members.delete(pair(drop.group, seq)); err != nil {
			return groupRef{}, err
		}
		g.members.put(pair(keep.group, seq), nil)
	}
	return keep, nil
}

// smaller lists the members of the smaller of two groups, in ofA or ofB, and
// leaves the other nil. It counts both at once, so that it costs what the
// smaller one has.
func (g *grouping) smaller(a, b uint64) (ofA, ofB []uint64) {
	ca, cb := newMemberCursor(g.members.bucket, a), newMemberCursor(g.members.bucket, b)
	ofA, ofB = []uint64{}, []uint64{}
	for {
		seqB, okB := cb.next()
		if !okB {
			return nil, ofB
		}
		seqA, okA := ca.next()
		if !okA {
			return ofA, nil
		}
		ofA, ofB = append(ofA, seqA), append(ofB, seqB)
	}
}

// A memberCursor goes over the members of one group.
type memberCursor struct {
	cursor *bbolt.Cursor
	prefix []byte
	begun  bool
}

func newMemberCursor(members *bbolt.Bucket, group uint64) *memberCursor {
	return &memberCursor{cursor: members.Cursor(), prefix: number8(group)}
}

func (c *memberCursor) next() (seq uint64, ok bool) {
	var k []byte
	if !c.begun {
		c.begun = true
		k, _ = c.cursor.Seek(c.prefix)
	} else {
		k, _ = c.cursor.Next()
	}
	if !bytes.HasPrefix(k, c.prefix) {
		return 0, false
	}
	seq, err := readNumber(k[len(c.prefix):])
	return seq, err == nil
}

// KeyGroups returns where the group keys of the meme at a place lead, the strongest first. Of a
// meme that is no cross-split duplicate they all lead to its own group.
func (d *DB) KeyGroups(seq uint64) (all []labels.KeyGroup, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		all = nil
		g := newGrouping(tx, newMemeTable(tx), 0)
		m, err := g.memes.at(seq)
		if err != nil {
			return err
		}
		keys, _ := g.keysOf(&m)
		for _, key := range keys {
			h, known, err := g.ref(keyDigest(key))
			if err != nil {
				return err
			}
			if known {
				all = append(all, labels.KeyGroup{Key: key, Group: h.group, Split: h.split})
			}
		}
		return nil
	})
	return all, err
}
