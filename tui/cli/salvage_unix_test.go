//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"memebench/db"
	"memebench/labels"
)

// backedUp makes a workspace of 400 memes with a team's levels, and a backup of it.
func backedUp(t *testing.T, env []string, dir string) (ws, backup string) {
	t.Helper()
	table, ws, backup := filepath.Join(dir, "table.csv"), filepath.Join(dir, "ws"), filepath.Join(dir, "backup.db")
	rows := "caption,level\n"
	for i := range 400 {
		rows += fmt.Sprintf("caption %d,%d\n", i, i%5+1)
	}
	if err := os.WriteFile(table, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, env, "import", table, "--annotator", "team", "-w", ws)
	run(t, env, "backup", backup, "-w", ws)
	return ws, backup
}

// Labels that are newer than the backup are not lost with the damaged store that it takes
// the place of: restore writes them to a file, which import adds.
func TestRestoreSalvages(t *testing.T) {
	env, dir := offline(t), t.TempDir()
	ws, backup := backedUp(t, env, dir)
	run(t, env, "label", "#7", "2", "--annotator", "ann", "-w", ws)
	run(t, env, "label", "#8", "3", "--annotator", "ann", "-w", ws)
	run(t, env, "undo", "--annotator", "ann", "-w", ws)
	said := func() string { return run(t, env, "log", "--annotator", "ann", "--json", "-w", ws) }
	before := said()

	// A whole store that a backup takes the place of is nothing to salvage.
	whole := filepath.Join(dir, "whole.db")
	run(t, env, "backup", whole, "-w", ws)
	if _, errs, code := tried(t, env, "", "restore", whole, "-w", ws); code != 0 || strings.Contains(errs, "damaged") {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	spoilLog(t, filepath.Join(ws, "memebench.db"))
	_, errs, code := tried(t, env, "", "restore", backup, "-w", ws)
	if code != 0 || !strings.Contains(errs, "that the backup lacks: 3 (that cannot be read: ") {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	if now := said(); strings.TrimSpace(now) != "[]" {
		t.Errorf("the backup has said %s", now)
	}
	file := regexp.MustCompile(`--file (\S+)`).FindStringSubmatch(errs)
	if file == nil {
		t.Fatalf("what to do is not said: %s", errs)
	}
	run(t, env, "import", "--format", "memebench", "--file", file[1], "-w", ws)
	if now := strings.ReplaceAll(said(), `,"merged":true`, ""); now != before {
		t.Errorf("said is\n%sand was\n%s", now, before)
	}
}

// What cannot be read of the damaged store is said: silence would mean that nothing is lost.
func TestRestoreSaysWhatIsLost(t *testing.T) {
	env := offline(t)
	ws, backup := backedUp(t, env, t.TempDir())
	run(t, env, "label", "#2", "3", "--annotator", "ann", "-w", ws)
	store := filepath.Join(ws, "memebench.db")
	whole, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{0, 2 * os.Getpagesize()} {
		if err := os.WriteFile(store, append(whole[:left:left], bytes.Repeat([]byte{0xff}, len(whole)-left)...), 0o600); err != nil {
			t.Fatal(err)
		}
		want := "the store that was there cannot be read: what was said after this backup was made is lost, unless a newer backup has it"
		if _, errs, code := tried(t, env, "", "restore", backup, "-w", ws); code != 0 || !strings.Contains(errs, want) {
			t.Errorf("of which %d bytes are left: exit status %d: %s", left, code, errs)
		}
	}
	// Of a log that cannot be read in a store that opens, how many events is said.
	if err := os.WriteFile(store, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	spoilPage(t, store, func(anns, unread int) bool { return anns == 0 && unread > 0 })
	if _, errs, code := tried(t, env, "", "restore", backup, "-w", ws); code != 0 || !strings.Contains(errs, "events of the damaged store that cannot be read: ") {
		t.Errorf("exit status %d: %s", code, errs)
	}
}

// Without a backup, that of a new workspace with the same memes will do, however many labels these came with.
func TestRestoreSalvagesWithoutABackup(t *testing.T) {
	env, dir := offline(t), t.TempDir()
	table, ws, again, backup := filepath.Join(dir, "table.csv"), filepath.Join(dir, "ws"), filepath.Join(dir, "again"), filepath.Join(dir, "again.db")
	rows := "caption,level\n"
	for i := range 400 {
		rows += fmt.Sprintf("caption %d,%d\n", i, i%5+1)
	}
	if err := os.WriteFile(table, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, env, "import", table, "-w", ws)
	lines := ""
	for i := range 200 { // pages of their own
		lines += fmt.Sprintf("#%d 2\n", i+1)
	}
	if _, errs, code := tried(t, env, lines, "label", "-", "--annotator", "bo", "-w", ws); code != 0 {
		t.Fatal(errs)
	}
	run(t, env, "label", "#7", "2", "--annotator", "ann", "-w", ws)
	run(t, env, "label", "#8", "3", "--annotator", "ann", "-w", ws)
	run(t, env, "undo", "--annotator", "ann", "-w", ws)
	spoilLog(t, filepath.Join(ws, "memebench.db"))
	run(t, env, "import", table, "--annotator", "team", "-w", again)
	run(t, env, "backup", backup, "-w", again)
	_, errs, code := tried(t, env, "", "restore", backup, "-w", ws)
	file := regexp.MustCompile(`--file (\S+)`).FindStringSubmatch(errs)
	if code != 0 || file == nil {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	run(t, env, "import", "--format", "memebench", "--file", file[1], "-w", ws)
	if now := run(t, env, "list", "by:ann", "-w", ws); !strings.Contains(now, "#7") || !strings.Contains(now, "1 meme") {
		t.Errorf("ann has labelled\n%s", now)
	}
}

// spoilLog spoils a page of old events in a store, or of their memes; the three newest events can be read.
func spoilLog(t *testing.T, path string) {
	t.Helper()
	spoilPage(t, path, func(anns, unread int) bool { return anns == 3 && unread > 0 })
}

// spoilPage spoils the first page of a store of which this leaves as many of ann's events to read, and not to read, as are wanted.
func spoilPage(t *testing.T, path string, wanted func(anns, unread int) bool) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size := os.Getpagesize()
	for at := 2 * size; at < len(b); at += size {
		spoilt := append([]byte(nil), b...)
		for i := range size {
			spoilt[at+i] = 0xff
		}
		if err := os.WriteFile(path, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		store, err := db.OpenReader(context.Background(), path)
		if err != nil {
			continue
		}
		anns := 0
		unread, failed := store.Salvage(context.Background(), func(e labels.Event) error {
			if e.Annotator == "ann" {
				anns++
			}
			return nil
		})
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if failed == nil && wanted(anns, unread) {
			return
		}
	}
	t.Fatal("no page has such events")
}
