package db

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// A columnKey is a column of packed facts, in cells of so many bytes for each meme. The
// block of a column in which no byte is set is not kept.
type columnKey struct {
	annotator string // whose it is; "" for those about all
	name      byte
	width     int
}

// The columns about all memes. Besides them there is one for each annotator.
var (
	memeColumn  = columnKey{name: 'm', width: 9} // of the meme itself; see packAbout
	stateColumn = columnKey{name: 's', width: 3} // of its state; see packState
)

func saidColumn(annotator string) columnKey { return columnKey{annotator: annotator, width: 1} } // see packSaid

// blockKey is the key of a block in the bucket of its column.
func (c columnKey) blockKey(block uint32) []byte {
	if c.annotator != "" {
		return binary.BigEndian.AppendUint32(nil, block)
	}
	return binary.BigEndian.AppendUint32([]byte{c.name}, block)
}

// columnBucket returns the bucket of a column, nil if there is none of the annotator.
func columnBucket(tx *bbolt.Tx, c columnKey) *bbolt.Bucket {
	if c.annotator != "" {
		return tx.Bucket(bucketSaid).Bucket([]byte(c.annotator))
	}
	return tx.Bucket(bucketColumns)
}

// blockAt returns the cells of a block, nil if none is set.
func (c columnKey) blockAt(b *bbolt.Bucket, block uint32) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	v := b.Get(c.blockKey(block))
	if v != nil && len(v) != c.width*blockMemes {
		return nil, fmt.Errorf("%w: a block of a column has %d bytes, not %d", ErrDamaged, len(v), c.width*blockMemes)
	}
	return v, nil
}

// A blockCursor reads the blocks of a column one after the other.
type blockCursor struct {
	column columnKey
	cursor *bbolt.Cursor // nil: none is set
	k, v   []byte        // where it is, k nil before the first
}

func newBlockCursor(b *bbolt.Bucket, column columnKey) blockCursor {
	c := blockCursor{column: column}
	if b != nil {
		c.cursor = b.Cursor()
	}
	return c
}

// block returns the cells of a block that does not come before the last that was asked for.
func (c *blockCursor) block(n uint32) ([]byte, error) {
	none := nothing[:c.column.width*blockMemes]
	if c.cursor == nil {
		return none, nil
	}
	key := c.column.blockKey(n)
	if c.k == nil {
		c.k, c.v = c.cursor.Seek(key)
	}
	for c.k != nil && bytes.Compare(c.k, key) < 0 {
		c.k, c.v = c.cursor.Next()
	}
	switch {
	case c.k == nil:
		c.cursor = nil // nor are those behind
		return none, nil
	case !bytes.Equal(c.k, key):
		return none, nil
	case len(c.v) != len(none):
		return nil, fmt.Errorf("%w: a block of a column has %d bytes, not %d", ErrDamaged, len(c.v), len(none))
	}
	return c.v, nil
}

// columns changes columns in one transaction. A block is read once, and written once by
// flush.
type columns struct {
	tx   *bbolt.Tx
	held map[heldBlock][]byte
}

type heldBlock struct {
	columnKey
	block uint32
}

func newColumns(tx *bbolt.Tx) *columns { return &columns{tx, map[heldBlock][]byte{}} }

// cell returns what a column has of the meme at seq, to be changed.
func (c *columns) cell(column columnKey, seq uint64) ([]byte, error) {
	block, place := blockOf(seq)
	k := heldBlock{column, block}
	cells := c.held[k]
	if cells == nil {
		stored, err := column.blockAt(columnBucket(c.tx, column), block)
		if err != nil {
			return nil, err
		}
		cells = make([]byte, column.width*blockMemes)
		copy(cells, stored)
		c.held[k] = cells
	}
	return cells[place*column.width:][:column.width], nil
}

func (c *columns) flush() error {
	keys := slices.SortedFunc(maps.Keys(c.held), func(a, b heldBlock) int {
		return bytes.Compare(append([]byte(a.annotator+"\x00"), a.blockKey(a.block)...), append([]byte(b.annotator+"\x00"), b.blockKey(b.block)...))
	})
	for _, k := range keys {
		b := columnBucket(c.tx, k.columnKey)
		cells := c.held[k]
		set := bytes.ContainsFunc(cells, func(r rune) bool { return r != 0 })
		var err error
		switch {
		case !set && b != nil:
			err = b.Delete(k.blockKey(k.block))
		case set && b == nil:
			if b, err = c.tx.Bucket(bucketSaid).CreateBucket([]byte(k.annotator)); err != nil {
				return err
			}
			fallthrough
		case set:
			err = b.Put(k.blockKey(k.block), cells)
		}
		if err != nil {
			return err
		}
	}
	clear(c.held)
	return nil
}

