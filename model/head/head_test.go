package head

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model/onnx"
	"memebench/model/ort/orttest"
)

// smallHead returns an untrained head of so many modalities.
func smallHead(tb testing.TB, widths ...int) *Head {
	tb.Helper()
	var inputs []eval.Input
	for i, w := range widths {
		inputs = append(inputs, eval.Input{Modality: []string{"text", "image", "audio"}[i], Encoder: "made up", Digest: fmt.Sprint("d", i), Width: w})
	}
	c := eval.Default()
	c.Width, c.Hidden = 9, 7
	h, err := New(c, inputs)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func TestInitialParameters(t *testing.T) {
	h := smallHead(t, 100, 400)
	layout, _, err := describe(h.Config, h.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range layout.Params() {
		names = append(names, p.Name)
		in := map[string]float64{"pathway/text": 100, "pathway/image": 400, "hidden": 18, "output": 7}[p.Name[:strings.LastIndex(p.Name, "/")]]
		bound := 1 / math.Sqrt(in)
		sum, squares, top := 0.0, 0.0, 0.0
		for _, v := range h.Params[p.Offset : p.Offset+p.Size()] {
			sum += float64(v)
			squares += float64(v) * float64(v)
			top = max(top, math.Abs(float64(v)))
		}
		if top > bound*(1+1e-6) {
			t.Errorf("%s: a value of %v, beyond ±%v", p.Name, top, bound)
		}
		n := float64(p.Size())
		if n < 100 {
			continue
		}
		// The mean and variance of a uniform distribution, within four standard errors.
		if mean := sum / n; math.Abs(mean) > 4*bound/math.Sqrt(3*n) {
			t.Errorf("%s: mean %v", p.Name, mean)
		}
		if ratio := squares / n / (bound * bound / 3); math.Abs(ratio-1) > 4*math.Sqrt(0.8/n) {
			t.Errorf("%s: variance is %v of what it should be", p.Name, ratio)
		}
	}
	if want := []string{"pathway/text/weight", "pathway/text/bias", "pathway/image/weight", "pathway/image/bias", "hidden/weight", "hidden/bias", "output/weight", "output/bias"}; !slices.Equal(names, want) {
		t.Errorf("parameters %v, want %v", names, want)
	}
	again := smallHead(t, 100, 400)
	if !slices.Equal(h.Params, again.Params) {
		t.Error("the same seed gave other parameters")
	}
	c := h.Config
	c.Seed++
	other, err := New(c, h.Inputs)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(h.Params, other.Params) {
		t.Error("another seed gave the same parameters")
	}
}

func TestPublish(t *testing.T) {
	orttest.Start(t)
	for _, widths := range [][]int{{12}, {12, 20}, {12, 20, 3}} {
		h := smallHead(t, widths...)
		model, err := h.Publish(t.Context())
		if err != nil {
			t.Errorf("%d modalities: %v", len(widths), err)
			continue
		}
		d, err := onnx.Describe(model)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Inputs) != len(widths)+1 || d.Inputs[0].Name != "text" || d.Inputs[len(widths)].Name != "present" || d.Outputs[0].Name != "probabilities" {
			t.Errorf("%d modalities: inputs %v and outputs %v", len(widths), d.Inputs, d.Outputs)
		}
		if len(widths) == 2 {
			want := map[string]string{"modalities": "text,image", "widths": "12,20", "encoder_digests": "d0,d1", "levels": "very_negative,negative,neutral,positive,very_positive"}
			if !reflect.DeepEqual(d.Metadata, want) {
				t.Errorf("metadata %v, want %v", d.Metadata, want)
			}
		}
	}
}

// TestCheckFindsADifference serves another head than the one at hand.
func TestCheckFindsADifference(t *testing.T) {
	orttest.Start(t)
	h := smallHead(t, 12, 20)
	model, err := h.ONNX()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.check(t.Context(), model); err != nil {
		t.Error(err)
	}
	changed := *h
	changed.Params = slices.Clone(h.Params)
	changed.Params[len(changed.Params)-1] += 1e-3
	if err := changed.check(t.Context(), model); err == nil || !strings.Contains(err.Error(), "probe row") {
		t.Errorf("a changed bias was not noticed: %v", err)
	}
	changed.Params[0] = float32(math.NaN())
	if err := changed.check(t.Context(), model); err == nil {
		t.Error("a parameter that is NaN was not noticed")
	}
}

func TestWeightsRoundTrip(t *testing.T) {
	h := smallHead(t, 12, 20)
	h.Epoch = 3
	h.Calibration = &eval.Calibration{Temperature: 1.25, N: 200, ECEBefore: 0.1, ECEAfter: 0.05}
	b, err := h.Weights()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseWeights(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, h) {
		t.Errorf("got %+v, want %+v", got, h)
	}
	for i := range b {
		if _, err := ParseWeights(b[:i]); !errors.Is(err, ErrWeights) {
			t.Fatalf("cut at %d: %v", i, err)
		}
		damaged := slices.Clone(b)
		damaged[i] ^= 0x10
		if _, err := ParseWeights(damaged); !errors.Is(err, ErrWeights) {
			t.Fatalf("damaged at %d: %v", i, err)
		}
	}
}

// resum gives changed weights a right checksum again.
func resum(b []byte) []byte {
	body := slices.Clone(b[:len(b)-sha256.Size])
	sum := sha256.Sum256(body)
	return append(body, sum[:]...)
}

func TestParseWeightsRefuses(t *testing.T) {
	h := smallHead(t, 4)
	b, err := h.Weights()
	if err != nil {
		t.Fatal(err)
	}
	h.Calibration = &eval.Calibration{Temperature: 2.5}
	hot, err := h.Weights()
	if err != nil {
		t.Fatal(err)
	}
	version, length, nan := slices.Clone(b), slices.Clone(b), slices.Clone(b)
	version[8] = 2
	binary.LittleEndian.PutUint32(length[12:], math.MaxUint32)
	binary.LittleEndian.PutUint32(nan[len(nan)-sha256.Size-4:], math.Float32bits(float32(math.NaN())))
	for what, c := range map[string]struct {
		b    []byte
		want string
	}{
		"newer version":    {resum(version), "format version 2"},
		"long description": {resum(length), "does not fit"},
		"NaN":              {resum(nan), "is NaN"},
		"other config":     {resum(bytes.Replace(b, []byte(`"width":9`), []byte(`"width":8`), 1)), "bytes of parameters"},
		"temperature":      {resum(bytes.Replace(hot, []byte(`2.5`), []byte(`9.5`), 1)), "temperature 9.5"},
		"cold":             {resum(bytes.Replace(hot, []byte(`2.5`), []byte(`0.1`), 1)), "temperature 0.1"},
		"no config":        {resum(bytes.Replace(b, []byte(`concat`), []byte(`con"at`), 1)), "description"},
		"huge":             {resum(bytes.Replace(b, []byte(`"hidden":7`), []byte(`"hidden":1e9`), 1)), "description"},
		"bad modality":     {resum(bytes.Replace(b, []byte(`"text"`), []byte(`"te t"`), 1)), "modality"},
		"empty":            {nil, "not the weights"},
	} {
		if _, err := ParseWeights(c.b); !errors.Is(err, ErrWeights) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want … %s …", what, err, c.want)
		}
	}
}

