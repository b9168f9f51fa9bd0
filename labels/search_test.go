package labels

import "testing"

// A prediction that the annotator may not know yet says nothing, so that which memes are
// found does not tell it.
func TestSearchTellsNothingThatIsHidden(t *testing.T) {
	q, err := ParseQuery("model:5", nil)
	if err != nil {
		t.Fatal(err)
	}
	mine := map[string]Said{"ada": {Action: SetLevel, Level: Neutral}}
	skipped := map[string]Said{"ada": {Action: Skip, Level: NoLevel}, "eve": {Action: SetLevel, Level: Neutral}}
	for _, c := range []struct {
		blind Blind
		split Split
		by    map[string]Said
		found bool
	}{
		{"", Test, nil, true},
		{BlindShown, Train, nil, true},
		{BlindAfter, Train, nil, true},
		{BlindShown, Val, nil, false},
		{BlindAfter, Test, nil, false},
		{BlindAfter, Test, skipped, false},
		{BlindAfter, Test, mine, true},
		{BlindNever, Train, mine, false},
	} {
		s := Search{Query: q, Annotator: "ada", Blind: c.blind}
		f := Facts{Split: c.split, By: c.by, Gold: NoLevel, Predicted: true, Probs: [Levels]float32{VeryPositive: 1}}
		if found := s.Match(&f); found != c.found || f.Predicted != c.found {
			t.Errorf("%q, %s, %v: found %v, with its prediction %v", c.blind, c.split, c.by, found, f.Predicted)
		}
	}
}
