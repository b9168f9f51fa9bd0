//go:build unix

package tui

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// ProbeTTY is Probe for a terminal of this machine, put in raw mode for as long
// as it takes. Where the terminal does not say how large its cells are, the
// kernel may.
func ProbeTTY(f *os.File, timeout time.Duration, tmux bool) (Terminal, error) {
	fd := int(f.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return Terminal{}, err
	}
	t, err := Probe(&polled{fd: fd}, f, timeout, tmux)
	err = errors.Join(err, term.Restore(fd, before))
	if t.CellW == 0 || t.CellH == 0 {
		t.CellW, t.CellH = cellSize(f)
	}
	return t, err
}

// cellSize asks the kernel for the pixels of a cell, 0 and 0 if it does not
// know.
func cellSize(f interface{ Fd() uintptr }) (w, h int) {
	ws, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil || ws.Col == 0 || ws.Row == 0 {
		return 0, 0
	}
	return int(ws.Xpixel) / int(ws.Col), int(ws.Ypixel) / int(ws.Row)
}

// polled reads a terminal's file with a deadline, which os.File does not offer
// for one that was opened as usual. No goroutine is left behind that would eat
// the next key.
type polled struct {
	fd       int
	deadline time.Time
}

func (p *polled) SetReadDeadline(t time.Time) error {
	p.deadline = t
	return nil
}

func (p *polled) Read(b []byte) (int, error) {
	for {
		wait := -1
		if !p.deadline.IsZero() {
			wait = int(time.Until(p.deadline).Milliseconds())
			if wait <= 0 {
				return 0, os.ErrDeadlineExceeded
			}
		}
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(p.fd), Events: unix.POLLIN}}, wait)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, os.ErrDeadlineExceeded
		}
		n, err = unix.Read(p.fd, b)
		if errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN) {
			continue
		}
		if n == 0 && err == nil {
			err = io.EOF
		}
		return max(0, n), err
	}
}
