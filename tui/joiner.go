package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	joiner    = '\u200d' // makes one emoji of the two beside it, and shapes letters
	emojiForm = '\ufe0f' // behind a sign that is shown as an emoji
	keycap    = '\u20e3' // behind a digit
)

// joined is a text without the joiners in it that join nothing, as those of an emoji that was cut
// through. Some terminals (tmux) put what stands beside such a one into the cell before or behind
// it, where nothing that is drawn later takes it away. They take no cells.
func joined(s string) string {
	if !strings.ContainsRune(s, joiner) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	before := rune(0)
	for i, r := range s {
		if r == joiner {
			behind, size := utf8.DecodeRuneInString(s[i+utf8.RuneLen(joiner):])
			if !joins(before, behind, size > 0) {
				before = r
				continue
			}
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// joins reports whether a joiner between two characters means something: between two signs, or
// behind a letter of a script other than Latin, whose shape it may change at the end of a word,
// too. The second is there if more says so.
func joins(before, behind rune, more bool) bool {
	if unicode.In(before, unicode.So, unicode.Sk) || before == emojiForm || before == keycap {
		return more && behind >= utf8.RuneSelf && unicode.In(behind, unicode.So, unicode.Sm)
	}
	return before >= utf8.RuneSelf && unicode.In(before, unicode.L, unicode.M) && !unicode.Is(unicode.Latin, before)
}
