package eval

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

// agreementOf makes the agreement of events, which it numbers as logOf does.
func agreementOf(t *testing.T, events []labels.Event, in AgreementInput) Agreement {
	t.Helper()
	logOf(t, events, "")
	in.Log = logBy(events)
	in.Said = func(version string, memes []uint64) ([]labels.Level, error) {
		return slices.Repeat([]labels.Level{2}, len(memes)), nil
	}
	a, err := MakeAgreement(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// says is what an annotator says of a meme.
func says(annotator, meme string, l labels.Level) labels.Event {
	return labels.Event{Annotator: annotator, Meme: labels.MemeID(meme), Action: labels.SetLevel, Level: l}
}

// cells are the counts that are not zero, "12:3" for row 1, column 2.
func cells(k Kappas) string {
	var out []string
	for i, row := range k.Confusion {
		for j, n := range row {
			if n > 0 {
				out = append(out, fmt.Sprintf("%d%d:%d", i, j, n))
			}
		}
	}
	return strings.Join(out, " ")
}

// Who has adjudicated alone is no voice, and is named.
func TestAgreementNamesWhoHasAdjudicatedAlone(t *testing.T) {
	decides := func(annotator, meme string, l labels.Level) labels.Event {
		e := says(annotator, meme, l)
		e.Action = labels.Adjudicate
		return e
	}
	a := agreementOf(t, []labels.Event{says("ada", "a", 3), decides("kai", "a", 4), decides("ada", "b", 1), decides("kai", "b", 1)}, AgreementInput{})
	if !slices.Equal(a.Decided, []string{"kai"}) || len(a.Voices) != 1 {
		t.Errorf("decided %v, voices %v", a.Decided, a.Voices)
	}
	var text strings.Builder
	if err := a.WriteText(&text); err != nil || !strings.Contains(text.String(), "kai has adjudicated only: that is no voice of its own here\n") {
		t.Errorf("%v, %s", err, text.String())
	}
}

// Who has only decided has met the model all the same: the text has what the figures have.
func TestAgreementOfADeciderWithTheModel(t *testing.T) {
	var counts confusion
	counts[1][1], counts[1][2] = 3, 1
	a := Agreement{Voices: []Voice{{Annotator: "ada", N: 1}}, Decided: []string{"kai"}, Model: map[string]ModelAgreement{"kai": {Hidden: NewKappas(counts)}}}
	var text strings.Builder
	if err := a.WriteText(&text); err != nil || !strings.Contains(text.String(), "kai, hidden       4   75%") {
		t.Errorf("%v, %s", err, text.String())
	}
}

// Figures stand below their headings also where they and their intervals are below 0, and in 80 columns.
func TestKappasBelowZeroInColumns(t *testing.T) {
	below := Kappas{N: 30, Equal: Share{K: 3, N: 30}, Kappa: -.15, KappaCI95: Interval{-.27, -.02}, Linear: -.22, LinearCI95: Interval{-.4, -.01}, Quadratic: -.19, QuadraticCI95: Interval{-.47, -.09}}
	var text strings.Builder
	kappaHead(&text, "Each with each")
	writeKappas(&text, "ann, cyd", below)
	writeKappas(&text, "cyd, in sight", Kappas{N: 4, Equal: Share{K: 3, N: 4}, Kappa: .1, Linear: .2, Quadratic: .3})
	lines := strings.Split(strings.Trim(text.String(), "\n"), "\n")[1:]
	for _, l := range lines[1:] {
		if len(l) > 80 || strings.Index(lines[0], "memes")+len("memes") != strings.Index(l, "%")-len("   10") {
			t.Errorf("the memes of %q are not below those of %q", l, lines[0])
		}
		for _, heading := range []string{"kappa", "linear", "quadratic"} {
			if at := strings.Index(lines[0], heading); l[at-1] != ' ' || l[at] == ' ' {
				t.Errorf("%s of %q is not below that of %q", heading, l, lines[0])
			}
		}
	}
}

// Gold without a person is decided by what counts as newest: what was merged counts by its time.
func TestGoldWithoutSomebodyAfterAMerge(t *testing.T) {
	decides := func(annotator string, l labels.Level, at time.Duration, merged bool) labels.Event {
		e := says(annotator, "a", l)
		e.Action, e.Time, e.Merged = labels.Adjudicate, statsNow.Add(at), merged
		return e
	}
	for _, c := range []struct {
		late time.Duration // how much later than kai's the merged one is
		want string
	}{{-time.Second, "34:1"}, {time.Second, "30:1"}} {
		a := agreementOf(t, []labels.Event{says("ada", "a", 3), decides("kai", 4, 0, false), decides("mia", 0, c.late, true)}, AgreementInput{})
		if got := cells(a.Gold["ada"]); got != c.want {
			t.Errorf("merged %v later: %s, want %s", c.late, got, c.want)
		}
	}
}

// A meme that somebody else has flagged has no gold level without a person either, unless it was decided
// on later: what is unfit is nobody's mistake.
func TestNoGoldWithoutSomebodyOfWhatOthersFlagged(t *testing.T) {
	does := func(annotator string, action labels.Action, l labels.Level, at time.Duration) labels.Event {
		e := says(annotator, "a", l)
		e.Action, e.Time = action, statsNow.Add(at)
		return e
	}
	ada, ben := does("ada", labels.SetLevel, 3, 0), does("ben", labels.SetLevel, 1, time.Second)
	flag := func(annotator string) labels.Event {
		return does(annotator, labels.Flag, labels.NoLevel, 2*time.Second)
	}
	for name, c := range map[string]struct {
		later []labels.Event
		want  string // of ada
	}{
		"flagged":                      {[]labels.Event{flag("kim")}, ""},
		"flagged by one with a level":  {[]labels.Event{flag("ben")}, ""},
		"flagged and labelled again":   {[]labels.Event{flag("ben"), does("ben", labels.SetLevel, 2, time.Minute)}, "32:1"},
		"flagged and then decided":     {[]labels.Event{flag("kim"), does("mia", labels.Adjudicate, 4, time.Minute)}, "34:1"},
		"decided and then flagged":     {[]labels.Event{does("mia", labels.Adjudicate, 4, 0), flag("kim")}, ""},
		"decided, flagged by the same": {[]labels.Event{does("mia", labels.Adjudicate, 4, 0), flag("mia")}, ""},
		"flagged, decided by the same": {[]labels.Event{flag("mia"), does("mia", labels.Adjudicate, 4, time.Minute)}, "34:1"},
		"flagged, decided by ada":      {[]labels.Event{flag("kim"), does("ada", labels.Adjudicate, 4, time.Minute)}, ""},
	} {
		a := agreementOf(t, append([]labels.Event{ada, ben}, c.later...), AgreementInput{})
		if got := cells(a.Gold["ada"]); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Voices are the levels that were given by themselves.
func TestAgreementCountsIndependentLevels(t *testing.T) {
	adjudicated := says("ada", "a", 4)
	adjudicated.Action = labels.Adjudicate
	again := says("ada", "b", 2)
	again.ReAsk = true
	table := says("eve", "b", 0)
	table.Source = labels.Import
	own := says("team", "c", 1)
	own.Source = labels.Import
	skip := says("ben", "d", 0)
	skip.Action, skip.Level = labels.Skip, labels.NoLevel
	retract := labels.Event{Annotator: "ben", Meme: "e", Action: labels.Retract, Level: labels.NoLevel, Retracts: 13}
	events := []labels.Event{
		says("ada", "a", 3), says("ben", "a", 1), adjudicated, // ada's own level is 3, and gold 4
		says("ada", "b", 1), says("ben", "b", 1), again, table, says("eve", "b", 2), // eve's own, not the table's
		own, says("ada", "c", 1), // a table beside ada
		says("ada", "d", 0), says("ben", "d", 3), // which ben takes back by a skip
		says("ben", "e", 3), says("ada", "e", 3),
		skip, retract,
	}
	a := agreementOf(t, events, AgreementInput{})
	want := map[string]string{"ada ben false": "11:1 31:1", "ada eve false": "12:1", "ben eve false": "12:1", "ada team true": "11:1"}
	for _, p := range a.Pairs {
		key := fmt.Sprint(p.A, " ", p.B, " ", p.BImported)
		if got := cells(p.Kappas); got != want[key] || want[key] == "" {
			t.Errorf("%s: %s, want %s", key, got, want[key])
		}
		delete(want, key)
	}
	if len(want) > 0 || !a.Pairs[len(a.Pairs)-1].BImported {
		t.Errorf("missing %v; the last pair is %+v", want, a.Pairs[len(a.Pairs)-1])
	}
	if a.Alpha.Memes != 3 || a.Alpha.Voices != 7 || a.AlphaPeople == nil || a.AlphaPeople.Memes != 2 {
		t.Errorf("alpha of %+v, of people %+v", a.Alpha, a.AlphaPeople)
	}
	// Gold of a is adjudicated by ada, of b the others' majority, of c the table's.
	for who, cellsWanted := range map[string]string{"ben": "14:1", "ada": "11:1 31:1", "eve": "21:1"} {
		if got := cells(a.Gold[who]); got != cellsWanted {
			t.Errorf("%s beside gold: %s, want %s", who, got, cellsWanted)
		}
	}
	if got := cells(a.Self["ada"]); got != "12:1" || len(a.Self) != 1 {
		t.Errorf("asked again: %v", a.Self)
	}
	if !slices.Contains(a.Voices, Voice{"ada", false, 5, 3}) || !slices.Contains(a.Voices, Voice{"team", true, 1, 1}) || len(a.Voices) != 4 {
		t.Errorf("voices %+v", a.Voices)
	}
}

// Without the model there are no figures of CROWDLAB; with it they name annotators and memes.
func TestAgreementWithAModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 15))
	var events []labels.Event
	var said []Predicted
	for i := range 60 {
		meme, l := fmt.Sprint("m", i), labels.Level(i%labels.Levels)
		events = append(events, says("ada", meme, l), says("ben", meme, labels.Level(rng.IntN(labels.Levels))))
		if i%2 == 0 {
			shown := says("eve", meme, l)
			shown.Shown, shown.Version = labels.ShownBefore, "m"
			events = append(events, shown)
		}
		p := Predicted{Seq: uint64(i + 1), Meme: labels.MemeID(meme)}
		for j := range p.Probs {
			p.Probs[j] = .1
		}
		p.Probs[l] = .6
		said = append(said, p)
	}
	if a := agreementOf(t, events, AgreementInput{}); a.Crowd != nil {
		t.Errorf("without a model: %+v", a.Crowd)
	}
	a := agreementOf(t, events, AgreementInput{Version: "v3", Predicted: said})
	c := a.Crowd
	if c == nil || c.Version != "v3" || c.Memes != 60 || len(c.Consensus) != 60 || c.Annotators[0].Annotator != "ada" {
		t.Fatalf("%+v", c)
	}
	if !(c.Annotators[0].Quality > .7 && c.Annotators[1].Quality < .5) || c.Consensus[7].Level != labels.Level(7%labels.Levels) || c.Consensus[7].Seq != 8 {
		t.Errorf("who guesses is not told from who knows: %+v", c.Annotators)
	}
	if m := a.Model["eve"]; m.Shown.N != 30 || m.Hidden.N != 0 || m.Change.Difference.Defined() {
		t.Errorf("eve and the model: %+v", m)
	}
	var b strings.Builder
	if err := a.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ada, ben ", "ada, eve ", "all voices ", "eve, in sight", "CROWDLAB with v3", "\nada ", "no gold rule"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, b.String())
		}
	}
	from := agreementOf(t, events, AgreementInput{Version: "v3", Given: true, Predicted: said})
	var elsewhere strings.Builder
	if err := from.WriteText(&elsewhere); err != nil || !strings.Contains(elsewhere.String(), "\nCROWDLAB with v3 from elsewhere, on 60 memes (figures, no gold rule)\nThese are of train and val: test is left out.\nWhat made the predictions may know these memes.\n") {
		t.Errorf("predictions from elsewhere, %v:\n%s", err, elsewhere.String())
	}
	for l := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimSuffix(l, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, l)
		}
	}
}

