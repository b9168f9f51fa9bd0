package tui

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
	"memebench/tui/tuitest"
)

// storm sends keys, clicks, pasted text and sizes at random, while the store refuses and
// is slow at times.
type storm struct {
	*rig
	rnd  *rand.Rand
	keys []string
	past []string // what was done, for who reads of a fault

	meant   map[labels.MemeID]time.Time // when memes were there that a key since the last change of the log may be meant for
	late    time.Duration               // by which a message comes later, at most
	logged  int                         // events that have been looked at
	refused map[labels.MemeID]bool      // whose labels come with the next
	ask     *dialog                     // the question that was there after the last step
	askedAt time.Time                   // when it was there first; zero: before
}

// stormSteps are the keys and clicks of a storm.
var stormSteps = len(fewerUnderRace(make([]struct{}, 300), 10))

// TestStorm looks, after each of very many random keys and clicks in windows of random
// sizes, for a window that is not full or too full, and for a label on a meme that was not
// there to be read, of another level than was pressed, or for a question that was answered
// before it could be read. In the last two every message comes late, in any order: what was
// asked for may be closed, or gone, before it is there.
func TestStorm(t *testing.T) {
	wide := term.Widths{Ambiguous: 2}
	for seed, c := range []struct {
		widths term.Widths
		slow   time.Duration // that a label takes
		late   time.Duration // by which a message comes later, at most
	}{{}, {widths: wide}, {slow: 700 * time.Millisecond}, {widths: wide, slow: 30 * time.Millisecond}, {late: 3 * time.Second}, {late: 300 * time.Millisecond}} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			o := stormMemes().with(func(s *fakeStore, d *Deps) {
				d.Log = slowLog{s, c.slow}
			})
			inRig(t, o, func(t *testing.T, r *rig) {
				r.a.st = newStyles(termenv.Ascii, false, c.widths)
				if c.late > 0 {
					late := lateness(seed, c.late)
					r.late.Store(&late)
				}
				s := &storm{rig: r, rnd: rand.New(rand.NewPCG(uint64(seed), 7)), meant: map[labels.MemeID]time.Time{}, late: c.late, refused: map[labels.MemeID]bool{}, logged: len(r.store.log)}
				s.keys = append(someKeys(), strings.Split("1 2 3 4 5 1 2 3 4 5 esc esc esc y z enter enter L L E T G G m m * / :", " ")...)
				for range stormSteps {
					if s.step(); t.Failed() || r.quit || r.a.stopping {
						return
					}
				}
			})
		})
	}
}

// lateness returns by how much messages come later, at most by so much.
func lateness(seed int, most time.Duration) func() time.Duration {
	var mu sync.Mutex
	rnd := rand.New(rand.NewPCG(uint64(seed), 8))
	return func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(rnd.Int64N(int64(most)))
	}
}

// slowLog takes its time for labels.
type slowLog struct {
	*fakeStore
	takes time.Duration
}

func (l slowLog) Append(events ...labels.Event) ([]labels.Event, error) {
	time.Sleep(l.takes)
	return l.fakeStore.Append(events...)
}

// stormMemes have captions, a guide and names that no screen is made for.
func stormMemes() rigOptions {
	o := mixedMemes(40)
	for i := range o.memes {
		if i%6 == 2 {
			o.memes[i].Caption = "\x1b[2J\u202e\a\t" + strings.Repeat("👩‍👩‍👧 漢字\u0301 ", 2000)
		}
		if i%6 == 4 {
			o.memes[i].Caption = "\x1b]52;c;aGk=\x1b\\\u009d52;c;aGk=\u009c a" + strings.Repeat("\u0301\u200b\u200d", 5000) + strings.Repeat("x", 1<<20)
			o.memes[i].Image.Name = "\x1b]0;t\a\x9b31m" + o.memes[i].Image.Name
		}
	}
	o = o.with(func(s *fakeStore, d *Deps) {
		imported(s, labels.Val)
		d.Guide = "# What\x1b[31m\n\nred\u202e `code` *em*\n\n- " + strings.Repeat("漢字 👩‍👩‍👧 ", 400)
		d.Annotator, d.Workspace = "a\x1b]0;x\a\u202eda 漢字", strings.Repeat("ws👩‍👩‍👧", 30)
	})
	return o
}

var stormSizes = [][2]int{{0, 0}, {1, 1}, {3, 100}, {59, 16}, {60, 15}, {60, 16}, {60, 120}, {80, 24}, {100, 30}, {130, 38}, {160, 40}, {200, 50}, {400, 16}, {400, 120}}

