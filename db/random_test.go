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
	memes  []labels.MemeID
	events []labels.Event
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
			p.Mine++
		}
	}
	_, p.Undoable = m.undo(annotator)
	return p
}

// undo returns what Undo should take back.
func (m *model) undo(annotator string) (labels.Event, bool) {
	for _, e := range slices.Backward(m.events) {
		decides := slices.Contains([]labels.Action{labels.SetLevel, labels.Skip, labels.Flag, labels.Adjudicate}, e.Action)
		if e.Annotator == annotator && e.Source != labels.Import && decides && !labels.Retracted(m.of(e.Meme))[e.Seq] {
			return e, true
		}
	}
	return labels.Event{Level: labels.NoLevel}, false
}

// waiting returns the place of the meme that NextWaiting should return, 0 for none.
func (m *model) waiting(after int) int {
	for i := range m.memes {
		at := (after + i) % len(m.memes)
		if labels.Aggregate(m.of(m.memes[at])).Kind == labels.Unlabelled {
			return at + 1
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
	m := &model{}
	annotators := []string{"ann", "bob", "carol", "Zoë"}
	pick := func() labels.MemeID { return m.memes[rng.IntN(len(m.memes))] }
	event := func() labels.Event {
		e := labels.Event{
			Meme: pick(), Annotator: annotators[rng.IntN(len(annotators))],
			Source: []labels.Source{labels.Key, labels.Key, labels.CLI, labels.Import}[rng.IntN(4)],
			Action: []labels.Action{labels.SetLevel, labels.SetLevel, labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Caption, labels.Adjudicate, labels.Retract}[rng.IntN(9)],
			Level:  labels.Level(rng.IntN(labels.Levels)),
			ReAsk:  rng.IntN(8) == 0,
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
			want, wantOK := m.undo(who)
			got, ok, err := d.Undo(who)
			if err != nil || ok != wantOK || got != want {
				t.Fatalf("undo of %s: got %+v, %v, %v; want %+v, %v", who, got, ok, err, want, wantOK)
			}
			if ok {
				last, err := d.Events(got.Meme)
				if err != nil {
					t.Fatal(err)
				}
				m.events = append(m.events, last[len(last)-1])
			}
		default:
			var batch []labels.Event
			ok := true
			trial := model{m.memes, slices.Clone(m.events)}
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
		if meme, ok, err := d.NextWaiting(uint64(after)); err != nil || int(meme.Seq) != m.waiting(after) || ok != (meme.Seq != 0) {
			t.Fatalf("waiting after %d: got %d, %v, %v; want %d", after, meme.Seq, ok, err, m.waiting(after))
		}
		id := pick()
		if s, err := d.State(id); err != nil || !reflect.DeepEqual(s, labels.Aggregate(m.of(id))) {
			t.Fatalf("state: got %+v, %v; want %+v", s, err, labels.Aggregate(m.of(id)))
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
