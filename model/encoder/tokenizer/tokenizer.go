// Package tokenizer reads a tokenizer.json, as Hugging Face's tokenizers library
// writes it, and cuts captions into the token ids that the library gives: by
// WordPiece, the only model that is read so far.
//
// tokenizer.go has the file and the pieces, normal.go what is done to the text before,
// tables.go the Unicode tables for that.
package tokenizer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// MaxFile is the size in bytes of the largest tokenizer.json that is read; BERT's
// multilingual one has 3 MB.
const MaxFile = 16 << 20

const (
	maxVocabulary = 1 << 20
	maxWordLength = 1000 // runes; BERT's limit is 100
)

// DefaultMaxTokens is the longest input, special tokens included, where the
// tokenizer file does not say: the number of positions that BERT was trained
// with (Devlin et al., 2019).
const DefaultMaxTokens = 512

// Tokenizer turns a caption into the token ids of a BERT-family text encoder:
// BERT's normaliser and pre-tokenizer followed by WordPiece (Wu et al., 2016;
// greedy longest match). Settings and vocabulary come from a tokenizer.json as
// Hugging Face's tokenizers library writes it, and the ids are those that the
// library's encode gives. For that, the normaliser keeps to the library's old
// Unicode tables. The words differ for 55 letters whose case is newer than
// Unicode 15 (U+1C89, U+A7CB to U+A7DC, U+10D50 to U+10D65, U+16EA0 to U+16EB8)
// and for U+11938; no vocabulary of BERT has them, so the ids are [UNK] all the
// same.
//
// A Tokenizer is immutable and safe for concurrent use.
type Tokenizer struct {
	normal  bertNormal
	vocab   map[string]int64
	rest    string // what marks a piece that continues a word: ##
	unknown int64
	longest int // runes of a word, beyond which it is unknown

	added         []addedToken // recognised in the text as they stand
	before, after []int64      // special tokens around a caption
	max           int          // tokens, with the special ones
	digest        string
}

type addedToken struct {
	text string
	id   int64
}

// tokenizerFile is the part of tokenizer.json that is read.
type tokenizerFile struct {
	Truncation *struct {
		MaxLength int    `json:"max_length"`
		Direction string `json:"direction"`
		Strategy  string `json:"strategy"`
	} `json:"truncation"`
	AddedTokens []struct {
		ID         int64  `json:"id"`
		Content    string `json:"content"`
		SingleWord bool   `json:"single_word"`
		LStrip     bool   `json:"lstrip"`
		RStrip     bool   `json:"rstrip"`
		Normalized bool   `json:"normalized"`
	} `json:"added_tokens"`
	Normalizer *struct {
		Type               string `json:"type"`
		CleanText          bool   `json:"clean_text"`
		HandleChineseChars bool   `json:"handle_chinese_chars"`
		StripAccents       *bool  `json:"strip_accents"`
		Lowercase          bool   `json:"lowercase"`
	} `json:"normalizer"`
	PreTokenizer *struct {
		Type string `json:"type"`
	} `json:"pre_tokenizer"`
	PostProcessor *postProcessor `json:"post_processor"`
	Model         struct {
		Type      string           `json:"type"`
		Unknown   string           `json:"unk_token"`
		Prefix    *string          `json:"continuing_subword_prefix"`
		MaxLength *int             `json:"max_input_chars_per_word"`
		Vocab     map[string]int64 `json:"vocab"`
	} `json:"model"`
}

type postProcessor struct {
	Type   string `json:"type"`
	Single []struct {
		SpecialToken *struct {
			ID string `json:"id"`
		} `json:"SpecialToken"`
		Sequence *struct{} `json:"Sequence"`
	} `json:"single"`
	SpecialTokens map[string]struct {
		IDs []int64 `json:"ids"`
	} `json:"special_tokens"`
	Sep []any `json:"sep"` // BertProcessing: token and id
	Cls []any `json:"cls"`
}

// Parse reads a tokenizer.json. Only what BERT-family text encoders use
// is accepted: a WordPiece model, BertNormalizer, BertPreTokenizer, and special
// tokens by TemplateProcessing or BertProcessing. Anything else is an error that
// names it, because guessing would give plausible but wrong features.
func Parse(data []byte) (*Tokenizer, error) {
	t, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	return t, nil
}

// errNoTokenizer stands for the errors of encoding/json, which speak of Go types.
var errNoTokenizer = errors.New("not a tokenizer file: it is not a JSON object as Hugging Face's tokenizers writes them")

