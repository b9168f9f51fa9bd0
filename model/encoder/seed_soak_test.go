//go:build soak

package encoder

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"memebench/labels/plainfile"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
	"memebench/model/encoder/tensorflow"
)

// bert-base-uncased as it is fetched, 408 MB, gives the reference's hidden states of 50
// captions, and its own head finds the word for [MASK] that the reference finds. Its words
// are those of the tokenizer that the pack uses.
func TestSeedPack(t *testing.T) {
	var want bundled
	encodertest.FixtureJSON(t, "../tensorflow/testdata/bert-base-uncased.json", &want)
	if len(want.Captions) != 50 || len(want.Masked) != 3 {
		t.Fatalf("%d captions, %d sentences", len(want.Captions), len(want.Masked))
	}
	pack := openPack(t, SeedPack)
	in := pack.Inputs()
	if in[0].Width != 768 || in[1].Width != 1024 {
		t.Errorf("inputs %+v", in)
	}
	for _, c := range want.Captions {
		ids, x := states(t, pack.Text, c.Caption)
		if !slices.Equal(ids, c.IDs) {
			t.Errorf("%q: tokens %v, want %v", c.Caption, ids, c.IDs)
			continue
		}
		some := make([]float32, len(c.States))
		for k := range some {
			some[k] = x[k*7919%len(x)]
		}
		nearly(t, c.Caption, some, c.States)
		got, err := pack.Text.EncodeText(t.Context(), c.Caption)
		if err != nil || !slices.Equal(got, meanPool(x, 768)) {
			t.Errorf("%q: the features are not the mean of the states: %v", c.Caption, err)
		}
	}

	f, st, err := plainfile.Open(assetstest.Path(t, bertBase.File))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := tensorflow.Read(f, st.Size())
	if err != nil {
		t.Fatal(err)
	}
	head := newMaskedHead(t, b)
	e := pack.Text.(*textEncoder)
	mask := e.tokenizer.Encode("[MASK]")[1]
	for _, c := range want.Masked {
		ids, x := states(t, pack.Text, c.Caption)
		at := slices.Index(ids, mask)
		if at < 0 {
			t.Fatalf("%q has no mask", c.Caption)
		}
		word, score := head.best(x[at*768:][:768])
		if is := e.tokenizer.Encode(c.Word); len(is) != 3 || is[1] != word || math.Abs(score-c.Score) > 1e-2 {
			t.Errorf("%q: token %d with %.4f, want %q, %v, with %.4f", c.Caption, word, score, c.Word, is, c.Score)
		}
	}
}

// nearly wants every value within 1e-4 of the reference.
func nearly(t *testing.T, what string, got, want []float32) {
	t.Helper()
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(float64(got[i]-want[i])))
	}
	if !(worst <= 1e-4) {
		t.Errorf("%q: differs from the reference by %g, want 1e-4", what, worst)
	}
	t.Logf("%.30q: largest difference %.2g", what, worst)
}

// maskedHead is a BERT's head that finds the word behind [MASK] (Devlin et al., 2019;
// google-research/bert, run_pretraining.py, get_masked_lm_output): a dense layer with GELU
// and a layer norm, whose product with a word's embedding and a bias is its score.
type maskedHead struct {
	kernel, bias, gamma, beta, words, output []float32
}

func newMaskedHead(t *testing.T, b *tensorflow.Bundle) (h maskedHead) {
	t.Helper()
	for name, to := range map[string]*[]float32{
		"cls/predictions/transform/dense/kernel": &h.kernel, "cls/predictions/transform/dense/bias": &h.bias,
		"cls/predictions/transform/LayerNorm/gamma": &h.gamma, "cls/predictions/transform/LayerNorm/beta": &h.beta,
		"bert/embeddings/word_embeddings": &h.words, "cls/predictions/output_bias": &h.output,
	} {
		var err error
		if *to, err = b.Floats("module/" + name); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h maskedHead) best(state []float32) (word int64, score float64) {
	n := len(state)
	y, mean, square := make([]float64, n), 0.0, 0.0
	for j := range y {
		sum := float64(h.bias[j])
		for i, x := range state {
			sum += float64(x) * float64(h.kernel[i*n+j])
		}
		y[j] = 0.5 * sum * (1 + math.Erf(sum/math.Sqrt2))
		mean += y[j] / float64(n)
	}
	for _, v := range y {
		square += (v - mean) * (v - mean) / float64(n)
	}
	for j := range y {
		y[j] = (y[j]-mean)/math.Sqrt(square+1e-12)*float64(h.gamma[j]) + float64(h.beta[j])
	}
	scores := make([]float64, len(h.output))
	for w := range scores {
		scores[w] = float64(h.output[w])
		for i, v := range y {
			scores[w] += v * float64(h.words[w*n+i])
		}
	}
	best := slices.MaxFunc(scores, cmp.Compare)
	return int64(slices.Index(scores, best)), best
}
