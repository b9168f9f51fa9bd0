package head

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/kernel"
	"memebench/model/ort/orttest"
)

// reference is what PyTorch did with a small head: see testdata/gen.py.
type reference struct {
	Fusion        string    `json:"fusion"`
	Ordinal       float64   `json:"ordinal"`
	Votes         ints      `json:"votes"`
	Rows          int       `json:"rows"`
	Train         int       `json:"train"`
	Batch         int       `json:"batch"`
	Epochs        int       `json:"epochs"`
	LearningRate  float64   `json:"learning_rate"`
	DecaySteps    int       `json:"decay_steps"`
	Rates         []float64 `json:"rates"` // of the steps
	Smoothing     float64   `json:"smoothing"`
	TextWidth     int       `json:"text_width"`
	ImageWidth    int       `json:"image_width"`
	Width         int       `json:"width"`
	Hidden        int       `json:"hidden"`
	Text          floats    `json:"text"`
	Image         floats    `json:"image"`
	Present       floats    `json:"present"`
	Level         ints      `json:"level"`
	Order         ints      `json:"order"`
	ClassWeights  floats    `json:"class_weights"`
	Init          floats    `json:"init"`
	Logits        floats    `json:"logits"`
	Probabilities floats    `json:"probabilities"`
	Loss          float64   `json:"loss"`
	Gradients     floats    `json:"gradients"`
	StepLosses    []float64 `json:"step_losses"`
	ValLosses     []float64 `json:"val_losses"`
	Final         floats    `json:"final"`
}

type floats []float32

func (f *floats) UnmarshalJSON(b []byte) error {
	raw, err := raw32(b)
	for i := 0; i+4 <= len(raw); i += 4 {
		*f = append(*f, math.Float32frombits(binary.LittleEndian.Uint32(raw[i:])))
	}
	return err
}

type ints []int

func (n *ints) UnmarshalJSON(b []byte) error {
	raw, err := raw32(b)
	for i := 0; i+4 <= len(raw); i += 4 {
		*n = append(*n, int(int32(binary.LittleEndian.Uint32(raw[i:]))))
	}
	return err
}

func raw32(b []byte) ([]byte, error) {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(s)
}

// readReference reads the reference of a head that concatenates.
func readReference(tb testing.TB) *reference {
	tb.Helper()
	return readReferenceOf(tb, eval.Concat)
}

func readReferenceOf(tb testing.TB, fusion string) *reference {
	tb.Helper()
	return readFiles(tb, "data", fusion)
}

// readFiles reads one file over the other.
func readFiles(tb testing.TB, names ...string) *reference {
	tb.Helper()
	var r reference
	for _, name := range names {
		b, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			tb.Fatal(err)
		}
		r.Gradients, r.Final = nil, nil // two files may have them
		if err := json.Unmarshal(b, &r); err != nil {
			tb.Fatal(err)
		}
	}
	return &r
}

func (r *reference) config() eval.Config {
	c := eval.Default()
	c.Fusion = r.Fusion
	c.Width, c.Hidden, c.Batch, c.Epochs = r.Width, r.Hidden, r.Batch, r.Epochs
	c.Ordinal = r.Ordinal
	c.LearningRate, c.LabelSmoothing = r.LearningRate, r.Smoothing
	c.Dropout, c.ModalityDropout, c.Patience = 0, 0, 0
	return c
}

func (r *reference) data() *Data {
	d := &Data{
		Inputs: []eval.Input{
			{Modality: "text", Encoder: "small text", Digest: "aa", Width: r.TextWidth},
			{Modality: "image", Encoder: "small image", Digest: "bb", Width: r.ImageWidth},
		},
		X:       [][]float32{r.Text, r.Image},
		Present: [][]bool{make([]bool, r.Rows), make([]bool, r.Rows)},
	}
	for i := range r.Rows {
		d.Present[0][i], d.Present[1][i] = r.Present[2*i] == 1, r.Present[2*i+1] == 1
		d.Level = append(d.Level, labels.Level(r.Level[i]))
		if i < r.Train {
			d.Train = append(d.Train, i)
		} else {
			d.Val = append(d.Val, i)
		}
	}
	return d
}

