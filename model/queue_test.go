package model

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/queue"
)

func (r *rig) queue(t testing.TB, name, annotator string) queue.List {
	t.Helper()
	l, err := r.Queue(t.Context(), name, annotator, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func seqsOf(l queue.List) (seqs []uint64) {
	for _, it := range l.Items {
		seqs = append(seqs, it.Seq())
	}
	return seqs
}

func (r *rig) set(t testing.TB, name, value string) {
	t.Helper()
	if err := r.store.SetSetting(name, value); err != nil {
		t.Fatal(err)
	}
}

func TestQueuesOfAWorkspace(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 60)
	more, _ := r.fillUnlabelled(t, 40)
	if _, err := r.Prepare(t.Context(), nil); err != nil { // which trains
		t.Fatal(err)
	}
	l := r.queue(t, queue.Uncertain, "ann")
	served, err := r.store.Served()
	if err != nil || l.Version != served || len(l.Items) != len(more) {
		t.Fatalf("by %q (%v), %d memes", l.Version, err, len(l.Items))
	}
	entropy := func(seq uint64) float64 {
		m, err := r.store.MemeAt(seq)
		if err != nil {
			t.Fatal(err)
		}
		p, ok, err := r.store.Prediction(served, m.ID)
		if err != nil || !ok {
			t.Fatalf("#%d: %v %v", seq, ok, err)
		}
		return (&labels.Facts{Predicted: true, Probs: p.Probs}).Entropy()
	}
	before := 10.0
	for _, it := range l.Items {
		if it.How() != queue.ByName {
			continue
		}
		if e := entropy(it.Seq()); e > before {
			t.Errorf("#%d with %.3f comes after %.3f", it.Seq(), e, before)
		} else {
			before = e
		}
	}
	// With an overlap of two, others' memes wait; whose own are asked again is remembered.
	if l := r.queue(t, queue.Second, "ben"); len(l.Items) != len(ids) {
		t.Errorf("%d for a second opinion", len(l.Items))
	}
	if l := r.queue(t, queue.Random, "ben"); len(l.Items) != len(more) {
		t.Errorf("%d wait for ben", len(l.Items))
	}
	r.set(t, labels.OverlapSetting, "2")
	if l := r.queue(t, queue.Random, "ben"); len(l.Items) != len(ids)+len(more) {
		t.Errorf("%d wait for ben with an overlap of 2", len(l.Items))
	}
	r.set(t, labels.OverlapSetting, "many")
	if _, err := r.Queue(t.Context(), queue.Random, "ben", false, nil); err == nil {
		t.Error("an overlap of many")
	}
}

func TestDiverseReadsTheFeatures(t *testing.T) {
	r := newRig(t)
	r.fill(t, 20)
	r.fillUnlabelled(t, 50)
	if _, err := r.Prepare(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	l := r.queue(t, queue.Diverse, "ann")
	chosen := 0
	for _, it := range l.Items {
		if it.How() == queue.ByName {
			chosen++
		}
	}
	if chosen != 35 || l.Ordered == 0 { // those of train
		t.Errorf("%d chosen, %d in order", chosen, l.Ordered)
	}
	rows, err := r.directions(t.Context(), seqsOf(l), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if c := cosine(row, row); c < .999 || c > 1.001 {
			t.Errorf("row %d: %v", i, c)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Queue(ctx, queue.Diverse, "ann", false, nil); err == nil {
		t.Error("it was cancelled")
	}
}

func TestWhatIsAskedAgain(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, RememberedLabels+30)
	again := func() []uint64 { return slices.Sorted(slices.Values(seqsOf(r.queue(t, queue.Reask, "ann")))) }
	var want []uint64
	for seq := range uint64(30) {
		want = append(want, seq+1)
	}
	if got := again(); !slices.Equal(got, want) {
		t.Fatalf("%v, want the 30 oldest", got)
	}
	// What was answered again is not asked a third time, unless that was taken back.
	event := labels.Event{Meme: ids[4], Annotator: "ann", Source: labels.Key, Action: labels.SetLevel, Level: 1, ReAsk: true}
	if _, err := r.store.Append(event); err != nil {
		t.Fatal(err)
	}
	if got := again(); slices.Contains(got, 5) || len(got) != 30 { // one label more is remote now
		t.Errorf("after an answer: %v", got)
	}
	if _, err := r.store.Undo("ann"); err != nil {
		t.Fatal(err)
	}
	if got := again(); !slices.Equal(got, want) {
		t.Errorf("after it was taken back: %v", got)
	}
	if _, err := r.store.Redo("ann"); err != nil {
		t.Fatal(err)
	}
	if got := again(); slices.Contains(got, 5) || len(got) != 30 {
		t.Errorf("after it was said again: %v", got)
	}
	if l := r.queue(t, queue.Reask, "ben"); len(l.Items) != 0 {
		t.Errorf("ben is asked %d of ann's", len(l.Items))
	}
}

func TestSavedSearchesAreQueues(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 20)
	r.set(t, "query/dear", "gold:5")
	r.set(t, "query/dear test", `queue:dear split:test`)
	r.set(t, "query/a", "queue:b")
	r.set(t, "query/b", "queue:a")
	r.set(t, "query/gone", "")
	l := r.queue(t, "dear", "ann")
	for _, seq := range seqsOf(l) {
		m, err := r.store.MemeAt(seq)
		if err != nil || !strings.HasPrefix(m.Caption, "level 4") {
			t.Errorf("#%d: %q (%v)", seq, m.Caption, err)
		}
	}
	if len(l.Items) != 4 || l.Name != "dear" {
		t.Errorf("%d memes of %d", len(l.Items), len(ids))
	}
	if l := r.queue(t, "dear test", "ann"); len(l.Items) == 0 || len(l.Items) >= 4 {
		t.Errorf("%d memes of test", len(l.Items))
	}
	for name, want := range map[string]string{
		"a":       `saved searches that name each other go in a circle`,
		"gone":    `queue "gone": want one of order, random, `,
		"group:x": `queue "group:x": want one of`,
	} {
		if _, err := r.Queue(t.Context(), name, "ann", false, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := r.CheckQueue(name); (err == nil) != (name == "a") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range append(queue.Names, queue.OfGroup(2), "dear test") {
		if err := r.CheckQueue(name); err != nil {
			t.Error(err)
		}
	}
}

// Who labels alone is given no memes by what others have said of them, also by the search that
// somebody else has saved, and by lists that it names.
func TestQueuesTellWhoIsAloneNothing(t *testing.T) {
	r := newRig(t)
	ids := r.fill(t, 8)
	r.set(t, "query/sure", "gold:1-5")
	r.set(t, "query/differ", "queue:disputed")
	r.set(t, "query/like", "near:#8 -state:disputed")
	r.encodeAll(t)
	say := func(who string, id labels.MemeID, l labels.Level) {
		if _, err := r.store.Append(labels.Event{Meme: id, Annotator: who, Source: labels.Key, Action: labels.SetLevel, Level: l}); err != nil {
			t.Fatal(err)
		}
	}
	var differ []uint64
	for i, id := range ids[:4] {
		differ = append(differ, uint64(i)+1)
		for j, who := range []string{"bob", "ann"} {
			say(who, id, labels.Level(j))
		}
	}
	say("eve", ids[0], labels.Neutral)
	for _, c := range []struct {
		name  string
		alone bool
		want  []uint64
	}{{"differ", false, differ}, {"differ", true, differ[:1]}, {queue.Disputed, true, differ[:1]}, {"sure", true, nil}, {"like", false, seqsTo(8)[4:]}, {"like", true, seqsTo(8)[1:]}} {
		l, err := r.Queue(t.Context(), c.name, "eve", c.alone, nil)
		if got := slices.Sorted(slices.Values(seqsOf(l))); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s, alone %v: %v, want %v: %v", c.name, c.alone, got, c.want, err)
		}
	}
	if l := r.queue(t, "sure", "eve"); len(l.Items) == 0 {
		t.Error("nothing is found by who is not alone")
	}
}

// How long it takes to rank 100,000 memes again, from the store.
func BenchmarkQueue(b *testing.B) {
	r := newRig(b)
	r.fill(b, 200)
	r.mustTrain(b, TrainOptions{})
	served, err := r.store.Served()
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		ids, _ := r.fillUnlabelled(b, 1000)
		ps := make([]labels.Prediction, len(ids))
		for i, id := range ids {
			ps[i] = labels.Prediction{Meme: id, Version: served, Modalities: []string{"text"}}
			rest := float32(1)
			for l := range ps[i].Probs[1:] {
				ps[i].Probs[l] = rest * rng.Float32()
				rest -= ps[i].Probs[l]
			}
			ps[i].Probs[labels.Levels-1] = rest
		}
		if _, err := r.store.PutPredictions(ps, nil); err != nil {
			b.Fatal(err)
		}
	}
	for _, name := range []string{queue.Random, queue.Uncertain, queue.Margin, queue.Mixed, queue.Disputed} {
		b.Run(name+"/100k", func(b *testing.B) {
			for b.Loop() {
				r.queue(b, name, "ben")
			}
		})
	}
}
