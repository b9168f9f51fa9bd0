//go:build !race

// Every code point, and words without an end, the race detector would make ten times as slow, where
// nothing runs beside anything else: they are tried without.

package tokenizer

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
)

// Every code point has the normal forms of the library's tables, and is an accent or none as
// there.
func TestFormsOfEveryCodePoint(t *testing.T) {
	var blocks map[string]string
	encodertest.FixtureJSON(t, "families/forms.json", &blocks)
	if len(blocks) < 30 {
		t.Fatalf("%d blocks only", len(blocks))
	}
	var all []normalizer
	for _, name := range []string{"NFC", "NFD", "NFKC", "NFKD", "StripAccents"} {
		n, err := (&normalizerFile{Type: name}).normalize(0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, n...)
	}
	everyCodePoint(t, blocks, func(w io.Writer, r rune) {
		for _, n := range all {
			fmt.Fprintln(w, n.change("e"+string(r)+"\u0316\u0301"))
		}
	})
}

// A word without end takes the time of its length, and not of its square.
func TestEndlessWord(t *testing.T) {
	for name := range families {
		tok := family(t, name)
		for _, text := range []string{strings.Repeat("a", 1<<16), strings.Repeat("ha", 1<<15), strings.Repeat("猫", 1<<14), strings.Repeat(" ", 1<<16)} {
			if n := len(tok.Encode(text)); n > tok.MaxTokens() {
				t.Errorf("%s: %d tokens", name, n)
			}
		}
	}
}

// Every code point that Unicode has assigned goes through the normaliser and
// the pre-tokenizer as through the library's, but for those that gen.py calls
// NEWER.
func TestWordsOfEveryCodePoint(t *testing.T) {
	var blocks map[string]string
	encodertest.FixtureJSON(t, "runes.json", &blocks)
	if len(blocks) < 50 {
		t.Fatalf("%d blocks only", len(blocks))
	}
	normal := bertNormal{clean: true, chinese: true, strip: true, lower: true}
	everyCodePoint(t, blocks, func(w io.Writer, r rune) {
		if r == 0x1c89 || r >= 0xa7cb && r <= 0xa7dc || r >= 0x10d50 && r <= 0x10d65 || r == 0x11938 || r >= 0x16ea0 && r <= 0x16eb8 {
			return
		}
		words := slices.Collect(normal.words("a" + string(r) + "b"))
		fmt.Fprintln(w, strings.Join(words, "\x1f"))
	})
}
