package db

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"memebench/labels"
)

// in puts a meme in a split of its own choice.
func in(s labels.Split, m labels.Meme) labels.Meme {
	m.Split = s
	return m
}

func TestGroups(t *testing.T) {
	type got struct {
		group      string
		split      labels.Split
		crossSplit bool
	}
	const train, val, test = labels.Train, labels.Val, labels.Test
	for _, tt := range []struct {
		name  string
		memes []labels.Meme // each added on its own, with all shares to train
		want  []got         // at the end
	}{
		{"nothing in common",
			[]labels.Meme{imageMeme("a", "one", "aa"), imageMeme("b", "two", "bb"), imageMeme("c", "", ""), imageMeme("d", "", "")},
			[]got{{"g1", train, false}, {"g2", train, false}, {"g3", train, false}, {"g4", train, false}}},
		{"one picture",
			[]labels.Meme{imageMeme("a", "one", "aa"), imageMeme("b", "two", "aa"), textMeme("c", "TWO!")},
			[]got{{"g1", train, false}, {"g1", train, false}, {"g1", train, false}}},
		{"a new meme takes its group's split",
			[]labels.Meme{in(test, textMeme("a", "one")), textMeme("b", "one")},
			[]got{{"g1", test, false}, {"g1", test, false}}},
		{"a new meme unites two groups of one split",
			[]labels.Meme{imageMeme("a", "one", "aa"), imageMeme("b", "two", "bb"), imageMeme("c", "two", "aa")},
			[]got{{"g1", train, false}, {"g1", train, false}, {"g1", train, false}}},
		{"the smaller group moves",
			[]labels.Meme{imageMeme("a", "one", "aa"), imageMeme("b", "two", "bb"), imageMeme("c", "three", "bb"), imageMeme("d", "two", "aa")},
			[]got{{"g2", train, false}, {"g2", train, false}, {"g2", train, false}, {"g2", train, false}}},
		{"keys of a moved meme lead to its new group",
			[]labels.Meme{imageMeme("a", "one", "aa"), imageMeme("b", "two", "bb"), imageMeme("c", "three", "bb"), imageMeme("d", "two", "aa"), textMeme("e", "one")},
			[]got{{"g2", train, false}, {"g2", train, false}, {"g2", train, false}, {"g2", train, false}, {"g2", train, false}}},
		{"a meme between two splits is in the group of its picture",
			[]labels.Meme{in(train, textMeme("a", "one")), in(test, imageMeme("b", "two", "bb")), imageMeme("c", "one", "bb")},
			[]got{{"g1", train, false}, {"g2", test, false}, {"g2", test, true}}},
		{"a split other than the group's",
			[]labels.Meme{in(train, textMeme("a", "one")), in(test, textMeme("b", "one")), textMeme("c", "one"), in(train, textMeme("d", "one"))},
			[]got{{"g1", train, false}, {"g1", test, true}, {"g1", train, false}, {"g1", train, false}}},
		{"a cross-split duplicate unites nothing of other splits",
			[]labels.Meme{in(val, textMeme("a", "one")), in(test, imageMeme("b", "two", "bb")), in(val, imageMeme("c", "one", "bb")), textMeme("d", "two"), textMeme("e", "one")},
			[]got{{"g1", val, false}, {"g2", test, false}, {"g2", val, true}, {"g2", test, false}, {"g1", val, false}}},
		{"a new key of a cross-split duplicate leads to its group",
			[]labels.Meme{in(train, imageMeme("a", "one", "aa")), in(test, imageMeme("b", "new", "aa")), textMeme("c", "new")},
			[]got{{"g1", train, false}, {"g1", test, true}, {"g1", train, false}}},
		{"a mended picture unites",
			[]labels.Meme{imageMeme("a", "one", ""), imageMeme("b", "two", "bb"), imageMeme("c", "two", ""), imageMeme("a", "one", "bb")},
			[]got{{"g2", train, false}, {"g2", train, false}, {"g2", train, false}}},
		{"a mended picture makes a cross-split duplicate, and moves nothing",
			[]labels.Meme{in(train, imageMeme("a", "one", "")), in(test, imageMeme("b", "two", "bb")), imageMeme("a", "one", "bb"), textMeme("c", "one"), imageMeme("d", "", "bb")},
			[]got{{"g1", train, true}, {"g2", test, false}, {"g1", train, false}, {"g2", test, false}}},
		{"a mended picture of a meme without a caption",
			[]labels.Meme{imageMeme("a", "", ""), imageMeme("a", "", "aa"), imageMeme("b", "two", "aa")},
			[]got{{"g1", train, false}, {"g1", train, false}}},
	} {
		check := func(t *testing.T, d *DB) {
			n := 0
			if err := d.Rows(func(m labels.Meme, _ labels.State) error {
				if g := (got{m.Group, m.Split, m.CrossSplit}); n >= len(tt.want) || g != tt.want[n] {
					t.Errorf("meme %s: got %v", m.Key, g)
				}
				n++
				return nil
			}); err != nil || n != len(tt.want) {
				t.Errorf("%d memes, %v", n, err)
			}
		}
		t.Run(tt.name, func(t *testing.T) {
			d := newStore(t)
			for _, m := range tt.memes {
				if _, err := d.AddMemes([]labels.Meme{m}, labels.AllTrain); err != nil {
					t.Fatal(err)
				}
			}
			check(t, d)
		})
		t.Run(tt.name+", in one batch", func(t *testing.T) {
			d := newStore(t)
			if _, err := d.AddMemes(tt.memes, labels.AllTrain); err != nil {
				t.Fatal(err)
			}
			check(t, d)
		})
	}
}

