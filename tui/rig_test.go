package tui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/labels/workers"
	"memebench/model"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// rig drives the program as Bubble Tea does, in a bubble of its own time: one
// message after another, commands in goroutines.
type rig struct {
	t     *testing.T
	a     *app
	desk  *desk
	store *fakeStore
	deps  *Deps
	msgs  chan tea.Msg
	quit  bool
	news  string // that stood in the status line last

	late atomic.Pointer[func() time.Duration] // by how much a message comes later than it could; nil: not at all
	end  context.CancelFunc
}

// options of a rig; the zero value is a dark terminal of 100x30 without colours
// whose pictures are drawn from memory.
type rigOptions struct {
	w, h    int
	profile termenv.Profile
	images  term.ImageMode
	widths  term.Widths
	memes   []labels.Meme
	setup   func(*fakeStore, *Deps)
	prepare func(context.Context, model.Report) ([]string, error) // default: done at once
}

// with are the options with more to be set up.
func (o rigOptions) with(more func(*fakeStore, *Deps)) rigOptions {
	setup := o.setup
	o.setup = func(s *fakeStore, d *Deps) {
		if setup != nil {
			setup(s, d)
		}
		more(s, d)
	}
	return o
}

// inRig runs a test on a rig that has come to rest after its start.
func inRig(t *testing.T, o rigOptions, test func(*testing.T, *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		store := newFakeStore(o.memes...)
		d := fakeDeps(store)
		if o.prepare != nil {
			d.Prepare = o.prepare
		}
		if o.setup != nil {
			o.setup(store, &d)
		}
		r := startRig(t, store, d, o)
		defer r.stop() // also where the test ends at once
		test(t, r)
	})
}

func startRig(t *testing.T, store *fakeStore, d Deps, o rigOptions) *rig {
	ctx, end := context.WithCancel(context.Background())
	runner := jobs.New(d.Now, d.KeepTrace)
	profile := termenv.Ascii
	if o.profile != 0 || o.images == term.ImagesBlocks {
		profile = o.profile
	}
	a := build(ctx, d.counting(), term.Window{Profile: profile, Images: o.images, Facts: term.Facts{Widths: o.widths}}, runner)
	desk := &desk{}
	a.display = desk
	if underRace { // which makes the drawing of pixels slow: a quarter of them
		a.pics.cell, a.thumbs.cell = term.Cell{W: 4, H: 8}, term.Cell{W: 4, H: 8}
	}
	a.pics.open = func(_ context.Context, path string) (image.Image, error) {
		if strings.HasPrefix(path, "broken") {
			return nil, errors.New("not a picture: the file begins like HTML")
		}
		return testPicture(120, 90), nil
	}
	r := &rig{t: t, a: a, desk: desk, store: store, deps: &a.deps, msgs: make(chan tea.Msg, 1000), end: end}
	r.do(a.Init())
	if o.w == 0 {
		o.w, o.h = 100, 30
	}
	r.resize(o.w, o.h)
	r.pass(2 * jobsEvery)
	return r
}

// desk is a display that shows each frame at once.
type desk struct {
	frame     term.Frame
	images    []term.Image // that came, in order
	repaints  int
	suspended int
	shell     func() // has the terminal while it is suspended
}

func (d *desk) Draw(f term.Frame) {
	for _, now := range f.Images {
		stands := func(i term.Image) bool {
			return i.Key == now.Key && i.Top == now.Top && i.Left == now.Left && i.Cols == now.Cols && i.Rows == now.Rows
		}
		if !slices.ContainsFunc(d.frame.Images, stands) {
			d.images = append(d.images, now)
		}
	}
	d.frame = f
}

// image is the first picture that it shows, the zero value where there is none.
func (d *desk) image() term.Image {
	if len(d.frame.Images) == 0 {
		return term.Image{}
	}
	return d.frame.Images[0]
}

func (d *desk) Repaint() { d.repaints++ }

func (d *desk) Suspend() error {
	d.suspended++
	if d.shell != nil {
		d.shell()
	}
	return nil
}

func (r *rig) resize(w, h int) { r.send(terminalMsg{term.Resized{Width: w, Height: h}}) }

// stop ends what the program left running.
func (r *rig) stop() {
	r.end()
	if err := r.a.runner.Shutdown(context.Background()); err != nil {
		r.t.Error(err)
	}
	time.Sleep(time.Minute) // of the bubble: the timers that are set run out
}

func (r *rig) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				r.do(c)
			}
		default:
			if late := r.late.Load(); late != nil {
				time.Sleep((*late)())
			}
			r.msgs <- msg
		}
	}()
}

