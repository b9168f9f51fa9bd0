package tui

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/model"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// walker presses keys at random and keeps a model of the log by what it has pressed and
// what was on the screen. After each key the store and the screens must be as the model.
type walker struct {
	*rig
	rnd   *rand.Rand
	open  func(annotator string) Deps
	who   string
	keys  []string
	past  []string // what was done, for who reads of a fault
	memes []labels.Meme

	log      *logModel
	away     bool    // what was said last in this session took a flag or a note away
	question *dialog // the newest one, with the answer that it had when it came
	was      string
	batch    *effect  // what the question on many memes is about
	flagged  []uint64 // the memes that were flagged last

	disk    *badDisk
	inTeam  bool      // others say something meanwhile
	team    *fakeTeam // of the session
	unsaved []act     // what the disk has refused, in the order in which it was said
	rescued bool      // it was written to a file when the session ended
}

// effect is what a key does to the log: it says something, or takes it back, or says it
// again.
type effect struct {
	act
	undo, redo bool
	says       string // that the screen says when it is done
}

// act is what one key says, or takes away.
type act struct {
	words []word
	away  []*word
	joins uint64 // as long as the annotator has said no more than so much, it belongs to the act before; 0: to none
}

// badDisk refuses labels at times.
type badDisk struct {
	disk
	refuses bool
}

// disk is a Log, whose name is that of a method of it.
type disk interface{ Log }

var errDisk = errors.New("no space left on device")

func (d *badDisk) Append(events ...labels.Event) ([]labels.Event, error) {
	if d.refuses {
		return nil, errDisk
	}
	return d.disk.Append(events...)
}

func (d *badDisk) Undo(annotator string) ([]labels.Event, error) {
	if d.refuses {
		return nil, errDisk
	}
	return d.disk.Undo(annotator)
}

func (d *badDisk) Redo(annotator string) ([]labels.Event, error) {
	if d.refuses {
		return nil, errDisk
	}
	return d.disk.Redo(annotator)
}

// walkSteps are how many keys are pressed in one workspace.
const walkSteps = 500

// TestRandomKeys presses very many random keys, clicks and texts in windows of random
// sizes, as two annotators in turns, while jobs run and end, and in half of the workspaces while
// another member of their team says things: 1,500 keys (200 under the race detector), or as many
// as MEMEBENCH_KEYS says. MEMEBENCH_SEED has one seed tried alone; what runs beside each other
// may end in another order then, so that it can take some attempts.
func TestRandomKeys(t *testing.T) {
	number := func(name string, otherwise uint64) uint64 {
		text := os.Getenv(name)
		if text == "" {
			return otherwise
		}
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return n
	}
	keys := uint64(1500)
	if underRace {
		keys = 1000
	}
	first, n := uint64(1), max(1, number("MEMEBENCH_KEYS", keys)/walkSteps)
	if seed := number("MEMEBENCH_SEED", 0); seed != 0 {
		first, n = seed, 1
	}
	for seed := first; seed < first+n; seed++ {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir() // no part of the bubble
			synctest.Test(t, func(t *testing.T) { walk(t, seed, dir) })
		})
	}
}

