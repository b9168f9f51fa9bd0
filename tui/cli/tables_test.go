package cli

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"memebench/labels"
	"memebench/model/settings"
	"memebench/tui/tuitest"
)

var _ = flag.Bool("update", false, "write what the program makes into the Markdown files")

// reference is the file with the tables of everything that can be typed.
const reference = "../README.md"

// TestTables keeps the tables of commands and settings in tui/README.md: go test
// ./tui/cli -run TestTables -update makes them again.
func TestTables(t *testing.T) {
	for _, name := range []string{"MEMEBENCH_WORKSPACE", "MEMEBENCH_ANNOTATOR", "MEMEBENCH_IMAGE"} {
		t.Setenv(name, "") // they are defaults of flags
	}
	root := newRoot(&options{})
	var b, examples strings.Builder
	fmt.Fprintf(&b, "### `memebench`\n\n%s.\n\n", root.Short)
	flags(&b, root.LocalFlags())
	for _, g := range root.Groups() {
		fmt.Fprintf(&b, "### %s\n\n", strings.TrimSuffix(g.Title, ":"))
		for _, c := range root.Commands() {
			if c.GroupID == g.ID {
				tabulate(&b, &examples, c)
			}
		}
	}
	fmt.Fprintf(&b, "### Examples\n\nOne of each, in an order in which they work, in a folder with a table in Memotion's format, `labels.csv`,\nits pictures in `images`, another table, `notes.csv`, and the spec of a pack, `mine.json`:\n\n```\n%s```\n", &examples)
	tuitest.Section(t, reference, "commands", b.String())

	b.Reset()
	b.WriteString("| setting | default | values | what it does |\n|---|---|---|---|\n")
	for _, s := range settings.All {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", s.Name, s.Default, s.Want, s.Doc)
	}
	tuitest.Section(t, reference, "settings", b.String())
	tuitest.Section(t, "../../labels/README.md", "queries", tabulateQueries())
}

// tabulateQueries are the tables of what queries can ask.
func tabulateQueries() string {
	var b strings.Builder
	b.WriteString("| term | values | what it asks |\n|---|---|---|\n")
	for _, f := range labels.QueryFields {
		var terms []string
		for _, op := range f.Ops {
			terms = append(terms, "`"+f.Name+op+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(terms, " "), f.Wants, f.Doc)
	}
	b.WriteString("| `COLUMN:` `COLUMN≠` `COLUMN<` … | a value, the whole of it; `\"\"` is an empty one; or a number | a column of the meme's table |\n")
	b.WriteString("\n| `state:` | |\n|---|---|\n")
	for _, s := range labels.QueryStates {
		fmt.Fprintf(&b, "| `%s` | %s |\n", s.Name, s.Doc)
	}
	return b.String()
}

// tabulate writes a command, its flags and then its own commands.
func tabulate(b, examples *strings.Builder, c *cobra.Command) {
	line := strings.TrimSuffix(c.UseLine(), " [flags]")
	if c.Example == "" {
		fmt.Fprintf(examples, "%s has no example\n", line)
	}
	for l := range strings.Lines(c.Example) {
		examples.WriteString(strings.TrimSpace(l) + "\n")
	}
	fmt.Fprintf(b, "**`%s`**: %s\n\n", line, c.Short)
	flags(b, c.LocalNonPersistentFlags())
	for _, sub := range c.Commands() {
		tabulate(b, examples, sub)
	}
}

// flags writes a line for each flag.
func flags(b *strings.Builder, of *pflag.FlagSet) {
	some := false
	of.VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		some = true
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		otherwise := ""
		switch f.DefValue {
		case "", "0", "false", "[]":
		default:
			otherwise = fmt.Sprintf(" (default `%s`)", f.DefValue)
		}
		fmt.Fprintf(b, "- `%s`: %s%s\n", strings.TrimSpace(name+" "+value), usage, otherwise)
	})
	if some {
		b.WriteString("\n")
	}
}
