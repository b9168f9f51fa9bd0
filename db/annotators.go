package db

import (
	"slices"

	"memebench/labels"
)

// Annotators returns those who say something of a meme now, by hand or by a table, by name.
func (d *DB) Annotators() ([]string, error) {
	var names []string
	err := d.Rows(func(_ labels.Meme, s labels.State) error {
		for _, c := range s.Current {
			if i, there := slices.BinarySearch(names, c.Annotator); !there {
				names = slices.Insert(names, i, c.Annotator)
			}
		}
		return nil
	})
	return names, err
}
