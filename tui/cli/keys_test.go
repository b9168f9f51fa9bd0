//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"memebench/db"
)

// captions makes a workspace of texts in this environment and returns its folder.
func captions(t *testing.T, env []string, texts ...string) string {
	t.Helper()
	dir := t.TempDir()
	table := filepath.Join(dir, "t.csv")
	if err := os.WriteFile(table, []byte("text\n\""+strings.Join(texts, "\"\n\"")+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	workspace := filepath.Join(dir, "w")
	x := start(t, 100, 30, env, "import", "-w", workspace, "--format", "csv", "--csv", table, "--caption", "text")
	if code := x.end(); code != 0 {
		t.Fatalf("import: exit status %d: %s", code, x.text())
	}
	return workspace
}

// given counts the levels that stand in a workspace that nobody has open.
func given(t *testing.T, workspace string) int {
	t.Helper()
	store, err := db.Open(filepath.Join(workspace, "memebench.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	p, err := store.Counts("ada")
	if err != nil {
		t.Fatal(err)
	}
	return p.Mine
}

// TestKeysThatNobodyMeant types what has once given labels that nobody had meant, into
// the real program.
func TestKeysThatNobodyMeant(t *testing.T) {
	t.Parallel()
	env := offline(t)
	var texts []string
	for i := range 40 {
		texts = append(texts, fmt.Sprintf("caption number %d", i+1))
	}
	workspace := captions(t, env, texts...)
	bytewise := func(s string, pause time.Duration) func(*terminal) {
		return func(x *terminal) {
			for i := range len(s) {
				x.press(s[i : i+1])
				time.Sleep(pause)
			}
		}
	}
	for _, c := range []struct {
		what   string
		do     func(*terminal)
		want   int
		silent bool // the terminal does not say that it marks what is pasted
	}{
		{"a key held down", func(x *terminal) {
			x.press("3")
			time.Sleep(300 * time.Millisecond)
			x.press("333333")
		}, 1, false},
		{"a paste that is not marked", func(x *terminal) { x.press(strings.Repeat("3", 4000)) }, 0, true},
		{"a short paste that is not marked", func(x *terminal) { x.press("12345") }, 1, true},
		{"what is no paste, however fast", func(x *terminal) { x.press(strings.Repeat("3", 4000)) }, 1, false},
		{"ctrl and an arrow, more than a read takes", func(x *terminal) { x.press(strings.Repeat("\x1b[1;5C", 2000)) }, 0, false},
		{"the same to a program that stands still", func(x *terminal) {
			x.cmd.Process.Signal(syscall.SIGSTOP)
			for range 60 {
				x.press("\x1b[1;5C")
			}
			x.cmd.Process.Signal(syscall.SIGCONT)
		}, 0, false},
		{"Home over a slow line", bytewise("\x1b[1~\x1b[1~\x1b[1~\x1b[1~", 4*time.Millisecond), 0, false},
		{"a late answer in two parts", func(x *terminal) {
			x.press("\x1b]11;rgb:1e1e/1")
			time.Sleep(200 * time.Millisecond)
			x.press("e1e/2f2f\x1b\\")
		}, 0, false},
		{"a report of kitty's in two parts", func(x *terminal) {
			x.press("\x1b[5")
			time.Sleep(100 * time.Millisecond)
			x.press("1;1:3u")
		}, 0, false},
		{"an answer whose ESC came alone", func(x *terminal) {
			x.press("\x1b")
			time.Sleep(100 * time.Millisecond)
			x.press("P>|XTerm(123)\x1b\\")
		}, 0, false},
		{"the keypad of an application", func(x *terminal) { x.press("\x1bOs") }, 1, false},
	} {
		before := given(t, workspace)
		x := newTerminal(t, 100, 30, env, "-w", workspace)
		x.silent = c.silent
		x.run()
		x.see("1-5 label")
		x.see("could be had from nowhere")
		time.Sleep(reading)
		c.do(x)
		// Another screen comes behind it, so that it has been read. Keys that come while
		// too many wait are dropped: until then the key is pressed again.
		for tries := 0; !strings.Contains(x.text(), "[ cv  val  test ]"); tries++ {
			if tries > 60 {
				t.Fatalf("%s: E does nothing:\n%s", c.what, x.text())
			}
			x.press("E")
			time.Sleep(letGo)
		}
		x.press("q")
		if code := x.end(); code != 0 {
			t.Fatalf("%s: exit status %d:\n%s", c.what, code, x.text())
		}
		if got := given(t, workspace) - before; got != c.want {
			t.Errorf("%s: %d labels, want %d", c.what, got, c.want)
		}
	}
}

// TestAStraightScreen walks over captions on whose width terminals differ: the screen
// stays as it is when all of it is drawn again.
func TestAStraightScreen(t *testing.T) {
	t.Parallel()
	env := offline(t)
	long := " lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore"
	workspace := captions(t, env, "plain first meme",
		"when the whole family 👨\u200d👩\u200d👧\u200d👦 is coming"+long, "second plain meme",
		"me after the exam 🤷🏽\u200d♂\ufe0f"+long, strings.Repeat("👍🏽", 60), strings.Repeat("1\ufe0f\u20e3", 60), "third plain meme",
		"हिन्दी में लिखा हुआ"+long, "বাংলা ভাষায়"+long, strings.Repeat("ภาษาไทยกำลังมา", 12), "fourth plain meme",
		strings.Repeat("漢字", 60), strings.Repeat("t\u0300\u0301\u0302\u0316", 80), "עברית العربية"+long, "last plain meme")
	for _, size := range [][2]int{{130, 38}, {80, 24}, {60, 16}} {
		x := start(t, size[0], size[1], env, "-w", workspace)
		x.see("✗ preparing")
		x.press("g")
		x.see("Go to which meme?")
		x.press("1\r")
		for i := range 15 {
			before := x.frame(fmt.Sprintf("meme %d", i+1), func(s string) bool {
				return strings.Contains(s, fmt.Sprintf("#%04d", i+1)) && strings.Contains(s, "1-5 label")
			})
			x.press("\x0c") // ctrl+l
			x.redrawn()
			if after := x.frame("it all", func(string) bool { return true }); after != before {
				t.Errorf("%v, meme %d: on the screen\n%s\nand all drawn again\n%s", size, i+1, before, after)
			}
			x.press("l")
		}
		x.press("q")
		x.end()
	}
}

// frame waits until a whole frame satisfies ok and returns it.
func (x *terminal) frame(what string, ok func(string) bool) (frame string) {
	x.t.Helper()
	x.wait(what, func(string) bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		raw := x.raw.Bytes()
		frame = x.screen.String()
		return bytes.LastIndex(raw, []byte("\x1b[?2026h")) < bytes.LastIndex(raw, []byte("\x1b[?2026l")) && ok(frame)
	})
	return frame
}

// redrawn waits until the window has been erased and drawn since the last time.
func (x *terminal) redrawn() {
	x.t.Helper()
	x.wait("another frame", func(string) bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		s := x.raw.String()
		i := strings.LastIndex(s, "\x1b[2J")
		if i < 0 || i < x.erased || !strings.Contains(s[i:], "\x1b[?2026l") {
			return false
		}
		x.erased = i + 1
		return true
	})
}

// TestWindowsThatNoScreenHas opens and leaves a window of millions of cells, and one
// whose cells are as large as is believed: neither takes memory or time without end.
func TestWindowsThatNoScreenHas(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, offline(t))
	x.see("could be had")
	x.redrawn()
	if err := pty.Setsize(x.pty, winsize(3000, 1000)); err != nil { // of which the screen here shows a corner
		t.Fatal(err)
	}
	x.redrawn()
	x.press("q")
	if code := x.end(); code != 0 {
		t.Errorf("3000×1000: exit status %d", code)
	}
	for _, says := range []string{"\x1b[6;256;128t", "\x1b[6;9999;9999t"} {
		g := capabilities{name: "XTerm(379)", sixel: true, shape: inCells, cell: says}
		x := startGraphics(t, 160, 50, g)
		x.see("could be had from nowhere")
		x.comes(1)
		x.mu.Lock()
		var w, h int
		fmt.Sscanf(x.sent[0], "sixel %dx%d", &w, &h)
		x.mu.Unlock()
		if w*h == 0 || w*h > 3840*2160 {
			t.Errorf("cells of %q: a picture of %d×%d pixels", says, w, h)
		}
		x.press("q")
		if code := x.end(); code != 0 {
			t.Errorf("cells of %q: exit status %d", says, code)
		}
	}
}
