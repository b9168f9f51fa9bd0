package tui

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// fakeStore keeps everything in memory. It is a slow and plain reading of what
// the store promises.
type fakeStore struct {
	mu       sync.Mutex
	memes    []labels.Meme
	log      []labels.Event
	versions []eval.Version
	deleted  []eval.Version
	served   []string // the last is served now
	revision uint64   // changes so far
	resplits uint64   // of them, new assignments to the splits
	preds    map[string]map[labels.MemeID]labels.Prediction
	settings map[string]string
	columns  []string // of every dataset
	fail     error    // of the next writes
	writes   int      // of settings
}

func newFakeStore(memes ...labels.Meme) *fakeStore {
	s := &fakeStore{revision: 1, preds: map[string]map[labels.MemeID]labels.Prediction{}, settings: map[string]string{}}
	for i, m := range memes {
		m.Seq = uint64(i + 1)
		if m.ID == "" {
			m.ID = labels.NewMemeID("fake", fmt.Sprint(i))
		}
		if m.Split == "" {
			m.Split = labels.Train
		}
		s.memes = append(s.memes, m)
	}
	return s
}

func (s *fakeStore) events(id labels.MemeID) []labels.Event {
	var es []labels.Event
	for _, e := range s.log {
		if e.Meme == id {
			es = append(es, e)
		}
	}
	return es
}

// Events is what was said of a meme.
func (s *fakeStore) Events(id labels.MemeID) ([]labels.Event, error) {
	if _, err := s.Meme(id); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events(id), nil
}

// Dataset has the columns of every dataset.
func (s *fakeStore) Dataset(name string) (labels.Dataset, bool, error) {
	return labels.Dataset{Name: name, Columns: s.columns}, len(s.columns) > 0, nil
}

// find is Deps.FindMeme: by place or name.
func (s *fakeStore) find(arg string) (labels.Meme, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.memes {
		if m.Name() == arg || fmt.Sprint(m.Seq) == strings.TrimPrefix(arg, "#") {
			return m, nil
		}
	}
	return labels.Meme{}, fmt.Errorf("no meme is called %q", arg)
}

// read is Deps.Read.
func (s *fakeStore) read(f func(Reader) error) error { return f(s) }

func (s *fakeStore) Meme(id labels.MemeID) (labels.Meme, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.memes {
		if m.ID == id {
			return m, nil
		}
	}
	return labels.Meme{}, errors.New("no such meme")
}

func (s *fakeStore) MemeAt(seq uint64) (labels.Meme, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq < 1 || seq > uint64(len(s.memes)) {
		return labels.Meme{}, errors.New("no such meme")
	}
	return s.memes[seq-1], nil
}

func (s *fakeStore) MemeCount() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.memes), nil
}

func (s *fakeStore) NextWaiting(annotator string, after uint64) (labels.Meme, bool, error) {
	return s.nextWaiting(annotator, after, false, true)
}

func (s *fakeStore) NextImported(annotator string, after uint64) (labels.Meme, bool, error) {
	return s.nextWaiting(annotator, after, true)
}

func (s *fakeStore) nextWaiting(annotator string, after uint64, kinds ...bool) (labels.Meme, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.memes)
	for _, imported := range kinds {
		for i := range n {
			m := s.memes[(int(after)+i)%n]
			if st := labels.Aggregate(s.events(m.ID)); st.Waits(annotator, s.overlap()) && st.Imported() == imported {
				return m, true, nil
			}
		}
	}
	return labels.Meme{}, false, nil
}

func (s *fakeStore) overlap() int {
	n, _ := labels.ParseOverlap(s.settings[labels.OverlapSetting])
	return n
}

func (s *fakeStore) State(id labels.MemeID) (labels.State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return labels.Aggregate(s.events(id)), nil
}

func (s *fakeStore) Prediction(version string, id labels.MemeID) (labels.Prediction, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.preds[version][id]
	return p, ok, nil
}

func (s *fakeStore) Append(events ...labels.Event) ([]labels.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	for _, e := range events {
		if !slices.ContainsFunc(s.memes, func(m labels.Meme) bool { return m.ID == e.Meme }) {
			return nil, errors.New("no such meme")
		}
	}
	s.revision++
	stored := slices.Clone(events)
	for i := range stored {
		stored[i].Seq = uint64(len(s.log) + 1)
		s.log = append(s.log, stored[i])
		s.edit(stored[i].Meme)
	}
	return stored, nil
}

func (s *fakeStore) Undo(annotator string) ([]labels.Event, error) {
	return s.takeBack(annotator, s.newest)
}

func (s *fakeStore) Redo(annotator string) ([]labels.Event, error) {
	return s.takeBack(annotator, s.newestRetract)
}

