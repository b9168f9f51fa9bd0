package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"

	"memebench/labels/workers"
)

// Options says which terminal is opened.
type Options struct {
	In  io.Reader // what is typed; a terminal's file, or what stands for one
	Out io.Writer // where it is drawn

	// Size says how large the window is, and Sized brings something whenever that changes, where
	// Out is no file that could be asked: a channel of SSH. Both are nil elsewhere.
	Size  func() Resized
	Sized <-chan struct{}

	Context context.Context // whose end ends the wait for its answers, and hurries Close; nil for none
	Timeout time.Duration   // to wait for its answers; 0 asks nothing
	Tmux    bool            // it is in tmux, which passes on what is wrapped for the terminal outside
	Mouse   bool            // clicks and the wheel are reported, and select no text by themselves
	Far     bool            // there is a network between it and the program; a tmux that answers near by hides it
}

// Event is what happens at a terminal: a [Key], a [Paste], a [Mouse], [Resized],
// [Written] or [Gone].
type Event interface{ event() }

// Resized says how large the window is, in cells.
type Resized struct {
	Width, Height int
	Cell          Cell // the zero value where it is not known anew
}

// Written says from when a key that comes can be meant for the first frame with a serial: the
// call that writes it had returned, and a terminal that is far away has said that it is there, or
// there was time for the way to it and back where it says nothing.
type Written struct {
	Serial uint64
	At     time.Time
}

// Gone says that the terminal can no longer be read or written, and why.
type Gone struct{ Err error }

func (Key) event()     {}
func (Paste) event()   {}
func (Mouse) event()   {}
func (Resized) event() {}
func (Written) event() {}
func (Gone) event()    {}

// Terminal is one terminal: its keyboard, and its alternate screen. Its methods may be
// called from any goroutine.
type Terminal struct {
	in      source
	out     io.Writer
	ctx     context.Context // of who has it; nil for none
	typing  *term.State     // of the input's line discipline before; nil if that is no terminal
	inFile  filed
	outFile filed
	window  func() Resized  // of who knows the size of a window that is no file's
	sized   <-chan struct{} // it is another
	decoder Decoder
	buf     []byte
	facts   Facts
	typed   []Input // while it was asked
	screen  *screen
	mouse   bool          // it is reported
	trip    time.Duration // the way to it and back; 0 where it is near, or has not answered
	deaf    atomic.Bool   // nothing is read from it any more

	arrivals arrivals

	handle  func([]Event)
	stop    chan struct{}
	reading sync.WaitGroup
	closing atomic.Bool   // somebody gives it back
	away    sync.Mutex    // held while a shell has it, as far as that is known
	went    chan struct{} // the process goes on, told to the Suspend that has had it stopped
	closed  atomic.Bool   // it is given back
}

// filed is a file by its number.
type filed interface{ Fd() uintptr }

// The modes of the screen's own time: alternate screen, no cursor; keys in their
// plain forms, whatever an earlier program has left behind (cursor and keypad modes,
// modifyOtherKeys, mouse and focus reports); pasted text marked.
const (
	enter = "\x1b[?1049h\x1b[?25l\x1b>\x1b[?1l\x1b[>4m\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004h" + eraseAll + "\x1b[H"
	leave = mouseOff + focusOff + "\x1b[m\x1b[?7h\x1b[?2004l\x1b[?25h\x1b[?1049l"
)

// The terminal says when it comes to have the keyboard, and when another window has it (mode 1004).
const (
	focusOn  = "\x1b[?1004h"
	focusOff = "\x1b[?1004l"
	focusIn  = "\x1b[I"
)

// answersWithin is how long a terminal that is given back before it has answered may still
// take: an answer that came later would be typed into the shell.
const answersWithin = 150 * time.Millisecond

