package labels

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// nothings are what programs write where there is no text, in lower case.
var nothings = []string{"nan", "null", "none", "n/a", "<na>", "#n/a", "nil", "undefined"}

//go:embed watermarks.txt
var watermarkList string

// watermarks are the names of sites that mark the memes made there, in lower case.
var watermarks = sync.OnceValue(func() []string { return strings.Fields(watermarkList) })

// site is a bare address of a site: two words or more with dots between them, of which
// the last is letters, perhaps with a path.
var site = regexp.MustCompile(`^(https?://)?(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org|co|io|me|tv|us|uk|de|in|info|biz|app|xyz|ru|lol)(/\S*)?$`)

// IsWatermark reports whether a line of a caption is the name or the address of a site
// that marks its memes, and nothing else.
func IsWatermark(line string) bool {
	line = strings.ToLower(strings.Trim(line, " \t\r\n.,;:|-_©®™@#()[]<>\"'"))
	return line != "" && (site.MatchString(line) || slices.Contains(watermarks(), strings.ReplaceAll(line, " ", "")))
}

// SaysNothing reports whether a caption says nothing of its meme: it is empty, a word
// for no text (nan, null), or watermarks alone. Memes with such captions have nothing in
// common.
func SaysNothing(caption string) bool {
	caption = strings.TrimSpace(caption)
	if caption == "" || len(caption) < 16 && slices.Contains(nothings, strings.ToLower(caption)) {
		return true
	}
	if len(caption) > 200 { // no list of sites
		return false
	}
	for line := range strings.Lines(caption) {
		if strings.TrimSpace(line) != "" && !IsWatermark(line) && slices.ContainsFunc(strings.Fields(line), func(word string) bool { return !IsWatermark(word) }) {
			return false
		}
	}
	return true
}
