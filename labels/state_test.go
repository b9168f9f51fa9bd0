package labels

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// story makes a log of one meme from lines such as
//
//	ada level positive
//	gold import negative    (a level from a file)
//	ada adjudicate neutral
//	ada reask negative
//	ada skip | ada flag | ada note | ada retract 3
//
// numbered from 1, a minute apart.
func story(t *testing.T, lines ...string) []Event {
	t.Helper()
	var events []Event
	for i, l := range lines {
		f := strings.Fields(l)
		e := Event{Seq: uint64(i + 1), Time: t0.Add(time.Duration(i) * time.Minute), Annotator: f[0], Source: Key, Action: Action(f[1]), Level: NoLevel}
		switch f[1] {
		case "import":
			e.Source, e.Action = Import, SetLevel
		case "reask":
			e.Action, e.ReAsk = SetLevel, true
		case "retract":
			e.Retracts = uint64(f[2][0] - '0')
			f = f[:2]
		}
		if len(f) > 2 {
			var err error
			if e.Level, err = ParseLevel(f[2]); err != nil {
				t.Fatal(err)
			}
		}
		events = append(events, e)
	}
	return events
}

func TestGoldRule(t *testing.T) {
	for _, c := range []struct {
		name  string
		story []string
		kind  Kind
		gold  Level
	}{
		{"nothing said", nil, Unlabelled, NoLevel},
		{"a note says no level", []string{"ada note"}, Unlabelled, NoLevel},
		{"one voice", []string{"ada level positive"}, Labelled, Positive},
		{"the lowest level is a level", []string{"ada level very_negative"}, Labelled, VeryNegative},
		{"a change of mind", []string{"ada level positive", "ada level neutral"}, Labelled, Neutral},
		{"two agree", []string{"ada level positive", "bob level positive"}, Labelled, Positive},
		{"two disagree", []string{"ada level positive", "bob level negative"}, Disputed, NoLevel},
		{"two of three", []string{"ada level positive", "bob level negative", "cy level positive"}, Labelled, Positive},
		{"three of three differ", []string{"ada level positive", "bob level negative", "cy level neutral"}, Disputed, NoLevel},
		{"two of four is no strict majority", []string{"ada level positive", "bob level positive", "cy level neutral", "dee level negative"}, Disputed, NoLevel},
		{"three of five", []string{"a level positive", "b level positive", "c level neutral", "d level negative", "e level positive"}, Labelled, Positive},
		{"two of five lead but are no majority", []string{"a level positive", "b level positive", "c level neutral", "d level negative", "e level very_negative"}, Disputed, NoLevel},

		{"imported", []string{"gold import negative"}, Labelled, Negative},
		{"imported anew", []string{"gold import negative", "gold import neutral"}, Labelled, Neutral},
		{"imported by two who disagree", []string{"gold import negative", "crowd import neutral"}, Disputed, NoLevel},
		{"imported, two of three", []string{"a import negative", "b import neutral", "c import neutral"}, Labelled, Neutral},
		{"a person outweighs any import", []string{"a import negative", "b import negative", "c import negative", "ada level positive"}, Labelled, Positive},
		{"an import after a person does not count", []string{"ada level positive", "gold import negative"}, Labelled, Positive},
		{"people in conflict, the import does not decide", []string{"ada level positive", "bob level negative", "gold import negative"}, Disputed, NoLevel},
		{"the person takes it back, the import counts again", []string{"gold import negative", "ada level positive", "ada retract 2"}, Labelled, Negative},
		{"a person skips what was imported", []string{"gold import negative", "ada skip"}, Labelled, Negative},

		{"adjudicated", []string{"ada level positive", "bob level negative", "cy adjudicate neutral"}, Labelled, Neutral},
		{"adjudicated against a majority", []string{"ada level positive", "bob level positive", "dee level positive", "cy adjudicate neutral"}, Labelled, Neutral},
		{"the newest adjudication", []string{"cy adjudicate neutral", "bob adjudicate negative"}, Labelled, Negative},
		{"the newest adjudication, by one person", []string{"cy adjudicate neutral", "cy adjudicate negative"}, Labelled, Negative},
		{"labels after an adjudication do not unsettle it", []string{"cy adjudicate neutral", "ada level positive", "bob level positive", "dee level positive"}, Labelled, Neutral},
		{"the adjudicator's later label does not unsettle it", []string{"cy adjudicate neutral", "cy level positive"}, Labelled, Neutral},
		{"an adjudication taken back", []string{"ada level positive", "cy adjudicate neutral", "cy retract 2"}, Labelled, Positive},
		{"the newer of two adjudications taken back", []string{"cy adjudicate neutral", "bob adjudicate negative", "bob retract 2"}, Labelled, Neutral},

		{"skipped", []string{"ada skip"}, Skipped, NoLevel},
		{"skipped by one, labelled by another", []string{"ada skip", "bob level neutral"}, Labelled, Neutral},
		{"a skip takes the place of a level", []string{"ada level neutral", "ada skip"}, Skipped, NoLevel},
		{"a level takes the place of a skip", []string{"ada skip", "ada level neutral"}, Labelled, Neutral},
		{"a skip taken back", []string{"ada skip", "ada retract 1"}, Unlabelled, NoLevel},

		{"flagged", []string{"ada flag"}, Flagged, NoLevel},
		{"flagged by one, labelled by another before", []string{"bob level neutral", "ada flag"}, Flagged, NoLevel},
		{"flagged by one, labelled by another after", []string{"ada flag", "bob level neutral"}, Flagged, NoLevel},
		{"flagged, then labelled by the same", []string{"ada flag", "ada level neutral"}, Labelled, Neutral},
		{"flagged, then skipped by the same", []string{"ada flag", "ada skip"}, Skipped, NoLevel},
		{"flagged, then adjudicated", []string{"ada flag", "cy adjudicate neutral"}, Labelled, Neutral},
		{"adjudicated, then flagged", []string{"cy adjudicate neutral", "ada flag"}, Flagged, NoLevel},
		{"adjudicated, then flagged by the adjudicator", []string{"cy adjudicate neutral", "cy flag"}, Flagged, NoLevel},
		{"flagged, skipped by another", []string{"ada flag", "bob skip"}, Flagged, NoLevel},
		{"a flag taken back", []string{"bob level neutral", "ada flag", "ada retract 2"}, Labelled, Neutral},

		{"undone", []string{"ada level positive", "ada retract 1"}, Unlabelled, NoLevel},
		{"undone to the label before", []string{"ada level positive", "ada level neutral", "ada retract 2"}, Labelled, Positive},
		{"the label before undone, the newest stays", []string{"ada level positive", "ada level neutral", "ada retract 1"}, Labelled, Neutral},
		{"undone twice", []string{"ada level positive", "ada level neutral", "ada retract 2", "ada retract 1"}, Unlabelled, NoLevel},
		{"an undo undone", []string{"ada level positive", "ada retract 1", "ada retract 2"}, Labelled, Positive},
		{"an undo undone, and that undone", []string{"ada level positive", "ada retract 1", "ada retract 2", "ada retract 3"}, Unlabelled, NoLevel},

		{"a re-ask alone gives no label", []string{"ada reask negative"}, Unlabelled, NoLevel},
		{"a re-ask changes no label", []string{"ada level positive", "ada reask negative"}, Labelled, Positive},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Aggregate(story(t, c.story...))
			if s.Kind != c.kind || s.Gold != c.gold {
				t.Errorf("%s with gold %q, want %s with %q", s.Kind, s.Gold, c.kind, c.gold)
			}
			adjudicated := c.kind == Labelled && slices.ContainsFunc(c.story, func(l string) bool { return strings.Contains(l, "adjudicate") }) &&
				c.name != "an adjudication taken back"
			if s.Adjudicated != adjudicated {
				t.Errorf("adjudicated: %v, want %v", s.Adjudicated, adjudicated)
			}
		})
	}
}