// send hands over a message without waiting for what comes of it.
func (r *rig) send1(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		r.quit = true
		return
	}
	_, cmd := r.a.Update(msg)
	r.do(cmd)
	if underRace && len(r.msgs) > 0 {
		return // what comes next draws
	}
	before := r.desk.frame.Serial
	r.desk.Draw(r.a.draw())
	if now := r.desk.frame.Serial; now != before {
		r.send1(terminalMsg{term.Written{Serial: now, At: time.Now()}})
	}
	r.agrees()
}

var versionNews = regexp.MustCompile(`\b(v\d+) (?:is trained|is served now|kept back)`)

// agrees fails where the screens do not know what they have just said, or select what is not
// there: the next key could come now, whatever message is on its way.
func (r *rig) agrees() {
	r.t.Helper()
	if r.a.stopping {
		return // no key has an effect now
	}
	s := r.a.summary
	if len(s.Versions) > 0 && r.a.train.index() < 0 {
		r.t.Errorf("Train has %q selected, of %d versions", r.a.train.selected, len(s.Versions))
	}
	news := r.a.status.text()
	if news == r.news {
		return
	}
	r.news = news
	if m := versionNews.FindStringSubmatch(news); m != nil {
		if _, ok := s.Version(m[1]); !ok {
			r.t.Errorf("%q is said before there is %s", news, m[1])
		}
		if strings.Contains(news, m[1]+" is served now") && s.Served != m[1] {
			r.t.Errorf("%q is said while %s is served", news, s.Served)
		}
	}
}

// send hands over a message and lets everything happen that follows without
// time going by.
func (r *rig) send(msg tea.Msg) {
	r.send1(msg)
	r.settle()
}

func (r *rig) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-r.msgs:
			r.send1(msg)
		default:
			return
		}
	}
}

// pass lets time go by.
func (r *rig) pass(d time.Duration) {
	for range 20 {
		time.Sleep(d / 20)
		r.settle()
	}
}

// keys presses keys one after another, each after the one before has had its
// effect and the meme could be read.
func (r *rig) keys(names ...string) {
	for _, n := range names {
		time.Sleep(readTime)
		if n == r.a.keyboard.last && time.Since(r.a.keyboard.at) < repeatGap {
			time.Sleep(repeatGap - readTime) // or it would be held down
		}
		r.settle()
		r.send(typed(n))
		if len(r.a.active) > 0 {
			r.pass(2 * jobsEvery) // for news of what it started
		}
	}
}

// typed are keys that come in one read.
func typed(names ...string) terminalMsg {
	var events terminalMsg
	for _, n := range names {
		k := term.Key{Name: n, At: time.Now()}
		if utf8.RuneCountInString(n) == 1 {
			k.Text = n
		}
		events = append(events, k)
	}
	return events
}

// view is what is on the screen, without colours.
func (r *rig) view() string { return ansi.Strip(r.a.View()) }

func (r *rig) wants(parts ...string) {
	r.t.Helper()
	for _, p := range parts {
		if !strings.Contains(r.view(), p) {
			r.t.Errorf("not on the screen: %q\n%s", p, r.view())
		}
	}
}

func (r *rig) lacks(parts ...string) {
	r.t.Helper()
	for _, p := range parts {
		if strings.Contains(r.view(), p) {
			r.t.Errorf("on the screen: %q\n%s", p, r.view())
		}
	}
}

// hint reports whether the hints name keys, and whether what they do works now.
func (r *rig) hint(text string) (there, works bool) {
	for _, p := range r.a.hints().places(r.a.frame.hints()) {
		if p.keys+" "+p.says == text {
			return true, p.works
		}
	}
	return false, false
}

// hints wants hints of what works now.
func (r *rig) hints(texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		if there, works := r.hint(text); !there || !works {
			r.t.Errorf("hint %q: there %v, works %v\n%s", text, there, works, r.view())
		}
	}
}

// faint wants hints of what does not work now.
func (r *rig) faint(texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		if there, works := r.hint(text); !there || works {
			r.t.Errorf("hint %q: there %v, works %v", text, there, works)
		}
	}
}

// on is the screen whose tab is chosen.
func (r *rig) on(title string) {
	r.t.Helper()
	if got := r.a.screens()[r.a.tab].title(); got != title {
		r.t.Errorf("on %s, want %s", got, title)
	}
}

// at is the number of the meme on the screen.
func (r *rig) at() uint64 {
	s := r.a.labelling()
	if s == nil || s.item == nil {
		return 0
	}
	return s.item.meme.Seq
}

