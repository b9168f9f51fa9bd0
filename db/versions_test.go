package db

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"memebench/eval"
	"memebench/labels"
)

func addVersions(t testing.TB, d *DB, n int) {
	t.Helper()
	for range n {
		if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAddVersion(t *testing.T) {
	d := newStore(t)
	if id, err := d.Served(); id != "" || err != nil {
		t.Errorf("served at first: %q, %v", id, err)
	}
	given := eval.Version{
		ID: "theirs", Number: 9, Config: eval.Config{Fusion: "concat", Width: 64, Seed: 1}, Encoders: []eval.Input{{Modality: "text", Width: 384}},
		History: []eval.Epoch{{Epoch: 1, TrainLoss: 1.5, ValLoss: 1.4}}, LabelSeq: 77,
	}
	big := bytes.Repeat([]byte{0, 1, 2, 3}, 1<<18)
	v, err := d.AddVersion(given, eval.Artifacts{Head: big})
	if err != nil {
		t.Fatal(err)
	}
	given.ID, given.Number, given.Created = "v1", 1, v.Created
	if v.Created.IsZero() || !reflect.DeepEqual(v, given) {
		t.Errorf("got %+v, want %+v", v, given)
	}
	if id, err := d.Served(); id != "v1" || err != nil {
		t.Errorf("served: %q, %v", id, err)
	}
	when := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	w, err := d.AddVersion(eval.Version{Parent: "v1", Created: when}, eval.Artifacts{Head: []byte("h"), Weights: []byte("w")})
	if err != nil || w.ID != "v2" || !w.Created.Equal(when) {
		t.Errorf("the second: %+v, %v", w, err)
	}
	if id, err := d.Served(); id != "v1" || err != nil {
		t.Errorf("served after the second: %q, %v", id, err)
	}
	if _, err := d.AddVersion(eval.Version{Parent: "v3"}, eval.Artifacts{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown parent: %v", err)
	}
	all, err := d.Versions()
	if err != nil || !reflect.DeepEqual(all, []eval.Version{v, w}) {
		t.Errorf("versions: %+v, %v", all, err)
	}
	head, err := d.Head("served")
	if err != nil || !bytes.Equal(head, big) {
		t.Errorf("head: %d bytes, %v", len(head), err)
	}
	clear(head) // the caller's own copy
	if again, err := d.Head("v1"); err != nil || !bytes.Equal(again, big) {
		t.Errorf("head again: %v", err)
	}
	if weights, err := d.Weights("v1"); err != nil || len(weights) != 0 {
		t.Errorf("weights: %v, %v", weights, err)
	}
}

// A head or weights that are not what was stored are refused: they would be another model.
func TestAFlippedBitInAVersion(t *testing.T) {
	d := newStore(t)
	addVersions(t, d, 1)
	for bucket, read := range map[string]func(string) ([]byte, error){"heads": d.Head, "weights": d.Weights} {
		put := func(blob string) {
			t.Helper()
			if err := d.update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Put(number8(1), []byte(blob)) }); err != nil {
				t.Fatal(err)
			}
		}
		was, err := read("v1")
		if err != nil {
			t.Fatal(err)
		}
		put(string(was[:len(was)-1]) + "r")
		if b, err := read("v1"); !errors.Is(err, ErrDamaged) || !strings.HasPrefix(err.Error(), "v1 is damaged") {
			t.Errorf("%s: %q, %v", bucket, b, err)
		}
		put(string(was))
	}
}

// Verify finds a version that is not what was stored, and a rebuilt store does without it, and
// serves another; what it has come to stays in the history.
func TestVerifyOfAFlippedBitInAVersion(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 1)
	addVersions(t, d, 2)                                                                                                                           // of which v1 is served
	if _, err := d.AddGiven(fromFile("vlm"), []labels.Prediction{{Meme: memes[0].ID, Probs: [labels.Levels]float32{0, 0, 0, 1, 0}}}); err != nil { // which cannot be
		t.Fatal(err)
	}
	if err := d.update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketWeights).Put(number8(1), []byte("weightr")) }); err != nil {
		t.Fatal(err)
	}
	path := d.path
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, findings, err := Verify(t.Context(), path, nil)
	if err != nil || len(findings) != 1 || !findings[0].Rebuildable || !strings.Contains(findings[0].Example, "v1") {
		t.Errorf("%v, %v", findings, err)
	}
	if r, err := Rebuild(t.Context(), path, nil); err != nil || r.Versions != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	d = openStore(t, path)
	if all, err := d.Versions(); err != nil || len(all) != 2 || all[0].ID != "v2" {
		t.Errorf("%v, %v", all, err)
	}
	if id, err := d.Served(); err != nil || id != "v2" {
		t.Errorf("%q is served, %v", id, err)
	}
	if all, err := d.VersionHistory(); err != nil || len(all) != 3 {
		t.Errorf("%v, %v", all, err)
	}
}

