package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"memebench/labels"
	"memebench/tui/term"
)

// rect is a part of the window in cells, counted from 0 at its top left corner.
type rect struct{ x, y, w, h int }

// box is its size.
func (r rect) box() term.Box { return term.Box{Cols: r.w, Rows: r.h} }

// right is the column behind its last one, bottom the row below its last one.
func (r rect) right() int  { return r.x + r.w }
func (r rect) bottom() int { return r.y + r.h }

// has reports whether a cell is in it.
func (r rect) has(x, y int) bool { return x >= r.x && x < r.right() && y >= r.y && y < r.bottom() }

// meets reports whether they have a cell in common.
func (r rect) meets(o rect) bool {
	return r.x < o.right() && o.x < r.right() && r.y < o.bottom() && o.y < r.bottom()
}

// row is one of its rows, from 0.
func (r rect) row(i int) rect { return rect{r.x, r.y + i, r.w, 1} }

// rows are n of its rows from the one at i on, as far as it has them.
func (r rect) rows(i, n int) rect {
	return rect{r.x, r.y + i, r.w, max(0, min(n, r.h-i))}
}

// canvas is a window that is drawn part by part. Each part has its place in cells, and
// stays there however the terminal measures the text of the others (term.Column).
type canvas struct {
	st     styles
	w, h   int
	rows   [][]part
	images []term.Image // besides the rows
	lit    bool         // what floats leaves pictures in sight that it does not cover
}

// part is text in a row. It is not wider than its cells.
type part struct {
	at, cells int
	text      string
	picture   rect // whose row it is; it fills its cells then, and is not measured: pixels may stand in them
}

func newCanvas(st styles, w, h int) *canvas {
	return &canvas{st: st, w: w, h: h, rows: make([][]part, h)}
}

// put writes a text into w cells of a row, cut where it has no room, in place of what
// stood there. What is outside of the window is left out.
func (c *canvas) put(x, y, w int, text string) {
	if w = min(w, c.w-x); x < 0 || w <= 0 || y < 0 || y >= c.h {
		return
	}
	c.place(part{at: x, cells: w, text: c.st.Cut(text, w)}, y)
}

// right writes a text that ends before column end, in at most w cells.
func (c *canvas) right(end, y, w int, text string) {
	text = c.st.Cut(text, w)
	n := c.st.Width(text)
	c.place(part{at: end - n, cells: n, text: text}, y)
}

// lines writes texts below each other, as far as there are rows for them.
func (c *canvas) lines(r rect, texts ...string) {
	for i, t := range texts {
		if i < r.h {
			c.put(r.x, r.y+i, r.w, t)
		}
	}
}

// rule writes a title into the first row of r, with a line behind it that leads to what is
// said at its right end, if there is room for that.
func (c *canvas) rule(r rect, title, right string) {
	st := c.st
	title = st.Cut(title, r.w)
	line := max(0, r.w-st.Width(title)-1)
	c.put(r.x, r.y, r.w, st.strong.Render(title)+" "+st.faint.Render(strings.Repeat(st.glyphs.rule, line)))
	if n := st.Width(right) + 1; right != "" && n < line {
		c.put(r.right()-n, r.y, n, " "+st.dim.Render(right))
	}
}

// picture puts a picture that was drawn for a box.
func (c *canvas) picture(r rect, key any, d term.Drawn) {
	if !d.Nothing() {
		c.images = append(c.images, d.At(key, r.y, r.x, r.w))
	}
	for i, row := range d.Rows {
		if i < r.h && r.y+i < c.h && row != "" {
			c.place(part{r.x, r.w, row, r}, r.y+i)
		}
	}
}

// place puts a part in place of what it covers.
func (c *canvas) place(p part, y int) {
	if y < 0 || y >= c.h || p.cells <= 0 {
		return
	}
	p.text = joined(p.text)
	row, end := c.rows[y], p.at+p.cells
	i := 0
	for ; i < len(row) && row[i].at < p.at; i++ {
		if old := row[i]; old.at+old.cells > p.at {
			row = slices.Insert(row, i+1, part{at: p.at, cells: old.at + old.cells - p.at, text: c.st.tail(old.text, p.at-old.at)})
			row[i] = part{at: old.at, cells: p.at - old.at, text: c.st.head(old.text, p.at-old.at)}
		}
	}
	n := 0
	for ; i+n < len(row) && row[i+n].at < end; n++ {
		if old := row[i+n]; old.at+old.cells > end {
			row[i+n] = part{at: end, cells: old.at + old.cells - end, text: c.st.tail(old.text, end-old.at)}
			break
		}
	}
	c.rows[y] = slices.Replace(row, i, i+n, p)
}

