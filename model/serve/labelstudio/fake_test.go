package labelstudio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model/serve"
)

// No goroutine outlives a backend's requests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakePredictor predicts very_positive for a picture and negative for a caption alone; the
// picture "bad" cannot be read.
type fakePredictor struct {
	mu   sync.Mutex
	none error // why there is no version
	seen []serve.Meme
}

func (f *fakePredictor) Served() (string, error) { return "v7", f.none }

func (f *fakePredictor) Versions() ([]string, error) { return []string{"v6", "v7"}, nil }

func (f *fakePredictor) Predict(_ context.Context, _ string, memes []serve.Meme) ([]labels.Prediction, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, memes...)
	p := labels.Prediction{Version: "v7", Probs: [labels.Levels]float32{0.05, 0.5, 0.05, 0.3, 0.1}}
	switch {
	case string(memes[0].Image) == "bad":
		return nil, errors.New("row 1 of 1 cannot be predicted: not a picture")
	case len(memes[0].Image) > 0:
		p.Probs = [labels.Levels]float32{0, 0, 0.25, 0, 0.75}
	case memes[0].Caption == "":
		return nil, errors.New("neither a caption nor a picture: give at least one")
	}
	return []labels.Prediction{p}, nil
}

// fakeStore is a log of events about memes that are called by their ids and pictures.
type fakeStore struct {
	memes  []labels.Meme
	events []labels.Event
	full   bool // nothing can be written
}

var errNotFound = errors.New("not found")

func (f *fakeStore) Meme(id labels.MemeID) (labels.Meme, error) {
	for _, m := range f.memes {
		if m.ID == id {
			return m, nil
		}
	}
	return labels.Meme{}, errNotFound
}

func (f *fakeStore) FindMeme(name string) (labels.Meme, error) {
	for _, m := range f.memes {
		if m.Image.Name == name || strings.HasPrefix(string(m.ID), name) {
			return m, nil
		}
	}
	return labels.Meme{}, errNotFound
}

func (f *fakeStore) Events(id labels.MemeID) (all []labels.Event, err error) {
	for _, e := range f.events {
		if e.Meme == id {
			all = append(all, e)
		}
	}
	return all, nil
}

func (f *fakeStore) Log(_ uint64, yield func(labels.Event) error) error {
	for _, e := range f.events {
		if err := yield(e); err != nil {
			return err
		}
	}
	return nil
}

func (f *fakeStore) Append(events ...labels.Event) ([]labels.Event, error) {
	if f.full {
		return nil, errors.New("no room on the disk")
	}
	for i, e := range events {
		e.Seq = uint64(len(f.events) + 1)
		checked, err := e.Checked()
		if err != nil && e.Time.IsZero() { // which the store fills in
			e.Time = e.Time.AddDate(2000, 0, 0)
			checked, err = e.Checked()
		}
		if err != nil {
			return nil, err
		}
		events[i] = checked
		f.events = append(f.events, checked)
	}
	return events, nil
}

// rig is a backend with a Label Studio that has pictures.
type rig struct {
	*Backend
	predictor *fakePredictor
	store     *fakeStore
	trains    int
	guide     string // its digest
	log       bytes.Buffer
	mux       *http.ServeMux
}

func newRig(t *testing.T, levelMap string, studio http.HandlerFunc) *rig {
	t.Helper()
	meanings, err := dataset.ReadLevelMap(levelMap)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{predictor: &fakePredictor{}, store: &fakeStore{}, guide: "0123456789abcdef", mux: http.NewServeMux()}
	server := httptest.NewServer(studio)
	pictures, err := NewPictures(server.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pictures.Close(); server.Close() })
	r.Backend = New(Options{
		Predictor: r.predictor, Store: r.store, Choices: dataset.NewChoices(meanings), Pictures: pictures, Guide: func() string { return r.guide },
		Train: func() bool { r.trains++; return r.trains == 1 }, Log: slog.New(slog.NewTextHandler(&r.log, nil)),
	})
	r.Routes(r.mux)
	return r
}

// ask sends JSON and returns the answer's status and what it has.
func (r *rig) ask(t *testing.T, method, path string, body []byte) (int, map[string]any) {
	t.Helper()
	q := httptest.NewRequest(method, path, bytes.NewReader(body))
	q.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	r.mux.ServeHTTP(w, q)
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%s: %v in %s", path, err, w.Body)
	}
	return w.Code, out
}

// recorded is what Label Studio 1.23.2 has sent: .ci/soak peers records it.
func recorded(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// valueIn is a value of a recorded request, at a place of keys and indexes.
func valueIn(t *testing.T, name string, place ...any) string {
	t.Helper()
	var at any
	if err := json.Unmarshal(recorded(t, name), &at); err != nil {
		t.Fatal(err)
	}
	for _, step := range place {
		switch step := step.(type) {
		case string:
			at = at.(map[string]any)[step]
		case int:
			at = at.([]any)[step]
		}
	}
	return fmt.Sprint(at)
}

// updated is when a recorded annotation was given or changed, as Label Studio writes it, or so much
// later, in another zone.
func updated(t *testing.T, name string, later time.Duration) string {
	t.Helper()
	said := valueIn(t, name, "annotation", "updated_at")
	at, err := time.Parse(time.RFC3339Nano, said)
	if err != nil {
		t.Fatal(err)
	}
	if later == 0 {
		return said
	}
	return at.Add(later).In(time.FixedZone("", 2*60*60)).Format(time.RFC3339Nano)
}

// changed is a recorded request in which texts are replaced by others.
func changed(t *testing.T, name string, pairs ...string) []byte {
	t.Helper()
	b := recorded(t, name)
	for i := 0; i < len(pairs); i += 2 {
		next := bytes.ReplaceAll(b, []byte(pairs[i]), []byte(pairs[i+1]))
		if bytes.Equal(next, b) {
			t.Fatalf("%s has no %s", name, pairs[i])
		}
		b = next
	}
	return b
}

// picturesOf serves a picture at every address.
func picturesOf(content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, content) }
}
