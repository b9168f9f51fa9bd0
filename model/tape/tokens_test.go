package tape_test

import (
	"math"

	"memebench/model/tape"
)

// The oracles of the operations on modalities and tokens, written out element by
// element.

func plus(x, y matrix) matrix {
	return each(x, func(i int, v float64) float64 { return v + y.data[i] })
}

// weighted is the gate: z has the scores of all modalities but the last.
func weighted(z, x, present matrix) matrix {
	m := present.width
	out := matrix{x.width / m, make([]float64, batch*x.width/m)}
	for r := range batch {
		for c := range out.width {
			sum, y := 0.0, 0.0
			for k := range m {
				score := 0.0
				if k < m-1 {
					score = z.at(r, k*out.width+c)
				}
				e := math.Exp(score) * present.at(r, k)
				sum += e
				y += e * x.at(r, k*out.width+c)
			}
			if sum > 0 { // else the masks have left nothing either
				out.data[r*out.width+c] = y / sum
			}
		}
	}
	return out
}

// below lays a first token and one for each of xs below each other.
func below(first []float64, xs ...matrix) matrix {
	out := matrix{width: len(first)}
	for r := range batch {
		out.data = append(out.data, first...)
		for _, x := range xs {
			out.data = append(out.data, x.data[r*x.width:(r+1)*x.width]...)
		}
	}
	return out
}

func firstOf(x matrix) matrix {
	out := matrix{width: x.width}
	step := len(x.data) / batch
	for r := range batch {
		out.data = append(out.data, x.data[r*step:r*step+x.width]...)
	}
	return out
}

func normed(x matrix, scale, shift []float64) matrix {
	out := matrix{x.width, make([]float64, len(x.data))}
	for r := range len(x.data) / x.width {
		mean, variance := 0.0, 0.0
		for c := range x.width {
			mean += x.at(r, c) / float64(x.width)
		}
		for c := range x.width {
			variance += (x.at(r, c) - mean) * (x.at(r, c) - mean) / float64(x.width)
		}
		for c := range x.width {
			out.data[r*x.width+c] = (x.at(r, c)-mean)/math.Sqrt(variance+1e-5)*scale[c] + shift[c]
		}
	}
	return out
}

// attended is multi-head attention; drop is nil or the weights' mask.
func attended(qkv matrix, heads int, present matrix, drop *matrix) matrix {
	n, tokens := qkv.width/3, 1+present.width
	size := n / heads
	out := matrix{n, make([]float64, batch*tokens*n)}
	for r := range batch {
		for h := range heads {
			for i := range tokens {
				weights, sum := make([]float64, tokens), 0.0
				for j := range tokens {
					dot := 0.0
					for c := range size {
						dot += qkv.at(r*tokens+i, h*size+c) * qkv.at(r*tokens+j, n+h*size+c)
					}
					if j == 0 || present.at(r, j-1) == 1 {
						weights[j] = math.Exp(dot / math.Sqrt(float64(size)))
					}
					sum += weights[j]
				}
				for j := range tokens {
					p := weights[j] / sum
					if drop != nil {
						p *= drop.at(r, (h*tokens+i)*tokens+j)
					}
					for c := range size {
						out.data[(r*tokens+i)*n+h*size+c] += p * qkv.at(r*tokens+j, 2*n+h*size+c)
					}
				}
			}
		}
	}
	return out
}

