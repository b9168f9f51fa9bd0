package model

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// npyTypes are the element types of the arrays that are written, in NumPy's words.
type npyTypes interface{ float32 | int64 | int8 | bool }

// npyWriter writes an array as numpy.save does, little-endian and row by row (C
// order): version 1.0 of the format that the documentation of
// numpy.lib.format describes.
type npyWriter[T npyTypes] struct{ w io.Writer }

// newNPY begins an array of the shape; exactly as many elements must follow.
func newNPY[T npyTypes](w io.Writer, shape ...int) (npyWriter[T], error) {
	var zero T
	descr := map[any]string{float32(0): "<f4", int64(0): "<i8", int8(0): "|i1", false: "|b1"}[zero]
	dims := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(shape)), ", "), "[]")
	if len(shape) == 1 {
		dims += "," // in Python (3,) is a tuple of one, and (3) is not
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, dims)
	// The data begin at a multiple of 64 bytes, after a newline.
	const before = 10 // magic, version, length of the header
	header += strings.Repeat(" ", 63-(before+len(header))%64) + "\n"
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	_, err := w.Write(append(b, header...))
	return npyWriter[T]{w}, err
}

// write appends elements.
func (n npyWriter[T]) write(x ...T) error { return binary.Write(n.w, binary.LittleEndian, x) }
