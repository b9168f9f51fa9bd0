// Package assignment shares the memes of a workspace out among annotators who work at the same
// time, so that no more people than the overlap says have a meme before them, and nobody's
// label turns out to be one too many.
//
// A [Leases] knows who has which meme on the screen: one each, taken when it is shown
// ([Leases.Take]), kept as long as its annotator presses keys ([Leases.Stay]) and for a term after
// that, also while the annotator is away, and given back by who leaves in good order
// ([Leases.Leave]) or comes to an end ([Leases.Yield]). What is only likely to come next is looked
// at ([Leases.Free]), and not leased.
//
// Who takes a meme has read the store a moment before, and may not know yet that somebody has
// labelled that meme since and gone on. So leases that have just been given up count still for
// who has read the store before that.
//
// Nothing of this is stored. Who has labelled a meme, the store says, and it refuses what is
// one too many whatever the leases are; after a restart they are those of the places at which
// the annotators had been ([Leases.Restore]).
package assignment

import (
	"slices"
	"sync"
	"time"
)

// Leases are who has which meme before them. Its methods may be called from any goroutine.
type Leases struct {
	term time.Duration
	now  func() time.Time

	mu sync.Mutex
	of map[string]*lease   // by annotator
	on map[uint64][]string // the annotators of each meme that is leased; meme by its place

	left []left // the newest last
}

// lease is a meme that an annotator has.
type lease struct {
	meme uint64
	end  time.Time
}

// left is a meme that an annotator has given up, after the store was read at a
// revision.
type left struct {
	annotator string
	meme      uint64
	read      uint64
}

// mostLeft is how many of these are known: those of the last seconds, however many annotators
// there are.
const mostLeft = 256

// New returns leases of a term: how long one lasts after the last sign of its annotator.
func New(term time.Duration, now func() time.Time) *Leases {
	return &Leases{term: term, now: now, of: map[string]*lease{}, on: map[uint64][]string{}}
}

// Take gives a meme to an annotator in the place of the one before, unless so many others
// have labelled it or have it before them as are to label it (overlap, 1 at least), and
// reports whether the annotator may label it. voices are all who have given it a level, as of a
// revision of the store: one who has may change it, and keeps the meme that was taken before.
func (l *Leases) Take(annotator string, meme uint64, overlap int, voices []string, revision uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.free(annotator, meme, overlap, voices, revision) {
		return false
	}
	if !slices.Contains(voices, annotator) {
		l.set(annotator, meme, revision)
	}
	return true
}

// Free is Take for a meme that is not shown yet: it reports whether the annotator would be
// given it now, and gives nothing.
func (l *Leases) Free(annotator string, meme uint64, overlap int, voices []string, revision uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.free(annotator, meme, overlap, voices, revision)
}

// free is Free; l.mu is held.
func (l *Leases) free(annotator string, meme uint64, overlap int, voices []string, revision uint64) bool {
	now, overlap := l.now(), max(1, overlap)
	if slices.Contains(voices, annotator) {
		return true
	}
	if has := l.of[annotator]; has != nil && has.meme == meme && now.Before(has.end) && len(voices) < overlap {
		return true
	}
	others := slices.Clone(voices)
	count := func(who string) {
		if who != annotator && !slices.Contains(others, who) {
			others = append(others, who)
		}
	}
	for _, who := range l.on[meme] {
		if now.Before(l.of[who].end) {
			count(who)
		}
	}
	for _, left := range l.left {
		if left.meme == meme && left.read > revision {
			count(left.annotator)
		}
	}
	return len(others) < overlap
}

// Restore gives an annotator the meme at which the last session ended, whatever others have, for
// the term after the last sign of the annotator, or from now where that is later, as when the clock
// was put back.
func (l *Leases) Restore(annotator string, meme uint64, sign time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.set(annotator, meme, 0)
	if has := l.of[annotator]; sign.Before(l.now()) {
		has.end = sign.Add(l.term)
	}
}

// set makes a lease by what the store says at a revision; l.mu is held.
func (l *Leases) set(annotator string, meme, revision uint64) {
	has := l.of[annotator]
	if has == nil || has.meme != meme {
		if has != nil {
			l.gaveUp(annotator, has.meme, revision)
		}
		l.drop(annotator)
		l.on[meme] = append(l.on[meme], annotator)
	}
	l.of[annotator] = &lease{meme, l.now().Add(l.term)}
}

// Stay renews an annotator's lease. One that has run out is not: its meme may be somebody
// else's by now, which the store finds out when it is labelled.
func (l *Leases) Stay(annotator string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if has := l.of[annotator]; has != nil && l.now().Before(has.end) {
		has.end = l.now().Add(l.term)
	}
}

// Yield ends the lease of an annotator who has nothing on the screen any more, by what the store says
// at a revision.
func (l *Leases) Yield(annotator string, revision uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if has := l.of[annotator]; has != nil {
		l.gaveUp(annotator, has.meme, revision)
		l.drop(annotator)
	}
}

// gaveUp keeps what an annotator has given up; l.mu is held.
func (l *Leases) gaveUp(annotator string, meme, revision uint64) {
	l.left = append(l.left, left{annotator, meme, revision})
	l.left = l.left[max(0, len(l.left)-mostLeft):]
}

// Leave ends an annotator's lease.
func (l *Leases) Leave(annotator string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(annotator)
}

// drop ends a lease; l.mu is held.
func (l *Leases) drop(annotator string) {
	has := l.of[annotator]
	if has == nil {
		return
	}
	delete(l.of, annotator)
	if rest := slices.DeleteFunc(l.on[has.meme], func(who string) bool { return who == annotator }); len(rest) > 0 {
		l.on[has.meme] = rest
	} else {
		delete(l.on, has.meme)
	}
}

// Held counts the leases that have not run out.
func (l *Leases) Held() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, has := range l.of {
		if l.now().Before(has.end) {
			n++
		}
	}
	return n
}
