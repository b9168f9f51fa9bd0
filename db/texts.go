package db

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"
)

// Texts of memes are kept column by column, in blocks: a question to one column of all
// memes reads few pages, and what many memes of a block say is there once.
const (
	// blockMemes is how many memes, in the order of import, are in a block of a column.
	blockMemes = 256
	// captionColumn are the captions in force; the value at place i of a meme's row is in
	// column i+1.
	captionColumn = 0
	// mostValues bounds what is believed of the number of a row's values.
	mostValues = 1 << 20
)

// blockOf returns the block that the meme at seq is in, and its place there.
func blockOf(seq uint64) (block uint32, place int) {
	return uint32((seq - 1) / blockMemes), int((seq - 1) % blockMemes)
}

// A textKey is the key of a block of texts.
type textKey struct{ column, block uint32 }

func (k textKey) bytes() []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, k.column), k.block)
}

// What a meme has in a column.
const (
	textNone    = iota // nothing: its row ends before
	textCaption        // the same as its caption, which nobody has edited
	textOwn            // and above: a text of the block
)

// A textBlock are the texts of a block's memes in one column.
type textBlock struct {
	kinds [blockMemes]byte
	texts [blockMemes]string
}

func (t *textBlock) set(place int, kind byte, text string) {
	t.kinds[place], t.texts[place] = kind, text
}

// pack writes the block: of each meme, up to the last that has something, what that is,
// or the number of its text; then the lengths of the texts, and these.
func (t *textBlock) pack() []byte {
	last := blockMemes
	for last > 0 && t.kinds[last-1] == textNone {
		last--
	}
	p := newPacker(4 * last)
	p.uint(uint64(last))
	numbers, room := map[string]uint64{}, 0
	var texts []string
	for i, kind := range t.kinds[:last] {
		if kind != textOwn {
			p.uint(uint64(kind))
			continue
		}
		n, known := numbers[t.texts[i]]
		if !known {
			n = uint64(len(texts))
			numbers[t.texts[i]] = n
			texts, room = append(texts, t.texts[i]), room+len(t.texts[i])
		}
		p.uint(textOwn + n)
	}
	for _, s := range texts {
		p.uint(uint64(len(s)))
	}
	p = slices.Grow(p, room)
	for _, s := range texts {
		p = append(p, s...)
	}
	return p
}

// unpackTexts reads a block; an empty one is a block without a text. The result has no
// memory in common with b.
func unpackTexts(b []byte) (*textBlock, error) {
	t := &textBlock{}
	if b == nil {
		return t, nil
	}
	u, err := newUnpacker(b)
	if err != nil {
		return nil, err
	}
	var numbers [blockMemes]int
	n, most := u.count(), -1
	if n > blockMemes {
		return nil, fmt.Errorf("%w: a block of texts has %d memes", ErrDamaged, n)
	}
	for i := range n {
		code := u.uint()
		t.kinds[i] = byte(min(code, textOwn))
		if numbers[i] = int(min(code, blockMemes+textOwn)) - textOwn; numbers[i] >= blockMemes {
			return nil, fmt.Errorf("%w: a block of texts has no %dth one", ErrDamaged, numbers[i])
		}
		most = max(most, numbers[i])
	}
	var ends [blockMemes]uint64
	sum := uint64(0)
	for i := range most + 1 {
		length := u.uint()
		if length > uint64(len(u.rest)) {
			u.short = true
			break
		}
		sum += length
		ends[i] = sum
	}
	texts := string(u.bytes(sum))
	if err := u.end(); err != nil {
		return nil, err
	}
	for i := range n {
		switch k := numbers[i]; {
		case k == 0:
			t.texts[i] = texts[:ends[0]]
		case k > 0:
			t.texts[i] = texts[ends[k-1]:ends[k]]
		}
	}
	return t, nil
}

// textColumns reads and writes the texts of memes in one transaction. What is written is
// on its way to the bucket until flush.
type textColumns struct {
	bucket *bbolt.Bucket
	held   map[textKey]*textBlock // that are changed
	read   map[uint32]readBlock   // the last that was read of each column
}

type readBlock struct {
	block uint32
	texts *textBlock
}

func newTextColumns(tx *bbolt.Tx) *textColumns {
	return &textColumns{bucket: tx.Bucket(bucketTexts), held: map[textKey]*textBlock{}, read: map[uint32]readBlock{}}
}

func (c *textColumns) block(k textKey) (*textBlock, error) {
	if t := c.held[k]; t != nil {
		return t, nil
	}
	if last, ok := c.read[k.column]; ok && last.block == k.block {
		return last.texts, nil
	}
	t, err := unpackTexts(c.bucket.Get(k.bytes()))
	if err != nil {
		return nil, err
	}
	c.read[k.column] = readBlock{k.block, t}
	return t, nil
}

// caption returns the caption in force of the meme at seq.
func (c *textColumns) caption(seq uint64) (string, error) {
	block, place := blockOf(seq)
	t, err := c.block(textKey{captionColumn, block})
	if err != nil {
		return "", err
	}
	return t.texts[place], nil
}

func (c *textColumns) put(column uint32, seq uint64, kind byte, text string) error {
	block, place := blockOf(seq)
	k := textKey{column, block}
	t, err := c.block(k)
	if err != nil {
		return err
	}
	if t.kinds[place] != kind || t.texts[place] != text {
		c.held[k] = t
		t.set(place, kind, text)
	}
	return nil
}

func (c *textColumns) flush() error {
	keys := slices.SortedFunc(maps.Keys(c.held), func(a, b textKey) int { return bytes.Compare(a.bytes(), b.bytes()) })
	for _, k := range keys {
		if err := c.bucket.Put(k.bytes(), c.held[k].pack()); err != nil {
			return err
		}
	}
	clear(c.held)
	return nil
}
