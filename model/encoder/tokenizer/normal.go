package tokenizer

import (
	"iter"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// bertNormal is BERT's text normaliser and the splitting into words that follows
// it, in the form that Hugging Face's BertNormalizer and BertPreTokenizer give
// them.
type bertNormal struct {
	clean   bool // drop control characters, make all white space a space
	chinese bool // put spaces around CJK ideographs
	strip   bool // drop accents: decompose, then drop nonspacing marks
	lower   bool
}

// words yields the words of s: runs of characters between white space, and each
// punctuation mark by itself.
func (n bertNormal) words(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var cleaned strings.Builder
		cleaned.Grow(len(s))
		for _, r := range s {
			if n.clean {
				if r == 0 || r == unicode.ReplacementChar || isBertControl(r) {
					continue
				}
				if unicode.Is(unicode.White_Space, r) {
					r = ' '
				}
			}
			if n.chinese && isCJK(r) {
				cleaned.WriteByte(' ')
				cleaned.WriteRune(r)
				cleaned.WriteByte(' ')
				continue
			}
			cleaned.WriteRune(r)
		}
		text := cleaned.String()
		if n.strip {
			text = norm.NFD.String(text)
		}
		var word strings.Builder
		flush := func() bool {
			if word.Len() == 0 {
				return true
			}
			w := word.String()
			word.Reset()
			return yield(w)
		}
		for _, r := range text {
			if n.strip && isBertMark(r) {
				continue
			}
			if n.lower {
				if r == 'İ' { // the one rune whose lower case is two
					word.WriteString("i\u0307")
					continue
				}
				r = unicode.ToLower(r)
			}
			switch {
			case unicode.Is(unicode.White_Space, r):
				if !flush() {
					return
				}
			case isBertPunctuation(r):
				if !flush() || !yield(string(r)) {
					return
				}
			default:
				word.WriteRune(r)
			}
		}
		flush()
	}
}

// isBertControl reports the characters that the cleaning drops: general
// category C, but for the three that count as white space.
func isBertControl(r rune) bool {
	if r == '\t' || r == '\n' || r == '\r' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) && !unicode.Is(laterThanBERT, r)
}

// isBertMark reports the nonspacing marks that stripping accents drops: general
// category Mn. U+1734 belonged to it and no longer does; U+111C9 was
// punctuation and is a mark now.
func isBertMark(r rune) bool {
	return r == 0x1734 || r != 0x111c9 && unicode.Is(unicode.Mn, r) && !unicode.Is(laterThanBERT, r)
}

// isBertPunctuation reports general category P and all ASCII that is neither
// letter, digit, space nor control, "$" and "^" for instance. U+166D and U+111C9
// left the category after Unicode 7.
func isBertPunctuation(r rune) bool {
	if r >= 0x80 {
		return r == 0x166d || r == 0x111c9 || unicode.Is(unicode.P, r) && !unicode.Is(laterThanBERT, r)
	}
	return r >= '!' && r <= '/' || r >= ':' && r <= '@' || r >= '[' && r <= '`' || r >= '{' && r <= '~'
}

// isCJK reports the blocks of ideographs that BERT's own tokenization.py lists.
// Extension E begins at 2B920 in the library where the block begins at 2B820.
func isCJK(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r >= 0x20000 && r <= 0x2a6df ||
		r >= 0x2a700 && r <= 0x2b73f || r >= 0x2b740 && r <= 0x2b81f || r >= 0x2b920 && r <= 0x2ceaf ||
		r >= 0xf900 && r <= 0xfaff || r >= 0x2f800 && r <= 0x2fa1f
}
