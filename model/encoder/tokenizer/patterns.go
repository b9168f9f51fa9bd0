package tokenizer

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"memebench/labels"
)

// patternFile is a pattern in tokenizer.json: a text, or a regular expression. Of those only
// the ones are taken that the published tokenizers have: Go's regular expressions lack some
// of what is in them, and mean other things by \s.
type patternFile struct {
	String *string `json:"String"`
	Regex  *string `json:"Regex"`
}

// matcher returns the length of what matches at the beginning of a text, which is not empty,
// 0 for nothing.
type matcher func(s string) int

// The patterns of the published tokenizers.
const (
	gpt2Pattern = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
	clipPattern = `'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`
)

var patterns = map[string]matcher{
	gpt2Pattern: matchGPT2,
	clipPattern: matchCLIP,
	// CLIP's as OpenAI and OpenCLIP write it, with the names of its special tokens.
	`<\|startoftext\|>|<\|endoftext\|>|` + clipPattern: matchCLIPNames,
	`\s+`:   func(s string) int { return run(s, isSpace) },
	` +`:    func(s string) int { return run(s, func(r rune) bool { return r == ' ' }) },
	` {2,}`: func(s string) int { return atLeast(2, run(s, func(r rune) bool { return r == ' ' })) },
}

var errNoPattern = errors.New("it has no pattern")

// matcher returns what the pattern matches.
func (p *patternFile) matcher() (matcher, error) {
	switch {
	case p == nil || p.String == nil && p.Regex == nil:
		return nil, errNoPattern
	case p.String != nil && *p.String == "":
		return nil, errNoPattern
	case p.String != nil:
		return func(s string) int {
			if strings.HasPrefix(s, *p.String) {
				return len(*p.String)
			}
			return 0
		}, nil
	}
	if m, ok := patterns[*p.Regex]; ok {
		return m, nil
	}
	return nil, fmt.Errorf("the pattern %s is not read here", labels.Quoted(*p.Regex))
}

// replace returns a normalizer that puts a text in the place of what matches.
func (p *patternFile) replace(by string) (func(string) string, error) {
	match, err := p.matcher()
	if err != nil {
		return nil, err
	}
	return func(s string) string {
		var out strings.Builder
		for at := 0; at < len(s); {
			if n := match(s[at:]); n > 0 {
				out.WriteString(by)
				at += n
				continue
			}
			_, n := utf8.DecodeRuneInString(s[at:])
			out.WriteString(s[at : at+n])
			at += n
		}
		return out.String()
	}, nil
}

// run is the length of the runes at the beginning of a text that are of a kind.
func run(s string, of func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !of(r) }); i >= 0 {
		return i
	}
	return len(s)
}

func atLeast(least, n int) int {
	if n < least {
		return 0
	}
	return n
}

func isLetter(r rune) bool { return unicode.Is(unicode.L, r) }
func isNumber(r rune) bool { return unicode.Is(unicode.N, r) }
func isOther(r rune) bool  { return !isSpace(r) && !isLetter(r) && !isNumber(r) }

// contraction is the length of an English one at the beginning, with its apostrophe.
func contraction(s string) int {
	for _, c := range [...]string{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"} {
		if strings.HasPrefix(s, c) {
			return len(c)
		}
	}
	return 0
}

// matchGPT2 is the pattern of GPT-2 (Radford et al., 2019), RoBERTa and ModernBERT.
func matchGPT2(s string) int {
	if n := contraction(s); n > 0 {
		return n
	}
	space := 0
	if s[0] == ' ' {
		space = 1
	}
	for _, of := range [...]func(rune) bool{isLetter, isNumber, isOther} {
		if n := run(s[space:], of); n > 0 {
			return space + n
		}
	}
	// White space: the last of it is left to the word that follows.
	n := run(s, isSpace)
	if n == len(s) {
		return n
	}
	if _, last := utf8.DecodeLastRuneInString(s[:n]); n > last {
		return n - last
	}
	return n
}

// matchCLIP is the pattern of CLIP (Radford et al., 2021), which leaves white space out.
func matchCLIP(s string) int {
	if n := contraction(s); n > 0 {
		return n
	}
	if n := run(s, isLetter); n > 0 {
		return n
	}
	if r, n := utf8.DecodeRuneInString(s); isNumber(r) {
		return n
	}
	return run(s, isOther)
}

func matchCLIPNames(s string) int {
	for _, name := range [...]string{"<|startoftext|>", "<|endoftext|>"} {
		if strings.HasPrefix(s, name) {
			return len(name)
		}
	}
	return matchCLIP(s)
}
