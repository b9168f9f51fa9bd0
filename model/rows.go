package model

import (
	"slices"

	"memebench/eval"
)

// rows collects the features of memes as a head reads them: for each input a
// matrix, and which rows of it are there. The features of a missing modality are
// zero.
type rows struct {
	inputs  []eval.Input
	x       [][]float32 // per input, [n, Width] row-major
	present [][]bool    // per input, [n]
	n       int
}

func newRows(inputs []eval.Input) *rows {
	return &rows{inputs: inputs, x: make([][]float32, len(inputs)), present: make([][]bool, len(inputs))}
}

// add appends a row. fill writes the features of input i, or says that there are
// none. It returns the modalities that the row has.
func (r *rows) add(fill func(i int, dst []float32) bool) (modalities []string) {
	for i, in := range r.inputs {
		at := len(r.x[i])
		r.x[i] = slices.Grow(r.x[i], in.Width)[:at+in.Width]
		has := fill(i, r.x[i][at:])
		if has {
			modalities = append(modalities, in.Modality)
		} else {
			clear(r.x[i][at:])
		}
		r.present[i] = append(r.present[i], has)
	}
	r.n++
	return modalities
}

// drop takes the last row away again.
func (r *rows) drop() {
	r.n--
	for i, in := range r.inputs {
		r.x[i] = r.x[i][:r.n*in.Width]
		r.present[i] = r.present[i][:r.n]
	}
}
