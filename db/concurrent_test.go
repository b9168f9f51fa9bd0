package db

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"memebench/eval"
	"memebench/labels"
)

// TestConcurrentUse labels, imports, predicts, trains and reads at once. Run with
// -race it also checks that no memory is shared.
func TestConcurrentUse(t *testing.T) {
	d := unsynced(newStore(t))
	memes := someMemes(t, d, 100)
	addVersions(t, d, 1)
	const each = 60
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for _, who := range []string{"ann", "bob"} {
		writers.Go(func() {
			for i := range each {
				m := memes[(i*7)%len(memes)]
				if _, err := d.Append(level(m.ID, who, labels.Level(i%labels.Levels))); err != nil {
					t.Error(err)
				}
				if i%10 == 9 {
					if undone, err := d.Undo(who); undone == nil || err != nil {
						t.Error("undo:", undone, err)
					}
				}
			}
		})
	}
	writers.Go(func() {
		for i := range each {
			batch := []labels.Meme{textMeme(fmt.Sprint("late ", i), fmt.Sprint("caption ", i%20)), textMeme(fmt.Sprint("later ", i), "same")}
			if _, err := d.AddMemes(batch, labels.DefaultShares); err != nil {
				t.Error(err)
			}
		}
	})
	writers.Go(func() {
		for i := range each / 10 {
			if _, err := d.AddVersion(eval.Version{}, eval.Artifacts{Head: make([]byte, 1<<16)}); err != nil {
				t.Error(err)
			}
			var ps []labels.Prediction
			for _, m := range memes {
				ps = append(ps, guess("latest", m.ID, labels.Level(i%labels.Levels)))
			}
			_, err := d.PutPredictions(ps, nil)
			if err := errors.Join(err, d.Promote("latest")); err != nil {
				t.Error(err)
			}
		}
	})
	for _, read := range []func() error{
		func() error { return d.Rows(func(labels.Meme, labels.State) error { return nil }) },
		func() error { return d.Log(0, func(labels.Event) error { return nil }) },
		func() error { return d.Predictions("served", func(labels.Prediction) error { return nil }) },
		func() error { _, err := d.Head("latest"); return err },
		func() error { _, _, err := d.NextWaiting("ann", 50); return err },
		func() error {
			p, err := d.Counts("ann")
			total := 0
			for _, n := range p.ByKind {
				total += n
			}
			if total != p.Memes {
				return fmt.Errorf("the kinds sum to %d of %d memes", total, p.Memes)
			}
			return err
		},
	} {
		readers.Go(func() {
			for {
				if err := read(); err != nil {
					t.Error(err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	if n, err := d.LastSeq(); err != nil || n != 2*(each+each/10) {
		t.Errorf("%d events, %v", n, err)
	}
}

// TestCloseWhileInUse closes the store under those who use it: each of their
// calls is done or refused.
func TestCloseWhileInUse(t *testing.T) {
	d := newStore(t)
	memes := someMemes(t, d, 10)
	var users sync.WaitGroup
	begun := make(chan struct{}, 2)
	for _, use := range []func() error{
		func() error { _, err := d.Append(level(memes[0].ID, "ann", labels.Neutral)); return err },
		func() error { return d.Rows(func(labels.Meme, labels.State) error { return nil }) },
	} {
		users.Go(func() {
			for i := 0; ; i++ {
				if err := use(); err != nil {
					if !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
					return
				}
				if i == 0 {
					begun <- struct{}{}
				}
			}
		})
	}
	<-begun
	<-begun
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	users.Wait()
}
