package head

import (
	"math"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/tape"
)

// plainHead is a head whose forward pass is computed in float64, in plain Go, one
// row at a time: the oracle for what ONNX Runtime computes.
type plainHead struct {
	head   *Head
	params []float64
}

func (h *Head) plain() plainHead {
	p := plainHead{h, make([]float64, len(h.Params))}
	for i, v := range h.Params {
		p.params[i] = float64(v)
	}
	return p
}

// probabilities returns what the head makes of one row.
func (of plainHead) probabilities(x [][]float32, present []bool) [labels.Levels]float64 {
	h, p := of.head, &plainPass{params: of.params}
	pathways := make([][]float64, len(h.Inputs))
	for i := range h.Inputs {
		features := make([]float64, len(x[i]))
		for k, v := range x[i] {
			features[k] = float64(v)
		}
		pathways[i] = rectify(p.linear(features, h.Config.Width))
		if !present[i] {
			clear(pathways[i])
		}
	}
	var y []float64
	switch {
	case h.Config.Fusion == eval.Attention:
		y = p.attend(pathways, present)
	case h.Config.Fusion == eval.Gated && len(pathways) > 1:
		y = p.gate(pathways, present)
	default:
		for _, pathway := range pathways {
			y = append(y, pathway...)
		}
	}
	for range h.Config.Depth {
		y = rectify(p.linear(y, h.Config.Hidden))
	}
	z := [labels.Levels]float64(p.linear(y, labels.Levels))
	for l := range z {
		z[l] /= h.temperature()
	}
	return softmax(z)
}

// plainPass takes the parameters one after the other.
type plainPass struct{ params []float64 }

func (p *plainPass) take(n int) []float64 {
	out := p.params[:n]
	p.params = p.params[n:]
	return out
}

func (p *plainPass) linear(x []float64, out int) []float64 {
	return affine(x, p.take(len(x)*out), p.take(out))
}

// affine returns x·w + b with w [len(x), len(b)].
func affine(x, w, b []float64) []float64 {
	y := append([]float64(nil), b...)
	for k, v := range x {
		for j, f := range w[k*len(b) : (k+1)*len(b)] {
			y[j] += v * f
		}
	}
	return y
}

func rectify(x []float64) []float64 {
	for i, v := range x {
		x[i] = max(v, 0)
	}
	return x
}

func (p *plainPass) gate(pathways [][]float64, present []bool) []float64 {
	width := len(pathways[0])
	var side []float64
	for _, pathway := range pathways {
		side = append(side, pathway...)
	}
	scores := append(p.linear(side, (len(pathways)-1)*width), make([]float64, width)...)
	y := make([]float64, width)
	for j := range y {
		of := make([]float64, len(pathways))
		for i := range of {
			of[i] = scores[i*width+j]
		}
		for i, a := range shares(of, present) {
			y[j] += a * pathways[i][j]
		}
	}
	return y
}

func (p *plainPass) attend(pathways [][]float64, present []bool) []float64 {
	width := len(pathways[0])
	tokens := append([][]float64{p.take(width)}, pathways...)
	keys := append([]bool{true}, present...)
	for range attentionLayers {
		w, b := p.take(width*3*width), p.take(3*width)
		qkv := make([][]float64, len(tokens))
		for i, t := range tokens {
			qkv[i] = affine(t, w, b)
		}
		w, b = p.take(width*width), p.take(width)
		mixed := attendHeads(qkv, keys)
		for i := range tokens {
			mixed[i] = sum(tokens[i], affine(mixed[i], w, b))
		}
		p.norm(mixed)
		w1, b1 := p.take(width*2*width), p.take(2*width)
		w2, b2 := p.take(2*width*width), p.take(width)
		for i, t := range mixed {
			mixed[i] = sum(t, affine(rectify(affine(t, w1, b1)), w2, b2))
		}
		p.norm(mixed)
		tokens = mixed
	}
	return tokens[0]
}

// attendHeads is scaled dot-product attention with queries, keys and values side
// by side in qkv.
func attendHeads(qkv [][]float64, keys []bool) [][]float64 {
	width := len(qkv[0]) / 3
	size := width / eval.AttentionHeads
	out := make([][]float64, len(qkv))
	for i := range out {
		out[i] = make([]float64, width)
		for from := 0; from < width; from += size {
			scores := make([]float64, len(qkv))
			for j := range scores {
				for c := from; c < from+size; c++ {
					scores[j] += qkv[i][c] * qkv[j][width+c] / math.Sqrt(float64(size))
				}
			}
			for j, a := range shares(scores, keys) {
				for c := from; c < from+size; c++ {
					out[i][c] += a * qkv[j][2*width+c]
				}
			}
		}
	}
	return out
}

// shares is the softmax over those scores that count; 0 for all if none does.
func shares(scores []float64, counts []bool) []float64 {
	top := math.Inf(-1)
	for i, v := range scores {
		if counts[i] {
			top = max(top, v)
		}
	}
	out, total := make([]float64, len(scores)), 0.0
	for i, v := range scores {
		if counts[i] {
			out[i] = math.Exp(v - top)
			total += out[i]
		}
	}
	for i := range out {
		out[i] /= max(total, 1) // the largest is 1, so only an empty sum is less
	}
	return out
}

func sum(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] + b[i]
	}
	return out
}

// norm is layer normalisation of each token, in place.
func (p *plainPass) norm(tokens [][]float64) {
	n := float64(len(tokens[0]))
	scale, shift := p.take(len(tokens[0])), p.take(len(tokens[0]))
	for _, t := range tokens {
		mean, variance := 0.0, 0.0
		for _, v := range t {
			mean += v / n
		}
		for _, v := range t {
			variance += (v - mean) * (v - mean) / n
		}
		for i, v := range t {
			t[i] = (v-mean)/math.Sqrt(variance+tape.NormEpsilon)*scale[i] + shift[i]
		}
	}
}

// softmax returns the probabilities that logits stand for.
func softmax(z [labels.Levels]float64) [labels.Levels]float64 {
	log := logSoftmax(z)
	for k, v := range log {
		log[k] = math.Exp(v)
	}
	return log
}

// logSoftmax returns log(softmax(z)), safe from overflow.
func logSoftmax(z [labels.Levels]float64) [labels.Levels]float64 {
	top := z[0]
	for _, v := range z {
		top = max(top, v)
	}
	sum := 0.0
	for _, v := range z {
		sum += math.Exp(v - top)
	}
	for k := range z {
		z[k] -= top + math.Log(sum)
	}
	return z
}
