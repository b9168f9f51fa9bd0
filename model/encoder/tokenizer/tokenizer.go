// Package tokenizer reads a tokenizer.json, as Hugging Face's tokenizers library writes it,
// and cuts captions into the token ids that the library gives.
//
// A caption goes the library's way: tokens that were added are found in it; the rest is normalized
// (normal.go and normalizers.go, with SentencePiece's map of characters in precompiled.go and
// normal forms in forms.go), in which other added tokens are found (added.go); that is split into
// words (split.go, by the patterns of patterns.go), which a model cuts into tokens: WordPiece
// (wordpiece.go), byte-pair encoding (bpe.go) or a unigram language model (unigram.go). It is cut
// at its end where it is too long, and special tokens are put around it (special.go). file.go reads
// the file, tables.go has Unicode's tables for BERT.
//
// What a file asks for and is not done here is an error that names it: guessing would give
// plausible but wrong features.
package tokenizer

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// DefaultMaxTokens is the longest input, special tokens included, where the
// tokenizer file does not say: the number of positions that BERT was trained
// with (Devlin et al., 2019).
const DefaultMaxTokens = 512

// Tokenizer turns a caption into token ids. Settings and vocabulary come from a
// tokenizer.json, and the ids are those that the library's encode gives, without padding.
//
// BERT's normalizer keeps to the library's old Unicode tables for that. The words differ for
// 55 letters whose case is newer than Unicode 15 (U+1C89, U+A7CB to U+A7DC, U+10D50 to
// U+10D65, U+16EA0 to U+16EB8) and for U+11938; no vocabulary of BERT has them, so the ids
// are [UNK] all the same. Of characters that Unicode has since version 16 the library also
// knows whether they are letters and their lower case, which decides how CLIP's pattern splits
// them.
//
// A Tokenizer is immutable and safe for concurrent use.
type Tokenizer struct {
	written    *addedTokens // found in the caption
	normal     []normalizer
	normalized *addedTokens // found in what the normalizer makes of it
	split      []splitter
	bert       *bertNormal // normalizes and splits, instead of normal and split; nil for none
	model      model

	special special
	max     int // tokens, with the special ones
	digest  string
}

// model cuts a word into tokens.
type model interface {
	tokens(ids []int64, word string) []int64 // appends those of a word
	id(piece string) (int64, bool)           // of a piece of the vocabulary
	size() int64                             // of the vocabulary
	largest() int64                          // id that it can give
}

// Digest returns the SHA-256 of the tokenizer.json in hex.
func (t *Tokenizer) Digest() string { return t.digest }

// MaxTokens returns the most ids that Encode returns: the file's own truncation
// length, but at most DefaultMaxTokens.
func (t *Tokenizer) MaxTokens() int { return t.max }

// Limited returns the same tokenizer with at most n tokens, or as many as it has anyway.
func (t *Tokenizer) Limited(n int) (*Tokenizer, error) {
	if special := len(t.special.before) + len(t.special.after); n <= special {
		return nil, fmt.Errorf("%d tokens leave no room beside %d special ones", n, special)
	}
	limited := *t
	limited.max = min(t.max, n)
	return &limited, nil
}

// Largest returns the largest id that Encode can return.
func (t *Tokenizer) Largest() int64 {
	most := max(t.model.largest(), t.written.largest(), t.normalized.largest())
	for _, id := range slices.Concat(t.special.before, t.special.after) {
		most = max(most, id)
	}
	return most
}

// End returns the id of the token that Encode puts behind every caption, of several the
// first, and false where it puts none.
func (t *Tokenizer) End() (int64, bool) {
	if len(t.special.after) == 0 {
		return 0, false
	}
	return t.special.after[0], true
}

// Encode returns the ids of a caption between the special tokens ([CLS] and
// [SEP], <s> and </s>). A caption that is too long is cut at its end. Names of special tokens
// in the caption, "[MASK]", become those tokens, as in the library. Any string
// is allowed; bytes that are not UTF-8 are dropped.
func (t *Tokenizer) Encode(caption string) []int64 {
	if !utf8.ValidString(caption) {
		caption = strings.ToValidUTF8(caption, "")
	}
	room := t.max - len(t.special.before) - len(t.special.after)
	ids := make([]int64, 0, 64)
	for _, p := range t.written.cut(caption) {
		if len(ids) >= room {
			break
		}
		if p.token != nil {
			ids = append(ids, p.token.id)
			continue
		}
		ids = t.text(ids, p, room)
	}
	return slices.Concat(t.special.before, ids[:min(len(ids), room)], t.special.after)
}

// text appends the ids of a part of a caption in which no token was found, at least so many
// of all as there is room for.
func (t *Tokenizer) text(ids []int64, p part, room int) []int64 {
	if t.bert != nil {
		for word := range t.bert.words(p.text) {
			if ids = t.model.tokens(ids, word); len(ids) >= room {
				break
			}
		}
		return ids
	}
	text, begins := normalize(t.normal, p.text)
	for _, q := range t.normalized.cut(text) {
		if q.token != nil {
			ids = append(ids, q.token.id)
			continue
		}
		words := []string{q.text}
		for _, split := range t.split {
			var finer []string
			for i, w := range words {
				if w != "" {
					finer = split(finer, w, p.first && begins && q.first && i == 0)
				}
			}
			words = finer
		}
		for _, w := range words {
			if w == "" {
				continue
			}
			if ids = t.model.tokens(ids, w); len(ids) >= room {
				return ids
			}
		}
	}
	return ids
}
