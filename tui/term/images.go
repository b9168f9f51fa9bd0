package term

import "image"

// Box is a size in cells.
type Box struct{ Cols, Rows int }

// Technique is one way to get a picture on a terminal. Its methods may be called from
// any goroutine.
type Technique interface {
	// raster returns the pixels that it draws in a box of cells of this size.
	raster(b Box, c Cell) raster
	// Draw makes what is shown of a picture that has been scaled for the box: see Fit
	// and CloseUp.
	Draw(img image.Image, b Box, c Cell) (Drawn, error)
	// InCells reports that the pixels stand in the cells themselves, where any
	// text would erase them: the rows of the box must step over them.
	InCells() bool
}

// raster is a number of pixels across and down, and the size of one of them in
// pixels of the screen.
type raster struct {
	w, h   int
	pw, ph float64
}

// Drawn is a picture ready for the screen: exactly the rows of its box, each
// exactly its columns, and for real pixels the bytes that bring them on, with the
// cursor in the top left corner of the box, and take them off.
type Drawn struct {
	Rows []string

	On  []byte // what a terminal is sent for the picture
	Off []byte // takes it off again
}

// Size is how many bytes it takes.
func (d Drawn) Size() int {
	n := len(d.On) + len(d.Off)
	for _, r := range d.Rows {
		n += len(r)
	}
	return n
}

// usualCell is the width of a cell in pixels that is taken for granted.
const usualCell = 8

// OrUsual is c, or where it is unknown the usual shape.
func OrUsual(c Cell) Cell {
	if c.W <= 0 || c.H <= 0 {
		return Cell{W: usualCell, H: 2 * usualCell}
	}
	return c
}
