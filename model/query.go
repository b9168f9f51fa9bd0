package model

import (
	"slices"

	"memebench/labels"
)

// ParseQuery reads a query to the workspace's memes; see labels.ParseQuery.
func (w *Workbench) ParseQuery(text string) (labels.Query, error) {
	sets, err := w.store.Datasets()
	if err != nil {
		return labels.Query{}, err
	}
	var columns []string
	for _, set := range sets {
		for _, c := range set.Columns {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	return labels.ParseQuery(text, columns)
}
