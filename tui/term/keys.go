package term

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Modifiers, as xterm and kitty number them in their reports (less one).
const (
	modShift = 1 << iota
	modAlt
	modCtrl
	modSuper
	modHyper
	modMeta
)

// withModifiers puts the names of modifiers before the name of a key.
func withModifiers(name string, mods int) string {
	for _, m := range []struct {
		bit  int
		name string
	}{{modShift, "shift+"}, {modAlt, "alt+"}, {modCtrl, "ctrl+"}, {modSuper, "super+"}, {modHyper, "hyper+"}, {modMeta, "meta+"}} {
		if mods&m.bit != 0 {
			name = m.name + name
		}
	}
	return name
}

// runeKey is the key that sends a character; nil where no key does.
func runeKey(r rune, mods int, at time.Time) Input {
	switch {
	case r == '\r' || r == '\n':
		return Key{Name: withModifiers("enter", mods), At: at}
	case r == '\t':
		return Key{Name: withModifiers("tab", mods), At: at}
	case r == '\b' || r == 0x7f:
		return Key{Name: withModifiers("backspace", mods), At: at}
	case r == '\x1b':
		return Key{Name: withModifiers("esc", mods), At: at}
	case r == 0:
		return Key{Name: withModifiers("@", mods|modCtrl), At: at}
	case r <= 0x1a:
		return Key{Name: withModifiers(string('a'+r-1), mods|modCtrl), At: at}
	case r < ' ':
		return Key{Name: withModifiers(string('@'+r), mods|modCtrl), At: at}
	case unicode.IsControl(r):
		return nil
	}
	// What it types has the shift in it already.
	mods &^= modShift
	k := Key{Name: withModifiers(string(r), mods), At: at}
	if mods == 0 {
		k.Text = string(r)
	}
	return k
}

// sequenceKey is the key that sends a control sequence, given from '[' (CSI) or 'O'
// (SS3) on; nil where no key does.
func sequenceKey(s string, at time.Time) Input {
	if name, ok := plainSequences[s]; ok {
		k := Key{Name: name, At: at}
		if len(name) == 1 {
			k.Text = name
		}
		return k
	}
	final := s[len(s)-1]
	params := strings.Split(s[1:len(s)-1], ";")
	switch {
	case final == 'u' && s[0] == '[':
		return kittyKey(params, at)
	case final == '~' && len(params) == 3 && params[0] == "27": // xterm's modifyOtherKeys
		return codeKey(params[2], params[1], "", at)
	case final == '~' && s[0] == '[':
		if name, ok := tildeKeys[params[0]]; ok {
			return modified(name, params, at)
		}
	default:
		name, ok := plainSequences[s[:1]+string(final)]
		if ok && len(name) > 1 && (len(params) == 2 && params[0] == "1" || s[0] == 'O' && len(params) == 1) {
			return modified(name, append([]string{"1"}, params[len(params)-1]), at)
		}
	}
	return nil
}

// modified is a key by its name with the modifiers in the second parameter, which
// says with kitty's protocol also whether the key was let go: that is none.
func modified(name string, params []string, at time.Time) Input {
	if len(params) > 2 {
		return nil
	}
	mods, released, ok := 0, false, true
	if len(params) == 2 {
		mods, released, ok = modifiers(params[1])
	}
	if !ok {
		return nil
	}
	if released {
		return Reply{}
	}
	return Key{Name: withModifiers(name, mods), At: at}
}

// modifiers reads a parameter of modifiers: one more than their bits, and with
// kitty's protocol the kind of event, of which 3 is the release.
func modifiers(s string) (mods int, released, ok bool) {
	bits, event, _ := strings.Cut(s, ":")
	if bits == "" {
		bits = "1"
	}
	n, err := strconv.Atoi(bits)
	if err != nil || n < 1 || n > 256 {
		return 0, false, false
	}
	// Caps lock and num lock are states of the keyboard: no key's meaning.
	return (n - 1) & (modShift | modAlt | modCtrl | modSuper | modHyper | modMeta), event == "3", true
}

