package db

import (
	"testing"

	"memebench/db/dbtest"
	"memebench/eval"
	"memebench/labels"
)

// TestContract runs what every store keeps to, each suite on a store of its own.
func TestContract(t *testing.T) {
	open := func(t *testing.T) (*DB, []labels.MemeID, func(uint64, *eval.Origin) (string, error)) {
		d := newStore(t)
		var ids []labels.MemeID
		for _, m := range someMemes(t, d, 5) {
			ids = append(ids, m.ID)
		}
		return d, ids, func(seq uint64, origin *eval.Origin) (string, error) {
			v, err := d.AddVersion(eval.Version{LabelSeq: seq, Origin: origin}, eval.Artifacts{Head: []byte("head"), Weights: []byte("weights")})
			return v.ID, err
		}
	}
	t.Run("memes", func(t *testing.T) {
		d, ids, _ := open(t)
		dbtest.Memes(t, ids, d)
	})
	t.Run("log", func(t *testing.T) {
		d, ids, _ := open(t)
		dbtest.Log(t, ids, d)
	})
	t.Run("events", func(t *testing.T) {
		d, ids, _ := open(t)
		dbtest.Events(t, ids, d)
	})
	t.Run("undo", func(t *testing.T) {
		d, ids, _ := open(t)
		dbtest.Undo(t, ids, d)
	})
	t.Run("summary", func(t *testing.T) {
		d, ids, train := open(t)
		dbtest.Summary(t, ids, dbtest.Trained{
			Append: d.Append, Undo: d.Undo, Summary: d.Summary, Promote: d.Promote, Train: train,
			Delete: func(id string) error { _, err := d.DeleteVersion(id); return err },
		})
	})
	t.Run("settings", func(t *testing.T) {
		d, _, _ := open(t)
		dbtest.Settings(t, d)
	})
	t.Run("versions", func(t *testing.T) {
		d, _, train := open(t)
		dbtest.Versions(t, d, train)
	})
}
