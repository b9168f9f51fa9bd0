//go:build unix

package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A caption, a path, a name: nothing that comes from outside acts on the terminal
// that it is printed to. Files get it as it is.
func TestTerminalGetsNoCodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const nasty = "red\u009b31m\x1b]0;title\a\u202etxt"
	table, ws := filepath.Join(dir, "table.csv"), filepath.Join(dir, "ws")
	if err := os.WriteFile(table, []byte("text,"+nasty+"\n"+nasty+",1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := home(t, dir)
	runs := func(status int, args ...string) string {
		t.Helper()
		x := newTerminal(t, 200, 50, env, append(args, "-w", ws)...)
		x.silent = true
		x.run()
		if code := x.end(); code != status {
			t.Errorf("%q: exit status %d, want %d", args, code, status)
		}
		raw := strings.ReplaceAll(x.raw.String(), "\x1b[K", "") // by which the progress line wipes itself
		if strings.ContainsAny(raw, "\x1b\a\u009b\u202e") {
			t.Errorf("%q prints %q", args, raw)
		}
		return raw
	}
	if err := commandIn(env, "import", "--format", "csv", "--csv", table, "--caption", "text", "-w", ws); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, nasty)
	if err := commandIn(env, "export", "--format", "jsonl", "--out", out, "-w", ws); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(whole), "\u009b31m") {
		t.Errorf("the file has %q (%v)", whole, err)
	}
	lines := runs(0, "export", "--format", "jsonl") // with no progress between
	type line struct{ Caption string }
	var printed, written line
	if err := json.NewDecoder(strings.NewReader(lines)).Decode(&printed); err != nil {
		t.Fatalf("%q: %v", lines, err)
	}
	if err := json.Unmarshal(whole, &written); err != nil || printed != written || printed.Caption != nasty {
		t.Errorf("printed %q, written %q, want %q (%v)", printed, written, nasty, err)
	}
	runs(0, "export", "--format", "memotion")
	runs(0, "export", "--format", "jsonl", "--out", out, "--json")
	runs(2, "label", "1", "5", "--annotator", nasty)
	runs(1, "label", nasty, "5")
	runs(0, "list")
	runs(0, "list", "--json")
	runs(2, "list", "by:"+nasty)
	runs(2, "list", nasty+"z:x")
	runs(0, "note", "1", nasty)
	runs(0, "log")
	runs(0, "undo")
	runs(0, "caption", "1", strings.Repeat("long ", 60)+nasty)
	for row := range strings.Lines(runs(0, "list")) {
		if n := len([]rune(strings.TrimRight(row, "\r\n"))); n > 200 {
			t.Errorf("a row of %d columns in a window of 200: %q", n, row)
		}
	}
	runs(1, "import", "--format", "csv", "--csv", filepath.Join(dir, nasty+".csv"), "--caption", "text")
	runs(1, "import", "--format", "csv", "--csv", table, "--caption", nasty+"x")
	runs(2, "import", "--format", nasty)
	runs(2, nasty)
	runs(1, "relink", filepath.Join(dir, "x"+nasty))
}
