package db

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"memebench/labels"
)

// What is true of a meme, as bits.
const (
	memeHasID      = 1 << iota // its id is kept, as its text was no UTF-8 when it got it
	memeCrossSplit             // Meme.CrossSplit
	memeEdited                 // another caption than the given one is in force, which is kept
	memeImage                  // Meme.Image is kept
	memeNamed                  // its image is called as its key
	memeMoving                 // Image.Moving
	memeMoves                  // Meme.Moves is kept
	memeNear                   // Meme.Near is kept
	memeRead       = 1 << 15   // with memeEdited: the caption in force was read in the picture
	memeDamaged    = 1 << 14   // Image.Damaged
	memeMedia      = 1 << 13   // Image.Media is kept: since schema 9, as a program that does not know it takes the record for damaged
	memeSound      = 1 << 12   // Image.Media.Sound
	memeFilm       = 1 << 11   // Image.Media.Moves
)

// mostLength bounds the length of a video, in hundredths of a second.
const mostLength = 1e9

// packMeme writes the record of a meme, in which neither its place nor its caption and
// values are: the place is the record's key, and the others are texts (see memeTable).
func packMeme(m *labels.Meme) ([]byte, error) {
	group, err := parseGroupName(m.Group)
	split := slices.Index(splitCodes, m.Split)
	id, ok := idDigest(m.ID)
	switch {
	case err != nil:
		return nil, err
	case split < 0 || !ok:
		return nil, fmt.Errorf("%w record: split %q, id %q", ErrInvalid, short(string(m.Split)), short(string(m.ID)))
	}
	flags := uint64(0)
	set := func(bit uint64, is bool) {
		if is {
			flags |= bit
		}
	}
	set(memeHasID, m.ID != labels.NewMemeID(m.Dataset, m.Key))
	set(memeCrossSplit, m.CrossSplit)
	set(memeEdited, m.Origin != labels.OriginGiven)
	set(memeRead, m.Origin == labels.OriginOCR)
	set(memeImage, m.Image != labels.Image{})
	set(memeNamed, m.Image.Name == m.Key)
	set(memeMoving, m.Image.Moving)
	set(memeDamaged, m.Image.Damaged)
	set(memeMedia, m.Image.Media != labels.Media{})
	set(memeSound, m.Image.Media.Sound)
	set(memeFilm, m.Image.Media.Moves)
	set(memeMoves, m.Moves != nil)
	set(memeNear, m.Near != nil)
	p := newPacker(128)
	p.uint(flags)
	if flags&memeHasID != 0 {
		p = append(p, id[:]...)
	}
	p.text(m.Dataset)
	p.digits(m.Key)
	p.uint(group)
	p.byte(byte(split))
	p.int(int64(m.Row))
	p.uint(uint64(len(m.Values)))
	if m.Origin != labels.OriginGiven {
		p.text(m.Original)
	}
	if i := &m.Image; flags&memeImage != 0 {
		if flags&memeNamed == 0 {
			p.text(i.Name)
		}
		p.text(i.Path)
		p.digits(i.SHA256)
		p.text(i.Format)
		p.int(int64(i.Width))
		p.int(int64(i.Height))
		p.text(i.Fault)
		if v := &i.Media; flags&memeMedia != 0 {
			p.text(v.Path)
			p.digits(v.SHA256)
			p.text(v.Format)
			p.int(int64(math.Round(v.Seconds * 100)))
			p.text(v.Reader)
		}
	}
	if m.Moves != nil {
		p.uint(uint64(len(m.Moves)))
		for _, move := range m.Moves {
			p.uint(move.Resplit)
			p.byte(byte(max(0, slices.Index(splitCodes, move.From))))
		}
	}
	if m.Near != nil {
		p.uint(uint64(len(m.Near)))
		for _, picture := range m.Near {
			p.digits(picture)
		}
	}
	return p, nil
}

// unpackMeme reads the record of the meme at seq, and how many values it has.
func unpackMeme(seq uint64, b []byte) (m labels.Meme, values int, err error) {
	u, err := newUnpacker(b)
	if err != nil {
		return m, 0, err
	}
	m.Seq = seq
	flags := u.uint()
	if flags&memeHasID != 0 {
		m.ID = labels.MemeID(hex.EncodeToString(u.bytes(16)))
	}
	m.Dataset, m.Key = u.text(), u.digits()
	if flags&memeHasID == 0 {
		m.ID = labels.NewMemeID(m.Dataset, m.Key)
	}
	m.Group = groupName(u.uint())
	split := u.byte()
	m.Row, values = int(u.int()), int(min(u.uint(), mostValues))
	m.CrossSplit = flags&memeCrossSplit != 0
	if flags&memeEdited != 0 {
		m.Origin, m.Original = labels.OriginEdited, u.text()
		if flags&memeRead != 0 {
			m.Origin = labels.OriginOCR
		}
	}
	if i := &m.Image; flags&memeImage != 0 {
		if i.Name = m.Key; flags&memeNamed == 0 {
			i.Name = u.text()
		}
		i.Path, i.SHA256, i.Format = u.text(), u.digits(), u.text()
		i.Width, i.Height, i.Fault = int(u.int()), int(u.int()), u.text()
		i.Moving = flags&memeMoving != 0
		i.Damaged = flags&memeDamaged != 0
		if v := &i.Media; flags&memeMedia != 0 {
			v.Path, v.SHA256, v.Format = u.text(), u.digits(), u.text()
			v.Seconds, v.Reader = float64(min(max(u.int(), 0), mostLength))/100, u.text()
			v.Sound, v.Moves = flags&memeSound != 0, flags&memeFilm != 0
		}
	}
	splits := []byte{split}
	if flags&memeMoves != 0 {
		for range u.count() {
			move := labels.Move{Resplit: u.uint()}
			from := u.byte()
			splits = append(splits, from)
			move.From = splitCodes[int(from)%len(splitCodes)]
			m.Moves = append(m.Moves, move)
		}
	}
	if flags&memeNear != 0 {
		for range u.count() {
			m.Near = append(m.Near, u.digits())
		}
	}
	if err := u.end(); err != nil {
		return m, 0, err
	}
	if slices.Max(splits) >= byte(len(splitCodes)) {
		return m, 0, fmt.Errorf("%w: a meme's split is the %dth", ErrDamaged, slices.Max(splits))
	}
	m.Split = splitCodes[split]
	return m, values, nil
}
