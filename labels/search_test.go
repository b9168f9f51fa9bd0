package labels

import (
	"math"
	"testing"
)

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
		s := Search{Query: q, Annotator: "ada", Blind: c.blind, Alone: true} // which is about people
		f := Facts{Split: c.split, By: c.by, Gold: NoLevel, Predicted: true, Probs: [Levels]float32{VeryPositive: 1}}
		if found := s.Match(&f); found != c.found || f.Predicted != c.found {
			t.Errorf("%q, %s, %v: found %v, with its prediction %v", c.blind, c.split, c.by, found, f.Predicted)
		}
	}
}

// Of what is asked blind, the levels of others say nothing either, nor does the column that
// has the level which the row came with.
func TestSearchKeepsTheLevelsOfOthers(t *testing.T) {
	for _, c := range []struct {
		query     string
		told, not bool // found where it may be known, and where not
	}{
		{"level:neg", true, false},
		{"gold:negative", true, false},
		{"gold:none", false, true},
		{"gold=eve", true, false},
		{"gold≠ben", true, false},
		{"sentiment:neg", true, false},
		{"topic:cats", true, true},
		{"ann1:2", true, false},
		{"by:eve", true, true},
		{"state:labelled", true, true},
	} {
		q, err := ParseQuery(c.query, []string{"sentiment", "topic", "ann1"})
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []struct {
			blind Blind
			split Split
			mine  Level
			alone bool
			want  bool
		}{
			{"", Test, NoLevel, false, c.told},
			{BlindShown, Train, NoLevel, false, c.told},
			{BlindNever, Train, NoLevel, false, c.told},
			{BlindShown, Val, NoLevel, false, c.not},
			{BlindAfter, Test, NoLevel, false, c.not},
			{BlindNever, Test, NoLevel, false, c.not},
			{BlindAfter, Test, Negative, false, c.told},
			{BlindShown, Train, NoLevel, true, c.not},
			{BlindShown, Train, Negative, true, c.told},
		} {
			f := Facts{
				Split: at.split, Kind: Labelled, Gold: Negative, Voices: 2,
				By:      map[string]Said{"eve": {Action: SetLevel, Level: Negative}, "ben": {Action: SetLevel, Level: Positive}},
				Columns: []string{"sentiment", "topic", "ann1"}, Values: []string{"neg", "cats", "2"}, Answers: []string{"sentiment", "ann1"},
			}
			if at.mine.Valid() {
				f.By["ada"] = Said{Action: SetLevel, Level: at.mine}
			}
			s := Search{Query: q, Annotator: "ada", Blind: at.blind, Alone: at.alone}
			if got := s.Match(&f); got != at.want {
				t.Errorf("%s with blind %q, %s, own level %v: found %v", c.query, at.blind, at.split, at.mine, got)
			}
			if !at.mine.Valid() { // what a table says in ada's name is no answer of hers
				f.By["ada"] = Said{Action: SetLevel, Level: VeryPositive, Imported: true}
				if got := s.Match(&f); got != at.want {
					t.Errorf("%s with blind %q, %s, beside a table in one's own name: found %v", c.query, at.blind, at.split, got)
				}
			}
		}
	}
}

// That others differ says something of their levels, too: who labels alone learns it with the own
// level, and until then no more than that they have given some.
func TestSearchKeepsDisputes(t *testing.T) {
	for _, c := range []struct {
		query string
		alone bool
		mine  Level
		want  bool
	}{
		{"state:disputed", true, NoLevel, false},
		{"state:disputed", true, Negative, true},
		{"state:disputed", false, NoLevel, true},
		{"state:labelled", true, NoLevel, true},
		{"state:labelled", true, Negative, false},
		{"state:labelled", false, NoLevel, false},
		{"state≠disputed", true, NoLevel, true},
		{"state:unlabelled", true, NoLevel, false},
	} {
		q, err := ParseQuery(c.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		f := Facts{Split: Train, Kind: Disputed, Gold: NoLevel, Voices: 2, By: map[string]Said{"ada": {Action: SetLevel, Level: c.mine}}}
		s := Search{Query: q, Annotator: "ada", Blind: BlindAfter, Alone: c.alone}
		if got := s.Match(&f); got != c.want {
			t.Errorf("%s, alone %v, own level %v: found %v", c.query, c.alone, c.mine, got)
		}
	}
}

// A level that no probability was given to has the loss that an evaluation counts, and no other one.
func TestLossOfAnImpossibleLevel(t *testing.T) {
	f := Facts{Split: Train, Kind: Labelled, Gold: Negative, Predicted: true, Probs: [Levels]float32{Positive: 1}}
	if loss, ok := new(Search).Loss(&f); !ok || loss != -math.Log(0x1p-52) {
		t.Errorf("%v, %v", loss, ok)
	}
}

// The loss tells the gold level to who sees what the model says of a meme of train.
func TestSearchKeepsTheLoss(t *testing.T) {
	q, err := ParseQuery("loss<1", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		blind Blind
		alone bool
		mine  Level
		want  bool
	}{
		{"", false, NoLevel, true},
		{BlindAfter, false, NoLevel, true},
		{BlindAfter, true, NoLevel, false},
		{BlindAfter, true, Neutral, true},
	} {
		f := Facts{
			Split: Train, Kind: Labelled, Gold: Negative, Voices: 1, Predicted: true, Probs: [Levels]float32{Negative: 1},
			By: map[string]Said{"ada": {Action: SetLevel, Level: c.mine}},
		}
		s := Search{Query: q, Annotator: "ada", Blind: c.blind, Alone: c.alone}
		if _, told := s.Loss(&f); s.Match(&f) != c.want || told != c.want {
			t.Errorf("blind %q, alone %v, own level %v: found or told otherwise than %v", c.blind, c.alone, c.mine, c.want)
		}
	}
}
