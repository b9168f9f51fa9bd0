package model

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// columnNames are what memes are called by a column that came with them, such as the ids that
// their author gave them. Several memes with one value are none.
type columnNames struct {
	column string
	seq    map[string]uint64 // 0 where there are several
}

// namesIn reads the column of this name of all datasets that have it; nil if none has.
func (w *Workbench) namesIn(column string) (*columnNames, error) {
	sets, err := w.store.Datasets()
	if err != nil {
		return nil, err
	}
	at := map[string]int{} // place of the column, by dataset
	for i := range sets {
		if p := slices.Index(sets[i].Columns, column); p >= 0 && !sets[i].SaysLevel(column) {
			at[sets[i].Name] = p
		}
	}
	if len(at) == 0 {
		return nil, nil
	}
	n := &columnNames{column, map[string]uint64{}}
	err = w.store.Rows(func(m labels.Meme, _ labels.State) error {
		p, ok := at[m.Dataset]
		if !ok || p >= len(m.Values) {
			return nil
		}
		name := strings.TrimSpace(m.Values[p])
		if _, twice := n.seq[name]; twice {
			n.seq[name] = 0
		} else if name != "" {
			n.seq[name] = m.Seq
		}
		return nil
	})
	return n, err
}

// givenMemeBy returns the meme that a file calls so, by what memes are called or else by the
// column; names may be nil.
func (w *Workbench) givenMemeBy(names *columnNames, name string) (labels.Meme, error) {
	m, err := w.givenMeme(name)
	if err == nil || names == nil {
		return m, err
	}
	switch seq, there := names.seq[strings.TrimSpace(name)]; {
	case !there:
		return m, err
	case seq == 0:
		return m, fmt.Errorf("several memes have %s in their column %s", labels.Quoted(name), labels.Quoted(names.column))
	default:
		return w.store.MemeAt(seq)
	}
}
