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
	for _, p := range tables() {
		fmt.Fprintf(&b, "### %s\n\n| keys | what they do |\n|---|---|\n", p.title)
		for _, k := range p.own {
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