func parse(data []byte) (*Tokenizer, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%d bytes: at most %d are read", len(data), MaxFile)
	}
	var kind struct {
		Model struct {
			Type string `json:"type"`
		} `json:"model"`
	}
	// First the kind alone: the vocabulary of another kind has another form, and
	// the reader should hear of the kind rather than of the form.
	if err := json.Unmarshal(data, &kind); err != nil {
		return nil, errNoTokenizer
	}
	if kind.Model.Type != "WordPiece" {
		return nil, fmt.Errorf("model type %s: only WordPiece is read", labels.Quoted(kind.Model.Type))
	}
	var f tokenizerFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, errNoTokenizer
	}
	t := &Tokenizer{vocab: f.Model.Vocab, rest: "##", longest: 100, max: DefaultMaxTokens}
	for _, read := range []func(*tokenizerFile) error{t.readModel, t.readNormal, t.readAdded, t.readSpecial, t.readTruncation} {
		if err := read(&f); err != nil {
			return nil, err
		}
	}
	sum := sha256.Sum256(data)
	t.digest = hex.EncodeToString(sum[:])
	return t, nil
}

func (t *Tokenizer) readModel(f *tokenizerFile) error {
	if n := len(t.vocab); n == 0 || n > maxVocabulary {
		return fmt.Errorf("the vocabulary has %d entries: want 1 to %d", n, maxVocabulary)
	}
	for piece, id := range t.vocab {
		if err := checkID(piece, id); err != nil {
			return err
		}
	}
	unknown, ok := t.vocab[f.Model.Unknown]
	if !ok {
		return fmt.Errorf("unk_token %s is not in the vocabulary", labels.Quoted(f.Model.Unknown))
	}
	t.unknown = unknown
	if f.Model.Prefix != nil {
		t.rest = *f.Model.Prefix
	}
	if n := f.Model.MaxLength; n != nil {
		t.longest = *n
	}
	if t.longest < 1 || t.longest > maxWordLength {
		return fmt.Errorf("max_input_chars_per_word %d: want 1 to %d", t.longest, maxWordLength)
	}
	return nil
}

func (t *Tokenizer) readNormal(f *tokenizerFile) error {
	switch {
	case f.Normalizer == nil || f.Normalizer.Type != "BertNormalizer":
		return errors.New("the normalizer is not a BertNormalizer")
	case f.PreTokenizer == nil || f.PreTokenizer.Type != "BertPreTokenizer":
		return errors.New("the pre_tokenizer is not a BertPreTokenizer")
	}
	n := f.Normalizer
	t.normal = bertNormal{clean: n.CleanText, chinese: n.HandleChineseChars, lower: n.Lowercase, strip: n.Lowercase}
	if n.StripAccents != nil {
		t.normal.strip = *n.StripAccents
	}
	return nil
}

func (t *Tokenizer) readAdded(f *tokenizerFile) error {
	for _, a := range f.AddedTokens {
		if err := checkID(a.Content, a.ID); err != nil {
			return err
		}
		if a.SingleWord || a.LStrip || a.RStrip || a.Normalized {
			return fmt.Errorf("added token %s: single_word, lstrip, rstrip and normalized are not supported", labels.Quoted(a.Content))
		}
		if a.Content != "" {
			t.added = append(t.added, addedToken{a.Content, a.ID})
		}
	}
	if len(t.added) > 1000 {
		return fmt.Errorf("%d added tokens: at most 1000 are read", len(t.added))
	}
	// At one place the longest wins.
	slices.SortStableFunc(t.added, func(a, b addedToken) int { return len(b.text) - len(a.text) })
	return nil
}

func (t *Tokenizer) readSpecial(f *tokenizerFile) error {
	p := f.PostProcessor
	switch {
	case p == nil:
		return nil
	case p.Type == "BertProcessing":
		for _, side := range []struct {
			pair []any
			to   *[]int64
		}{{p.Cls, &t.before}, {p.Sep, &t.after}} {
			id, ok := float64(0), false
			if len(side.pair) == 2 {
				id, ok = side.pair[1].(float64)
			}
			if !ok || id < 0 || id > maxVocabulary {
				return errors.New("post_processor: sep and cls want a token and its id")
			}
			*side.to = []int64{int64(id)}
		}
		return nil
	case p.Type != "TemplateProcessing":
		return fmt.Errorf("post_processor %s: want TemplateProcessing or BertProcessing", labels.Quoted(p.Type))
	}
	to, captions := &t.before, 0
	for _, item := range p.Single {
		switch {
		case item.Sequence != nil:
			to = &t.after
			captions++
		case item.SpecialToken != nil:
			ids := p.SpecialTokens[item.SpecialToken.ID].IDs
			if len(ids) == 0 || len(ids) > 10 {
				return fmt.Errorf("post_processor: special token %s has %d ids", labels.Quoted(item.SpecialToken.ID), len(ids))
			}
			for _, id := range ids {
				if err := checkID(item.SpecialToken.ID, id); err != nil {
					return err
				}
			}
			*to = append(*to, ids...)
		}
	}
	if captions != 1 {
		return fmt.Errorf("post_processor: the template has %d places for a text: want 1", captions)
	}
	return nil
}

