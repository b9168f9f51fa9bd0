package eval

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
)

// levelRows are rows of which every nth is wrong, by a level.
func levelRows(n, wrong int, only bool) (rows []Row) {
	for i := range n {
		r := Row{Meme: labels.MemeID(fmt.Sprint(i)), True: labels.Level(i % labels.Levels), LevelOnly: only}
		if r.Pred = r.True; i%wrong == 0 {
			r.Pred = (r.True + 1) % labels.Levels
		}
		r.Probs[r.Pred] = 1
		rows = append(rows, r)
	}
	return rows
}

// Without probabilities a version can be better all the same, by macro-F1 and QWK; with them
// of one side alone nothing is said of log loss.
func TestCompareLevelsOnly(t *testing.T) {
	worse := levelRows(200, 2, false)
	for name, better := range map[string][]Row{"all": levelRows(200, 20, true), "one row": func() []Row {
		rows := levelRows(200, 20, false)
		rows[7].LevelOnly = true
		return rows
	}()} {
		c, err := Compare(worse, better)
		if err != nil || c.Outcome != SecondBetter || c.LogLossDelta.Defined() || c.LogLossCI95.Defined() || !c.QWKDelta.Defined() {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		if said := strings.Join(c.Reasons, "\n"); !strings.Contains(said, "log loss is not known: it takes probabilities of all rows by both") {
			t.Errorf("%s: %s", name, said)
		}
		c.First, c.Second, c.Split, c.Given = "v1", "v2", "val", []string{"v2"}
		var b bytes.Buffer
		if err := c.WriteText(&b); err != nil || strings.Contains(b.String(), "\nlog loss") || !strings.Contains(b.String(), "\nbeware          v2 from elsewhere: what made that may know these rows\n") {
			t.Errorf("%s: %s, %v", name, &b, err)
		}
	}
}

// Where one row has a level only, what the others' probabilities say decides nothing: heads that are
// right more often, and farther off where they are wrong, are not better by macro-F1 alone.
func TestCompareWithoutLogLossGoesByQWK(t *testing.T) {
	near, far := levelRows(200, 2, false), levelRows(200, 4, false)
	for i := range far {
		if r := &far[i]; i%2 == 0 {
			near[i].sayWith(near[i].Pred, 1)
			if i%4 == 0 {
				r.True, near[i].True = labels.VeryNegative, labels.VeryNegative
				r.sayWith(labels.VeryPositive, 1)
				near[i].sayWith(labels.Negative, 1)
			}
		}
	}
	far[7].LevelOnly = true
	c, err := Compare(near, far)
	if err != nil || !(c.CI95[0] > 0) || c.QWKDelta > 0 || c.Outcome != Unclear {
		t.Errorf("%+v, %v", c, err)
	}
}

// A report on predictions from elsewhere claims neither a cross-validation nor that all rows
// were trained on.
func TestGivenEvaluationClaimsNothing(t *testing.T) {
	for _, split := range []string{AllRows, CVRows, "val"} {
		e := NewGivenEvaluation("v2", split, levelRows(100, 4, false), Baselines{})
		var b bytes.Buffer
		if err := e.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if !strings.Contains(text, "Predictions from elsewhere") || !strings.Contains(text, "may know these memes") ||
			strings.Contains(text, "Cross-validated") || strings.Contains(text, "trained on:") || e.ContainsTrainingRows || !e.LogLoss.Defined() {
			t.Errorf("%s: %s", split, text)
		}
		for l := range strings.SplitSeq(text, "\n") {
			if n := len([]rune(l)); n > 80 && !strings.HasPrefix(l, "warning") {
				t.Errorf("%s: %d columns: %s", split, n, l)
			}
		}
	}
}

// Items of a level only have no probabilities.
func TestItemsOfLevelsOnly(t *testing.T) {
	var b bytes.Buffer
	err := WriteItems(t.Context(), &b, "v2", levelRows(1, 2, true), func(labels.MemeID) (labels.Meme, error) { return labels.Meme{Split: labels.Val}, nil })
	if want := "\n0,,0,1,,,,,,v2,val,\n"; err != nil || !strings.HasSuffix(b.String(), want) {
		t.Errorf("%q, %v", b.String(), err)
	}
}
