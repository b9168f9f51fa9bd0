package tui

import (
	"slices"
	"strings"

	"memebench/labels"
)

// changedSince is what has changed since something was found out: a list of labels, of which what was said in it is
// no change, or a comparison.
type changedSince struct {
	seq                      uint64 // newest event that is counted
	levels, captions, splits bool
}

// says is what has changed, "" for nothing that metrics depend on: notes are no change.
func (c changedSince) says() string {
	var parts []string
	if c.levels {
		parts = append(parts, "labels")
	}
	if c.captions {
		parts = append(parts, "captions")
	}
	if c.splits {
		parts = append(parts, "splits")
	}
	return strings.Join(parts, " and ")
}

// changedSince looks what events from the sequence number from on have changed of the splits' memes, but those that are
// passed over: those that are not heeded, of which own has the numbers.
func (d Deps) changedSince(from uint64, splits []labels.Split, own map[uint64]bool, heeds func(labels.Event) bool) (changedSince, error) {
	var c changedSince
	seq, captioned, err := d.spokenOf(from, heeds)
	if err != nil {
		return c, err
	}
	c.seq = seq
	err = d.Read(func(r Reader) error {
		for id, caption := range captioned {
			if c.levels && (c.captions || !caption) {
				continue
			}
			events, err := r.Events(id)
			if err != nil {
				return err
			}
			events = slices.DeleteFunc(slices.Clone(events), func(e labels.Event) bool { return own[e.Seq] })
			m, err := r.Meme(id)
			if err != nil {
				return err
			}
			if !slices.Contains(splits, m.Split) {
				continue
			}
			levels, rewritten := changedFrom(&m, events, from)
			c.levels, c.captions = c.levels || levels, c.captions || rewritten
		}
		return nil
	})
	return c, err
}
