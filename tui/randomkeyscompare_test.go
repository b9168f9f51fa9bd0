package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
)

// compare wants the log to be as the model has it, and the screens to say so.
func (w *walker) compare() {
	last, err := w.deps.Log.LastSeq()
	if err != nil || last != w.log.events {
		w.fatal("%d events in the log, want %d; %v: %s", last, w.log.events, err, w.newest(5))
		return
	}
	if w.quit || w.a.stopping {
		return
	}
	c := w.a.summary.Counts
	undoable, redoable := len(w.log.undoes(w.who)) > 0, len(w.log.back[w.who]) > 0
	if c.Undoable != undoable || c.Redoable != redoable {
		w.fatal("undoable %v, redoable %v, want %v, %v", c.Undoable, c.Redoable, undoable, redoable)
	}
	it := w.a.before()
	if it == nil || w.a.frame.small() || w.a.float != nil { // where Grid reads nothing
		return
	}
	err = w.deps.Read(func(r Reader) error { return w.meme(r, it.meme.Seq) })
	if err != nil {
		w.fatal("%v", err)
	}
	if got, want := it.state, w.log.outcomeOf(it.meme.Seq); got.Kind != want.kind || got.Gold != want.gold {
		w.fatal("#%d is %s %s on the screen, want %v", it.meme.Seq, got.Kind, got.Gold, want)
	}
	if text, origin := w.log.caption(it.meme.Seq); origin != labels.OriginGiven && it.meme.Caption != text {
		w.fatal("#%d has the caption %q on the screen, want %q", it.meme.Seq, it.meme.Caption, text)
	}
}

// newest are the newest events of the log.
func (w *walker) newest(n uint64) string {
	last, _ := w.deps.Log.LastSeq()
	var all []string
	_ = w.deps.Log.Log(max(n, last)-n+1, func(e labels.Event) error {
		all = append(all, fmt.Sprintf("%s %s %s %v %q batch %d", e.Annotator, e.Meme[:4], e.Action, e.Level, e.Text, e.Batch))
		return nil
	})
	return strings.Join(all, "; ")
}

// all wants every meme to be as the model has it, and the counts.
func (w *walker) all() {
	w.t.Helper()
	value, _, err := w.deps.Settings.Setting(labels.OverlapSetting)
	if err != nil {
		w.t.Fatal(err)
	}
	overlap, err := labels.ParseOverlap(value)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.deps.Read(func(r Reader) error {
		for _, m := range w.memes {
			if err := w.meme(r, m.Seq); err != nil {
				return err
			}
		}
		sum, err := r.Summary(w.who)
		if err != nil {
			return err
		}
		if got, want := fmt.Sprint(sum.Counts), fmt.Sprint(w.log.counts(w.who, len(w.memes), overlap)); got != want {
			w.fatal("counts\n%s, want\n%s", got, want)
		}
		if got, want := w.a.summary.Counts, sum.Counts; got.Mine != want.Mine || got.Waiting != want.Waiting {
			w.fatal("on the screen %d are mine and %d wait, want %d and %d", got.Mine, got.Waiting, want.Mine, want.Waiting)
		}
		next, ok, err := r.NextWaiting(w.who, 0)
		if want := w.firstWaiting(overlap); err == nil && (ok != (want > 0) || ok && next.Seq != want) {
			w.fatal("#%d waits first, want #%d", next.Seq, want)
		}
		return err
	})
	if err != nil {
		w.fatal("%v", err)
	}
}

// firstWaiting is the number of the first meme that waits, 0 for none. Those that a table
// alone has given a level come last.
func (w *walker) firstWaiting(overlap int) uint64 {
	for _, known := range []bool{false, true} {
		for _, m := range w.memes {
			o := w.log.outcomeOf(m.Seq)
			byTable := o.voices == 0 && w.log.levelOf(fromTable, m.Seq) != labels.NoLevel
			if w.log.waits(w.who, m.Seq, overlap) && byTable == known {
				return m.Seq
			}
		}
	}
	return 0
}

// meme wants a meme to be as the model has it.
func (w *walker) meme(r Reader, seq uint64) error {
	m, err := r.MemeAt(seq)
	if err != nil {
		return err
	}
	st, err := r.State(m.ID)
	if err != nil {
		return err
	}
	events, err := r.Events(m.ID)
	if err != nil {
		return err
	}
	o := w.log.outcomeOf(seq)
	if got := (outcome{st.Kind, st.Gold, st.Adjudicated, st.Voices()}); got != o {
		w.fatal("#%d is %v, want %v", seq, got, o)
	}
	for _, who := range []string{fromTable, "ada", "ben", "zoe"} {
		got, _ := st.Of(who)
		want := w.log.now(who, seq)
		if want == nil {
			want = &word{level: labels.NoLevel}
		}
		if got.Action != want.does || got.Level != want.level {
			w.fatal("%s says %s %v of #%d, want %s %v", who, got.Action, got.Level, seq, want.does, want.level)
		}
		if got, want := newestText(labels.By(labels.Standing(events, labels.Note), who)), w.log.note(who, seq); got != want {
			w.fatal("%s notes %q on #%d, want %q", who, got, seq, want)
		}
		if got, want := len(labels.By(labels.Standing(events, labels.Flag), who)), len(w.log.standing(who, seq, labels.Flag)); got != want {
			w.fatal("%s has %d flags on #%d, want %d", who, got, seq, want)
		}
	}
	caption, origin := w.log.caption(seq)
	if origin == labels.OriginGiven {
		caption = w.memes[seq-1].Caption
	}
	if m.Caption != caption || m.Origin != origin {
		w.fatal("#%d has the caption %q, %s, want %q, %s", seq, m.Caption, m.Origin, caption, origin)
	}
	return nil
}
