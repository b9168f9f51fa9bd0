package model

import "memebench/eval"

// rows collects the features of memes as a head reads them: for each input a
// matrix, and which rows of it are there. The features of a missing modality are
// zero, and the matrix of one that no row has is nil.
type rows struct {
	inputs   []eval.Input
	x        [][]float32 // per input, [n, Width] row-major, or nil
	present  [][]bool    // per input, [n]
	n        int
	capacity int
	spare    []float32 // one row, for inputs that have no matrix yet
}

// newRows returns no rows, with room for as many as the capacity. A matrix is
// made when the first row has its modality.
func newRows(inputs []eval.Input, capacity int) *rows {
	r := &rows{inputs: inputs, x: make([][]float32, len(inputs)), present: make([][]bool, len(inputs)), capacity: capacity}
	for i := range r.present {
		r.present[i] = make([]bool, 0, capacity)
	}
	return r
}

// add appends a row, for which there must be room. fill writes the features of
// input i, or says that there are none. It returns the modalities that the row
// has.
func (r *rows) add(fill func(i int, dst []float32) bool) (modalities []string) {
	for i, in := range r.inputs {
		dst := r.next(i)
		has := fill(i, dst)
		switch {
		case has && r.x[i] == nil:
			r.x[i] = make([]float32, r.n*in.Width, r.capacity*in.Width)
			r.x[i] = append(r.x[i], dst...)
		case has:
			r.x[i] = r.x[i][:(r.n+1)*in.Width]
		case r.x[i] != nil:
			clear(dst)
			r.x[i] = r.x[i][:(r.n+1)*in.Width]
		}
		if has {
			modalities = append(modalities, in.Modality)
		}
		r.present[i] = append(r.present[i], has)
	}
	r.n++
	return modalities
}

// next is where the next row of input i goes.
func (r *rows) next(i int) []float32 {
	width := r.inputs[i].Width
	if r.x[i] != nil {
		return r.x[i][r.n*width : (r.n+1)*width]
	}
	if len(r.spare) < width {
		r.spare = make([]float32, width)
	}
	return r.spare[:width]
}

// drop takes the last row away again.
func (r *rows) drop() {
	r.n--
	for i, in := range r.inputs {
		if r.x[i] != nil {
			r.x[i] = r.x[i][:r.n*in.Width]
		}
		r.present[i] = r.present[i][:r.n]
	}
}
