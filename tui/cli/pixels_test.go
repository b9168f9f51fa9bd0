//go:build unix

package cli_test

import (
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"memebench/labels"
	"memebench/tui/cli"
)

// TestPixels plays every kind of terminal: pictures come once, where they should
// be, again after what has taken them off, and are gone in the end.
func TestPixels(t *testing.T) {
	for name, g := range terminals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := startGraphics(t, 100, 30, g)
			shown := func() {
				t.Helper()
				x.wait("picture in its place", func(string) bool { return x.shows() })
			}
			x.see("1-5 label")
			x.see("could be had from nowhere")
			x.comes(1)
			x.still(1)
			shown()

			x.press("l") // the next meme
			x.see("#0002")
			x.comes(2)
			x.still(2)
			shown()

			x.press("?")
			x.see("Keys on Label")
			x.wait("end of the picture", func(string) bool { return x.gone() })
			x.press("\x1b")
			x.comes(3)
			x.still(3)
			shown()

			x.resize(120, 36)
			x.comes(4)
			x.still(4)
			shown()
			x.resize(84, 26) // the caption below
			x.comes(5)
			x.still(5)
			shown()

			x.quit(5)
		})
	}
}

// TestZoomedPixels looks at a picture closer and goes back, on every kind of
// terminal.
func TestZoomedPixels(t *testing.T) {
	for name, g := range terminals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newGraphics(t, 100, 30, g)
			x.cmd.Path = cli.QuickProgram(t) // whole windows of pixels; those of TestPixels are less, and looked at
			x.run()
			alone := func() {
				t.Helper()
				x.wait("picture alone", func(string) bool { return x.alone() })
			}
			x.see("could be had from nowhere")
			x.comes(1)
			x.press("z")
			x.comes(2)
			x.still(2)
			alone()
			x.press("z")
			x.see("arrows move")
			x.comes(3)
			x.still(3)
			alone()
			x.press("j")
			x.comes(4)
			x.still(4)
			alone()
			x.resize(84, 26)
			x.comes(5)
			x.still(5)
			alone()
			x.press("z")
			x.see("very positive")
			x.comes(6)
			x.still(6)
			x.wait("picture in its place", func(string) bool { return x.shows() })
			x.press("z")
			x.comes(7)
			time.Sleep(reading)
			x.press("3")
			x.see("saved 3 neutral")
			x.comes(8)
			x.wait("picture in its place", func(string) bool { return x.shows() })
			x.press("z")
			x.comes(9)
			x.quit(9)
		})
	}
}

// TestSuspendedPixels leaves the program for the shell that has started it, and
// comes back: nothing of the picture is left behind, and it is sent again.
func TestSuspendedPixels(t *testing.T) {
	for name, g := range terminals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newGraphics(t, 100, 30, g)
			x.cmd.Args = []string{"sh", "-c", `set -m; "$0"; echo "[held]"; read key; fg`, x.cmd.Path}
			x.cmd.Path = "/bin/sh"
			x.run()
			shown := func() {
				t.Helper()
				x.wait("picture in its place", func(string) bool { return x.shows() })
			}
			x.see("could be had from nowhere")
			x.comes(1)
			x.still(1)
			shown()

			x.press("\x1a")
			x.see("[held]")
			x.mu.Lock()
			if !x.left || x.behind > 0 {
				t.Errorf("left %v, with %d pictures or cells of them behind", x.left, x.behind)
			}
			x.left = false
			x.mu.Unlock()

			x.press("\r")
			x.comes(2)
			x.still(2)
			shown()
			x.label(labels.Neutral)
			x.comes(3)
			x.quit(3)
		})
	}
}

// TestStoppedBySomebodyElse has the program stopped by a signal, and not by its own key: its shell takes the terminal,
// and fg gives it back.
func TestStoppedBySomebodyElse(t *testing.T) {
	t.Parallel()
	x := newGraphics(t, 100, 30, terminals["kitty"])
	x.cmd.Args = []string{"sh", "-c", `set -m; mode=$(/bin/stty -g); "$0"; /bin/stty "$mode"; echo; echo "[held]"; read key; fg`, x.cmd.Path}
	x.cmd.Path = "/bin/sh"
	x.run()
	x.see("could be had from nowhere")
	x.comes(1)
	x.still(1)
	group, err := unix.IoctlGetInt(int(x.pty.Fd()), unix.TIOCGPGRP)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(-group, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	x.see("[held]")
	x.press("\n")
	x.comes(2)
	x.still(2)
	x.wait("picture in its place", func(string) bool { return x.shows() })
	x.label(labels.Neutral)
	x.comes(3)
	x.quit(3)
}

// TestDoctorNamesThePictures asks what pictures will be drawn with, and why.
func TestDoctorNamesThePictures(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"kitty":         "kitty(0.41.1), 140×30; pictures: kitty (the terminal knows kitty's pictures",
		"kitty in tmux": "tmux, 140×30; pictures: kitty (tmux lets kitty's pictures through",
		"kitty direct":  "pictures: kitty-direct (the terminal knows kitty's pictures, but",
		"sixel":         "pictures: sixel (the terminal knows sixel, its cells have 9×19 pixels",
		"iterm":         "pictures: iterm (the environment names iTerm2",
	} {
		x := newGraphics(t, 140, 30, terminals[name])
		x.cmd.Args = append(x.cmd.Args, "doctor")
		x.run()
		x.see(want)
		x.end()
	}
	x := newTerminal(t, 140, 30, offline(t), "doctor")
	x.silent = true
	x.run()
	x.see("xterm-256color, 140×30; pictures: blocks (the terminal does not answer questions)")
	x.end()
}

// TestRedrawsLeavePixelsAlone shows the first picture only: frames that draw other
// captions beside it must not touch a cell of it.
func TestRedrawsLeavePixelsAlone(t *testing.T) {
	t.Parallel()
	x := startGraphics(t, 100, 30, terminals["sixel"])
	x.see("could be had from nowhere")
	x.comes(1)
	x.press("l")
	x.see("#0002")
	x.comes(2)
	x.press("h")
	x.see("#0001")
	x.comes(3)
	// Both pictures are ready now: one follows the other at once.
	x.wait("picture in its place", func(string) bool { return x.shows() })
	x.mu.Lock()
	x.capabilities.blind = 3
	x.mu.Unlock()
	before, n := x.inCells(standIn)
	for i, key := range "lhlhl" {
		x.press(string(key))
		x.see(map[rune]string{'l': "#0002", 'h': "#0001"}[key])
		x.comes(i + 4)
		if after, m := x.inCells(standIn); m != n || after != before {
			t.Errorf("after %d redraws %d of %d cells are left", i+1, m, n)
		}
	}
}
