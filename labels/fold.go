package labels

import (
	"unicode"
	"unicode/utf8"
)

// Fold returns text as it is compared by queries: lower case, Latin and Greek letters
// without their accents (é is e, ß is ss, æ is ae), typographic quotes and dashes as
// keyboards have them, and one space where there is any. Vowel signs and other marks of
// scripts that need them stay. Folding twice is folding once.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	b := make([]byte, 0, len(s)+len(s)/8)
	space := false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		switch {
		case r > ' ' && r < utf8.RuneSelf: // quickly, since most are
		case unicode.IsSpace(r):
			space = len(b) > 0
			continue
		case combining(r):
			continue
		}
		if space {
			b = append(b, ' ')
			space = false
		}
		switch {
		case r >= 'A' && r <= 'Z':
			b = append(b, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		default:
			r = unicode.ToLower(r)
			if plain := plainLetters(r); plain != "" {
				b = append(b, plain...)
			} else {
				b = utf8.AppendRune(b, r)
			}
		}
	}
	return string(b)
}

// folded reports whether a text is plain ASCII as Fold would leave it, as most are when
// the store has folded them.
func folded(s string) bool {
	before := byte(' ') // no space begins a folded text
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 0x80, c >= 'A' && c <= 'Z', c < ' ':
			return false
		case c == ' ' && before == ' ':
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// combining reports whether r is an accent written after its letter, or chooses how the
// character before it is drawn.
func combining(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r == 0xfe0e || r == 0xfe0f || r == 0xad
}

// plainLetters returns what a lower-case letter or a sign is compared as, "" for itself.
func plainLetters(r rune) string {
	switch {
	case r < 0x80:
		return ""
	case r >= 0xc0 && r < 0xc0+rune(len(latin1)):
		return known(latin1[r-0xc0])
	case r >= 0x100 && r < 0x100+rune(len(latinA)):
		return known(latinA[r-0x100])
	case r >= 0x1e00 && r < 0x1e00+rune(len(latinMore)):
		return known(latinMore[r-0x1e00])
	}
	return others[r]
}

func known(c byte) string {
	switch c {
	case '.':
		return ""
	case '1':
		return "ae"
	case '2':
		return "oe"
	case '3':
		return "ss"
	case '4':
		return "th"
	case '5':
		return "ij"
	}
	return string(rune(c))
}

// The letters that Latin letters are compared as, from U+00C0, U+0100 and U+1E00 on; a
// dot stands for none, a digit for two letters (see known). TestFoldIsThatOfUnicode
// compares them with the decompositions of the Unicode Standard; what has no
// decomposition (ø, đ, ł, æ, …) is as in German and Scandinavian keyboards' fallbacks.
const (
	latin1    = "aaaaaa1ceeeeiiiidnooooo.ouuuuy43aaaaaa1ceeeeiiiidnooooo.ouuuuy4y"
	latinA    = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiii.i55jjkk.llllllllllnnnnnnn..oooooo22rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
	latinMore = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr" +
		"ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy....3." +
		"aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......"
)

// others are letters and signs outside of those ranges.
var others = map[rune]string{
	'’': "'", '‘': "'", '‛': "'", 'ʼ': "'", '´': "'", '“': `"`, '”': `"`, '„': `"`, '–': "-", '—': "-", '‑': "-", '…': "...",
	'ά': "α", 'έ': "ε", 'ή': "η", 'ί': "ι", 'ϊ': "ι", 'ΐ': "ι", 'ό': "ο", 'ύ': "υ", 'ϋ': "υ", 'ΰ': "υ", 'ώ': "ω", 'ς': "σ",
	'ё': "е",
}
