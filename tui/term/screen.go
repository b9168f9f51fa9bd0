package term

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// What stands around a frame: a synchronised update (mode 2026; terminals that do not
// know it ignore it), in which lines do not wrap (DECAWM), however wide the terminal
// takes their text for.
const (
	beginFrame = "\x1b[?2026h" + noWrap
	noWrap     = "\x1b[?7l"
	endFrame   = "\x1b[m\x1b[?7h\x1b[?2026l"
	eraseAll   = "\x1b[m\x1b[2J"
)

// frameEvery is the shortest time between two frames. The first one after a pause is
// written at once.
const frameEvery = 8 * time.Millisecond

// Counts is how much went to the terminal.
type Counts struct {
	Frames     int
	FrameBytes int64 // without pictures
	Images     int
	ImageBytes int64
}

// screen writes frames, in a goroutine of its own: who draws never waits for the
// terminal. Of several frames that come while one is being written the last counts.
type screen struct {
	out     io.Writer
	widths  Widths
	written func(serial uint64, at time.Time, asked bool) // from the writing goroutine
	failed  func(error)                                   // likewise, once
	drop    func()                                        // has the terminal forget what it has not taken; nil where it cannot

	arrivals *arrivals // of frames; nil where nobody asks for them

	mu     sync.Mutex
	next   *Frame
	anew   bool // the whole window is written again
	again  bool // its pictures are sent again
	counts Counts
	news   chan struct{}
	done   chan struct{}

	taken   atomic.Int64 // pieces that the terminal has taken
	cut     atomic.Bool  // what is being written ends with the piece that it is at
	writing sync.Mutex   // held while something is written; what follows is its
	held    bool         // nothing is written until the terminal is entered again
	frame   Frame        // what the window shows, but for the pictures that are still due
	rows    []shownRow   // its rows; nil where it may show anything
	stands  []Image      // the pictures in it
	due     bool         // others of the frame have not been sent
	batch   int          // bytes of pictures that are written at once
	buf     []byte
}

// shownRow is a row that the window shows.
type shownRow struct {
	row     string
	columns []column
}

var (
	errStuck = errors.New("the terminal takes nothing")
	errCut   = errors.New("the rest is not written")
)

func newScreen(out io.Writer, widths Widths, written func(uint64, time.Time, bool), failed func(error)) *screen {
	return &screen{out: out, widths: widths, written: written, failed: failed, batch: firstBatch, news: make(chan struct{}, 1), done: make(chan struct{})}
}

// run writes frames until stop is closed.
func (s *screen) run(stop <-chan struct{}) {
	defer close(s.done)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-stop:
			return
		case <-s.news:
		}
		select {
		case <-stop:
			return
		case <-pause.C:
		}
		more, err := s.write()
		if err != nil {
			s.failed(err)
			return
		}
		if more {
			s.wake()
			pause.Reset(0)
		} else {
			pause.Reset(frameEvery)
		}
	}
}

// draw has a frame written soon.
func (s *screen) draw(f Frame) {
	s.mu.Lock()
	s.next = &f
	s.mu.Unlock()
	s.wake()
}

// repaint has everything written again, whatever the terminal shows.
func (s *screen) repaint() {
	s.mu.Lock()
	s.anew = true
	s.mu.Unlock()
	s.wake()
}

// resend has the pictures that stand in cells sent again: the terminal may have lost them.
func (s *screen) resend() {
	s.mu.Lock()
	s.again = true
	s.mu.Unlock()
	s.wake()
}

func (s *screen) wake() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// write writes the newest frame and says so. more is true while pictures of it are due.
func (s *screen) write() (more bool, err error) {
	serial, asked, more, err := s.writeNewest()
	if err == nil && serial != 0 {
		s.written(serial, time.Now(), asked)
	}
	return more, err
}

// writeNewest writes the newest frame, with as many of its pictures as go with it, or more of
// them. It returns the serial of a frame of which it has written the text, if that is new, and
// whether the terminal is asked if it is there.
func (s *screen) writeNewest() (serial uint64, asked, more bool, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.held {
		return 0, false, false, nil
	}
	s.mu.Lock()
	f, anew, again := s.next, s.anew, s.again
	s.next, s.anew, s.again = nil, false, false
	s.mu.Unlock()
	if f == nil {
		f = &s.frame
		if s.rows == nil || !anew && !again && !s.due {
			return 0, false, false, nil
		}
	}
	if again {
		s.stands = slices.DeleteFunc(s.stands, func(i Image) bool { return i.InCells && slices.ContainsFunc(f.Images, i.same) })
	}
	if anew || f.Width != s.frame.Width || f.Height != s.frame.Height {
		s.rows = nil
	}
	before := s.frame.Serial
	images, bytes := s.compose(f)
	if asked = f.Serial != before && s.arrivals != nil && s.arrivals.ask(f.Serial); asked {
		s.buf = append(s.buf, askDevice...)
	}
	if len(s.buf) > 0 {
		begun := time.Now()
		if err := s.send(s.buf); errors.Is(err, errCut) {
			if asked { // or not, as far as was written
				s.arrivals.giveUp()
			}
			return 0, false, false, nil // hold knows
		} else if err != nil {
			return 0, false, false, fmt.Errorf("writing to the terminal: %w", err)
		}
		s.paced(len(s.buf), time.Since(begun))
		s.mu.Lock()
		s.counts.Frames++
		s.counts.FrameBytes += int64(len(s.buf) - bytes)
		s.counts.Images += images
		s.counts.ImageBytes += int64(bytes)
		s.mu.Unlock()
	}
	if f.Serial == before {
		return 0, false, s.due, nil
	}
	return f.Serial, asked, s.due, nil
}

