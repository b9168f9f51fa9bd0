package tokenizer

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// charsMap is SentencePiece's precompiled map of characters: a double-array trie of what is
// replaced, as Darts-clone writes it, and the texts that take its place, each with a zero
// byte behind it.
type charsMap struct {
	trie  []uint32
	texts []byte
}

// maxCharsMap bounds the map, in bytes; that of nmt_nfkc has 240 kB.
const maxCharsMap = 8 << 20

var errCharsMap = errors.New("normalizer Precompiled: its map is damaged")

func readCharsMap(text string) (*charsMap, error) {
	if len(text) > maxCharsMap {
		return nil, errCharsMap
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) < 4 {
		return nil, errCharsMap
	}
	n := binary.LittleEndian.Uint32(b)
	b = b[4:]
	if uint64(n) > uint64(len(b)) || n%4 != 0 || n == 0 || !utf8.Valid(b[n:]) {
		return nil, errCharsMap
	}
	m := &charsMap{trie: make([]uint32, n/4), texts: b[n:]}
	for i := range m.trie {
		m.trie[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return m, nil
}

// normalize replaces what the map has. It looks at whole graphemes of less than six bytes, and
// else at their characters, as the library does.
func (m *charsMap) normalize(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	state := -1
	for len(s) > 0 {
		var grapheme string
		grapheme, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		if len(grapheme) < 6 {
			if text, ok := m.find(grapheme); ok {
				out.WriteString(text)
				continue
			}
		}
		for i, r := range grapheme {
			c := grapheme[i : i+utf8.RuneLen(r)]
			if text, ok := m.find(c); ok {
				out.WriteString(text)
			} else {
				out.WriteString(c)
			}
		}
	}
	return out.String()
}

// find returns what takes the place of the shortest beginning of a text that the map has.
func (m *charsMap) find(key string) (string, bool) {
	at := uint32(0)
	step := func(by uint32) bool {
		at ^= by
		return at < uint32(len(m.trie))
	}
	offset := func(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }
	if !step(offset(m.trie[0])) {
		return "", false
	}
	for i := range len(key) {
		c := uint32(key[i])
		if c == 0 || !step(c) {
			return "", false
		}
		unit := m.trie[at]
		if unit&(1<<31|0xff) != c || !step(offset(unit)) {
			return "", false
		}
		if unit>>8&1 == 1 {
			return m.text(m.trie[at] & (1<<31 - 1))
		}
	}
	return "", false
}

// text is the one that begins at a place.
func (m *charsMap) text(at uint32) (string, bool) {
	if at >= uint32(len(m.texts)) {
		return "", false
	}
	b := m.texts[at:]
	if end := bytes.IndexByte(b, 0); end >= 0 {
		b = b[:end]
	}
	return string(b), utf8.Valid(b)
}