// trainer returns a trainer that stands where PyTorch stood before its first
// step.
func (r *reference) trainer(tb testing.TB, threads int, open openEngine) *trainer {
	tb.Helper()
	orttest.Start(tb)
	d := r.data()
	h, err := New(r.config(), d.Inputs)
	if err != nil {
		tb.Fatal(err)
	}
	if len(r.Init) != len(h.Params) {
		tb.Fatalf("the reference has %d parameters, the head %d", len(r.Init), len(h.Params))
	}
	copy(h.Params, r.Init)
	t, err := newTrainer(d, h, nil, FitOptions{Threads: threads}, open)
	if err != nil {
		tb.Fatal(err)
	}
	t.decay = r.DecaySteps
	tb.Cleanup(func() {
		if err := t.close(); err != nil {
			tb.Error(err)
		}
	})
	return t
}

// within fails the test where got differs from want by more than the tolerance.
func within[T, U float32 | float64](t *testing.T, what string, got []T, want []U, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	worst, at := -1.0, 0
	for i := range got {
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if math.IsNaN(d) {
			d = math.Inf(1)
		}
		if d > worst {
			worst, at = d, i
		}
	}
	if worst > tolerance {
		t.Errorf("%s: value %d is %v, want %v within %g", what, at, got[at], want[at], tolerance)
	}
	t.Logf("%s: %d values, at most %.2g apart", what, len(got), worst)
}

// engines are all that train a head that concatenates on this processor. ONNX Runtime trains every
// head.
var engines = func() map[string]openEngine {
	all := map[string]openEngine{"onnx runtime": newRuntimeEngine}
	if kernel.Available() {
		all["kernel"] = newKernelEngine
	}
	return all
}()

// everyEngine calls the test with each fusion and each engine that trains it.
func everyEngine(t *testing.T, test func(t *testing.T, r *reference, open openEngine)) {
	for _, fusion := range eval.Fusions {
		for name, open := range engines {
			if fusion != eval.Concat && name != "onnx runtime" {
				continue
			}
			t.Run(fusion+", "+name, func(t *testing.T) { test(t, readReferenceOf(t, fusion), open) })
		}
	}
}

// parameters returns those of the trainer's engine, and Adam's first moments.
func (t *trainer) parameters(size int) (params, first []float32) {
	params, first = make([]float32, size), make([]float32, size)
	switch e := t.engine.(type) {
	case kernelEngine:
		e.Save(params, first, make([]float32, size))
	case *runtimeEngine:
		copy(params, e.flat)
		copy(first, e.adam.M)
	}
	return params, first
}

func TestFirstBatchEqualsPyTorch(t *testing.T) {
	everyEngine(t, checkFirstBatch)
}

