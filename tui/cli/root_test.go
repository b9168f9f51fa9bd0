package cli

import "testing"

func TestDistinctLines(t *testing.T) {
	if got := distinctLines("no room\nno room\nno room\ngone\nno room"); got != "no room\ngone" {
		t.Errorf("%q", got)
	}
	if records := "{}\n\n{}\n"; distinctLines(records) != records {
		t.Errorf("%q", distinctLines(records))
	}
}
