package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/settings"
)

// A comparison is of the rows that the reports on either version are of.
func TestCompareIsOfBothReports(t *testing.T) {
	r := newRig(t)
	r.fill(t, 200)
	short := quickConfig()
	short.Epochs = 1
	r.mustTrain(t, TrainOptions{Config: short})
	r.mustTrain(t, TrainOptions{Config: smallConfig()})
	for _, split := range []string{"val", "test"} {
		report, first, err := r.Evaluate(t.Context(), "v1", split, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, second, err := r.Evaluate(t.Context(), "v2", split, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := eval.Compare(first, second)
		if err != nil {
			t.Fatal(err)
		}
		want.First, want.Second, want.Split, want.Seq = "v1", "v2", split, report.Seq
		got, err := r.Compare(t.Context(), "served", "latest", split, nil)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", split, got, err, want)
		}
		if got.Discordant == 0 {
			t.Errorf("%s: one epoch is as good as many", split)
		}
	}
}

// Rows that one of the versions, or one that it comes from, may have learnt from
// are left out.
func TestCompareLeavesOutWhatIsKnown(t *testing.T) {
	r := newRig(t)
	r.fill(t, 100)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{Warm: true}) // from v1
	moved := map[labels.MemeID]labels.Split{}
	for _, m := range r.memes(t) {
		if m.Split == labels.Train && len(moved) < 5 {
			moved[m.ID] = labels.Test
		}
	}
	r.resplit(t, moved)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	for pair, want := range map[[2]string]struct {
		n, known int
		knowing  []string
	}{
		{"v4", "v1"}: {20, 5, []string{"v1"}}, {"v3", "v4"}: {20, 5, []string{"v3"}}, {"v1", "v3"}: {20, 5, []string{"v1", "v3"}}, {"v5", "v4"}: {25, 0, nil},
	} {
		c, err := r.Compare(t.Context(), pair[0], pair[1], "test", nil)
		if err != nil || c.N != want.n || c.Known != want.known || !slices.Equal(c.Knowing, want.knowing) {
			t.Errorf("%v: %d rows, %d left out that %v may know, %v; want %v", pair, c.N, c.Known, c.Knowing, err, want)
		}
	}
}

// Where one of them may know all rows there is nothing to compare, which is not that no meme is
// labelled: it is said how many are left out, and no look at test is counted.
func TestCompareWhereAllIsKnown(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	moved := map[labels.MemeID]labels.Split{}
	for _, m := range r.memes(t) {
		switch m.Split {
		case labels.Train:
			moved[m.ID] = labels.Test
		case labels.Test:
			moved[m.ID] = labels.Train
		}
	}
	r.resplit(t, moved)
	c, err := r.Compare(t.Context(), "v1", "v2", "test", nil)
	if err != nil || c.N != 0 || c.Known == 0 || c.Verdict() != fmt.Sprintf("v1 and v2 may have learnt from all %d rows", c.Known) {
		t.Errorf("%+v, %v", c, err)
	}
	if seen, ok, err := r.store.Setting(testSeenSetting); ok || err != nil {
		t.Errorf("test was looked at: %s, %v", seen, err)
	}
}

// What is served is decided on val; where that is small and a version from elsewhere may know all
// that could be cross-validated, the few memes of val that it has not learnt from say more than none.
func TestCompareToServeOnFewMemes(t *testing.T) {
	r := newRig(t)
	r.fill(t, 250)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	r.store.alterVersion = func(v *eval.Version) {
		if v.ID == "v1" {
			v.Origin = &eval.Origin{Name: "v7"}
		}
	}
	if c, err := r.Compare(t.Context(), "v1", "v2", "cv", nil); err != nil || c.N != 0 || c.Known == 0 {
		t.Fatalf("cross-validated: %+v, %v", c, err)
	}
	c, err := r.CompareToServe(t.Context(), "v1", "v2", nil)
	if err != nil || c.N == 0 || c.Split != "val" || c.Outcome != eval.TooFew {
		t.Errorf("%+v, %v", c, err)
	}
}

