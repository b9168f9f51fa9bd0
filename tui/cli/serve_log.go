package cli

import (
	"bytes"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// logWaits is how many lines of the log wait for whoever reads it: some hours of a
	// quiet team, a minute of a busy service.
	logWaits = 4096
	// logEndsWithin is how long the end of a service waits for the last of them.
	logEndsWithin = time.Second
)

// lineLog writes lines to where they may not be taken, as a pager that nobody scrolls or a
// terminal that is stopped by ctrl+s: no service waits for that. Lines that find no room are
// left out, and counted in a line of their own. Its methods may be called by many at once.
type lineLog struct {
	out   io.Writer
	lines chan []byte
	lost  atomic.Int64
	once  sync.Once
	end   chan struct{} // closed: what waits is written, then nothing more
	done  chan struct{}
}

func newLineLog(out io.Writer) *lineLog {
	l := &lineLog{out: out, lines: make(chan []byte, logWaits), end: make(chan struct{}), done: make(chan struct{})}
	go l.run()
	return l
}

// Write takes in a line. It never waits, and never fails.
func (l *lineLog) Write(line []byte) (int, error) {
	select {
	case l.lines <- bytes.Clone(line):
	default:
		l.lost.Add(1)
	}
	return len(line), nil
}

func (l *lineLog) run() {
	defer close(l.done)
	for {
		select {
		case line := <-l.lines:
			l.put(line)
		case <-l.end:
			for len(l.lines) > 0 {
				l.put(<-l.lines)
			}
			l.tellLost()
			return
		}
	}
}

// put writes a line. That one cannot be written can be told nowhere.
func (l *lineLog) put(line []byte) {
	_, _ = l.out.Write(line)
	if len(l.lines) == 0 {
		l.tellLost()
	}
}

// tellLost says how many lines were left out since it was said last.
func (l *lineLog) tellLost() {
	if n := l.lost.Swap(0); n > 0 {
		slog.New(slog.NewTextHandler(l.out, nil)).Warn("nobody has taken the log: lines are left out", "lines", n)
	}
}

// close waits until what was logged is written, for a moment. What is logged after it is
// left out.
func (l *lineLog) close() {
	l.once.Do(func() { close(l.end) })
	select {
	case <-l.done:
	case <-time.After(logEndsWithin):
	}
}
