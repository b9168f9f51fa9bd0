package tokenizer

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"memebench/labels"
)

// bpe is byte-pair encoding (Sennrich et al., "Neural machine translation of rare words with
// subword units", ACL 2016): a word's characters, of which the pair that was learnt first is
// joined, until none is left that was. The words are of bytes as letters where the
// pre-tokenizer made them so (Radford et al., 2019), else of characters.
type bpe struct {
	vocab   map[string]int64
	merges  map[[2]int32]merge
	prefix  string // before characters that continue a word
	suffix  string // behind the last one
	unknown int64  // -1: characters that the vocabulary lacks are left out
	fuse    bool   // unknown characters side by side are one token
	bytes   bool   // they are spelt in bytes, if the vocabulary has those
	whole   bool   // a word that is in the vocabulary is one token, whatever the merges say
}

// merge is a pair that is joined.
type merge struct {
	rank int32 // the smallest first
	id   int32
}

// bpeFile is a BPE model in tokenizer.json.
type bpeFile struct {
	Dropout      *float64         `json:"dropout"`
	Unknown      *string          `json:"unk_token"`
	Prefix       *string          `json:"continuing_subword_prefix"`
	Suffix       *string          `json:"end_of_word_suffix"`
	FuseUnknown  bool             `json:"fuse_unk"`
	ByteFallback bool             `json:"byte_fallback"`
	IgnoreMerges bool             `json:"ignore_merges"`
	Vocab        map[string]int64 `json:"vocab"`
	Merges       []mergeFile      `json:"merges"`
}

// maxMerges bounds the merges; a vocabulary has at most as many.
const maxMerges = maxVocabulary

func (f *bpeFile) model() (*bpe, error) {
	if f.Dropout != nil && *f.Dropout != 0 {
		return nil, fmt.Errorf("dropout %v: one text would have other ids each time", *f.Dropout)
	}
	if err := checkVocabulary(f.Vocab); err != nil {
		return nil, err
	}
	if len(f.Merges) > maxMerges {
		return nil, fmt.Errorf("%d merges: at most %d are read", len(f.Merges), maxMerges)
	}
	m := &bpe{vocab: f.Vocab, merges: make(map[[2]int32]merge, len(f.Merges)), unknown: -1, fuse: f.FuseUnknown, bytes: f.ByteFallback, whole: f.IgnoreMerges}
	if f.Prefix != nil {
		m.prefix = *f.Prefix
	}
	if f.Suffix != nil {
		m.suffix = *f.Suffix
	}
	if f.Unknown != nil {
		id, ok := f.Vocab[*f.Unknown]
		if !ok {
			return nil, fmt.Errorf("unk_token %s is not in the vocabulary", labels.Quoted(*f.Unknown))
		}
		m.unknown = id
	}
	for rank, pair := range f.Merges {
		var ids [3]int32
		joined := pair[0]
		if len(pair[1]) >= len(m.prefix) {
			joined += pair[1][len(m.prefix):]
		}
		for i, s := range [3]string{pair[0], pair[1], joined} {
			id, ok := f.Vocab[s]
			if !ok {
				return nil, fmt.Errorf("merge %d: %s is not in the vocabulary", rank+1, labels.Quoted(s))
			}
			ids[i] = int32(id) // below maxVocabulary
		}
		m.merges[[2]int32{ids[0], ids[1]}] = merge{int32(rank), ids[2]}
	}
	return m, nil
}

// symbol is a piece of a word: a list, in which the joined ones are left out. Its numbers have
// 32 bits, as a caption may be one word of a megabyte.
type symbol struct {
	id         int32
	prev, next int32 // -1 for none
	gone       bool  // it was joined to the one before
}

