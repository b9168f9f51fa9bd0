package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
)

// pickList is a line that is written, and below it rows that fit what is written, of which
// one is chosen. It stands in a box that floats over the window ([frame.picker]).
type pickList struct {
	scroller
	field  textinput.Model
	chosen int // of the rows, from 0
}

// pickRows is how many rows the box has: eight of the list and more where there is room.
const pickRows = 13

func newPickList() pickList { return pickList{field: newTextField()} }

// text is what is written, as rows are found by it.
func (p *pickList) text() string { return strings.ToLower(strings.TrimSpace(p.field.Value())) }

// move chooses another one of n rows, if that is what a key means, and reports whether it is.
func (p *pickList) move(do action, n int) bool {
	by, ok := map[action]int{doUp: -1, doDown: 1, doPageUp: -p.rows, doPageDown: p.rows}[do]
	if ok {
		p.chosen = max(0, min(p.chosen+by, n-1))
		p.follow(p.chosen)
	}
	return ok
}

// write takes in a key of the line, and reports whether there is another text in it now.
func (p *pickList) write(by press) bool {
	before := p.field.Value()
	_ = writeInto(&p.field, by) // nothing that can be chosen has a name of so many characters
	return p.field.Value() != before
}

// pickedRow is the place of a row, with its background and the ink of its name.
type pickedRow struct {
	rect
	on     func(ink) ink
	ground ink
	name   ink
}

// pickBox is what stands in the box around the rows.
type pickBox struct {
	title   string
	sign    string // before the line
	end     string // at its right end
	columns string // names of the last columns
	none    string // that no row fits
}

// draw draws the box, and those of n rows that there is room for.
func (p *pickList) draw(c *canvas, f frame, b pickBox, n int, row func(i int, r pickedRow)) {
	st, r := c.st, f.picker(pickRows)
	in := c.box(r, b.title)
	p.fit(r.h-4, n)
	p.follow(p.chosen)
	c.put(in.x+1, in.y, 1, st.onSurface(st.focus).Render(b.sign))
	w := in.w - 5 - len(b.end)
	c.float(in.x+3, in.y, w, st.typed([]typedPart{{p.field.Value(), st.surface}}, p.field.Position(), w, st.surface))
	c.right(in.right()-1, in.y, len(b.end), st.onSurface(st.dim).Render(b.end))
	c.put(in.x, in.y+1, in.w, st.onSurface(st.faint).Render(strings.Repeat(st.glyphs.rule, in.w)))
	if b.columns != "" {
		c.right(in.right()-1, in.y+1, in.w-2, st.onSurface(st.dim).Render(" "+b.columns+" "))
	}
	if n == 0 {
		c.float(in.x+3, in.y+2, in.w-4, st.onSurface(st.dim).Render(b.none))
	}
	for i := range min(p.rows, n-p.top) {
		k := p.top + i
		one, mark := pickedRow{rect{in.x, in.y + 2 + i, in.w, 1}, st.onSurface, st.surface, st.plain}, " "
		if k == p.chosen {
			one.on, one.ground, one.name, mark = st.onRaised, st.raised, st.strong, st.model
		}
		c.onto(one.ground, one.x, one.y, one.w, one.on(st.focus).Render(" "+mark))
		row(k, one)
	}
	c.foot(r, "", p.more())
}

// at is what a click on a cell means: of n rows the one that is there is chosen, and beside
// the box nothing.
func (p *pickList) at(f frame, x, y, n int) (press, bool) {
	r := f.picker(pickRows)
	if !r.has(x, y) {
		return press{do: doLeave}, true
	}
	i := y - (r.y + 3)
	if k := p.top + i; i >= 0 && i < p.rows && k < n {
		return press{do: doChoose, nth: k}, true
	}
	return press{}, false
}
