package head

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model/ort"
	"memebench/model/ort/orttest"
)

// fusedHead returns an untrained head of this fusion, with biases, norms and a
// [CLS] that are set apart so that none of them can be forgotten unnoticed.
func fusedHead(tb testing.TB, fusion string, depth int, widths ...int) *Head {
	tb.Helper()
	h := smallHead(tb, widths...)
	c := h.Config
	c.Fusion, c.Width, c.Depth = fusion, 12, depth
	h, err := New(c, h.Inputs)
	if err != nil {
		tb.Fatal(err)
	}
	draw := eval.NewStream(3, 200)
	for i := range h.Params {
		h.Params[i] += float32(0.2 * draw.Normal(uint64(i)))
	}
	return h
}

// serve runs an exported head as it is, without what a Classifier does to the
// features of absent modalities.
func serve(t *testing.T, h *Head, x [][]float32, present []float32) []float32 {
	t.Helper()
	model, err := h.ONNX()
	if err != nil {
		t.Fatal(err)
	}
	m := len(h.Inputs)
	n := int64(len(present) / m)
	var inputs []ort.Tensor
	for i, in := range h.Inputs {
		inputs = append(inputs, ort.Floats(x[i], n, int64(in.Width)))
	}
	out := make([]ort.Tensor, 1)
	if err := orttest.Open(t, model, ort.Options{}).Run(t.Context(), append(inputs, ort.Floats(present, n, int64(m))), out); err != nil {
		t.Fatal(err)
	}
	return out[0].Float32
}

// TestAbsentModalitiesHaveNoEffect gives the features of absent modalities other
// values, over all masks of up to three modalities: the probabilities must be the
// same to the last bit. The parameters of a gate have none either where there is
// nothing to choose between.
func TestAbsentModalitiesHaveNoEffect(t *testing.T) {
	for _, fusion := range eval.Fusions {
		for _, widths := range [][]int{{5}, {5, 8}, {5, 8, 3}} {
			h := fusedHead(t, fusion, 1, widths...)
			m := len(widths)
			rows := 1 << m
			present := make([]float32, rows*m)
			draw := eval.NewStream(4, 201)
			var clean, garbage [][]float32
			for i, w := range widths {
				a, b := make([]float32, rows*w), make([]float32, rows*w)
				for r := range rows {
					has := r>>i&1 == 1
					present[r*m+i] = indicator(has)
					for k := range w {
						v := float32(draw.Normal(uint64(r*w + k)))
						if has {
							a[r*w+k], b[r*w+k] = v, v
						} else {
							b[r*w+k] = 1e4 * v
						}
					}
				}
				clean, garbage = append(clean, a), append(garbage, b)
			}
			want := serve(t, h, clean, present)
			if got := serve(t, h, garbage, present); !slices.Equal(got, want) {
				t.Errorf("%s of %d: absent features had an effect:\n%v\n%v", fusion, m, got, want)
			}
			different := false
			for r := 1; r < rows; r++ {
				different = different || !slices.Equal(want[:5], want[5*r:5*r+5])
			}
			if !different {
				t.Errorf("%s of %d: features had no effect at all", fusion, m)
			}
			if fusion != eval.Gated || m == 1 {
				continue
			}
			layout, _, err := describe(h.Config, h.Inputs)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range layout.Params() {
				if strings.HasPrefix(p.Name, "gate/") {
					for i := p.Offset; i < p.Offset+p.Size(); i++ {
						h.Params[i] = -3 * h.Params[i]
					}
				}
			}
			other := serve(t, h, clean, present)
			for r := range rows {
				several := r&(r-1) != 0
				if same := slices.Equal(other[5*r:5*r+5], want[5*r:5*r+5]); same == several {
					t.Errorf("gate of %d, mask %b: another gate gave the same: %t", m, r, same)
				}
			}
		}
	}
}

// TestPublishFusions exports heads of every fusion, depth and number of modalities
// and compares them with plain arithmetic over all masks.
func TestPublishFusions(t *testing.T) {
	orttest.Start(t)
	for _, fusion := range eval.Fusions {
		for depth, widths := range map[int][]int{1: {5}, 2: {5, 8}, 3: {5, 8, 3}} {
			if _, err := fusedHead(t, fusion, depth, widths...).Publish(t.Context()); err != nil {
				t.Errorf("%s of %d, depth %d: %v", fusion, len(widths), depth, err)
			}
		}
	}
}