func (t *Tokenizer) readTruncation(f *tokenizerFile) error {
	if tr := f.Truncation; tr != nil {
		if tr.Direction != "" && tr.Direction != "Right" {
			return fmt.Errorf("truncation direction %s: only Right is supported", labels.Quoted(tr.Direction))
		}
		t.max = min(tr.MaxLength, DefaultMaxTokens)
	}
	if special := len(t.before) + len(t.after); t.max <= special {
		return fmt.Errorf("truncation to %d tokens leaves no room beside %d special ones", t.max, special)
	}
	return nil
}

func checkID(piece string, id int64) error {
	if id < 0 || id >= maxVocabulary {
		return fmt.Errorf("token %s has id %d: want 0 to %d", labels.Quoted(piece), id, maxVocabulary-1)
	}
	return nil
}

// Digest returns the SHA-256 of the tokenizer.json in hex.
func (t *Tokenizer) Digest() string { return t.digest }

// MaxTokens returns the most ids that Encode returns: the file's own truncation
// length, but at most DefaultMaxTokens.
func (t *Tokenizer) MaxTokens() int { return t.max }

// Largest returns the largest id that Encode can return.
func (t *Tokenizer) Largest() int64 {
	most := t.unknown
	for _, id := range t.vocab {
		most = max(most, id)
	}
	for _, a := range t.added {
		most = max(most, a.id)
	}
	for _, id := range slices.Concat(t.before, t.after) {
		most = max(most, id)
	}
	return most
}

// Encode returns the ids of a caption between the special tokens ([CLS] and
// [SEP]). A caption that is too long is cut at its end. Names of special tokens
// in the caption, "[MASK]", become those tokens, as in the library. Any string
// is allowed; bytes that are not UTF-8 are dropped.
func (t *Tokenizer) Encode(caption string) []int64 {
	room := t.max - len(t.before) - len(t.after)
	if !utf8.ValidString(caption) {
		caption = strings.ToValidUTF8(caption, "")
	}
	ids := make([]int64, 0, 64)
	ids = append(ids, t.before...)
	n := len(ids)
	for len(caption) > 0 && len(ids)-n < room {
		at, token := t.nextAdded(caption)
		for word := range t.normal.words(caption[:at]) {
			ids = t.pieces(ids, word)
			if len(ids)-n >= room {
				break
			}
		}
		caption = caption[at:]
		if token != nil {
			caption = caption[len(token.text):]
			ids = append(ids, token.id)
		}
	}
	if len(ids)-n > room {
		ids = ids[:n+room]
	}
	return append(ids, t.after...)
}

// nextAdded finds the first added token in s; without one it returns len(s).
func (t *Tokenizer) nextAdded(s string) (int, *addedToken) {
	at, best := len(s), (*addedToken)(nil)
	for i := range t.added {
		if p := strings.Index(s, t.added[i].text); p >= 0 && p < at {
			at, best = p, &t.added[i]
		}
	}
	return at, best
}

// pieces splits a word into the longest pieces that the vocabulary has, from the
// left; a word that does not come out even is one unknown token.
func (t *Tokenizer) pieces(ids []int64, word string) []int64 {
	if utf8.RuneCountInString(word) > t.longest {
		return append(ids, t.unknown)
	}
	mark := len(ids)
	prefix := ""
	for start := 0; start < len(word); {
		end := len(word)
		for ; end > start; end-- {
			if end < len(word) && !utf8.RuneStart(word[end]) {
				continue
			}
			if id, ok := t.vocab[prefix+word[start:end]]; ok {
				ids = append(ids, id)
				break
			}
		}
		if end == start {
			return append(ids[:mark], t.unknown)
		}
		start, prefix = end, t.rest
	}
	return ids
}