// step sends a few events at once, and looks at what comes of them.
func (s *storm) step() {
	s.past = append(s.past[max(0, len(s.past)-40):], "|")
	switch n := s.rnd.IntN(40); {
	case n == 0:
		s.refuse(errors.New("no space left on device"))
	case n <= 2:
		s.refuse(nil)
	case n == 3:
		s.store.addVersion(fakeTime)
		s.do(s.a.summaryCmd())
	case n <= 5:
		size := stormSizes[s.rnd.IntN(len(stormSizes))]
		s.past = append(s.past, fmt.Sprint(size))
		s.resize(size[0], size[1])
		s.look()
	}
	if s.rnd.IntN(3) > 0 {
		time.Sleep(readTime)
		s.settle()
	}
	if !s.a.busy() && s.logged == len(s.log()) {
		// What a key has asked for may take some messages, one after another.
		maps.DeleteFunc(s.meant, func(_ labels.MemeID, at time.Time) bool { return time.Since(at) >= 4*s.late })
	}
	for _, id := range s.there() {
		s.meant[id] = time.Now()
	}
	asked := s.a.ask != nil
	_, commands := s.a.float.(*commandSheet)
	n := 1
	if s.rnd.IntN(5) == 0 {
		n += s.rnd.IntN(6)
	}
	var events terminalMsg
	for range n {
		events = append(events, s.event())
	}
	idle := !s.a.busy() && s.logged == len(s.log()) && len(s.a.typed) == 0 && len(s.a.unsaved.events) == 0
	ask := s.a.ask
	early := ask != nil && ask == s.ask && time.Since(s.askedAt) < readTime
	if early && s.rnd.IntN(2) == 0 {
		n, events = 1, typed("y")
		s.past = append(s.past, "y at once")
	}
	s.send(events)
	if y, ok := events[0].(term.Key); ok && n == 1 && early && y.Name == "y" && ask.enter == nil && s.a.ask != ask {
		s.fatal("%q is answered before it could be read", ask.title)
	}
	if s.a.ask != s.ask {
		s.ask, s.askedAt = s.a.ask, time.Now()
	}
	if len(s.a.active) > 0 && s.rnd.IntN(2) == 0 {
		s.pass(2 * jobsEvery)
	}
	if s.a.ask != s.ask {
		s.ask, s.askedAt = s.a.ask, time.Time{}
	}
	log := s.log()
	for _, e := range log[s.logged:] {
		if e.Source != labels.Key || e.Action == labels.Retract {
			continue
		}
		if s.meant[e.Meme].IsZero() && !s.refused[e.Meme] {
			s.fatal("%s %v of a meme that was not there", e.Action, e.Level)
		}
		if idle && n == 1 && !commands && !asked && !e.Accepted && e.Level.Valid() && !s.means(events[0], e.Level) {
			s.fatal("%v means %v", events[0], e.Level)
		}
	}
	s.logged = len(log)
	clear(s.refused)
	for _, e := range s.a.unsaved.left() {
		s.refused[e.Meme] = true
	}
	s.look()
}

// refuse has the store refuse what it is sent from now on, and log is what it has taken. A
// label may be on its way meanwhile.
func (s *storm) refuse(why error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.store.fail = why
}

func (s *storm) log() []labels.Event {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return slices.Clone(s.store.log)
}

// there are the memes that a key can be meant for: the one on the screen, and on Grid
// those that are marked.
func (s *storm) there() (ids []labels.MemeID) {
	it := s.a.before()
	switch sheet, ok := s.a.float.(*commandSheet); {
	case ok:
		it = sheet.read
	case s.a.labelling() != nil && s.a.ask != nil && s.a.ask.enter != nil: // a note, a caption, a reason
		it = s.a.label.item
	case s.a.frame.small() || s.a.covered():
		return nil
	}
	if it != nil {
		ids = append(ids, it.meme.ID)
	}
	if g := s.a.grid; s.a.front() == screen(g) && g.list != nil {
		for _, place := range g.marks {
			ids = append(ids, s.store.memes[g.list.seqs[place]-1].ID)
		}
	}
	return ids
}

// means reports whether an event is one for a level: y is for the one that stands, and a
// click elsewhere than on Label for what is there.
func (s *storm) means(e term.Event, l labels.Level) bool {
	switch e := e.(type) {
	case term.Key:
		return e.Name == strconv.Itoa(int(l)+1) || e.Name == "y"
	case term.Mouse:
		return e.Wheel == 0 && (s.a.labelling() == nil || s.a.frame.label().bars[l].has(e.X, e.Y))
	}
	return false
}

func (s *storm) event() term.Event {
	f := s.a.frame
	n := s.rnd.IntN(100)
	switch {
	case n < 60:
		key := s.keys[s.rnd.IntN(len(s.keys))]
		if !s.a.covered() && (key == "q" || key == "ctrl+c") {
			key = "5" // or there is nothing left to be tried
		}
		s.past = append(s.past, strconv.Quote(key))
		return typed(key)[0]
	case n < 63:
		text := []string{"label-3", "12", "v1", "\x1b[31m\u202e", "0123456789", "\n"}[s.rnd.IntN(6)]
		s.past = append(s.past, fmt.Sprintf("paste %q", text))
		return term.Paste{Text: text}
	}
	m := term.Mouse{X: s.rnd.IntN(f.w + 3), Y: s.rnd.IntN(f.h + 3), At: time.Now()}
	switch {
	case n < 68:
		m.X, m.Y = s.rnd.IntN(f.w+1)/2, f.h-1 // hints, but seldom that which quits
	case n < 75 && !f.small():
		bar := f.label().bars[s.rnd.IntN(labels.Levels)]
		m.X, m.Y = bar.x+s.rnd.IntN(bar.w), bar.y
	case n > 92:
		m.Wheel = 2*s.rnd.IntN(2) - 1
	}
	s.past = append(s.past, fmt.Sprint("click ", m.X, " ", m.Y, " ", m.Wheel))
	return m
}

// look wants a full window.
func (s *storm) look() {
	rows := s.a.drawn().strings()
	if len(rows) != s.a.frame.h {
		s.fatal("%d rows of %d", len(rows), s.a.frame.h)
	}
	for y, row := range rows {
		if n := s.a.st.Width(row); n > s.a.frame.w {
			s.fatal("row %d has %d cells of %d", y, n, s.a.frame.w)
		}
		if foreign := tuitest.Foreign([]byte(row)); foreign != "" || strings.ContainsAny(row, "\t\r\n") {
			s.fatal("row %d has %s: %.200q", y, foreign, row)
		}
	}
}

func (s *storm) fatal(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s\nafter %s\n%s", fmt.Sprintf(format, args...), strings.Join(s.past, " "), s.view())
}
