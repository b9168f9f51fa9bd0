package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// stats is Deps.Stats.
func (s *fakeStore) stats(ctx context.Context) (eval.Stats, error) { return statsOf(ctx, s) }

// statsSource is what is counted.
type statsSource interface {
	Log(from uint64, yield func(labels.Event) error) error
	Meme(id labels.MemeID) (labels.Meme, error)
	MemeAt(seq uint64) (labels.Meme, error)
	Prediction(version string, id labels.MemeID) (labels.Prediction, bool, error)
	Summary(annotator string) (eval.Summary, error)
}

// statsOf is Deps.Stats of a store.
func statsOf(ctx context.Context, s statsSource) (eval.Stats, error) {
	return eval.MakeStats(ctx, eval.StatsInput{
		Log: logByPlace(s), Said: saidBy(s),
		Waiting: func(annotator string) (int, error) {
			sum, err := s.Summary(annotator)
			return sum.Counts.Waiting, err
		},
		Now: time.Now().UTC(),
	})
}

// logByPlace is the log with the places of the memes.
func logByPlace(s statsSource) func(uint64, func(uint64, labels.Event) error) error {
	return func(from uint64, yield func(uint64, labels.Event) error) error {
		return s.Log(from, func(e labels.Event) error {
			m, err := s.Meme(e.Meme)
			if err != nil {
				return err
			}
			return yield(m.Seq, e)
		})
	}
}

// saidBy is what versions say of memes.
func saidBy(s statsSource) func(string, []uint64) ([]labels.Level, error) {
	return func(version string, memes []uint64) ([]labels.Level, error) {
		said := make([]labels.Level, len(memes))
		for i, seq := range memes {
			said[i] = labels.NoLevel
			m, err := s.MemeAt(seq)
			if err != nil {
				return nil, err
			}
			if p, ok, err := s.Prediction(version, m.ID); ok && err == nil {
				said[i] = p.Level()
			}
		}
		return said, nil
	}
}

// labelled has three people label memes on the last days: ben gives every fourth another
// level than ada, who is asked again at times, and eve labels few.
func labelled(s *fakeStore, _ *Deps) {
	imported(s, labels.Val)
	s.addVersion(fakeTime)
	var events []labels.Event
	say := func(who string, meme, level int) {
		e := labels.Event{
			Time: time.Now().UTC().Add(-time.Duration(meme%13*20) * time.Hour), Meme: s.memes[meme].ID, Annotator: who, Source: labels.Key, Action: labels.SetLevel,
			Level: labels.Level(level % labels.Levels), ElapsedMS: int64(2000 + 370*meme + 100*len(who)), Queue: []string{"uncertain", "mixed/random", "order"}[meme%3],
			Shown: []labels.Shown{labels.ShownBefore, labels.ShownAfter}[meme%2], Version: "v1",
		}
		events = append(events, e)
		if who == "ada" && meme%2 == 0 {
			e.ReAsk, e.Level = true, labels.Level((level+meme%8/6)%labels.Levels)
			events = append(events, e)
		}
	}
	for i := range 30 {
		say("ada", i, i*i)
		if i < 25 {
			say("ben", i, i*i+i%4/3)
		}
		if i%5 == 0 {
			say("eve", i, i)
		}
	}
	if _, err := s.Append(events...); err != nil {
		panic(err)
	}
}

// manyPeople has so many people label a meme each.
func manyPeople(n int) func(*fakeStore, *Deps) {
	return func(s *fakeStore, d *Deps) {
		labelled(s, d)
		for i := range n {
			_, err := s.Append(labels.Event{
				Time: time.Now().UTC(), Meme: s.memes[i%len(s.memes)].ID, Annotator: fmt.Sprintf("person %d 的 with a long name", i), Source: labels.Key, Action: labels.SetLevel, Level: 2,
			})
			if err != nil {
				panic(err)
			}
		}
	}
}

// noStats has making them fail.
func noStats(s *fakeStore, d *Deps) {
	labelled(s, d)
	d.Stats = func(context.Context) (eval.Stats, error) { return eval.Stats{}, errors.New("the log is damaged") }
}

// described is Deps.Describe.
func (s *fakeStore) described(ctx context.Context, m *eval.Evaluation, since string) (eval.Description, error) {
	a, err := s.agreement(ctx)
	if err != nil {
		return eval.Description{}, err
	}
	s.mu.Lock()
	memes := slices.Clone(s.memes)
	s.mu.Unlock()
	return eval.Describe(ctx, eval.DescribeInput{
		Rows: func(yield func(labels.Meme, labels.State) error) error {
			for _, m := range memes {
				state, err := s.State(m.ID)
				if err == nil {
					err = yield(m, state)
				}
				if err != nil {
					return err
				}
			}
			return nil
		},
		Agreement: a, Model: m, Unasked: "Evaluate cross-validates one (view cv)", Since: since,
	})
}

// agreement is Deps.Agreement of the store.
func (s *fakeStore) agreement(ctx context.Context) (eval.Agreement, error) {
	return eval.MakeAgreement(ctx, eval.AgreementInput{Log: logByPlace(s), Said: saidBy(s)})
}

// counting says of what is found that it is of what had been said when it began, where a fake says nothing of that.
func (d Deps) counting() Deps {
	last := d.Log.LastSeq
	if evaluate := d.Evaluate; evaluate != nil {
		d.Evaluate = func(ctx context.Context, version, split string, p model.Report) (eval.Evaluation, []eval.Row, error) {
			seq, before := last()
			e, rows, err := evaluate(ctx, version, split, p)
			e.Seq = seq
			return e, rows, errors.Join(before, err)
		}
	}
	if compare := d.Compare; compare != nil {
		d.Compare = func(ctx context.Context, first, second string, p model.Report) (eval.Comparison, error) {
			seq, before := last()
			c, err := compare(ctx, first, second, p)
			c.Seq = seq
			return c, errors.Join(before, err)
		}
	}
	if check := d.Check; check != nil {
		d.Check = func(ctx context.Context, version string, kind eval.CheckKind, p model.Report) (eval.Check, error) {
			seq, before := last()
			c, err := check(ctx, version, kind, p)
			c.Seq = seq
			return c, errors.Join(before, err)
		}
	}
	return d
}
