package eval

import (
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

// A sweep and an ablation say of all their heads what a review has changed to what they say.
func TestFlatteredSweepsAndAblations(t *testing.T) {
	rows := func(pred labels.Level) []Row {
		out := make([]Row, 40)
		for i := range out {
			id := labels.MemeID(strings.Repeat("m", i+1))
			out[i] = Row{Meme: id, Group: string(id), True: labels.Level(i % 2), Pred: pred, Probs: [labels.Levels]float64{.2, .2, .2, .2, .2}}
		}
		return out
	}
	// A review has made 4 of the 20 rows of level 1 what they are, and 1 of those of level 0.
	was := map[labels.MemeID]labels.Level{}
	for i, row := range rows(0) {
		if i%2 == 1 && i < 8 || i == 0 {
			was[row.Meme] = labels.VeryPositive
		}
	}
	none, first, second := [][]Row{rows(3), rows(3)}, [][]Row{rows(0), rows(0)}, [][]Row{rows(1), rows(1)}
	for _, c := range []struct {
		heads [][][]Row
		want  string
	}{
		{[][][]Row{none, none}, ""},
		{[][][]Row{none}, ""},
		{[][][]Row{first}, "a review has changed 1 label to what the heads say (mean of 2 repeats): that flatters them"},
		{[][][]Row{first, second}, "a review has changed 1 label to what the heads of config 1 say, 4 to what those of config 2 say (mean of 2 repeats): that flatters them"},
		{[][][]Row{none, second}, "a review has changed 0 labels to what the heads of config 1 say, 4 to what those of config 2 say (mean of 2 repeats): that flatters them"},
		{[][][]Row{second, none, first}, "a review has changed 4 labels to what the heads of config 1 say, 0 to 1 to what those of the others say (mean of 2 repeats): that flatters them"},
	} {
		var heads []SweepRows
		for _, rows := range c.heads {
			heads = append(heads, SweepRows{Config: Default(), Versions: []string{"a", "b"}, Rows: rows})
		}
		s, err := NewSweep("s", "val", heads)
		if err != nil {
			t.Fatal(err)
		}
		s.CountFollowed(heads, was)
		if got := strings.Join(s.flattered(), "\n"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		for i, config := range s.Configs[1:] {
			if config.Comparison.FirstFollowed != s.Configs[0].Followed || config.Comparison.SecondFollowed != config.Followed {
				t.Errorf("config %d: %+v beside %d and %d", i+2, config.Comparison, s.Configs[0].Followed, config.Followed)
			}
		}
		var b strings.Builder
		if err := s.WriteText(&b); err != nil || strings.Contains(b.String(), "warning: a review has changed") != (c.want != "") {
			t.Errorf("%v: %s", err, &b)
		}
	}

	var v CrossValidation
	if err := v.Ablate("image", 40, 0, second, first); err != nil {
		t.Fatal(err)
	}
	if got := v.Ablation[0].Flattered(); got != nil {
		t.Errorf("%q of what was not counted", got)
	}
	v.Ablation[0].CountFollowed(second, first, was)
	const want = "without image: a review has changed 4 labels to what these heads say, 1 to what those with all say (mean of 2 repeats)"
	if got := v.Ablation[0].Flattered(); !slices.Equal(got, []string{want}) {
		t.Errorf("%q, want %q", got, want)
	}
}