// What is true of a meme, as bits above its split.
const (
	aboutCrossSplit = 1 << (2 + iota)
	aboutImage
	aboutText
	aboutMissing // it came with a picture that cannot be shown
)

// packAbout packs what a search reads of a meme itself: its split and the bits above, the
// words of its caption (at most 65,535), its group and the place of its dataset.
func packAbout(cell []byte, m *labels.Meme, dataset uint16) error {
	group, err := parseGroupName(m.Group)
	if err != nil || group > math.MaxUint32 {
		return fmt.Errorf("%w: a meme's group is %q", ErrInvalid, short(m.Group))
	}
	flags := byte(max(0, slices.Index(splitCodes, m.Split)))
	if m.CrossSplit {
		flags |= aboutCrossSplit
	}
	if m.HasImage() {
		flags |= aboutImage
	}
	if m.Image.Name != "" && !m.HasImage() {
		flags |= aboutMissing
	}
	if labels.HasWords(m.Caption) {
		flags |= aboutText
	}
	cell[0] = flags
	binary.BigEndian.PutUint16(cell[1:], uint16(min(len(strings.Fields(m.Caption)), math.MaxUint16)))
	binary.BigEndian.PutUint32(cell[3:], uint32(group))
	binary.BigEndian.PutUint16(cell[7:], dataset)
	return nil
}

// datasetIn returns the place of a meme's dataset.
func datasetIn(cell []byte) uint16 { return binary.BigEndian.Uint16(cell[7:]) }

// unpackAbout fills in the facts.
func unpackAbout(cell []byte, f *labels.Facts) {
	flags := cell[0]
	f.Split = splitCodes[flags&3]
	f.CrossSplit, f.HasImage, f.HasText = flags&aboutCrossSplit != 0, flags&aboutImage != 0, flags&aboutText != 0
	f.Missing = flags&aboutMissing != 0
	f.Words, f.Group = int(binary.BigEndian.Uint16(cell[1:])), uint64(binary.BigEndian.Uint32(cell[3:]))
}

// stateKinds are the kinds by their numbers in a cell.
var stateKinds = []labels.Kind{labels.Unlabelled, labels.Labelled, labels.Skipped, labels.Flagged, labels.Disputed}

// The bits of a state's first and third byte. The first has the kind in its lower three
// bits, and above them the gold level, 0 for none. The second are the voices, at most 255.
const (
	stateAdjudicated = 1 << 6
	stateNoted       = 1 << 7
	stateImported    = 1 << 0
	stateRelabelled  = 1 << 1
)

// packState packs what one meme's events amount to. Of a meme of which nothing was said
// no bit is set.
func packState(cell []byte, s labels.State, t *labels.Tally) {
	bit := func(b byte, is bool) byte {
		if is {
			return b
		}
		return 0
	}
	cell[0] = byte(slices.Index(stateKinds, s.Kind)) | byte(s.Gold-labels.NoLevel)<<3 |
		bit(stateAdjudicated, s.Adjudicated) | bit(stateNoted, t.Noted())
	cell[1] = byte(min(s.Voices(), math.MaxUint8))
	cell[2] = bit(stateImported, s.Imported()) | bit(stateRelabelled, t.Relabelled())
}

func unpackState(cell []byte, f *labels.Facts) {
	f.Kind = stateKinds[int(cell[0]&7)%len(stateKinds)]
	f.Gold = goldIn(cell[0])
	f.Adjudicated, f.Noted = cell[0]&stateAdjudicated != 0, cell[0]&stateNoted != 0
	f.Voices = int(cell[1])
	f.Imported, f.Relabelled = cell[2]&stateImported != 0, cell[2]&stateRelabelled != 0
}

// goldIn is the gold level in the first byte of a state.
func goldIn(b byte) labels.Level { return labels.NoLevel + labels.Level(b>>3&7) }

// packSaid packs what an annotator says of a meme now: in the lower three bits the action,
// from 1 (so an action that answers is one of the first seven of eventActions), above them
// the level, 0 for none, and whether a table says it.
func packSaid(c labels.CurrentLabel) byte {
	b := byte(1+slices.Index(eventActions, c.Action)) | byte(c.Level-labels.NoLevel)<<3
	if c.Source == labels.Import {
		b |= saidImported
	}
	return b
}

const saidImported = 1 << 6

func unpackSaid(b byte) (said labels.Said, ok bool) {
	action := int(b&7) - 1
	if action < 0 {
		return labels.Said{Level: labels.NoLevel}, false
	}
	return labels.Said{
		Action: eventActions[min(action, len(eventActions)-1)], Level: labels.NoLevel + labels.Level(b>>3&7), Imported: b&saidImported != 0,
	}, true
}
