package term

import (
	"image"
	"image/color"
	"strings"
)

// xterm keeps 16 sixel pictures (MAX_GRAPHICS of its graphics.h). Of one more the pixels stand
// in the window, too, but another is forgotten, and is gone when its part of the window was
// covered by something else. A picture takes the place of another in its memory only where it
// has the same corner and size; one that text has erased stays there. So small pictures that
// stand in a row are one to it, of the same size whichever of them have been drawn.

// joint is a picture that is sent with those beside it.
type joint struct {
	cell   Cell
	pixels *image.Paletted // all of its box; nil while it is being drawn
	sixels sixels
}

// joins reports whether a picture in such a box can be sent with others.
func (t sixels) joins(b Box, c Cell) bool {
	c = OrUsual(c)
	return t.joint && b.Cols*c.W <= sixelLimit && b.Rows*c.H <= sixelLimit
}

// group is images that are sent together: those of a row that are joint, or one.
type group []Image

// grouped are the images of a frame as they are sent.
func grouped(images []Image) []group {
	var all []group
	for _, i := range images {
		if n := len(all) - 1; n >= 0 && all[n].takes(i) {
			all[n] = append(all[n], i)
		} else {
			all = append(all, group{i})
		}
	}
	return all
}

// takes reports whether an image is the next in the row: it is no farther than it is wide, and
// all of them are no wider than what xterm draws.
func (g group) takes(i Image) bool {
	first, last := g[0], g[len(g)-1]
	gap := i.Left - last.Left - last.Cols
	return last.joint != nil && i.joint != nil && i.joint.cell == last.joint.cell && i.Top == last.Top && i.Rows == last.Rows &&
		gap >= 0 && gap <= i.Cols && (i.Left+i.Cols-first.Left)*i.joint.cell.W <= sixelLimit
}

// drawn reports whether all of them are.
func (g group) drawn() bool {
	for _, i := range g {
		if i.joint != nil && i.joint.pixels == nil {
			return false
		}
	}
	return true
}

// size is about how many bytes they take; sixels have about one for a pixel.
func (g group) size() (n int) {
	for _, i := range g {
		n += len(i.Load) + len(i.On)
		if i.joint != nil {
			n += len(i.joint.pixels.Pix)
		}
	}
	return n
}

// on is what shows them, with the cursor in the top left corner of the first. What is between
// them is left as it is.
func (g group) on() ([]byte, error) {
	first, last := g[0], g[len(g)-1]
	if first.joint == nil {
		return first.On, nil
	}
	p := first.joint.pixels
	whole := image.NewPaletted(image.Rect(0, 0, (last.Left+last.Cols-first.Left)*first.joint.cell.W, p.Rect.Dy()), append(p.Palette[:len(p.Palette):len(p.Palette)], color.Transparent))
	for n := range whole.Pix {
		whole.Pix[n] = uint8(len(p.Palette))
	}
	for _, i := range g {
		from, at := i.joint.pixels, (i.Left-first.Left)*i.joint.cell.W
		for y := range from.Rect.Dy() {
			copy(whole.Pix[whole.PixOffset(at, y):], from.Pix[y*from.Stride:][:from.Rect.Dx()])
		}
	}
	s, err := sixelsOf(whole, whole.Rect)
	if err != nil {
		return nil, err
	}
	// The second parameter says what becomes of the pixels that have no colour.
	s = "\x1bP0;1;" + strings.TrimPrefix(s, "\x1bP0;0;")
	return first.joint.sixels.atCursor(s), nil
}
