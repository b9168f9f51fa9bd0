package eval

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"memebench/labels"
)

// opinions are the levels that all voices have given, each by itself.
type opinions struct {
	voices []voiceName           // in the order of their first event
	of     [][]opinion           // by the place of a meme
	gold   map[uint64][]decision // what was adjudicated, in the order of the log
	unfit  map[uint64][]decision // the flags that somebody stands by
}

// opinion is the level that a voice has given a meme.
type opinion struct {
	who   int16
	level int8
}

// decision is an adjudication, which counts by its time where it was merged, or a flag, which does so always.
type decision struct {
	opinion
	at     time.Time
	merged bool
}

// readOpinions takes what was counted up to the newest event for opinions, and reads what was
// adjudicated besides.
func readOpinions(ctx context.Context, log func(uint64, func(uint64, labels.Event) error) error, c *statsCounter) (*opinions, error) {
	o := &opinions{gold: map[uint64][]decision{}, unfit: map[uint64][]decision{}, of: make([][]opinion, len(c.first))}
	for _, p := range c.persons {
		o.voices = append(o.voices, p.voiceName)
	}
	for meme, at := range c.first {
		for i := at; i != 0; i = c.voices[i-1].next {
			if v := &c.voices[i-1]; !v.decided && v.level >= 0 {
				o.of[meme] = append(o.of[meme], opinion{v.who, v.level})
			} else if !v.alone && v.action == labels.Flag[0] {
				o.unfit[uint64(meme)] = append(o.unfit[uint64(meme)], decision{opinion{v.who, v.level}, v.said(), true})
			}
		}
	}
	err := log(1, func(meme uint64, e labels.Event) error {
		if e.Seq > c.last {
			return errEnough
		}
		if e.Action == labels.Adjudicate && e.Level.Valid() && !e.ReAsk && !c.retracted.has(e.Seq) {
			who := c.voice(voiceName{e.Annotator, e.Source == labels.Import})
			o.gold[meme] = append(o.gold[meme], decision{opinion{who, int8(e.Level)}, e.Time, e.Merged})
		}
		return ctx.Err()
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return o, err
}

// counted are the voices with how much they have said.
func (o *opinions) counted() []Voice {
	all := make([]Voice, len(o.voices))
	for i, v := range o.voices {
		all[i] = Voice{Annotator: v.annotator, Imported: v.imported}
	}
	for _, said := range o.of {
		for _, x := range said {
			all[x.who].N++
			if len(said) > 1 {
				all[x.who].Shared++
			}
		}
	}
	return slices.DeleteFunc(all, func(v Voice) bool { return v.N == 0 })
}

// deciders are people who have adjudicated, and have given no level of their own.
func (o *opinions) deciders() (names []string) {
	voices := o.counted()
	for who, v := range o.voices {
		if slices.ContainsFunc(voices, func(w Voice) bool { return w.Annotator == v.annotator }) {
			continue
		}
		for _, said := range o.gold {
			if slices.ContainsFunc(said, func(x decision) bool { return int(x.who) == who }) {
				names = append(names, v.annotator)
				break
			}
		}
	}
	return names
}

// units are how many voices give each level, meme by meme; tables may count or not.
func (o *opinions) units(tables bool) [][labels.Levels]int {
	units := make([][labels.Levels]int, 0, len(o.of))
	for _, said := range o.of {
		var u [labels.Levels]int
		for _, x := range said {
			if tables || !o.voices[x.who].imported {
				u[x.level]++
			}
		}
		units = append(units, u)
	}
	return units
}

// pairs counts the levels of two voices on the same memes.
func (o *opinions) pairs() map[pairKey]*confusion {
	pairs := map[pairKey]*confusion{}
	for _, said := range o.of {
		for i, a := range said {
			for _, b := range said[i+1:] {
				a := a
				if o.after(a.who, b.who) {
					a, b = b, a
				}
				key := pairKey{a.who, b.who}
				if pairs[key] == nil {
					pairs[key] = &confusion{}
				}
				pairs[key][a.level][b.level]++
			}
		}
	}
	return pairs
}

// after reports whether a voice comes after another one in a pair: tables come after people.
func (o *opinions) after(a, b int16) bool {
	if x, y := o.voices[a].imported, o.voices[b].imported; x != y {
		return x
	}
	return a > b
}

// peopleFirst are the pairs of people, and then those with what tables have brought.
func peopleFirst(pairs map[pairKey]*confusion, imported func(who int16) bool) []pairKey {
	tables := func(k pairKey) (n int) {
		for _, who := range []int16{k.first, k.second} {
			if imported(who) {
				n++
			}
		}
		return n
	}
	return slices.SortedFunc(maps.Keys(pairs), func(a, b pairKey) int {
		return cmp.Or(cmp.Compare(tables(a), tables(b)), cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second))
	})
}

// besideGold counts, for each person, the levels beside the gold levels that the memes would
// have without that person: by the rule of labels.Aggregate, from what the others say. Gold that a
// level has made by itself would always agree with it.
func (o *opinions) besideGold() map[int16]*confusion {
	counts := map[int16]*confusion{}
	for meme, said := range o.of {
		decided := o.gold[uint64(meme)]
		if len(said) < 2 && len(decided) == 0 {
			continue
		}
		for _, x := range said {
			if o.voices[x.who].imported {
				continue
			}
			gold := o.goldWithout(uint64(meme), o.voices[x.who].annotator)
			if !gold.Valid() {
				continue
			}
			if counts[x.who] == nil {
				counts[x.who] = &confusion{}
			}
			counts[x.who][x.level][gold]++
		}
	}
	return counts
}

// goldWithout is the gold level that a meme has by what others than an annotator say: none where one
// of them has flagged it.
func (o *opinions) goldWithout(meme uint64, annotator string) labels.Level {
	var t labels.Tally
	add := func(x opinion, e labels.Event) {
		if v := o.voices[x.who]; v.annotator != annotator {
			e.Annotator, e.Source, e.Level = v.annotator, labels.CLI, labels.Level(x.level)
			if v.imported {
				e.Source = labels.Import
			}
			t.Add(&e)
		}
	}
	for i, x := range o.of[meme] {
		add(x, labels.Event{Seq: uint64(i + 1), Action: labels.SetLevel})
	}
	for i, x := range o.gold[meme] {
		add(x.opinion, labels.Event{Seq: uint64(i + 1), Action: labels.Adjudicate, Time: x.at, Merged: x.merged})
	}
	for i, x := range o.unfit[meme] {
		add(x.opinion, labels.Event{Seq: uint64(i + 1), Action: labels.Flag, Time: x.at, Merged: x.merged})
	}
	return t.State().Gold
}

// crowd is what CROWDLAB makes of the memes that a model predicts.
func (o *opinions) crowd(in AgreementInput) *Crowd {
	var memes []crowdMeme
	for _, p := range in.Predicted {
		if p.Seq < uint64(len(o.of)) && len(o.of[p.Seq]) > 0 {
			memes = append(memes, crowdMeme{p.Meme, p.Seq, o.of[p.Seq], p.Probs})
		}
	}
	c := newCrowd(memes, len(o.voices))
	if c == nil {
		return nil
	}
	c.Version, c.Given = in.Version, in.Given
	for i, v := range o.voices {
		c.Annotators[i].Annotator, c.Annotators[i].Imported = v.annotator, v.imported
	}
	c.Annotators = slices.DeleteFunc(c.Annotators, func(a CrowdAnnotator) bool { return a.N == 0 })
	return c
}