// TestUndefinedFigures keeps a version that was validated on nothing, whose
// figures are not numbers.
func TestUndefinedFigures(t *testing.T) {
	d := newStore(t)
	given := eval.Version{Val: eval.Measure(nil)}
	if given.Val.QWK.Defined() {
		t.Fatal("the kappa of nothing is defined")
	}
	v, err := d.AddVersion(given, eval.Artifacts{})
	if err != nil {
		t.Fatal(err)
	}
	if v, err = d.Version(v.ID); err != nil || v.Val.QWK.Defined() || v.Val.N != 0 {
		t.Errorf("it came back as %+v, %v", v.Val, err)
	}
	// Other numbers must be numbers, and nothing is kept of a version with one
	// that is not.
	given.Seconds = math.NaN()
	if _, err := d.AddVersion(given, eval.Artifacts{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("a version that took NaN seconds: %v", err)
	}
	if all, err := d.Versions(); err != nil || len(all) != 1 {
		t.Errorf("%d versions, %v", len(all), err)
	}
}

func TestVersionNames(t *testing.T) {
	d := newStore(t)
	for _, id := range []string{"v1", "served", "latest", ""} {
		if _, err := d.Version(id); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "train one first") {
			t.Errorf("%q of none: %v", id, err)
		}
	}
	addVersions(t, d, 12)
	if err := d.Promote("v3"); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"v1": 1, "v12": 12, "served": 3, "latest": 12} {
		if v, err := d.Version(id); err != nil || v.Number != want {
			t.Errorf("%q: %d, %v; want %d", id, v.Number, err, want)
		}
	}
	for _, id := range []string{"", "v", "v0", "v13", "v01", "v+1", "1", "V1", "Latest", "\x1b[2J"} {
		if _, err := d.Version(id); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "v1 to v12, a name, served or latest") {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := d.Head(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("head of %q: %v", id, err)
		}
		if err := d.Promote(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("promote %q: %v", id, err)
		}
	}
}

// TestStarter keeps a head that came with the program, until one of one's own is
// promoted in its place.
func TestStarter(t *testing.T) {
	d := newStore(t)
	v, err := d.AddStarter(eval.Version{Name: "starter"}, eval.Artifacts{Head: []byte("given"), Provenance: []byte{}})
	if err != nil || v.ID != "v0" || v.Number != 0 {
		t.Fatalf("the starter: %+v, %v", v, err)
	}
	for _, id := range []string{"v0", "served", "latest"} {
		if head, err := d.Head(id); err != nil || string(head) != "given" {
			t.Errorf("head of %s: %q, %v", id, head, err)
		}
	}
	if _, ok, err := d.Provenance("v0"); !ok || err != nil {
		t.Errorf("a version that has learnt from nothing: %v, %v", ok, err)
	}
	if _, err := d.AddStarter(eval.Version{}, eval.Artifacts{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("a second starter: %v", err)
	}
	if _, err := d.Version("v1"); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "want one of v0, a name") {
		t.Errorf("v1: %v", err)
	}
	meme := addMemes(t, d, textMeme("1", "monday"))[0]
	if _, err := d.PutPredictions([]labels.Prediction{{Meme: meme.ID, Version: "v0", Probs: [5]float32{1}, Modalities: []string{"text"}}}, nil); err != nil {
		t.Fatal(err)
	}
	if p, ok, err := d.Prediction("served", meme.ID); err != nil || !ok || p.Version != "v0" {
		t.Errorf("prediction %+v, %v, %v", p, ok, err)
	}

	own, err := d.AddVersion(eval.Version{Parent: "v0"}, eval.Artifacts{})
	if err != nil || own.ID != "v1" {
		t.Fatalf("the first of one's own: %+v, %v", own, err)
	}
	if id, err := d.Served(); id != "v0" || err != nil {
		t.Errorf("served beside the first of one's own: %q, %v", id, err)
	}
	if err := d.Promote("v1"); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := d.Provenance("v1"); ok || err != nil {
		t.Errorf("lessons that were not given: %v, %v", ok, err)
	}
	if id, err := d.Rollback(); id != "v0" || err != nil {
		t.Errorf("rolled back to %q, %v", id, err)
	}
	addVersions(t, d, 1)
	if id, err := d.Served(); id != "v0" || err != nil {
		t.Errorf("served after the second of one's own: %q, %v", id, err)
	}
	all, err := d.Versions()
	if err != nil || len(all) != 3 || all[0].Name != "starter" {
		t.Errorf("versions: %+v, %v", all, err)
	}
}

