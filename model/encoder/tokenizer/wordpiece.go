package tokenizer

import (
	"fmt"
	"unicode/utf8"

	"memebench/labels"
)

// wordPiece cuts a word into the longest pieces that the vocabulary has, from the left (Wu et
// al., 2016).
type wordPiece struct {
	vocab   map[string]int64
	rest    string // what marks a piece that continues a word: ##
	unknown int64
	longest int // runes of a word, beyond which it is unknown
}

// wordPieceFile is a WordPiece model in tokenizer.json.
type wordPieceFile struct {
	Unknown   string           `json:"unk_token"`
	Prefix    *string          `json:"continuing_subword_prefix"`
	MaxLength *int             `json:"max_input_chars_per_word"`
	Vocab     map[string]int64 `json:"vocab"`
}

const maxWordLength = 1000 // runes; BERT's limit is 100

func (f *wordPieceFile) model() (*wordPiece, error) {
	if err := checkVocabulary(f.Vocab); err != nil {
		return nil, err
	}
	unknown, ok := f.Vocab[f.Unknown]
	if !ok {
		return nil, fmt.Errorf("unk_token %s is not in the vocabulary", labels.Quoted(f.Unknown))
	}
	m := &wordPiece{vocab: f.Vocab, rest: "##", unknown: unknown, longest: 100}
	if f.Prefix != nil {
		m.rest = *f.Prefix
	}
	if n := f.MaxLength; n != nil {
		m.longest = *n
	}
	if m.longest < 1 || m.longest > maxWordLength {
		return nil, fmt.Errorf("max_input_chars_per_word %d: want 1 to %d", m.longest, maxWordLength)
	}
	return m, nil
}

// tokens implements model. A word that does not come out even is one unknown token.
func (m *wordPiece) tokens(ids []int64, word string) []int64 {
	if utf8.RuneCountInString(word) > m.longest {
		return append(ids, m.unknown)
	}
	mark := len(ids)
	prefix := ""
	for start := 0; start < len(word); {
		end := len(word)
		for ; end > start; end-- {
			if end < len(word) && !utf8.RuneStart(word[end]) {
				continue
			}
			if id, ok := m.vocab[prefix+word[start:end]]; ok {
				ids = append(ids, id)
				break
			}
		}
		if end == start {
			return append(ids[:mark], m.unknown)
		}
		start, prefix = end, m.rest
	}
	return ids
}

func (m *wordPiece) largest() int64 { return max(m.unknown, largestOf(m.vocab)) }
func (m *wordPiece) size() int64    { return int64(len(m.vocab)) }

func (m *wordPiece) id(piece string) (int64, bool) {
	id, ok := m.vocab[piece]
	return id, ok
}
