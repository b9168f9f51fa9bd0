package db

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"memebench/labels"
)

func init() {
	children["openWithFewAddresses"] = openWithFewAddresses
	children["growWithFewAddresses"] = growWithFewAddresses
}

// allowMore limits the addresses of the process to those that it has, and so many bytes more.
func allowMore(bytes uint64) error {
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

// openWithFewAddresses opens a store where a process may have 200 MB more of addresses, and then
// where it may have nothing more, and says what became of it.
func openWithFewAddresses(path string) error {
	if err := allowMore(200 << 20); err != nil {
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
	if err := allowMore(8 << 20); err != nil {
		return err
	}
	_, err = Open(path, Options{})
	fmt.Println(err)
	return nil
}

// TestFewAddresses has a store opened where a limit leaves no room to map it with a gigabyte to
// grow into, as on machines that many share, and wants the limit named where there is none at all.
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

// spare has the process take addresses for more threads and a larger heap than it will need.
func spare() {
	runtime.GOMAXPROCS(1)
	runtime.KeepAlive(make([]byte, 64<<20))
	runtime.GC()
	var all, here sync.WaitGroup
	leave := make(chan struct{})
	for range 20 {
		here.Add(1)
		all.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			here.Done()
			<-leave
		})
	}
	here.Wait()
	close(leave)
	all.Wait()
}

// growWithFewAddresses has a store grow beyond the eight megabytes that are mapped of it, where a
// process may have six more, and says how many notes were kept, and what was said then and
// afterwards.
func growWithFewAddresses(path string) error {
	spare()
	d := &DB{path: path, now: time.Now, lost: make(chan struct{})}
	if err := d.openMapped(time.Second, 4<<20); err != nil {
		return err
	}
	m, err := d.MemeAt(1)
	if err != nil {
		return err
	}
	notes := make([]labels.Event, 200)
	kept := 0
	for err == nil && kept < 20_000 {
		for i := range notes {
			text := fmt.Sprint(kept+i, strings.Repeat(" as long as a note may be", 50))
			notes[i] = labels.Event{Meme: m.ID, Annotator: "ann", Source: labels.Key, Action: labels.Note, Text: text}
		}
		if info, err := os.Stat(path); err != nil || info.Size() > 7<<20 && allowMore(6<<20) != nil {
			return fmt.Errorf("%v, or no limit can be set", err)
		}
		if _, err = d.Append(notes...); err == nil {
			kept += len(notes)
		}
	}
	fmt.Println(kept)
	fmt.Println(err)
	_, err = d.MemeAt(1)
	fmt.Println(err)
	return d.Close()
}

// TestGrowingWithFewAddresses wants one sentence where there is no room to map a store that grows,
// and everything there that was acknowledged before.
func TestGrowingWithFewAddresses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	someMemes(t, d, 1)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	said := killAfter(t, 3, "growWithFewAddresses", path)
	want := "there is not enough memory for the store: end other programs, or raise the limit (ulimit -v), and start again (" + path + ")"
	if said[1] != want || said[2] != want {
		t.Errorf("it says %q, and then %q", said[1], said[2])
	}
	if findings := verify(t, path); findings != nil {
		t.Errorf("%v", findings)
	}
	d = openStore(t, path)
	if last, err := d.LastSeq(); err != nil || fmt.Sprint(last) != said[0] {
		t.Errorf("%d notes are there of %s, %v", last, said[0], err)
	}
}
