//go:build linux || darwin

package db

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"memebench/labels"
)

func init() { children["fill"] = fillUntilFull }

// fillUntilFull labels until there is no room: its files may have some kilobytes
// more than the store has. It prints what is acknowledged, and then that it is full,
// without end.
func fillUntilFull(path string) error {
	d, err := Open(path, Options{})
	if err != nil {
		return err
	}
	limit := syscall.Rlimit{Cur: uint64(d.size.Load()) + 96<<10, Max: uint64(d.size.Load()) + 96<<10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	acknowledge := json.NewEncoder(os.Stdout)
	for i := uint64(0); ; i++ {
		m, err := d.MemeAt(1 + i%50)
		if err != nil {
			return err
		}
		e := level(m.ID, "ann", labels.Level(i%5))
		e.Queue = strings.Repeat("long ", 1000)
		stored, err := d.Append(e)
		switch {
		case errors.Is(err, ErrNoRoom):
			fmt.Println("full")
		case err != nil:
			return err
		default:
			if err := acknowledge.Encode(stored[0]); err != nil {
				return err
			}
		}
	}
}

// TestFullDisk fills a disk, as far as a process can see: every label that was
// acknowledged is there, the others are refused as what they are, and what is left
// of the store is whole and goes on when there is room.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	memes := someMemes(t, d, 50)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged, full := 0, 0
	for _, line := range killAfter(t, 300, "fill", path) {
		if line == "full" {
			full++
		} else {
			acknowledged++
		}
	}
	if acknowledged < 5 || full < 5 {
		t.Errorf("%d labels were acknowledged, %d refused: the test fills too little, or too much", acknowledged, full)
	}
	d = openStore(t, path)
	if last, err := d.LastSeq(); err != nil || int(last) < acknowledged {
		t.Errorf("%d of %d labels are there, %v", last, acknowledged, err)
	}
	checkStore(t, d)
	appendAll(t, d, level(memes[0].ID, "ann", labels.Positive))
}