// tokens implements model.
func (m *bpe) tokens(ids []int64, word string) []int64 {
	if m.whole {
		if id, ok := m.vocab[word]; ok {
			return append(ids, id)
		}
	}
	symbols := m.symbols(word)
	todo := make(joins, 0, len(symbols))
	find := func(left int32) (join, bool) {
		right := symbols[left].next
		if right < 0 {
			return join{}, false
		}
		a, b := symbols[left].id, symbols[right].id
		j, ok := m.merges[[2]int32{a, b}]
		return join{j, left, a, b}, ok
	}
	for i := range symbols {
		if j, ok := find(int32(i)); ok {
			todo = append(todo, j)
		}
	}
	todo.order()
	for len(todo) > 0 {
		j := todo.pop()
		left := &symbols[j.at]
		if left.gone || left.id != j.left || left.next < 0 || symbols[left.next].id != j.right {
			continue // one of them has been joined to another one since
		}
		right := &symbols[left.next]
		right.gone, left.id, left.next = true, j.id, right.next
		if left.next >= 0 {
			symbols[left.next].prev = j.at
		}
		for _, at := range [2]int32{j.at, left.prev} {
			if at < 0 {
				continue
			}
			if j, ok := find(at); ok {
				todo.push(j)
			}
		}
	}
	for _, s := range symbols {
		if !s.gone {
			ids = append(ids, int64(s.id))
		}
	}
	return ids
}

// symbols are the characters of a word.
func (m *bpe) symbols(word string) []symbol {
	symbols := make([]symbol, 0, utf8.RuneCountInString(word))
	add := func(id int64) {
		n := int32(len(symbols))
		if n > 0 {
			symbols[n-1].next = n
		}
		symbols = append(symbols, symbol{id: int32(id), prev: n - 1, next: -1})
	}
	unknown := false // one is to be added
	for i, r := range word {
		n := utf8.RuneLen(r)
		s := word[i : i+n]
		if i > 0 {
			s = m.prefix + s
		}
		if i+n == len(word) {
			s += m.suffix
		}
		id, ok := m.vocab[s]
		if ok {
			if unknown {
				add(m.unknown)
				unknown = false
			}
			add(id)
			continue
		}
		if m.bytes {
			if spelt, ok := spell(m.vocab, s); ok {
				for _, id := range spelt {
					add(id)
				}
				continue
			}
		}
		if m.unknown < 0 {
			continue
		}
		if unknown && !m.fuse {
			add(m.unknown)
		}
		unknown = true
	}
	if unknown {
		add(m.unknown)
	}
	return symbols
}

// spell returns the ids of a text's bytes, <0x00> to <0xFF>, if the vocabulary has them all.
func spell(vocab map[string]int64, s string) ([]int64, bool) {
	ids := make([]int64, len(s))
	for i := range len(s) {
		id, ok := vocab[fmt.Sprintf("<0x%02X>", s[i])]
		if !ok {
			return nil, false
		}
		ids[i] = id
	}
	return ids, true
}

func (m *bpe) largest() int64 { return largestOf(m.vocab) }
func (m *bpe) size() int64    { return int64(len(m.vocab)) }

func (m *bpe) id(piece string) (int64, bool) {
	id, ok := m.vocab[piece]
	return id, ok
}

// join is a pair of symbols that can be joined.
type join struct {
	merge
	at          int32 // of the left one
	left, right int32
}

func (j join) before(k join) bool { return j.rank < k.rank || j.rank == k.rank && j.at < k.at }

// joins are a binary heap of them, of which the one that was learnt first comes first, and of
// equal ones the leftmost. That of container/heap allocates for each.
type joins []join

func (q joins) order() {
	for i := len(q)/2 - 1; i >= 0; i-- {
		q.sink(i)
	}
}

func (q joins) sink(i int) {
	for {
		least := 2*i + 1
		if least >= len(q) {
			return
		}
		if least+1 < len(q) && q[least+1].before(q[least]) {
			least++
		}
		if !q[least].before(q[i]) {
			return
		}
		q[i], q[least] = q[least], q[i]
		i = least
	}
}

func (q *joins) push(j join) {
	*q = append(*q, j)
	for i := len(*q) - 1; i > 0; {
		up := (i - 1) / 2
		if !(*q)[i].before((*q)[up]) {
			return
		}
		(*q)[i], (*q)[up] = (*q)[up], (*q)[i]
		i = up
	}
}

func (q *joins) pop() join {
	first, last := (*q)[0], len(*q)-1
	(*q)[0] = (*q)[last]
	*q = (*q)[:last]
	q.sink(0)
	return first
}

var errMerge = errors.New("a merge is no pair of two pieces")