func FuzzParseWeights(f *testing.F) {
	for _, widths := range [][]int{{3}, {4, 2}} {
		b, err := smallHead(f, widths...).Weights()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > sha256.Size {
			b = resum(b) // else nothing but the checksum would be tested
		}
		h, err := ParseWeights(b)
		if err != nil {
			if !errors.Is(err, ErrWeights) {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := h.Weights()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseWeights(again); err != nil || !reflect.DeepEqual(got, h) {
			t.Errorf("a second trip changed the head: %v", err)
		}
	})
}

func TestInputsAreChecked(t *testing.T) {
	for want, inputs := range map[string][]eval.Input{
		"0 modalities":          nil,
		"17 modalities":         make([]eval.Input, 17),
		`modality ""`:           {{Width: 3}},
		`modality "Text"`:       {{Modality: "Text", Width: 3}},
		"the name is taken":     {{Modality: "text", Width: 3}, {Modality: "text", Width: 3}},
		`modality "present": t`: {{Modality: "present", Width: 3}},
		"0 features":            {{Modality: "text"}},
		"65537 features":        {{Modality: "text", Width: 65537}},
	} {
		if _, err := New(eval.Default(), inputs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want … %s …", err, want)
		}
	}
	c := eval.Default()
	c.Width, c.Hidden = 8192, 8192
	if _, err := New(c, []eval.Input{{Modality: "text", Width: 65536}}); err == nil || !strings.Contains(err.Error(), "parameters") {
		t.Errorf("a head of half a billion parameters: %v", err)
	}
}
