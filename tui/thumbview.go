package tui

import "memebench/labels"

// captionOrName is the caption of a meme in one line, marked if the program has read it, or
// what else the meme is called.
func captionOrName(m labels.Meme) string {
	switch text := firstLine(m); {
	case text != "" && m.Origin == labels.OriginOCR:
		return m.Origin.String() + " · " + text
	case text != "":
		return text
	}
	return labels.Printable(m.Title())
}

// drawShort draws as much of a text as there is room for.
func (s *session) drawShort(c *canvas, r rect, style ink, text string) {
	lines := s.st.Wrap(text, r.w)
	for i, line := range lines[:min(len(lines), r.h)] {
		if i == r.h-1 && len(lines) > r.h {
			line = s.st.Cut(line+" …", r.w)
		}
		c.put(r.x, r.y+i, r.w, style.Render(line))
	}
}

// drawThumb draws the thumbnail of a meme, or where there is none, its caption.
func (s *session) drawThumb(c *canvas, r rect, m labels.Meme) {
	p, ok := s.thumbs.get(m, r.box())
	switch {
	case ok && p.err == nil && !s.pics.hidden:
		c.picture(r, p.drawn.Rows)
	case p.err != nil || !s.thumbs.drawable(m):
		s.drawShort(c, r, s.st.dim, captionOrName(m))
	}
}
