package model

import (
	"errors"
	"path/filepath"
	"testing"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
)

// testStore is the real store, with hooks for tests that want to see what is asked of
// it, or to have something go wrong. They are set while no use case runs.
type testStore struct {
	*db.DB
	memes        map[labels.MemeID]labels.Meme // that Rows gives in place of the store's
	alterVersion func(*eval.Version)           // changes what is told of versions
	weights      map[string][]byte             // given in place of the store's, by version
	baselines    map[string][]byte             // the same, by version and modality, "v1 text"; nil: none
	noProvenance bool                          // as of versions from before it was kept
	pruned       []int                         // what was to be kept, each time

	onRows     func() // after them
	onRowsAt   func() // after those of one moment
	onResplits func()
	onVersion  func()
	onPromote  func(id string)
	putting    func([]labels.Prediction) error
}

func openStore(t testing.TB) *testStore {
	t.Helper()
	d, err := db.Open(filepath.Join(t.TempDir(), "memebench.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return &testStore{DB: d, memes: map[labels.MemeID]labels.Meme{}, weights: map[string][]byte{}, baselines: map[string][]byte{}}
}

func (s *testStore) Rows(yield func(labels.Meme, labels.State) error) error {
	if s.onRows != nil {
		defer s.onRows()
	}
	return s.DB.Rows(s.altered(yield))
}

func (s *testStore) RowsAt(yield func(labels.Meme, labels.State) error) (uint64, error) {
	if s.onRowsAt != nil {
		defer s.onRowsAt()
	}
	if s.onRows != nil {
		defer s.onRows()
	}
	return s.DB.RowsAt(s.altered(yield))
}

func (s *testStore) altered(yield func(labels.Meme, labels.State) error) func(labels.Meme, labels.State) error {
	return func(m labels.Meme, st labels.State) error {
		if changed, ok := s.memes[m.ID]; ok {
			m = changed
		}
		return yield(m, st)
	}
}

func (s *testStore) Resplits() (uint64, error) {
	if s.onResplits != nil {
		s.onResplits()
	}
	return s.DB.Resplits()
}

func (s *testStore) AddVersion(v eval.Version, a eval.Artifacts) (eval.Version, error) {
	if s.onVersion != nil {
		s.onVersion()
	}
	return s.DB.AddVersion(v, a)
}

func (s *testStore) Version(id string) (eval.Version, error) {
	v, err := s.DB.Version(id)
	if err == nil && s.alterVersion != nil {
		s.alterVersion(&v)
	}
	return v, err
}

func (s *testStore) Versions() ([]eval.Version, error) {
	vs, err := s.DB.Versions()
	for i := range vs {
		if s.alterVersion != nil {
			s.alterVersion(&vs[i])
		}
	}
	return vs, err
}

func (s *testStore) Weights(id string) ([]byte, error) {
	if b, ok := s.weights[id]; ok {
		return b, nil
	}
	return s.DB.Weights(id)
}

func (s *testStore) Baseline(id, modality string) ([]byte, bool, error) {
	if b, ok := s.baselines[id+" "+modality]; ok {
		return b, b != nil, nil
	}
	return s.DB.Baseline(id, modality)
}

func (s *testStore) Provenance(id string) ([]byte, bool, error) {
	if s.noProvenance {
		return nil, false, nil
	}
	return s.DB.Provenance(id)
}

func (s *testStore) PruneVersions(keep int) ([]string, error) {
	s.pruned = append(s.pruned, keep)
	return s.DB.PruneVersions(keep)
}

func (s *testStore) Promote(id string) error {
	if s.onPromote != nil {
		s.onPromote(id)
	}
	return s.DB.Promote(id)
}

func (s *testStore) PutPredictions(ps []labels.Prediction, captions []string) (int, error) {
	if s.putting != nil {
		if err := s.putting(ps); err != nil {
			return 0, err
		}
	}
	return s.DB.PutPredictions(ps, captions)
}

// memes returns the memes as use cases see them, in the order of import.
func (r *rig) memes(t testing.TB) (memes []labels.Meme) {
	t.Helper()
	if err := r.store.Rows(func(m labels.Meme, _ labels.State) error { memes = append(memes, m); return nil }); err != nil {
		t.Fatal(err)
	}
	return memes
}

// change changes the i-th meme as use cases see it. What the store made of it, its
// group for one, stays.
func (r *rig) change(t testing.TB, i int, change func(*labels.Meme)) {
	t.Helper()
	m := r.memes(t)[i]
	change(&m)
	r.store.memes[m.ID] = m
}

// changeAll changes all memes as use cases see them.
func (r *rig) changeAll(t testing.TB, change func(i int, m *labels.Meme)) {
	t.Helper()
	for i, m := range r.memes(t) {
		change(i, &m)
		r.store.memes[m.ID] = m
	}
}

// resplit moves some memes to other splits, by their ids.
func (r *rig) resplit(t testing.TB, to map[labels.MemeID]labels.Split) {
	t.Helper()
	done, err := r.store.Resplit(labels.Assigner(func(m *labels.Meme, _ string) (labels.Split, error) {
		if split, ok := to[m.ID]; ok {
			return split, nil
		}
		return m.Split, nil
	}).Plan, false)
	if err != nil || done.Moved != len(to) {
		t.Fatalf("%d memes moved, want %d: %v", done.Moved, len(to), err)
	}
}

// versions returns the versions that are kept, the oldest first.
func (r *rig) versions(t testing.TB) []eval.Version {
	t.Helper()
	vs, err := r.store.Versions()
	if err != nil {
		t.Fatal(err)
	}
	return vs
}

// artifacts returns what is kept of a version.
func (r *rig) artifacts(t testing.TB, id string) eval.Artifacts {
	t.Helper()
	a := eval.Artifacts{Baselines: map[string][]byte{}}
	var errs [3]error
	a.Head, errs[0] = r.store.Head(id)
	a.Weights, errs[1] = r.store.Weights(id)
	a.Provenance, _, errs[2] = r.store.Provenance(id)
	for _, modality := range []string{encoder.TextModality, encoder.ImageModality} {
		b, ok, err := r.store.Baseline(id, modality)
		if ok {
			a.Baselines[modality] = b
		}
		errs[0] = errors.Join(errs[0], err)
	}
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return a
}

// said returns what a version has predicted.
func (r *rig) said(t testing.TB, version string) map[labels.MemeID]labels.Prediction {
	t.Helper()
	said := map[labels.MemeID]labels.Prediction{}
	err := r.store.Predictions(version, func(p labels.Prediction) error { said[p.Meme] = p; return nil })
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		t.Fatal(err)
	}
	return said
}