// kittyKey is a key as kitty's keyboard protocol reports it: its code with
// alternatives, modifiers with the kind of event, and the text that it types.
func kittyKey(params []string, at time.Time) Input {
	if len(params) > 3 {
		return nil
	}
	mods, text := "", ""
	if len(params) > 1 {
		mods = params[1]
	}
	if len(params) > 2 {
		for code := range strings.SplitSeq(params[2], ":") {
			n, err := strconv.Atoi(code)
			if err != nil || n < ' ' || n > unicode.MaxRune || unicode.IsControl(rune(n)) {
				return nil
			}
			text += string(rune(n))
		}
	}
	codes := strings.Split(params[0], ":")
	// With shift, the second code is what the key types then.
	if m, _, ok := modifiers(mods); ok && m&modShift != 0 && len(codes) > 1 && codes[1] != "" {
		return codeKey(codes[1], mods, text, at)
	}
	return codeKey(codes[0], mods, text, at)
}

// codeKey is the key of a code: a character of Unicode, or of kitty's numbers in the
// private plane.
func codeKey(code, mods, text string, at time.Time) Input {
	n, err := strconv.Atoi(code)
	m, released, ok := modifiers(mods)
	if err != nil || !ok || n < 0 || n > unicode.MaxRune {
		return nil
	}
	if released {
		return Reply{}
	}
	if name, ok := kittyKeys[n]; ok {
		if len(name) == 1 { // a key of the keypad that types
			return runeKey(rune(name[0]), m&^modShift, at)
		}
		return Key{Name: withModifiers(name, m), At: at}
	}
	if n >= 0xe000 && n <= 0xf8ff {
		return Reply{} // a modifier by itself, a key that plays music
	}
	r := rune(n)
	if text != "" && m&(modAlt|modCtrl|modSuper|modHyper|modMeta) == 0 {
		return Key{Name: text, Text: text, At: at}
	}
	if m&modShift != 0 && unicode.IsLower(r) {
		r = unicode.ToUpper(r)
		if m&(modAlt|modCtrl|modSuper|modHyper|modMeta) != 0 {
			return Key{Name: withModifiers(string(unicode.ToLower(r)), m), At: at}
		}
	}
	return runeKey(r, m, at)
}

// plainSequences are the sequences without parameters: cursor keys in both modes,
// and the keypad of an application.
var plainSequences = map[string]string{
	"[A": "up", "[B": "down", "[C": "right", "[D": "left", "[H": "home", "[F": "end", "[Z": "shift+tab", "[E": "begin",
	"[P": "f1", "[Q": "f2", "[S": "f4",
	"OA": "up", "OB": "down", "OC": "right", "OD": "left", "OH": "home", "OF": "end", "OE": "begin",
	"OP": "f1", "OQ": "f2", "OR": "f3", "OS": "f4",
	"OM": "enter", "OI": "tab", "O ": " ", "OX": "=", "Oj": "*", "Ok": "+", "Ol": ",", "Om": "-", "On": ".", "Oo": "/",
	"Op": "0", "Oq": "1", "Or": "2", "Os": "3", "Ot": "4", "Ou": "5", "Ov": "6", "Ow": "7", "Ox": "8", "Oy": "9",
	"[[A": "f1", "[[B": "f2", "[[C": "f3", "[[D": "f4", "[[E": "f5",
}

// tildeKeys are the keys that send a number and a tilde.
var tildeKeys = map[string]string{
	"1": "home", "2": "insert", "3": "delete", "4": "end", "5": "pgup", "6": "pgdown", "7": "home", "8": "end",
	"11": "f1", "12": "f2", "13": "f3", "14": "f4", "15": "f5", "17": "f6", "18": "f7", "19": "f8", "20": "f9", "21": "f10",
	"23": "f11", "24": "f12", "25": "f13", "26": "f14", "28": "f15", "29": "f16", "31": "f17", "32": "f18", "33": "f19", "34": "f20",
}

// kittyKeys are the numbers of keys that are no characters, and those of the keypad.
var kittyKeys = func() map[int]string {
	keys := map[int]string{
		57409: ".", 57410: "/", 57411: "*", 57412: "-", 57413: "+", 57414: "enter", 57415: "=", 57416: ",",
		57417: "left", 57418: "right", 57419: "up", 57420: "down", 57421: "pgup", 57422: "pgdown",
		57423: "home", 57424: "end", 57425: "insert", 57426: "delete", 57427: "begin",
	}
	for i := range 10 {
		keys[57399+i] = strconv.Itoa(i)
	}
	for i := 13; i <= 35; i++ {
		keys[57376+i-13] = fmt.Sprintf("f%d", i)
	}
	return keys
}()
