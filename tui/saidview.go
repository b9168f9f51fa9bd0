package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// votesAt is where what people say begins in its row, othersAt where the others do in the
// one row of dense windows, behind "you skipped".
const (
	votesAt  = 8
	othersAt = 12
)

// drawSaid draws what the annotator and the others say, and a remark.
func (s *labelScreen) drawSaid(c *canvas, l labelFrame) {
	st := s.st
	if l.dense {
		c.put(l.you.x, l.you.y, othersAt-1, st.dim.Render("you ")+s.youSaid(false, 0))
		c.put(l.you.x+othersAt, l.you.y, l.you.w-othersAt, st.dim.Render("others ")+s.othersSaid(true))
		return
	}
	row := func(r rect, who, what string) {
		c.put(r.x, r.y, votesAt-1, st.dim.Render(who))
		c.put(r.x+votesAt, r.y, r.w-votesAt, what)
	}
	row(l.you, "you", s.youSaid(true, l.you.w-votesAt))
	row(l.others, "others", s.othersSaid(false))
	if who, what := s.noted(); what != "" {
		row(l.remark, who, labels.Printable(what))
		return
	}
	c.put(l.remark.x, l.remark.y, l.remark.w, st.dim.Render(s.remark()))
}

// youSaid is the annotator's own word on the meme, which is what is on disk: a level with
// its name, where that is not beside it, and as far as so many cells have room for it, since
// when.
func (s *labelScreen) youSaid(named bool, w int) string {
	st := s.st
	m, ok := s.mine()
	if !ok {
		if w > 0 {
			return "— " + st.dim.Render("not yet")
		}
		return "—"
	}
	said := "skipped"
	switch {
	case m.Action == labels.Flag:
		said = "flagged"
	case m.Level.Valid():
		said = st.focus.Render(st.you) + " " + st.digit[m.Level].Render(digitOf(m.Level))
		if named {
			said += " " + st.strong.Render(m.Level.Title())
		}
	}
	if ago := s.now().Sub(m.Time); !m.Time.IsZero() && ago >= 0 {
		for _, when := range []string{", " + agoOf(ago), ", " + spell(ago)} {
			if st.Width(said)+len(when) <= w {
				return said + st.dim.Render(when)
			}
		}
	}
	return said
}

// othersSaid is what others have said: after the annotator, so as not to sway.
func (s *labelScreen) othersSaid(short bool) string {
	st := s.st
	said := 0
	decided, _ := s.item.decision()
	others := s.ofOthers(s.item)
	slices.SortStableFunc(others, func(a, b labels.CurrentLabel) int { // what counts is in sight where not all fits
		return cmp.Compare(rankOf(a, decided), rankOf(b, decided))
	})
	text, before := "", labels.NoLevel // the level before, from which the next one differs or not
	for _, o := range others {
		what := st.dim.Render(string(o.Action))
		if o.Level.Valid() {
			what = st.digit[o.Level].Render(digitOf(o.Level))
		}
		switch {
		case text == "":
		case o.Level.Valid() && before.Valid() && o.Level != before:
			text += " " + st.warn.Render(st.differ) + " "
		default:
			text += st.faint.Render(" · ")
		}
		if o.Level.Valid() {
			before = o.Level
		}
		said++
		text += st.Cut(labels.Printable(o.Annotator), 12) + " " + what
		if s.item.state.Adjudicated && rankOf(o, decided) == 0 {
			text += st.dim.Render(" gold")
		}
	}
	switch {
	case said == 0:
		return st.dim.Render("—")
	case !s.hears() && s.enough() && short:
		return fmt.Sprintf("%d, enough", said)
	case !s.hears() && s.enough():
		return count(said, "answer") + st.dim.Render(", enough")
	case !s.hears() && short:
		return fmt.Sprintf("%d, after yours", said)
	case !s.hears():
		return count(said, "answer") + st.dim.Render(", after yours")
	}
	return text
}

// rankOf puts the voice that has decided before the others.
func rankOf(o labels.CurrentLabel, decided labels.Event) int {
	if o.Action == labels.Adjudicate && o.Annotator == decided.Annotator {
		return 0
	}
	return 1
}

// noted is what was written on the meme, and under which word: the newest note, which may be
// the answer to one's own, else why it is flagged. Others are heard after the annotator, but
// where it is about flags.
func (s *labelScreen) noted() (word, text string) {
	notes, flags := labels.Standing(s.item.events, labels.Note), labels.Standing(s.item.events, labels.Flag)
	if !s.hears() {
		notes = labels.By(notes, s.deps.Annotator)
		if !isFlagged(s.queue, s.item.meme) {
			flags = labels.By(flags, s.deps.Annotator)
		}
	}
	lifts := s.deps.liftsFlag(s.queue, s.item.meme, s.item.state)
	if last, ok := labels.Newest(notes); ok && !lifts {
		if last.Annotator == s.deps.Annotator {
			return "note", last.Text
		}
		return "note", last.Annotator + ": " + last.Text
	}
	if s.item.state.Kind == labels.Flagged && len(flags) > 0 {
		why := reasonOf(flags)
		if lifts {
			why = strings.TrimSuffix(s.key(doLabel)+" lift the flag · "+why, " · ")
		}
		return "unfit", why
	}
	return "", ""
}

// remark is what else there is to say of the meme.
func (s *labelScreen) remark() string {
	it := s.item
	switch {
	case s.hears() && s.goldIs(it) != "":
		return labels.Printable(s.goldIs(it))
	case s.enough():
		return "enough have labelled it"
	case !it.predicted:
		return s.whyNone()
	case s.cell != nil && s.summary.Served != "" && it.pred.Version != s.summary.Served && s.visible():
		return "as evaluated; " + s.summary.Served + " is served"
	case heldOut(it.meme) && s.cell == nil && !s.visible(): // its cell says what the model takes it for
		return string(it.meme.Split) + " meme, always asked blind"
	}
	return ""
}
