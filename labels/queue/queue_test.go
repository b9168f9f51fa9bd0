package queue

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// workspace is the memes that queues are made of, as a store would know them.
type workspace []labels.Facts

// random is a workspace in which anything may have been said of a meme.
func random(rng *rand.Rand, n int) workspace {
	w := make(workspace, n)
	for i := range w {
		f := &w[i]
		*f = labels.Facts{
			Seq: uint64(i + 1), Group: uint64(1 + rng.IntN(n)), Kind: labels.Unlabelled, Gold: labels.NoLevel,
			Split: []labels.Split{labels.Train, labels.Train, labels.Train, labels.Val, labels.Test}[rng.IntN(5)], CrossSplit: rng.IntN(20) == 0,
			By: map[string]labels.Said{},
		}
		said := func(who string, imported bool) {
			l := labels.Level(rng.IntN(labels.Levels))
			f.By[who] = labels.Said{Action: labels.SetLevel, Level: l, Imported: imported}
			f.Kind, f.Gold = labels.Labelled, l
			if imported {
				f.Imported = true
			} else {
				f.Voices++
				f.Imported = false
			}
		}
		if rng.IntN(4) == 0 {
			said("gold", true)
		}
		switch rng.IntN(6) {
		case 0:
			said("ada", false)
		case 1:
			said("ben", false)
		case 2:
			f.By["ada"], f.Kind = labels.Said{Action: labels.Skip, Level: labels.NoLevel}, labels.Skipped
		case 3:
			f.Kind, f.Gold = labels.Flagged, labels.NoLevel
		}
		if rng.IntN(3) > 0 {
			f.Predicted = true
			sum := float32(0)
			for l := range f.Probs {
				f.Probs[l] = rng.Float32() + .01
				sum += f.Probs[l]
			}
			for l := range f.Probs {
				f.Probs[l] /= sum
			}
		}
	}
	return w
}

func (w workspace) facts(ctx context.Context, s labels.Search, yield func(*labels.Facts) error) error {
	for i := range w {
		f, needs := w[i], s.Needs()
		f.Predicted = f.Predicted && s.Version != "" && needs.Prediction
		if !slices.Contains(needs.Annotators, s.Annotator) {
			f.By = nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !s.Match(&f) {
			continue
		}
		if err := yield(&f); err != nil {
			return err
		}
	}
	return nil
}

// features are vectors that depend on the meme only.
func (w workspace) features(_ context.Context, seqs []uint64) ([][]float32, error) {
	x := make([][]float32, len(seqs))
	for i, seq := range seqs {
		if seq%7 == 0 {
			continue // not encoded yet
		}
		lots := eval.NewStream(seq, eval.ForProbe)
		x[i] = []float32{float32(lots.Uniform(0)), float32(lots.Uniform(1)), float32(lots.Uniform(2))}
	}
	return x, nil
}

func (w workspace) input(annotator string) Input {
	return Input{Annotator: annotator, Overlap: 1, Version: "v1", Facts: w.facts, Features: w.features}
}

func make1(t testing.TB, w workspace, name string, in Input) List {
	t.Helper()
	l, err := Make(t.Context(), name, in)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if l.Name != name {
		t.Errorf("list %q, want %q", l.Name, name)
	}
	return l
}

func (w workspace) at(it Item) *labels.Facts { return &w[it.Seq()-1] }

func TestEveryWaitingMemeComesOnce(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 1))
		w := random(rng, rng.IntN(400))
		in := w.input([]string{"ada", "ben", "eve"}[seed%3])
		in.Overlap = 1 + int(seed/3)%3
		if seed%4 == 0 {
			in.Version = ""
		}
		for _, name := range Names {
			if !Waiting(name) {
				continue
			}
			l := make1(t, w, name, in)
			seen := map[uint64]bool{}
			for i, it := range l.Items {
				f := w.at(it)
				if seen[it.Seq()] {
					t.Fatalf("seed %d: %s has #%d twice", seed, name, it.Seq())
				}
				seen[it.Seq()] = true
				if again := it.How() == Again; again && (name != Mixed || !f.By[in.Annotator].Level.Valid() || f.Kind == labels.Flagged) {
					t.Fatalf("seed %d: %s asks #%d again", seed, name, it.Seq())
				} else if !again && !f.Waits(in.Annotator, in.Overlap) {
					t.Fatalf("seed %d: #%d at place %d of %s does not wait", seed, it.Seq(), i+1, name)
				}
				if it.How() == ByName && f.Split != labels.Train && name != Order && name != Random {
					t.Errorf("seed %d: #%d of %s is at place %d of %s by its rank", seed, it.Seq(), f.Split, i+1, name)
				}
			}
			for _, f := range w {
				if f.Waits(in.Annotator, in.Overlap) && !seen[f.Seq] {
					t.Fatalf("seed %d: #%d waits and is not in %s", seed, f.Seq, name)
				}
			}
			imported := false
			for _, it := range l.Items {
				f := w.at(it)
				if it.How() == HeldOut || it.How() == Again {
					continue
				}
				if imported && !f.Imported {
					t.Fatalf("seed %d: in %s #%d, that nobody has labelled, comes after imported ones", seed, name, it.Seq())
				}
				imported = imported || f.Imported
			}
		}
	}
}