// head is the part of a text before a cell, tail the part from a cell on. A character
// that stands across the border is left out.
func (st styles) head(s string, cells int) string {
	if st.Width(s) <= cells {
		return s
	}
	used, end := 0, 0
	st.Each(s, func(part string, n int) bool {
		if used += max(0, n); used > cells {
			return false
		}
		end += len(part)
		return true
	})
	return s[:end] + reset
}

func (st styles) tail(s string, cells int) string {
	if cells <= 0 {
		return s
	}
	var colours, rest strings.Builder
	used := 0
	st.Each(s, func(part string, n int) bool {
		switch {
		case used >= cells:
			rest.WriteString(part)
		case n < 0:
			colours.WriteString(part)
		default:
			if used += n; used > cells {
				rest.WriteString(blank(used - cells))
			}
		}
		return true
	})
	return colours.String() + rest.String()
}

// floating clears a box for what floats over the window, and makes all that is behind
// it faint.
func (c *canvas) floating(r rect) {
	lit := func(picture rect) bool { return c.lit && !r.meets(picture) }
	c.images = slices.DeleteFunc(c.images, func(i term.Image) bool { return !lit(rect{i.Left, i.Top, i.Cols, i.Rows}) })
	for y, row := range c.rows {
		for i, p := range row {
			row[i].text = c.st.faint.Render(strings.TrimRight(strings.Map(withoutBlocks, ansi.Strip(p.text)), " "))
			switch {
			case p.picture == (rect{}):
			case lit(p.picture):
				row[i] = p
			default:
				row[i] = part{at: p.at, cells: p.cells}
			}
		}
		if y >= r.y && y < r.bottom() {
			c.place(part{at: r.x, cells: r.w}, y)
		}
	}
}

// withoutBlocks leaves out what bars are made of: without their colours they would shine.
func withoutBlocks(r rune) rune {
	if r >= 0x2580 && r <= 0x259f {
		return ' '
	}
	return r
}

// box draws the frame of what floats over the window, with a title, and returns what is
// inside of it.
func (c *canvas) box(r rect, title string) rect {
	st := c.st
	c.floating(r)
	line := st.onSurface(st.accent)
	c.frame(r, line, st.surface)
	title = st.Cut(" "+labels.Printable(title)+" ", r.w-4)
	rest := strings.Repeat(st.glyphs.rule, max(0, r.w-3-st.Width(title)))
	c.put(r.x, r.y, r.w, line.Render(st.round[0]+st.glyphs.rule)+st.onSurface(st.strong).Render(title)+line.Render(rest+st.round[1]))
	return rect{r.x + 1, r.y + 1, r.w - 2, r.h - 2}
}

// frame draws a line around what is blank on a background.
func (c *canvas) frame(r rect, line, ground ink) {
	g := c.st.glyphs
	edge := strings.Repeat(g.rule, max(0, r.w-2))
	c.put(r.x, r.y, r.w, line.Render(g.round[0]+edge+g.round[1]))
	for y := r.y + 1; y < r.bottom()-1; y++ {
		c.put(r.x, y, r.w, line.Render(g.side)+ground.Render(blank(r.w-2))+line.Render(g.side))
	}
	c.put(r.x, r.bottom()-1, r.w, line.Render(g.round[2]+edge+g.round[3]))
}

// float writes a text into w cells of what floats, onto into w cells of a background.
func (c *canvas) float(x, y, w int, text string) { c.onto(c.st.surface, x, y, w, text) }

func (c *canvas) onto(ground ink, x, y, w int, text string) {
	text = c.st.Cut(text, w)
	c.put(x, y, w, text+ground.Render(blank(w-c.st.Width(text))))
}

// strings returns the rows of the window.
func (c *canvas) strings() []string {
	out := make([]string, c.h)
	var b strings.Builder
	for y, row := range c.rows {
		b.Reset()
		at := 0
		for i, p := range row {
			if p.at > at {
				b.WriteString(blank(p.at - at))
				b.WriteString(term.Column)
			}
			b.WriteString(p.text)
			if at = p.at + p.cells; i < len(row)-1 {
				if p.picture == (rect{}) {
					b.WriteString(blank(p.cells - c.st.Width(p.text)))
				}
				b.WriteString(term.Column)
			}
		}
		out[y] = b.String()
	}
	return out
}
