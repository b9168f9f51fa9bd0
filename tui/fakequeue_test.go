package tui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// facts are what the real store would say of the memes.
func (s *fakeStore) facts(ctx context.Context, search labels.Search, yield func(*labels.Facts) error) error {
	s.mu.Lock()
	var all []*labels.Facts
	for _, m := range s.memes {
		st := labels.Aggregate(s.events(m.ID))
		group, _ := strconv.ParseUint(strings.TrimPrefix(m.Group, "g"), 10, 64)
		f := &labels.Facts{
			Seq: m.Seq, Group: group, Split: m.Split, CrossSplit: m.CrossSplit, HasImage: m.HasImage(),
			Kind: st.Kind, Gold: st.Gold, Adjudicated: st.Adjudicated, Voices: st.Voices(), Imported: st.Imported(),
			By: map[string]labels.Said{}, Dataset: m.Dataset, Caption: m.Caption,
		}
		for _, c := range st.Current {
			f.By[c.Annotator] = labels.Said{Action: c.Action, Level: c.Level, Imported: c.Source == labels.Import}
		}
		if p, ok := s.preds[search.Version][m.ID]; ok {
			f.Predicted, f.Probs = true, p.Probs
		}
		if search.Match(f) {
			all = append(all, f)
		}
	}
	s.mu.Unlock()
	for _, f := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(f); err != nil {
			return err
		}
	}
	return nil
}

// makeQueue is Deps.MakeQueue for an annotator.
func (s *fakeStore) makeQueue(annotator string) func(context.Context, string, model.Report) (queues.List, error) {
	return makeQueueOf(s, s.facts, annotator)
}

// queueSource is what queues are made from, besides facts of the memes.
type queueSource interface {
	Setting(key string) (string, bool, error)
	Summary(annotator string) (eval.Summary, error)
}

// makeQueueOf is Deps.MakeQueue for an annotator of a store.
func makeQueueOf(s queueSource, facts func(context.Context, labels.Search, func(*labels.Facts) error) error,
	annotator string,
) func(context.Context, string, model.Report) (queues.List, error) {
	return func(ctx context.Context, name string, _ model.Report) (queues.List, error) {
		in := queues.Input{Annotator: annotator, Facts: facts, Features: fakeFeatures}
		overlap, _, _ := s.Setting(labels.OverlapSetting)
		in.Overlap, _ = labels.ParseOverlap(overlap)
		now, err := s.Summary(annotator)
		if err != nil {
			return queues.List{}, err
		}
		in.Version = now.Served
		if !queues.BuiltIn(name) {
			text, _, _ := s.Setting("query/" + name)
			if in.Query, err = labels.ParseQuery(text, nil); err != nil {
				return queues.List{}, err
			}
		}
		return queues.Make(ctx, name, in)
	}
}

// fakeFeatures depend on the meme only.
func fakeFeatures(_ context.Context, seqs []uint64) ([][]float32, error) {
	x := make([][]float32, len(seqs))
	for i, seq := range seqs {
		lots := eval.NewStream(seq, eval.ForProbe)
		x[i] = []float32{float32(lots.Uniform(0)), float32(lots.Uniform(1))}
	}
	return x, nil
}

// fakeLikest is Deps.Likest: the memes whose numbers are nearest, whatever by.
func fakeLikest(_ context.Context, meme uint64, among []uint64, _ labels.Likeness, most int) (all []model.Like, _ error) {
	for _, seq := range among {
		if seq != meme {
			all = append(all, model.Like{Seq: seq, Cosine: 1 - float32(max(seq, meme)-min(seq, meme))/100})
		}
	}
	slices.SortFunc(all, func(a, b model.Like) int { return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Seq, b.Seq)) })
	if most > 0 {
		all = all[:min(most, len(all))]
	}
	return all, nil
}

// failingLikest fails as where nothing is encoded.
func failingLikest(context.Context, uint64, []uint64, labels.Likeness, int) ([]model.Like, error) {
	return nil, errNoFeatures
}
