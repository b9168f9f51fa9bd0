package cli

import (
	"bytes"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// measured is a version that was measured on so many rows of val of each level.
func measured(id string, support ...int) listedVersion {
	v := listedVersion{Version: eval.Version{ID: id}}
	for l, n := range support {
		v.Val.PerClass[l].Support = n
		v.Val.N += n
	}
	return v
}

// Metrics of val as it was at two trainings cannot be read side by side, and the list says so.
func TestVersionsOnOtherVal(t *testing.T) {
	const note = "val has changed between these trainings"
	elsewhere, unmeasured := measured("v3", 9, 9, 9, 9, 9), measured("v4")
	elsewhere.Origin = &eval.Origin{Name: "v1"}
	for name, c := range map[string]struct {
		second listedVersion
		said   bool
	}{
		"the same":        {measured("v2", 4, 4, 4, 4, 4), false},
		"fewer rows":      {measured("v2", 4, 4, 3, 4, 4), true},
		"a changed level": {measured("v2", 4, 4, 3, 5, 4), true},
	} {
		var b bytes.Buffer
		if err := writeVersions(&b, []listedVersion{measured("v1", 4, 4, 4, 4, 4), c.second, elsewhere, unmeasured}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), note); got != c.said {
			t.Errorf("%s: said %t, want %t\n%s", name, got, c.said, b.String())
		}
	}
}

// Levels that no row of val has are named below macro-F1, which counts them as 0.
func TestAVersionSaysWhichLevelsValLacks(t *testing.T) {
	v := eval.Version{ID: "v2", ValN: 2, Val: eval.Measure([]eval.Row{{True: labels.Neutral}, {True: labels.Negative}})}
	var b bytes.Buffer
	if err := (listedVersion{Version: v}).write(&b); err != nil {
		t.Fatal(err)
	}
	if want := "no row is very negative or positive or very positive: macro-F1 counts these levels as 0"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
}

// Disputed memes are learnt from and have no gold level: the numbers add up where that is said.
func TestDisputedMemesAreCounted(t *testing.T) {
	for labelled, want := range map[int][]string{
		2386: {"2386: 2100 to learn from, 286 of val\nconfig", "on 2100 memes; "},
		2385: {"2385: 2099 to learn from, 286 of val\n", "and 1 disputed meme of train, learnt by its votes\n", "on 2100 memes (with 1 disputed, by their votes); "},
		2268: {"2268: 1982 to learn from, 286 of val\n", "and 118 disputed memes of train, learnt by their votes\n", "on 2100 memes (with 118 disputed, by their votes); "},
	} {
		v := eval.Version{ID: "v2", Labels: labelled, TrainN: 2100, ValN: 286, Val: eval.Measure([]eval.Row{{True: labels.Neutral, Pred: labels.Neutral}})}
		v.StoppedBy = eval.NotStopped
		var b bytes.Buffer
		if err := (listedVersion{Version: v}).write(&b); err != nil {
			t.Fatal(err)
		}
		if err := writeTrained(&b, model.Trained{Version: v}); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%d labels: no %q in\n%s", labelled, w, b.String())
			}
		}
	}
}
