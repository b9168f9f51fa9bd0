package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
)

// caption is the caption of the meme on the screen: how it is wrapped in the place that
// it has, and how far it is scrolled. The zero value, with styles, is that of any meme
// that has not been drawn.
type caption struct {
	st     styles
	scroll int // lines that are scrolled away

	// What was made of it for its place, until that changes.
	width int
	lines []string
}

// The most that may be written in the fields of a label screen, in characters.
const (
	noteLimit    = 500
	captionLimit = 5000
)

// captionText is the caption as it may be shown. What is longer than a screen
// can ever be is cut off.
func captionText(m labels.Meme) string {
	const longest = 20_000
	c := m.Caption
	if len(c) > longest {
		c = strings.ToValidUTF8(c[:longest], "") + " …"
	}
	return strings.TrimSpace(labels.PrintableLines(c))
}

// firstLine is a caption in one line, as lists show it.
func firstLine(m labels.Meme) string { return strings.Join(strings.Fields(captionText(m)), " ") }

// hasPicture reports whether a meme has a picture, even if it cannot be found or shown.
func hasPicture(m labels.Meme) bool { return m.Image.Name != "" || m.Image.Path != "" }

// captionPlace is where the caption of a meme stands: in the pane, or of a text alone in
// the place of the picture.
func captionPlace(l labelFrame, m labels.Meme) rect {
	if !hasPicture(m) {
		return l.stage()
	}
	return l.caption
}

// wrapped returns the caption of the meme in lines of at most w columns.
func (c *caption) wrapped(m labels.Meme, w int) []string {
	if c.width != w {
		c.width, c.lines = w, c.st.Wrap(captionText(m), w)
		if len(c.lines) == 1 && c.lines[0] == "" {
			c.lines = nil
		}
	}
	return c.lines
}

// scrolls returns by how many lines the caption can be scrolled.
func (c *caption) scrolls(f frame, m labels.Meme) int {
	if f.small() {
		return 0
	}
	r := captionPlace(f.label(), m)
	return max(0, len(c.wrapped(m, r.w))-r.h)
}

// scrollBy scrolls by lines, as far as there are any.
func (c *caption) scrollBy(n int, f frame, m labels.Meme) {
	c.scroll = max(0, min(c.scroll+n, c.scrolls(f, m)))
}

// draw draws the caption in its place, from the line on to which it is scrolled. What is
// cut off is marked at the ends of the first and the last row.
func (c *caption) draw(to *canvas, f frame, m labels.Meme) {
	r := captionPlace(f.label(), m)
	lines := c.wrapped(m, r.w)
	if lines == nil {
		to.put(r.x, r.y, r.w, c.st.dim.Render("no caption"))
		return
	}
	from := min(c.scroll, max(0, len(lines)-r.h))
	shown := lines[from:min(len(lines), from+r.h)]
	top := r.y
	if !hasPicture(m) {
		top += (r.h - len(shown)) / 3
		for i := range shown {
			to.put(r.x-3, top+i, 1, c.st.accent.Render("▌"))
		}
	}
	rest := len(lines) - from - len(shown)
	for i, l := range shown {
		more := ""
		switch {
		case i == len(shown)-1 && rest > 0:
			more = fmt.Sprintf(" ↓%d more", rest)
		case i == 0 && from > 0:
			more = fmt.Sprintf(" ↑%d more", from)
		}
		n := c.st.Width(more)
		to.put(r.x, top+i, r.w-n, c.st.strong.Render(c.st.words(l, r.w-n)))
		to.right(r.right(), top+i, n, c.st.dim.Render(more))
	}
}
