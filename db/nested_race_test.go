//go:build race

package db

import (
	"strings"
	"testing"

	"memebench/labels"
)

// A read within another one of the same goroutine is found out; one of the store of one moment, or
// of another goroutine, is none.
func TestNestedReads(t *testing.T) {
	d := newStore(t)
	someMemes(t, d, 3)
	was, found := nestedRead, ""
	nestedRead = func(said string) { found = said }
	t.Cleanup(func() { nestedRead = was })
	count := func(d *DB) {
		if n, err := d.MemeCount(); n != 3 || err != nil {
			t.Errorf("%d memes, %v", n, err)
		}
	}
	for _, c := range []struct {
		name   string
		nested bool
		read   func() error
	}{
		{"of the moment", false, func() error { return d.AtOnce(func(at *DB) error { count(at); return nil }) }},
		{"of another goroutine", false, func() error {
			return d.AtOnce(func(*DB) error {
				done := make(chan bool)
				go func() { defer close(done); count(d) }()
				<-done
				return nil
			})
		}},
		{"in portions", false, func() error { return d.Rows(func(labels.Meme, labels.State) error { count(d); return nil }) }},
		{"within AtOnce", true, func() error { return d.AtOnce(func(*DB) error { count(d); return nil }) }},
		{"within RowsAt", true, func() error {
			_, err := d.RowsAt(func(labels.Meme, labels.State) error { count(d); return nil })
			return err
		}},
		{"within Read", true, func() error { return d.Read(func(*Reader) error { count(d); return nil }) }},
		{"afterwards", false, func() error { count(d); return nil }},
	} {
		found = ""
		if err := c.read(); err != nil || strings.Contains(found, "within another one") != c.nested {
			t.Errorf("%s: %v, found out: %q", c.name, err, found)
		}
	}
}
