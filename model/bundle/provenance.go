package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"memebench/labels"
)

// Provenance says which memes a version and those that it goes back to by warm
// starts have learnt from, and which ones have decided when to stop. Memes are
// known by their contents: by digests of their group keys (the picture's bytes, those of
// pictures that it looks like, the caption). So it holds in another workspace, for other memes with the
// same picture or caption, and when the version's parents are gone.
//
// Collect one with Add and Join, then Sort it: the other methods need it sorted, as
// what [ParseProvenance] returns is.
type Provenance struct {
	train, val []contentKey // ascending, each once

	// While memes are added: of each caption, the pictures that it came with, as far as is needed to
	// see that it is a saying, which tells nothing of whether a meme is known.
	pictures map[contentKey][]contentKey
}

// contentKey is the beginning of the SHA-256 of a group key. With a million of them
// and a million memes, the chance that any meme is taken for another is one in
// twenty million.
type contentKey [8]byte

func contentKeyOf(key string) contentKey {
	sum := sha256.Sum256([]byte(key))
	return contentKey(sum[:])
}

// contentKeys returns the keys of a meme's picture and caption.
func contentKeys(m *labels.Meme) []contentKey {
	var keys []contentKey
	for _, k := range m.GroupKeys() {
		keys = append(keys, contentKeyOf(k))
	}
	return keys
}

// Add adds a meme that a training uses, if it is in train or val.
func (p *Provenance) Add(m *labels.Meme) {
	if caption := m.CaptionKey(); caption != "" && m.Image.SHA256 != "" {
		key, picture := contentKeyOf(caption), contentKeyOf(labels.PictureKey(m.Image.SHA256))
		if p.pictures == nil {
			p.pictures = map[contentKey][]contentKey{}
		}
		if of := p.pictures[key]; len(of) <= labels.MostPictures && !slices.Contains(of, picture) {
			p.pictures[key] = append(of, picture)
		}
	}
	switch m.Split {
	case labels.Train:
		p.train = append(p.train, contentKeys(m)...)
	case labels.Val:
		p.val = append(p.val, contentKeys(m)...)
	}
}

// Join adds the provenance of an ancestor.
func (p *Provenance) Join(o *Provenance) {
	p.train = append(p.train, o.train...)
	p.val = append(p.val, o.val...)
}

// Sort brings the keys into order, without captions that more than labels.MostPictures
// pictures came with.
func (p *Provenance) Sort() {
	saying := func(k contentKey) bool { return len(p.pictures[k]) > labels.MostPictures }
	for _, keys := range []*[]contentKey{&p.train, &p.val} {
		*keys = slices.DeleteFunc(*keys, saying)
		slices.SortFunc(*keys, compareKeys)
		*keys = slices.Compact(*keys)
	}
	p.pictures = nil
}

func compareKeys(a, b contentKey) int { return bytes.Compare(a[:], b[:]) }

// Leaks reports whether an evaluation on the meme would flatter: it, or one with its
// picture or caption, was learnt from and is now in another split, or decided when to
// stop and is now in test.
func (p *Provenance) Leaks(m *labels.Meme) bool {
	return m.Split != labels.Train && among(p.train, m) || m.Split == labels.Test && among(p.val, m)
}

// Knows reports whether a training learnt from the meme, or from one with the same picture
// or caption, or stopped on it, whatever split it is in now.
func (p *Provenance) Knows(m *labels.Meme) bool { return among(p.train, m) || among(p.val, m) }

func among(keys []contentKey, m *labels.Meme) bool {
	return slices.ContainsFunc(contentKeys(m), func(k contentKey) bool {
		_, found := slices.BinarySearchFunc(keys, k, compareKeys)
		return found
	})
}

// Provenance as bytes are, in big-endian order, the number of keys of train (4
// bytes), those keys, and the same for val.
const keySize = len(contentKey{})

func (p *Provenance) Encode() []byte {
	b := make([]byte, 0, 8+keySize*(len(p.train)+len(p.val)))
	for _, keys := range [][]contentKey{p.train, p.val} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(keys)))
		for _, k := range keys {
			b = append(b, k[:]...)
		}
	}
	return b
}

var errProvenance = errors.New("the list of the memes that the head has learnt from is damaged")

// ParseProvenance reads what Encode writes. It takes no more memory than the bytes.
func ParseProvenance(b []byte) (*Provenance, error) {
	p := &Provenance{}
	for _, keys := range []*[]contentKey{&p.train, &p.val} {
		if len(b) < 4 {
			return nil, errProvenance
		}
		n := int(binary.BigEndian.Uint32(b))
		b = b[4:]
		if n > len(b)/keySize {
			return nil, errProvenance
		}
		*keys = make([]contentKey, n)
		for i := range *keys {
			(*keys)[i] = contentKey(b[i*keySize:])
			if i > 0 && compareKeys((*keys)[i-1], (*keys)[i]) >= 0 {
				return nil, errProvenance
			}
		}
		b = b[n*keySize:]
	}
	if len(b) > 0 {
		return nil, errProvenance
	}
	return p, nil
}