// walk goes through one workspace: with an odd seed of a real store, else of a fake.
func walk(t *testing.T, seed uint64, dir string) {
	o := mixedMemes(40)
	for i := range o.memes {
		o.memes[i].Image.SHA256 = "" // or all have one picture, and are one group
		if i%8 == 5 {
			o.memes[i].Caption = fmt.Sprint("\x1b[2J\u202e\a\t", i, " \r\nnobody has meant this ")
		}
		if i%10 == 7 {
			o.memes[i].Split = labels.Test
		}
	}
	w := &walker{rnd: rand.New(rand.NewPCG(seed, 13)), log: newLogModel(), inTeam: seed%4 == 1 || seed%4 == 2}
	if seed%2 == 1 {
		s := newRealStore(t, dir, o.memes...)
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		if _, err := s.addVersion(fakeTime); err != nil {
			t.Fatal(err)
		}
		w.open = s.deps
	} else {
		s := newFakeStore(o.memes...)
		s.addVersion(fakeTime)
		w.open = s.depsOf
	}
	w.keys = append(someKeys(), "esc", "enter", "L", "E", "T", "G", "/", ":")
	w.begin(t, "ada")
	for _, m := range w.memes {
		if m.Split == labels.Val {
			w.log.say(fromTable, word{meme: m.Seq, does: labels.SetLevel, level: labels.Level(m.Seq % labels.Levels)})
			if _, err := w.deps.Log.Append(labels.Event{Meme: m.ID, Annotator: fromTable, Source: labels.Import, Action: labels.SetLevel, Level: labels.Level(m.Seq % labels.Levels)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.do(w.a.summaryCmd())
	w.settle()
	steps := walkSteps
	if underRace {
		steps = 100
	}
	for i := range steps {
		if w.quit || w.a.stopping || w.rnd.IntN(100) == 0 && len(w.unsaved) == 0 {
			w.end()
			w.begin(t, map[string]string{"ada": "ben", "ben": "ada"}[w.who])
		}
		if w.inTeam && w.rnd.IntN(6) == 0 {
			w.another()
		}
		w.step()
		if w.frames(); i%50 == 49 {
			w.all()
		}
		if t.Failed() {
			break
		}
	}
	w.end()
	if t.Failed() {
		t.Logf("MEMEBENCH_SEED=%d go test ./tui -run TestRandomKeys", seed)
	}
}

// begin starts a session.
func (w *walker) begin(t *testing.T, who string) {
	w.past = append(w.past, "| session of "+who+" |")
	w.who, w.away, w.question, w.batch, w.rescued = who, false, nil, nil, false
	d := w.open(who)
	w.disk = &badDisk{disk: d.Log}
	d.Log = w.disk
	d.Rescue = func([]labels.Event, error) error {
		w.rescued = true
		return nil
	}
	takes := func(ctx context.Context, d time.Duration) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}
	d.Prepare = func(ctx context.Context, _ model.Report) ([]string, error) { return nil, takes(ctx, 2*time.Second) }
	train := d.Train
	d.Train = func(ctx context.Context, p model.Report) (model.Trained, error) {
		if err := takes(ctx, 3*time.Second); err != nil {
			return model.Trained{}, err
		}
		return train(ctx, p)
	}
	if err := d.Settings.SetSetting(labels.OverlapSetting, strconv.Itoa(w.rnd.IntN(3)+1)); err != nil {
		t.Fatal(err)
	}
	if w.inTeam {
		w.team = &fakeTeam{runner: jobs.New(nil, nil), changes: make(chan uint64, 1)}
		d.Team = w.team.as(labels.RoleOwner)
	}
	sizes := [][2]int{{100, 30}, {80, 24}, {200, 50}, {60, 16}}
	size := sizes[w.rnd.IntN(len(sizes))]
	images := []term.ImageMode{term.ImagesBlocks, term.ImagesNone}[w.rnd.IntN(2)]
	w.rig = startRig(t, nil, d, rigOptions{
		w: size[0], h: size[1], images: images, profile: termenv.ANSI256, widths: term.Widths{Ambiguous: w.rnd.IntN(2) + 1},
	})
	if w.memes != nil {
		return
	}
	err := d.Read(func(r Reader) error {
		n, err := r.MemeCount()
		for seq := uint64(1); seq <= uint64(n) && err == nil; seq++ {
			var m labels.Meme
			m, err = r.MemeAt(seq)
			w.memes = append(w.memes, m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// end ends a session, whatever it is about.
func (w *walker) end() {
	w.stop()
	w.unsaved = nil
}

// another has another member of the team say something, mostly of the meme that is on the screen.
func (w *walker) another() {
	w.ready()
	if w.quit || w.a.stopping {
		return
	}
	m := w.memes[w.rnd.IntN(len(w.memes))]
	if it := w.a.before(); it != nil && w.rnd.IntN(3) > 0 {
		m = w.memes[it.meme.Seq-1]
	}
	append1 := func(e labels.Event) {
		e.Meme = m.ID
		if _, err := w.disk.disk.Append(e); err != nil {
			w.fatal("%v", err)
		}
	}
	switch n := w.rnd.IntN(10); n {
	case 7, 8: // takes back, or says again
		back, did := w.disk.disk.Undo, w.log.undo
		if n == 8 {
			back, did = w.disk.disk.Redo, w.log.redo
		}
		w.past = append(w.past, fmt.Sprintf("| zoe takes back, redo %v |", n == 8))
		if events, err := back("zoe"); err != nil || did("zoe") != (len(events) > 0) {
			w.fatal("zoe: %v, %v", events, err)
		}
	case 9: // a caption is read in the picture
		text := fmt.Sprint("read ", w.log.events)
		w.past = append(w.past, fmt.Sprintf("| read #%d |", m.Seq))
		w.log.say(model.CaptionReader, word{meme: m.Seq, does: labels.Caption, level: labels.NoLevel, text: text})
		append1(labels.Event{Annotator: model.CaptionReader, Source: labels.OCR, Action: labels.Caption, Level: labels.NoLevel, Text: text})
	default:
		does := []labels.Action{labels.SetLevel, labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Caption, labels.Adjudicate}[n]
		said := word{meme: m.Seq, does: does, level: labels.NoLevel}
		switch does {
		case labels.SetLevel, labels.Adjudicate:
			said.level = labels.Level(w.rnd.IntN(labels.Levels))
		case labels.Note, labels.Caption:
			said.text = fmt.Sprint("zoe ", w.log.events)
		}
		w.past = append(w.past, fmt.Sprintf("| zoe %s #%d |", does, m.Seq))
		w.log.say("zoe", said)
		append1(labels.Event{Annotator: "zoe", Source: labels.Key, Action: does, Level: said.level, Text: said.text})
	}
	select {
	case w.team.changes <- w.log.events:
	default: // nobody has looked since the one before
	}
	w.pass(time.Second)
}

// step does one thing that is not too soon for anybody to have meant it.
func (w *walker) step() {
	w.ready()
	if w.rnd.IntN(12) == 0 {
		w.resize(w.rnd.IntN(231)+20, w.rnd.IntN(66)+5)
		w.past = append(w.past, fmt.Sprint(w.a.frame.w, "x", w.a.frame.h))
		w.frames()
		w.ready()
	}
	if w.quit || w.a.stopping { // the last job has ended, and a question whether to stop it with it
		return
	}
	switch {
	case w.disk.refuses && w.rnd.IntN(6) == 0:
		w.disk.refuses = false
		w.past = append(w.past, "| disk mended |")
	case w.rnd.IntN(40) == 0:
		w.disk.refuses = true
		w.past = append(w.past, "| disk full |")
	}
	e := w.event()
	if w.a.ask != w.question {
		w.question, w.was = w.a.ask, ""
		if w.a.ask != nil {
			w.was = w.a.ask.answer()
		}
	}
	plan, began := w.plan(e), time.Now()
	w.send(terminalMsg{e})
	for len(w.a.active) > 0 && (w.a.busy() || w.rnd.IntN(3) == 0) {
		w.pass(2 * jobsEvery)
	}
	var said []string
	for _, n := range w.a.status.log {
		if !n.at.Before(began) {
			said = append(said, n.text)
		}
	}
	news := strings.Join(said, " / ")
	if plan == nil {
		if somethingSaid.MatchString(news) {
			w.fatal("nothing was to be said by this key: %q", news)
		}
	} else if says := w.apply(plan); !strings.Contains(news, says) {
		w.fatal("it is to say %q, and says %q", says, news)
	}
	if len(w.unsaved) > 0 && len(w.a.unsaved.events) == 0 { // the program is left, or was to be
		if !w.rescued {
			w.save()
		}
		w.unsaved = nil
	}
	w.compare()
}

// ready lets time go by until what is on the screen has been there for a while.
func (w *walker) ready() {
	for range 100 {
		it, covered, small := w.a.before(), w.a.covered(), w.a.frame.small()
		time.Sleep(max(agreeTime+readTime, doubleClick))
		if w.a.refused.name != "" {
			time.Sleep(typedOnWithin)
		}
		w.settle()
		if !w.a.busy() && it == w.a.before() && covered == w.a.covered() && small == w.a.frame.small() {
			return
		}
	}
	w.fatal("the screens do not come to rest")
}

// somethingSaid is how the screens say that the log has changed.
var somethingSaid = regexp.MustCompile(`(saved|confirmed) [1-5] (very|neg|neu|pos)|(skipped|flagged) (#?[0-9])|took (back|the)|^again |[0-9] memes are |note kept|caption changed`)

var walkTexts = []string{"label-3", "state:waiting", "level:4", "model:neg", "-split:test", "by:ben", "a word", "12", "v1", "\x1b[31m\u202e", "0123456789", "\n", "conf<0.5", "漢字 👩‍👩‍👧", "undo", "queue-disputed"}

// event is a key, a click or a text.
func (w *walker) event() term.Event {
	f := w.a.frame
	n := w.rnd.IntN(100)
	switch {
	case n < 80:
		key := w.key()
		w.past = append(w.past, strconv.Quote(key))
		return typed(key)[0]
	case n < 85:
		text := walkTexts[w.rnd.IntN(len(walkTexts))]
		w.past = append(w.past, fmt.Sprintf("paste %q", text))
		return term.Paste{Text: text}
	}
	m := term.Mouse{X: w.rnd.IntN(f.w + 3), Y: w.rnd.IntN(f.h + 3), At: time.Now()}
	switch {
	case n < 88:
		m.Y = f.h - 1 // hints
	case n < 93 && !f.small():
		bar := f.label().bars[w.rnd.IntN(labels.Levels)]
		m.X, m.Y = bar.x+w.rnd.IntN(bar.w), bar.y
	case n > 97:
		m.Wheel = 2*w.rnd.IntN(2) - 1
	}
	w.past = append(w.past, fmt.Sprint("click ", m.X, " ", m.Y, " ", m.Wheel))
	return m
}

// key is any key, but more often one that leaves what floats, goes to where memes are
// labelled, or says something of them.
func (w *walker) key() string {
	keys := w.keys
	if w.rnd.IntN(5) > 1 {
		switch s := w.a.front().(type) {
		case *labelScreen:
			keys = strings.Split("1 2 3 4 5 s s f f f u u U U y n n e e space right left right left w ] G g", " ")
		case *gridScreen:
			keys = strings.Split("1 2 3 4 5 s s f f f u u U U space right left down m m m v v * w L +", " ")
			if s.zoom.level != zoomOff {
				keys = []string{"esc"}
			}
		default:
			keys = []string{"L", "G", "enter"}
		}
		if w.a.covered() {
			keys = []string{"esc", "enter", "y", "a", "1", "backspace"}
		}
	}
	key := keys[w.rnd.IntN(len(keys))]
	if key == "space" {
		key = " "
	}
	return key
}

// coloured is how the rows of a frame are coloured.
var coloured = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// frames wants a full window, of which no row is too wide and none does anything to the
// terminal but write and colour.
func (w *walker) frames() {
	rows := w.desk.frame.Rows
	if w.desk.frame.Height != w.a.frame.h || len(rows) != w.a.frame.h {
		w.fatal("%d rows of %d", len(rows), w.a.frame.h)
	}
	for y, row := range rows {
		if n := max(w.a.st.Width(row), lipgloss.Width(row)); n > w.a.frame.w {
			w.fatal("row %d has %d cells of %d", y, n, w.a.frame.w)
		}
		text := coloured.ReplaceAllString(strings.ReplaceAll(row, term.Column, ""), "")
		if text != labels.Printable(text) {
			w.fatal("row %d: %q", y, text)
		}
	}
}

func (w *walker) fatal(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf("%s\nafter %s\n%s", fmt.Sprintf(format, args...), strings.Join(w.past[max(0, len(w.past)-30):], " "), w.view())
}