// takeBack retracts the newest event, with what stands of its act, and returns what is
// said or no longer said, the newest first.
func (s *fakeStore) takeBack(annotator string, newest func(string) (labels.Event, bool)) ([]labels.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	last, ok := newest(annotator)
	if !ok {
		return nil, nil
	}
	s.revision++
	var done []labels.Event
	retracted, stored := labels.Retracted(s.log), len(s.log)
	next := last.Batch
	for at := int(last.Seq) - 1; at >= 0; at-- {
		e := s.log[at]
		if e.Annotator != annotator {
			continue
		}
		if e.Batch != next {
			break
		}
		if !retracted[e.Seq] {
			s.log = append(s.log, labels.Event{
				Seq: uint64(len(s.log) + 1), Meme: e.Meme, Annotator: annotator, Batch: len(s.log) - stored,
				Source: labels.Key, Action: labels.Retract, Level: labels.NoLevel, Retracts: e.Seq,
			})
			if e.Action == labels.Retract {
				e = s.log[e.Retracts-1]
			}
			done = append(done, e)
		}
		if next--; next < 0 {
			break
		}
	}
	slices.SortFunc(done, func(a, b labels.Event) int { return int(b.Seq) - int(a.Seq) })
	s.edit(last.Meme)
	for _, e := range done {
		s.edit(e.Meme)
	}
	return done, nil
}

// newest returns the newest event that Undo can take back.
func (s *fakeStore) newest(annotator string) (labels.Event, bool) {
	retracted := labels.Retracted(s.log)
	for _, e := range slices.Backward(s.log) {
		if e.Annotator == annotator && e.Source != labels.Import && e.Action != labels.Retract && !retracted[e.Seq] {
			return e, true
		}
	}
	return labels.Event{}, false
}

// newestRetract returns the newest event that Redo can take back.
func (s *fakeStore) newestRetract(annotator string) (labels.Event, bool) {
	retracted := labels.Retracted(s.log)
	for _, e := range slices.Backward(s.log) {
		if e.Annotator != annotator || e.Source == labels.Import {
			continue
		}
		if e.Action != labels.Retract {
			break
		}
		if !retracted[e.Seq] && s.log[e.Retracts-1].Action != labels.Retract {
			return e, true
		}
	}
	return labels.Event{}, false
}

// edit gives a meme the caption that people have given it.
func (s *fakeStore) edit(id labels.MemeID) {
	for i := range s.memes {
		if m := &s.memes[i]; m.ID == id {
			was := m.Caption
			m.SetCaption(labels.CaptionInForce(s.events(id)))
			if m.Caption != was {
				for _, of := range s.preds {
					delete(of, id)
				}
			}
		}
	}
}

// Summary reads everything anew.
func (s *fakeStore) Summary(annotator string) (eval.Summary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := eval.Summary{
		Revision: s.revision, Resplits: s.resplits, Seq: uint64(len(s.log)), Counts: s.counts(annotator),
		Versions: slices.Clone(s.versions), History: slices.Clone(s.versions),
	}
	if n := len(s.served); n > 0 {
		sum.Served = s.served[n-1]
		if n > 1 {
			sum.Before = s.served[n-2]
		}
	}
	trained := uint64(0)
	for _, v := range append(slices.Clone(s.deleted), s.versions...) {
		if v.Origin == nil {
			trained = max(trained, v.LabelSeq)
		}
	}
	retracted := labels.Retracted(s.log)
	for _, e := range s.log {
		if e.Seq > trained && e.Source != labels.Import && e.Level.Valid() && !retracted[e.Seq] {
			sum.New++
		}
	}
	return sum, nil
}

func (s *fakeStore) counts(annotator string) labels.Counts {
	p := labels.Counts{Memes: len(s.memes), ByKind: map[labels.Kind]int{}}
	for _, k := range []labels.Kind{labels.Unlabelled, labels.Labelled, labels.Skipped, labels.Flagged, labels.Disputed} {
		p.ByKind[k] = 0
	}
	_, p.Undoable = s.newest(annotator)
	_, p.Redoable = s.newestRetract(annotator)
	p.Overlap = s.overlap()
	for _, m := range s.memes {
		st := labels.Aggregate(s.events(m.ID))
		p.ByKind[st.Kind]++
		if st.Gold.Valid() {
			p.ByGold[st.Gold]++
		}
		if named, ok := st.Of(annotator); ok && named.Level.Valid() {
			p.InName++
		}
		if mine, ok := st.InPerson(annotator); ok && mine.Level.Valid() {
			p.Mine++
		}
		if st.Waits(annotator, p.Overlap) {
			p.Waiting++
		}
	}
	return p
}

