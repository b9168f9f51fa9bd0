package dataset

import (
	"fmt"
	"hash/maphash"
	"strings"

	"memebench/labels"
)

// numbersHere are the numbers (id, tweet_id) of the memes of a dataset that were here when the import began. A row that
// is of none of these by its caption may have the number of one: its caption was corrected.
type numbersHere struct {
	part  *part
	at    []int // the places of the columns of numbers among the row's values
	known map[uint64]struct{}
}

// sayNumbered says of a row that is new that a meme here has its number, so that it may be that with another caption.
func (im *Import) sayNumbered(row *TableRow) error {
	columns := im.part.table.Dataset("").Columns
	n := &im.numbers
	if n.part != im.part { // not before a row asks, for it reads all memes
		*n = numbersHere{part: im.part}
		if err := im.findNumbers(n, distinct(columns)); err != nil {
			return err
		}
	}
	for _, i := range n.at {
		if i >= len(row.Values) || strings.TrimSpace(row.Values[i]) == "" {
			continue
		}
		if _, has := n.known[maphash.String(im.seen.seed, idOf(columns[i], row.Values[i]))]; has {
			row.notes(fmt.Sprintf("a meme with this %s is here already, with another caption, and this is a new one: memebench caption mends that of a meme", labels.Quoted(columns[i])))
			return nil
		}
	}
	return nil
}

// findNumbers reads the numbers of the memes that are here, in the columns that the table has, too.
func (im *Import) findNumbers(n *numbersHere, columns []column) error {
	places := placesOf(distinct(im.dataset.Columns))
	for i, c := range columns {
		if _, both := places[c]; both && numbersMemes(c.name) {
			n.at = append(n.at, i)
		}
	}
	if n.at == nil {
		return nil
	}
	n.known = map[uint64]struct{}{}
	err := im.here.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Dataset != im.dataset.Name || m.Seq > im.had {
			return nil
		}
		for _, i := range n.at {
			if place := places[columns[i]]; place < len(m.Values) && strings.TrimSpace(m.Values[place]) != "" {
				n.known[maphash.String(im.seen.seed, idOf(columns[i].name, m.Values[place]))] = struct{}{}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}
