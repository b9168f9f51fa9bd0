package db

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// TestSalvage spoils the first page of a log of several: what the others have is read.
func TestSalvage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d, err := Open(path, Options{Now: newClock()})
	if err != nil {
		t.Fatal(err)
	}
	tell(t, d)
	var meme labels.MemeID
	if err := d.Log(1, func(e labels.Event) error { meme = e.Meme; return nil }); err != nil {
		t.Fatal(err)
	}
	for i := range 600 {
		if _, err := d.Append(labels.Event{Meme: meme, Annotator: "ann", Source: labels.Key, Action: labels.Note, Text: fmt.Sprintf("note %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	last, err := d.LastSeq()
	if err != nil {
		t.Fatal(err)
	}
	var page int // of the first events
	size := int64(os.Getpagesize())
	if err := d.view(func(tx *bbolt.Tx) error {
		_, v := tx.Bucket(bucketLog).Cursor().First()
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for at := 0; ; at++ { // the page in use is the one of those with the record that the tree leads to
			i := bytes.Index(b[at:], v)
			if i < 0 {
				return nil
			}
			at += i
			p := at / int(size)
			if info, err := tx.Page(p); err == nil && info != nil && info.Type == "leaf" && binary.LittleEndian.Uint64(b[int64(p)*size:]) == uint64(p) {
				page = p
			}
		}
	}); err != nil || page == 0 {
		t.Fatalf("the page of the first events: %d, %v", page, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, int(size)), int64(page)*size); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = OpenReader(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	defer d.Close() // only read from
	var read []uint64
	unread, err := d.Salvage(context.Background(), func(e labels.Event) error { read = append(read, e.Seq); return nil })
	if err != nil || unread == 0 || uint64(unread+len(read)) != last || read[len(read)-1] != last {
		t.Fatalf("of %d events %d were read and %d not: %v", last, len(read), unread, err)
	}
	if err := d.Log(1, func(labels.Event) error { return nil }); err == nil {
		t.Error("the log is read whole: nothing is spoilt")
	}
}
