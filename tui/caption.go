package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
	"memebench/tui/term"
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

// wrapped returns the caption of the meme in lines of at most w columns.
func (c *caption) wrapped(m labels.Meme, w int) []string {
	if c.width != w {
		c.width, c.lines = w, c.st.Wrap(captionText(m), w)
	}
	return c.lines
}

// layout is where the parts are for the meme.
func (c *caption) layout(f frame, m labels.Meme) labelFrame {
	l := f.label()
	return l.withCaption(len(c.wrapped(m, l.caption.Cols)))
}

// scrolls returns by how many lines the caption can be scrolled.
func (c *caption) scrolls(f frame, m labels.Meme) int {
	if f.small() {
		return 0
	}
	b := c.layout(f, m).caption
	return max(0, len(c.wrapped(m, b.Cols))-b.Rows)
}

// scrollBy scrolls by lines, as far as there are any.
func (c *caption) scrollBy(n int, f frame, m labels.Meme) {
	c.scroll = max(0, min(c.scroll+n, c.scrolls(f, m)))
}

// pictureBox is where the picture comes of a meme that is not on the screen yet.
func pictureBox(st styles, f frame, m labels.Meme) term.Box {
	l := f.label()
	if !l.below {
		return l.picture
	}
	return l.withCaption(len(st.Wrap(captionText(m), l.caption.Cols))).picture
}

// rows returns the rows of the caption in its box, as far as it is scrolled.
func (c *caption) rows(f frame, m labels.Meme, b term.Box) []string {
	lines := c.wrapped(m, b.Cols)
	if len(lines) == 1 && lines[0] == "" {
		lines = []string{c.st.dim.Render("(no caption)")}
	}
	if short := b.Rows - len(lines); short >= 0 {
		if f.label().below {
			short = 0
		}
		// Beside the picture a caption ends where the bars begin, so that
		// they are read together.
		return c.st.column(lines, -short, b.Rows, b.Cols)
	}
	more := len(lines) - b.Rows
	from := min(c.scroll, more)
	rows := c.st.column(lines, from, b.Rows, b.Cols)
	// What is cut off is marked at the end of the first and last row.
	mark := func(i, n int, arrow string) {
		tag := c.st.dim.Render(fmt.Sprintf(" %s%d more", arrow, n))
		rows[i] = c.st.Fit(lines[from+i], b.Cols-c.st.Width(tag)) + term.Column + tag
	}
	if from > 0 {
		mark(0, from, "↑")
	}
	if rest := more - from; rest > 0 {
		mark(b.Rows-1, rest, "↓")
	}
	return rows
}
