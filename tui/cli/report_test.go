package cli

import (
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// The command in a report can be typed, and has nothing of where its files are.
func TestReportCommand(t *testing.T) {
	for want, args := range map[string][]string{
		"memebench compare v1 v2 --split=val":           {"compare", "v1", "v2", "--split", "val", "--md", "x", "-w", "ws", "--json"},
		"memebench eval --by=picture --by=split":        {"eval", "--by", "picture", "--by", "split", "--items", "x"},
		"memebench cv --ablate --folds=3":               {"cv", "--folds", "3", "--ablate", "--tex", "x"},
		"memebench eval --split=all --version='a b;$c'": {"eval", "--version", "a b;$c", "--split", "all", "--annotator", "eve"},
	} {
		cmd, rest, err := newRoot(&options{}).Find(args)
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Fatal(err)
		}
		if got := (&reports{cmd: cmd}).command(); got != want {
			t.Errorf("%q gives %q, want %q", args, got, want)
		}
	}
}

// Of what was predicted wrong, the surest mistakes come first.
func TestWrongest(t *testing.T) {
	row := func(id labels.MemeID, is, said labels.Level, p float64) eval.Row {
		r := eval.Row{Meme: id, True: is, Pred: said}
		r.Probs[is] = p
		return r
	}
	rows := []eval.Row{row("a", 1, 2, .3), row("right", 2, 2, .01), row("b", 1, 3, .1), row("c", 4, 3, .2), {Meme: "none", True: 1, Pred: labels.NoLevel}}
	got := ""
	for _, r := range wrongest(rows, 2) {
		got += string(r.Meme)
	}
	if got != "bc" {
		t.Errorf("%q, want b and then c", got)
	}
	if n := len(wrongest(rows, 9)); n != 3 {
		t.Errorf("%d rows are wrong, want 3", n)
	}
}

// Beside a picture stands how probable the levels were, unless that is not known.
func TestWhatIsSaidOfAWrongOne(t *testing.T) {
	m := labels.Meme{Seq: 7, Caption: "one"}
	r := eval.Row{True: labels.Negative, Pred: labels.Positive, Probs: [labels.Levels]float64{0, .25, 0, .75, 0}}
	if got, want := wrongSays(r, m), "#7 negative (25%), said positive (75%): one"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.LevelOnly, r.Probs = true, [labels.Levels]float64{0, 0, 0, 1, 0}
	if got, want := wrongSays(r, m), "#7 negative, said positive: one"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
