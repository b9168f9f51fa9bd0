package tokenizer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalForm returns a normal form as the library's tables of Unicode have it: characters
// that they lack stay, and so does the order around them.
func normalForm(form norm.Form) func(string) string {
	return func(s string) string {
		next := strings.IndexFunc(s, isLater)
		if next < 0 {
			return allMarks(form, s)
		}
		var out strings.Builder
		for ; next >= 0; next = strings.IndexFunc(s, isLater) {
			_, n := utf8.DecodeRuneInString(s[next:])
			out.WriteString(allMarks(form, s[:next]))
			out.WriteString(s[next : next+n])
			s = s[next+n:]
		}
		out.WriteString(allMarks(form, s))
		return out.String()
	}
}

// allMarks is form.String for texts that have any number of marks on a letter: behind 30 of them that
// puts U+034F, and orders each part by itself (UAX #15, Stream-Safe Text Format), as the library does not.
func allMarks(form norm.Form, s string) string {
	const joiner = "\u034f"
	out := form.String(s)
	if strings.Count(out, joiner) == strings.Count(s, joiner) {
		return out
	}
	each := norm.NFD
	if form == norm.NFKC || form == norm.NFKD {
		each = norm.NFKD
	}
	var runes []rune
	for _, r := range s {
		runes = append(runes, []rune(each.String(string(r)))...)
	}
	orderMarks(runes)
	if form == norm.NFC || form == norm.NFKC {
		runes = compose(runes)
	}
	return string(runes)
}

// class is a rune's canonical combining class, 0 for one that begins a character.
func class(r rune) uint8 { return norm.NFD.PropertiesString(string(r)).CCC() }

// orderMarks puts the marks of each character in their canonical order.
func orderMarks(runes []rune) {
	for from := 0; from < len(runes); from++ {
		to := from
		for to < len(runes) && class(runes[to]) > 0 {
			to++
		}
		slices.SortStableFunc(runes[from:to], func(a, b rune) int { return cmp.Compare(class(a), class(b)) })
		from = to
	}
}

// compose joins each mark that has a composite with its letter and is not blocked by one between them,
// in place: the canonical composition of Unicode, section 3.11.
func compose(runes []rune) []rune {
	out, starter, last := runes[:0], -1, uint8(0)
	for _, r := range runes {
		c := class(r)
		if starter >= 0 && (starter == len(out)-1 || last < c) {
			if one := []rune(norm.NFC.String(string([]rune{out[starter], r}))); len(one) == 1 {
				out[starter] = one[0]
				continue
			}
		}
		if c == 0 {
			starter = len(out)
		}
		out, last = append(out, r), c
	}
	return out
}

// stripAccents drops combining marks; U+1CF2 and U+1CF3 were some, and no longer are.
func stripAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 0x1cf2 || r == 0x1cf3 || unicode.Is(unicode.M, r) && !isLater(r) {
			return -1
		}
		return r
	}, s)
}

func isLater(r rune) bool { return r >= 0x7fd && unicode.Is(laterThanForms, r) }

// laterThanForms are the code points whose normal forms, or whose being marks, the library's
// tables do not know, since Unicode has them only since version 9 or so. They were found by
// comparing all code points; the test against testdata/families/forms.json repeats that.
var laterThanForms = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x7fd, 0x7fd, 1},
		{0x898, 0x89f, 1},
		{0x8ca, 0x8d3, 1},
		{0x9fe, 0x9fe, 1},
		{0xafa, 0xaff, 1},
		{0xb55, 0xb55, 1},
		{0xc04, 0xc04, 1},
		{0xc3c, 0xc3c, 1},
		{0xcf3, 0xcf3, 1},
		{0xd00, 0xd00, 1},
		{0xd3b, 0xd3c, 1},
		{0xd81, 0xd81, 1},
		{0xeba, 0xeba, 1},
		{0xece, 0xece, 1},
		{0x1715, 0x1715, 1},
		{0x180f, 0x180f, 1},
		{0x1abf, 0x1ace, 1},
		{0x1cf7, 0x1cf7, 1},
		{0x1df6, 0x1dfa, 1},
		{0x32ff, 0x32ff, 1},
		{0xa7f2, 0xa7f4, 1},
		{0xa82c, 0xa82c, 1},
		{0xa8ff, 0xa8ff, 1},
		{0xab69, 0xab69, 1},
	},
	R32: []unicode.Range32{
		{0x10781, 0x10785, 1},
		{0x10787, 0x107b0, 1},
		{0x107b2, 0x107ba, 1},
		{0x10d24, 0x10d27, 1},
		{0x10eab, 0x10eac, 1},
		{0x10efd, 0x10eff, 1},
		{0x10f46, 0x10f50, 1},
		{0x10f82, 0x10f85, 1},
		{0x11070, 0x11070, 1},
		{0x11073, 0x11074, 1},
		{0x110c2, 0x110c2, 1},
		{0x11145, 0x11146, 1},
		{0x111c9, 0x111c9, 1},
		{0x111ce, 0x111cf, 1},
		{0x11241, 0x11241, 1},
		{0x1133b, 0x1133b, 1},
		{0x1145e, 0x1145e, 1},
		{0x1182c, 0x1183a, 1},
		{0x11930, 0x11935, 1},
		{0x11937, 0x11938, 1},
		{0x1193b, 0x1193e, 1},
		{0x11940, 0x11940, 1},
		{0x11942, 0x11943, 1},
		{0x119d1, 0x119d7, 1},
		{0x119da, 0x119e0, 1},
		{0x119e4, 0x119e4, 1},
		{0x11a01, 0x11a0a, 1},
		{0x11a33, 0x11a39, 1},
		{0x11a3b, 0x11a3e, 1},
		{0x11a47, 0x11a47, 1},
		{0x11a51, 0x11a5b, 1},
		{0x11a8a, 0x11a99, 1},
		{0x11d31, 0x11d36, 1},
		{0x11d3a, 0x11d3a, 1},
		{0x11d3c, 0x11d3d, 1},
		{0x11d3f, 0x11d45, 1},
		{0x11d47, 0x11d47, 1},
		{0x11d8a, 0x11d8e, 1},
		{0x11d90, 0x11d91, 1},
		{0x11d93, 0x11d97, 1},
		{0x11ef3, 0x11ef6, 1},
		{0x11f00, 0x11f01, 1},
		{0x11f03, 0x11f03, 1},
		{0x11f34, 0x11f3a, 1},
		{0x11f3e, 0x11f42, 1},
		{0x13440, 0x13440, 1},
		{0x13447, 0x13455, 1},
		{0x16f4f, 0x16f4f, 1},
		{0x16f7f, 0x16f87, 1},
		{0x16fe4, 0x16fe4, 1},
		{0x16ff0, 0x16ff1, 1},
		{0x1cf00, 0x1cf2d, 1},
		{0x1cf30, 0x1cf46, 1},
		{0x1e030, 0x1e06d, 1},
		{0x1e08f, 0x1e08f, 1},
		{0x1e130, 0x1e136, 1},
		{0x1e2ae, 0x1e2ae, 1},
		{0x1e2ec, 0x1e2ef, 1},
		{0x1e4ec, 0x1e4ef, 1},
		{0x1f16c, 0x1f16c, 1},
		{0x1fbf0, 0x1fbf9, 1},
	},
}
