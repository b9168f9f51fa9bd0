package db

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"

	"memebench/labels"
)

// everythingTo assigns all memes to one split.
func everythingTo(s labels.Split) labels.Assigner {
	return func(*labels.Meme, string) (labels.Split, error) { return s, nil }
}

// resplit assigns anew, after a rehearsal that must say the same and change nothing.
func resplit(t *testing.T, d *DB, assign labels.Assigner) labels.Resplit {
	t.Helper()
	before, rehearsed := storedMemes(t, d), labels.Resplit{}
	n, err := d.Resplits()
	if err == nil {
		rehearsed, err = d.Resplit(assign.Plan, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	if after := storedMemes(t, d); !reflect.DeepEqual(after, before) {
		t.Error("a rehearsal changed memes")
	}
	if m, err := d.Resplits(); err != nil || m != n {
		t.Errorf("a rehearsal was counted: %d dealings, before %d, %v", m, n, err)
	}
	done, err := d.Resplit(assign.Plan, false)
	if err != nil {
		t.Fatal(err)
	}
	if done != rehearsed {
		t.Errorf("assigned %+v, rehearsed %+v", done, rehearsed)
	}
	if done.Moved > 0 {
		n++
	}
	if m, err := d.Resplits(); err != nil || m != n {
		t.Errorf("%d dealings are counted, %v; want %d", m, err, n)
	}
	if sum, err := d.Summary("ann"); err != nil || sum.Resplits != n {
		t.Errorf("the summary has %d dealings, %v; want %d", sum.Resplits, err, n)
	}
	checkStore(t, d)
	return done
}

func storedMemes(t *testing.T, d *DB) (memes []labels.Meme) {
	t.Helper()
	if err := d.Rows(func(m labels.Meme, _ labels.State) error {
		memes = append(memes, m)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return memes
}

func TestResplit(t *testing.T) {
	const train, val, test = labels.Train, labels.Val, labels.Test
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	addMemes(t, d,
		in(train, imageMeme("a", "one", "aa")),
		in(test, imageMeme("b", "two", "bb")),
		in(train, imageMeme("c", "two", "aa")), // a bridge
		in(train, textMeme("d", "four")),
		in(val, textMeme("e", "five")))
	memes := storedMemes(t, d)
	for _, i := range []int{0, 2, 3} {
		if _, err := d.Append(labels.Event{Meme: memes[i].ID, Annotator: "ada", Source: labels.CLI, Action: labels.SetLevel, Level: labels.Positive}); err != nil {
			t.Fatal(err)
		}
	}
	hold := func(memes, labelled int) labels.SplitCount {
		return labels.SplitCount{Memes: memes, Labelled: labelled, ByLevel: [labels.Levels]int{labels.Positive: labelled}}
	}

	// Assigned by what ties them, a, b and c go together and nothing is a cross-split duplicate.
	keys := map[string]string{}
	got := resplit(t, d, func(m *labels.Meme, key string) (labels.Split, error) {
		keys[m.Key] = key
		if key == "image:aa" {
			return test, nil
		}
		return m.Split, nil
	})
	want := labels.Resplit{
		Moved:  2,
		Before: labels.SplitCounts{Train: hold(2, 2), Val: hold(1, 0), Test: hold(1, 0), CrossSplit: 1, CrossSplitLabelled: 1},
		After:  labels.SplitCounts{Train: hold(1, 1), Val: hold(1, 0), Test: hold(3, 2)},
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if want := map[string]string{"a": "image:aa", "b": "image:aa", "c": "image:aa", "d": "caption:four", "e": "caption:five"}; !reflect.DeepEqual(keys, want) {
		t.Errorf("the memes are assigned by %v, want %v", keys, want)
	}

	// Assigned one by one, what ties two splits is a cross-split duplicate again.
	places := map[string]labels.Split{"a": train, "b": test, "c": "", "d": train, "e": val}
	if got := resplit(t, d, func(m *labels.Meme, _ string) (labels.Split, error) { return places[m.Key], nil }); got.Moved != 2 || got.After != want.Before {
		t.Errorf("got %+v, want 2 moved to %+v", got, want.Before)
	}

	// Nothing to do is not counted.
	same := func(m *labels.Meme, _ string) (labels.Split, error) { return m.Split, nil }
	if got := resplit(t, d, same); got.Moved != 0 || got.Before != got.After {
		t.Errorf("got %+v where nothing is to move", got)
	}

	// Each meme remembers where it was, also in a file that was closed.
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openStore(t, path)
	now := storedMemes(t, d)
	for i, moves := range [][]labels.Move{
		{{Resplit: 1, From: train}, {Resplit: 2, From: test}}, nil, {{Resplit: 1, From: train}, {Resplit: 2, From: test}}, nil, nil,
	} {
		if !reflect.DeepEqual(now[i].Moves, moves) {
			t.Errorf("meme %s moved %v, want %v", now[i].Key, now[i].Moves, moves)
		}
		if now[i].SplitAt(0) != memes[i].Split {
			t.Errorf("meme %s was in %s at first, want %s", now[i].Key, now[i].SplitAt(0), memes[i].Split)
		}
	}
	if n, err := d.Resplits(); err != nil || n != 2 {
		t.Errorf("%d dealings are counted, %v; want 2", n, err)
	}
}

func TestResplitFails(t *testing.T) {
	d := newStore(t)
	addMemes(t, d, textMeme("a", "one"), textMeme("b", "two"))
	before := storedMemes(t, d)
	reason := errors.New("no such column")
	got, err := d.Resplit(labels.Assigner(func(m *labels.Meme, _ string) (labels.Split, error) {
		if m.Key == "b" {
			return "", reason
		}
		return labels.Test, nil
	}).Plan, false)
	if err != reason || got != (labels.Resplit{}) {
		t.Errorf("got %+v, %v; want the dealer's error as it is", got, err)
	}
	if after := storedMemes(t, d); !reflect.DeepEqual(after, before) {
		t.Error("memes have changed all the same")
	}
	if _, err := d.Resplit(everythingTo("nowhere").Plan, false); !errors.Is(err, ErrInvalid) {
		t.Errorf("an unknown split: %v", err)
	}
	if got, err := newStore(t).Resplit(everythingTo(labels.Test).Plan, false); err != nil || got != (labels.Resplit{}) {
		t.Errorf("of an empty store: %+v, %v", got, err)
	}
}

// TestRandomResplits assigns memes that share pictures and captions in every way,
// whole groups and then one by one, with new memes in between.
func TestRandomResplits(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 3))
			d := unsynced(newStore(t))
			for round := range 3 {
				var batch []labels.Meme
				for i := range 80 {
					m := imageMeme(fmt.Sprint(round, "-", i), fmt.Sprint("caption ", rng.IntN(60)), fmt.Sprint("digest ", rng.IntN(60)))
					if rng.IntN(3) == 0 {
						m.Split = splitCodes[1+rng.IntN(3)]
					}
					batch = append(batch, m)
				}
				if _, err := d.AddMemes(batch, labels.DefaultShares); err != nil {
					t.Fatal(err)
				}
				whole := resplit(t, d, func(_ *labels.Meme, key string) (labels.Split, error) {
					return labels.DefaultShares.Assign(fmt.Sprint(round, key)), nil
				})
				if whole.After.CrossSplit != 0 {
					t.Errorf("%d cross-split duplicates between groups that were assigned whole", whole.After.CrossSplit)
				}
				if apart := resplit(t, d, everyOther); apart.After.CrossSplit == 0 {
					t.Error("no cross-split duplicates, though memes that are tied were assigned apart")
				}
			}
		})
	}
}

// everyOther assigns memes to train and test by their place, tied or not.
func everyOther(m *labels.Meme, _ string) (labels.Split, error) {
	return splitCodes[1+2*(m.Seq%2)], nil
}
