package kernel

// productBlock is how many products are added up before the next rows are taken:
// as much of a panel of weights as stays in the innermost cache (16 kB).
const productBlock = 128

// firstRows is how many rows one unit of the first layers takes; a panel is read
// once for all of them.
const firstRows = 64

// updateRows is how many inputs' weights one unit of the last phase updates.
const updateRows = 128

// firstUnits: panel by panel of each layer that reads features, some rows at a
// time.
func (n *Network) firstUnits() int {
	units := 0
	for _, l := range n.first {
		units += l.panels * chunks(n.rows, firstRows)
	}
	return units
}

func chunks(n, size int) int { return (n + size - 1) / size }

func (n *Network) forwardFirst(unit, _ int) {
	parts := chunks(n.rows, firstRows)
	for _, l := range n.first {
		if units := l.panels * parts; unit >= units {
			unit -= units
			continue
		}
		from := unit % parts * firstRows
		n.forwardPanel(l, unit/parts, from, min(from+firstRows, roundUp(n.rows, tileRows)))
		return
	}
}

// forwardPanel computes 32 outputs of some rows, whole tiles of them.
func (n *Network) forwardPanel(l *layer, p, from, to int) {
	column := l.at + p*panel
	bias := (*[panel]float32)(l.b[p*panel:])
	for r := from; r < to; r++ {
		*(*[panel]float32)(l.y.from(r, column)) = *bias
	}
	for k := 0; k < l.rows; k += productBlock {
		block := min(productBlock, l.rows-k)
		w := l.w[(p*l.rows+k)*panel:]
		for r := from; r < to; r += tileRows {
			n.math.tile(block, l.x.from(r, k), l.x.stride, 1, w, panel, l.y.from(r, column), l.y.stride, true)
		}
	}
	if mask, stride := n.mask(l, p, from, to-from); l.relu || mask != nil {
		n.math.activate(to-from, l.y.panelAt(from, to-from, column), strideBytes(l.y), mask, stride, l.relu)
	}
}

// mask returns where the mask of some rows of a panel is, nil when there is none
// to apply.
func (n *Network) mask(l *layer, p, from, rows int) (*float32, uintptr) {
	if l.mask >= 0 || l.dropout >= 0 && n.learning {
		return l.drop.panelAt(from, rows, p*panel), strideBytes(l.drop)
	}
	return nil, 0
}

func strideBytes(m matrix) uintptr { return uintptr(m.stride) * 4 }

// throughInner takes eight rows through the layers that follow the first ones,
// and when learning back again.
func (n *Network) throughInner(unit, _ int) {
	r := unit * tileRows
	for _, l := range n.inner {
		for p := range l.panels {
			n.forwardPanel(l, p, r, r+tileRows)
		}
	}
	if !n.learning {
		return
	}
	for k := r; k < min(r+tileRows, n.rows); k++ {
		n.crossEntropy(k)
	}
	for i := len(n.inner) - 1; i >= 0; i-- {
		l := n.inner[i]
		at := 0
		for _, part := range l.parts {
			for p := range part.panels {
				n.backwardPanel(l, part, p, at, r)
				at += panel
			}
		}
	}
}

// backwardPanel computes, for eight rows, the gradient with respect to 32 inputs
// of a layer, from column at on, and from it that of what made them: the p-th
// panel of a part before its mask and ReLU.
func (n *Network) backwardPanel(l, part *layer, p, at, r int) {
	n.math.tile(l.out, l.dy.from(r, l.at), l.dy.stride, 1, l.transposed[at*l.out:], panel, l.dx.from(r, at), l.dx.stride, false)
	if mask, stride := n.mask(part, p, r, tileRows); part.relu || mask != nil {
		n.math.deactivate(tileRows, l.dx.panelAt(r, tileRows, at), strideBytes(l.dx), l.x.panelAt(r, tileRows, at), strideBytes(l.x), mask, stride, part.relu)
	}
}

// weightUnits: some inputs' weights to a panel of each layer.
func (n *Network) weightUnits() int {
	units := 0
	for _, l := range n.layers {
		units += l.panels * chunks(l.rows, updateRows)
	}
	return units
}

func (n *Network) updateWeights(unit, who int) {
	for _, l := range n.layers {
		parts := chunks(l.rows, updateRows)
		if units := l.panels * parts; unit >= units {
			unit -= units
			continue
		}
		p, from := unit/parts, unit%parts*updateRows
		n.updatePanel(l, p, from, min(from+updateRows, l.rows), n.scratch[who].gradient)
		return
	}
}

// updatePanel computes the gradient of the weights from some inputs to 32 outputs
// and applies Adam to them, tile by tile; with the first inputs, to the bias as
// well.
func (n *Network) updatePanel(l *layer, p, from, to int, gradient []float32) {
	dy := l.dy.from(0, l.at+p*panel)
	for k := from; k < to; k += tileRows {
		x, step := l.x.from(0, k), l.x.stride
		if l.first() {
			x, step = l.packed[k*packedStride(n.packRows):], tileRows
		}
		n.math.tile(n.rows, x, 1, step, dy, l.dy.stride, gradient, panel, false)
		at := (p*l.rows + k) * panel
		end := at + tileRows*panel
		n.math.update(l.w[at:end], l.m[at:end], l.v[at:end], gradient, &n.constants)
	}
	if from == 0 {
		// The bias is a weight whose input is 1.
		n.math.tile(n.rows, one[:], 0, 0, dy, l.dy.stride, gradient, panel, false)
		at, end := p*panel, (p+1)*panel
		n.math.update(l.b[at:end], l.bm[at:end], l.bv[at:end], gradient[:panel], &n.constants)
	}
}

var one = [1]float32{1}