// given lists the levels in the log as "meme:level".
func (r *rig) given() string {
	var all []string
	for _, e := range r.store.log {
		m, err := r.store.Meme(e.Meme)
		if err != nil {
			r.t.Fatal(err)
		}
		what := string(e.Action)
		if e.Action == labels.SetLevel || e.Action == labels.Adjudicate {
			what = fmt.Sprint(int(e.Level) + 1)
		}
		if e.Source == labels.Key {
			all = append(all, fmt.Sprintf("%d:%s", m.Seq, what))
		}
	}
	return strings.Join(all, " ")
}

// testPicture is a picture of whole numbers: red grows to the right, green
// downwards, and one quarter is blue.
func testPicture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 0, 255}
			if x < w/2 && y >= h/2 {
				c.B = 255
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// fakeDeps are use cases that take no time, on a store.
func fakeDeps(s *fakeStore) Deps {
	return Deps{
		Read: s.read, Log: s, Versions: s, Settings: s,
		Prepare: func(context.Context, model.Report) ([]string, error) { return nil, nil },
		Backup:  func(context.Context, model.Report) (string, error) { return "", nil },
		Train: func(_ context.Context, p model.Report) (model.Trained, error) {
			for i, e := range fakeHistory(8) {
				p(model.Step{Step: labels.Step{Phase: "train", Done: int64(i + 1), Total: 20, Unit: "epochs"}, Epoch: &e})
			}
			return s.trained(s.addVersion(fakeTime)), nil
		},
		Evaluate: func(_ context.Context, version, split string, _ model.Report) (eval.Evaluation, []eval.Row, error) {
			r, rows := s.evaluate(version, split)
			return r, rows, nil
		},
		Compare: func(_ context.Context, first, second string, _ model.Report) (eval.Comparison, error) {
			return fakeComparison(first, second), nil
		},
		Check: func(_ context.Context, _ string, kind eval.CheckKind, _ model.Report) (eval.Check, error) {
			return s.check(kind)
		},
		MakeQueue: s.makeQueue("ada"), Queue: queues.Order,
		Search: s.search("ada"), Likest: fakeLikest, SavedQueries: s.savedQueries, Annotators: s.annotators,
		Stats:       s.stats,
		Agreement:   s.agreement,
		Describe:    s.described,
		LookAt:      func(uint64) {},
		FindMeme:    s.find,
		Promote:     func(_ context.Context, v string, _ model.Report) error { return s.promote(v) },
		Rollback:    func(context.Context) (string, error) { return s.rollback() },
		Rescue:      func([]labels.Event, error) error { return nil },
		Unfinished:  func(string, string) {},
		OpenFile:    func(string) error { return nil },
		Frames:      fakeFrames,
		ReportPlace: func(name string) (string, bool, error) { return "/home/ada/" + name, false, nil },
		WriteReport: func(_ context.Context, _ Shown, path string, _ bool) (string, error) { return path, nil },
		KeepTrace:   func(*workers.Panic) string { return "the trace is in a file" },
		Workspace:   "starter", Folder: "../memes", Here: "/home/ada", Annotator: "ada", Guide: "What the levels mean\n\nWhose feeling: the reader's.",
		GuideDigest: "0123456789abcdef", Blind: labels.BlindShown,
		Now: func() time.Time { return time.Now().UTC() },
	}
}

// depsOf are those of an annotator.
func (s *fakeStore) depsOf(annotator string) Deps {
	d := fakeDeps(s)
	d.Annotator, d.MakeQueue, d.Search = annotator, s.makeQueue(annotator), s.search(annotator)
	return d
}

var fakeTime = time.Date(2026, 11, 23, 10, 11, 0, 0, time.UTC)

// memes makes n memes of the train split with pictures.
func memes(n int) []labels.Meme {
	out := make([]labels.Meme, n)
	for i := range out {
		out[i] = labels.Meme{
			Key: fmt.Sprint(i), Caption: fmt.Sprintf("caption of meme %d", i+1), Split: labels.Train,
			Image: labels.Image{Name: fmt.Sprintf("meme_%02d.png", i+1), Path: fmt.Sprintf("/memes/%d.png", i), SHA256: "00", Format: "png", Width: 120, Height: 90},
		}
	}
	return out
}

// imported gives every meme of a split a level, as a file would.
func imported(s *fakeStore, split labels.Split) {
	for i, m := range s.memes {
		if m.Split == split {
			s.log = append(s.log, labels.Event{
				Seq: uint64(len(s.log) + 1), Meme: m.ID, Annotator: "gold", Source: labels.Import,
				Action: labels.SetLevel, Level: labels.Level(i / 2 % labels.Levels),
			})
		}
	}
}
