package eval

import (
	"context"
	"slices"
	"strings"

	"memebench/labels"
)

// pairKey is two who speak, the first of them a person.
type pairKey struct{ first, second int16 }

// stats sums up what was counted.
func (c *statsCounter) stats(ctx context.Context) (Stats, error) {
	s := Stats{Now: c.in.Now, Seq: c.last, People: []Person{}, Pairs: []Pair{}, Queues: []Queue{}}
	pairs, err := c.pairs(ctx)
	if err != nil {
		return s, err
	}
	if c.in.Annotator != "" {
		c.voice(voiceName{c.in.Annotator, false}) // who has not begun yet has statistics, too
	}
	now := c.current()
	for _, key := range peopleFirst(pairs, func(who int16) bool { return c.persons[who].imported }) {
		if err := ctx.Err(); err != nil { // each is drawn a thousand times
			return s, err
		}
		s.Pairs = append(s.Pairs, Pair{
			First: c.persons[key.first].annotator, Second: c.persons[key.second].annotator,
			Imported: c.persons[key.second].imported, Agree: newAgree(*pairs[key]),
		})
	}
	for who := range c.persons {
		p := &c.persons[who]
		if p.imported || !c.meant(int16(who)) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return s, err
		}
		one := now[who]
		one.Annotator, one.Notes, one.Pace = p.annotator, len(p.noted), p.times.pace()
		waits, err := c.in.Waiting(p.annotator)
		if err != nil {
			return s, err
		}
		one.Left = one.Pace.left(waits)
		one.Self = newAgree(p.self)
		one.Model = AgreeBy{newAgree(p.shown), newAgree(p.hidden), p.unknown}
		one.Accepted = NewShare(p.accepted[0], p.accepted[1])
		one.Others = othersOf(p.annotator, s.Pairs)
		s.People = append(s.People, one)
	}
	for _, q := range c.tallies {
		s.Queues = append(s.Queues, Queue{q.name, q.labels, q.levels, differBy(q.shown, q.hidden)})
	}
	s.Gain = c.gain()
	return s, nil
}

// meant reports whether it is about one who speaks.
func (c *statsCounter) meant(who int16) bool {
	return c.in.Annotator == "" || c.persons[who].voiceName == voiceName{c.in.Annotator, false}
}

// current counts what each annotator says now.
func (c *statsCounter) current() []Person {
	now := make([]Person, len(c.persons))
	today := dayOf(c.in.Now)
	for _, v := range c.voices {
		if v.alone {
			continue
		}
		p := &now[v.who]
		switch v.action {
		case labels.Skip[0]:
			p.Skipped++
		case labels.Flag[0]:
			p.Flagged++
		}
		if v.level < 0 {
			continue
		}
		p.Labelled++
		p.ByLevel[v.level]++
		if ago := int(today - dayOf(v.said().In(c.in.Now.Location()))); ago >= 0 && ago < StatDays {
			p.Days[StatDays-1-ago]++
		}
	}
	for i := range now {
		now[i].Today = now[i].Days[StatDays-1]
	}
	return now
}

// pairs counts the levels of two on the same memes, as each has given them alone.
func (c *statsCounter) pairs(ctx context.Context) (map[pairKey]*confusion, error) {
	pairs := map[pairKey]*confusion{}
	for _, at := range c.first {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := at; i != 0; i = c.voices[i-1].next {
			for j := c.voices[i-1].next; j != 0; j = c.voices[j-1].next {
				c.pair(pairs, &c.voices[i-1], &c.voices[j-1])
			}
		}
	}
	return pairs, nil
}

func (c *statsCounter) pair(pairs map[pairKey]*confusion, a, b *voice) {
	if b.table == a.table && b.who < a.who || a.table && !b.table {
		a, b = b, a
	}
	if a.table || a.level < 0 || b.level < 0 || a.decided || b.decided || !c.meant(a.who) && !c.meant(b.who) {
		return
	}
	key := pairKey{a.who, b.who}
	if pairs[key] == nil {
		pairs[key] = &confusion{}
	}
	pairs[key][a.level][b.level]++
}

// othersOf are the agreements of one with all others, in the order of the pairs.
func othersOf(annotator string, pairs []Pair) []Others {
	others := []Others{}
	for _, p := range pairs {
		switch {
		case p.First == annotator:
			others = append(others, Others{p.Second, p.Imported, p.Agree})
		case p.Second == annotator && !p.Imported:
			others = append(others, Others{p.First, false, p.Agree.turned()})
		}
	}
	return others
}

func differBy(shown, hidden [2]int) DifferBy {
	return DifferBy{Shown: NewShare(shown[0], shown[1]), Hidden: NewShare(hidden[0], hidden[1])}
}

// gain compares active queues with random ones.
func (c *statsCounter) gain() ActiveGain {
	var active, random queueCounter
	add := func(to *queueCounter, q queueCounter) {
		for i := range 2 {
			to.shown[i] += q.shown[i]
			to.hidden[i] += q.hidden[i]
		}
	}
	for _, q := range c.tallies {
		switch {
		case q.name == "random" || strings.HasSuffix(q.name, "/random"):
			add(&random, q)
		case slices.Contains(activeQueues, q.name):
			add(&active, q)
		}
	}
	g := ActiveGain{Active: differBy(active.shown, active.hidden), Random: differBy(random.shown, random.hidden)}
	g.Shown, g.Hidden = g.Active.Shown.less(g.Random.Shown), g.Active.Hidden.less(g.Random.Hidden)
	return g
}

// activeQueues choose memes by the model.
var activeQueues = []string{"uncertain", "margin", "diverse", "mixed"}
