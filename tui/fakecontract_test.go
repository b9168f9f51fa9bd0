package tui

import (
	"testing"

	"memebench/db/dbtest"
	"memebench/eval"
	"memebench/labels"
)

// The store of the tests keeps to what the real one does.
func TestFakeKeepsTheContract(t *testing.T) {
	open := func() (*fakeStore, []labels.MemeID, func(uint64, *eval.Origin) (string, error)) {
		s := newFakeStore(memes(5)...)
		var ids []labels.MemeID
		for _, m := range s.memes {
			ids = append(ids, m.ID)
		}
		return s, ids, func(seq uint64, origin *eval.Origin) (string, error) {
			v := s.addVersion(fakeTime)
			last := &s.versions[len(s.versions)-1]
			last.LabelSeq, last.Origin = seq, origin
			return v.ID, nil
		}
	}
	t.Run("memes", func(t *testing.T) {
		s, ids, _ := open()
		dbtest.Memes(t, ids, s)
	})
	t.Run("log", func(t *testing.T) {
		s, ids, _ := open()
		dbtest.Log(t, ids, s)
	})
	t.Run("events", func(t *testing.T) {
		s, ids, _ := open()
		dbtest.Events(t, ids, s)
	})
	t.Run("undo", func(t *testing.T) {
		s, ids, _ := open()
		dbtest.Undo(t, ids, s)
	})
	t.Run("summary", func(t *testing.T) {
		s, ids, train := open()
		dbtest.Summary(t, ids, dbtest.Trained{
			Append: s.Append, Undo: s.Undo, Summary: s.Summary, Train: train,
			Promote: func(id string) error { return s.promote(id) },
			Delete:  func(id string) error { _, err := s.DeleteVersion(id); return err },
		})
	})
	t.Run("settings", func(t *testing.T) {
		s, _, _ := open()
		dbtest.Settings(t, s)
	})
	t.Run("versions", func(t *testing.T) {
		s, _, train := open()
		dbtest.Versions(t, summarisedVersions{s}, train)
	})
}

// summarisedVersions lists the versions as the screens see them: in the summary.
type summarisedVersions struct{ *fakeStore }

func (s summarisedVersions) Versions() ([]eval.Version, error) {
	sum, err := s.Summary("ann")
	return sum.Versions, err
}

func (s summarisedVersions) Served() (string, error) {
	sum, err := s.Summary("ann")
	return sum.Served, err
}
