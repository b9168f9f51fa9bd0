package kernel

import (
	"fmt"
	"math"

	"memebench/model/tape"
)

// Options are what a network must be made for.
type Options struct {
	Train   int // rows of a batch to learn from, at most
	Forward int // rows of a batch to go forward only, at most
	Threads int // how many goroutines work; the result does not depend on it
}

// Batch is some rows. Fill writes one of them; it may be called by several
// goroutines at once, for different rows.
type Batch struct {
	Rows  int
	Scale float32
	Rate  float64 // the learning rate of Adam in this step; not wanted going forward only
	Fill  func(k int, to Row)
}

// Row is where a row of a batch goes; each slice has the length that the tape
// gives it, and what is nil is not wanted.
type Row struct {
	Features [][]float32 // for each of the tape's features
	Masks    [][]float32 // for each of the tape's masks
	Dropouts [][]float32 // for each of the tape's dropouts; nil going forward only
	Targets  []float32   // [classes]; nil going forward only
}

// Network is a network that learns. It belongs to one goroutine at a time.
type Network struct {
	layers   []*layer
	first    []*layer // those that read features
	inner    []*layer // the others
	last     *layer
	owners   []*layer // of each of the tape's masks
	dropped  []*layer // of each of the tape's dropouts
	readers  []*layer // of each of the tape's features
	train    int
	forward  int
	packRows int // for which packed inputs have room

	steps int

	math arithmetic
	team *team

	// What the phases share of the batch at hand.
	rows      int
	batch     Batch
	learning  bool
	constants [6]float32
	targets   matrix
	losses    []float64
	scratch   []scratch // of each goroutine
	phases    struct{ gather, first, inner, weights func(unit, who int) }
}

// scratch is what one goroutine needs for itself.
type scratch struct {
	row      Row
	gradient []float32 // of one tile of weights
	_        [lane]float32
}

// Available reports whether the processor is one for this package: it has AVX2.
func Available() bool { return len(assembly()) > 0 }

// New returns the network of a tape, with zeros for parameters. It must be closed.
// The error wraps ErrUnsupported when the tape or the processor is not one for
// this package.
func New(t *tape.Tape, logits tape.Node, o Options) (*Network, error) {
	if !Available() {
		return nil, fmt.Errorf("%w: it needs a processor with AVX2", ErrUnsupported)
	}
	return build(t, logits, o, assembly()[0])
}

func build(t *tape.Tape, logits tape.Node, o Options, math arithmetic) (*Network, error) {
	layers, err := compile(t, logits)
	if err != nil {
		return nil, err
	}
	allocate(layers, o.Train, o.Forward)
	threads := max(o.Threads, 1)
	n := &Network{
		layers: layers, last: layers[len(layers)-1],
		owners: make([]*layer, len(t.Masks())), dropped: make([]*layer, len(t.Dropouts())), readers: make([]*layer, len(t.Inputs())),
		train: o.Train, forward: o.Forward, packRows: roundUp(max(o.Train, 1), tileRows),
		math: math, team: newTeam(threads),
		targets: newMatrix(max(o.Train, 1), logits.Width),
		losses:  make([]float64, max(o.Train, 1)),
		scratch: make([]scratch, threads),
	}
	for _, l := range layers {
		if l.first() {
			n.first = append(n.first, l)
			n.readers[l.features] = l
		} else {
			n.inner = append(n.inner, l)
		}
		if l.mask >= 0 {
			n.owners[l.mask] = l
		}
		if l.dropout >= 0 {
			n.dropped[l.dropout] = l
		}
	}
	for i := range n.scratch {
		n.scratch[i].row = Row{
			Features: make([][]float32, len(n.readers)),
			Masks:    make([][]float32, len(n.owners)),
			Dropouts: make([][]float32, len(n.dropped)),
		}
		n.scratch[i].gradient = aligned(tileRows * panel)
	}
	n.phases.gather, n.phases.first, n.phases.inner, n.phases.weights = n.gather, n.forwardFirst, n.throughInner, n.updateWeights
	return n, nil
}

// Close ends the network's goroutines.
func (n *Network) Close() { n.team.close() }

// Save copies the parameters and, where they are not nil, Adam's moments into
// flat vectors, and returns the number of steps done.
func (n *Network) Save(p, m, v []float32) (steps int) {
	for _, l := range n.layers {
		l.store(l.w, l.b, p)
		if m != nil && v != nil {
			l.store(l.m, l.bm, m)
			l.store(l.v, l.bv, v)
		}
	}
	return n.steps
}