func TestRollback(t *testing.T) {
	d := newStore(t)
	if _, err := d.Rollback(); !errors.Is(err, ErrNoEarlier) {
		t.Errorf("with no version: %v", err)
	}
	addVersions(t, d, 4)
	if _, err := d.Rollback(); !errors.Is(err, ErrNoEarlier) {
		t.Errorf("with one served: %v", err)
	}
	before := func(want string) {
		t.Helper()
		if s, err := d.Summary(""); s.Before != want || err != nil {
			t.Errorf("served before: %q, %v; want %q", s.Before, err, want)
		}
	}
	before("")
	goneBack := func(want bool) {
		t.Helper()
		if s, err := d.Summary(""); s.GoneBack != want || err != nil {
			t.Errorf("gone back to %s: %v, %v; want %v", s.Served, s.GoneBack, err, want)
		}
	}
	goneBack(false)
	promote := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			if err := d.Promote(id); err != nil {
				t.Fatal(err)
			}
			if s, err := d.Served(); s != id || err != nil {
				t.Errorf("served: %q, %v; want %q", s, err, id)
			}
		}
	}
	back := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			got, err := d.Rollback()
			served, e := d.Served()
			if got != id || served != id || err != nil || e != nil {
				t.Errorf("rolled back to %q (served %q), %v, %v; want %q", got, served, err, e, id)
			}
		}
	}
	promote("v2", "v2", "v4") // v2 twice is one promotion
	goneBack(false)
	promote("v1")
	goneBack(true)
	before("v4")
	back("v4", "v2")
	goneBack(true)
	before("v1")
	promote("v3", "v4")
	goneBack(false)
	back("v3", "v2", "v1")
	if _, err := d.Rollback(); !errors.Is(err, ErrNoEarlier) {
		t.Errorf("at the first: %v", err)
	}
	promote("v2")
	back("v1")
}

func TestSettings(t *testing.T) {
	d := newStore(t)
	if v, ok, err := d.Setting("blind"); v != "" || ok || err != nil {
		t.Errorf("never set: %q, %v, %v", v, ok, err)
	}
	for _, want := range []string{"after", "never", "", "ümlaut\x00"} {
		if err := d.SetSetting("blind", want); err != nil {
			t.Fatal(err)
		}
		if v, ok, err := d.Setting("blind"); v != want || !ok || err != nil {
			t.Errorf("got %q, %v, %v; want %q", v, ok, err, want)
		}
	}
	for _, key := range []string{"", strings.Repeat("k", 1<<15+1)} {
		if err := d.SetSetting(key, "x"); !errors.Is(err, ErrInvalid) {
			t.Errorf("a key of %d bytes: %v", len(key), err)
		}
		if _, ok, err := d.Setting(key); ok || err != nil {
			t.Errorf("a key of %d bytes: %v, %v", len(key), ok, err)
		}
	}
}

func TestBaselines(t *testing.T) {
	d := newStore(t)
	if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Baselines: map[string][]byte{"text": []byte("words"), "image": {}}}); err != nil {
		t.Fatal(err)
	}
	addVersions(t, d, 1)
	for _, c := range []struct {
		id, modality, want string
		ok                 bool
	}{
		{"v1", "text", "words", true}, {"served", "text", "words", true}, {"v1", "image", "", true},
		{"v1", "sound", "", false}, {"v2", "text", "", false}, {"latest", "text", "", false},
	} {
		if b, ok, err := d.Baseline(c.id, c.modality); string(b) != c.want || ok != c.ok || err != nil {
			t.Errorf("%s of %s: %q, %v, %v", c.modality, c.id, b, ok, err)
		}
	}
	if _, _, err := d.Baseline("v3", "text"); !errors.Is(err, ErrNotFound) {
		t.Errorf("of an unknown version: %v", err)
	}
	// A version whose baselines cannot be kept is not kept either.
	if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Baselines: map[string][]byte{"": nil}}); err == nil {
		t.Error("a baseline without a modality was kept")
	}
	if all, err := d.Versions(); err != nil || len(all) != 2 {
		t.Errorf("%d versions, %v", len(all), err)
	}
}

// A label that a version has learnt from is not new to it, also where it is the newest of these,
// and also once it is taken back.
func TestTheNewestLabelOfATrainingIsNotNew(t *testing.T) {
	d := newStore(t)
	m := someMemes(t, d, 1)[0]
	fresh := func() int {
		t.Helper()
		s, err := d.Summary("ann")
		if err != nil {
			t.Fatal(err)
		}
		return s.New
	}
	said, err := d.Append(level(m.ID, "ann", labels.Neutral))
	if err != nil || fresh() != 1 {
		t.Fatalf("%d are new, %v", fresh(), err)
	}
	if _, err := d.AddVersion(eval.Version{LabelSeq: said[0].Seq}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")}); err != nil {
		t.Fatal(err)
	}
	for _, e := range []labels.Event{
		{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: labels.Retract, Level: labels.NoLevel, Retracts: said[0].Seq},
		{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: labels.Note, Level: labels.NoLevel, Text: "hm"},
	} {
		if n := fresh(); n != 0 {
			t.Errorf("%d are new, want none", n)
		}
		if _, err := d.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if n := fresh(); n != 0 {
		t.Errorf("%d are new when it was taken back, want none", n)
	}
}
