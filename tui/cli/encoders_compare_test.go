package cli

import (
	"strings"
	"testing"

	"memebench/eval"
	"memebench/model"
)

// The comparison of packs is a table of what they are worth and cost, and then what the second gains.
func TestPacksAreComparedInATable(t *testing.T) {
	memory := int64(190 << 20)
	c := model.PackComparison{
		Packs: [2]model.ComparedPack{
			{Pack: "default", Encoders: []eval.Input{{Encoder: "MiniLM", Width: 384}, {Encoder: "EfficientNet-Lite0", Width: 1280}}, MacroF1: .45, Milliseconds: 18.25, Memory: &memory},
			{Pack: "small\x1b[2J", Encoders: []eval.Input{{Encoder: "small BERT", Width: 16}}, MacroF1: .4, Milliseconds: 2},
		},
		Timed:      16,
		Comparison: eval.Comparison{First: "default", Second: "small", Split: eval.CVRows, N: 160, Groups: 160, Repeats: 2},
	}
	var b strings.Builder
	if err := writePacks(&b, c); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Pack      Macro-F1  ms per meme  Memory    Encoders\n",
		"default   0.450     18.2         199.2 MB  MiniLM (384), EfficientNet-Lite0 (1280)\n",
		"small[2J  0.400     2.0          –         small BERT (16)\n",
		"Times: the mean of 16 labelled memes, on one thread\n\nsmall against default, cross-validated (train + val), 160 rows\n",
		"\nheads           have the default config, and today's labels\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