// Out of fold, equal configs and labels make equal heads, and more labels better
// ones.
func TestCompareOutOfFold(t *testing.T) {
	r := newRig(t)
	r.fill(t, 30)
	c := smallConfig()
	r.mustTrain(t, TrainOptions{Config: c})
	r.mustTrain(t, TrainOptions{Config: c, Warm: true})
	ids := r.fill(t, 120)
	r.mustTrain(t, TrainOptions{Config: c})
	r.label(t, ids[0], labels.Positive) // nobody has learnt from this yet

	same, err := r.Compare(t.Context(), "v1", "v2", "cv", nil)
	if err != nil || same.N != 120 || same.Discordant != 0 || same.ProbImproved != .5 || same.Repeats != DefaultRepeats || same.Outcome != eval.Unclear || same.Split != "cv" {
		t.Errorf("equal labels: %+v, %v", same, err)
	}
	more, err := r.Compare(t.Context(), "v1", "v3", "cv", nil)
	if err != nil || more.N != 120 || more.SecondRight <= more.FirstRight || more.ProbImproved < .99 {
		t.Errorf("more labels: %+v, %v", more, err)
	}
	// The second is what a cross-validation of it says, with the labels of then.
	r.label(t, ids[0], labels.VeryNegative)
	report, _, err := r.Evaluate(t.Context(), "v3", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	once := func(versions ...string) eval.Comparison {
		t.Helper()
		all, err := r.CompareAll(t.Context(), versions, "cv", 1, nil)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d comparisons, %v", len(all), err)
		}
		return all[0]
	}
	if more = once("v1", "v3"); more.SecondMacroF1 != report.MacroF1 || more.Repeats != 1 {
		t.Errorf("macro-F1 %v; its own says %v", more.SecondMacroF1, report.MacroF1)
	}
	// Other folds say something else, and are those of the workspace.
	set(t, r, settings.FoldsSeed.Name, "2")
	if other := once("v1", "v3"); other.SecondMacroF1 == more.SecondMacroF1 && other.FirstMacroF1 == more.FirstMacroF1 {
		t.Errorf("by other folds just as much: %+v", other)
	}
	set(t, r, settings.FoldsSeed.Name, "none")
	if _, err := r.Compare(t.Context(), "v1", "v3", "cv", nil); err == nil || !strings.Contains(err.Error(), "folds.seed") {
		t.Errorf("by folds of no seed: %v", err)
	}
}

