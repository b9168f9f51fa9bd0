package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// context says through which memes one goes and how many wait, and how fast.
func (s *labelScreen) context(w int) (left, right string) {
	st := s.st
	decides := ""
	if s.item != nil && !s.done && (s.adjudicates() || s.decided(s.item)) {
		decides = st.faint.Render(" · ") + "a level decides"
	}
	if s.cell != nil {
		left = st.strong.Render(s.cell.title())
		if s.item != nil && s.item.place > 0 {
			left += st.faint.Render(" · ") + fmt.Sprintf("%d of %d", s.item.place, len(s.cell.ids))
		}
		if st.Width(left+decides) <= w {
			left += decides
		}
		if s.frame.w < brandWidth { // which would cost the place; the first hint says it too
			return left, ""
		}
		return left, st.focus.Render(s.key(doLeave)) + st.dim.Render(" back to the matrix")
	}
	waiting := s.left()
	left = st.queueName(s.queueName(), s.searched) + st.faint.Render(" · ") + s.progress() + decides
	if s.item == nil {
		left = ""
	}
	pace := s.pace.perMinute()
	if pace <= 0 {
		return left, ""
	}
	said := []string{fmt.Sprintf("%.0f/min", pace)}
	if s.frame.w >= brandWidth {
		said = []string{fmt.Sprintf("median %.1f s", s.pace.median().Seconds()), fmt.Sprintf("%.0f a minute", pace)}
	}
	if waiting > 0 {
		said = append(said, timeLeft(waiting, pace))
	}
	return left, strings.Join(said, st.faint.Render(" · "))
}

// draw draws the body.
func (s *labelScreen) draw(c *canvas) {
	if s.item == nil {
		s.drawNoMeme(c)
		return
	}
	l := s.frame.label()
	s.drawStrip(c, l.strip)
	s.drawSide(c, l.side)
	if s.done {
		s.drawDone(c, l)
		return
	}
	s.drawPicture(c, l.picture, s.item)
	s.drawHeading(c, l.heading, s.item)
	s.caption.draw(c, s.frame, s.item.meme)
	s.drawLesson(c, l)
	s.drawTitle(c, l.title)
	for i, r := range l.bars {
		s.drawBar(c, r, labels.Level(i))
	}
	s.drawSaid(c, l)
	s.drawNear(c, l)
}

// lessons are for the first labels; they go after the third.
func (k Keys) lessons() [3]string {
	levels, _ := k.bindingOf(doLabel)
	return [3]string{
		"How does it feel? One key labels:",
		fmt.Sprintf("%s very negative … %s very positive", keyNames(levels.keys[:1]), keyNames(levels.keys[labels.Levels-1:labels.Levels])),
		fmt.Sprintf("%s takes it back, %s has all keys", k.key(doUndo), k.key(doHelp)),
	}
}

// drawLesson teaches the first keys, as far as the caption leaves room for it: the last
// lines first.
func (s *labelScreen) drawLesson(c *canvas, l labelFrame) {
	all := s.deps.Keys.lessons()
	lessons := all[:]
	if s.cell != nil || s.summary.Counts.Mine >= len(lessons) {
		return
	}
	used := 0
	if hasPicture(s.item.meme) {
		used = max(1, len(s.caption.lines))
	}
	if room := max(0, l.caption.h-used-1); room < len(lessons) {
		lessons = lessons[len(lessons)-room:]
		if _, answered := s.given.last(0); room == 0 && !answered { // then the strip is free
			c.put(l.strip.x, l.strip.y, l.strip.w, s.st.dim.Render("one key labels: "+all[1]))
		}
	}
	for i, text := range lessons {
		c.put(l.caption.x, l.caption.bottom()-len(lessons)+i, l.caption.w, s.st.dim.Render(text))
	}
}

// drawTitle says whose bars these are, or why there are none.
func (s *labelScreen) drawTitle(c *canvas, r rect) {
	title, right := "Model", ""
	it := s.item
	switch {
	case !it.predicted && it.meme.Origin != labels.OriginGiven && s.summary.Served != "":
		right = "caption not read yet"
	case !it.predicted:
		right = "nothing said yet"
	case !s.visible() && s.cell != nil && !s.cell.test():
		title, right = "How sure", s.whyHidden() // of which level the heading tells
	case !s.visible():
		right = s.whyHidden()
	default:
		title += " " + it.pred.Version
		right = s.whatVersion()
	}
	c.rule(r, title, right)
}

