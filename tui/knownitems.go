package tui

import (
	"maps"
	"slices"
)

// knownItems are the memes of a list that were read, by what names them there. Each has an age:
// how often something had been said by then after which memes are read anew.
type knownItems[K comparable] map[K]knownItem

// knownItem is a meme as it was read at an age.
type knownItem struct {
	*item
	age int
}

// keptItems is how many memes of a list are kept: more than any window shows.
const keptItems = 2000

// lacking are those of some memes that were not read, or not since an age.
func (m knownItems[K]) lacking(of []K, age int) (lack []K) {
	for _, key := range of {
		if it, ok := m[key]; !ok || it.age < age {
			lack = append(lack, key)
		}
	}
	return lack
}

// makeRoom lets go of all but some memes where there are too many.
func (m knownItems[K]) makeRoom(but []K) {
	if len(m) > keptItems {
		maps.DeleteFunc(m, func(key K, _ knownItem) bool { return !slices.Contains(but, key) })
	}
}

// take takes in a meme that was read. One that is there already is changed in its place: it is
// the same that could be read before.
func (m knownItems[K]) take(key K, it item, age int) {
	old, ok := m[key]
	if !ok {
		old.item = &item{}
	}
	*old.item = it
	m[key] = knownItem{old.item, age}
}
