package db

import (
	"errors"
	"strings"
	"testing"

	"memebench/labels"
)

// TestListsThatAreNotGiven wants a query whose lists nobody has resolved to be refused: it
// would find nothing.
func TestListsThatAreNotGiven(t *testing.T) {
	d := newStore(t)
	q, err := labels.ParseQuery("split:train queue:uncertain", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Search(t.Context(), labels.Search{Query: q}); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "queue:uncertain") {
		t.Errorf("error %v", err)
	}
	q, err = q.Resolve(func(labels.List) ([]uint64, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	if hits, err := d.Search(t.Context(), labels.Search{Query: q}); err != nil || hits.Count > 0 {
		t.Errorf("%+v, error %v", hits, err)
	}
}
