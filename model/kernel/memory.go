package kernel

// memory is what a layer keeps. Outputs are filled up to whole panels, inputs to
// whole tiles: those of features at the end, those of other layers at the end of
// each part, as the parts' outputs are.
type memory struct {
	panels, rows int // of the weights: outputs/32, inputs

	w, m, v    []float32 // weights and moments, [panels][rows][32]
	b, bm, bv  []float32 // bias and moments, [panels·32]
	transposed []float32 // w for the way back, [rows/32][out][32]; nil for first layers

	x      matrix    // inputs, [batch, rows]
	packed []float32 // for first layers: inputs, [rows/8][batch+2][8]
	dx     matrix    // gradient with respect to x; for layers that are not first

	// Where the outputs and their gradient go: columns from at on of the x and dx of
	// the layer that reads them.
	y, dy matrix
	at    int

	drop matrix // the mask or the dropout, [batch, panels·32]
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// packedStride is the distance of one row of packed inputs from the next block of
// eight inputs. Two more rows than there are keep the blocks from being a power of
// two apart.
func packedStride(batch int) int { return batch + 2 }

// allocate makes room for batches of so many rows to train on, and of so many to
// go forward only.
func allocate(layers []*layer, train, forward int) {
	train = roundUp(max(train, 1), tileRows)
	rows := max(train, roundUp(forward, tileRows))
	for _, l := range layers {
		m := &memory{panels: roundUp(l.out, panel) / panel}
		l.memory = m
		if l.first() {
			m.rows = roundUp(l.in, tileRows)
			m.packed = aligned(m.rows * packedStride(train))
		} else {
			for _, part := range l.parts {
				m.rows += part.panels * panel
			}
			m.transposed = aligned(m.rows * l.out)
			m.dx = newMatrix(train, m.rows)
		}
		m.x = newMatrix(rows, m.rows)
		at := 0
		for _, part := range l.parts {
			part.y, part.dy, part.at = m.x, m.dx, at
			at += part.panels * panel
		}
		size := m.panels * m.rows * panel
		m.w, m.m, m.v = aligned(size), aligned(size), aligned(size)
		m.b, m.bm, m.bv = aligned(m.panels*panel), aligned(m.panels*panel), aligned(m.panels*panel)
		switch {
		case l.mask >= 0:
			m.drop = newMatrix(rows, m.panels*panel)
		case l.dropout >= 0:
			m.drop = newMatrix(train, m.panels*panel)
		}
	}
	last := layers[len(layers)-1]
	last.y, last.dy = newMatrix(rows, last.panels*panel), newMatrix(train, last.panels*panel)
}

// eachRow calls do for each input of the layer, with its place among the tape's
// inputs and its place in the panels.
func (l *layer) eachRow(do func(k, row int)) {
	if l.first() {
		for k := range l.in {
			do(k, k)
		}
		return
	}
	k, row := 0, 0
	for _, part := range l.parts {
		for j := range part.out {
			do(k+j, row+j)
		}
		k += part.out
		row += part.panels * panel
	}
}

// load takes weights and bias from a flat vector into panels; store is the way
// back.
func (l *layer) load(w, b, flat []float32) {
	l.eachRow(func(k, row int) {
		from := flat[l.weight.Offset+k*l.out:][:l.out]
		for p := range l.panels {
			copy(w[(p*l.rows+row)*panel:][:panel], from[p*panel:])
		}
	})
	copy(b, flat[l.bias.Offset:][:l.out])
}

func (l *layer) store(w, b, flat []float32) {
	l.eachRow(func(k, row int) {
		to := flat[l.weight.Offset+k*l.out:][:l.out]
		for p := range l.panels {
			copy(to[p*panel:], w[(p*l.rows+row)*panel:][:panel])
		}
	})
	copy(flat[l.bias.Offset:][:l.out], b)
}

// transpose writes 32 inputs of the transposed weights.
func (l *layer) transpose(block int) {
	for n := range l.out {
		from := l.w[((n/panel)*l.rows+block*panel)*panel+n%panel:]
		to := l.transposed[(block*l.out+n)*panel:][:panel]
		for j := range to {
			to[j] = from[j*panel]
		}
	}
}

// pack writes the inputs of a row for the sums over rows, from x.
func (l *layer) pack(row, batch int) {
	from := l.x.from(row, 0)[:l.rows]
	to := l.packed[row*tileRows:]
	step := packedStride(batch) * tileRows
	for k := 0; k < len(from); k += tileRows {
		*(*[tileRows]float32)(to[k/tileRows*step:]) = [tileRows]float32(from[k:])
	}
}
