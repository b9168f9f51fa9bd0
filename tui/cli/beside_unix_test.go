//go:build unix

package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/tui/cli"
)

// asked is when the statistics were asked for, which is in them.
var asked = regexp.MustCompile(`"now": "[^"]*"`)

// TestCommandsBesideTheWorkbench has a workspace that is open in a workbench answer the
// commands that read as it does when it is closed; those that write are refused in one
// sentence that says who has it, and change nothing.
func TestCommandsBesideTheWorkbench(t *testing.T) {
	t.Parallel()
	env := offline(t)
	x := start(t, 120, 30, env)
	x.see("1-5 label")
	x.see("could be had from nowhere")
	x.label(labels.Positive)
	x.label(labels.Negative)
	x.press("u")
	x.see("took back 2 negative")

	reads := [][]string{
		{"list"}, {"list", "--json"},
		{"list", "state:labelled"}, {"list", "by:ada", "--json"},
		{"list", "--queue", "order", "--limit", "5"}, {"list", "--queue", "random", "--json"}, {"list", "--saved"},
		{"stats"}, {"stats", "--json"}, {"stats", "--annotator", "ada"}, {"agreement"}, {"agreement", "--json"}, {"describe"}, {"describe", "--version", "none"},
		{"log"}, {"log", "--json"},
		{"models"}, {"models", "curve"}, {"config"}, {"encoders"}, {"predictions"}, {"annotators"},
		{"groups"}, {"resplit"}, {"resplit", "--shares", "50/25/25", "--seed", "1", "--dry-run"}, {"check", "--kind", "duplicates"}, {"check", "--kind", "reasks"},
	}
	open := make([]string, len(reads))
	for i, args := range reads {
		open[i] = run(t, env, args...)
	}
	writes := []struct {
		args           []string
		typed, instead string
	}{
		{[]string{"label", "#1", "2"}, "", ""},
		{[]string{"label", "-"}, "#1 2\n#2 3\n", ""},
		{[]string{"skip", "#1"}, "", ""},
		{[]string{"flag", "#1", "not a meme"}, "", ""},
		{[]string{"note", "#1", "seen before"}, "", ""},
		{[]string{"caption", "#1", "another caption"}, "", ""},
		{[]string{"undo"}, "", ""},
		{[]string{"redo"}, "", ""},
		{[]string{"list", "--save", "mine", "state:waiting"}, "", "; queries are saved there, by / and ctrl+s"},
		{[]string{"config", "set", "overlap", "2"}, "", ""},
		{[]string{"groups", "--find"}, "", "; without --find it works beside that"},
		{[]string{"resplit", "--yes"}, "", "; without --yes it works beside that"},
	}
	for _, w := range writes {
		out, errs, code := tried(t, env, w.typed, w.args...)
		what := strings.Join(w.args, " ")
		if code == 0 || out != "" {
			t.Errorf("%s: exit status %d, %q", what, code, out)
		}
		if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "is in use by ") || !strings.HasSuffix(errs, ": quit memebench there, or work in another workspace"+w.instead+"\n") {
			t.Errorf("%s: %q", what, errs)
		}
	}
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
	for i, args := range reads {
		was, is := asked.ReplaceAllString(open[i], ""), asked.ReplaceAllString(run(t, env, args...), "")
		if is != was {
			t.Errorf("%s: beside the workbench\n%s\nand of a closed workspace\n%s", strings.Join(args, " "), was, is)
		}
	}
	// What was refused works now: the workbench alone was in its way.
	for _, w := range writes {
		if _, errs, code := tried(t, env, w.typed, w.args...); code != 0 {
			t.Errorf("%s: exit status %d, %q", strings.Join(w.args, " "), code, errs)
		}
	}
}

// tried runs a command with typed as its input, and returns what it prints, what it
// complains of, and its exit status.
func tried(t *testing.T, env []string, typed string, args ...string) (out, errs string, code int) {
	t.Helper()
	cmd := exec.Command(cli.QuickProgram(t), args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(typed)
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}
