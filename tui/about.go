package tui

import (
	"context"
	"fmt"
	"path/filepath"
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
	a := &aboutSheet{title: fmt.Sprintf("All about #%04d", s.item.meme.Seq)}
	a.addMeme(s)
	a.addSaid(s)
	a.addModel(s)
	a.addPicture(s)
	a.addRow(s, set)
	return a
}

// begin begins facts with a title, in the place of one below which nothing is said.
func (a *aboutSheet) begin(title string) {
	if n := len(a.facts); n > 0 && a.facts[n-1].text == "" {
		a.facts = a.facts[:n-1]
	}
	a.facts = append(a.facts, aboutFact{name: title})
}

// add adds a fact, unless nothing is said of it.
func (a *aboutSheet) add(name, text string) {
	if text != "" {
		a.facts = append(a.facts, aboutFact{name, text})
	}
}

// addMeme says what the meme is, and where it belongs.
func (a *aboutSheet) addMeme(s *labelScreen) {
	m := s.item.meme
	a.begin("Meme")
	a.add("name", s.titleOf(s.item))
	a.add("id", string(m.ID))
	a.add("caption", captionText(m))
	if m.Origin == labels.OriginOCR {
		a.add("", "read in the picture (ocr)")
	}
	if m.Origin != labels.OriginGiven {
		a.add("imported", strings.TrimSpace(m.Original))
	}
	a.add("split", string(m.Split))
	if m.CrossSplit {
		a.add("", "a cross-split duplicate: left out of training and evaluation")
	}
	a.add("group", m.Group)
	for _, move := range m.Moves {
		a.add("moved", fmt.Sprintf("from %s, by resplit %d", move.From, move.Resplit))
	}
}

// addSaid says what was said of it.
func (a *aboutSheet) addSaid(s *labelScreen) {
	a.begin("Said")
	said, unheard := s.saidEvents()
	for _, one := range said {
		a.add(one.name, one.text)
	}
	switch {
	case unheard > 0:
		a.add("others", count(unheard, "event")+", after your answer")
	case len(said) == 0:
		a.add("", "nothing yet")
	}
}

// addModel says what the model says of it.
func (a *aboutSheet) addModel(s *labelScreen) {
	a.begin("Model")
	switch {
	case !s.item.predicted:
		a.add("says", "nothing yet")
	case !s.visible():
		a.add("says", s.whyHidden())
	case s.item.pred.LevelOnly:
		a.add(s.item.pred.Version, levelName(s.item.pred.Level())+", and not how sure it is")
	default:
		for l := range labels.Level(labels.Levels) {
			a.add(s.item.pred.Version, levelName(l)+" "+percent(float64(s.item.pred.Probs[l])))
		}
	}
}

// addPicture says what there is to be seen and heard of it.
func (a *aboutSheet) addPicture(s *labelScreen) {
	m := s.item.meme
	file := func(path string) string { // whose folders may say the level
		if path == "" || s.hears() {
			return path
		}
		return filepath.Base(path)
	}
	a.begin("Picture")
	if !hasPicture(m) {
		a.add("none", "a text only")
	}
	if v := m.Image.Media; v.Is() {
		name, what := "sound", v.Format+", "+mediaLength(v)
		if v.Moves {
			name, what = "video", what+": its first frame is shown, made by "+v.Reader
		}
		a.add(name, file(v.Path))
		a.add("length", what)
	}
	a.add("file", file(m.Image.Path))
	if m.Image.Width > 0 {
		size := fmt.Sprintf("%d × %d pixels, %s", m.Image.Width, m.Image.Height, m.Image.Format)
		if m.Image.Moving {
			size += ", moving: its first frame is shown"
		}
		a.add("size", size)
	}
	a.add("damage", s.damage(m))
	a.add("fault", m.Image.Fault)
}

// addRow says what the row has that it came with.
func (a *aboutSheet) addRow(s *labelScreen, set labels.Dataset) {
	m := s.item.meme
	a.begin("Row")
	a.add("dataset", m.Dataset)
	if m.Row > 0 {
		a.add("row", thousands(m.Row))
	}
	hidden := 0
	for i, v := range m.Values {
		switch {
		case i >= len(set.Columns):
		case !s.hears() && (set.SaysLevel(set.Columns[i]) || !s.visible()):
			hidden++
		default:
			a.add(set.Columns[i], v)
		}
	}
	if hidden > 0 {
		a.add("others", count(hidden, "column")+", after your answer")
	}
}

// saidEvents are what was said of the meme, the newest last, and how much of it is not to
// be seen before the annotator has answered: what others say, and one's own answer where
// it is asked for again.
func (s *labelScreen) saidEvents() (said []aboutFact, hidden int) {
	retracted := labels.Retracted(s.item.events)
	_, answered := s.mine()
	for _, e := range s.item.events {
		own := e.Annotator == s.deps.Annotator
		if !own && e.Source != labels.OCR && !s.hears() && !(e.Action == labels.Flag && isFlagged(s.queue, s.item.meme)) || own && !answered && !s.disputes() && e.Action.Answers() && !retracted[e.Seq] {
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
