package ocr

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"memebench/labels"
)

// watermarks are the names of sites, by their letters.
var watermarks = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range labels.Sites() {
		all[letters(name)] = true
	}
	return all
}()

// around are words that stand around the name of a site.
var around = map[string]bool{
	"made": true, "created": true, "generated": true, "make": true, "on": true, "with": true, "by": true, "via": true,
	"from": true, "at": true, "in": true, "source": true, "www": true, "your": true, "own": true, "download": true, "meme": true, "memes": true,
}

// Watermark reports whether a line is the name of a site and no part of a caption:
// its words are a bare host, such as example.com, or one of the known names, which may
// be misread in a letter or two, and words such as "made with".
func Watermark(line string) bool {
	named := false
	words := strings.Fields(strings.ToLower(line))
	for _, w := range words {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		switch {
		case w == "" || around[w]:
		case isSite(w):
			named = true
		default:
			return known(letters(line))
		}
	}
	return named
}

// isSite reports whether a word is an address or the name of a site.
func isSite(word string) bool {
	_, address := labels.Address(word)
	return address || known(letters(word))
}

// known reports whether letters are one of the names or nearly so.
func known(s string) bool {
	n := utf8.RuneCountInString(s)
	slips := 0
	switch {
	case watermarks[s]:
		return true
	case n >= 10:
		slips = 2
	case n >= 8:
		slips = 1
	}
	for name := range watermarks {
		// A missing ending of two letters is no slip: what is left may be a word.
		if d := n - utf8.RuneCountInString(name); slips > 0 && d >= -1 && d <= 1 && distance(s, name) <= slips {
			return true
		}
	}
	return false
}

// letters returns the letters and digits of s, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
