package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// aboutSheet floats over the window: all there is to know of a meme.
type aboutSheet struct {
	scroller
	title     string
	facts     []aboutFact
	of        *item       // whose nearest are looked for
	near      []aboutFact // those
	nearTitle string
	cancel    context.CancelFunc // of looking for them; nil where they are not
}

// aboutFact is a thing with what is said of it, or, without a text, the title of those
// below it.
type aboutFact struct{ name, text string }

// newAbout gathers what there is to know of the meme on a label screen, which came with a
// dataset. What the model and others say of it, and what the columns of its row may say
// for them, is there as far as the screen may show it.
func newAbout(s *labelScreen, set labels.Dataset) *aboutSheet {
	it := s.item
	m := it.meme
	a := &aboutSheet{title: fmt.Sprintf("All about #%04d", m.Seq)}
	add := func(name, text string) {
		if text != "" {
			a.facts = append(a.facts, aboutFact{name, text})
		}
	}
	title := func(name string) {
		if n := len(a.facts); n > 0 && a.facts[n-1].text == "" {
			a.facts = a.facts[:n-1] // nothing is said below it
		}
		a.facts = append(a.facts, aboutFact{name: name})
	}

	title("Meme")
	add("name", m.Title())
	add("id", string(m.ID))
	add("caption", captionText(m))
	if m.Origin == labels.OriginOCR {
		add("", "read in the picture (ocr)")
	}
	if m.Origin != labels.OriginGiven {
		add("imported", strings.TrimSpace(m.Original))
	}
	add("split", string(m.Split))
	if m.CrossSplit {
		add("", "a cross-split duplicate: left out of training and evaluation")
	}
	add("group", m.Group)
	for _, move := range m.Moves {
		add("moved", fmt.Sprintf("from %s, by resplit %d", move.From, move.Resplit))
	}

	title("Said")
	said, unheard := s.saidEvents()
	for _, one := range said {
		add(one.name, one.text)
	}
	switch {
	case unheard > 0:
		add("others", count(unheard, "event")+", after your answer")
	case len(said) == 0:
		add("", "nothing yet")
	}

	title("Model")
	switch {
	case !it.predicted:
		add("says", "nothing yet")
	case !s.visible():
		add("says", s.whyHidden())
	default:
		for l := range labels.Level(labels.Levels) {
			add(it.pred.Version, levelName(l)+" "+percent(float64(it.pred.Probs[l])))
		}
	}

	title("Picture")
	if !hasPicture(m) {
		add("none", "a text only")
	}
	if v := m.Image.Media; v.Is() {
		name, what := "sound", v.Format+", "+mediaLength(v)
		if v.Moves {
			name, what = "video", what+": its first frame is shown, made by "+v.Reader
		}
		add(name, v.Path)
		add("length", what)
	}
	add("file", m.Image.Path)
	if m.Image.Width > 0 {
		size := fmt.Sprintf("%d × %d pixels, %s", m.Image.Width, m.Image.Height, m.Image.Format)
		if m.Image.Moving {
			size += ", moving: its first frame is shown"
		}
		add("size", size)
	}
	add("damage", damage(m))
	add("fault", m.Image.Fault)

	title("Row")
	add("dataset", m.Dataset)
	if m.Row > 0 {
		add("row", thousands(m.Row))
	}
	hidden := 0
	for i, v := range m.Values {
		switch {
		case i >= len(set.Columns):
		case !s.hears() && (set.SaysLevel(set.Columns[i]) || !s.visible()):
			hidden++
		default:
			add(set.Columns[i], v)
		}
	}
	if hidden > 0 {
		add("others", count(hidden, "column")+", after your answer")
	}
	return a
}

// saidEvents are what was said of the meme, the newest last, and how much of it is not to
// be seen before the annotator has answered: what others say, and one's own answer where
// it is asked for again.
func (s *labelScreen) saidEvents() (said []aboutFact, hidden int) {
	retracted := labels.Retracted(s.item.events)
	_, answered := s.mine()
	for _, e := range s.item.events {
		own := e.Annotator == s.deps.Annotator
		if !own && e.Source != labels.OCR && !s.hears() || own && !answered && !s.disputes() && isAnswer(e) && !retracted[e.Seq] {
			hidden++
			continue
		}
		what := eventSays(e)
		switch {
		case e.Action == labels.Retract:
			what = e.Annotator + " " + s.retractSays(e)
		case retracted[e.Seq]:
			what += " (taken back)"
		}
		said = append(said, aboutFact{e.Time.Local().Format("2 Jan 15:04"), what})
	}
	return said, hidden
}

// retractSays is what a retraction has taken back, or, where that was one itself, said
// again.
func (s *labelScreen) retractSays(e labels.Event) string {
	for _, of := range s.item.events {
		switch {
		case of.Seq != e.Retracts:
		case of.Action == labels.Retract:
			return "said it again"
		default:
			return "took back " + spoken(of)
		}
	}
	return "took something back"
}

// eventSays is an event in words.
func eventSays(e labels.Event) string {
	what := string(e.Action)
	switch {
	case e.Level.Valid():
		what = levelName(e.Level)
	case e.Action == labels.Flag:
		what = "flagged"
	case e.Action == labels.Skip:
		what = "skipped"
	}
	if e.Action == labels.Adjudicate {
		what += ", decided"
	}
	if e.Accepted {
		what += ", as the model said"
	}
	if e.Source == labels.Import {
		what += ", imported"
	}
	if e.Text != "" {
		what += ": " + e.Text
	}
	if e.Source == labels.OCR {
		return "read in the picture: " + e.Text
	}
	return e.Annotator + " " + what
}

func (a *aboutSheet) keys() keymap { return aboutKeys }

func (a *aboutSheet) act(root *app, do action, _ press) tea.Cmd {
	if !a.scroll(do) && do == doLeave {
		if a.cancel != nil {
			a.cancel()
		}
		root.close()
	}
	return nil
}

func (a *aboutSheet) at(f frame, x, y int) (press, bool) {
	return press{do: doLeave}, !f.sheet().has(x, y)
}

func (a *aboutSheet) draw(c *canvas, f frame) {
	r := f.sheet()
	in := c.box(r, a.title)
	inner := rect{in.x + 2, in.y, in.w - 4, in.h}
	a.drawText(c, inner, a.lines(c.st, inner.w))
	c.foot(r, "esc closes · ↑↓ scrolls", a.more())
}

// aboutName is the column of names.
const aboutName = 14

func (a *aboutSheet) lines(st styles, w int) []string {
	var out []string
	for _, f := range slices.Concat(a.facts, a.near) {
		if f.text == "" {
			if out != nil {
				out = append(out, "")
			}
			out = append(out, st.onSurface(st.focus).Render(f.name))
			continue
		}
		name := labels.Printable(f.name)
		for _, l := range st.Wrap(labels.PrintableLines(f.text), w-aboutName) {
			out = append(out, st.onSurface(st.dim).Render(st.Fit(name, aboutName-1)+" ")+st.surface.Render(l))
			name = ""
		}
	}
	return out
}
