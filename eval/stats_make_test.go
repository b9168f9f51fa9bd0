package eval

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"memebench/labels"
)

var statsNow = time.Date(2026, 11, 26, 12, 0, 0, 0, time.FixedZone("there", 3*3600))

// logOf makes statistics of events, which it numbers. "m" says level 2 of every meme
// and knows no other version.
func logOf(t *testing.T, events []labels.Event, annotator string) Stats {
	t.Helper()
	for i := range events {
		e := &events[i]
		e.Seq = uint64(i + 1)
		if e.Source == "" {
			e.Source = labels.Key
		}
		if e.Time.IsZero() {
			e.Time = statsNow
		}
		if e.Meme == "" {
			e.Meme = "a"
		}
		if e.Annotator == "" {
			e.Annotator = "ada"
		}
		var err error
		if *e, err = e.Checked(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := MakeStats(context.Background(), StatsInput{
		Log: logBy(events),
		Said: func(version string, memes []uint64) ([]labels.Level, error) {
			if version == "m" {
				return slices.Repeat([]labels.Level{2}, len(memes)), nil
			}
			return slices.Repeat([]labels.Level{labels.NoLevel}, len(memes)), nil
		},
		Waiting:   func(annotator string) (int, error) { return 10 * len(annotator), nil },
		Now:       statsNow,
		Annotator: annotator,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// logBy is the log of events, whose memes are placed in the order of their first ones.
func logBy(events []labels.Event) func(uint64, func(uint64, labels.Event) error) error {
	places := map[labels.MemeID]uint64{}
	return func(from uint64, yield func(uint64, labels.Event) error) error {
		for _, e := range events[from-1:] {
			if places[e.Meme] == 0 {
				places[e.Meme] = uint64(len(places) + 1)
			}
			if err := yield(places[e.Meme], e); err != nil {
				return err
			}
		}
		return nil
	}
}

func level(l labels.Level) labels.Event { return labels.Event{Action: labels.SetLevel, Level: l} }

// What each annotator says now is what labels.Aggregate says, after any history.
func TestStatsCountWhatAggregateSays(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 13))
		var events []labels.Event
		taken := map[uint64]bool{}
		for n := range uint64(400) {
			e := labels.Event{
				Meme: labels.MemeID(fmt.Sprint("m", rng.IntN(25))), Annotator: []string{"ada", "ben", "eve"}[rng.IntN(3)],
				Source: []labels.Source{labels.Key, labels.CLI, labels.Import}[rng.IntN(3)],
				Action: []labels.Action{labels.SetLevel, labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Adjudicate, labels.Retract, labels.Retract}[rng.IntN(8)],
				Level:  labels.Level(rng.IntN(labels.Levels)),
				Text:   "x",
				ReAsk:  rng.IntN(8) == 0,
				Time:   statsNow.Add(-time.Duration(rng.IntN(20*24)) * time.Hour),
				Merged: rng.IntN(3) == 0,
			}
			if e.Action == labels.Retract {
				if n == 0 {
					continue
				}
				of := rng.Uint64N(n) + 1
				if of > uint64(len(events)) || taken[of] {
					continue
				}
				taken[of] = true
				e.Retracts, e.Meme, e.Annotator = of, events[of-1].Meme, events[of-1].Annotator
			}
			events = append(events, e)
		}
		got := logOf(t, events, "")
		byMeme := map[labels.MemeID][]labels.Event{}
		for _, e := range events {
			byMeme[e.Meme] = append(byMeme[e.Meme], e)
		}
		want, pairs := map[string]*Person{}, map[string]int{}
		for _, history := range byMeme {
			alone := labels.Aggregate(withoutAdjudications(history)).Current
			for i, c := range alone {
				for _, o := range alone[i+1:] {
					if c.Level.Valid() && o.Level.Valid() && c.Source != labels.Import && o.Source != labels.Import {
						names := []string{c.Annotator, o.Annotator}
						slices.Sort(names)
						pairs[strings.Join(names, "+")]++
					}
				}
			}
			for _, c := range labels.Aggregate(history).Current {
				if c.Source == labels.Import {
					continue
				}
				if want[c.Annotator] == nil {
					want[c.Annotator] = &Person{}
				}
				p := want[c.Annotator]
				switch c.Action {
				case labels.Skip:
					p.Skipped++
				case labels.Flag:
					p.Flagged++
				}
				if c.Level.Valid() {
					p.Labelled++
					p.ByLevel[c.Level]++
					at := c.Time.In(statsNow.Location())
					for i := range p.Days {
						if at.Format(time.DateOnly) == statsNow.AddDate(0, 0, i-StatDays+1).Format(time.DateOnly) {
							p.Days[i]++
						}
					}
				}
			}
		}
		for _, p := range got.People {
			w := want[p.Annotator]
			if w == nil {
				w = &Person{}
			}
			if p.Labelled != w.Labelled || p.ByLevel != w.ByLevel || p.Skipped != w.Skipped || p.Flagged != w.Flagged || p.Days != w.Days || p.Today != w.Days[StatDays-1] {
				t.Errorf("seed %d: %s has %+v, want %+v", seed, p.Annotator, p, *w)
			}
		}
		for _, p := range got.Pairs {
			names := []string{p.First, p.Second}
			slices.Sort(names)
			if n := pairs[strings.Join(names, "+")]; !p.Imported && p.Equal.N != n {
				t.Errorf("seed %d: %s and %s share %d memes, want %d", seed, p.First, p.Second, p.Equal.N, n)
			}
		}
	}
}

// withoutAdjudications is a history in which nobody has decided anything. What is taken back stays
// taken back.
func withoutAdjudications(history []labels.Event) []labels.Event {
	retracted := labels.Retracted(history)
	return slices.DeleteFunc(slices.Clone(history), func(e labels.Event) bool {
		return retracted[e.Seq] || e.Action == labels.Adjudicate || e.Action == labels.Retract
	})
}

// A label that was taken back counts nowhere, and one that was said again does.
func TestStatsOfWhatIsTakenBack(t *testing.T) {
	one := level(3)
	one.ElapsedMS, one.Queue, one.Shown, one.Version, one.Accepted = 2000, "random", labels.ShownBefore, "m", true
	back := labels.Event{Action: labels.Retract, Retracts: 1}
	again := labels.Event{Action: labels.Retract, Retracts: 2}
	for n, want := range map[int]int{1: 1, 2: 0, 3: 1} {
		s := logOf(t, []labels.Event{one, back, again}[:n], "")
		var p Person
		if len(s.People) > 0 {
			p = s.People[0]
		}
		queued := 0
		for _, q := range s.Queues {
			queued += q.Labels
		}
		if p.Labelled != want || p.Today != want || p.Pace.N != want || p.Accepted.K != want || p.Model.Shown.Equal.N != want || queued != want {
			t.Errorf("after %d events: %+v, %d in queues; want %d of each", n, p, queued, want)
		}
	}
}

// What was given to several memes by one key has no time, but for the first of them.
func TestStatsOfTimesOfActs(t *testing.T) {
	var act []labels.Event
	for i := range 4 {
		e := level(2)
		e.Meme, e.ElapsedMS, e.Batch = labels.MemeID(fmt.Sprint(i)), 2000, i
		act = append(act, e)
	}
	if p := logOf(t, act, "").People[0]; p.Labelled != 4 || p.Pace.N != 1 || p.Pace.Median != 2 {
		t.Errorf("%d labels, pace %+v", p.Labelled, p.Pace)
	}
}

// The answer to a re-ask stands beside the level that it asks for again, and changes it not.
func TestStatsOfReAsks(t *testing.T) {
	again := func(l labels.Level) labels.Event {
		e := level(l)
		e.ReAsk = true
		return e
	}
	foreign := again(4)
	foreign.Annotator = "ben" // who has given no level
	s := logOf(t, []labels.Event{again(0), level(3), again(3), again(1), foreign, level(2), again(2), {Action: labels.Skip}, again(2)}, "")
	p := s.People[0]
	if p.Self.Equal.N != 3 || p.Self.Equal.K != 2 || p.Self.Confusion[3][1] != 1 || p.Self.Confusion[2][2] != 1 {
		t.Errorf("agreement with oneself is %+v", p.Self)
	}
	if p.Labelled != 0 || p.Skipped != 1 || s.People[1].Self.Equal.N != 0 || s.Queues[0].Labels != 1 {
		t.Errorf("re-asks are labels: %+v", s)
	}
	// It is none beside a level that a table brought, or that was given after it elsewhere.
	table, merged := level(2), again(1)
	table.Source, merged.Merged, merged.Time = labels.Import, true, statsNow.Add(-time.Hour)
	for name, events := range map[string][]labels.Event{"a table": {table, again(3)}, "given before": {level(2), merged}} {
		for _, p := range logOf(t, events, "").People {
			if p.Self.Equal.N != 0 {
				t.Errorf("%s: agreement with oneself is %+v", name, p.Self)
			}
		}
	}
}

// Agreement with the model is of first levels, apart by whether it was in sight; labels of
// a cell are in neither, and those whose version is not kept are counted.
func TestStatsOfTheModel(t *testing.T) {
	say := func(meme string, l labels.Level, shown labels.Shown, version string) labels.Event {
		e := level(l)
		e.Meme, e.Shown, e.Version, e.Queue = labels.MemeID(meme), shown, version, "uncertain"
		return e
	}
	changed := say("b", 2, labels.ShownBefore, "m")
	cell := say("g", 2, labels.ShownBefore, "m")
	cell.Screen, cell.Queue, cell.Action = labels.CellScreen, "cell m val true negative predicted neutral", labels.Adjudicate
	took := say("e", 2, labels.ShownBefore, "m")
	took.Accepted = true
	lot := say("h", 2, labels.ShownAfter, "m")
	lot.Queue = "mixed/random"
	s := logOf(t, []labels.Event{
		say("a", 2, labels.ShownAfter, "m"), say("b", 4, labels.ShownAfter, "m"), changed, say("c", 2, labels.ShownNo, ""),
		say("d", 1, labels.ShownAfter, "gone"), took, say("f", 3, labels.ShownBefore, "m"), cell, lot,
	}, "")
	p := s.People[0]
	if m := p.Model; m.Hidden.Equal.N != 3 || m.Hidden.Equal.K != 2 || m.Shown.Equal.N != 2 || m.Shown.Equal.K != 1 || m.Unknown != 2 || m.Hidden.Confusion[4][2] != 1 {
		t.Errorf("agreement with the model: %+v", m)
	}
	if p.Accepted.K != 1 || p.Accepted.N != 3 {
		t.Errorf("taken over: %+v, want 1 of 3", p.Accepted)
	}
	if len(s.Queues) != 3 || s.Queues[0].Labels != 6 || s.Queues[0].ByLevel != [5]int{0, 1, 3, 1, 1} || s.Queues[0].Differ.Hidden.K != 1 || s.Queues[0].Differ.Hidden.N != 2 || s.Queues[1].Name != "cell" {
		t.Errorf("queues: %+v", s.Queues)
	}
	if g := s.Gain; g.Active.Hidden.N != 2 || g.Random.Hidden.N != 1 || g.Hidden.Difference != .5 || !g.Hidden.CI95.Defined() || g.Shown.Difference.Defined() {
		t.Errorf("gain: %+v", g)
	}
	var b strings.Builder
	if err := s.WriteText(&b, strings.ToUpper); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nUNCERTAIN", "\nMIXED/RANDOM", "\nMemes that the model chose beside random ones",
		"\nmodel hidden        1/2 50%           0/1 0%            +50 (-39 to +91)\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "\nmodel in sight") {
		t.Errorf("a comparison without a random meme:\n%s", b.String())
	}
}

// In a cell of cross-validated rows and on Check heads answered that had not seen the meme: what the
// version says of it is not what a level was given beside.
func TestStatsOfCrossValidatedCells(t *testing.T) {
	cell := level(2)
	cell.Shown, cell.Version, cell.Screen, cell.Action = labels.ShownBefore, "m", labels.CellScreen, labels.Adjudicate
	cell.Queue = labels.CellQueue("m", CVRows, labels.Neutral, labels.Positive)
	check := cell
	check.Meme, check.Screen, check.Queue = "b", labels.CheckScreen, "check errors"
	s := logOf(t, []labels.Event{cell, check}, "")
	if q := s.Queues; len(q) != 2 || q[0].Differ.Shown.K != 1 || q[0].Differ.Shown.N != 1 || q[1].Differ.Shown.N != 0 {
		t.Errorf("queues: %+v", q)
	}
	if unknown := s.People[0].Model.Unknown; unknown != 1 {
		t.Errorf("of %d labels no answer is kept, want 1", unknown)
	}
}

// What a version says of a meme whose caption was changed since is not what it had said.
func TestStatsOfChangedCaptions(t *testing.T) {
	said := level(2)
	said.Shown, said.Version, said.Queue = labels.ShownAfter, "m", "uncertain"
	late := said
	late.Annotator = "ben"
	s := logOf(t, []labels.Event{said, {Action: labels.Caption, Text: "another"}, late, {Action: labels.SetLevel, Level: 1, Meme: "b"}}, "")
	if ada, ben := s.People[0].Model, s.People[1].Model; ada.Unknown != 2 || ada.Hidden.Equal.N != 0 || ben.Unknown != 0 || ben.Hidden.Equal.N != 1 {
		t.Errorf("before the change %+v, after it %+v", ada, ben)
	}
}

// Levels of a table are nobody's, but people can be compared with them.
func TestStatsOfTables(t *testing.T) {
	table := level(1)
	table.Source, table.Annotator = labels.Import, "gold"
	other := level(3)
	other.Annotator = "ben"
	s := logOf(t, []labels.Event{table, level(1), other}, "")
	if len(s.People) != 2 || len(s.Pairs) != 3 || !s.Pairs[2].Imported || s.Pairs[1].Second != "gold" {
		t.Fatalf("people %+v, pairs %+v", s.People, s.Pairs)
	}
	if o := s.People[1].Others; len(o) != 2 || o[0].With != "ada" || o[0].Confusion[3][1] != 1 || !o[1].Imported {
		t.Errorf("ben beside others: %+v", o)
	}
	if s.People[0].Left.Memes != 30 {
		t.Errorf("what is left for ada: %+v", s.People[0].Left)
	}
}

// Of one annotator there are only her own figures, and the pairs that she is in.
func TestStatsOfOneAnnotator(t *testing.T) {
	by := func(name string) labels.Event {
		e := level(1)
		e.Annotator, e.Queue = name, "of "+name
		return e
	}
	events := []labels.Event{by("ada"), by("ben"), by("eve")}
	s := logOf(t, events, "ben")
	if len(s.People) != 1 || s.People[0].Annotator != "ben" || len(s.Pairs) != 2 || len(s.Queues) != 1 || len(s.People[0].Others) != 2 {
		t.Errorf("of ben: %+v", s)
	}
	if s = logOf(t, events, "new"); len(s.People) != 1 || s.People[0].Labelled != 0 || s.People[0].Left.Memes != 30 {
		t.Errorf("of somebody new: %+v", s)
	}
}

// What fails ends it, and so does the context.
func TestStatsFail(t *testing.T) {
	broken := errors.New("broken")
	in := StatsInput{
		Log:     func(_ uint64, yield func(uint64, labels.Event) error) error { return yield(1, level(1)) },
		Said:    func(string, []uint64) ([]labels.Level, error) { return nil, nil },
		Waiting: func(string) (int, error) { return 0, broken },
	}
	if _, err := MakeStats(context.Background(), in); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of Waiting", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := MakeStats(ctx, in); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after the context has ended", err)
	}
}

