package report

import (
	"fmt"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// Predictions from elsewhere are not called cross-validated, and without probabilities there
// is no reliability.
func TestEvaluationOfGivenPredictions(t *testing.T) {
	rows := []eval.Row{{Meme: "a", LevelOnly: true}, {Meme: "b", True: 1, LevelOnly: true}}
	d, err := Evaluation(eval.NewGivenEvaluation("v2", eval.CVRows, rows, eval.Baselines{}), eval.Curve{}, nil, Origin{})
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%+v", d)
	if strings.Contains(said, "cross-validated") || strings.Contains(said, "Reliability") || !strings.Contains(said, "predictions from elsewhere") {
		t.Error(said)
	}
}

// Where nothing of train is labelled, as where all memes are for test, there is no level to compare with.
func TestEvaluationWithoutTrainingRows(t *testing.T) {
	rows := []eval.Row{{Meme: "a"}, {Meme: "b", True: 1}}
	e := eval.NewEvaluation("v0", "test", rows, eval.Baselines{Majority: eval.MajorityBaseline([labels.Levels]int{}, rows)})
	d, err := Evaluation(e, eval.Curve{}, nil, Origin{})
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprintf("%+v", d); !strings.Contains(said, "no row of train is labelled, so there is no most frequent level to say") {
		t.Error(said)
	}
}

// What is cross-validated is a config: no head has predicted all rows, each goes by the levels that it has
// met itself, and the reader is told so. The guess goes by all of these rows.
func TestCrossValidatedEvaluation(t *testing.T) {
	rows := []eval.Row{{Meme: "a"}, {Meme: "b", True: 1}}
	for split, want := range map[string][]string{
		eval.CVRows: {"macro-F1 of the config of v2 is", "head of the same config that has not seen it or its group", "head of a row has met most often", "levels in train and val"},
		"val":       {"macro-F1 of v2 is", "always saying the most frequent level", "levels in train."},
	} {
		e := eval.NewEvaluation("v2", split, rows, eval.Baselines{})
		d, err := Evaluation(e, eval.Curve{}, nil, Origin{})
		if err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprintf("%+v", d)
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("%s: no %q in %s", split, w, said)
			}
		}
		if held := strings.Contains(said, "has not seen it"); held != (split == eval.CVRows) {
			t.Errorf("%s: %s", split, said)
		}
	}
}

// Nor do versions themselves stand in a comparison that is cross-validated.
func TestCrossValidatedComparison(t *testing.T) {
	for split, want := range map[string]bool{eval.CVRows: true, "val": false} {
		c, err := eval.Compare(rows(65, 3), rows(65, 4))
		if err != nil {
			t.Fatal(err)
		}
		c.First, c.Second, c.Split, c.Given = "v1", "v2", split, []string{"v2"}
		c.Disputed = 2
		said := fmt.Sprintf("%+v", Comparisons([]eval.Comparison{c}, Origin{}))
		if want := "Left out: 2 memes on which annotators differ, without a gold level."; !strings.Contains(said, want) {
			t.Errorf("no %q in %s", want, said)
		}
		if got := strings.Contains(said, "what a version went on from has no part in it. Predictions from elsewhere stand as they are."); got != want {
			t.Errorf("%s: %s", split, said)
		}
	}
}