var tokenNetworks = []network{
	{
		name: "add", features: []int{4}, params: [][]int{{4, 3}, {3}, {3, 3}, {3}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			h := t.Gemm(x[0], p[0], p[1])
			return t.Add(h, t.Relu(t.Gemm(h, p[2], p[3])))
		},
		compute: func(in given) matrix {
			h := gemm(in.x[0], in.p[0], in.p[1])
			return plus(h, relu(gemm(h, in.p[2], in.p[3])))
		},
	},
	{
		name: "dropout", features: []int{4}, params: [][]int{{4, 3}, {3}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.Dropout(t.Gemm(t.Dropout(x[0]), p[0], p[1]))
		},
		compute: func(in given) matrix {
			return masked(gemm(masked(in.x[0], in.drop[0]), in.p[0], in.p[1]), in.drop[1])
		},
	},
	{
		name: "gate of two", features: []int{3, 3}, params: [][]int{{3, 4}, {4}, {3, 4}, {4}, {8, 4}, {4}}, masks: []int{4, 4},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			c := t.Concat(t.Mask(t.Gemm(x[0], p[0], p[1]), "m0"), t.Mask(t.Gemm(x[1], p[2], p[3]), "m1"))
			return t.Gate(t.Gemm(c, p[4], p[5]), c)
		},
		compute: func(in given) matrix {
			c := beside(masked(gemm(in.x[0], in.p[0], in.p[1]), in.m[0]), masked(gemm(in.x[1], in.p[2], in.p[3]), in.m[1]))
			return weighted(gemm(c, in.p[4], in.p[5]), c, in.present)
		},
	},
	{
		name: "gate of three", features: []int{3, 2, 4}, params: [][]int{{3, 2}, {2}, {2, 2}, {2}, {4, 2}, {2}, {6, 4}, {4}}, masks: []int{2, 2, 2},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			c := t.Concat(t.Mask(t.Gemm(x[0], p[0], p[1]), "m0"), t.Mask(t.Gemm(x[1], p[2], p[3]), "m1"), t.Mask(t.Gemm(x[2], p[4], p[5]), "m2"))
			return t.Gate(t.Gemm(c, p[6], p[7]), c)
		},
		compute: func(in given) matrix {
			c := beside(masked(gemm(in.x[0], in.p[0], in.p[1]), in.m[0]), masked(gemm(in.x[1], in.p[2], in.p[3]), in.m[1]), masked(gemm(in.x[2], in.p[4], in.p[5]), in.m[2]))
			return weighted(gemm(c, in.p[6], in.p[7]), c, in.present)
		},
	},
	{
		name: "tokens and the first of them", features: []int{3}, params: [][]int{{4}, {3, 4}, {4}, {4, 4}, {4}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			h := t.Gemm(x[0], p[1], p[2])
			s := t.Gemm(t.Tokens(p[0], h, t.Relu(h)), p[3], p[4])
			return t.Concat(t.First(s), h)
		},
		compute: func(in given) matrix {
			h := gemm(in.x[0], in.p[1], in.p[2])
			return beside(firstOf(gemm(below(in.p[0], h, relu(h)), in.p[3], in.p[4])), h)
		},
	},
	{
		name: "layer norm", features: []int{3}, params: [][]int{{5}, {3, 5}, {5}, {5}, {5}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.First(t.LayerNorm(t.Tokens(p[0], t.Gemm(x[0], p[1], p[2])), p[3], p[4]))
		},
		compute: func(in given) matrix {
			return firstOf(normed(below(in.p[0], gemm(in.x[0], in.p[1], in.p[2])), in.p[3], in.p[4]))
		},
	},
	{
		name: "layer norm of one token", features: []int{3}, params: [][]int{{3, 5}, {5}, {5}, {5}},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			return t.LayerNorm(t.Gemm(x[0], p[0], p[1]), p[2], p[3])
		},
		compute: func(in given) matrix { return normed(gemm(in.x[0], in.p[0], in.p[1]), in.p[2], in.p[3]) },
	},
	attentionNetwork("attention", false),
	attentionNetwork("attention with dropout", true),
}

// attentionNetwork is a layer of a transformer encoder without its second half.
func attentionNetwork(name string, drop bool) network {
	return network{
		name: name, features: []int{3, 2},
		params: [][]int{{6}, {3, 6}, {6}, {2, 6}, {6}, {6, 18}, {18}, {6, 6}, {6}, {6}, {6}},
		masks:  []int{6, 6},
		record: func(t *tape.Tape, x []tape.Node, p []tape.Param) tape.Node {
			s := t.Tokens(p[0], t.Mask(t.Gemm(x[0], p[1], p[2]), "m0"), t.Mask(t.Gemm(x[1], p[3], p[4]), "m1"))
			a := t.Gemm(t.Attention(t.Gemm(s, p[5], p[6]), 2, drop), p[7], p[8])
			if drop {
				a = t.Dropout(a)
			}
			return t.First(t.LayerNorm(t.Add(s, a), p[9], p[10]))
		},
		compute: func(in given) matrix {
			s := below(in.p[0], masked(gemm(in.x[0], in.p[1], in.p[2]), in.m[0]), masked(gemm(in.x[1], in.p[3], in.p[4]), in.m[1]))
			var weights *matrix
			if drop {
				weights = &in.drop[0]
			}
			a := gemm(attended(gemm(s, in.p[5], in.p[6]), 2, in.present, weights), in.p[7], in.p[8])
			if drop {
				a = masked(a, matrix{a.width, in.drop[1].data})
			}
			return firstOf(normed(plus(s, a), in.p[9], in.p[10]))
		},
	}
}
