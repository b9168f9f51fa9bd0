//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTakeImportBack imports what should not have been, and takes it back by the command that is
// named: everything is as it was before.
func TestTakeImportBack(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	dir, env := filepath.Join(top, "my memes"), offline(t)
	table := func(name, text string) string {
		path := filepath.Join(top, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	importing := func(args ...string) (command string) {
		t.Helper()
		_, errs, code := tried(t, env, "", append([]string{"import", "-w", dir}, args...)...)
		if code != 0 {
			t.Fatalf("%v: exit status %d: %s", args, code, errs)
		}
		if m := regexp.MustCompile(`to take this import back: memebench ([^\n]+)`).FindStringSubmatch(errs); m != nil {
			return m[1]
		}
		return ""
	}
	records := func() string { return run(t, env, "export", "--format", "memebench", "-w", dir) }
	kept := func() int {
		files, err := filepath.Glob(filepath.Join(dir, "backups", "memebench-before-import-*.db"))
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	memes := []string{table("memes.csv", "text\none\ntwo\n"), "--caption", "text"}
	if said := importing(memes...); said != "" || kept() != 0 {
		t.Errorf("into an empty workspace: %q, %d copies", said, kept())
	}
	run(t, env, "label", "1", "positive", "-w", dir)
	before := records()
	if said := importing(memes...); said != "" || kept() != 0 || records() != before {
		t.Errorf("of nothing new: %q, %d copies", said, kept())
	}

	wrong := []string{table("wrong.csv", "text,level\none,negative\nthree,neutral\n"), "--caption", "text", "--level", "level", "--annotator", "bob", "--dataset", "memes"}
	said := importing(wrong...)
	if said == "" || kept() != 1 || records() == before {
		t.Fatalf("it says %q, with %d copies", said, kept())
	}
	inShell(t, env, said)
	if records() != before {
		t.Errorf("after %q the workspace has\n%s\nand not\n%s", said, records(), before)
	}

	other := filepath.Join(top, "other.jsonl")
	run(t, env, "import", "-w", filepath.Join(top, "other"), table("more.csv", "text\nfour\n"), "--caption", "text")
	if err := os.WriteFile(other, []byte(run(t, env, "export", "--format", "memebench", "-w", filepath.Join(top, "other"))), 0o600); err != nil {
		t.Fatal(err)
	}
	if said = importing("--format", "memebench", "--file", other); said == "" || !strings.Contains(records(), "four") {
		t.Fatalf("of records it says %q", said)
	}
	inShell(t, env, said)
	if records() != before {
		t.Errorf("after %q the workspace is another", said)
	}

	run(t, env, "config", "set", "backup.keep", "0", "-w", dir)
	if said := importing(wrong...); said != "" {
		t.Errorf("where no backups are kept: %q", said)
	}
}
