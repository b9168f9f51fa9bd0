package eval

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"memebench/labels"
)

func TestFigureJSON(t *testing.T) {
	for _, c := range []struct {
		f    Metric
		want string
	}{{0.1, "0.1"}, {-0.5, "-0.5"}, {Metric(math.NaN()), "null"}, {Metric(math.Inf(1)), "null"}, {1.0 / 3, "0.3333333333333333"}} {
		b, err := json.Marshal(c.f)
		if err != nil || string(b) != c.want {
			t.Errorf("Marshal(%v) = %s, %v; want %s", float64(c.f), b, err, c.want)
		}
		back := Metric(9)
		if err := json.Unmarshal(b, &back); err != nil {
			t.Errorf("Unmarshal(%s): %v", b, err)
		}
		if back.Defined() != c.f.Defined() || back.Defined() && back != c.f {
			t.Errorf("%v came back as %v", float64(c.f), float64(back))
		}
	}
	var f Metric
	if err := json.Unmarshal([]byte(`"much"`), &f); err == nil {
		t.Error(`"much" was read as a metric`)
	}
}

// The names in the report's JSON are a contract with scripts.
func TestReportJSON(t *testing.T) {
	b, err := json.Marshal(NewEvaluation("v1", "test", []Row{{True: 2, Pred: 2, Probs: [5]float64{0, 0, 1, 0, 0}}}, Baselines{Majority: MajorityBaseline([5]int{0, 0, 3}, []Row{{True: 2, Pred: 2, Probs: [5]float64{0, 0, 1, 0, 0}}})}))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{
		"version", "split", "n", "confusion", "accuracy", "macro_f1", "weighted_f1", "qwk", "mae",
		"within_one", "log_loss", "kappa_linear", "spearman", "brier", "ece", "per_class", "baselines",
		"chance", "three_class", "reliability",
	} {
		if _, ok := got[k]; !ok {
			t.Errorf("no %q in %s", k, b)
		}
	}
	if got["qwk"] != nil {
		t.Errorf("qwk = %v, want null", got["qwk"])
	}
	if _, ok := got["contains_training_rows"]; ok {
		t.Error("a report on test says that it contains training rows")
	}
	class := got["per_class"].([]any)[2].(map[string]any)
	if class["level"] != "neutral" || class["support"] != 1.0 || class["f1"] != 1.0 {
		t.Errorf("per_class[2] = %v", class)
	}
	if absent := got["per_class"].([]any)[0].(map[string]any); absent["f1"] != nil || absent["precision"] != nil || absent["recall"] != nil {
		t.Errorf("a level neither in labels nor predictions: %v, want nulls", absent)
	}
	if chance := got["chance"].(map[string]any); chance["permutations"] != 0.0 || chance["macro_f1"].(map[string]any)["p"] != nil {
		t.Errorf("chance of one row = %v", chance)
	}
	if bins := got["reliability"].([]any); len(bins) != 15 || bins[14].(map[string]any)["n"] != 1.0 || bins[0].(map[string]any)["right"] != nil {
		t.Errorf("reliability = %v", bins)
	}
	if of := got["three_class"].(map[string]any)["per_class"].([]any)[1].(map[string]any); of["class"] != "neutral" || of["support"] != 1.0 {
		t.Errorf("three_class.per_class[1] = %v", of)
	}
	baselines := got["baselines"].(map[string]any)
	for _, k := range []string{"text_only", "image_only"} {
		if b, ok := baselines[k]; !ok || b != nil {
			t.Errorf("%s = %v, want null", k, b)
		}
	}
	majority := baselines["majority"].(map[string]any)
	if majority["n"] != 1.0 || majority["accuracy"] != 1.0 {
		t.Errorf("majority = %v", majority)
	}
	intervals := got["intervals"].(map[string]any)
	for _, k := range []string{"accuracy", "macro_f1", "qwk", "mae", "weighted_f1", "within_one", "log_loss", "kappa_linear", "spearman", "brier", "ece"} {
		if ends := intervals[k].([]any); len(ends) != 2 || ends[0] != nil {
			t.Errorf("intervals.%s of one row = %v, want nulls", k, ends)
		}
	}
	if few := intervals["per_class"].([]any)[2].(map[string]any)["too_few"]; few != true {
		t.Errorf("one row of a level: too_few = %v", few)
	}
	var back Evaluation
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.QWK.Defined() || back.Accuracy != 1 || back.Version != "v1" {
		t.Errorf("came back as %+v", back)
	}
}

