package db

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"memebench/labels"
)

// A model is the store as it would be if memory were for ever and time no
// object: two lists, and every answer computed from them.
type model struct {
	memes   []labels.MemeID
	events  []labels.Event
	overlap int
}

func (m *model) of(id labels.MemeID) (events []labels.Event) {
	for _, e := range m.events {
		if e.Meme == id {
			events = append(events, e)
		}
	}
	return events
}

func (m *model) progress(annotator string) labels.Counts {
	p := labels.Counts{Memes: len(m.memes), ByKind: map[labels.Kind]int{}}
	for _, k := range kinds {
		p.ByKind[k] = 0
	}
	for _, id := range m.memes {
		s := labels.Aggregate(m.of(id))
		p.ByKind[s.Kind]++
		if s.Kind == labels.Labelled {
			p.ByGold[s.Gold]++
		}
		if st, ok := s.Of(annotator); ok && st.Level.Valid() {
			p.InName++
			if st.Source != labels.Import {
				p.Mine++
			}
		}
		if s.Waits(annotator, m.overlap) {
			p.Waiting++
		}
	}
	p.Undoable, p.Redoable, p.Overlap = m.undo(annotator) != nil, m.redo(annotator) != nil, m.overlap
	return p
}

// undo returns what Undo should take back.
func (m *model) undo(annotator string) []labels.Event {
	retracted := labels.Retracted(m.events)
	for _, e := range slices.Backward(m.events) {
		if e.Annotator == annotator && e.Source != labels.Import && e.Action != labels.Retract && !retracted[e.Seq] {
			return m.act(e)
		}
	}
	return nil
}

// act returns what stands of the act that an event ends, the newest first.
func (m *model) act(last labels.Event) (act []labels.Event) {
	retracted := labels.Retracted(m.events)
	for e := last; ; {
		byHand := e.Source != labels.Import && (e.Action == labels.Retract) == (last.Action == labels.Retract)
		if byHand && !retracted[e.Seq] {
			act = append(act, e)
		}
		own := slices.DeleteFunc(slices.Clone(m.events[:e.Seq-1]), func(o labels.Event) bool { return o.Annotator != e.Annotator })
		if e.Batch == 0 || len(own) == 0 || own[len(own)-1].Batch != e.Batch-1 {
			return act
		}
		e = own[len(own)-1]
	}
}

// redo returns what Redo should say again.
func (m *model) redo(annotator string) (again []labels.Event) {
	retracted := labels.Retracted(m.events)
	for _, e := range slices.Backward(m.events) {
		switch {
		case e.Annotator != annotator || e.Source == labels.Import:
		case e.Action != labels.Retract:
			return nil
		case !retracted[e.Seq] && m.events[e.Retracts-1].Action != labels.Retract:
			for _, r := range m.act(e) {
				again = append(again, m.events[r.Retracts-1])
			}
			slices.SortFunc(again, func(a, b labels.Event) int { return int(b.Seq) - int(a.Seq) })
			return again
		}
	}
	return nil
}

// caption returns the caption of a meme that was imported with another.
func (m *model) caption(id labels.MemeID, imported string) string {
	if caption, origin := labels.CaptionInForce(m.of(id)); origin != labels.OriginGiven {
		return caption
	}
	return imported
}

// waiting returns the place of the meme that NextWaiting should return, 0 for none; or, of those that an
// import alone has labelled, NextImported.
func (m *model) waiting(annotator string, after int, kinds ...bool) int {
	for _, imported := range kinds {
		for i := range m.memes {
			at := (after + i) % len(m.memes)
			if s := labels.Aggregate(m.of(m.memes[at])); s.Waits(annotator, m.overlap) && s.Imported() == imported {
				return at + 1
			}
		}
	}
	return 0
}

// TestRandomOperations does the same to a store and to a model and compares all
// they answer.
func TestRandomOperations(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			runRandom(t, rand.New(rand.NewPCG(seed, 3)), 250)
		})
	}
}

