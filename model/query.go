package model

import (
	"slices"

	"memebench/labels"
)

// ParseQuery reads a query to the workspace's memes; see labels.ParseQuery.
func (w *Workbench) ParseQuery(text string) (labels.Query, error) {
	columns, err := w.Columns()
	if err != nil {
		return labels.Query{}, err
	}
	return labels.ParseQuery(text, columns)
}

// Columns are the names of the columns of all tables that memes came from.
func (w *Workbench) Columns() (all []string, err error) {
	sets, err := w.store.Datasets()
	for _, set := range sets {
		for _, c := range set.Columns {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all, err
}
