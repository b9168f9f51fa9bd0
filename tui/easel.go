package tui

import (
	"fmt"
	"strings"
)

// drawing is what the terminal shall show where the picture has its place.
type drawing struct {
	key pictureKey // the picture's, zero for none
	graphic
	open box // the cells that the view's rows step over, zero for none
	top  int // rows of the window above the picture's place
}

// easel is where the picture stands: it keeps what the terminal shows in step
// with the view, and sends nothing that is there already.
type easel struct {
	now drawing
	odd bool // changes with every change: see mark
}

// mark is an invisible difference between the view before a change and after it.
// Without one Bubble Tea would draw no frame that takes the picture along.
func (e *easel) mark() string {
	if e.odd {
		return "\x1b[m"
	}
	return ""
}

// show has the next frame come with the drawing.
func (e *easel) show(out *Out, d drawing) {
	before := e.now
	sameBox := d.open == before.open && (d.top == before.top || d.open == (box{}))
	if d.key == before.key && sameBox {
		return
	}
	e.now = d
	if before.on == nil && d.on == nil && sameBox {
		return // text alone
	}
	e.odd = !e.odd
	// A picture covers the one before in the same box to the last pixel, so
	// that nothing flashes. In any other case what is in the cells must go:
	// text, or a picture where there will be none.
	covered := before.on != nil && d.on != nil && sameBox
	if !covered {
		out.Wipe([]byte(wiped(before.open, before.top)))
	}
	if !covered && !sameBox {
		out.Wipe([]byte(wiped(d.open, d.top)))
	}
	switch {
	case d.key == before.key:
	case d.on == nil:
		out.Stage(nil, nil)
	default:
		out.Stage(append([]byte(corner(d.top)), d.on...), d.off)
	}
}

// clear begins again on an empty screen: it has another size.
func (e *easel) clear(out *Out) {
	e.now = drawing{}
	out.Wipe([]byte(eraseAll))
	out.Stage(nil, nil)
}

// corner puts the cursor into the top left corner of a box below so many rows
// and right of the margin.
func corner(top int) string { return fmt.Sprintf("\x1b[%d;%dH", top+1, margin+1) }

// wiped empties the cells of a box below so many rows (ECH).
func wiped(b box, top int) string {
	var s strings.Builder
	for y := range b.rows {
		fmt.Fprintf(&s, "\x1b[%d;%dH\x1b[%dX", top+1+y, margin+1, b.cols)
	}
	return s.String()
}