// compose makes in buf what brings the window to a frame, but for pictures that stay due,
// and takes note that it shows that. It returns how many pictures are sent, and their bytes.
// Nothing is in buf where nothing changes.
func (s *screen) compose(f *Frame) (images, bytes int) {
	b := append(s.buf[:0], beginFrame...)
	if s.rows == nil {
		for _, i := range s.stands {
			b = appendOff(b, i)
		}
		b = append(b, eraseAll...)
		s.rows, s.stands = make([]shownRow, f.Height), nil
		for y := range s.rows {
			s.rows[y].columns = []column{{cells: f.Width}}
		}
	}
	now := s.take(f)
	b = s.leave(b, f, now)
	for y := range f.Height {
		row := ""
		if y < len(f.Rows) {
			row = f.Rows[y]
		}
		if shows := &s.rows[y]; shows.row != row {
			next := s.widths.columns(row, f.Width)
			b = writeRow(b, y, shows.columns, next)
			*shows = shownRow{row, next}
		}
	}
	b, images, bytes = s.place(b, f, now)
	if s.buf = append(b, endFrame...); len(b) == len(beginFrame) {
		s.buf = s.buf[:0]
	}
	s.frame = *f
	return images, bytes
}

// piece is how many bytes are handed to the terminal at once, so that a slow one that
// is being sent a picture can be told from one that takes nothing.
const piece = 4 << 10

// send writes bytes to the terminal, piece by piece.
func (s *screen) send(b []byte) error {
	for p := range slices.Chunk(b, piece) {
		if s.cut.Load() {
			return errCut
		}
		if _, err := s.out.Write(p); err != nil {
			return err
		}
		s.taken.Add(1)
	}
	return nil
}

// leaveWithin is how long hold waits for a piece to be taken. Of a terminal that takes nothing
// in that time, or a piece in more, the rest is dropped; one that takes nothing even then
// (somebody has stopped its output) is left as it is.
const leaveWithin = time.Second

// sequenceEnd ends a sequence that was cut off, of whatever kind, and does nothing else; frameCut
// ends the frame, too, in which that was.
const (
	sequenceEnd = "\x1b\\"
	frameCut    = sequenceEnd + endFrame
)

// hold writes the last bytes before the screen is left: the picture goes, and what
// is given. Nothing is written then until release.
func (s *screen) hold(last string) error {
	var b []byte
	if !s.lockWhileTaken(leaveWithin) {
		s.giveUp()
		defer s.cut.Store(false)
		if !s.lockWhileTaken(leaveWithin / 4) {
			return errStuck
		}
		b = append(b, frameCut...)
	}
	defer s.writing.Unlock()
	if s.held {
		return nil
	}
	s.held = true
	b = append(b, noWrap...)
	for _, i := range s.stands {
		b = appendOff(b, i)
	}
	b = append(b, eraseAll...)
	_, err := s.out.Write(append(b, last...))
	s.rows, s.stands, s.due = nil, nil, false
	return err
}

// giveUp ends what is being written with the piece that it is at, and has the terminal forget
// what it has not taken.
func (s *screen) giveUp() {
	s.cut.Store(true)
	if s.drop != nil {
		s.drop()
	}
}

// lockWhileTaken waits for what is being written as long as the terminal takes a piece of it
// within some time.
func (s *screen) lockWhileTaken(within time.Duration) bool {
	taken, end := s.taken.Load(), time.Now().Add(within)
	for ; !s.writing.TryLock(); time.Sleep(time.Millisecond) {
		if now := s.taken.Load(); now != taken {
			taken, end = now, time.Now().Add(within)
		}
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// release goes on after hold: what is given is written, and the newest frame again.
func (s *screen) release(first string, over func() bool) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if over() {
		return nil
	}
	if _, err := io.WriteString(s.out, first); err != nil {
		return err
	}
	s.held = false
	s.repaint()
	return nil
}

func (s *screen) count() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}
