package labels

import (
	"slices"
	"strings"
)

// CaptionKey is the form in which captions are compared to find memes that are the same: that
// of [NormalCaption], without the names that sites stamp on the pictures made with them. It
// is "" for a caption that says nothing: one without letters or digits, what tables write in
// empty cells, and one that has nothing but the names of sites.
func CaptionKey(s string) string {
	if strings.Contains(s, ".") { // there may be an address
		s = withoutStamps(s)
	}
	key := NormalCaption(s)
	for word := range strings.SplitSeq(key, " ") {
		if slices.Contains(memeSites, word) {
			continue
		}
		if slices.Contains(emptyCells, key) {
			return ""
		}
		return key
	}
	return ""
}

// withoutStamps takes the addresses of sites that stamp pictures out of a caption, and
// all addresses if it has nothing else.
func withoutStamps(s string) string {
	var kept []string
	said, stamped := false, false
	for word := range strings.FieldsSeq(s) {
		host, isAddress := "", false
		if strings.Contains(word, ".") {
			host, isAddress = hostIn(word)
		}
		name, _, _ := strings.Cut(host, ".")
		if isAddress && slices.Contains(memeSites, name) {
			stamped = true
			continue
		}
		kept = append(kept, word)
		said = said || !isAddress
	}
	switch {
	case !said:
		return ""
	case stamped:
		return strings.Join(kept, " ")
	}
	return s
}

// memeSites stamp their address on the pictures that are made with them.
var memeSites = []string{
	"9gag", "adviceanimals", "demotivation", "diylol", "funnyjunk", "icanhas", "icanhascheezburger", "ifunny", "imgflip", "imgur",
	"kapwing", "knowyourmeme", "livememe", "makeameme", "memebase", "memecenter", "memecreator", "memecrunch", "memedroid", "memegen",
	"memegenerator", "mematic", "onsizzle", "quickmeme", "ragegenerator", "weknowmemes", "zipmeme",
}

// emptyCells are captions that mean none, as tables have them, in the form of NormalCaption.
var emptyCells = []string{"na", "nan", "n a", "nil", "none", "null", "undefined", "no caption", "no text"}

// endings are those of the addresses that sites stamp on pictures.
var endings = []string{"app", "cc", "co", "com", "gg", "in", "info", "io", "me", "net", "org", "tv", "us", "xyz"}

// hostIn returns the host that a word names, in lower case without www., or the word itself
// where it is no address.
func hostIn(word string) (host string, isAddress bool) {
	host = strings.Trim(strings.ToLower(word), ".,;:!?\"'()[]{}<>|-–—*")
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	host = strings.TrimPrefix(host, "www.")
	dot := strings.LastIndexByte(host, '.')
	return host, dot > 0 && slices.Contains(endings, host[dot+1:])
}
