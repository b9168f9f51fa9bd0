package tui

import (
	"fmt"
	"math"

	"memebench/labels"
)

// drawPicture draws the picture, or what stands in its place.
func (s *session) drawPicture(c *canvas, r rect, it *item) {
	m := it.meme
	if !s.pics.drawable(m) {
		s.drawNoPicture(c, r, m, nil)
		return
	}
	p, ok := s.pics.get(m, r.box())
	switch {
	case !ok:
		c.picture(r, nil, s.pics.coming(r.box()))
	case p.err != nil:
		s.drawNoPicture(c, r, m, p.err)
	default:
		c.picture(r, p.key, p.drawn)
	}
}

// drawNoPicture says in the place of a picture why there is none. Of a text alone the
// caption stands there.
func (s *session) drawNoPicture(c *canvas, r rect, m labels.Meme, err error) {
	if !hasPicture(m) {
		c.put(r.x, r.y, r.w, s.st.dim.Render("text only"))
		return
	}
	m.Image.Path = s.deps.pathOf(m.Image.Path)
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

// wholeSeconds is a length in seconds, at least one; 0 where it is not known.
func wholeSeconds(v labels.Media) int {
	if v.Seconds == 0 {
		return 0
	}
	return max(1, int(math.Round(v.Seconds)))
}

// mediaLength is how long a video or a sound is, as players write it.
func mediaLength(v labels.Media) string {
	s := wholeSeconds(v)
	if s == 0 {
		return "?"
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// titleOf is what a meme is called: before the annotator has answered without its folders, which may be
// called like its level.
func (s *session) titleOf(it *item) string {
	if s.hasLevel(it) && !it.again {
		return it.meme.Title()
	}
	return it.meme.BareTitle()
}

// drawHeading names the meme: what is remarkable about it at the right end, each mark in
// its column.
func (s *session) drawHeading(c *canvas, r rect, it *item) {
	st, m := s.st, it.meme
	num := fmt.Sprintf("#%04d", m.Seq)
	c.put(r.x, r.y, len(num), st.strong.Render(num))
	name := "no picture"
	if hasPicture(m) {
		name = labels.Printable(s.titleOf(it))
	}
	tags := ""
	if m.Image.Format == "gif" { // of which the first frame is shown
		tags += " · GIF"
	}
	if v := m.Image.Media; v.Is() { // so of this
		tags += " ·"
		if v.Moves {
			tags += " ▶"
		}
		if v.Sound {
			tags += " ♪"
		}
		tags += " " + mediaLength(v)
	}
	switch {
	case s.isOther(m):
		tags += " · another file"
	case m.Image.Damaged:
		tags += " · damaged"
	}
	if m.Caption != m.Imported() {
		tags += " · " + m.Origin.String()
	}
	const marks = 5
	room := r.w - len(num) - 1 - marks
	c.put(r.x+len(num)+1, r.y, room, st.dim.Render(st.Cut(name, room-st.Width(tags))+tags))
	if it.state.Kind == labels.Flagged {
		c.right(r.right()-2, r.y, 1, st.warn.Render(st.flag))
	}
	if len(labels.Standing(it.events, labels.Note)) > 0 {
		c.right(r.right(), r.y, 1, st.accent.Render(st.note))
	}
}
