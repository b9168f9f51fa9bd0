// Package tuitest keeps the parts of Markdown files true that are made from the
// program: tables of keys and commands, and screens.
package tuitest

import (
	"flag"
	"os"
	"strings"
	"testing"
)

// Section wants the text between <!-- name --> and <!-- /name --> in a file to be this.
// With the flag -update it puts it there.
func Section(t *testing.T, file, name, text string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, ok := strings.Cut(string(b), begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s: no part between %s and %s", file, strings.TrimSpace(begin), end)
	}
	text = "\n" + strings.TrimSpace(text) + "\n\n"
	if old == text {
		return
	}
	if f := flag.Lookup("update"); f == nil || f.Value.String() != "true" {
		is, want := differing(old, text)
		t.Errorf("%s: the part %q is not what the program makes now: run this test with -update. It has\n%s\nwant\n%s", file, name, is, want)
		return
	}
	if err := os.WriteFile(file, []byte(before+begin+text+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// differing leaves out of two texts the lines at the beginning and at the end that both have.
func differing(a, b string) (string, string) {
	x, y := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return strings.Join(x, ""), strings.Join(y, "")
}
