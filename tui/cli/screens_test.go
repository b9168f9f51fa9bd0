//go:build unix

package cli_test

import (
	"strings"
	"testing"

	"memebench/tui/cli"
	"memebench/tui/tuitest"
)

// TestScreens keeps the two screens in the top README: go test ./tui/cli -run
// TestScreens -update takes them again. They are those of a new user's first minute, in
// a terminal without colours: the starter head has answered, nobody has labelled.
func TestScreens(t *testing.T) {
	t.Parallel()
	env := append(encodedStarter(t), "NO_COLOR=1", "MEMEBENCH_IMAGE=blocks", "TZ=UTC")
	height := 30
	x := start(t, 100, height, env)
	show := func(name, until string, also ...string) {
		t.Helper()
		s := x.wait(until, func(s string) bool {
			for _, part := range append(also, until) {
				if !strings.Contains(s, part) {
					return false
				}
			}
			return !strings.Contains(s, "● ") // nothing runs
		})
		var lines []string
		for l := range strings.Lines(s) {
			lines = append(lines, strings.TrimRight(l, " \r\n"))
		}
		lines[height-2] = "" // what happened last, which has no end
		tuitest.Section(t, "../../README.md", name, "```\n"+strings.TrimRight(strings.Join(lines, "\n"), "\n")+"\n```")
	}
	show("label screen", "the model is ready", "Model v0", "█")
	x.press("E")
	x.see("evaluating v0 on ")
	x.press("]x")
	height = 24
	x.resize(80, height)
	x.see("95 % .")
	show("matrix", "v0 starter served · ", " #0125  ")
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
}

// Evaluate has slices of the real rows.
func TestSlicesOnTheScreen(t *testing.T) {
	t.Parallel()
	x := newTerminalOf(t, cli.QuickProgram(t), 200, 50, append(encodedStarter(t), "NO_COLOR=1", "MEMEBENCH_IMAGE=none"))
	x.run()
	x.see("the model is ready")
	x.press("E")
	x.see("evaluating v0 on ")
	x.press("]x")
	x.see("Slices ─")
	x.see("p adjusted")
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
}