func runRandom(t *testing.T, rng *rand.Rand, steps int) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := unsynced(openStore(t, path))
	m := &model{overlap: 1}
	annotators := []string{"ann", "bob", "carol", "Zoë"}
	pick := func() labels.MemeID { return m.memes[rng.IntN(len(m.memes))] }
	event := func() labels.Event {
		e := labels.Event{
			Meme: pick(), Annotator: annotators[rng.IntN(len(annotators))],
			Source: []labels.Source{labels.Key, labels.Key, labels.CLI, labels.Import}[rng.IntN(4)],
			Action: []labels.Action{labels.SetLevel, labels.SetLevel, labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Caption, labels.Adjudicate, labels.Retract}[rng.IntN(9)],
			Level:  labels.Level(rng.IntN(labels.Levels)),
			ReAsk:  rng.IntN(8) == 0,
			Batch:  max(0, rng.IntN(6)-3),
		}
		if e.Action == labels.Caption || e.Action == labels.Note {
			e.Text = fmt.Sprint("caption ", rng.IntN(30))
		}
		if e.Action == labels.Retract { // of anything, be it there, live, of this meme or not
			e.Retracts = 1 + rng.Uint64N(uint64(len(m.events)+2))
			if own := m.of(e.Meme); len(own) > 0 && rng.IntN(4) > 0 {
				e.Retracts = own[rng.IntN(len(own))].Seq
			}
		}
		return e
	}
	var offered []labels.Meme // those of m.memes, as they came
	add := func(n int) {
		var batch []labels.Meme
		for range n {
			batch = append(batch, textMeme(fmt.Sprint(len(m.memes)+len(batch)), fmt.Sprint("caption ", rng.IntN(30))))
		}
		for _, meme := range addMemes(t, d, batch...) {
			m.memes = append(m.memes, meme.ID)
		}
		offered = append(offered, batch...)
	}
	table := func(n int) { // a table with labels, of memes new and old
		var batch []labels.NewMeme
		var labelled []bool
		for range n {
			if rng.IntN(2) == 0 {
				offered = append(offered, textMeme(fmt.Sprint(len(offered)), fmt.Sprint("caption ", rng.IntN(30))))
			}
			batch = append(batch, labels.NewMeme{
				Meme: offered[len(offered)-1-rng.IntN(min(len(offered), 4))], Annotator: annotators[rng.IntN(len(annotators))],
				Level: labels.NoLevel + labels.Level(rng.IntN(labels.Levels+1)),
			})
		}
		for _, meme := range offered[len(offered)-min(len(offered), n):] { // so that every new one is among them
			batch = append(batch, labels.NewMeme{Meme: meme, Level: labels.NoLevel})
		}
		for _, row := range batch {
			if !slices.Contains(m.memes, row.Meme.ID) {
				m.memes = append(m.memes, row.Meme.ID)
			}
			now, ok := labels.Aggregate(m.of(row.Meme.ID)).Of(row.Annotator)
			news := row.Level.Valid() && (!ok || now.Source == labels.Import && now.Level != row.Level)
			if labelled = append(labelled, news); news {
				m.events = append(m.events, labels.Event{
					Seq: uint64(len(m.events) + 1), Meme: row.Meme.ID, Annotator: row.Annotator,
					Source: labels.Import, Action: labels.SetLevel, Level: row.Level,
				})
			}
		}
		first := len(m.events)
		for _, news := range labelled {
			if news {
				first--
			}
		}
		added, err := d.AddLabelled(batch, labels.AllTrain)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range added {
			if a.Outcome == labels.Conflict || a.Labelled != labelled[i] || a.ID != batch[i].Meme.ID || a.Split != labels.Train {
				t.Fatalf("row %d, %+v: got %+v, want it labelled: %v", i, batch[i], a, labelled[i])
			}
		}
		for i := first; i < len(m.events); i++ { // the store gives the time
			stored, err := d.Events(m.events[i].Meme)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(stored, func(e labels.Event) bool { return e.Seq == m.events[i].Seq })
			if at < 0 {
				t.Fatalf("event %d of the table is not in the log", m.events[i].Seq)
			}
			m.events[i].Time = stored[at].Time
		}
	}
	add(3)
	for range steps {
		switch rng.IntN(20) {
		case 0:
			add(1 + rng.IntN(3))
		case 6, 7:
			table(1 + rng.IntN(5))
		case 1: // a restart
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			d = unsynced(openStore(t, path))
		case 2, 3, 4, 5:
			who := annotators[rng.IntN(len(annotators))]
			want, take := m.undo(who), d.Undo
			if rng.IntN(2) == 0 {
				want, take = m.redo(who), d.Redo
			}
			got, err := take(who)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("undo or redo of %s: got %+v, %v; want %+v", who, got, err, want)
			}
			if err := d.Log(uint64(len(m.events)+1), func(e labels.Event) error {
				m.events = append(m.events, e)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		case 8:
			m.overlap = 1 + rng.IntN(3)
			if err := d.SetSetting(labels.OverlapSetting, fmt.Sprint(m.overlap)); err != nil {
				t.Fatal(err)
			}
		default:
			var batch []labels.Event
			ok := true
			trial := model{memes: m.memes, events: slices.Clone(m.events)}
			for range 1 + rng.IntN(4) {
				e := event()
				if e.Action == labels.Retract {
					own := trial.of(e.Meme)
					ok = ok && slices.ContainsFunc(own, func(o labels.Event) bool { return o.Seq == e.Retracts }) && !labels.Retracted(own)[e.Retracts]
				}
				batch = append(batch, e)
				e.Seq = uint64(len(trial.events) + 1)
				trial.events = append(trial.events, e)
			}
			stored, err := d.Append(batch...)
			if ok != (err == nil) || err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrRetracted) {
				t.Fatalf("appending %+v: %v", batch, err)
			}
			m.events = append(m.events, stored...)
		}
		who := annotators[rng.IntN(len(annotators))]
		if p, err := d.Counts(who); err != nil || !reflect.DeepEqual(p, m.progress(who)) {
			t.Fatalf("progress of %s: got %+v, %v; want %+v", who, p, err, m.progress(who))
		}
		after := rng.IntN(len(m.memes) + 1)
		if meme, ok, err := d.NextWaiting(who, uint64(after)); err != nil || int(meme.Seq) != m.waiting(who, after, false, true) || ok != (meme.Seq != 0) {
			t.Fatalf("waiting after %d: got %d, %v, %v; want %d", after, meme.Seq, ok, err, m.waiting(who, after, false, true))
		}
		if err := d.Read(func(r *Reader) error {
			meme, ok, err := r.NextImported(who, uint64(after))
			if int(meme.Seq) != m.waiting(who, after, true) || ok != (meme.Seq != 0) {
				t.Fatalf("imported after %d: got %d, %v, %v; want %d", after, meme.Seq, ok, err, m.waiting(who, after, true))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		id := pick()
		if s, err := d.State(id); err != nil || !reflect.DeepEqual(s, labels.Aggregate(m.of(id))) {
			t.Fatalf("state: got %+v, %v; want %+v", s, err, labels.Aggregate(m.of(id)))
		}
		if meme, err := d.Meme(id); err != nil || meme.Caption != m.caption(id, meme.Imported()) {
			t.Fatalf("caption: got %+v, %v; want %q", meme, err, m.caption(id, meme.Imported()))
		}
		if events, err := d.Events(id); err != nil || !reflect.DeepEqual(events, m.of(id)) {
			t.Fatalf("events: got %+v, %v; want %+v", events, err, m.of(id))
		}
	}
	var log []labels.Event
	if err := d.Log(0, func(e labels.Event) error {
		log = append(log, e)
		return nil
	}); err != nil || !reflect.DeepEqual(log, m.events) {
		t.Fatalf("the logs differ: %v", err)
	}
	if last, err := d.LastSeq(); err != nil || int(last) != len(m.events) {
		t.Fatalf("the last event is %d, %v; want %d", last, err, len(m.events))
	}
	checkStore(t, d)
}
