package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// corrections is what has been said of the rows of a report since it was made. A
// new report counts the new levels, and has none.
type corrections struct {
	seq   uint64 // newest label event that is counted
	all   correction
	cells [labels.Levels][labels.Levels]correction // by true and predicted level of the report
	done  map[labels.MemeID]bool                   // of these rows something was said

	levels   bool // who says which level is not what it was, or what is flagged, of whatever meme
	captions int  // rows that have another caption
}

// says is what has changed, "" for nothing that metrics depend on: notes are no change.
func (c corrections) says() string {
	var parts []string
	switch {
	case !c.all.none():
		parts = append(parts, c.all.String())
	case c.levels:
		parts = append(parts, "labels have changed")
	}
	if c.captions > 0 {
		parts = append(parts, count(c.captions, "caption")+" changed")
	}
	return strings.Join(parts, ", ")
}

// changes is says without what changes no metric: levels that were given again.
func (c corrections) changes() string {
	c.all.confirmed, c.all.joined = 0, 0
	return c.says()
}

// correction is what has been said of the memes of one cell, or of all.
type correction struct {
	relabelled int // have another level now
	unsettled  int // have no gold level any more
	confirmed  int // have been given the level that they had
	joined     int // have come from another row into this one
}

func (c correction) none() bool { return c == correction{} }

// done is of how many memes that were in the cell something was said.
func (c correction) done() int { return c.relabelled + c.unsettled + c.confirmed }

// change is by how many memes the cell has grown.
func (c correction) change() int { return c.joined - c.relabelled - c.unsettled }

// String says what was done to the memes, "" for nothing.
func (c correction) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{c.relabelled, "relabelled"}, {c.unsettled, "without a level"}, {c.confirmed, "confirmed"}, {c.joined, "joined"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, ", ")
}

// mark says in a matrix cell what has happened to it: by how many memes it has
// grown, or only that it was looked at.
func (c correction) mark() string {
	switch n := c.change(); {
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	case c.none():
		return ""
	}
	return "✓"
}

// countCorrections counts what events from the sequence number from on have made of
// the rows.
func countCorrections(d Deps, rows []eval.Row, from uint64) (corrections, error) {
	var c corrections
	seq, captioned, err := d.spokenOf(from, func(e labels.Event) bool { return !e.ReAsk })
	if err != nil {
		return c, err
	}
	c.seq = seq
	evaluated := make(map[labels.MemeID]bool, len(rows))
	for _, row := range rows {
		evaluated[row.Meme] = true
	}
	err = d.Read(func(r Reader) error {
		rewritten := map[labels.MemeID]bool{}
		for id, caption := range captioned {
			caption = caption && evaluated[id]
			if c.levels && !caption {
				continue
			}
			events, err := r.Events(id)
			if err != nil {
				return err
			}
			m, err := r.Meme(id)
			if err != nil {
				return err
			}
			levels, changed := changedFrom(&m, events, from)
			c.levels = c.levels || levels
			rewritten[id] = caption && changed
		}
		for _, row := range rows {
			if rewritten[row.Meme] {
				c.captions++
			}
			if _, touched := captioned[row.Meme]; !touched {
				continue
			}
			state, err := r.State(row.Meme)
			if err != nil {
				return err
			}
			c.add(row, state, from)
		}
		return nil
	})
	return c, err
}

// spokenOf returns the memes that the log speaks of from a sequence number on, and whether their captions
// may be others, with the newest event there is. Notes change nothing, nor do events that are not heeded.
func (d Deps) spokenOf(from uint64, heeds func(labels.Event) bool) (seq uint64, captioned map[labels.MemeID]bool, err error) {
	if seq, err = d.Log.LastSeq(); err != nil {
		return 0, nil, err
	}
	captioned = map[labels.MemeID]bool{}
	err = d.Log.Log(from, func(e labels.Event) error {
		if heeds(e) && e.Action != labels.Note {
			captioned[e.Meme] = captioned[e.Meme] || e.Action == labels.Caption || e.Action == labels.Retract
		}
		return nil
	})
	return seq, captioned, err
}

// changedFrom reports whether a meme's events from the sequence number from on have changed who says
// which level of it, or whether it is flagged, and its caption.
func changedFrom(m *labels.Meme, events []labels.Event, from uint64) (levels, caption bool) {
	before := labels.EventsTo(events, from-1)
	was, is := labels.Aggregate(before), labels.Aggregate(events)
	return !was.CountsAs(is), m.CaptionAfter(before) != m.CaptionAfter(events)
}

// add counts a row of whose meme something was said.
func (c *corrections) add(row eval.Row, now labels.State, from uint64) {
	cell := &c.cells[row.True][row.Pred]
	done := true
	switch {
	case !now.Gold.Valid():
		cell.unsettled++
		c.all.unsettled++
	case now.Gold != row.True:
		cell.relabelled++
		c.all.relabelled++
		c.cells[now.Gold][row.Pred].joined++
	case saidSince(now, from):
		cell.confirmed++
		c.all.confirmed++
	default:
		done = false
	}
	if done {
		if c.done == nil {
			c.done = map[labels.MemeID]bool{}
		}
		c.done[row.Meme] = true
	}
}

// saidSince reports whether somebody has given the gold level in an event from the
// sequence number from on.
func saidSince(s labels.State, from uint64) bool {
	for _, st := range s.Current {
		if st.Seq >= from && st.Level == s.Gold {
			return true
		}
	}
	return false
}