// Of nobody, and of one annotator, the text says what there is to do.
func TestAgreementOfFew(t *testing.T) {
	for _, c := range []struct {
		events []labels.Event
		want   string
	}{
		{nil, "nobody has labelled here yet"},
		{[]labels.Event{says("ada", "a", 3)}, "config set overlap 2"},
	} {
		var b strings.Builder
		if err := agreementOf(t, c.events, AgreementInput{}).WriteText(&b); err != nil || !strings.Contains(b.String(), c.want) {
			t.Errorf("%q, %v", b.String(), err)
		}
	}
}

// Names that begin alike, as those of tables do, are told apart wherever they are written.
func TestAgreementTellsLongNamesApart(t *testing.T) {
	names := []string{"annotator_number_1", "annotator_number_2", "annotator_number_3"}
	var events []labels.Event
	var said []Predicted
	for i := range 60 {
		l := labels.Level(i % labels.Levels)
		for a, name := range names {
			e := level((l + labels.Level(a*(i%2))) % labels.Levels)
			e.Meme, e.Annotator = labels.MemeID(fmt.Sprint(i)), name
			events = append(events, e)
		}
		said = append(said, Predicted{Seq: uint64(i + 1), Meme: labels.MemeID(fmt.Sprint(i)), Probs: [labels.Levels]float64{.2, .2, .2, .2, .2}})
	}
	var b strings.Builder
	if err := agreementOf(t, events, AgreementInput{Version: "v3", Predicted: said}).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		pair := name + ", " + names[(i+1)%3]
		if i == 2 {
			pair = names[0] + ", " + name
		}
		if !strings.Contains(b.String(), "\n"+pair+"\n") {
			t.Errorf("no line of %q:\n%s", pair, b.String())
		}
		if short := cutTo(name, whoWidth-2); !strings.HasSuffix(short, name[len(name)-1:]) || !strings.Contains(b.String(), "\n"+short+" ") {
			t.Errorf("no line of %q:\n%s", short, b.String())
		}
	}
	for l := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimSuffix(l, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, l)
		}
	}
}
