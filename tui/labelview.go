package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/term"
)

// context says through which memes one goes and how many wait, and how fast.
func (s *labelScreen) context(int) (left, right string) {
	st := s.st
	if s.cell != nil {
		left = st.strong.Render(s.cell.title())
		if s.item != nil && s.item.place > 0 {
			left += st.faint.Render(" · ") + fmt.Sprintf("%d of %d", s.item.place, len(s.cell.ids))
		}
		if s.frame.w < brandWidth { // which would cost the place; the first hint says it too
			return left, ""
		}
		return left, st.focus.Render(s.key(doLeave)) + st.dim.Render(" back to the matrix")
	}
	waiting := s.left()
	left = st.queueName(s.queueName(), s.searched) + st.faint.Render(" · ") + leftText(waiting)
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
	s.drawPicture(c, l.picture)
	s.drawHeading(c, l.heading)
	s.caption.draw(c, s.frame, s.item.meme)
	s.drawLesson(c, l)
	s.drawTitle(c, l.title)
	for i, r := range l.bars {
		s.drawBar(c, r, labels.Level(i))
	}
	s.drawSaid(c, l)
}

// drawPicture draws the picture, or what stands in its place.
func (s *labelScreen) drawPicture(c *canvas, r rect) {
	m := s.item.meme
	if !s.pics.drawable(m) {
		s.drawNoPicture(c, r, nil)
		return
	}
	p, ok := s.pics.get(m, r.box())
	switch {
	case !ok:
		c.picture(r, term.EmptyRows(s.pics.tech, r.box()))
	case p.err != nil:
		s.drawNoPicture(c, r, p.err)
	default:
		c.picture(r, p.drawn.Rows)
	}
}

// image is what the terminal is sent for the picture besides its rows.
func (s *labelScreen) image() term.Image {
	if s.item == nil || s.done || !s.pics.drawable(s.item.meme) {
		return term.Image{}
	}
	if s.zoom.level != zoomOff {
		p, ok := s.zoom.drawn(s.pics, s.frame)
		return s.pics.image(p, ok, s.frame.zoom())
	}
	r := s.frame.label().picture
	p, ok := s.pics.get(s.item.meme, r.box())
	return s.pics.image(p, ok, r)
}

// drawNoPicture says in the place of a picture why there is none. Of a text alone the
// caption stands there.
func (s *labelScreen) drawNoPicture(c *canvas, r rect, err error) {
	m := s.item.meme
	if !hasPicture(m) {
		c.put(r.x, r.y, r.w, s.st.dim.Render("text only"))
		return
	}
	lines := noPicture(m, s.pics, s.deps.Keys, err)
	w := min(r.w, 60)
	in := rect{r.x + (r.w-w)/2, r.y, w, min(r.h, 9)}
	c.frame(in, s.st.faint, s.st.plain)
	y := in.y + 1
	for i, text := range lines {
		for _, l := range s.st.Wrap(labels.Printable(text), in.w-4) {
			if y >= in.bottom()-1 {
				return
			}
			if i > 0 {
				l = s.st.dim.Render(l)
			}
			c.put(in.x+2, y, in.w-4, l)
			y++
		}
	}
}

// drawHeading names the meme.
func (s *labelScreen) drawHeading(c *canvas, r rect) {
	m := s.item.meme
	num := fmt.Sprintf("#%04d", m.Seq)
	c.put(r.x, r.y, len(num), s.st.strong.Render(num))
	name := "no picture"
	if hasPicture(m) {
		name = labels.Printable(m.Title())
	}
	const marks = 5 // at the right end
	c.put(r.x+len(num)+1, r.y, r.w-len(num)-1-marks, s.st.dim.Render(name))
	if m.Image.Format == "gif" { // of which the first frame is shown
		c.right(r.right(), r.y, marks, s.st.dim.Render("GIF"))
	}
}