func (s *fakeStore) Log(from uint64, yield func(labels.Event) error) error {
	s.mu.Lock()
	log := slices.Clone(s.log)
	s.mu.Unlock()
	for _, e := range log {
		if e.Seq >= from {
			if err := yield(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *fakeStore) LastSeq() (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint64(len(s.log)), nil
}

func (s *fakeStore) RenameVersion(id, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.versions {
		if s.versions[i].Name == name && name != "" {
			return fmt.Errorf("name %q: %s has it already", name, s.versions[i].ID)
		}
	}
	s.revision++
	for i := range s.versions {
		if s.versions[i].ID == id {
			s.versions[i].Name = name
		}
	}
	return nil
}

func (s *fakeStore) DeleteVersion(id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.served); n > 0 && s.served[n-1] == id {
		return "", errors.New("it is served")
	}
	s.revision++
	s.versions = slices.DeleteFunc(s.versions, func(v eval.Version) bool {
		if v.ID == id {
			s.deleted = append(s.deleted, v)
		}
		return v.ID == id
	})
	return id, nil
}

// fakeComparison invents a comparison that is not chance.
func fakeComparison(first, second string) eval.Comparison {
	return eval.Comparison{
		First: first, Second: second, Split: eval.CVRows, N: 61, Groups: 60, MacroF1Delta: .041, CI95: eval.Interval{.012, .083}, ProbImproved: .97,
		McNemarP: .031, Discordant: 14, FirstRight: 4, SecondRight: 10, Repeats: 3, Tests: 1, P: .02, PAdjusted: .02, Outcome: eval.SecondBetter,
	}
}

func (s *fakeStore) Setting(key string) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.settings[key]
	return v, ok, nil
}

func (s *fakeStore) SetSetting(key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if s.fail != nil {
		return s.fail
	}
	s.revision++
	s.settings[key] = value
	return nil
}

// addVersion adds a version with invented metrics and predictions for all memes;
// the first is served.
func (s *fakeStore) addVersion(at time.Time) eval.Version {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.versions) + 1
	v := fakeVersion(n, uint64(len(s.log)), at)
	s.revision++
	s.versions = append(s.versions, v)
	if n == 1 {
		s.served = append(s.served, v.ID)
	}
	s.preds[v.ID] = map[labels.MemeID]labels.Prediction{}
	for i, m := range s.memes {
		s.preds[v.ID][m.ID] = labels.Prediction{Meme: m.ID, Version: v.ID, Probs: fakeProbs(i + n), Modalities: []string{"text", "image"}}
	}
	return v
}

// addVersionAs is addVersion with something of the version changed: change is given how many
// events the log has, too.
func (s *fakeStore) addVersionAs(at time.Time, change func(v *eval.Version, events int)) eval.Version {
	s.addVersion(at)
	s.mu.Lock()
	defer s.mu.Unlock()
	v := &s.versions[len(s.versions)-1]
	change(v, len(s.log))
	return *v
}

// fakeVersion is the n-th version, trained when the log had so many events.
func fakeVersion(n int, seq uint64, at time.Time) eval.Version {
	return eval.Version{
		ID: fmt.Sprint("v", n), Number: n, Created: at, LabelSeq: seq, Labels: 60 + 5*n, TrainN: 52 + 5*n, ValN: 8,
		Epochs: 12, Best: 9, Seconds: .84,
		Config:   eval.Default(),
		Encoders: []eval.Input{{Modality: "text", Encoder: "bge-small-en-v1.5"}, {Modality: "image", Encoder: "efficientnet-lite0"}},
		Val:      eval.Metrics{N: 8, MacroF1: eval.Metric(.3 + .04*float64(n)), QWK: eval.Metric(.4 + .05*float64(n)), MAE: eval.Metric(.9 - .05*float64(n))},
		History:  fakeHistory(12),
	}
}

// trained is what a training says of its version.
func (s *fakeStore) trained(v eval.Version) model.Trained {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.served)
	return model.Trained{Version: v, Promoted: n > 0 && s.served[n-1] == v.ID}
}

func fakeHistory(n int) []eval.Epoch {
	var h []eval.Epoch
	for e := 1; e <= n; e++ {
		f := float64(e)
		h = append(h, eval.Epoch{Epoch: e, TrainLoss: 1.7*math.Exp(-f/6) + .2, ValLoss: eval.Metric(1.2*math.Exp(-f/5) + .7 + .015*f), ValMacroF1: eval.Metric(.44 - .35*math.Exp(-f/3) + .02*math.Sin(f))})
	}
	return h
}

func fakeProbs(i int) (p [labels.Levels]float32) {
	var sum float32
	for l := range p {
		d := float64(l - i%labels.Levels)
		p[l] = float32(math.Exp(-d * d / 1.5))
		sum += p[l]
	}
	for l := range p {
		p[l] /= sum
	}
	return p
}

