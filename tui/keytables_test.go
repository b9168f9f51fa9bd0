package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"memebench/tui/tuitest"
)

// TestKeyTables keeps the tables of keys in README.md: go test ./tui -run KeyTables
// -update makes them again.
func TestKeyTables(t *testing.T) {
	var b strings.Builder
	for _, place := range []struct {
		title string
		keys  keymap
	}{
		{"Label", orderKeys},
		{"Label, the memes of a matrix cell, beside those of Label but `g`", cellKeys},
		{"A picture that fills the window (`z`)", zoomKeys},
		{"Evaluate", evalKeys},
		{"Train", trainKeys},
		{"On all screens", globalKeys},
		{"A question", askKeys},
		{"A line that is asked for", promptKeys},
		{"Help, and a message in full", helpKeys},
	} {
		fmt.Fprintf(&b, "### %s\n\n| keys | what they do |\n|---|---|\n", place.title)
		for _, k := range place.keys {
			fmt.Fprintf(&b, "| %s | %s |\n", inCode(k.keys), strings.ReplaceAll(k.help, "|", `\|`))
		}
		b.WriteString("\n")
	}
	tuitest.Section(t, "README.md", "keys", b.String())
}

// inCode writes keys as Markdown code.
func inCode(keys []string) string {
	names := slices.Clone(keys)
	for i, k := range names {
		names[i] = "`" + keyNames([]string{k}) + "`"
	}
	return strings.Join(names, " ")
}