// TestInitialParametersOfAttention checks the distributions that are not
// torch.nn.Linear's.
func TestInitialParametersOfAttention(t *testing.T) {
	c := eval.Default()
	c.Fusion, c.Width, c.Hidden = eval.Attention, 64, 8
	h, err := New(c, []eval.Input{{Modality: "text", Width: 10}, {Modality: "image", Width: 10}})
	if err != nil {
		t.Fatal(err)
	}
	layout, _, err := describe(h.Config, h.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, p := range layout.Params() {
		values := h.Params[p.Offset : p.Offset+p.Size()]
		mean, squares := 0.0, 0.0
		for _, v := range values {
			mean += float64(v) / float64(len(values))
			squares += float64(v) * float64(v) / float64(len(values))
		}
		_, name, _ := strings.Cut(p.Name, "/")
		seen[name]++
		wantMean, wantSquares, known := 0.0, 0.0, true
		switch name {
		case "in_proj/weight":
			wantSquares = 6.0 / (4 * 64) / 3
		case "in_proj/bias", "out_proj/bias", "norm1/shift", "norm2/shift":
		case "norm1/scale", "norm2/scale":
			wantMean, wantSquares = 1, 1
		default:
			known = false
		}
		if p.Name == "cls" {
			wantSquares, known = 0.02*0.02, true
		}
		n := float64(len(values))
		if known && (math.Abs(mean-wantMean) > 4*math.Sqrt(wantSquares/n)*(1-wantMean) || math.Abs(squares-wantSquares) > 4*wantSquares*math.Sqrt(2/n)*(1-wantMean)) {
			t.Errorf("%s: mean %v and mean square %v, want %v and %v", p.Name, mean, squares, wantMean, wantSquares)
		}
	}
	if fmt.Sprint(seen["in_proj/bias"], seen["norm1/scale"], seen["norm2/shift"]) != "2 2 2" {
		t.Errorf("parameters %v", seen)
	}
}

func TestFitLearnsWithEveryFusion(t *testing.T) {
	for i, fusion := range eval.Fusions {
		d := planted(500, 30, 50)
		c := smallConfig()
		c.Fusion, c.Depth = fusion, 2
		h, history := fit(t, d, c, FitOptions{})
		if f1 := history[h.Epoch-1].ValMacroF1; f1 < 0.85 {
			t.Errorf("%s: macro-F1 %.3f after epoch %d", fusion, f1, h.Epoch)
		}
		if _, err := h.Publish(t.Context()); err != nil {
			t.Errorf("%s: %v", fusion, err)
		}
		again, _ := fit(t, d, c, FitOptions{})
		if !slices.Equal(again.Params, h.Params) {
			t.Errorf("%s: two trainings gave different heads", fusion)
		}
		// A warm start goes on from the same head, and only from one of the same make.
		c.LearningRate, c.Epochs, c.Dropout, c.ModalityDropout = 1e-12, 1, 0, 0
		if _, warm := fit(t, d, c, FitOptions{Warm: h}); math.Abs(float64(warm[0].ValLoss-history[h.Epoch-1].ValLoss)) > 1e-4 {
			t.Errorf("%s: validation loss %v after a warm start, was %v", fusion, warm[0].ValLoss, history[h.Epoch-1].ValLoss)
		}
		c.Fusion = eval.Fusions[(i+1)%len(eval.Fusions)]
		if _, _, err := Fit(t.Context(), d, c, FitOptions{Warm: h}); err == nil || !strings.Contains(err.Error(), "fusion "+fusion) {
			t.Errorf("warm start of %s from %s: %v", c.Fusion, fusion, err)
		}
	}
}

// TestDropoutOfTheFusion checks the masks within an attention fusion.
func TestDropoutOfTheFusion(t *testing.T) {
	orttest.Start(t)
	d := planted(200, 6, 8)
	c := smallConfig()
	c.Fusion, c.Dropout = eval.Attention, 0.25
	h, err := New(c, d.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	layout, _, err := describe(c, d.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	// Weights of 4 heads over 3 tokens, what two sublayers add, and the inside of
	// the feed-forward one; twice.
	if want := []int{36, 96, 192, 96, 36, 96, 192, 96}; !slices.Equal(layout.Dropouts(), want) {
		t.Fatalf("dropouts of %v values, want %v", layout.Dropouts(), want)
	}
	tr, err := newTrainer(d, h, nil, FitOptions{Threads: 1}, newRuntimeEngine)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.close()
	e := tr.engine.(*runtimeEngine)
	step := func(step int) (masks [][]float32) {
		if _, err := tr.step(t.Context(), d.Train[:c.Batch], 1, step); err != nil {
			t.Fatal(err)
		}
		for _, b := range e.dropouts {
			masks = append(masks, slices.Clone(b.data))
		}
		return masks
	}
	first, second := step(0), step(1)
	for i, mask := range first {
		dropped := 0
		for _, v := range mask {
			switch v {
			case 0:
				dropped++
			case float32(1 / 0.75):
			default:
				t.Fatalf("mask value %v", v)
			}
		}
		n := float64(len(mask))
		if rate := float64(dropped) / n; math.Abs(rate-0.25) > 4*math.Sqrt(0.25*0.75/n) {
			t.Errorf("dropout %d: %.4f of %v values were dropped, want 0.25", i, rate, n)
		}
		if slices.Equal(mask, second[i]) {
			t.Errorf("dropout %d: two steps have the same mask", i)
		}
	}
	if slices.Equal(first[1], first[3]) {
		t.Error("two dropouts have the same mask")
	}
}