// evaluatedOn reports whether a meme is evaluated with a split.
func evaluatedOn(m labels.Meme, split string) bool {
	return string(m.Split) == split || split == eval.CVRows && m.Split != labels.Test
}

// evaluate evaluates a fake version on the memes of a split that have gold.
func (s *fakeStore) evaluate(version, split string) (eval.Evaluation, []eval.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []eval.Row
	for _, m := range s.memes {
		st := labels.Aggregate(s.events(m.ID))
		if p, ok := s.preds[version][m.ID]; ok && st.Gold.Valid() && evaluatedOn(m, split) {
			rows = append(rows, fakeRow(st.Gold, p))
		}
	}
	return fakeEvaluation(version, split, rows), rows
}

// fakeRow is a meme of an evaluation.
func fakeRow(gold labels.Level, p labels.Prediction) eval.Row {
	row := eval.Row{Meme: p.Meme, True: gold, Pred: p.Level()}
	for l, v := range p.Probs {
		row.Probs[l] = float64(v)
	}
	return row
}

// fakeEvaluation counts rows; what needs more than that is invented.
func fakeEvaluation(version, split string, rows []eval.Row) eval.Evaluation {
	r := eval.Evaluation{Version: version, Split: split}
	for _, row := range rows {
		r.Confusion[row.True][row.Pred]++
		r.N++
	}
	right := 0
	for t := range r.Confusion {
		c := &r.PerClass[t]
		c.Level = labels.Level(t)
		said := 0
		for p := range r.Confusion {
			c.Support += r.Confusion[t][p]
			said += r.Confusion[p][t]
		}
		hit := float64(r.Confusion[t][t])
		right += r.Confusion[t][t]
		c.Recall = eval.Metric(hit / float64(max(1, c.Support)))
		c.Precision = eval.Metric(hit / float64(max(1, said)))
		c.F1 = eval.Metric(2 * hit / float64(max(1, said+c.Support)))
		r.MacroF1 += c.F1 / labels.Levels
	}
	r.Accuracy = eval.Metric(float64(right) / float64(max(1, r.N)))
	r.QWK, r.MAE, r.WeightedF1, r.WithinOne, r.LogLoss = .55, .71, .41, .86, 1.21
	r.Baselines.Majority = eval.Baseline{N: r.N, Accuracy: .26, MacroF1: .08, QWK: 0, MAE: 1.2, Intervals: eval.Bootstrap(nil).Intervals}
	a, f := r.Accuracy, r.MacroF1
	r.Intervals.Intervals = eval.Intervals{
		Accuracy: eval.Interval{a * .75, a * 1.25}, MacroF1: eval.Interval{f * .7, f * 1.2},
		QWK: eval.Interval{-.12, .74}, MAE: eval.Interval{.55, .98},
	}
	r.ThreeClass.MacroF1, r.ThreeClass.Intervals.MacroF1 = .58, eval.Interval{.5, .66}
	r.Intervals.WeightedF1, r.Intervals.WithinOne, r.Intervals.LogLoss = eval.Interval{.33, .49}, eval.Interval{.8, .92}, eval.Interval{1.1, 1.33}
	r.Chance.MacroF1 = eval.ChanceMetric{Mean: .18, CI95: eval.Interval{.12, .24}, P: .001}
	r.Baselines.TextOnly = &eval.Baseline{N: r.N, Accuracy: .38, MacroF1: .31, QWK: .4, MAE: .9, Intervals: eval.Intervals{MacroF1: eval.Interval{.24, .37}}}
	r.Baselines.ImageOnly = &eval.Baseline{N: r.N, Accuracy: .27, MacroF1: .19, QWK: -.05, MAE: 1.3, Intervals: eval.Intervals{MacroF1: eval.Interval{.12, .27}}}
	r.Slices = &eval.Slices{Note: "4 slices; 3 tests of a slice against the other rows.", By: []eval.SlicedBy{
		{By: "picture", Slices: []eval.Slice{fakeSlice("with", .44, .05, .4), fakeSlice("without", .33, -.05, .4)}},
		{By: "caption", Slices: []eval.Slice{fakeSlice("1 to 4 words", .27, -.18, .03), fakeSlice("5 to 20 words", .47, .12, .04)}},
	}}
	return r
}

// promote serves a version that is there, as the real store does.
func (s *fakeStore) promote(version string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(s.versions, func(v eval.Version) bool { return v.ID == version }) {
		return fmt.Errorf("no version %q", version)
	}
	s.revision++
	s.served = append(s.served, version)
	return nil
}

// rollback serves again what was served before, and returns it.
func (s *fakeStore) rollback() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.served) < 2 {
		return "", errors.New("nothing was served before")
	}
	s.revision++
	s.served = s.served[:len(s.served)-1]
	return s.served[len(s.served)-1], nil
}
