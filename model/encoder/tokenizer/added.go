package tokenizer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"memebench/labels"
)

// addedToken is recognised in a text as it stands.
type addedToken struct {
	text       string
	id         int64
	singleWord bool // only where no letter or digit is beside it
	lstrip     bool // white space before it belongs to it
	rstrip     bool // and behind it
}

// addedFile is an added token in tokenizer.json.
type addedFile struct {
	ID         int64  `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LStrip     bool   `json:"lstrip"`
	RStrip     bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
}

// maxAdded bounds the added tokens.
const maxAdded = 10_000

// addedTokens are some, by their first byte; at one place the longest wins.
type addedTokens [256][]addedToken

// readAdded returns those that are found in a text as it was written, and those that are
// found in what the normalizer makes of it. As in the library, a token's id is the
// vocabulary's or the next one that is free, whatever the file says.
func readAdded(files []addedFile, m model, normal func(string) string) (written, normalized *addedTokens, err error) {
	if len(files) > maxAdded {
		return nil, nil, fmt.Errorf("%d added tokens: at most %d are read", len(files), maxAdded)
	}
	written, normalized = &addedTokens{}, &addedTokens{}
	given, next := map[string]int64{}, m.size()
	for _, f := range files {
		if err := checkID(f.Content, f.ID); err != nil {
			return nil, nil, err
		}
		if f.Content == "" {
			continue
		}
		id, ok := given[f.Content]
		if !ok {
			if id, ok = m.id(f.Content); !ok {
				id = next
			}
			given[f.Content], next = id, max(next, id+1)
		}
		a, to := addedToken{text: f.Content, id: id, singleWord: f.SingleWord, lstrip: f.LStrip, rstrip: f.RStrip}, written
		if f.Normalized {
			if normal == nil {
				return nil, nil, fmt.Errorf("added token %s: normalized is not read beside a BertNormalizer", labels.Quoted(f.Content))
			}
			a.text, to = normal(a.text), normalized
		}
		if a.text != "" {
			to[a.text[0]] = append(to[a.text[0]], a)
		}
	}
	for _, all := range []*addedTokens{written, normalized} {
		for b := range all {
			slices.SortStableFunc(all[b], func(x, y addedToken) int { return len(y.text) - len(x.text) })
		}
	}
	return written, normalized, nil
}

// part is a piece of a text: an added token, or what lies between two.
type part struct {
	text  string
	token *addedToken // nil for none
	first bool        // it is at the beginning of the text
}

// cut cuts a text at the tokens in it.
func (a *addedTokens) cut(s string) (parts []part) {
	from := 0
	for at := 0; at < len(s); {
		token := a.at(s[at:])
		if token == nil {
			at++
			continue
		}
		start, end := at, at+len(token.text)
		at = end
		if token.singleWord && (isWordBefore(s[:start]) || isWordAfter(s[end:])) {
			continue
		}
		if token.lstrip {
			start = max(from, len(strings.TrimRightFunc(s[:start], isSpace)))
		}
		if token.rstrip {
			// What is of white space is looked for in it all the same, as in the library.
			end = len(s) - len(strings.TrimLeftFunc(s[end:], isSpace))
		}
		if start > from {
			parts = append(parts, part{text: s[from:start], first: from == 0})
		}
		parts = append(parts, part{token: token})
		from = end
	}
	if from < len(s) {
		parts = append(parts, part{text: s[from:], first: from == 0})
	}
	return parts
}

// at returns the longest token that a text begins with, nil for none.
func (a *addedTokens) at(s string) *addedToken {
	some := a[s[0]]
	for i := range some {
		if strings.HasPrefix(s, some[i].text) {
			return &some[i]
		}
	}
	return nil
}

// largest is the largest id of them, -1 for none.
func (a *addedTokens) largest() int64 {
	most := int64(-1)
	for _, some := range a {
		for _, t := range some {
			most = max(most, t.id)
		}
	}
	return most
}

func isWordBefore(s string) bool {
	r, n := utf8.DecodeLastRuneInString(s)
	return n > 0 && isWord(r)
}

func isWordAfter(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && isWord(r)
}

// isWord is \w of Unicode's regular expressions (UTS #18): letters, marks, decimal digits,
// connectors and joiners.
func isWord(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic, unicode.Join_Control)
}
