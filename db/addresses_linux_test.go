package db

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() { children["openWithFewAddresses"] = openWithFewAddresses }

// openWithFewAddresses opens a store where a process may have 200 MB more of addresses, and then where it may have nothing more,
// and says what became of it.
func openWithFewAddresses(path string) error {
	more := func(bytes uint64) error {
		statm, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			return err
		}
		var pages uint64
		if _, err := fmt.Sscan(string(statm), &pages); err != nil {
			return err
		}
		limit := pages*uint64(os.Getpagesize()) + bytes
		return syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: limit, Max: ^uint64(0)})
	}
	if err := more(200 << 20); err != nil {
		return err
	}
	d, err := Open(path, Options{})
	if err != nil {
		return err
	}
	m, err := d.MemeAt(1)
	if err == nil {
		_, err = d.Append(level(m.ID, "ann", 3))
	}
	if err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	if err := more(8 << 20); err != nil {
		return err
	}
	_, err = Open(path, Options{})
	fmt.Println(err)
	return nil
}

// TestFewAddresses has a store opened where a limit leaves no room to map it with a gigabyte to grow into, as on machines that many
// share, and wants the limit named where there is none at all.
func TestFewAddresses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	someMemes(t, d, 50)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	said := killAfter(t, 1, "openWithFewAddresses", path)
	if want := "there is not enough memory for the store: "; !strings.HasPrefix(said[0], want) || !strings.Contains(said[0], "ulimit -v") {
		t.Errorf("it says %q", said[0])
	}
	if findings := verify(t, path); findings != nil {
		t.Errorf("%v", findings)
	}
	d = openStore(t, path)
	if last, err := d.LastSeq(); err != nil || last != 1 {
		t.Errorf("%d labels are there of 1, %v", last, err)
	}
}
