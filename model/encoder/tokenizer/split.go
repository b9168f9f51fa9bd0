package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// splitter splits a piece of text further. first says that it is at the beginning of the
// caption.
type splitter func(pieces []string, piece string, first bool) []string

// splitterFile is a pre-tokenizer in tokenizer.json: the fields of all kinds.
type splitterFile struct {
	Type          string            `json:"type"`
	PreTokenizers []json.RawMessage `json:"pretokenizers"` // Sequence

	AddPrefixSpace *bool `json:"add_prefix_space"` // ByteLevel, Metaspace of old
	UseRegex       *bool `json:"use_regex"`        // ByteLevel

	Pattern  *patternFile `json:"pattern"` // Split
	Behavior string       `json:"behavior"`
	Invert   bool         `json:"invert"`

	Replacement   string  `json:"replacement"` // Metaspace
	PrependScheme *string `json:"prepend_scheme"`
	Split         *bool   `json:"split"`
}

// split returns what a pre-tokenizer does, in order.
func (f *splitterFile) split(depth int) ([]splitter, error) {
	one := func(s splitter) ([]splitter, error) { return []splitter{s}, nil }
	switch f.Type {
	case "Sequence":
		if depth == maxDepth || len(f.PreTokenizers) > 100 {
			return nil, fmt.Errorf("the pre_tokenizer has too many parts")
		}
		var all []splitter
		for _, raw := range f.PreTokenizers {
			var part splitterFile
			if err := json.Unmarshal(raw, &part); err != nil {
				return nil, errNoTokenizer
			}
			some, err := part.split(depth + 1)
			if err != nil {
				return nil, err
			}
			if part.PrependScheme != nil && *part.PrependScheme == "first" && len(all) > 0 {
				// What begins a caption is then no longer known: it may have lost white space.
				return nil, errors.New("pre_tokenizer Metaspace: the prepend_scheme \"first\" is not read behind another pre_tokenizer")
			}
			all = append(all, some...)
		}
		return all, nil
	case "ByteLevel":
		return one(f.byteLevel())
	case "Split":
		match, err := f.Pattern.matcher()
		if err != nil {
			return nil, fmt.Errorf("pre_tokenizer Split: %w", err)
		}
		// Between what matches is what an inverted one splits off, and both stay or go alike.
		var keepMatched, keepOthers bool
		switch f.Behavior {
		case "Removed":
			keepMatched, keepOthers = f.Invert, !f.Invert
		case "Isolated":
			keepMatched, keepOthers = true, true
		default:
			return nil, fmt.Errorf("pre_tokenizer Split: the behavior %s is not read here", labels.Quoted(f.Behavior))
		}
		return one(func(pieces []string, piece string, _ bool) []string {
			return splitBy(pieces, piece, match, keepMatched, keepOthers)
		})
	case "WhitespaceSplit":
		return one(func(pieces []string, piece string, _ bool) []string {
			return append(pieces, strings.FieldsFunc(piece, isSpace)...)
		})
	case "Metaspace":
		s, err := f.metaspace()
		return []splitter{s}, err
	case "BertPreTokenizer":
		return nil, fmt.Errorf("the pre_tokenizer BertPreTokenizer is only read after a BertNormalizer")
	}
	return nil, fmt.Errorf("the pre_tokenizer %s is not read here", labels.Quoted(f.Type))
}

// splitBy splits where something matches.
func splitBy(pieces []string, s string, match matcher, keepMatched, keepOthers bool) []string {
	from := 0 // of what has not matched
	other := func(to int) {
		if keepOthers && to > from {
			pieces = append(pieces, s[from:to])
		}
	}
	for at := 0; at < len(s); {
		n := match(s[at:])
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s[at:])
			at += n
			continue
		}
		other(at)
		if keepMatched {
			pieces = append(pieces, s[at:at+n])
		}
		at += n
		from = at
	}
	other(len(s))
	return pieces
}

// byteLevel makes letters of all bytes, after the words of GPT-2's pattern.
func (f *splitterFile) byteLevel() splitter {
	prefix := f.AddPrefixSpace == nil || *f.AddPrefixSpace
	regex := f.UseRegex == nil || *f.UseRegex
	return func(pieces []string, piece string, _ bool) []string {
		if prefix && !strings.HasPrefix(piece, " ") {
			piece = " " + piece
		}
		mark := len(pieces)
		if regex {
			pieces = splitBy(pieces, piece, matchGPT2, true, true)
		} else {
			pieces = append(pieces, piece)
		}
		for i := mark; i < len(pieces); i++ {
			pieces[i] = bytesAsLetters(pieces[i])
		}
		return pieces
	}
}

// byteLetters are the letters that stand for bytes: those that can be printed for themselves,
// and the others in order from U+0100 on (Radford et al., 2019, bytes_to_unicode).
var byteLetters = func() (letters [256]rune) {
	next := rune(256)
	for b := range letters {
		if b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae {
			letters[b] = rune(b)
			continue
		}
		letters[b] = next
		next++
	}
	return letters
}()

func bytesAsLetters(s string) string {
	var out strings.Builder
	out.Grow(2 * len(s))
	for i := range len(s) {
		out.WriteRune(byteLetters[s[i]])
	}
	return out.String()
}

// metaspace makes spaces visible, and begins words with them.
func (f *splitterFile) metaspace() (splitter, error) {
	mark := f.Replacement
	if utf8.RuneCountInString(mark) != 1 {
		return nil, fmt.Errorf("pre_tokenizer Metaspace: replacement %s: want one character", labels.Quoted(mark))
	}
	scheme := "always"
	switch {
	case f.PrependScheme != nil:
		scheme = *f.PrependScheme
	case f.AddPrefixSpace != nil && !*f.AddPrefixSpace:
		scheme = "never"
	}
	if !slices.Contains([]string{"always", "first", "never"}, scheme) {
		return nil, fmt.Errorf("pre_tokenizer Metaspace: the prepend_scheme %s is not read here", labels.Quoted(scheme))
	}
	whole := f.Split != nil && !*f.Split
	return func(pieces []string, piece string, first bool) []string {
		piece = strings.ReplaceAll(piece, " ", mark)
		if !strings.HasPrefix(piece, mark) && (scheme == "always" || scheme == "first" && first) {
			piece = mark + piece
		}
		if whole {
			return append(pieces, piece)
		}
		for piece != "" { // each mark begins one
			end := len(piece)
			if i := strings.Index(piece[1:], mark); i >= 0 {
				end = 1 + i
			}
			pieces, piece = append(pieces, piece[:end]), piece[end:]
		}
		return pieces
	}, nil
}
