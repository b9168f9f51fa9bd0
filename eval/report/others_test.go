package report

import (
	"errors"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

func wantAll(t *testing.T, d Document, lines ...string) {
	t.Helper()
	got := written(t, d, Document.WriteMarkdown)
	for _, want := range lines {
		if !strings.Contains(got, want) {
			t.Errorf("%s has no %q in\n%s", d.Title, want, got)
		}
	}
}

func TestAgreement(t *testing.T) {
	var counts [labels.Levels][labels.Levels]int
	for l := range counts {
		counts[l][l] = 5
	}
	counts[0][1] = 5
	k := eval.NewKappas(counts)
	people := eval.Alphas{Memes: 9, Voices: 18, Ordinal: .5}
	d := Agreement(eval.Agreement{
		Seq:         7,
		Voices:      []eval.Voice{{Annotator: "ada"}, {Annotator: "gold", Imported: true}},
		Pairs:       []eval.AgreementPair{{A: "ada", B: "gold", BImported: true, Kappas: k}},
		Alpha:       eval.Alphas{Memes: 30, Voices: 60, Ordinal: .75},
		AlphaPeople: &people,
		Self:        map[string]eval.Kappas{"ada": k},
		Model:       map[string]eval.ModelAgreement{"ada": {Hidden: k}},
		Crowd:       &eval.Crowd{Version: "v3", ModelWeight: .25, Memes: 30, Annotators: []eval.CrowdAnnotator{{Annotator: "ada", N: 30, Weight: .5, Worst: labels.Positive}}},
	}, origin)
	wantAll(t, d, "Data up to event 7.",
		"| ada | gold\\* | 30 | 83% | "+k.Kappa.String()+" | "+k.KappaCI95.String()+" |",
		"| people | 9 | 18 |", "| all | 30 | 60 |", "## With oneself\n", "| ada | 30 | 83% |", "| ada | hidden | 30 |",
		"CROWDLAB with v3, cross-validated, on 30 memes of train and val", "| ada | positive | 30 | 0.500 |", "| the model | – | – | 0.250 |")
	from := Agreement(eval.Agreement{Voices: []eval.Voice{{Annotator: "ada"}, {Annotator: "ben"}}, Pairs: []eval.AgreementPair{{A: "ada", B: "ben", Kappas: k}}, Crowd: &eval.Crowd{Version: "v3", Given: true, Memes: 30}}, origin)
	wantAll(t, from, "CROWDLAB with v3 from elsewhere, on 30 memes of train and val: figures, and no gold rule. What made the predictions may know these memes.")
	if got := written(t, d, Document.WriteMarkdown); strings.Contains(got, "With gold") || strings.Contains(got, "in sight |") {
		t.Errorf("there are parts of nothing:\n%s", got)
	}
}

func TestDescription(t *testing.T) {
	d := Description(eval.Description{
		Memes: 12, Splits: []eval.SplitLevels{{Split: labels.Val, Memes: 5, Labelled: 3, ByLevel: [labels.Levels]int{1, 0, 0, 0, 2}}},
		Annotators: []eval.VoiceLevels{{Annotator: "gold", Imported: true, Labelled: 3, ByLevel: [labels.Levels]int{0, 3}}},
		Missing:    eval.Missing{Caption: 4}, Pictures: map[string]int{"png": 2, "jpeg": 8}, Groups: eval.GroupSizes{Groups: 11, Shared: 1, Memes: 2, Largest: 2},
		Captions:  eval.CaptionLengths{N: 8, Least: 1, Quarter: 2, Median: 3, Three: 5, Most: 9},
		Learnable: eval.Learnable{Paragraph: "These labels can be learned.", Reliability: []eval.Reliable{{Of: "people", N: 9, Value: .5, CI95: eval.Interval{.25, .75}}}},
	}, origin)
	wantAll(t, d, "\nThese labels can be learned.\n", "| people | 9 | 0.500 | 0.250–0.750 |", "| val | 5 | 3 | 1 | 0 | 0 | 0 | 2 |",
		"| gold\\* | 3 | 0 | 3 | 0 | 0 | 0 |", "| no caption | 4 |\n| pictures, jpeg | 8 |\n| pictures, png | 2 |",
		"Captions have 1 to 9 words; half of them have 2 to 5, the median is 3.")
}

func TestCheck(t *testing.T) {
	c := eval.Check{
		Doubts: []eval.Doubt{{Meme: "a", Label: labels.Negative, Suggested: labels.Positive, Score: 2.345, Suspect: true, Reason: "it says so"}, {Meme: "b", Reason: "so too"}},
		Review: eval.Review{Kept: 1, Changed: 3, Flagged: 1}, Chance: "what these labels are checked by is no better than chance: macro-F1 0.2: its suspects are guesses",
	}
	memes := map[labels.MemeID]labels.Meme{"a": {Seq: 7, Caption: "a cat"}, "b": {Seq: 8, Key: "row 8"}}
	find := func(id labels.MemeID) (labels.Meme, error) { return memes[id], nil }
	d, err := Check(c, eval.CheckErrors, 40, find, origin)
	if err != nil {
		t.Fatal(err)
	}
	b := memes["b"]
	wantAll(t, d, "2 of 40 labels, the worst first.", "Reviewed so far: 1 kept, 3 changed, 1 flagged; 0.750 of the list was wrong", "What these labels are checked by is no better than chance: macro-F1 0.2: its suspects are guesses.",
		"| \\#7 | negative | positive | yes | a cat | it says so | 2.35 |", "| \\#8 | very negative | very negative |  | "+b.Title()+" | so too | 0.00 |")
	broken := errors.New("broken")
	if _, err := Check(c, eval.CheckErrors, 40, func(labels.MemeID) (labels.Meme, error) { return labels.Meme{}, broken }, origin); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}
