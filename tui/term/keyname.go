package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// KeyName is the name of a [Key] as somebody may write it in a file: what it types, or a
// word for it ("space" too), behind modifiers in any order. It is false for what no key is
// called.
func KeyName(written string) (name string, ok bool) {
	mods := 0
	name = written
	for {
		mod, rest, more := strings.Cut(name, "+")
		bit, known := modifierBits[strings.ToLower(mod)]
		if !more || !known || rest == "" {
			break
		}
		mods, name = mods|bit, rest
	}
	if word := strings.ToLower(name); keyWords[word] {
		if word == "space" {
			word = " "
		}
		return withModifiers(word, mods), true
	}
	r, size := utf8.DecodeRuneInString(name)
	switch {
	case size == 0 || size < len(name) || r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.Is(unicode.M, r):
		return "", false
	case mods&modShift != 0 && mods == modShift: // what it types has the shift in it
		return "", false
	case mods != 0:
		r = unicode.ToLower(r)
	}
	return withModifiers(string(r), mods), true
}

var modifierBits = map[string]int{"shift": modShift, "alt": modAlt, "ctrl": modCtrl}

// keyWords are the names of keys that type nothing, and that of the space bar.
var keyWords = func() map[string]bool {
	words := map[string]bool{"space": true, "enter": true, "tab": true, "esc": true, "backspace": true}
	for _, name := range plainSequences {
		if len(name) > 1 && !strings.Contains(name, "+") {
			words[name] = true
		}
	}
	for _, name := range tildeKeys {
		words[name] = true
	}
	return words
}()
