package members

import (
	"strings"
	"unicode"

	"memebench/labels"
)

// Letters of other scripts that look like Latin ones, in most typefaces, each above the one that
// it looks like. Of all pairs that look alike they are those by which names are counterfeited.
const (
	alike = "АВЕЅІЈКМНОРСТУХҮԌԚԜаеѕіјорсухһԁԛԝӏ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχ"
	latin = "ABESIJKMHOPCTYXYGQWaesijopcyxhdqwl" + "ABEZHIKMNOPTYXaikvopux"
)

// looks are the Latin letters by what looks like them.
var looks = func() map[rune]rune {
	to := []rune(latin)
	m := map[rune]rune{}
	for i, r := range []rune(alike) {
		m[r] = to[i]
	}
	return m
}()

// look is a name as it is seen: two names with the same one cannot be told apart on a screen,
// or are different only in case and accents.
func look(name string) string {
	return labels.Fold(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r >= '！' && r <= '～': // letters, digits and signs as wide as Chinese ones
			return r - '！' + '!'
		}
		if plain, ok := looks[r]; ok {
			return plain
		}
		return r
	}, name))
}

// invisible reports characters of which nothing is seen, and that no script needs within a word.
func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' }