// whatVersion says in two or three words how the prediction on the screen came about.
func (s *labelScreen) whatVersion() string {
	p := s.item.pred
	v, known := s.summary.Version(p.Version)
	switch {
	case p.LevelOnly:
		return "a level only"
	case known && v.Headless():
		return "from elsewhere"
	case s.cell != nil && s.cell.split == eval.CVRows:
		return "cross-validated"
	case s.summary.Served != "" && p.Version != s.summary.Served:
		return s.summary.Served + " is served now"
	case len(p.Modalities) == 1:
		return "from the " + p.Modalities[0] + " only"
	case known && v.Calibration != nil:
		return "calibrated"
	}
	return ""
}

// drawBar draws one level: whose it is, its chip, its name, and how probable the model
// takes it to be, on a track.
func (s *labelScreen) drawBar(c *canvas, r rect, l labels.Level) {
	st := s.st
	visible := s.visible()
	first := visible && s.item.pred.Level() == l
	m, ok := s.mine()
	yours := ok && m.Level == l
	name := st.plain
	switch {
	case yours:
		c.put(r.x, r.y, 1, st.focus.Render(st.you))
		name = st.focus
	case first:
		c.put(r.x, r.y, 1, st.digit[l].Render(st.model))
		name = st.strong
	}
	c.put(r.x+2, r.y, 3, st.chipOf(l))
	c.put(r.x+6, r.y, 13, name.Render(l.Title()))
	track := rect{r.x + 20, r.y, r.w - 25, 1}
	if !visible {
		c.put(track.x, track.y, track.w, st.bar(0, track.w, st.filled[l]))
		c.right(r.right(), r.y, 4, st.faint.Render("·"))
		return
	}
	if s.item.pred.LevelOnly {
		c.put(track.x, track.y, track.w, st.bar(0, track.w, st.filled[l]))
		c.right(r.right(), r.y, 4, st.faint.Render("—"))
		return
	}
	p := float64(s.item.pred.Probs[l])
	shown := p
	if p < .005 {
		shown = 0 // as it rounds
	}
	c.put(track.x, track.y, track.w, st.bar(shown, track.w, st.filled[l]))
	number := st.dim
	if first {
		number = st.strong
	}
	text := percent(p)
	if len(text) > 4 {
		text = "100%"
	}
	c.right(r.right(), r.y, 4, number.Render(text))
}

func (s *labelScreen) remarks() (string, bool) { return "", false }

// ungiven reports whether there are memes, but none on the screen: in a team others have all that
// wait, or none waits.
func (s *labelScreen) ungiven() bool { return s.item == nil && s.empty && s.summary.Counts.Memes > 0 }

// drawNoMeme fills the body while there is nothing to show.
func (s *labelScreen) drawNoMeme(c *canvas) {
	if !s.empty {
		return
	}
	r := s.frame.body()
	if s.ungiven() {
		c.lines(rect{r.x + 2, r.y + 1, r.w - 2, r.h}, s.ungivenText()...)
		return
	}
	folder := labels.ShellWord(labels.Printable(s.deps.Folder))
	text := []string{
		s.st.strong.Render("No memes here yet."),
		"",
		"Quit with " + s.key(doQuit) + " and bring some in:",
		"",
		"memebench import PICTURES -w " + folder,
		"memebench import labels.csv --images images/ \\",
		"    --annotator NAME -w " + folder,
		"",
		s.st.dim.Render("PICTURES: a folder, or a zip of them. --dry-run says what would come."),
		s.st.dim.Render("memebench import --help shows the rest."),
	}
	c.lines(rect{r.x + 2, r.y + max(0, (r.h-len(text))/3), r.w - 2, r.h}, text...)
}

func (s *labelScreen) zoomed() bool { return s.zoom.level != zoomOff }

func (s *labelScreen) drawZoom(c *canvas) { s.drawZoomOf(c, &s.zoom) }
