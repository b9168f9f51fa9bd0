package assignment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// clock is a time that a test sets.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func TestLeases(t *testing.T) {
	c := &clock{time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	l := New(10*time.Minute, c.now)
	take := func(who string, meme uint64, overlap int, want bool, voices ...string) {
		t.Helper()
		if got := l.Free(who, meme, overlap, voices, 1); got != want {
			t.Errorf("%d is free for %s: %v", meme, who, got)
		}
		if got := l.Take(who, meme, overlap, voices, 1); got != want {
			t.Errorf("%s takes %d: %v", who, meme, got)
		}
	}
	take("ann", 1, 1, true)
	take("bob", 1, 1, false) // ann has it
	take("bob", 1, 2, true)
	take("cem", 1, 2, false)
	take("cem", 1, 2, false, "ann") // of the two that have it one has labelled it
	take("bob", 2, 1, true)         // and lets go of the first
	take("cem", 1, 2, true)
	take("dan", 1, 2, false)
	take("ann", 1, 1, true) // her own
	take("eva", 9, 1, false, "ann")
	take("ann", 9, 1, true, "ann") // what she has labelled
	take("dan", 1, 2, false)       // she has the first still

	// A key renews a lease, and without one it runs out.
	c.Time = c.Add(9 * time.Minute)
	l.Stay("ann")
	c.Time = c.Add(2 * time.Minute)
	take("eva", 2, 1, true) // bob's
	take("dan", 1, 1, false)
	if n := l.Held(); n != 2 {
		t.Errorf("%d leases", n)
	}
	l.Stay("bob")
	if n := l.Held(); n != 2 {
		t.Errorf("%d leases: one that has run out is back", n)
	}
	l.Yield("ann", 1)
	l.Yield("ann", 1)
	take("dan", 1, 1, true)
	l.Leave("nobody")

	l.Restore("gus", 1, l.now().Add(-l.term))
	l.Restore("fay", 1, l.now())
	take("hal", 1, 2, false)
	l.Restore("ida", 3, l.now().Add(time.Hour))
	take("jon", 3, 1, false)
	c.Time = c.Add(l.term)
	take("jon", 3, 1, true)
	for _, who := range []string{"ann", "bob", "cem", "dan", "eva", "fay", "gus", "ida", "jon"} {
		l.Leave(who)
	}
	if n := l.Held(); n != 0 || len(l.on) != 0 || len(l.of) != 0 {
		t.Errorf("%d leases are left: %v, %v", n, l.of, l.on)
	}
}

// Who comes to the end gives the last meme back, though not to those who do not know yet what was said of it.
func TestYield(t *testing.T) {
	l := New(10*time.Minute, time.Now)
	l.Take("ann", 1, 1, nil, 1)
	l.Yield("ann", 2)
	if l.Take("bob", 1, 1, nil, 1) || !l.Take("bob", 1, 1, nil, 2) || l.Held() != 1 {
		t.Errorf("%+v", l)
	}
}

// Who has read the store before others have labelled a meme and gone on is not given it.
func TestAMemeThatWasJustLabelled(t *testing.T) {
	l := New(10*time.Minute, time.Now)
	take := func(who string, meme uint64, overlap int, revision uint64, want bool, voices ...string) {
		t.Helper()
		if got := l.Take(who, meme, overlap, voices, revision); got != want {
			t.Errorf("%s takes %d as of %d: %v", who, meme, revision, got)
		}
	}
	take("ann", 1, 2, 5, true)
	take("bob", 1, 2, 5, true)
	take("ann", 2, 2, 6, true) // she has labelled the first: as of 6 the store says so
	take("cem", 1, 2, 5, false)
	take("cem", 1, 2, 6, false, "ann")
	take("bob", 3, 2, 8, true) // he has skipped it
	take("cem", 1, 2, 7, false, "ann")
	take("cem", 1, 2, 8, true, "ann")
	for i := range uint64(2 * mostLeft) {
		take("dan", 10+i, 1, 9, true)
	}
	if n := len(l.left); n != mostLeft {
		t.Errorf("%d memes that were given up are known", n)
	}
}

// Twenty annotators label a workspace, leave in the middle of a meme, come back, take labels
// back, and go for lunch. The store takes no label that is one too many; every meme ends with
// as many voices as it is to have, and hardly a label is refused.
func TestEveryMemeGetsItsVoices(t *testing.T) {
	const memes, annotators = 997, 20
	for overlap := 1; overlap <= 3; overlap++ {
		t.Run(fmt.Sprint("overlap ", overlap), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(16, uint64(overlap)))
			c := &clock{time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
			l := New(10*time.Minute, c.now)
			voices := make([][]string, memes+1) // what the store has
			labels, refused := 0, 0
			next := func(who string, after uint64) uint64 {
				for i := range uint64(memes) {
					m := (after+i)%memes + 1
					if len(voices[m]) < overlap && !slices.Contains(voices[m], who) && l.Take(who, m, overlap, voices[m], uint64(labels)) {
						return m
					}
				}
				return 0
			}
			at := map[string]uint64{} // the meme on each screen
			said := map[string][]uint64{}
			for step := 0; ; step++ {
				if step > 100*memes*overlap {
					t.Fatal("it does not end")
				}
				who := fmt.Sprint("a", rnd.IntN(annotators))
				c.Time = c.Add(time.Duration(rnd.IntN(2000)) * time.Millisecond)
				switch m := at[who]; {
				case m == 0: // begins, or looks again at the end
					at[who] = next(who, uint64(rnd.IntN(memes)))
				case rnd.IntN(60) == 0: // gone without a word
					at[who] = 0
				case rnd.IntN(60) == 0: // gone in good order
					l.Leave(who)
					at[who] = 0
				case rnd.IntN(200) == 0: // nobody types for a while
					c.Time = c.Add(11 * time.Minute)
				case rnd.IntN(25) == 0 && len(said[who]) > 0: // undo
					last := said[who][len(said[who])-1]
					said[who] = said[who][:len(said[who])-1]
					voices[last] = slices.DeleteFunc(voices[last], func(s string) bool { return s == who })
					at[who] = last
				default:
					l.Stay(who)
					switch {
					case slices.Contains(voices[m], who):
					case len(voices[m]) >= overlap: // as the store does
						refused++
					default:
						voices[m] = append(voices[m], who)
						said[who] = append(said[who], m)
						labels++
					}
					at[who] = next(who, m)
				}
				if !slices.ContainsFunc(voices[1:], func(v []string) bool { return len(v) < overlap }) {
					break
				}
			}
			for m, v := range voices[1:] {
				if len(v) != overlap {
					t.Errorf("meme %d has %d voices", m+1, len(v))
				}
			}
			if refused > labels/20 {
				t.Errorf("%d of %d labels refused", refused, labels+refused)
			}
			t.Logf("%d labels, %d refused", labels, refused)
		})
	}
}

// BenchmarkTake takes the time of a look at a meme while 50 annotators have one each.
func BenchmarkTake(b *testing.B) {
	l := New(10*time.Minute, time.Now)
	for i := range 50 {
		l.Take(fmt.Sprint("a", i), uint64(i+1), 1, nil, 1)
	}
	for i := range b.N {
		l.Take("ann", uint64(i%1_000_000)+1, 1, nil, 1)
	}
}
