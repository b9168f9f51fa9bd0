package head

import (
	"math"
	"strings"
	"sync"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/ort/orttest"
)

func openHead(t testing.TB, h *Head) *Classifier {
	t.Helper()
	orttest.Start(t)
	model, err := h.ONNX()
	if err != nil {
		t.Fatal(err)
	}
	c, err := OpenClassifier(model, h.Inputs, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestClassifierEqualsPyTorch(t *testing.T) {
	r := readReference(t)
	d := r.data()
	c := openHead(t, &Head{Config: r.config(), Inputs: d.Inputs, Params: r.Init})
	// More rows than are served at once.
	probs, err := c.Predict(t.Context(), d.X, d.Present, r.Rows)
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows <= servedRows {
		t.Fatalf("%d rows fit into one run", r.Rows)
	}
	var got []float64
	for _, row := range r.Order[:r.Batch] {
		for _, p := range probs[row] {
			got = append(got, float64(p))
		}
	}
	within(t, "probabilities", got, r.Probabilities, 1e-6)
}

// TestAbsentModalityHasNoEffect gives absent modalities all sorts of features.
func TestAbsentModalityHasNoEffect(t *testing.T) {
	h := smallHead(t, 6, 4)
	c := openHead(t, h)
	const n = 4
	text := make([]float32, n*6)
	for i := range text {
		text[i] = float32(i%5) - 2
	}
	image := []float32{0, 0, 0, 0, 1, 2, 3, 4, -1e30, 1e30, 5, 5, float32(math.NaN()), float32(math.Inf(1)), 0, 1}
	for i := 6; i < len(text); i++ {
		text[i] = text[i%6] // all rows have the same text
	}
	yes, no := []bool{true, true, true, true}, []bool{false, false, false, false}
	got, err := c.Predict(t.Context(), [][]float32{text, image}, [][]bool{yes, no}, n)
	if err != nil {
		t.Fatal(err)
	}
	none, err := c.Predict(t.Context(), [][]float32{text, nil}, [][]bool{yes, no}, n)
	if err != nil {
		t.Fatal(err)
	}
	for r := range n {
		if got[r] != got[0] || none[r] != got[0] {
			t.Errorf("row %d: %v and %v, want %v", r, got[r], none[r], got[0])
		}
	}
	with, err := c.Predict(t.Context(), [][]float32{text[:6], {1, 2, 3, 4}}, [][]bool{{true}, {true}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if with[0] == got[0] {
		t.Error("a modality that is present has no effect either")
	}
	nothing, err := c.Predict(t.Context(), [][]float32{nil, nil}, [][]bool{{false}, {false}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	sum := float32(0)
	for _, p := range nothing[0] {
		sum += p
	}
	if math.Abs(float64(sum-1)) > 1e-5 {
		t.Errorf("probabilities of a row without anything sum to %v", sum)
	}
}

func TestPredictIsSafeForConcurrentUse(t *testing.T) {
	h := smallHead(t, 6, 4)
	c := openHead(t, h)
	x, present := [][]float32{make([]float32, 6), {1, 2, 3, 4}}, [][]bool{{false}, {true}}
	want, err := c.Predict(t.Context(), x, present, 1)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got, err := c.Predict(t.Context(), x, present, 1); err != nil || got[0] != want[0] {
					t.Errorf("%v, %v, want %v", got, err, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestPredictRefuses(t *testing.T) {
	h := smallHead(t, 2, 3)
	c := openHead(t, h)
	nan := float32(math.NaN())
	for want, f := range map[string]struct {
		x       [][]float32
		present [][]bool
		n       int
	}{
		"1 and presence of 2": {[][]float32{{1, 2}}, [][]bool{{true}, {true}}, 1},
		"want 2 rows of 2":    {[][]float32{{1, 2}, nil}, [][]bool{{true, false}, {false, false}}, 2},
		"presence of 1 rows":  {[][]float32{{1, 2, 3, 4}, nil}, [][]bool{{true, true}, {false}}, 2},
		"no features":         {[][]float32{{1, 2}, nil}, [][]bool{{true}, {true}}, 1},
		"row 1: text feature": {[][]float32{{1, 2, nan, 4}, nil}, [][]bool{{true, true}, {false, false}}, 2},
	} {
		if _, err := c.Predict(t.Context(), f.x, f.present, f.n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
	if got, err := c.Predict(t.Context(), [][]float32{nil, nil}, [][]bool{nil, nil}, 0); err != nil || len(got) != 0 {
		t.Errorf("no rows: %v, %v", got, err)
	}
}

func TestOpenClassifierRefuses(t *testing.T) {
	orttest.Start(t)
	h := smallHead(t, 2, 3)
	model, err := h.ONNX()
	if err != nil {
		t.Fatal(err)
	}
	other := func(change func(in []eval.Input) []eval.Input) []eval.Input {
		return change(append([]eval.Input(nil), h.Inputs...))
	}
	for want, inputs := range map[string][]eval.Input{
		"no head for 1 modalities":       h.Inputs[:1],
		`want "text" with 5 features`:    other(func(in []eval.Input) []eval.Input { in[0].Width = 5; return in }),
		`want "audio" with 3 features`:   other(func(in []eval.Input) []eval.Input { in[1].Modality = "audio"; return in }),
		"the features of other encoders": other(func(in []eval.Input) []eval.Input { in[1].Digest = "new"; return in }),
		"0 modalities":                   nil,
	} {
		if c, err := OpenClassifier(model, inputs, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
			if err == nil {
				c.Close()
			}
		}
	}
	if _, err := OpenClassifier([]byte("<html>"), h.Inputs, 1); err == nil {
		t.Error("opened a web page")
	}
}

func BenchmarkPredictOne(b *testing.B) {
	h, err := New(eval.Default(), []eval.Input{{Modality: "text", Width: 384}, {Modality: "image", Width: 1280}})
	if err != nil {
		b.Fatal(err)
	}
	c := openHead(b, h)
	x, present := [][]float32{make([]float32, 384), make([]float32, 1280)}, [][]bool{{true}, {true}}
	var got [][labels.Levels]float32
	for b.Loop() {
		if got, err = c.Predict(b.Context(), x, present, 1); err != nil {
			b.Fatal(err)
		}
	}
	_ = got
}
