//go:build soak

package encoder

import (
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