func TestCurrentLabels(t *testing.T) {
	s := Aggregate(story(t,
		"bob level positive", "ada skip", "gold import negative", "bob level neutral", "cy level positive", "cy retract 5", "ada flag", "ada note"))
	want := []CurrentLabel{
		{"bob", Key, SetLevel, Neutral, 4, t0.Add(3 * time.Minute)},
		{"ada", Key, Flag, NoLevel, 7, t0.Add(6 * time.Minute)},
		{"gold", Import, SetLevel, Negative, 3, t0.Add(2 * time.Minute)},
	}
	if !reflect.DeepEqual(s.Current, want) {
		t.Errorf("current labels %+v, want %+v", s.Current, want)
	}
	if st, ok := s.Of("bob"); !ok || st != want[0] {
		t.Errorf("bob's standing %+v, %v", st, ok)
	}
	if st, ok := s.Of("cy"); ok || st.Level != NoLevel {
		t.Errorf("cy took it back and still stands: %+v", st)
	}
}

// Whatever the log: gold is there exactly when the meme is labelled, and a kind is
// always given.
func TestNews(t *testing.T) {
	s := Aggregate([]Event{
		{Seq: 1, Annotator: "gold", Source: Import, Action: SetLevel, Level: Neutral},
		{Seq: 2, Annotator: "ada", Source: Key, Action: SetLevel, Level: Neutral},
		{Seq: 3, Annotator: "bob", Source: Key, Action: Skip, Level: NoLevel},
	})
	for _, tt := range []struct {
		annotator string
		level     Level
		want      bool
	}{
		{"gold", Neutral, false}, {"gold", Positive, true},
		{"ada", Neutral, false}, {"ada", Positive, false}, {"bob", Positive, false},
		{"carol", Neutral, true},
	} {
		if got := s.News(tt.annotator, tt.level); got != tt.want {
			t.Errorf("%s says %v: news is %v, want %v", tt.annotator, tt.level, got, tt.want)
		}
	}
}

func TestSettleHoldsTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	actions := []Action{SetLevel, SetLevel, SetLevel, Skip, Flag, Note, Caption, Adjudicate, Retract, "unheard of"}
	for range 20_000 {
		var events []Event
		for i := range rng.IntN(9) {
			e := Event{
				Seq: uint64(i + 1), Annotator: string(rune('a' + rng.IntN(3))), Source: []Source{Key, CLI, Import}[rng.IntN(3)],
				Action: actions[rng.IntN(len(actions))], Level: NoLevel, ReAsk: rng.IntN(8) == 0,
			}
			switch e.Action {
			case SetLevel, Adjudicate:
				e.Level = Level(rng.IntN(Levels))
			case Retract:
				e.Retracts = uint64(rng.IntN(i + 1)) // 0 is no event
			}
			events = append(events, e)
		}
		s := Aggregate(events)
		if s.Gold.Valid() != (s.Kind == Labelled) || s.Adjudicated && s.Kind != Labelled {
			t.Fatalf("%+v from %+v", s, events)
		}
		if !slices.Contains([]Kind{Unlabelled, Labelled, Skipped, Flagged, Disputed}, s.Kind) {
			t.Fatalf("kind %q from %+v", s.Kind, events)
		}
		if s.Kind == Unlabelled != (len(s.Current) == 0) {
			t.Fatalf("%s with %d current labels from %+v", s.Kind, len(s.Current), events)
		}
	}
}

