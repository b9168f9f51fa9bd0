package tokenizer

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// unigram is SentencePiece's unigram language model (Kudo, "Subword regularization", ACL
// 2018): of all ways to cut a text into pieces of the vocabulary the most probable one, found
// by Viterbi's algorithm.
type unigram struct {
	pieces  []scored // sorted by text
	first   [257]int // where the pieces begin whose first byte is this one
	unknown int64
	penalty float64 // log-probability of an unknown character
	bytes   map[string]int64
	most    int64 // the largest id
}

// scored is a piece with its log-probability.
type scored struct {
	text  string
	id    int64
	score float64
}

// unigramFile is a Unigram model in tokenizer.json.
type unigramFile struct {
	Unknown      *int64       `json:"unk_id"`
	ByteFallback bool         `json:"byte_fallback"`
	Vocab        []scoredFile `json:"vocab"`
}

// unknownPenalty is how much less probable an unknown character is than the least probable
// piece (SentencePiece's kUnkPenalty).
const unknownPenalty = 10

func (f *unigramFile) model() (*unigram, error) {
	if n := len(f.Vocab); n == 0 || n > maxVocabulary {
		return nil, fmt.Errorf("the vocabulary has %d entries: want 1 to %d", n, maxVocabulary)
	}
	if f.Unknown == nil || *f.Unknown < 0 || *f.Unknown >= int64(len(f.Vocab)) {
		return nil, fmt.Errorf("unk_id is not an entry of the vocabulary")
	}
	m := &unigram{unknown: *f.Unknown, penalty: math.Inf(1), most: int64(len(f.Vocab) - 1)}
	for id, v := range f.Vocab {
		if math.IsNaN(v.score) || math.IsInf(v.score, 0) {
			return nil, fmt.Errorf("piece %d has the score %v", id, v.score)
		}
		m.penalty = min(m.penalty, v.score)
		if v.text != "" {
			m.pieces = append(m.pieces, scored{v.text, int64(id), v.score})
		}
	}
	m.penalty -= unknownPenalty
	if f.ByteFallback {
		m.bytes = map[string]int64{}
		for _, p := range m.pieces {
			if strings.HasPrefix(p.text, "<0x") {
				m.bytes[p.text] = p.id
			}
		}
	}
	// Of equal pieces the last one is meant, as in a map that is filled in order.
	slices.SortStableFunc(m.pieces, func(a, b scored) int { return strings.Compare(a.text, b.text) })
	kept := m.pieces[:0]
	for i, p := range m.pieces {
		if i+1 == len(m.pieces) || m.pieces[i+1].text != p.text {
			kept = append(kept, p)
		}
	}
	m.pieces = kept
	at := 0
	for b := range m.first {
		for at < len(m.pieces) && int(m.pieces[at].text[0]) < b {
			at++
		}
		m.first[b] = at
	}
	return m, nil
}

// best is the most probable way to the end of a piece.
type best struct {
	from  int // where the piece begins; -1: no way is known
	id    int64
	score float64
}

// tokens implements model.
func (m *unigram) tokens(ids []int64, text string) []int64 {
	ways := make([]best, len(text)+1)
	for i := range ways {
		ways[i].from = -1
	}
	for at := 0; at < len(text); {
		_, n := utf8.DecodeRuneInString(text[at:])
		here, single := ways[at].score, false
		for p := range m.startingWith(text[at:]) {
			end := at + len(p.text)
			if score := here + p.score; ways[end].from < 0 || score > ways[end].score {
				ways[end] = best{at, p.id, score}
			}
			single = single || len(p.text) == n
		}
		if !single {
			if score := here + m.penalty; ways[at+n].from < 0 || score > ways[at+n].score {
				ways[at+n] = best{at, m.unknown, score}
			}
		}
		at += n
	}
	mark := len(ids)
	// From the end; unknown characters side by side are one piece.
	for end := len(text); end > 0; {
		w := ways[end]
		from := w.from
		for w.id == m.unknown && from > 0 && ways[from].id == m.unknown {
			from = ways[from].from
		}
		spelt, ok := []int64(nil), false
		if w.id == m.unknown && m.bytes != nil {
			if _, is := m.id(text[from:end]); !is {
				spelt, ok = spell(m.bytes, text[from:end])
				slices.Reverse(spelt)
			}
		}
		if ok {
			ids = append(ids, spelt...)
		} else {
			ids = append(ids, w.id)
		}
		end = from
	}
	slices.Reverse(ids[mark:])
	return ids
}

// id implements model.
func (m *unigram) id(text string) (int64, bool) {
	i, ok := slices.BinarySearchFunc(m.pieces, text, func(p scored, text string) int { return strings.Compare(p.text, text) })
	if !ok {
		return 0, false
	}
	return m.pieces[i].id, true
}

// startingWith yields the pieces that a text begins with, the shortest first.
func (m *unigram) startingWith(text string) func(yield func(scored) bool) {
	return func(yield func(scored) bool) {
		among := m.pieces[m.first[text[0]]:m.first[int(text[0])+1]]
		for n := 1; len(among) > 0; n++ {
			if len(among[0].text) == n {
				if !yield(among[0]) {
					return
				}
				among = among[1:]
			}
			if n == len(text) {
				return
			}
			b := text[n]
			low := sort.Search(len(among), func(i int) bool { return among[i].text[n] >= b })
			among = among[low:]
			among = among[:sort.Search(len(among), func(i int) bool { return among[i].text[n] > b })]
		}
	}
}

func (m *unigram) largest() int64 { return m.most }
func (m *unigram) size() int64    { return m.most + 1 }