// TestGroupsAreAssigned checks that a group's split is that of the key that founded it.
func TestGroupsAreAssigned(t *testing.T) {
	d := unsynced(newStore(t))
	var memes []labels.Meme
	for i := range 300 {
		memes = append(memes, imageMeme(fmt.Sprint(i), fmt.Sprint("caption ", i), fmt.Sprintf("%064x", i)))
	}
	if _, err := d.AddMemes(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	splits := map[labels.Split]int{}
	if err := d.Rows(func(m labels.Meme, _ labels.State) error {
		splits[m.Split]++
		if want := labels.DefaultShares.Assign("image:" + m.Image.SHA256); m.Split != want {
			t.Errorf("meme %d is in %s, want %s", m.Seq, m.Split, want)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(splits) != 3 {
		t.Errorf("the splits are %v", splits)
	}
}

// TestRandomGroups adds memes that share pictures and captions in every way, in
// batches of any size, some with a split of their own and some whose picture is
// found later. What must hold is checked at the end of each (checkGroups).
func TestRandomGroups(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 2))
			d := unsynced(newStore(t))
			pictures, captions, presets := 5+rng.IntN(100), 5+rng.IntN(100), rng.IntN(3)
			var late []labels.Meme
			for added := 0; added < 300; {
				var batch []labels.Meme
				for range 1 + rng.IntN(40) {
					caption, digest := "", ""
					if rng.IntN(4) > 0 {
						caption = fmt.Sprint("caption ", rng.IntN(captions))
					}
					if rng.IntN(4) > 0 {
						digest = fmt.Sprint("digest ", rng.IntN(pictures))
					}
					m := imageMeme(fmt.Sprint(added), caption, digest)
					if digest == "" {
						late = append(late, imageMeme(m.Key, caption, fmt.Sprint("digest ", rng.IntN(pictures))))
					}
					if rng.IntN(10) < presets {
						m.Split = splitCodes[1+rng.IntN(3)]
					}
					batch = append(batch, m)
					added++
				}
				for len(late) > 0 && rng.IntN(3) == 0 {
					i := rng.IntN(len(late))
					batch = append(batch, late[i])
					late = append(late[:i], late[i+1:]...)
				}
				if _, err := d.AddMemes(batch, labels.DefaultShares); err != nil {
					t.Fatal(err)
				}
			}
			checkStore(t, d)
		})
	}
}