// Open takes over a terminal: puts it in raw mode, goes to the alternate screen, and
// asks it what it can do. [Terminal.Close] gives it back. Where the context ends before it has
// answered, it is given back at once, and the error is the context's.
func Open(o Options) (*Terminal, error) {
	t := &Terminal{
		out: o.Out, ctx: o.Context, window: o.Size, sized: o.Sized, mouse: o.Mouse,
		buf: make([]byte, readSize), stop: make(chan struct{}), went: make(chan struct{}, 1),
	}
	if f, ok := o.Out.(filed); ok && term.IsTerminal(int(f.Fd())) {
		t.outFile = f
	}
	if f, ok := o.In.(filed); ok && term.IsTerminal(int(f.Fd())) {
		state, err := term.MakeRaw(int(f.Fd()))
		if err != nil {
			return nil, fmt.Errorf("opening the terminal: %w", err)
		}
		t.inFile, t.typing = f, state
		if p, err := newPolled(f.Fd()); err == nil {
			t.in = p
		}
	}
	if t.in == nil {
		t.in = newPiped(o.In)
	}
	_, err := io.WriteString(t.out, t.entering())
	if err == nil && o.Timeout > 0 {
		t.facts, t.typed, err = t.ask(o)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the terminal: %w", err), t.Close())
	}
	if t.forgets() {
		if _, err := io.WriteString(t.out, focusOn); err != nil {
			return nil, errors.Join(fmt.Errorf("opening the terminal: %w", err), t.Close())
		}
	}
	if _, _, c, ok := t.size(); ok && t.facts.Cell == (Cell{}) {
		t.facts.Cell = c
	}
	t.screen = newScreen(t.out, t.facts.Widths,
		t.wrote,
		func(err error) { t.handle([]Event{Gone{err}}) })
	t.screen.arrivals = &t.arrivals
	if f := t.outFile; f != nil {
		t.screen.drop = func() { dropOutput(f.Fd()) }
	}
	return t, nil
}

// ask asks the terminal what it can do.
func (t *Terminal) ask(o Options) (f Facts, typed []Input, err error) {
	if o.Context != nil {
		defer context.AfterFunc(o.Context, func() { time.AfterFunc(answersWithin, t.in.close) })()
	}
	next := t.heard
	if o.Far {
		t.arrivals.far = true
		next = timed(next, &t.trip)
	}
	t.arrivals.owes(1)
	f, typed, err = probe(t.out, next, o.Timeout, o.Tmux)
	if err == nil {
		typed, err = t.timeAgain(typed)
	}
	if o.Context != nil && o.Context.Err() != nil {
		err = context.Cause(o.Context)
	}
	return f, typed, err
}

// Facts returns what the terminal has said of itself.
func (t *Terminal) Facts() Facts { return t.facts }

// size asks for the size of the window.
func (t *Terminal) size() (cols, rows int, c Cell, ok bool) {
	switch {
	case t.outFile != nil:
		return sizeOf(t.outFile.Fd())
	case t.window != nil:
		w := t.window()
		return w.Width, w.Height, believed(w.Cell.W, w.Cell.H), w.Width > 0 && w.Height > 0
	}
	return 0, 0, Cell{}, false
}

// next waits for input until end, if that is not zero; the error is
// os.ErrDeadlineExceeded then.
func (t *Terminal) next(end time.Time) ([]Input, error) {
	deadline, held := t.decoder.Deadline()
	if !held || !end.IsZero() && end.Before(deadline) {
		deadline = end
	}
	n, err := t.in.read(t.buf, deadline)
	if n > 0 {
		t.stirred()
		return t.decoder.Feed(t.buf[:n], time.Now()), nil
	}
	if late(err) {
		now := time.Now()
		inputs := t.decoder.Expire(now)
		if end.IsZero() || now.Before(end) {
			err = nil
		}
		return inputs, err
	}
	return nil, err
}

// Listen has events handled, those of one read together, from goroutines of the
// terminal; of one kind there is one call at a time. The first are the size and what
// was typed before. It returns at once, and is called once.
func (t *Terminal) Listen(handle func([]Event)) {
	t.handle = handle
	go t.guard(func() { t.screen.run(t.stop) })
	t.reading.Go(func() { t.guard(t.read) })
	if t.outFile != nil {
		go t.guard(func() { resizes(t.stop, t.resized) })
		go t.guard(func() { continued(t.stop, t.wentOn) })
	} else if t.sized != nil {
		go t.guard(t.followSize)
	}
}

// followSize hands over the size of the window whenever it is told to be another.
func (t *Terminal) followSize() {
	for {
		select {
		case _, ok := <-t.sized:
			if !ok {
				return
			}
			t.resized()
		case <-t.stop:
			return
		}
	}
}

