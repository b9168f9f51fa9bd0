package tui

import (
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// action is what a key does. Its name is what it is called among the commands and in a
// file of keys (keymap.go).
type action string

// binding is the one place where a key is defined. Hints at the bottom, the help
// page and the tests are made from it.
type binding struct {
	do   action
	keys []string // as package term names them
	show string   // the keys as people read them
	hint string   // what it does, in a word or two; "" keeps it out of the hints
	help string   // what it does, in a sentence

	repeats bool // a key that is held down does it again and again
}

// keymap lists the bindings that are live in one place, the most important
// first: where there is little room, hints at the end are left out.
type keymap []binding

// binding returns what the key is bound to here.
func (m keymap) binding(key string) (binding, bool) {
	for _, key := range []string{key, narrow(key)} {
		for _, b := range m {
			if slices.Contains(b.keys, key) {
				return b, true
			}
		}
	}
	return binding{}, false
}

// find returns what the key does here.
func (m keymap) find(key string) (action, bool) {
	b, ok := m.binding(key)
	return b.do, ok
}

// nth is which of its keys a key is, from 0.
func (b binding) nth(key string) int {
	if i := slices.Index(b.keys, key); i >= 0 {
		return i
	}
	return max(0, slices.Index(b.keys, narrow(key)))
}

// of returns the binding of an action.
func (m keymap) of(do action) (binding, bool) {
	i := slices.IndexFunc(m, func(b binding) bool { return b.do == do })
	if i < 0 {
		return binding{}, false
	}
	return m[i], true
}

// shown are the keys of an action as people read them.
func (m keymap) shown(do action) string {
	b, _ := m.of(do)
	return b.show
}

// only returns the bindings of some actions.
func (m keymap) only(do ...action) keymap {
	return slices.DeleteFunc(slices.Clone(m), func(b binding) bool { return !slices.Contains(do, b.do) })
}

// over returns the bindings of m and then those of below that m does not hide.
func (m keymap) over(below keymap) keymap {
	all := slices.Clone(m)
	for _, b := range below {
		b.keys = slices.DeleteFunc(slices.Clone(b.keys), func(k string) bool { _, hidden := m.find(k); return hidden })
		if len(b.keys) > 0 {
			all = append(all, b)
		}
	}
	return all
}

// keyNames writes keys as they stand on a keyboard.
func keyNames(keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k
		if sign, ok := keySigns[k]; ok {
			names[i] = sign
		}
	}
	return strings.Join(names, " ")
}

var keySigns = map[string]string{"left": "←", "right": "→", "up": "↑", "down": "↓", " ": "space"}

// narrow is the name of a key with full-width characters as those of half the width,
// as a Japanese keyboard may send digits.
func narrow(key string) string { return width.Narrow.String(key) }