func TestQueuesDependOnNothingElse(t *testing.T) {
	w := random(rand.New(rand.NewPCG(3, 4)), 700)
	for _, name := range append(slices.Clone(Names), OfGroup(5)) {
		a, b := make1(t, w, name, w.input("ada")), make1(t, w, name, w.input("ada"))
		if !slices.Equal(a.Items, b.Items) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
	a, b := make1(t, w, Random, w.input("ada")), make1(t, w, Random, w.input("ben"))
	if slices.Equal(a.Items[:20], b.Items[:20]) {
		t.Error("ada and ben have the same random order")
	}
	// What is labelled or comes in between moves nothing else.
	w[a.Items[3].Seq()-1].Kind = labels.Flagged
	c := make1(t, w, Random, w.input("ada"))
	if want := slices.Delete(slices.Clone(a.Items), 3, 4); !slices.Equal(c.Items, want) {
		t.Error("another random order after one meme was flagged")
	}
}

// plain is a workspace of n memes of train that wait, with predictions that are the surer
// the greater their number.
func plain(n int) workspace {
	w := make(workspace, n)
	for i := range w {
		w[i] = labels.Facts{Seq: uint64(i + 1), Split: labels.Train, Kind: labels.Unlabelled, Gold: labels.NoLevel, By: map[string]labels.Said{}, Predicted: true}
		sure := float32(i+1) / float32(n+1)
		for l := range w[i].Probs {
			w[i].Probs[l] = (1 - sure) / labels.Levels
		}
		w[i].Probs[2] += sure
	}
	return w
}

// say has an annotator give levels to memes.
func (w workspace) say(who string, seqs ...uint64) {
	for _, seq := range seqs {
		f := &w[seq-1]
		f.By[who] = labels.Said{Action: labels.SetLevel, Level: labels.Neutral}
		f.Kind, f.Gold, f.Voices = labels.Labelled, labels.Neutral, f.Voices+1
	}
}

func seqs(items []Item) (out []uint64) {
	for _, it := range items {
		out = append(out, it.Seq())
	}
	return out
}

func TestUncertainAndMargin(t *testing.T) {
	w := plain(6)
	w[2].Predicted = false
	// #5 is torn between two levels: no margin, but less entropy than the unsure ones have.
	w[4].Probs = [labels.Levels]float32{.5, .5, 0, 0, 0}
	for name, want := range map[string][]uint64{Uncertain: {1, 2, 4, 5, 6, 3}, Margin: {5, 1, 2, 4, 6, 3}} {
		l := make1(t, w, name, w.input("ada"))
		if got := seqs(l.Items); !slices.Equal(got, want) || l.Version != "v1" {
			t.Errorf("%s: %v by %q, want %v", name, got, l.Version, want)
		}
		in := w.input("ada")
		in.Version = ""
		if l := make1(t, w, name, in); l.Version != "" || !slices.Equal(l.Items, make1(t, w, Random, in).Items) {
			t.Errorf("%s without predictions is not random: %v", name, seqs(l.Items))
		}
	}
}

func TestMixedHasItsProportions(t *testing.T) {
	w := plain(2000)
	w[3].Probs = [labels.Levels]float32{.5, .5, 0, 0, 0} // the closest decision, and not the greatest entropy
	for i := uint64(1); i <= 300; i++ {
		w.say("ada", 5*i)
	}
	in := w.input("ada")
	in.Lately = map[uint64]bool{5: true, 10: true}
	l := make1(t, w, Mixed, in)
	closest := make1(t, w, Margin, in).Items
	for from := 0; from+10 <= 1500; from += 10 {
		var by [4]int
		for _, it := range l.Items[from : from+10] {
			by[it.How()]++
		}
		if by != [4]int{ByName: 7, ByLot: 2, Again: 1} {
			t.Fatalf("places %d to %d: %v", from+1, from+10, by)
		}
	}
	if i := slices.Index(l.Items[:10], closest[0]); i < 0 || closest[0].Seq() != 4 {
		t.Errorf("the closest decision is not among the first ten: %v", seqs(l.Items[:10]))
	}
	for _, it := range l.Items {
		if in.Lately[it.Seq()] {
			t.Errorf("#%d was labelled lately and is asked again", it.Seq())
		}
	}
	again := func(its []Item) (places []int) {
		for i, it := range its {
			if it.How() == Again {
				places = append(places, i%10)
			}
		}
		return places
	}
	if p := again(l.Items[:200]); len(slices.Compact(slices.Sorted(slices.Values(p)))) < 4 {
		t.Errorf("one can tell where the levels are asked again: places %v of the blocks", p)
	}
	for it, want := range map[Item]string{NewItem(1, ByName): "mixed", NewItem(1, ByLot): "mixed/random", NewItem(1, Again): "mixed/reask", NewItem(1, HeldOut): "mixed/held-out"} {
		if got := l.Queue(it); got != want {
			t.Errorf("recorded as %q, want %q", got, want)
		}
	}
}

func TestEveryFourthIsHeldOutUntilThereAreEnough(t *testing.T) {
	w := plain(3000)
	for i := range w {
		switch {
		case i%10 == 0:
			w[i].Split = labels.Val
		case i%10 == 1:
			w[i].Split = labels.Test
		}
	}
	for i := range uint64(40) { // val has 40, test none
		w.say("ben", 10*i+1)
	}
	for _, name := range []string{Uncertain, Margin, Diverse, Mixed} {
		l := make1(t, w, name, w.input("ada"))
		by := map[labels.Split]int{}
		for i, it := range l.Items[:4*160] {
			if fourth := i%4 == 3; fourth != (it.How() == HeldOut) {
				t.Fatalf("%s: place %d is chosen as %d", name, i+1, it.How())
			}
			if it.How() == HeldOut {
				by[w.at(it).Split]++
			}
		}
		if by[labels.Val] != 60 || by[labels.Test] != 100 {
			t.Errorf("%s: %v at the first fourth places", name, by)
		}
		// They are a random sample: not those that the model doubts most, or came first.
		if first := l.Items[3].Seq(); first < 12 {
			t.Errorf("%s: the first held-out meme is #%d", name, first)
		}
		n, early := 0, 0
		for i, it := range l.Items[4*160:] {
			if it.How() == HeldOut {
				t.Fatalf("%s: place %d is for a split that has enough", name, 4*160+i+1)
			}
			if w.at(it).Split != labels.Train && it.How() == ByLot {
				n++
				if i < (len(l.Items)-4*160)/2 {
					early++
				}
			}
		}
		if name != Mixed && (early < n*2/5 || early > n*3/5) { // in mixed they are among the fifth that is random
			t.Errorf("%s: %d of %d other held-out memes are in the first half", name, early, n)
		}
	}
}

func TestSmallSplitsNeedAllTheyHave(t *testing.T) {
	w := plain(100)
	for i := range 10 {
		w[i].Split = labels.Test
	}
	w[3].Kind = labels.Flagged
	l := make1(t, w, Uncertain, w.input("ada"))
	n := 0
	for i, it := range l.Items {
		if it.How() == HeldOut {
			n++
			if i != 4*n-1 {
				t.Errorf("held-out meme %d is at place %d", n, i+1)
			}
		}
	}
	if n != 9 {
		t.Errorf("%d held-out memes at fourth places, want the 9 that wait", n)
	}
}

// Cross-split duplicates are not evaluated on: their levels are none of those that a split needs.
func TestSplitsNeedLevelsOfWhatIsEvaluated(t *testing.T) {
	w := plain(1000)
	for i := range uint64(2 * Enough) {
		w[i].Split = labels.Test
		if i < Enough {
			w[i].CrossSplit = true
			w.say("ben", i+1)
		}
	}
	n := 0
	for _, it := range make1(t, w, Uncertain, w.input("ada")).Items {
		if it.How() == HeldOut {
			n++
		}
	}
	if n != Enough {
		t.Errorf("%d held-out memes, want %d", n, Enough)
	}
}

func TestQueuesOfWhatPeopleHaveSaid(t *testing.T) {
	w := plain(12)
	w.say("ada", 1, 2, 3)
	w.say("ben", 2, 4, 5, 6)
	w[5].Kind, w[5].Gold = labels.Flagged, labels.NoLevel
	w[1].Kind, w[1].Gold = labels.Disputed, labels.NoLevel
	w[6].By["ada"], w[6].Kind = labels.Said{Action: labels.Skip, Level: labels.NoLevel}, labels.Skipped
	w[7].By["ben"], w[7].Kind = labels.Said{Action: labels.Skip, Level: labels.NoLevel}, labels.Skipped
	w[8].Group, w[10].Group = 9, 9
	in := w.input("ada")
	in.Lately = map[uint64]bool{3: true}
	for name, want := range map[string][]uint64{
		Order: {8, 9, 10, 11, 12}, Disputed: {2}, Second: {4, 5}, Reask: {1, 2}, Skipped: {7}, Flagged: {6}, OfGroup(9): {9, 11}, OfGroup(99): nil,
	} {
		l := make1(t, w, name, in)
		got := slices.Sorted(slices.Values(seqs(l.Items)))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		for _, it := range l.Items {
			if again := it.How() == Again; again != (name == Reask) {
				t.Errorf("%s: #%d is asked again: %v", name, it.Seq(), again)
			}
		}
		if q := l.Queue(NewItem(1, map[bool]How{true: Again}[name == Reask])); q != name {
			t.Errorf("%s is recorded as %q", name, q)
		}
	}
	q, err := labels.ParseQuery("state:flagged", nil)
	if err != nil {
		t.Fatal(err)
	}
	in.Query = q
	if l := make1(t, w, "unfit", in); !slices.Equal(seqs(l.Items), []uint64{6}) || l.Name != "unfit" {
		t.Errorf("a search: %v", l)
	}
}

func TestHolds(t *testing.T) {
	said := func(who string, act labels.Action) labels.State {
		l := labels.NoLevel
		if act == labels.SetLevel || act == labels.Adjudicate {
			l = labels.Positive
		}
		return labels.Aggregate([]labels.Event{{Seq: 1, Annotator: who, Source: labels.Key, Action: act, Level: l}})
	}
	none := labels.Aggregate(nil)
	differ := labels.Aggregate([]labels.Event{
		{Seq: 1, Annotator: "ada", Source: labels.Key, Action: labels.SetLevel, Level: labels.Positive},
		{Seq: 2, Annotator: "ben", Source: labels.Key, Action: labels.SetLevel, Level: labels.Negative},
	})
	for _, c := range []struct {
		name    string
		how     How
		s       labels.State
		overlap int
		want    bool
	}{
		{Uncertain, ByName, none, 1, true},
		{Uncertain, ByName, said("ada", labels.SetLevel), 2, false},
		{Uncertain, ByName, said("ben", labels.SetLevel), 1, false},
		{Uncertain, HeldOut, said("ben", labels.SetLevel), 2, true},
		{Uncertain, ByName, said("ben", labels.Flag), 1, false},
		{Mixed, Again, said("ada", labels.SetLevel), 1, true},
		{Mixed, Again, none, 1, false},
		{Mixed, Again, said("ada", labels.Flag), 1, false},
		{Disputed, ByName, differ, 1, true},
		{Disputed, ByName, said("ada", labels.Adjudicate), 1, false},
		{Second, ByName, said("ben", labels.SetLevel), 1, true},
		{Second, ByName, said("ada", labels.Skip), 1, false},
		{Skipped, ByName, said("ada", labels.Skip), 1, true},
		{Skipped, ByName, said("ada", labels.SetLevel), 1, false},
		{Flagged, ByName, said("ben", labels.Flag), 1, true},
		{Flagged, ByName, none, 1, false},
		{"mine alone", ByName, said("ada", labels.SetLevel), 1, true},
		{OfGroup(3), ByName, said("ada", labels.SetLevel), 1, true},
	} {
		if got := (List{Name: c.name}).Holds(NewItem(1, c.how), c.s, "ada", c.overlap); got != c.want {
			t.Errorf("%s: %v with %+v and overlap %d, want %v", c.name, got, c.s.Current, c.overlap, c.want)
		}
	}
}

func TestRenewed(t *testing.T) {
	list := func(seqs ...uint64) (l List) {
		for _, s := range seqs {
			l.Items = append(l.Items, NewItem(s, ByName))
		}
		return l
	}
	here := NewItem(4, ByLot)
	for _, c := range []struct {
		old   List
		place int
		next  List
		want  []uint64
	}{
		{list(1, 2, 3, 4, 5, 6), 4, list(6, 2, 4, 5), []uint64{1, 3, 4, 6, 2, 5}}, // 2 was passed without a label
		{list(1, 2, 3, 4, 5, 6), 4, list(6, 5), []uint64{1, 2, 3, 4, 6, 5}},
		{list(1, 2), 0, list(6, 5), []uint64{4, 6, 5}},
		{list(), 0, list(6, 4), []uint64{4, 6}},
		{list(1, 2), 9, list(), []uint64{1, 2, 4}},
	} {
		c.next.Ordered = len(c.next.Items)
		got := c.old.Renewed(c.place, here, c.next)
		if !slices.Equal(seqs(got.Items), c.want) || got.Items[got.Place(4)-1] != here {
			t.Errorf("%v at %d, then %v: %v, want %v", seqs(c.old.Items), c.place, seqs(c.next.Items), seqs(got.Items), c.want)
		}
		if len(c.next.Items) > 0 && got.Ordered != len(got.Items) {
			t.Errorf("%v: %d in order", seqs(got.Items), got.Ordered)
		}
	}
}

func TestTooManyMemes(t *testing.T) {
	w := workspace{{Seq: MaxSeq + 1, By: map[string]labels.Said{}}}
	if _, err := Make(t.Context(), Random, w.input("ada")); !errors.Is(err, ErrFull) {
		t.Errorf("%v", err)
	}
}

func TestCancelled(t *testing.T) {
	w := plain(2000)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range Names {
		if _, err := Make(ctx, name, w.input("ada")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := kCentre(ctx, [][]float32{{1}, {2}}, nil, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNames(t *testing.T) {
	for _, name := range Names {
		if Title(name) == "" || !BuiltIn(name) {
			t.Errorf("%q has the title %q", name, Title(name))
		}
	}
	if Title(OfGroup(12)) != "group 12" || !BuiltIn(OfGroup(12)) || BuiltIn("group:x") || BuiltIn("mine") || Title("mine") != "mine" {
		t.Error("names of groups and searches")
	}
}

// Queues are called as everywhere, not as the log has them.
func TestRecordedTitle(t *testing.T) {
	for recorded, want := range map[string]string{
		"waiting": "in order", "uncertain": "uncertain first", "goto": "gone to", "group:3": "group 3",
		"mixed/random": "mixed: at random", "uncertain/held-out": "uncertain: val, test", "mixed/reask": "mixed: re-ask", "order/alike": "order: by likeness",
		"random/sure": "random: the surest first", "uncertain/import": "uncertain: as imported",
		"my own": "my own", "my/random": "my/random",
	} {
		if got := RecordedTitle(recorded); got != want {
			t.Errorf("%s: %q, want %q", recorded, got, want)
		}
	}
}

// A search that was saved under the name of a group could not be opened: the group's memes were.
func TestCheckSavedName(t *testing.T) {
	for _, name := range []string{"doubtful", "group", "group:a", "group 3", "grouped:3", "mixed ones"} {
		if err := CheckSavedName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", Mixed, "Mixed", "in order", "uncertain first", OfGroup(3)} {
		if CheckSavedName(name) == nil {
			t.Errorf("%q is taken", name)
		}
	}
}