func TestStatsTextFitsEightyColumns(t *testing.T) {
	var events []labels.Event
	for i := range 400 {
		e := level(labels.Level(i % labels.Levels))
		e.Annotator = []string{"ada", "benjamin the second of that name", "eve"}[i%3]
		e.Meme, e.Queue, e.ElapsedMS = labels.MemeID(fmt.Sprint(i/3)), "a saved search with a long name", int64(1000+i*7)
		e.Shown, e.Version = []labels.Shown{labels.ShownBefore, labels.ShownAfter}[i%2], "m"
		events = append(events, e)
	}
	var b strings.Builder
	if err := logOf(t, events, "").WriteText(&b, func(recorded string) string { return recorded }); err != nil {
		t.Fatal(err)
	}
	for row := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimRight(row, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, row)
		}
	}
	for _, want := range []string{"benjam… name", "model, hidden", "Labels a day, from 13 Nov", "waiting  left", "QWK"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	b.Reset()
	if (Stats{}).WriteText(&b, strings.ToUpper); b.String() != "nobody has labelled here yet\n" {
		t.Errorf("of nothing it says %q", b.String())
	}
}

// However many labels are compared at a time, and in whichever order a store is asked of
// them, each is held beside what its own version said of its own meme.
func TestStatsCompareEachLabelWithItsVersion(t *testing.T) {
	var events []labels.Event
	said := func(version string, meme uint64) labels.Level {
		return labels.Level((7*meme+uint64(version[1]))%(labels.Levels+1)) - 1 // or labels.NoLevel
	}
	var shown, hidden confusion
	unknown := 0
	for i := range 2*comparedAtOnce + 100 {
		e := labels.Event{
			Seq: uint64(i + 1), Time: statsNow, Meme: labels.MemeID(fmt.Sprint("m", i)), Annotator: "ada", Source: labels.Key, Action: labels.SetLevel,
			Level: labels.Level(i % labels.Levels), Version: fmt.Sprint("v", i%3), Shown: []labels.Shown{labels.ShownBefore, labels.ShownAfter}[i%2],
		}
		events = append(events, e)
		switch was := said(e.Version, uint64(i+1)); {
		case !was.Valid():
			unknown++
		case e.Shown == labels.ShownBefore:
			shown[e.Level][was]++
		default:
			hidden[e.Level][was]++
		}
	}
	s, err := MakeStats(context.Background(), StatsInput{
		Log: logBy(events),
		Said: func(version string, memes []uint64) ([]labels.Level, error) {
			if len(memes) > comparedAtOnce {
				t.Errorf("asked of %d memes at once", len(memes))
			}
			levels := make([]labels.Level, len(memes))
			for i, meme := range memes {
				levels[i] = said(version, meme)
			}
			return levels, nil
		},
		Waiting: func(string) (int, error) { return 0, nil },
		Now:     statsNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	if m := s.People[0].Model; m.Shown.Confusion != shown || m.Hidden.Confusion != hidden || m.Unknown != unknown {
		t.Errorf("%v, %v, %d unknown; want %v, %v, %d", m.Shown.Confusion, m.Hidden.Confusion, m.Unknown, shown, hidden, unknown)
	}
	if n := s.Queues[0].Differ.Hidden.N + s.Queues[0].Differ.Shown.N; n != len(events)-unknown {
		t.Errorf("the queue counts %d, want %d", n, len(events)-unknown)
	}
}

// A note that was changed is one, and one that was emptied none: what is counted are memes.
func TestStatsCountsNotedMemes(t *testing.T) {
	note := func(meme labels.MemeID, text string) labels.Event {
		return labels.Event{Meme: meme, Action: labels.Note, Text: text}
	}
	s := logOf(t, []labels.Event{note("a", "irony"), note("a", "irony?"), note("b", "cut off"), note("c", "hm"), note("c", "")}, "")
	if len(s.People) != 1 || s.People[0].Notes != 2 {
		t.Errorf("%+v", s.People)
	}
}
