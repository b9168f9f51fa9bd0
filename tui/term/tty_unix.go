//go:build unix

package term

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// sizeOf asks the kernel for the size of a terminal in cells and, if it knows, of a
// cell in pixels.
func sizeOf(fd uintptr) (cols, rows int, c Cell, ok bool) {
	ws, err := unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ)
	if err != nil || ws.Col == 0 || ws.Row == 0 {
		return 0, 0, Cell{}, false
	}
	return int(ws.Col), int(ws.Row), believed(int(ws.Xpixel)/int(ws.Col), int(ws.Ypixel)/int(ws.Row)), true
}

// resizes calls f whenever a terminal of this process has another size, until stop is
// closed.
func resizes(stop <-chan struct{}, f func()) {
	changed := make(chan os.Signal, 1)
	signal.Notify(changed, unix.SIGWINCH)
	defer signal.Stop(changed)
	for {
		select {
		case <-changed:
			f()
		case <-stop:
			return
		}
	}
}

// continued calls f whenever this process goes on after it was stopped, until stop is closed.
func continued(stop <-chan struct{}, f func()) {
	on := make(chan os.Signal, 1)
	signal.Notify(on, syscall.SIGCONT)
	defer signal.Stop(on)
	for {
		select {
		case <-on:
			f()
		case <-stop:
			return
		}
	}
}

// toShell stops the process, and the others of its group, and returns when it goes on, which is told once.
func toShell(went <-chan struct{}) error {
	select {
	case <-went: // of an earlier stop
	default:
	}
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return err
	}
	for range notStopped {
		select {
		case <-went:
			return nil
		case <-time.After(stopTick):
		}
	}
	return nil
}

// A process that the system does not stop (nobody could have it go on) waits for that so many ticks. Of one that was
// stopped a tick is over when it goes on, however long that was.
const (
	notStopped = 10
	stopTick   = 50 * time.Millisecond
)

// polled reads a file that can be waited for. No goroutine is left behind that would
// eat a key of the shell.
type polled struct {
	fd          int
	ends, ended *os.File // a pipe: closing its end ends the wait
}

func newPolled(fd uintptr) (*polled, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &polled{int(fd), w, r}, nil
}

func (p *polled) read(b []byte, deadline time.Time) (int, error) {
	for {
		wait := -1
		if !deadline.IsZero() {
			wait = max(0, int((time.Until(deadline)+time.Millisecond-1)/time.Millisecond))
		}
		fds := []unix.PollFd{{Fd: int32(p.fd), Events: unix.POLLIN}, {Fd: int32(p.ended.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, wait)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, err
		case fds[1].Revents != 0:
			return 0, os.ErrClosed
		case n == 0:
			return 0, os.ErrDeadlineExceeded
		}
		n, err = unix.Read(p.fd, b)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			continue
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

func (p *polled) close() { p.ends.Close() }
