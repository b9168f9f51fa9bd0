package tui

import (
	"memebench/labels"
	"memebench/tui/term"
)

// captionOrName is the caption of a meme in one line, marked if the program has read it, or
// what else the meme is called.
func captionOrName(m labels.Meme) string {
	switch text := firstLine(m); {
	case text != "" && m.Origin == labels.OriginOCR:
		return m.Origin.String() + " · " + text
	case text != "":
		return text
	}
	return labels.Printable(m.BareTitle())
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
	if p, ok := s.thumb(m, r.box()); ok {
		c.picture(r, p.key, p.drawn)
		return
	}
	s.drawShort(c, r, s.st.dim, captionOrName(m))
}

// thumb is the thumbnail of a meme, or what stands in its place while it is drawn; false where
// there is none.
func (s *session) thumb(m labels.Meme, b term.Box) (pictureMsg, bool) {
	if s.pics.hidden || !s.thumbs.drawable(m) {
		return pictureMsg{}, false
	}
	p, ok := s.thumbs.get(m, b)
	if !ok {
		p = pictureMsg{drawn: s.thumbs.coming(b)}
	}
	return p, p.err == nil
}
