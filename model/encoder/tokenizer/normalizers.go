package tokenizer

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"memebench/labels"
)

// normalizer changes a text before it is split.
type normalizer struct {
	change func(string) string
	drops  bool // what is gone at the beginning of a text is left out, and not replaced
}

// normalize does all, and reports whether the text still begins where it began: the library
// asks for that by places in the text as it was written.
func normalize(all []normalizer, s string) (text string, begins bool) {
	begins = true
	for _, n := range all {
		before := s
		s = n.change(s)
		begins = begins && !(n.drops && len(s) < len(before) && !sameStart(s, before))
	}
	return s, begins
}

// sameStart reports whether two texts begin with the same character, or none.
func sameStart(a, b string) bool {
	x, n := utf8.DecodeRuneInString(a)
	y, m := utf8.DecodeRuneInString(b)
	return x == y && n == m
}

// normalizerFile is a normalizer in tokenizer.json: the fields of all kinds.
type normalizerFile struct {
	Type        string            `json:"type"`
	Normalizers []json.RawMessage `json:"normalizers"` // Sequence

	CleanText          bool  `json:"clean_text"` // BertNormalizer
	HandleChineseChars bool  `json:"handle_chinese_chars"`
	StripAccents       *bool `json:"strip_accents"`
	Lowercase          bool  `json:"lowercase"`

	Pattern *patternFile `json:"pattern"` // Replace
	Content string       `json:"content"`

	CharsMap   string `json:"precompiled_charsmap"` // Precompiled
	StripLeft  bool   `json:"strip_left"`           // Strip
	StripRight bool   `json:"strip_right"`
	Prepend    string `json:"prepend"` // Prepend
}

// maxDepth bounds sequences within sequences.
const maxDepth = 8

// normalize returns what a normalizer does, in order.
func (f *normalizerFile) normalize(depth int) ([]normalizer, error) {
	one := func(change func(string) string) ([]normalizer, error) { return []normalizer{{change: change}}, nil }
	drop := func(change func(string) string) ([]normalizer, error) { return []normalizer{{change, true}}, nil }
	switch f.Type {
	case "Sequence":
		if depth == maxDepth || len(f.Normalizers) > 100 {
			return nil, fmt.Errorf("the normalizer has too many parts")
		}
		var all []normalizer
		for _, raw := range f.Normalizers {
			var part normalizerFile
			if err := json.Unmarshal(raw, &part); err != nil {
				return nil, errNoTokenizer
			}
			some, err := part.normalize(depth + 1)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		return all, nil
	case "NFC":
		return one(normalForm(norm.NFC))
	case "NFD":
		return one(normalForm(norm.NFD))
	case "NFKC":
		return one(normalForm(norm.NFKC))
	case "NFKD":
		return one(normalForm(norm.NFKD))
	case "Lowercase":
		return one(lower)
	case "StripAccents":
		return drop(stripAccents)
	case "Nmt":
		return []normalizer{{nmtDrop, true}, {change: nmtSpace}}, nil
	case "Strip":
		return drop(func(s string) string {
			if f.StripLeft {
				s = strings.TrimLeftFunc(s, isSpace)
			}
			if f.StripRight {
				s = strings.TrimRightFunc(s, isSpace)
			}
			return s
		})
	case "Prepend":
		return one(func(s string) string {
			if s == "" {
				return s
			}
			return f.Prepend + s
		})
	case "Replace":
		replace, err := f.Pattern.replace(f.Content)
		if err != nil {
			return nil, fmt.Errorf("normalizer Replace: %w", err)
		}
		return one(replace)
	case "Precompiled":
		m, err := readCharsMap(f.CharsMap)
		if err != nil {
			return nil, err
		}
		return one(m.normalize)
	case "BertNormalizer":
		return nil, fmt.Errorf("the normalizer BertNormalizer is only read before a BertPreTokenizer")
	}
	return nil, fmt.Errorf("the normalizer %s is not read here", labels.Quoted(f.Type))
}

func isSpace(r rune) bool { return unicode.Is(unicode.White_Space, r) }

// lower is Rust's char::to_lowercase for each character.
func lower(s string) string {
	s = strings.ReplaceAll(s, "İ", "i\u0307") // the one rune whose lower case is two
	return strings.Map(unicode.ToLower, s)
}

// nmtDrop drops controls, as SentencePiece's rules do.
func nmtDrop(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x1 && r <= 0x8, r == 0xb, r >= 0xe && r <= 0x1f, r == 0x7f, r == 0x8f, r == 0x9f:
			return -1
		}
		return r
	}, s)
}

// nmtSpace makes spaces of other characters.
func nmtSpace(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0x9, r == 0xa, r == 0xc, r == 0xd, r == 0x1680, r >= 0x200b && r <= 0x200f, r == 0x2028, r == 0x2029, r == 0x2581, r == 0xfeff, r == 0xfffd:
			return ' '
		}
		return r
	}, s)
}
