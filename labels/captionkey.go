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
		if stampers[word] {
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
			host, isAddress = Address(word)
		}
		if isAddress && isStamper(host) {
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

// emptyCells are captions that mean none, as tables have them, in the form of NormalCaption.
var emptyCells = []string{"na", "nan", "n a", "nil", "none", "null", "undefined", "no caption", "no text"}
