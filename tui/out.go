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
	leaveAlt   = "\x1b[?1049l" // back to the screen on which the program was started
)

// Out is the only way to the terminal. Bubble Tea writes its frames through it,
// and what a picture needs besides (bytes that are no text) is staged here and
// goes out with the next frame in the same system call, so that a picture and
// its caption never part. Pictures must not be part of a frame: Bubble Tea would
// send them again whenever anything in their line changes.
//
// What was sent last is sent again after the screen was wiped, and taken off
// when the program leaves its screen, however that comes about. All methods may
// be called from any goroutine.
type Out struct {
	mu     sync.Mutex
	w      io.Writer
	wipe   []byte  // goes out before the next frame
	staged bool    // next replaces shown with the next frame
	next   graphic // empty for no picture
	shown  graphic // what the terminal shows
	buf    bytes.Buffer
	counts Counts
}

// graphic is what a terminal is sent for a picture, and to take it off again.
type graphic struct{ on, off []byte }

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
	if bytes.Contains(p, []byte(eraseAll)) && !o.staged && o.shown.on != nil {
		o.staged, o.next = true, o.shown
	}
	if bytes.Contains(p, []byte(leaveAlt)) && o.counts.Pictures > 0 {
		return o.leave(p)
	}
	if len(p) <= len(cursorHome) || !bytes.HasPrefix(p, []byte(cursorHome)) {
		return o.w.Write(p)
	}
	o.counts.Frames++
	o.counts.FrameBytes += int64(len(p))
	o.buf.Reset()
	o.buf.WriteString(syncBegin)
	o.buf.Write(o.wipe)
	o.buf.Write(p)
	if o.staged {
		o.buf.WriteString(saveCursor)
		o.buf.Write(o.next.on)
		// The new picture stands before the old one goes: nothing flashes.
		if !bytes.Equal(o.shown.off, o.next.off) {
			o.buf.Write(o.shown.off)
		}
		o.buf.WriteString(restCursor)
	}
	o.buf.WriteString(syncEnd)
	if _, err := o.w.Write(o.buf.Bytes()); err != nil {
		return 0, err // what is staged stays so
	}
	o.wipe = nil
	if o.staged {
		if o.next.on != nil {
			o.counts.Pictures++
			o.counts.ImageBytes += int64(len(o.next.on))
		}
		o.shown, o.next, o.staged = o.next, graphic{}, false
	}
	return len(p), nil
}

// leave takes the picture off before p leaves the screen.
func (o *Out) leave(p []byte) (int, error) {
	o.buf.Reset()
	o.buf.Write(o.shown.off)
	o.buf.WriteString(eraseAll)
	o.buf.Write(p)
	if _, err := o.w.Write(o.buf.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString is Write: io.WriteString, by which Bubble Tea clears the screen,
// must not find another way.
func (o *Out) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// Stage has a picture shown with the next frame in the place of any other, or
// with nil, none. The bytes on place the cursor themselves; it is put back after
// them. The bytes off take the picture away again. Out keeps both.
func (o *Out) Stage(on, off []byte) {
	o.mu.Lock()
	o.staged, o.next = true, graphic{on, off}
	o.mu.Unlock()
}

// Wipe sends b before the next frame. What is to be erased for it is erased in
// the same system call.
func (o *Out) Wipe(b []byte) {
	o.mu.Lock()
	o.wipe = append(o.wipe, b...)
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