func TestReportWarns(t *testing.T) {
	var rows []Row
	for l := range labels.Levels {
		for range fewRows {
			rows = append(rows, Row{True: labels.Level(l), Pred: labels.Level(l), Probs: [5]float64{.2, .2, .2, .2, .2}})
		}
	}
	if r := NewEvaluation("v1", "val", rows, Baselines{Majority: MajorityBaseline([5]int{}, rows)}); r.Warnings != nil || r.ContainsTrainingRows {
		t.Errorf("%d rows of each level: warnings %q", fewRows, r.Warnings)
	}
	r := NewEvaluation("v1", "val", rows[1:], Baselines{Majority: MajorityBaseline([5]int{}, rows[1:])})
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "very negative (4)") || strings.Contains(r.Warnings[0], "neutral") {
		t.Errorf("one row of very_negative too few: warnings %q", r.Warnings)
	}
	r = NewEvaluation("v1", AllRows, rows, Baselines{Majority: MajorityBaseline([5]int{}, rows)})
	if r.MayKnow(0); r.ContainsTrainingRows || r.Warnings != nil {
		t.Errorf("report over all rows, of which it knows none: %v, warnings %q", r.ContainsTrainingRows, r.Warnings)
	}
	if r.MayKnow(1); !r.ContainsTrainingRows || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "include the ones the model was trained on") {
		t.Errorf("report over all rows: %v, warnings %q", r.ContainsTrainingRows, r.Warnings)
	}
}

func TestReportOfKnownRows(t *testing.T) {
	r := NewEvaluation("v1", "test", []Row{{True: 2, Pred: 2}}, Baselines{})
	n := len(r.Warnings)
	r.MayKnow(0)
	if r.ContainsTrainingRows || len(r.Warnings) != n {
		t.Errorf("without known rows: %v, warnings %q", r.ContainsTrainingRows, r.Warnings)
	}
	r.MayKnow(1)
	if !r.ContainsTrainingRows || len(r.Warnings) != n+1 || !strings.HasPrefix(r.Warnings[n], "v1 may know 1 of these 1 rows: ") {
		t.Errorf("with a known row: %v, warnings %q", r.ContainsTrainingRows, r.Warnings)
	}
}

func TestReportCountsChanges(t *testing.T) {
	rows := []Row{{Meme: "a", True: 1, Pred: 1}, {Meme: "b", True: 3, Pred: 1}, {Meme: "c", True: 0, Pred: 0}, {Meme: "d", True: 2, Pred: 2}}
	r := NewEvaluation("v1", "test", rows, Baselines{})
	n := len(r.Warnings)
	r.CountChanges(rows, map[labels.MemeID]labels.Level{"b": 3, "z": 1}, nil)
	if r.Changes != nil || len(r.Warnings) != n {
		t.Errorf("nothing changed: %+v, %q", r.Changes, r.Warnings)
	}
	r.CountChanges(rows, map[labels.MemeID]labels.Level{"a": 4, "b": 3, "c": labels.NoLevel}, nil)
	if r.Changes == nil || r.Changes.N != 2 || r.Changes.Before.N != 3 || r.Changes.Before.MAE != Metric(5./3) || rows[0].True != 1 {
		t.Errorf("two changed: %+v", r.Changes)
	}
	if len(r.Warnings) != n+1 || r.Warnings[n] != "2 test labels changed in review: macro-F1 before 0.200, after 0.533" {
		t.Errorf("warnings %q", r.Warnings)
	}
}

