package head

import (
	"math"

	"memebench/model/kernel"
)

// scaling brings the features of each modality to a common scale for training:
//
//	z = (x - mean) / unit
//
// with the mean of each feature and one unit per modality, five times the root
// mean square over its features of their standard deviations, all over the
// training rows that have the modality. Features of different encoders differ a
// hundredfold in size, and those of a text encoder have a large part in common that
// says nothing; Adam needs many times the steps to get around either. One unit
// for all features, rather than one for each, because a feature that is almost
// constant over a few dozen rows would be blown up for the next one. Five times,
// because on SST-5 features of deviation 0.1 to 0.3 were learnt best, both with
// 100 rows and with 7,690: at 1 the best epoch is the first, at the 0.05 that
// they come with a small set needs more than 40.
//
// A linear layer can undo it, so a trained head needs no scaling: see fold.
type scaling struct {
	mean [][]float32
	unit []float32
}

// deviations is the unit in standard deviations.
const deviations = 5

func measureScaling(d *Data) *scaling {
	s := &scaling{}
	for i, in := range d.Inputs {
		sum, squares, n := make([]float64, in.Width), make([]float64, in.Width), 0.0
		for _, r := range d.Train {
			if !d.Present[i][r] {
				continue
			}
			n++
			for k, v := range d.X[i][r*in.Width : (r+1)*in.Width] {
				// Welford's update, since the mean may be far larger than the deviation.
				delta := float64(v) - sum[k]
				sum[k] += delta / n
				squares[k] += delta * (float64(v) - sum[k])
			}
		}
		mean, variance := make([]float32, in.Width), 0.0
		for k := range mean {
			mean[k] = float32(sum[k])
			variance += squares[k]
		}
		unit := float32(deviations * math.Sqrt(variance/(max(n, 1)*float64(in.Width))))
		if !(unit > 1e-6) || !isFinite(unit) {
			unit = 1 // nothing to scale by: no row, or equal rows
		}
		s.mean, s.unit = append(s.mean, mean), append(s.unit, unit)
	}
	return s
}

// apply writes the features x of modality i, scaled.
func (s *scaling) apply(to, x []float32, i int) {
	kernel.Center(to, x, s.mean[i], 1/s.unit[i])
}

// fold rewrites the pathways of a head for scaled features into pathways that do
// the same for features as they are:
//
//	w·(x-μ)/σ + b = (w/σ)·x + (b - Σ w μ/σ)
func (s *scaling) fold(h *Head) {
	s.rewrite(h, func(w, mean, unit float64) (weight, bias float64) {
		return w / unit, -w / unit * mean
	})
}

// unfold is the inverse of fold.
func (s *scaling) unfold(h *Head) {
	s.rewrite(h, func(w, mean, unit float64) (weight, bias float64) {
		return w * unit, w * mean
	})
}

// rewrite replaces every weight of the pathways and adds to their biases.
func (s *scaling) rewrite(h *Head, f func(w, mean, unit float64) (weight, bias float64)) {
	params, width := h.Params, h.Config.Width
	for i, in := range h.Inputs {
		w, b := params[:in.Width*width], params[in.Width*width:(in.Width+1)*width]
		params = params[(in.Width+1)*width:]
		add := make([]float64, width)
		for k, mean := range s.mean[i] {
			row := w[k*width : (k+1)*width]
			for j, v := range row {
				weight, bias := f(float64(v), float64(mean), float64(s.unit[i]))
				row[j] = float32(weight)
				add[j] += bias
			}
		}
		for j := range b {
			b[j] = float32(float64(b[j]) + add[j])
		}
	}
}