// guard calls f. A panic of f means that the terminal is gone.
func (t *Terminal) guard(f func()) {
	if p := workers.Catch(f); p != nil {
		t.handle([]Event{Gone{p}})
	}
}

// read hands over what comes from the terminal, until that is closed.
func (t *Terminal) read() {
	defer t.deaf.Store(true)
	t.resized()
	t.give(t.typed)
	for {
		inputs, err := t.next(time.Time{})
		t.give(inputs)
		if err != nil {
			select {
			case <-t.stop:
			default:
				t.handle([]Event{Gone{fmt.Errorf("reading from the terminal: %w", err)}})
			}
			return
		}
	}
}

// give hands over keys, clicks and pasted text.
func (t *Terminal) give(inputs []Input) {
	var events []Event
	for _, in := range inputs {
		switch in := in.(type) {
		case Event:
			events = append(events, in)
		case Reply:
			if in.Raw == focusIn && t.forgets() {
				t.screen.resend()
			}
			if serial := t.arrived(in); serial != 0 {
				events = append(events, Written{serial, time.Now()})
			}
		}
	}
	if events != nil {
		t.handle(events)
	}
}

func (t *Terminal) resized() {
	if w, h, c, ok := t.size(); ok {
		t.handle([]Event{Resized{w, h, c}})
	}
}

// Draw has a frame written soon, and returns at once. Of several that come faster
// than the terminal takes them the last is written.
func (t *Terminal) Draw(f Frame) { t.screen.draw(f) }

// Repaint has the whole window written again, whatever it shows.
func (t *Terminal) Repaint() { t.screen.repaint() }

// Counts returns how much went out in frames so far.
func (t *Terminal) Counts() Counts { return t.screen.count() }

// entering and leaving are what is written when the screen is.
func (t *Terminal) entering() string {
	first := enter
	if t.mouse {
		first += mouseOn
	}
	if t.facts.clusters == 2 {
		first += setClusters
	}
	if t.forgets() {
		first += focusOn
	}
	return first
}

// forgets reports that the terminal loses pixels that stand in cells when something else has
// covered its window: xterm keeps 16 sixel pictures, no more, also of those that are erased.
// They are sent again when it has the keyboard again.
func (t *Terminal) forgets() bool { return t.facts.Sixel && xtermVersion.MatchString(t.facts.Name) }

func (t *Terminal) leaving() string {
	if t.facts.clusters == 2 { // as it was
		return resetClusters + leave
	}
	return leave
}

// raw puts the terminal's input in raw mode again.
func (t *Terminal) raw() error {
	if t.inFile == nil {
		return nil
	}
	_, err := term.MakeRaw(int(t.inFile.Fd()))
	return err
}

// cook gives the terminal's input the mode it had.
func (t *Terminal) cook() error {
	if t.inFile == nil {
		return nil
	}
	return term.Restore(int(t.inFile.Fd()), t.typing)
}

// Close leaves the screen and gives the terminal back as it was. A terminal that takes
// nothing any more holds it up for little more than a second, and one from which answers are on their
// way for up to answerWithin. Closing again does nothing.
func (t *Terminal) Close() (err error) {
	if t.closing.Swap(true) {
		return nil
	}
	t.awaitAnswers()
	close(t.stop)
	t.in.close()
	if t.screen != nil {
		t.reading.Wait()
		err = t.screen.hold(t.leaving())
	} else { // it could not even be asked
		_, err = io.WriteString(t.out, eraseAll+t.leaving())
	}
	err = errors.Join(err, t.cook())
	t.closed.Store(true)
	return err
}

// Restore is Close for when the program is about to crash: it waits for no goroutine, also not
// for a Close that has not come to its end, and for the terminal only a moment.
func (t *Terminal) Restore() {
	if t.closing.Swap(true) && t.closed.Load() {
		return
	}
	_ = t.cook()
	if t.screen != nil {
		t.screen.giveUp()
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.WriteString(t.out, frameCut+eraseAll+t.leaving())
	}()
	select {
	case <-done:
	case <-time.After(leaveWithin):
	}
}
