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
// exactly its columns, and for real pixels what brings them on.
type Drawn struct {
	Rows []string
	Sent
}

// Sent is what a terminal is sent for a picture beside the rows. The zero value is nothing.
type Sent struct {
	Load []byte // brings it into the terminal's memory, where it stays until Off
	On   []byte // shows it, with the cursor in the top left corner of the box
	Off  []byte // takes it away, where text cannot; nil for nothing to do

	// InCells says that the pixels stand in the cells themselves, where text erases
	// them. The rows must have holes there, and On must fill the box.
	InCells bool
}

// Nothing reports that the rows are all there is.
func (s Sent) Nothing() bool { return s.Load == nil && s.On == nil }

// At is the picture in a frame, with the top left corner of its box in a cell.
func (d Drawn) At(key any, top, left, cols int) Image {
	return Image{Key: key, Sent: d.Sent, Top: top, Left: left, Cols: cols, Rows: len(d.Rows)}
}

// Size is how many bytes it takes.
func (d Drawn) Size() int {
	n := len(d.Load) + len(d.On) + len(d.Off)
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