func TestVotes(t *testing.T) {
	standing := func(s Source, a Action, l Level) CurrentLabel { return CurrentLabel{Source: s, Action: a, Level: l} }
	for _, c := range []struct {
		current []CurrentLabel
		want    [Levels]int
	}{
		{nil, [Levels]int{}},
		{[]CurrentLabel{standing(Key, SetLevel, 2), standing(CLI, Adjudicate, 3), standing(Key, Skip, NoLevel)}, [Levels]int{2: 1, 3: 1}},
		{[]CurrentLabel{standing(Import, SetLevel, 0), standing(Import, SetLevel, 0)}, [Levels]int{0: 2}},
		{[]CurrentLabel{standing(Import, SetLevel, 0), standing(Key, SetLevel, 4)}, [Levels]int{4: 1}},
		{[]CurrentLabel{standing(Import, SetLevel, 0), standing(Key, Flag, NoLevel)}, [Levels]int{0: 1}},
	} {
		if got := (State{Current: c.current}).Votes(); got != c.want {
			t.Errorf("%v: %v, want %v", c.current, got, c.want)
		}
	}
}

func TestDisagreement(t *testing.T) {
	for name, c := range map[string]struct {
		story  []string
		votes  [Levels]int
		differ bool
	}{
		"one":               {[]string{"ada level negative"}, [Levels]int{1: 1}, false},
		"three agree":       {[]string{"ada level positive", "bea level positive", "cy level positive"}, [Levels]int{3: 3}, false},
		"two of three":      {[]string{"ada level neutral", "bea level positive", "cy level neutral"}, [Levels]int{2: 2, 3: 1}, true},
		"two":               {[]string{"ada level negative", "bea level positive"}, [Levels]int{1: 1, 3: 1}, true},
		"adjudicated":       {[]string{"ada level neutral", "bea level positive", "dee adjudicate positive"}, [Levels]int{2: 1, 3: 2}, false},
		"a skip is no vote": {[]string{"ada level neutral", "bea skip"}, [Levels]int{2: 1}, false},
		"tables":            {[]string{"x import neutral", "y import positive", "z import neutral"}, [Levels]int{2: 2, 3: 1}, true},
		"tables beside one": {[]string{"ada level neutral", "x import negative", "y import positive"}, [Levels]int{2: 1}, false},
	} {
		if votes, differ := Aggregate(story(t, c.story...)).Disagreement(); votes != c.votes || differ != c.differ {
			t.Errorf("%s: %v, %t, want %v, %t", name, votes, differ, c.votes, c.differ)
		}
	}
}

// A level that is given again changes nothing that training and metrics read; other votes do where
// they differ.
func TestCountsAs(t *testing.T) {
	agreed := []string{"x import positive", "y import positive"}
	differ := []string{"ada level positive", "bea level neutral"}
	for _, c := range []struct {
		before []string
		said   string
		equal  bool
	}{
		{agreed, "ada level positive", true},
		{agreed, "ada adjudicate positive", true},
		{agreed, "ada skip", true},
		{agreed, "ada level neutral", false},
		{agreed, "ada flag", false},
		{differ, "ada level negative", false},
		{differ, "cy level positive", false},
		{[]string{"ada level positive"}, "bea level positive", true},
		{[]string{"ada level positive", "bea level positive", "cy level neutral"}, "dee adjudicate positive", false},
	} {
		was, is := Aggregate(story(t, c.before...)), Aggregate(story(t, append(slices.Clone(c.before), c.said)...))
		if got := was.CountsAs(is); got != c.equal || is.CountsAs(was) != got {
			t.Errorf("%v, then %s: counts as before %t, want %t", c.before, c.said, got, c.equal)
		}
	}
}

// A level that is none, as a damaged log may have it, is nobody's voice.
func TestSettleWithoutALevel(t *testing.T) {
	s := Aggregate([]Event{
		{Seq: 1, Annotator: "ada", Source: Key, Action: Skip, Level: NoLevel},
		{Seq: 2, Annotator: "bea", Source: Key, Action: SetLevel, Level: NoLevel},
		{Seq: 3, Annotator: "cy", Source: Key, Action: SetLevel, Level: Levels},
	})
	if s.Kind != Skipped || s.Gold != NoLevel || s.Votes() != [Levels]int{} {
		t.Errorf("%+v, votes %v", s, s.Votes())
	}
}
