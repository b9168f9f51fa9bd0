package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func say(what string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, what)
		return err
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || string(b) != want {
		t.Errorf("%s holds %q (%v), want %q", path, b, err, want)
	}
}

// names lists a folder, hidden files too.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// A file appears whole or stays as it was, and leaves nothing beside it.
func TestOutputFile(t *testing.T) {
	dir := t.TempDir()
	out := output{path: filepath.Join(dir, "out.csv")}
	for _, text := range []string{"first", "second"} {
		if err := out.file(nil, asText, say(text)); err != nil {
			t.Fatal(err)
		}
		wantFile(t, out.path, text)
	}
	broken := errors.New("the store is gone")
	err := out.file(nil, asText, func(w io.Writer) error { io.WriteString(w, "half"); return broken })
	if !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
	wantFile(t, out.path, "second")
	if found := names(t, dir); len(found) != 1 {
		t.Errorf("%q beside the file", found)
	}
	for _, precious := range []string{"\x89PNG\r\n\x1a\n", "not UTF-8: \xe9 \xe9 \xe9", strings.Repeat("é", 300) + "\x00"} {
		mustWrite(t, out.path, precious)
		if err := out.file(nil, asText, say("x")); (err == nil) != (len(precious) > 512) { // a NUL further in is not looked for
			t.Errorf("%.20q was there: %v", precious, err)
		}
	}
	mustWrite(t, out.path, "")
	if err := out.file(nil, asText, say("x")); err != nil {
		t.Errorf("over an empty file: %v", err)
	}
	out.path = dir
	if err := out.file(nil, asText, say("x")); err == nil {
		t.Error("a folder was written")
	}
}

// invocations are the arguments by which each command with an output is tried. One
// that is not here has not been thought of: see TestOutputsSpare.
var invocations = map[string][]string{
	"memebench export":        {"--format", "jsonl"},
	"memebench predict":       {"--csv", "TABLE", "--caption", "text"},
	"memebench features":      {},
	"memebench models export": {"latest"},
}

