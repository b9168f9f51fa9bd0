package ocr

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// watermarkList has the names that sites write into the memes that are made or shown
// there, one a line.
//
//go:embed watermarks.txt
var watermarkList string

var watermarks = parseWatermarks(watermarkList)

func parseWatermarks(list string) []string {
	var all []string
	for l := range strings.Lines(list) {
		l = strings.TrimSpace(l)
		if l != "" && !strings.HasPrefix(l, "#") {
			all = append(all, letters(l))
		}
	}
	return all
}

// host is a bare name of a site, or the address of a page of it.
var host = regexp.MustCompile(`^(https?://)?(www\.)?[\pL\pN-]{2,}(\.[\pL\pN-]{2,})*\.(com|net|org|info|co|in|io|me|tv|fm|ly|us|uk|de|ru|club|xyz|site|online|app)(/\S*)?$`)

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
		case host.MatchString(w) || known(letters(w)):
			named = true
		default:
			return known(letters(line))
		}
	}
	return named
}

// known reports whether letters are one of the names or nearly so.
func known(s string) bool {
	n := utf8.RuneCountInString(s)
	for _, name := range watermarks {
		if s == name {
			return true
		}
		slips := 0
		switch {
		case n >= 10:
			slips = 2
		case n >= 8:
			slips = 1
		}
		if d := n - utf8.RuneCountInString(name); slips > 0 && d >= -slips && d <= slips && distance(s, name) <= slips {
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