// lessons are for the first labels; they go after the third.
func (k Keys) lessons() [3]string {
	levels, _ := k.bindingOf(doLabel)
	return [3]string{
		"How does it feel? One key labels:",
		fmt.Sprintf("%s very negative … %s very positive", levels.keys[0], levels.keys[labels.Levels-1]),
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
	case !it.predicted:
		right = "nothing said yet"
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

func (s *labelScreen) whyHidden() string {
	if s.deps.Blind == labels.BlindNever {
		return "hidden in this workspace"
	}
	return "hidden till you answer"
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

// votesAt is where what people say begins in its row.
const votesAt = 8

// drawSaid draws what the annotator and the others say, and a remark.
func (s *labelScreen) drawSaid(c *canvas, l labelFrame) {
	st := s.st
	if l.dense {
		half := l.you.w / 2
		c.put(l.you.x, l.you.y, half-1, st.dim.Render("you ")+s.youSaid(false))
		c.put(l.you.x+half, l.you.y, l.you.w-half, st.dim.Render("others ")+s.othersSaid(true))
		return
	}
	row := func(r rect, who, what string) {
		c.put(r.x, r.y, votesAt-1, st.dim.Render(who))
		c.put(r.x+votesAt, r.y, r.w-votesAt, what)
	}
	row(l.you, "you", s.youSaid(true))
	row(l.others, "others", s.othersSaid(false))
	c.put(l.remark.x, l.remark.y, l.remark.w, st.dim.Render(s.remark()))
}

// youSaid is the annotator's own word on the meme, which is what is on disk.
func (s *labelScreen) youSaid(long bool) string {
	st := s.st
	m, ok := s.mine()
	if !ok {
		if long {
			return "— " + st.dim.Render("not yet")
		}
		return "—"
	}
	said := "skipped"
	switch {
	case m.Action == labels.Flag:
		said = "flagged"
	case m.Level.Valid():
		said = st.focus.Render(st.you) + " " + st.digit[m.Level].Render(digitOf(m.Level)) + " " + st.strong.Render(m.Level.Title())
	}
	if ago := s.now().Sub(m.Time); long && !m.Time.IsZero() && ago >= 0 {
		said += st.dim.Render(", " + agoOf(ago))
	}
	return said
}

// othersSaid is what others have said: after the annotator, so as not to sway.
func (s *labelScreen) othersSaid(short bool) string {
	st := s.st
	var said []string
	var first labels.Level
	differ := st.faint.Render(" · ")
	for _, o := range s.item.state.Current {
		if o.Annotator == s.deps.Annotator {
			continue
		}
		what := st.dim.Render(string(o.Action))
		if o.Level.Valid() {
			if len(said) == 0 {
				first = o.Level
			} else if o.Level != first {
				differ = " " + st.warn.Render(st.differ) + " "
			}
			what = st.digit[o.Level].Render(digitOf(o.Level))
		}
		said = append(said, st.Cut(labels.Printable(o.Annotator), 12)+" "+what)
	}
	_, answered := s.mine()
	switch {
	case len(said) == 0:
		return st.dim.Render("—")
	case s.disputes(): // it is about them
	case !answered && short:
		return fmt.Sprintf("%d, after yours", len(said))
	case !answered:
		return count(len(said), "answer") + st.dim.Render(", after yours")
	}
	return strings.Join(said, differ)
}

// remark is what else there is to say of the meme.
func (s *labelScreen) remark() string {
	it := s.item
	switch {
	case !it.predicted:
		return s.whyNone()
	case s.cell != nil && s.summary.Served != "" && it.pred.Version != s.summary.Served && s.visible():
		return "as evaluated; " + s.summary.Served + " is served"
	case heldOut(it.meme):
		return string(it.meme.Split) + " meme, always asked blind"
	}
	return ""
}

func (s *labelScreen) remarks() (string, bool) { return "", false }

// drawNoMeme fills the body while there is nothing to show.
func (s *labelScreen) drawNoMeme(c *canvas) {
	if !s.empty {
		return
	}
	r := s.frame.body()
	folder := labels.Printable(s.deps.Folder)
	text := []string{
		s.st.strong.Render("No memes here yet."),
		"",
		"Quit with " + s.key(doQuit) + " and bring some in:",
		"",
		"memebench import -w " + folder + " --format memotion \\",
		"    --csv labels.csv --images images/",
		"memebench import -w " + folder + " --format csv \\",
		"    --csv texts.csv --caption text",
		"",
		s.st.dim.Render("memebench import --help shows the rest."),
	}
	c.lines(rect{r.x + 2, r.y + max(0, (r.h-len(text))/3), r.w - 2, r.h}, text...)
}

func (s *labelScreen) zoomed() bool { return s.zoom.level != zoomOff }

// drawZoom draws the picture alone in the window, above news and hints.
func (s *labelScreen) drawZoom(c *canvas) {
	r := s.frame.zoom()
	rows := term.EmptyRows(s.pics.tech, r.box())
	if got, ok := s.zoom.drawn(s.pics, s.frame); ok {
		rows = got.drawn.Rows
	}
	c.picture(r, rows)
}
