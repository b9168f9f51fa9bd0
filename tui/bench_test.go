package tui

import (
	"context"
	"image"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// benchApp is a program of 200x50 in full colour at its first meme.
func benchApp(b *testing.B) *app {
	all := memes(200)
	for i := range all[:100] {
		all[100+i].Split = labels.Val
	}
	store := newFakeStore(all...)
	imported(store, labels.Val)
	store.addVersion(fakeTime)
	a := build(context.Background(), fakeDeps(store), term.Window{Profile: termenv.TrueColor}, jobs.New(nil, nil))
	a.pics.open = func(context.Context, string) (image.Image, error) { return testPicture(600, 600), nil }
	a.frame = newFrame(200, 50)
	serve(b, a, a.label.start())
	serve(b, a, a.summaryCmd())
	r, rows := store.evaluate("v1", string(labels.Val))
	ev := &evaluated{report: r, rows: rows, seq: a.summary.Seq, sure: eval.Reliability(rows, sureBins)}
	a.eval.split, a.eval.reports[string(labels.Val)] = string(labels.Val), ev
	a.eval.place(r.Confusion)
	a.tab = tabEvaluate
	serve(b, a, a.afterMessage())
	a.tab = tabGrid
	serve(b, a, a.afterMessage())
	a.tab = tabLabel
	return a
}

// serve runs commands and gives the program their answers, until there are none;
// timers are left out.
func serve(b *testing.B, a *app, cmd tea.Cmd) {
	for todo := []tea.Cmd{cmd}; len(todo) > 0; {
		c := todo[0]
		todo = todo[1:]
		if c == nil {
			continue
		}
		msg := c()
		switch msg := msg.(type) {
		case tea.BatchMsg:
			todo = append(todo, msg...)
		case slowMsg, cursorTickMsg:
		default:
			_, next := a.Update(msg)
			todo = append(todo, next)
		}
	}
}

func BenchmarkView(b *testing.B) {
	a := benchApp(b)
	for _, bench := range []struct {
		name string
		tab  tab
	}{{"label", tabLabel}, {"grid", tabGrid}, {"find", tabs}, {"evaluate", tabEvaluate}, {"check", tabCheck}, {"train", tabTrain}, {"data", tabData}} {
		b.Run(bench.name, func(b *testing.B) {
			a.float = nil
			if a.tab = bench.tab; bench.tab == tabs {
				a.tab = tabLabel
				serve(b, a, a.openFind())
				serve(b, a, a.afterMessage())
			}
			var n int
			for b.Loop() {
				n = len(a.View())
			}
			b.ReportMetric(float64(n), "bytes")
		})
	}
}

// BenchmarkKeyToLabel takes the time from a key to its label in a store that
// costs nothing, and the next meme loaded.
func BenchmarkKeyToLabel(b *testing.B) {
	store := newFakeStore(memes(10)...)
	store.addVersion(fakeTime)
	d := fakeDeps(store)
	a := build(context.Background(), d, term.Window{Profile: termenv.TrueColor, Images: term.ImagesNone}, jobs.New(nil, nil))
	a.frame = newFrame(200, 50)
	a.take(startCmd(d, importOrder{annotator: d.Annotator}, a.label.op)())
	for b.Loop() {
		store.log = store.log[:0] // or the fake would grow slow
		a.label.op = 0
		it := *a.label.item
		a.label.giveLevel(labels.Positive, press{at: time.Now()})
		events := []labels.Event{{Meme: it.meme.ID, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive}}
		a.take(saveCmd(d, importOrder{annotator: d.Annotator}, a.label.op, events, statement{events: events, of: it, news: "saved"})())
		a.View()
	}
	if len(store.log) != 1 {
		b.Fatal("no label")
	}
}

// BenchmarkHalfBlocks takes the time to draw a decoded picture for a window of
// 200x50.
func BenchmarkHalfBlocks(b *testing.B) {
	img := testPicture(600, 600)
	l := newFrame(200, 50).label()
	tech := term.Window{Profile: termenv.TrueColor}.Technique()
	for b.Loop() {
		w, h := term.Fit(600, 600, l.picture.box(), term.Cell{}, tech)
		if _, err := tech.Draw(term.ScaleImage(img, w, h), l.picture.box(), term.Cell{}); err != nil {
			b.Fatal(err)
		}
	}
}
