package cli

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"memebench/db"
	"memebench/labels"
)

// pastStates are what was said of the memes up to an event of the log, of those that were spoken of later.
type pastStates struct {
	seq    uint64
	states map[labels.MemeID]labels.State
	all    func(yield func(labels.Meme, labels.State) error) error

	resplits *uint64 // how often splits had been assigned again then, nil for as often as today

	labelled, captioned int // memes whose labels, or captions, were others until when it was looked
}

// tillNow is behind all events that there are.
const tillNow uint64 = math.MaxUint64

// atOnce calls f with the workspace as it is at this moment: what f reads of it belongs together, however much others
// label meanwhile. f asks no model, writes nothing to the workspace, and takes seconds at most.
func (w *workspace) atOnce(f func(at *workspace) error) error {
	return w.store.AtOnce(func(store *db.DB) error {
		return f(&workspace{dir: w.dir, starter: w.starter, store: store})
	})
}

// readAtOnce returns what f reads of the workspace as it is at this moment (see atOnce).
func readAtOnce[T any](w *workspace, f func(at *workspace) (T, error)) (read T, err error) {
	err = w.atOnce(func(at *workspace) error {
		read, err = f(at)
		return err
	})
	return read, err
}

// statesAt reads what was said up to the event seq, and what has changed from then until another
// one: of all memes, or of those of the splits that are named, which are evaluated: of these gold
// alone matters.
func (w *workspace) statesAt(seq, until uint64, splits ...labels.Split) (*pastStates, error) {
	p := &pastStates{seq: seq, states: map[labels.MemeID]labels.State{}, all: w.store.Rows}
	err := w.store.Log(seq+1, func(e labels.Event) error {
		p.states[e.Meme] = labels.State{}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p, w.store.Read(func(r *db.Reader) error {
		for id := range p.states {
			events, err := r.Events(id)
			if err != nil {
				return err
			}
			then, events := labels.EventsTo(events, seq), labels.EventsTo(events, until)
			was, is := labels.Aggregate(then), labels.Aggregate(events)
			p.states[id] = was
			m, err := r.Meme(id)
			if err != nil {
				return err
			}
			if len(splits) > 0 && !slices.Contains(splits, m.Split) {
				continue
			}
			if was.Gold != is.Gold || len(splits) == 0 && !was.CountsAs(is) {
				p.labelled++
			}
			if m.CaptionAfter(then) != m.CaptionAfter(events) {
				p.captioned++
			}
		}
		return nil
	})
}

// rows yields the memes with what was said of them then, and in the splits of then.
func (p *pastStates) rows(yield func(labels.Meme, labels.State) error) error {
	return p.all(func(m labels.Meme, s labels.State) error {
		if p.resplits != nil {
			m.Split = m.SplitAt(*p.resplits)
		}
		if was, ok := p.states[m.ID]; ok {
			s = was
		}
		return yield(m, s)
	})
}

// changed is what has changed since, "" for nothing that figures depend on.
func (p *pastStates) changed() string {
	var what []string
	if p.labelled > 0 {
		what = append(what, fmt.Sprintf("the labels of %d %s", p.labelled, oneOr(p.labelled, "meme", "memes")))
	}
	if p.captioned > 0 {
		what = append(what, fmt.Sprintf("the captions of %d %s", p.captioned, oneOr(p.captioned, "meme", "memes")))
	}
	return strings.Join(what, " and ")
}

// says is what has changed since something was found, "" for nothing.
func (p *pastStates) says() string {
	if p.changed() == "" {
		return ""
	}
	return fmt.Sprintf("%s have changed since this was found: it is of what had been said up to event %d of the log", p.changed(), p.seq)
}

// saysOf is what had changed since a version was made when it was compared with another one, "" for nothing.
func (p *pastStates) saysOf(version string) string {
	if p.changed() == "" {
		return ""
	}
	return fmt.Sprintf("%s had changed between the making of %s and this comparison: what %s was worth on val when it was made is of what had been said up to event %d of the log",
		p.changed(), version, version, p.seq)
}
