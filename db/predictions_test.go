package db

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"testing"

	"memebench/labels"
)

// guess is a prediction of one level for sure.
func guess(version string, id labels.MemeID, l labels.Level) labels.Prediction {
	p := labels.Prediction{Meme: id, Version: version, Modalities: []string{"text"}}
	p.Probs[l] = 1
	return p
}

func TestPredictions(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 2*walkRecords+1)
	addVersions(t, d, 2)
	var v1 []labels.Prediction
	for i, m := range memes {
		v1 = append(v1, guess("v1", m.ID, labels.Level(i%5)))
	}
	// Not in the order of import, and one of another version among them.
	if _, err := d.PutPredictions(append([]labels.Prediction{v1[5], guess("v2", memes[0].ID, labels.Neutral)}, v1...), nil); err != nil {
		t.Fatal(err)
	}
	all := func(version string) (got []labels.Prediction) {
		t.Helper()
		if err := d.Predictions(version, func(p labels.Prediction) error {
			got = append(got, p)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := all("served"); !reflect.DeepEqual(got, v1) {
		t.Errorf("%d predictions came back, not the %d", len(got), len(v1))
	}
	if p, ok, err := d.Prediction("v2", memes[0].ID); err != nil || !ok || p.Level() != labels.Neutral || p.Version != "v2" {
		t.Errorf("of v2: %+v, %v, %v", p, ok, err)
	}
	if _, ok, err := d.Prediction("latest", memes[1].ID); ok || err != nil {
		t.Errorf("not predicted: %v, %v", ok, err)
	}

	// A newer one takes the older one's place.
	newer := labels.Prediction{Meme: memes[0].ID, Version: "v1", Probs: [5]float32{0.1, 0.2, 0.3, 0.25, 0.15}}
	if _, err := d.PutPredictions([]labels.Prediction{newer}, nil); err != nil {
		t.Fatal(err)
	}
	if p, ok, err := d.Prediction("v1", memes[0].ID); err != nil || !ok || !reflect.DeepEqual(p, newer) {
		t.Errorf("got %+v, %v, %v; want %+v", p, ok, err, newer)
	}

	if got := all("v2"); len(got) != 1 {
		t.Errorf("%d predictions of the other version", len(got))
	}
	stop := errors.New("enough")
	if err := d.Predictions("v2", func(labels.Prediction) error { return stop }); err != stop {
		t.Errorf("stopped with %v", err)
	}
}

func TestPredictionsRefuses(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 1)[0]
	addVersions(t, d, 1)
	good := guess("v1", m.ID, labels.Positive)
	nan := float32(math.NaN())
	for name, tt := range map[string]struct {
		change func(p *labels.Prediction)
		want   error
	}{
		"an unknown version":     {func(p *labels.Prediction) { p.Version = "v2" }, ErrNotFound},
		"an unknown meme":        {func(p *labels.Prediction) { p.Meme = labels.NewMemeID("set", "x") }, ErrNotFound},
		"no meme":                {func(p *labels.Prediction) { p.Meme = "" }, ErrNotFound},
		"not a number":           {func(p *labels.Prediction) { p.Probs[1] = nan }, ErrInvalid},
		"a negative probability": {func(p *labels.Prediction) { p.Probs[1], p.Probs[2] = -0.5, 0.5 }, ErrInvalid},
		"too much":               {func(p *labels.Prediction) { p.Probs[1] = 0.5 }, ErrInvalid},
		"too little":             {func(p *labels.Prediction) { p.Probs[3] = 0.5 }, ErrInvalid},
		"a modality of two":      {func(p *labels.Prediction) { p.Modalities = []string{"text,image"} }, ErrInvalid},
		"a modality of none":     {func(p *labels.Prediction) { p.Modalities = []string{""} }, ErrInvalid},
	} {
		bad := good
		tt.change(&bad)
		if _, err := d.PutPredictions([]labels.Prediction{good, bad}, nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	if _, ok, err := d.Prediction("v1", m.ID); ok || err != nil {
		t.Errorf("the good one was stored: %v, %v", ok, err)
	}
	if _, _, err := d.Prediction("v2", m.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown version: %v", err)
	}
	if _, _, err := d.Prediction("v1", "x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown meme: %v", err)
	}
	if err := d.Predictions("v2", nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("all of an unknown version: %v", err)
	}
}

// Levels of many memes at once are those of their predictions, in the order that was asked.
func TestPredictedLevels(t *testing.T) {
	d := factsStore(t)
	var places []uint64
	want := map[uint64]labels.Level{}
	if err := d.Rows(func(m labels.Meme, _ labels.State) error {
		places, want[m.Seq] = append(places, m.Seq), labels.NoLevel
		if p, ok, err := d.Prediction("v1", m.ID); err == nil && ok {
			want[m.Seq] = p.Level()
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, none := range []uint64{0, 1 << 40} {
		places, want[none] = append(places, none), labels.NoLevel
	}
	places = append(places, places[3])
	for _, order := range []string{"import", "backwards"} {
		got, err := d.PredictedLevels("v1", places)
		if err != nil || len(got) != len(places) {
			t.Fatalf("%d levels, %v", len(got), err)
		}
		for i, seq := range places {
			if got[i] != want[seq] {
				t.Errorf("order of %s: meme %d has %s, want %s", order, seq, got[i], want[seq])
			}
		}
		slices.Reverse(places)
	}
	if got, err := d.PredictedLevels("v9", places[:1]); err != nil || got[0] != labels.NoLevel {
		t.Errorf("a version that is not there: %v, %v", got, err)
	}
}

// The log by places is the log, without ids.
func TestLogByPlace(t *testing.T) {
	d := factsStore(t)
	var want []labels.Event
	if err := d.Log(3, func(e labels.Event) error { want = append(want, e); return nil }); err != nil {
		t.Fatal(err)
	}
	i := 0
	if err := d.LogByPlace(3, func(seq uint64, e labels.Event) error {
		m, err := d.MemeAt(seq)
		if e.Meme != "" || err != nil {
			t.Errorf("event %d is of %q, %v", e.Seq, e.Meme, err)
		}
		if e.Meme = m.ID; !reflect.DeepEqual(e, want[i]) {
			t.Errorf("event %+v, want %+v", e, want[i])
		}
		i++
		return nil
	}); err != nil || i != len(want) {
		t.Errorf("%d events of %d, %v", i, len(want), err)
	}
}