// Every command with a flag --out refuses to write to the workspace's own files and
// to what it reads, by whatever name, and they stay as they are.
func TestOutputsSpare(t *testing.T) {
	top := t.TempDir()
	t.Setenv("HOME", top)
	t.Setenv("MEMEBENCH_CACHE", filepath.Join(top, "assets"))
	dir, other, table := filepath.Join(top, "ws"), filepath.Join(top, "other"), filepath.Join(top, "table.csv")
	mustWrite(t, table, "text\none\n")
	for _, ws := range []string{dir, other} {
		if err := command(t, ws, "import", "--format", "csv", "--csv", table, "--caption", "text"); err != nil {
			t.Fatal(err)
		}
	}
	store := filepath.Join(dir, storeFile)
	cached := filepath.Join(dir, featuresDir, "x.features")
	mustWrite(t, cached, "features")
	elsewhere := filepath.Join(top, "elsewhere") // the backups are on another disk
	mustWrite(t, filepath.Join(elsewhere, "old.db"), "backup")
	link, hard, folder := filepath.Join(top, "link"), filepath.Join(top, "hard"), filepath.Join(top, "folder")
	for _, err := range []error{os.Symlink(elsewhere, filepath.Join(dir, backupsDir)), os.Symlink(store, link), os.Link(cached, hard), os.Symlink(dir, folder)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	files := []string{
		store, link, hard, filepath.Join(folder, storeFile), filepath.Join(dir, "..", "ws", "MemeBench.DB"), filepath.Join(dir, guideFile),
		filepath.Join(dir, storeFile+".owner"), filepath.Join(dir, "cache", "new"), filepath.Join(folder, "Cache", "features", "new"),
		filepath.Join(dir, backupsDir, "old.db"), filepath.Join(elsewhere, "old.db"), filepath.Join(other, storeFile), filepath.Join(other, guideFile), filepath.Join(other, "backups", "new"),
	}
	folders := []string{dir, folder, filepath.Join(dir, "cache"), filepath.Join(dir, "cache", "new", "deep"), filepath.Join(folder, "backups"), other, filepath.Join(dir, guideFile)}
	before := contents(t, dir, other, elsewhere, table)
	found := 0
	each(newRoot(&options{}), func(cmd *cobra.Command) {
		flag := cmd.Flags().Lookup("out")
		if flag == nil {
			return
		}
		found++
		out, ok := flag.Value.(*output)
		args, known := invocations[cmd.CommandPath()]
		args = slices.Clone(args)
		if !ok || !known {
			t.Errorf("%s: its --out is a %T, and how to try it is known: %v; want an output, and an entry in invocations", cmd.CommandPath(), flag.Value, known)
			return
		}
		for i, a := range args {
			if a == "TABLE" {
				args[i] = table
			}
		}
		args = append(strings.Fields(cmd.CommandPath())[1:], args...)
		places := files
		if out.folder {
			places = folders
		}
		if slices.Contains(args, table) {
			places = append(places[:len(places):len(places)], table)
		}
		for _, place := range places {
			err := command(t, dir, append(args[:len(args):len(args)], "--out", place)...)
			if err == nil || !strings.HasPrefix(err.Error(), "--out "+place+": it ") {
				t.Errorf("%s --out %s: %v", cmd.CommandPath(), place, err)
			}
		}
	})
	if found != len(invocations) {
		t.Errorf("%d commands have a flag --out, and %d are tried", found, len(invocations))
	}
	if now := contents(t, dir, other, elsewhere, table); now != before {
		t.Errorf("something has changed:\n%s\nbefore\n%s", now, before)
	}
	// What is the user's may be written to.
	for _, place := range []string{filepath.Join(dir, "out.jsonl"), filepath.Join(top, "out.jsonl"), filepath.Join(dir, "pictures", "out.jsonl")} {
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := command(t, dir, "export", "--format", "jsonl", "--out", place); err != nil {
			t.Error(err)
		}
	}
}

// The result does not go to a file on standard output either that is needed.
func TestStandardOutputSpares(t *testing.T) {
	top := t.TempDir()
	t.Setenv("HOME", top)
	dir, table := filepath.Join(top, "ws"), filepath.Join(top, "table.csv")
	mustWrite(t, table, "text\none\n")
	if err := command(t, dir, "import", "--format", "csv", "--csv", table, "--caption", "text"); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir, table)
	for path, args := range map[string][]string{
		filepath.Join(dir, storeFile): {"export", "--format", "jsonl"},
		filepath.Join(dir, guideFile): {"models"},
		table:                         {"predict", "--csv", table, "--caption", "text", "--out", "-"},
	} {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		err = commandTo(f, dir, args...)
		f.Close()
		if err == nil || !strings.Contains(err.Error(), "standard output is ") {
			t.Errorf("%q on %s: %v", args, path, err)
		}
	}
	if now := contents(t, dir, table); now != before {
		t.Errorf("something has changed:\n%s\nbefore\n%s", now, before)
	}
}

// Who stops reading a result is not told so; what is done is done all the same.
func TestNobodyReads(t *testing.T) {
	top := t.TempDir()
	t.Setenv("HOME", top)
	dir, table := filepath.Join(top, "ws"), filepath.Join(top, "table.csv")
	mustWrite(t, table, "text\none\n")
	if err := command(t, dir, "import", "--format", "csv", "--csv", table, "--caption", "text"); err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r.Close()
	for _, args := range [][]string{{"export", "--format", "jsonl"}, {"models", "--json"}, {"models"}} {
		err := commandTo(w, dir, args...)
		if !nobodyReads(err) {
			t.Errorf("%q: %v", args, err)
		} else if !strings.Contains(err.Error(), "standard output: ") { // what is said of a full disk
			t.Errorf("%q: %v does not say what could not be written", args, err)
		}
	}
	for _, args := range [][]string{{"label", "1", "5"}, {"label", "1", "5", "--json"}} {
		if err := commandTo(w, dir, args...); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}

// command runs the program in this process, and forgets what it prints.
func command(t *testing.T, dir string, args ...string) error {
	t.Helper()
	out, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	return commandTo(out, dir, args...)
}

// commandTo is command with this standard output.
func commandTo(out *os.File, dir string, args ...string) error {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	root := newRoot(&options{in: null, out: out, err: null})
	root.SetArgs(append(args, "--workspace", dir))
	return root.Execute()
}

func each(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, sub := range cmd.Commands() {
		each(sub, do)
	}
}

// contents lists what is in the files and folders. Of a store's bytes only those of
// its memes and labels matter, which nothing here changes: its size will do.
func contents(t *testing.T, paths ...string) string {
	t.Helper()
	var b strings.Builder
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, ".owner") {
				return err
			}
			text, err := os.ReadFile(path)
			if filepath.Base(path) == storeFile && len(text) > 100 {
				text = text[16:20] // its magic
			}
			b.WriteString(path + " " + string(text) + "\n")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
