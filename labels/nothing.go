package labels

import "strings"

// SaysNothing reports whether a text says nothing at all: it is empty, or letters that
// stand for nothing (nan, null, the names of sites that stamp the memes made there). What
// is drawn, such as an emoji, says something, although it ties no memes together.
func SaysNothing(s string) bool {
	s = strings.TrimSpace(s)
	// Nearly all captions have some words, and need no closer look.
	words := 0
	for word := range strings.FieldsSeq(s) {
		if !strings.Contains(word, ".") {
			words++
		}
		if words == 5 {
			return false
		}
	}
	return s == "" || CaptionKey(s) == "" && NormalCaption(s) != "" || strings.Trim(s, "-–—. ") == ""
}
