package db

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// levelOnly is the name of what predictions are from that are a level only: modalities are
// not called so.
const levelOnly = ","

// A predictionBlock is what a version says of the memes of a block.
type predictionBlock struct {
	from  [blockMemes]byte // what the prediction was made from: the number of an entry of names, from 1; 0: there is none
	probs [blockMemes][labels.Levels]float32
	names []string // modalities, joined by commas, or levelOnly
}

// set puts a prediction in its place. Its modalities must be few: a block can tell 255
// lists of them apart.
func (p *predictionBlock) set(place int, of *labels.Prediction) error {
	name := strings.Join(of.Modalities, ",")
	if of.LevelOnly {
		name = levelOnly
	}
	i := slices.Index(p.names, name)
	if i < 0 {
		if len(p.names) == math.MaxUint8 {
			return fmt.Errorf("%w prediction of %s: 256 lists of modalities are too many", ErrInvalid, short(string(of.Meme)))
		}
		i = len(p.names)
		p.names = append(p.names, name)
	}
	p.from[place], p.probs[place] = byte(i+1), of.Probs
	return nil
}

// pack writes the block: the names, then for each meme up to the last that has one which
// name it is, then five float32 for each of these memes.
func (p *predictionBlock) pack() []byte {
	last := blockMemes
	for last > 0 && p.from[last-1] == 0 {
		last--
	}
	b := newPacker(last * (1 + 4*labels.Levels))
	b.uint(uint64(len(p.names)))
	for _, name := range p.names {
		b.text(name)
	}
	b.uint(uint64(last))
	b = append(b, p.from[:last]...)
	for _, probs := range p.probs[:last] {
		for _, x := range probs {
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	return b
}

// unpackPredictions reads a block; that of nil is empty.
func unpackPredictions(b []byte) (*predictionBlock, error) {
	p := &predictionBlock{}
	if err := p.unpack(b); err != nil {
		return nil, err
	}
	return p, nil
}

// unpack is unpackPredictions in the place of another block.
func (p *predictionBlock) unpack(b []byte) error {
	p.names, p.from = p.names[:0], [blockMemes]byte{}
	if b == nil {
		return nil
	}
	u, err := newUnpacker(b)
	if err != nil {
		return err
	}
	for range u.count() {
		p.names = append(p.names, u.text())
	}
	n := u.count()
	if n > blockMemes {
		return fmt.Errorf("%w: a block of predictions has %d memes", ErrDamaged, n)
	}
	copy(p.from[:], u.bytes(uint64(n)))
	probs := u.bytes(uint64(n) * 4 * labels.Levels)
	if err := u.end(); err != nil {
		return err
	}
	for i := range n {
		if int(p.from[i]) > len(p.names) {
			return fmt.Errorf("%w: a prediction is from the %dth list of modalities of %d", ErrDamaged, p.from[i], len(p.names))
		}
		for l := range p.probs[i] {
			p.probs[i][l] = math.Float32frombits(binary.BigEndian.Uint32(probs[4*(i*labels.Levels+l):]))
		}
	}
	return nil
}

// at returns the prediction in a place, without its meme; ok is false if there is none.
func (p *predictionBlock) at(place int, version string) (of labels.Prediction, ok bool) {
	if p.from[place] == 0 {
		return of, false
	}
	of.Version, of.Probs = version, p.probs[place]
	switch name := p.names[p.from[place]-1]; name {
	case "":
	case levelOnly:
		of.LevelOnly = true
	default:
		of.Modalities = strings.Split(name, ",")
	}
	return of, true
}

// check checks a block as it is stored, of a file with so many memes.
func (p *predictionBlock) check(block, memes uint64) error {
	for place := range p.from {
		of, ok := p.at(place, "")
		if !ok {
			continue
		}
		if seq := block*blockMemes + uint64(place) + 1; seq > memes {
			return fmt.Errorf("%w: meme %d, which is not there, has a prediction", ErrDamaged, seq)
		}
		if err := checkPrediction(&of); err != nil {
			return err
		}
	}
	return nil
}

// predictionAt returns what a version says of the meme at seq.
func predictionAt(tx *bbolt.Tx, version, seq uint64) (of labels.Prediction, ok bool, err error) {
	b := predictionsOf(tx, version)
	if b == nil {
		return of, false, nil
	}
	block, place := blockOf(seq)
	p, err := unpackPredictions(b.Get(number8(uint64(block))))
	if err != nil {
		return of, false, err
	}
	if of, ok = p.at(place, versionID(version)); ok {
		of.Meme, err = idAt(tx, seq)
	}
	return of, ok, err
}
