package db

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// picture is the digest of a picture of this number, in hex.
func picture(n int) string { return fmt.Sprintf("%064x", n) }

func TestTieNear(t *testing.T) {
	const train, val, test = labels.Train, labels.Val, labels.Test
	pictured := func(s labels.Split, n int, caption string) labels.Meme {
		return in(s, imageMeme(fmt.Sprint(n), caption, picture(n)))
	}
	type got struct {
		group      string
		split      labels.Split
		crossSplit bool
	}
	for _, tt := range []struct {
		name  string
		memes []labels.Meme
		by    map[int]labels.Source // who has labelled which meme
		train bool                  // a version then
		ties  [][2]int              // places of a meme and of the picture that its own looks like
		want  []got
		done  labels.NearTied
	}{
		{"groups of one split become one",
			[]labels.Meme{pictured(train, 1, ""), pictured(train, 2, "")}, nil, false,
			[][2]int{{2, 1}}, []got{{"g1", train, false}, {"g1", train, false}}, labels.NearTied{Tied: 1}},
		{"the later of two goes to the split of the other",
			[]labels.Meme{pictured(train, 1, ""), pictured(test, 2, "")}, nil, false,
			[][2]int{{2, 1}}, []got{{"g1", train, false}, {"g1", train, false}}, labels.NearTied{Tied: 1, Moved: 1}},
		{"the smaller group goes to the split of the larger",
			[]labels.Meme{pictured(train, 1, ""), pictured(test, 2, "one"), pictured(test, 3, "one")}, nil, false,
			[][2]int{{2, 1}}, []got{{"g2", test, false}, {"g2", test, false}, {"g2", test, false}}, labels.NearTied{Tied: 1, Moved: 1}},
		{"an imported level holds nothing", []labels.Meme{pictured(train, 1, ""), pictured(test, 2, "")}, map[int]labels.Source{2: labels.Import}, false,
			[][2]int{{2, 1}}, []got{{"g1", train, false}, {"g1", train, false}}, labels.NearTied{Tied: 1, Moved: 1}},
		{"one that may have been learned does", []labels.Meme{pictured(train, 1, ""), pictured(test, 2, "")}, map[int]labels.Source{2: labels.Import}, true,
			[][2]int{{2, 1}}, []got{{"g1", train, false}, {"g2", test, true}}, labels.NearTied{Tied: 1, CrossSplit: 1}},
		{"a person's level holds the smaller group", []labels.Meme{pictured(train, 1, ""), pictured(test, 2, "")}, map[int]labels.Source{2: labels.Key}, false,
			[][2]int{{2, 1}}, []got{{"g1", train, false}, {"g2", test, true}}, labels.NearTied{Tied: 1, CrossSplit: 1}},
		{"and not the larger", []labels.Meme{pictured(train, 1, ""), pictured(test, 2, "")}, map[int]labels.Source{1: labels.Key}, false,
			[][2]int{{2, 1}}, []got{{"g1", train, false}, {"g1", train, false}}, labels.NearTied{Tied: 1, Moved: 1}},
		{"a cross-split duplicate holds its group",
			[]labels.Meme{pictured(val, 1, "one"), pictured(val, 2, "one"), pictured(val, 3, "one"), pictured(train, 4, "two"), pictured(test, 5, "two")}, nil, false,
			[][2]int{{4, 1}}, []got{{"g1", val, false}, {"g1", val, false}, {"g1", val, false}, {"g4", train, true}, {"g4", test, true}}, labels.NearTied{Tied: 1, CrossSplit: 1}},
		{"a tie twice, and to itself", []labels.Meme{pictured(train, 1, ""), pictured(train, 2, "")}, nil, false,
			[][2]int{{2, 1}, {2, 1}, {2, 2}}, []got{{"g1", train, false}, {"g1", train, false}}, labels.NearTied{Tied: 1}},
		{"a chain", []labels.Meme{pictured(train, 1, ""), pictured(val, 2, ""), pictured(test, 3, "")}, nil, false,
			[][2]int{{2, 1}, {3, 2}}, []got{{"g1", train, false}, {"g1", train, false}, {"g1", train, false}}, labels.NearTied{Tied: 2, Moved: 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newStore(t)
			memes := addMemes(t, d, tt.memes...)
			for n, source := range tt.by {
				appendAll(t, d, labels.Event{Meme: memes[n-1].ID, Annotator: "ann", Source: source, Action: labels.SetLevel, Level: labels.Neutral})
			}
			if tt.train {
				if _, err := d.AddVersion(eval.Version{LabelSeq: uint64(len(tt.by))}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")}); err != nil {
					t.Fatal(err)
				}
			}
			var ties []labels.NearTie
			for _, tie := range tt.ties {
				ties = append(ties, labels.NearTie{Seq: uint64(tie[0]), Picture: picture(tie[1])})
			}
			done, err := d.TieNear(ties)
			if err != nil || done != tt.done {
				t.Errorf("done %+v, %v; want %+v", done, err, tt.done)
			}
			var is []got
			for _, m := range storedMemes(t, d) {
				is = append(is, got{m.Group, m.Split, m.CrossSplit})
			}
			if !slices.Equal(is, tt.want) {
				t.Errorf("got %v, want %v", is, tt.want)
			}
			checkStore(t, d)
		})
	}
}

