package dataset

import (
	"fmt"
	"hash/maphash"
	"strings"

	"memebench/labels"
)

// numbersHere are the numbers (id, tweet_id) of the memes of a dataset that were here when the
// import began. A row that is of none of these by its caption may have the number of one: its
// caption was corrected.
type numbersHere struct {
	dataset string
	columns map[column]struct{} // of the dataset that have been read
	known   map[uint64]struct{} // what is in them

	part *part
	at   []int // the places of columns of numbers among the values of the part's rows
}

// sayNumbered says of a row that is new that a meme here has its number, so that it may be that
// with another caption.
func (im *Import) sayNumbered(row *TableRow) error {
	columns := im.part.table.Dataset("").Columns
	n := &im.numbers
	if n.part != im.part { // not before a row asks, for it reads all memes
		if err := im.findNumbers(n, distinct(columns)); err != nil {
			return err
		}
	}
	for _, i := range n.at {
		if i >= len(row.Values) || strings.TrimSpace(row.Values[i]) == "" {
			continue
		}
		if _, has := n.known[maphash.String(im.seen.seed, idOf(columns[i], row.Values[i]))]; has {
			row.notes(numberedOther(columns[i]))
			return nil
		}
	}
	return nil
}

// numberedOther is said of a new row that has in a column what a meme here has.
func numberedOther(column string) string {
	return fmt.Sprintf("a meme with this %s is here already, with another caption, and this is a new one: memebench caption mends that of a meme", labels.Quoted(column))
}

// findNumbers finds the columns of numbers that both the part's table and the dataset have, and
// reads the dataset's, where that was not done for an earlier part.
func (im *Import) findNumbers(n *numbersHere, columns []column) error {
	places := map[column]int{}
	for c, place := range placesOf(distinct(im.dataset.Columns)) {
		if numbersMemes(c.name) {
			places[c] = place
		}
	}
	n.part, n.at = im.part, nil
	unread := n.dataset != im.dataset.Name
	for i, c := range columns {
		if _, both := places[c]; !both {
			continue
		}
		_, read := n.columns[c]
		n.at, unread = append(n.at, i), unread || !read
	}
	if n.at == nil || !unread {
		return nil
	}
	n.dataset, n.columns, n.known = im.dataset.Name, map[column]struct{}{}, map[uint64]struct{}{}
	for c := range places {
		n.columns[c] = struct{}{}
	}
	err := im.here.Rows(func(m labels.Meme, _ labels.State) error {
		if m.Dataset == im.dataset.Name && m.Seq <= im.had {
			for c, place := range places {
				if place < len(m.Values) && strings.TrimSpace(m.Values[place]) != "" {
					n.known[maphash.String(im.seen.seed, idOf(c.name, m.Values[place]))] = struct{}{}
				}
			}
		}
		if im.part.in == nil {
			return nil
		}
		return im.part.in.ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}
