package tui

import (
	"bytes"
	"io"
	"sync"
)

// What Out writes around a frame: begin and end of a synchronised update (which
// terminals that do not know it ignore), save and restore of the cursor.
const (
	syncBegin  = "\x1b[?2026h"
	syncEnd    = "\x1b[?2026l"
	saveCursor = "\x1b7"
	restCursor = "\x1b8"
	eraseAll   = "\x1b[2J"
	cursorHome = "\x1b[H"
)

// Out is the only way to the terminal. Bubble Tea writes its frames through it,
// and what a picture needs besides (bytes that are no text) is staged here and
// goes out with the next frame in the same system call, so that a picture and
// its caption never part. Pictures must not be part of a frame: Bubble Tea would
// send them again whenever anything in their line changes.
//
// What was sent last is sent again after the screen was wiped. All methods may
// be called from any goroutine.
type Out struct {
	mu      sync.Mutex
	w       io.Writer
	pending []byte // goes out with the next frame
	last    []byte // what the terminal shows
	buf     bytes.Buffer
	counts  Counts
}

// Counts is how much went to the terminal.
type Counts struct {
	Frames     int
	FrameBytes int64 // of frames, without pictures
	Pictures   int
	ImageBytes int64 // of pictures
}

// NewOut returns an Out that writes to w.
func NewOut(w io.Writer) *Out { return &Out{w: w} }

// Write passes p on. A frame of Bubble Tea, which begins with the cursor going
// home, takes along what is staged.
func (o *Out) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if bytes.Contains(p, []byte(eraseAll)) && o.pending == nil {
		o.pending = o.last
	}
	frame := len(p) > len(cursorHome) && bytes.HasPrefix(p, []byte(cursorHome))
	if !frame {
		n, err := o.w.Write(p)
		return n, err
	}
	o.counts.Frames++
	o.counts.FrameBytes += int64(len(p))
	o.buf.Reset()
	o.buf.WriteString(syncBegin)
	o.buf.Write(p)
	if o.pending != nil {
		o.buf.WriteString(saveCursor)
		o.buf.Write(o.pending)
		o.buf.WriteString(restCursor)
	}
	o.buf.WriteString(syncEnd)
	if _, err := o.w.Write(o.buf.Bytes()); err != nil {
		return 0, err // what is staged stays so
	}
	if o.pending != nil {
		o.counts.Pictures++
		o.counts.ImageBytes += int64(len(o.pending))
		o.last, o.pending = o.pending, nil
	}
	return len(p), nil
}

// WriteString is Write: io.WriteString, by which Bubble Tea clears the screen,
// must not find another way.
func (o *Out) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// Stage replaces what goes out with the next frame. The bytes place the cursor
// themselves; it is put back after them. Out keeps b.
func (o *Out) Stage(b []byte) {
	o.mu.Lock()
	o.pending = b
	o.mu.Unlock()
}

// Forget drops what is staged and what would be sent again: after a change of
// size it has the wrong one.
func (o *Out) Forget() {
	o.mu.Lock()
	o.pending, o.last = nil, nil
	o.mu.Unlock()
}

// Counts returns how much went out so far.
func (o *Out) Counts() Counts {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.counts
}

// terminal is what Bubble Tea wants of an output whose size it shall follow.
type terminal interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// outTerminal is an Out that is still seen to be a terminal.
type outTerminal struct {
	*Out
	terminal
}

func (o outTerminal) Write(p []byte) (int, error)       { return o.Out.Write(p) }
func (o outTerminal) WriteString(s string) (int, error) { return o.Out.Write([]byte(s)) }

// writer returns what Bubble Tea is given to write to: o, and with it the
// terminal's file if there is one.
func (o *Out) writer() io.Writer {
	if t, ok := o.w.(terminal); ok {
		return outTerminal{o, t}
	}
	return o
}
