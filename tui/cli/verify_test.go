package cli

import (
	"strings"
	"testing"

	"memebench/db"
)

// Of a store whose pages are damaged nothing is counted, and so no counts are printed.
func TestVerifyOfDamagedPages(t *testing.T) {
	var out strings.Builder
	pages := db.Finding{What: "pages", Count: 1, Example: "page 34 holds something else"}
	if err := (place{dir: "ws"}).write(&out, verified{Findings: []db.Finding{pages}}); err != nil {
		t.Fatal(err)
	}
	want := "ws is damaged, and what is in it was not counted\ndamaged  store     pages: 1 damaged (page 34 holds something else)\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
