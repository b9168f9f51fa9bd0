package eval

import (
	"cmp"
	"slices"

	"memebench/labels"
)

// comparedAtOnce is of how many labels at a time a store is asked what the model had said:
// so many that it reads what lies together once, whatever the order of the labels.
const comparedAtOnce = 1 << 16

// firstLevel is the first level that an annotator gives a meme, beside which what the
// version says is to be held.
type firstLevel struct {
	version string
	meme    uint64 // its place
	level   labels.Level
	who     int16
	queue   int32 // its tally, -1 for none
	inSight bool
	chosen  bool // its meme was chosen by what the model says: in a cell of the confusion matrix, or in a check of the labels
}

// addFirst counts the first level that an annotator gives a meme, and keeps it to be
// compared.
func (c *statsCounter) addFirst(meme uint64, e labels.Event, who int16) error {
	p := &c.persons[who]
	inSight := e.Shown == labels.ShownBefore
	if inSight {
		p.accepted[1]++
		if e.Accepted {
			p.accepted[0]++
		}
	}
	queue := -1
	if c.in.Annotator == "" || c.in.Annotator == e.Annotator {
		queue = c.queue(queueKind(e.Queue))
		c.tallies[queue].labels++
		c.tallies[queue].levels[e.Level]++
	}
	if e.Version == "" {
		p.unknown++
		return nil
	}
	first := firstLevel{e.Version, meme, e.Level, who, int32(queue), inSight, e.Screen == labels.CellScreen || e.Screen == labels.CheckScreen}
	if said, ok := e.Beside(); ok {
		c.compareOne(first, said)
		return nil
	}
	if e.Seq < c.captioned[meme] { // the version says it of another caption
		p.unknown++
		return nil
	}
	c.firsts = append(c.firsts, first)
	if len(c.firsts) < comparedAtOnce {
		return nil
	}
	return c.compare()
}

// compare holds the levels that are kept beside what the model said.
func (c *statsCounter) compare() error {
	slices.SortFunc(c.firsts, func(a, b firstLevel) int { return cmp.Compare(a.version, b.version) })
	for rest := c.firsts; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(f firstLevel) bool { return f.version != rest[0].version })
		if n < 0 {
			n = len(rest)
		}
		memes := make([]uint64, n)
		for i, f := range rest[:n] {
			memes[i] = f.meme
		}
		said, err := c.in.Said(rest[0].version, memes)
		if err != nil {
			return err
		}
		for i, f := range rest[:n] {
			c.compareOne(f, said[i])
		}
		rest = rest[n:]
	}
	c.firsts = c.firsts[:0]
	return nil
}

func (c *statsCounter) compareOne(f firstLevel, said labels.Level) {
	p := &c.persons[f.who]
	if !said.Valid() {
		p.unknown++
		return
	}
	q := &queueCounter{}
	if f.queue >= 0 {
		q = &c.tallies[f.queue]
	}
	with, of := &p.hidden, &q.hidden
	if f.inSight {
		with, of = &p.shown, &q.shown
	}
	of[1]++
	if said != f.level {
		of[0]++
	}
	if !f.chosen {
		with[f.level][said]++
	}
}
