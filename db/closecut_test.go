package db

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// A store that is cut short while something reads or writes can be closed: what breaks off with bbolt's
// locks in its hands is not waited for.
func TestCloseOfACutStore(t *testing.T) {
	closes := func(t *testing.T, d *DB) {
		t.Helper()
		done := make(chan struct{})
		go func() { _ = d.Close(); close(done) }()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("it is not closed")
		}
	}
	t.Run("in a write", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "store.db")
		d := openStore(t, path)
		someMemes(t, d, 300)
		err := d.update(func(tx *bbolt.Tx) error {
			if _, err := tx.CreateBucketIfNotExists([]byte("new")); err != nil {
				return err
			}
			return os.Truncate(path, 0)
		})
		if err == nil {
			t.Error("it is saved")
		}
		closes(t, d)
		mayLeaveStuck(d)
	})
	t.Run("beside reads", func(t *testing.T) {
		for range 50 {
			path := filepath.Join(t.TempDir(), "store.db")
			d := openStore(t, path)
			var readers sync.WaitGroup
			for range 4 {
				readers.Go(func() {
					for d.view(hasBuckets) == nil {
					}
				})
			}
			time.Sleep(time.Millisecond)
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
			closes(t, d)
			readers.Wait()
			mayLeaveStuck(d)
		}
	})
}
