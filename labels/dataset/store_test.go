package dataset

import (
	"path/filepath"
	"testing"

	"memebench/db"
	"memebench/labels"
)

// testStore is the real store of an empty workspace, which notes the batches of memes
// and can be made to fail.
type testStore struct {
	*db.DB
	t *testing.T

	batches []int                 // sizes of the batches of memes
	onAdd   func(batch int) error // called before each with how many came before it
}

func newStore(t *testing.T) *testStore {
	t.Helper()
	d, err := db.Open(filepath.Join(t.TempDir(), "store.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return &testStore{DB: d, t: t}
}

func (s *testStore) AddLabelled(memes []labels.NewMeme, shares labels.Shares) ([]labels.Added, error) {
	if s.onAdd != nil {
		if err := s.onAdd(len(s.batches)); err != nil {
			return nil, err
		}
	}
	s.batches = append(s.batches, len(memes))
	return s.DB.AddLabelled(memes, shares)
}

// memes returns all memes in the order of import.
func (s *testStore) memes() (memes []labels.Meme) {
	s.t.Helper()
	if err := s.Rows(func(m labels.Meme, _ labels.State) error {
		memes = append(memes, m)
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return memes
}

// log returns all events.
func (s *testStore) log() (events []labels.Event) {
	s.t.Helper()
	if err := s.Log(1, func(e labels.Event) error {
		events = append(events, e)
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return events
}

func (s *testStore) datasets() []labels.Dataset {
	s.t.Helper()
	all, err := s.Datasets()
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}
