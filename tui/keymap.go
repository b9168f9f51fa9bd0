package tui

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"memebench/labels"
	"memebench/tui/term"
)

// Keys are the keys that somebody uses instead of the program's. The zero value are the
// program's.
type Keys struct{ by map[action][]string }

// ReadKeys reads a file of keys, in TOML: names of actions, each with its key or a list of
// its keys. The five levels are one action, "label", with the keys in their order; with ten,
// each level has two. On a French keyboard, whose digits need shift:
//
//	label = ["&", "é", '"', "'", "("]
//	undo  = "backspace"
//
// Keys are called by what they type, or by a word (term.KeyName). What is asked in a window
// of its own is answered with the same keys always. The error says what cannot be: an action
// or a key that there is not, or a key that would mean two things.
func ReadKeys(text string) (Keys, error) {
	var written map[string]any
	// Of a last line that does not end, the decoder names the one before.
	if _, err := toml.Decode(strings.TrimRight(text, "\n")+"\n", &written); err != nil {
		var at toml.ParseError
		if errors.As(err, &at) {
			return Keys{}, fmt.Errorf(`line %d is not TOML: %s; want lines like undo = "u"`, at.Position.Line, labels.Printable(at.Message))
		}
		return Keys{}, fmt.Errorf("%s", labels.Printable(err.Error()))
	}
	k := Keys{map[action][]string{}}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		do := action(name)
		if _, ok := bindings[do]; !ok {
			return Keys{}, noKeysFor(name)
		}
		keys, err := keysOf(written[name])
		if err != nil {
			return Keys{}, fmt.Errorf("%s: %w", name, err)
		}
		if n := len(keys); do == doLabel && n%labels.Levels != 0 {
			return Keys{}, fmt.Errorf("%s has %s: want five, one for each level from very negative to very positive, or ten", name, count(n, "key"))
		}
		if do == doQuit && !slices.Contains(keys, "ctrl+c") {
			keys = append(keys, "ctrl+c") // the way out stays
		}
		k.by[do] = keys
	}
	return k, k.conflict()
}

// keyless are commands that no key is for, as [app.commands] lists them.
var keyless = []action{doRollback, doEvaluate, doCheckAgain, doGuide, doRelink, doDecide, doGroup}

// noKeysFor says why a name that stands in a file of keys is none of an action with keys.
func noKeysFor(name string) error {
	switch {
	case strings.HasPrefix(name, "label-"):
		return fmt.Errorf("%q has no line of its own: want label = and the keys of all five levels, in brackets", beginning(name))
	case slices.Contains(keyless, action(name)) || strings.HasPrefix(name, "queue-"):
		return fmt.Errorf(`%q cannot have a key: it is written out, behind ":"`, beginning(name))
	}
	return fmt.Errorf("no action is called %q: did you mean %s? (: lists those of a screen)", beginning(name), nearestAction(name))
}

// keysOf reads the keys of one action.
func keysOf(value any) ([]string, error) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var keys []string
	for _, v := range list {
		written, ok := v.(string)
		if !ok {
			return nil, errors.New(`want a key in quotes, or a list of them in brackets`)
		}
		key, ok := term.KeyName(written)
		if !ok {
			return nil, fmt.Errorf(`no key is called %q: want what it types, or a word like "left", "f5" or "ctrl+r"`, beginning(written))
		}
		if other, same := sentAs[key]; same {
			return nil, fmt.Errorf("terminals send %q as %q: want another key", beginning(written), other)
		}
		if slices.Contains(keys, key) {
			return nil, fmt.Errorf("the key %q is there twice", beginning(written))
		}
		keys = append(keys, key)
	}
	if keys == nil {
		return nil, errors.New("want a key at least")
	}
	return keys, nil
}

// sentAs are keys that most terminals cannot tell from others: they would do nothing, or
// what the others do.
var sentAs = map[string]string{
	"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+h": "backspace", "ctrl+[": "esc", "ctrl+ ": "ctrl+@",
}