func TestTieNearFails(t *testing.T) {
	d := newStore(t)
	addMemes(t, d, imageMeme("a", "", picture(1)), imageMeme("b", "", picture(2)))
	before := storedMemes(t, d)
	for _, tt := range []struct {
		tie  labels.NearTie
		want error
	}{
		{labels.NearTie{Seq: 3, Picture: picture(1)}, ErrNotFound},
		{labels.NearTie{Seq: 2, Picture: picture(3)}, ErrInvalid},
		{labels.NearTie{Seq: 2, Picture: "no digest"}, ErrInvalid},
	} {
		if done, err := d.TieNear([]labels.NearTie{{Seq: 2, Picture: picture(1)}, tt.tie}); !errors.Is(err, tt.want) || done != (labels.NearTied{}) {
			t.Errorf("%+v: %+v, %v", tt.tie, done, err)
		}
	}
	if after := storedMemes(t, d); !reflect.DeepEqual(before, after) {
		t.Error("a tie that failed has changed memes")
	}
}

// TestRandomNearTies ties memes at random, among imports, labels and resplits.
func TestRandomNearTies(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 4))
			d := unsynced(newStore(t))
			memes := 0
			for range 30 {
				switch n := rng.IntN(10); {
				case n < 4 || memes < 2:
					var batch []labels.Meme
					for range 1 + rng.IntN(20) {
						m := imageMeme(fmt.Sprint(memes), fmt.Sprint("caption ", rng.IntN(40)), picture(rng.IntN(60)))
						if rng.IntN(8) == 0 {
							m.Split = splitCodes[1+rng.IntN(3)]
						}
						batch = append(batch, m)
						memes++
					}
					if _, err := d.AddMemes(batch, labels.DefaultShares); err != nil {
						t.Fatal(err)
					}
				case n < 8:
					stored := storedMemes(t, d)
					var ties []labels.NearTie
					for range 1 + rng.IntN(5) {
						a, b := rng.IntN(memes), rng.IntN(memes)
						ties = append(ties, labels.NearTie{Seq: stored[a].Seq, Picture: stored[b].Image.SHA256})
					}
					if _, err := d.TieNear(ties); err != nil {
						t.Fatal(err)
					}
				case n < 9:
					m := storedMemes(t, d)[rng.IntN(memes)]
					appendAll(t, d, level(m.ID, "ann", labels.Level(rng.IntN(labels.Levels))))
				default:
					done, err := d.Resplit(labels.DefaultShares.BalancePlan(rng.Uint64()), false)
					if err != nil || done.After.CrossSplit != 0 {
						t.Errorf("resplit: %+v, %v", done.After, err)
					}
				}
			}
			checkStore(t, d)
		})
	}
}

func TestPrints(t *testing.T) {
	d := unsynced(newStore(t))
	var put []labels.PicturePrints
	for i := range 5000 { // more than a portion
		p := labels.PicturePrints{Picture: [32]byte{byte(i >> 8), byte(i)}, Tied: i%2 == 0}
		for k := range i % 3 {
			p.Prints = append(p.Prints, labels.Print{byte(i), byte(k)})
		}
		put = append(put, p)
	}
	if err := d.PutPrints(put); err != nil {
		t.Fatal(err)
	}
	put[7].Tied = true
	if err := d.PutPrints(put[7:8]); err != nil {
		t.Fatal(err)
	}
	var got []labels.PicturePrints
	if err := d.Prints(func(p labels.PicturePrints) error {
		got = append(got, p)
		return nil
	}); err != nil || !reflect.DeepEqual(got, put) {
		t.Errorf("%d prints come back, not the %d that were put: %v", len(got), len(put), err)
	}
	stop := errors.New("enough")
	if err := d.Prints(func(labels.PicturePrints) error { return stop }); err != stop {
		t.Errorf("stopped by %v", err)
	}
	checkStore(t, d)
}