// Which version comes first makes no difference, whatever their seeds are.
func TestCompareOutOfFoldIsSymmetric(t *testing.T) {
	r := newRig(t)
	r.fill(t, 100)
	a, b := quickConfig(), quickConfig()
	a.Seed, b.Seed, b.Hidden = 3, 8, 8
	r.mustTrain(t, TrainOptions{Config: a})
	r.mustTrain(t, TrainOptions{Config: b})
	there, err := r.Compare(t.Context(), "v1", "v2", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	back, err := r.Compare(t.Context(), "v2", "v1", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	near := func(x, y eval.Metric) bool { return math.Abs(float64(x-y)) < 1e-12 }
	if there.Discordant == 0 || !near(there.MacroF1Delta, -back.MacroF1Delta) || !near(there.CI95[0], -back.CI95[1]) || !near(there.P, back.P) ||
		!near(there.LogLossDelta, -back.LogLossDelta) || !near(there.ProbImproved, 1-back.ProbImproved) || there.FirstRight != back.SecondRight {
		t.Errorf("there %+v\nback %+v", there, back)
	}
}

// Of several versions each is compared with those before it, and the p-values count so
// often.
func TestCompareAll(t *testing.T) {
	r := newRig(t)
	r.fill(t, 200)
	short := quickConfig()
	short.Epochs = 1
	for _, c := range []eval.Config{short, smallConfig(), quickConfig()} {
		r.mustTrain(t, TrainOptions{Config: c})
	}
	all, err := r.CompareAll(t.Context(), []string{"v1", "v2", "v3"}, "test", 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, c := range all {
		pairs = append(pairs, c.First+" "+c.Second)
		if c.Tests != 3 || c.PAdjusted < c.P {
			t.Errorf("%s %s: p = %v, adjusted %v for %d", c.First, c.Second, c.P, c.PAdjusted, c.Tests)
		}
	}
	if got := strings.Join(pairs, ", "); got != "v1 v2, v1 v3, v2 v3" {
		t.Errorf("compared %s", got)
	}
}

// Heads out of fold learn from disputed memes, as every training does, and are
// evaluated on none; one that is made as an earlier version was knows nothing of those
// that have come since.
func TestOutOfFoldLearnsFromDisputed(t *testing.T) {
	r := newRig(t)
	r.fill(t, 120)
	c := smallConfig()
	r.mustTrain(t, TrainOptions{Config: c})
	before, _, err := r.Evaluate(t.Context(), "v1", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	// One of two is right about each of these, so that learning from them shows.
	for i := range 60 {
		level := labels.Level(i % labels.Levels)
		id := r.add(t, labels.Meme{Caption: fmt.Sprintf("level %d, disputed %d", level, i), Split: labels.Train})
		r.label(t, id, level)
		r.say(t, id, "bob", (level+2)%labels.Levels)
	}
	r.mustTrain(t, TrainOptions{Config: c})
	after, rows, err := r.Evaluate(t.Context(), "v2", "cv", nil)
	if err != nil {
		t.Fatal(err)
	}
	if after.N != before.N || len(rows) != before.N || after.MacroF1 <= before.MacroF1 {
		t.Errorf("of %d rows %v, with disputed memes of %d rows %v: want as many, and more", before.N, before.MacroF1, after.N, after.MacroF1)
	}
	if after.Baselines.Majority != before.Baselines.Majority {
		t.Errorf("the majority was %+v and is %+v", before.Baselines.Majority, after.Baselines.Majority)
	}
	all, err := r.CompareAll(t.Context(), []string{"v1", "v2"}, "cv", 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	both := all[0]
	if both.Disputed != 60 {
		t.Errorf("%d disputed memes are left out, want 60", both.Disputed)
	}
	if both.N != before.N || both.FirstMacroF1 != before.MacroF1 || both.SecondMacroF1 != after.MacroF1 {
		t.Errorf("compared: %+v, %v; want macro-F1 %v and %v", both, err, before.MacroF1, after.MacroF1)
	}
}

// What was said after a version was trained, in levels or in votes, is not what
// heads like it learn.
func TestBefore(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 20)
	seq, _ := r.store.LastSeq()
	say := func(who string, l labels.Level) {
		r.say(t, ids[0], who, l)
	}
	was, err := r.store.State(ids[0])
	if err != nil {
		t.Fatal(err)
	}
	say("ben", was.Gold)
	say("cyd", labels.VeryPositive)
	later := r.add(t, labels.Meme{Caption: "level 2, labelled later"})
	r.label(t, later, 2)
	c, err := r.caches(t.Context(), encoder.DefaultPack, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Encode(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	g, err := r.gather(t.Context(), c, func(m *labels.Meme, s labels.State) bool { return learnable(m, s) })
	if err != nil {
		t.Fatal(err)
	}
	now, _ := r.store.LastSeq()
	for _, c := range []struct {
		seq   uint64
		votes int
		last  labels.Level
	}{{seq, 0, labels.NoLevel}, {now, 1, 2}} {
		past, err := r.asOf(t.Context(), g, c.seq)
		if err != nil || len(past.Votes) != c.votes || past.Level[0] != was.Gold || past.Level[len(past.Level)-1] != c.last {
			t.Errorf("before %d: %d votes, levels %v, %v", c.seq, len(past.Votes), past.Level, err)
		}
	}
	if len(g.Votes) != 1 || g.Level[len(g.Level)-1] != 2 {
		t.Errorf("today's rows have changed: %v, %v", g.Votes, g.Level)
	}
}

// A meme that was disputed when a version was trained was learnt as its votes in train alone.
func TestBeforeDisputed(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 20) // the first is of train, the eighth of val
	for _, i := range []int{0, 7} {
		s, err := r.store.State(ids[i])
		if err != nil {
			t.Fatal(err)
		}
		r.say(t, ids[i], "ben", (s.Gold+1)%labels.Levels)
	}
	seq, err := r.store.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 7} {
		if _, err := r.store.Append(labels.Event{Meme: ids[i], Annotator: "cyd", Source: labels.Key, Action: labels.Adjudicate, Level: 2}); err != nil {
			t.Fatal(err)
		}
	}
	g := r.gathered(t)
	past, err := r.asOf(t.Context(), g, seq)
	if err != nil {
		t.Fatal(err)
	}
	for r, id := range g.memes {
		_, voted := past.Votes[r]
		if disputed := id == ids[0] || id == ids[7]; past.Level[r].Valid() == disputed || voted != (id == ids[0]) {
			t.Errorf("%s, of train %v: level %v, votes %v", id, g.ofTrain(r), past.Level[r], past.Votes[r])
		}
	}
}

// Versions that read different encoders are evaluated on what both can read.
func TestCompareTwoPacks(t *testing.T) {
	r := newRig(t)
	for i := range 40 {
		name := string(rune('a'+i)) + ".png"
		m := labels.Meme{Image: r.drawn(t, name), Split: labels.Val}
		if i%2 == 0 {
			m.Split = labels.Train
		}
		r.label(t, r.add(t, m), labels.Level(i%labels.Levels))
	}
	odd := r.drawn(t, "odd.png")
	r.label(t, r.add(t, labels.Meme{Image: odd, Split: labels.Val}), 1)
	disputed := r.add(t, labels.Meme{Caption: "one says so, another not", Split: labels.Val})
	r.label(t, disputed, 1)
	r.say(t, disputed, "bob", 3)
	r.mustTrain(t, TrainOptions{})
	// The other pack's encoders come too late for this one.
	if err := errors.Join(os.Remove(odd.Path), r.SetPack("resnet")); err != nil {
		t.Fatal(err)
	}
	r.mustTrain(t, TrainOptions{})
	for _, pair := range [][2]string{{"v1", "v2"}, {"v2", "v1"}} {
		c, err := r.Compare(t.Context(), pair[0], pair[1], "val", nil)
		if err != nil || c.N != 20 || c.Disputed != 1 {
			t.Errorf("%v: %d rows, %d disputed, %v; want 20, 1", pair, c.N, c.Disputed, err)
		}
	}
	// A meme that is given another level between the two readings has no one level to be compared by.
	changing := slices.IndexFunc(r.memes(t), func(m labels.Meme) bool { return m.Split == labels.Val })
	id, level := r.memes(t)[changing].ID, labels.VeryNegative
	r.store.onRows = func() {
		level = (level + 1) % labels.Levels
		r.label(t, id, level)
	}
	if c, err := r.Compare(t.Context(), "v1", "v2", "val", nil); err != nil || c.N != 19 {
		t.Errorf("while a label changes: %d rows, %v; want 19", c.N, err)
	}
}

func TestCompareRefuses(t *testing.T) {
	r := newRig(t)
	if _, err := r.Compare(t.Context(), "v1", "v2", "val", nil); !errors.Is(err, ErrNoVersion) {
		t.Errorf("without a version: %v", err)
	}
	r.fill(t, 40)
	r.mustTrain(t, TrainOptions{})
	r.mustTrain(t, TrainOptions{})
	for want, args := range map[string][3]string{
		"v2 and latest are the same version": {"v2", "latest", "val"},
		"want val, test or cv":               {"v1", "v2", "all"},
		`no version "v7"`:                    {"v1", "v7", "val"},
	} {
		if _, err := r.Compare(t.Context(), args[0], args[1], args[2], nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
	r.store.alterVersion = func(v *eval.Version) {
		if v.ID == "v1" {
			v.Origin = &eval.Origin{Name: "v7"}
		}
	}
	// What was trained elsewhere is evaluated itself, on what it does not know.
	heads := 0
	told := func(s Step) {
		if s.Phase == "compare" {
			heads++
		}
	}
	if c, err := r.Compare(t.Context(), "v1", "v2", "cv", told); err != nil || c.N != 0 || c.Known != 32 || c.Outcome != eval.TooFew || heads > 0 {
		t.Errorf("from elsewhere, and all rows known to it: %+v, %v, %d heads", c, err, heads)
	}
	ids := r.fill(t, 60)
	if c, err := r.Compare(t.Context(), "v1", "v2", "cv", nil); err != nil || c.N != 48 || c.Known != 32 || c.Repeats != DefaultRepeats {
		t.Errorf("from elsewhere, and %d new ones: %+v, %v", len(ids), c, err)
	}
	r.changeAll(t, func(_ int, m *labels.Meme) { m.Split = labels.Train })
	if _, err := r.Compare(t.Context(), "v1", "v2", "val", nil); !errors.Is(err, ErrNothingToEvaluate) {
		t.Errorf("nothing in val: %v", err)
	}
	r.store.alterVersion = nil
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := r.Compare(ctx, "v1", "v2", "cv", onPhase("compare", cancel)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