// beginning is as much of what was written as a sentence has room for.
func beginning(written string) string {
	if r := []rune(labels.Printable(written)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return labels.Printable(written)
}

// of returns bindings with the keys that are used for them.
func (k Keys) of(m keymap) keymap {
	if len(k.by) == 0 {
		return m
	}
	out := slices.Clone(m)
	for i, b := range out {
		if keys, ok := k.by[b.do]; ok {
			out[i].keys = keys
		}
	}
	for i, b := range out {
		out[i].show = k.shown(out, b)
	}
	return out
}

// pairs are actions whose keys a hint shows together.
var pairs = map[action][]action{
	doBack:     {doBack, doOn},
	doUp:       {doUp, doDown, doLeft, doRight},
	doPanUp:    {doPanUp, doPanDown, doPanLeft, doPanRight},
	doNextView: {doBeforeView, doNextView},
	doCloser:   {doCloser, doFarther},
}

// shown is how a hint shows the keys of a binding, when somebody uses others.
func (k Keys) shown(m keymap, b binding) string {
	if b.do == doLabel && k.by[doLabel] != nil {
		if one := b.keys[:labels.Levels]; !spelt(one) {
			return strings.Join(one, "")
		}
		return keyNames(b.keys[:1]) + " … " + keyNames(b.keys[labels.Levels-1:labels.Levels])
	}
	together := m.together(b.do)
	if !slices.ContainsFunc(together, func(do action) bool { return k.by[do] != nil }) {
		return b.show
	}
	var names []string
	for _, do := range together {
		one, _ := m.of(do)
		names = append(names, keyNames(one.keys[:1]))
	}
	return strings.Join(names, " ")
}

// together are the actions whose keys the hint of an action shows.
func (m keymap) together(do action) []action {
	all := slices.DeleteFunc(slices.Clone(pairs[do]), func(one action) bool { _, ok := m.of(one); return !ok })
	if all == nil {
		return []action{do}
	}
	return all
}

// place is where keys work.
type place struct {
	name string
	keys keymap // before those that work everywhere
}

// places are where keys work, as people call it.
var places = []place{
	{"Label", orderKeys}, {"Grid", gridKeys}, {"Evaluate", evalKeys}, {"Check", checkKeys}, {"Train", trainKeys}, {"Data", dataKeys},
	{pictureAlone, zoomKeys.over(orderKeys.only(doGoTo))}, {memesOfCell, cellKeys.over(labelKeys)},
}

// Places that are no screens of their own.
const (
	pictureAlone = "the picture alone"
	memesOfCell  = "the memes of a cell"
)

// bindings are those of all actions that have keys, wherever they work.
var bindings = func() map[action]binding {
	all := map[action]binding{}
	for _, p := range append(slices.Clone(places), place{keys: globalKeys}) {
		for _, b := range p.keys {
			if _, ok := all[b.do]; !ok {
				all[b.do] = b
			}
		}
	}
	return all
}()

// conflict says which key would mean two things.
func (k Keys) conflict() error {
	for _, p := range places {
		was := map[string][]action{}
		for _, b := range slices.Concat(p.keys, globalKeys) {
			for _, key := range b.keys {
				was[key] = append(was[key], b.do)
			}
		}
		by := map[string]action{}
		for _, b := range slices.Concat(k.of(p.keys), k.of(globalKeys)) {
			for _, key := range b.keys {
				other, taken := by[key]
				meant := slices.Contains(was[key], b.do) && slices.Contains(was[key], other)
				if taken && other != b.do && !meant {
					return fmt.Errorf("the key %q would mean both %s and %s on %s: give one of them another key",
						labels.Printable(keyNames([]string{key})), other, b.do, p.name)
				}
				if !taken {
					by[key] = b.do
				}
			}
		}
	}
	return nil
}

// nearestAction is the action whose name is most like what was written.
func nearestAction(name string) action {
	all := slices.Sorted(maps.Keys(bindings))
	return slices.MinFunc(all, func(a, b action) int { return distance(name, string(a)) - distance(name, string(b)) })
}

// distance is how many letters must be changed, left out or put in to make b of a
// (Levenshtein).
func distance(a, b string) int {
	before := make([]int, len(b)+1)
	for j := range before {
		before[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := before[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, before[j+1]+1, row[j]+1)
		}
		before = row
	}
	return before[len(b)]
}

// key is the key of an action as people read it, for sentences that name it.
func (k Keys) key(do action) string {
	switch b, ok := k.bindingOf(do); {
	case !ok:
		return string(do)
	case do == doLabel:
		return levelKeys(b.keys)
	default:
		return keyNames(b.keys[:1])
	}
}

// bindingOf is the binding of an action, wherever it works.
func (k Keys) bindingOf(do action) (binding, bool) {
	b, ok := bindings[do]
	if ok && len(k.by) > 0 {
		b = k.of(keymap{b})[0]
	}
	return b, ok
}

// spelt reports whether some of the keys have names, and are no single characters.
func spelt(keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return k == " " || utf8.RuneCountInString(k) > 1 })
}

// levelKeys are the keys of the levels as a sentence has them.
func levelKeys(keys []string) string {
	if keys[0] == "1" {
		return "1–5"
	}
	return keyNames(keys[:labels.Levels])
}