// What a review leaves out counts as what it changes does.
func TestReportCountsWhatIsGone(t *testing.T) {
	rows := []Row{{Meme: "a", True: 1, Pred: 1}, {Meme: "b", True: 3, Pred: 3}}
	r := NewEvaluation("v1", "test", rows, Baselines{})
	n := len(r.Warnings)
	r.CountFlagged(0)
	r.CountSince(rows, map[labels.MemeID]labels.Level{"a": 1, "z": labels.NoLevel}, 0)
	if len(r.Warnings) != n || r.Flagged != 0 || r.Since != nil {
		t.Errorf("nothing is gone: %+v, %q", r.Since, r.Warnings)
	}
	r.CountFlagged(1)
	r.CountChanges(rows, map[labels.MemeID]labels.Level{"a": 0}, []Row{{Meme: "x", True: 2, Pred: 4}})
	r.CountSince(rows, map[labels.MemeID]labels.Level{"a": 0, "b": labels.NoLevel, "x": 2, "y": 1, "z": labels.NoLevel}, 1)
	if r.Flagged != 1 || r.Changes.N != 1 || r.Changes.Flagged != 1 || r.Changes.Before.N != 3 || r.Changes.Before.MAE != 1 || *r.Since != (LabelsSince{Changed: 1, New: 1, Gone: 2, Captions: 1}) {
		t.Errorf("%d flagged, %+v, %+v", r.Flagged, r.Changes, r.Since)
	}
	want := []string{
		"a review has flagged 1 meme, which is not among these rows: that flatters the model where it had it wrong",
		"1 test label changed and 1 test meme flagged in review: macro-F1 before 0.200, after 0.400",
		"since v1 was trained 1 of these labels has changed and 1 is new; 2 memes have none any more and are left out; 1 meme has another caption",
	}
	if !slices.Equal(r.Warnings[n:], want) {
		t.Errorf("warnings %q", r.Warnings[n:])
	}
}

// A level that no row has counts as 0 in macro-F1, whether it is predicted or not: both are said,
// with the macro-F1 of the levels that there are.
func TestLevelsWithoutRows(t *testing.T) {
	said := func(pred ...labels.Level) string {
		var rows []Row
		for i, p := range pred { // true levels: 1, 2, 1, 2, …
			rows = append(rows, Row{True: labels.Level(1 + i%2), Pred: p, Probs: [labels.Levels]float64{.2, .2, .2, .2, .2}})
		}
		return strings.Join(NewEvaluation("v1", "val", rows, Baselines{}).Warnings, "\n")
	}
	const predicted = "very negative: predicted, but no row has it, so that its F1 is 0 whatever the model is; over the 2 levels that rows have macro-F1 is 0.900"
	if got := said(1, 2, 1, 2, 1, 0); !strings.Contains(got, predicted) || !strings.Contains(got, "positive, very positive: neither in the labels nor predicted") {
		t.Errorf("warnings:\n%s", got)
	}
	if got := said(0); !strings.Contains(got, "over the one level that rows have macro-F1 is 0.000") {
		t.Errorf("warnings:\n%s", got)
	}
	if got := said(1, 2, 1, 2, 1, 1); strings.Contains(got, "no row has it") {
		t.Errorf("warnings:\n%s", got)
	}
}

func text(t *testing.T, r Evaluation) string {
	t.Helper()
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReportText(t *testing.T) {
	for _, c := range readFixture(t).Cases {
		switch c.Name {
		case "imbalanced", "one level only, all right":
			t.Run(c.Name, func(t *testing.T) {
				r := NewEvaluation("v3", AllRows, rowsOf(c.Rows), Baselines{Majority: MajorityBaseline([5]int{2, 7, 30, 45, 15}, rowsOf(c.Rows))})
				r.MayKnow(1)
				golden.RequireEqual(t, []byte(text(t, r)))
			})
		}
	}
	t.Run("cross-validated", func(t *testing.T) {
		out := text(t, NewEvaluation("v1", CVRows, nil, Baselines{}))
		if !strings.HasPrefix(out, "v1 on "+CVRows+", 0 rows\nCross-validated (train + val): ") {
			t.Errorf("%.60q does not say how cross-validation comes about", out)
		}
	})
	t.Run("all baselines", func(t *testing.T) {
		rows := rowsOf(readFixture(t).Cases[0].Rows)
		alone := NewBaseline(rows)
		b := Baselines{Majority: MajorityBaseline([5]int{1}, rows), TextOnly: &alone, ImageOnly: &alone}
		r := NewEvaluation("v1", "test", rows, b)
		r.Calibration = &Calibration{Temperature: 1.3125, N: 120, LogLossBefore: 1.31, LogLossAfter: 1.225, ECEBefore: 0.101, ECEAfter: 0.042}
		golden.RequireEqual(t, []byte(text(t, r)))
	})
	t.Run("no rows", func(t *testing.T) {
		golden.RequireEqual(t, []byte(text(t, NewEvaluation("v1", "test", nil, Baselines{Majority: MajorityBaseline([5]int{}, nil)}))))
	})
}