func checkFirstBatch(t *testing.T, r *reference, open openEngine) {
	tr := r.trainer(t, 1, open)
	within(t, "class weights", tr.targets.class[:], r.ClassWeights, 1e-7)

	batch := r.Order[:r.Batch]
	logits, err := tr.predict(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	var z, p []float64
	for _, row := range logits {
		probs := softmax(row)
		z, p = append(z, row[:]...), append(p, probs[:]...)
	}
	within(t, "logits", z, r.Logits, 1e-6)
	within(t, "probabilities", p, r.Probabilities, 1e-6)
	r.checkStep(t, tr, batch)
}

// checkStep makes the trainer's first step, whose loss and gradients must be
// those of the reference.
func (r *reference) checkStep(t *testing.T, tr *trainer, batch []int) {
	t.Helper()
	loss, err := tr.step(t.Context(), batch, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "loss", []float64{loss}, []float64{r.Loss}, 1e-6)
	// After one step the first moment is a tenth of the gradient.
	_, gradients := tr.parameters(len(r.Gradients))
	for i := range gradients {
		gradients[i] *= 10
	}
	within(t, "gradients", gradients, r.Gradients, 1e-6)
}

func TestLossCurveEqualsPyTorch(t *testing.T) {
	for _, threads := range []int{1, 3} {
		t.Run(fmt.Sprintf("%d threads", threads), func(t *testing.T) {
			everyEngine(t, func(t *testing.T, r *reference, open openEngine) { checkLossCurve(t, r, threads, open) })
		})
	}
}

func checkLossCurve(t *testing.T, r *reference, threads int, open openEngine) {
	tr := r.trainer(t, threads, open)
	var steps, val []float64
	for epoch := range r.Epochs {
		order := r.Order[epoch*r.Train : (epoch+1)*r.Train]
		for s := 0; s < r.Train; s += r.Batch {
			loss, err := tr.step(t.Context(), order[s:min(s+r.Batch, r.Train)], epoch+1, s/r.Batch)
			if err != nil {
				t.Fatal(err)
			}
			steps = append(steps, loss)
		}
		loss, _, err := tr.validate(t.Context(), tr.data.Val)
		if err != nil {
			t.Fatal(err)
		}
		val = append(val, loss)
	}
	within(t, "losses of the steps", steps, r.StepLosses, 1e-5)
	within(t, "validation losses", val, r.ValLosses, 1e-5)
	params, _ := tr.parameters(len(r.Final))
	final := slices.Clone(r.Final)
	for _, i := range keyBiases(t, r) {
		final[i] = params[i]
	}
	within(t, "parameters after training", params, final, 1e-5)
}

// keyBiases returns where the biases of the keys of attention are. They add the
// same to every score of a query, which softmax takes away again: their gradients
// are 0 but for rounding, and Adam makes steps of its usual size of that.
func keyBiases(tb testing.TB, r *reference) (at []int) {
	tb.Helper()
	t, _, err := describe(r.config(), r.data().Inputs)
	if err != nil {
		tb.Fatal(err)
	}
	for _, p := range t.Params() {
		if strings.HasSuffix(p.Name, "in_proj/bias") {
			n := p.Size() / 3
			for i := range n {
				at = append(at, p.Offset+n+i)
			}
		}
	}
	return at
}

func TestPlainForwardEqualsPyTorch(t *testing.T) {
	for _, fusion := range eval.Fusions {
		t.Run(fusion, func(t *testing.T) { testPlainForwardEqualsPyTorch(t, readReferenceOf(t, fusion)) })
	}
}

func testPlainForwardEqualsPyTorch(t *testing.T, r *reference) {
	d := r.data()
	h := &Head{Config: r.config(), Inputs: d.Inputs, Params: r.Init}
	var got []float64
	for _, row := range r.Order[:r.Batch] {
		p := h.plain().probabilities(
			[][]float32{r.Text[row*r.TextWidth : (row+1)*r.TextWidth], r.Image[row*r.ImageWidth : (row+1)*r.ImageWidth]},
			[]bool{d.Present[0][row], d.Present[1][row]})
		got = append(got, p[:]...)
	}
	within(t, "probabilities", got, r.Probabilities, 1e-6)
}

// TestSoftTargetsEqualPyTorch learns from votes, with ordinal targets.
func TestSoftTargetsEqualPyTorch(t *testing.T) {
	r := readFiles(t, "data", "concat", "soft")
	for name, open := range engines {
		t.Run(name, func(t *testing.T) { checkSoftTargets(t, r, open) })
	}
}

func checkSoftTargets(t *testing.T, r *reference, open openEngine) {
	tr := r.trainer(t, 1, open)
	batch := r.Order[:r.Batch]
	tr.data.Votes = map[int]Votes{}
	for k, row := range batch {
		votes := Votes(r.Votes[k*labels.Levels:])
		if votes[tr.data.Level[row]] == 0 {
			t.Fatalf("row %d: nobody votes for its level", row)
		}
		tr.data.Votes[row] = votes
	}
	r.checkStep(t, tr, batch)
	// Votes that agree are the level itself.
	for _, row := range batch {
		var votes Votes
		votes[tr.data.Level[row]] = 3
		tr.data.Votes[row] = votes
		q, w := tr.targets.learn(tr.data, row)
		delete(tr.data.Votes, row)
		if p, v := tr.targets.learn(tr.data, row); p != q || math.Abs(v-w) > 1e-15 {
			t.Errorf("three votes for level %d: target %v, want %v", tr.data.Level[row], q, p)
		}
	}
}