// Restore sets the parameters and, where they are not nil, Adam's moments.
func (n *Network) Restore(p, m, v []float32, steps int) {
	n.steps = steps
	for _, l := range n.layers {
		l.load(l.w, l.b, p)
		if m != nil && v != nil {
			l.load(l.m, l.bm, m)
			l.load(l.v, l.bv, v)
		}
	}
}

// Step moves the parameters by Adam along the gradient of the batch's loss, which
// it returns: that of tape.Gradient with the batch's scale. It may be NaN or
// infinite; the parameters are of no use then.
func (n *Network) Step(b Batch) (loss float64) {
	if b.Rows < 1 || b.Rows > n.train {
		panic(fmt.Sprintf("kernel: a step of %d rows, made for %d", b.Rows, n.train))
	}
	n.steps++
	n.constants = adamConstants(b.Rate, n.steps)
	n.begin(b, true)
	n.team.run(n.gatherUnits(), n.phases.gather)
	n.team.run(n.firstUnits(), n.phases.first)
	n.team.run(tiles(n.rows), n.phases.inner)
	n.team.run(n.weightUnits(), n.phases.weights)
	for _, l := range n.losses[:n.rows] {
		loss += l
	}
	return loss * float64(b.Scale)
}

// Forward writes the logits of the batch, [rows, classes]. Dropout is left out.
func (n *Network) Forward(b Batch, logits []float32) {
	if b.Rows < 1 || b.Rows > n.forward {
		panic(fmt.Sprintf("kernel: %d rows forward, made for %d", b.Rows, n.forward))
	}
	n.begin(b, false)
	n.team.run(n.gatherUnits(), n.phases.gather)
	n.team.run(n.firstUnits(), n.phases.first)
	n.team.run(tiles(n.rows), n.phases.inner)
	classes := n.last.out
	for k := range n.rows {
		copy(logits[k*classes:(k+1)*classes], n.last.y.from(k, 0))
	}
}

func (n *Network) begin(b Batch, learning bool) {
	n.batch, n.rows, n.learning = b, b.Rows, learning
}

// tiles returns how many tiles so many rows make.
func tiles(rows int) int { return roundUp(rows, tileRows) / tileRows }

// gatherUnits: the rows of the batch by eights, and 32 inputs of each transposed
// layer.
func (n *Network) gatherUnits() int {
	units := tiles(n.rows)
	if n.learning {
		for _, l := range n.inner {
			units += l.rows / panel
		}
	}
	return units
}

func (n *Network) gather(unit, who int) {
	if t := tiles(n.rows); unit >= t {
		unit -= t
		for _, l := range n.inner {
			if unit < l.rows/panel {
				l.transpose(unit)
				return
			}
			unit -= l.rows / panel
		}
	}
	to := n.scratch[who].row
	for k := unit * tileRows; k < min((unit+1)*tileRows, n.rows); k++ {
		for i, l := range n.readers {
			to.Features[i] = l.x.from(k, 0)[:l.in]
		}
		for i, l := range n.owners {
			to.Masks[i] = l.drop.from(k, 0)[:l.out]
		}
		row := Row{Features: to.Features, Masks: to.Masks}
		if n.learning {
			for i, l := range n.dropped {
				to.Dropouts[i] = l.drop.from(k, 0)[:l.out]
			}
			row.Dropouts, row.Targets = to.Dropouts, n.targets.from(k, 0)[:n.last.out]
		}
		n.batch.Fill(k, row)
		if n.learning {
			for _, l := range n.first {
				l.pack(k, n.packRows)
			}
		}
	}
}

// crossEntropy computes the loss of a row, before the scale, and the gradient with
// respect to its logits.
func (n *Network) crossEntropy(k int) {
	classes := n.last.out
	z, q, d := n.last.y.from(k, 0)[:classes], n.targets.from(k, 0)[:classes], n.last.dy.from(k, 0)[:classes]
	top := float64(z[0])
	for _, v := range z {
		top = max(top, float64(v))
	}
	sum, mass := 0.0, 0.0
	for c, v := range z {
		sum += math.Exp(float64(v) - top)
		mass += float64(q[c])
	}
	log, loss, scale := top+math.Log(sum), 0.0, float64(n.batch.Scale)
	for c, v := range z {
		l := float64(v) - log
		loss -= float64(q[c]) * l
		d[c] = float32((math.Exp(l)*mass - float64(q[c])) * scale)
	}
	n.losses[k] = loss
}
