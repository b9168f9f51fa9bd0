package cli_test

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"memebench/labels"
)

// A label for which the disk has no room is kept, and saved with the next one once
// there is room; left before, it is in a file. A limit on the size of files stands for
// a full disk.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for _, roomAgain := range []bool{true, false} {
		env := offline(t)
		_, dir := threeTexts(t, env, "ws")
		x := start(t, 120, 30, env, "-w", dir)
		x.label(labels.Positive)
		x.limit(4 << 10)
		x.fails("2", "NOT saved: the file may not grow")
		if roomAgain {
			x.limit(unix.RLIM_INFINITY)
			x.press("\x1b[C") // the next meme
			x.see("#0003")
			x.label(labels.Neutral)
			x.see("and 1 from before")
		}
		x.press("q")
		if !roomAgain {
			x.yes("1 label NOT saved: quit?")
		}
		if code := x.end(); (code == 0) != roomAgain {
			t.Errorf("exit status %d:\n%s", code, x.raw.String())
		}
		if !roomAgain {
			command := namedCommand.FindStringSubmatch(x.raw.String())
			if command == nil {
				t.Fatalf("no command is named:\n%q", x.raw.String())
			}
			inShell(t, env, command[1])
		}
		out := run(t, env, "export", "--format", "jsonl", "-w", dir)
		for level, want := range map[string]bool{"positive": true, "negative": true, "neutral": roomAgain} {
			if strings.Contains(out, `"annotator":"ada","level":"`+level+`"`) != want {
				t.Errorf("room again: %v; the %s label is missing, or there: \n%s", roomAgain, level, out)
			}
		}
	}
}

// The store is taken away after a label could not be saved for another reason: what was
// said before is rescued with it.
func TestRescueAfterTwoAccidents(t *testing.T) {
	t.Parallel()
	env := offline(t)
	_, dir := threeTexts(t, env, "ws")
	x := start(t, 120, 30, env, "-w", dir)
	x.label(labels.Positive)
	x.limit(4 << 10)
	x.fails("2", "NOT saved: the file may not grow")
	x.limit(unix.RLIM_INFINITY)
	removed(t, dir)
	by(unix.SIGTERM)(x)
	if code := x.end(); code != 1 {
		t.Errorf("exit status %d:\n%s", code, x.raw.String())
	}
	command := namedCommand.FindStringSubmatch(x.raw.String())
	if command == nil || !strings.HasPrefix(command[1], "restore") {
		t.Fatalf("no store is rescued:\n%q", x.raw.String())
	}
	inShell(t, env, command[1])
	out := run(t, env, "export", "--format", "jsonl", "-w", dir)
	for _, level := range []string{"positive", "negative"} {
		if strings.Count(out, `"annotator":"ada","level":"`+level+`"`) != 1 {
			t.Errorf("the %s label is missing:\n%s", level, out)
		}
	}
}

// limit bounds the files that the program writes.
func (x *terminal) limit(bytes uint64) {
	x.t.Helper()
	if err := unix.Prlimit(x.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}, nil); err != nil {
		x.t.Fatal(err)
	}
}
