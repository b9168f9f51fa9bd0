package db

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"memebench/labels"
)

// crashEnv says what this test binary, run as a child, is to do, and where:
// "label PATH".
const crashEnv = "MEMEBENCH_TEST_CRASH"

// children are what a child can do. Each goes on until it is killed, and prints a
// line as soon as it has done something.
var children = map[string]func(path string) error{
	"label":   writeUntilKilled,
	"create":  createUntilKilled,
	"migrate": migrateUntilKilled,
	"backup":  backUpUntilKilled,
	"restore": restoreUntilKilled,
}

func TestMain(m *testing.M) {
	if do, path, ok := strings.Cut(os.Getenv(crashEnv), " "); ok {
		if err := children[do](path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	code := m.Run()
	if err := goleak.Find(stuck...); err != nil && code == 0 { // no goroutine outlives its store
		fmt.Fprintln(os.Stderr, "goroutines are left:", err)
		code = 1
	}
	os.Exit(code)
}

// stuck are goroutines that a test could not but leave.
var stuck []goleak.Option

// mayLeaveStuck lets a write wait for ever that began as a store lost bbolt's locks.
func mayLeaveStuck(d *DB) {
	if d.isLost() {
		stuck = append(stuck, goleak.IgnoreAnyFunction("go.etcd.io/bbolt.(*DB).beginRWTx"), goleak.IgnoreAnyFunction("go.etcd.io/bbolt.(*DB).removeTx"))
	}
}

// killAfter starts a child, kills it when it has printed so many lines, and returns
// the whole lines that it has printed. It goes on while they are read, so the kill
// falls anywhere in what it does.
func killAfter(t *testing.T, lines int, do, path string) (printed []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashEnv+"="+do+" "+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for r := bufio.NewReader(out); ; {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) { // and perhaps half a line
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if printed = append(printed, strings.TrimSpace(line)); len(printed) == lines {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // "signal: killed", as we know
	if len(printed) < lines {
		t.Fatalf("the child ended by itself after %d lines", len(printed))
	}
	return printed
}

// writeUntilKilled labels memes without end and prints each event as soon as the
// store has acknowledged it.
func writeUntilKilled(path string) error {
	d, err := Open(path, Options{Timeout: time.Minute})
	if err != nil {
		return err
	}
	n, err := d.MemeCount()
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(uint64(os.Getpid()), 4))
	acknowledge := json.NewEncoder(os.Stdout)
	for {
		var batch []labels.Event
		for range 1 + rng.IntN(3) {
			m, err := d.MemeAt(1 + rng.Uint64N(uint64(n)))
			if err != nil {
				return err
			}
			batch = append(batch, level(m.ID, "ann", labels.Level(rng.IntN(labels.Levels))))
		}
		stored, err := d.Append(batch...)
		if err != nil {
			return err
		}
		for _, e := range stored {
			if err := acknowledge.Encode(e); err != nil {
				return err
			}
		}
		if rng.IntN(5) == 0 {
			if _, err := d.Undo("ann"); err != nil {
				return err
			}
		}
	}
}

// TestKilledWriter kills a process that labels, again and again: each time, the
// file has every label that was acknowledged, in its place, and is sound.
func TestKilledWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	d := openStore(t, path)
	someMemes(t, d, 50)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 5))
	var acknowledged []labels.Event
	for round := range 8 {
		for _, line := range killAfter(t, 1+rng.IntN(60), "label", path) {
			var e labels.Event
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatal(err)
			}
			acknowledged = append(acknowledged, e)
		}
		d := openStore(t, path)
		log := map[uint64]labels.Event{}
		if err := d.Log(0, func(e labels.Event) error {
			log[e.Seq] = e
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, e := range acknowledged {
			if log[e.Seq] != e {
				t.Errorf("round %d: acknowledged %+v, found %+v", round, e, log[e.Seq])
			}
		}
		checkStore(t, d)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d labels were acknowledged", len(acknowledged))
}

// createUntilKilled creates stores in new folders.
func createUntilKilled(dir string) error {
	return openUntilKilled(dir, func(string) error { return nil })
}

// openUntilKilled opens stores in new folders, after something was done there.
func openUntilKilled(dir string, before func(path string) error) error {
	for i := 0; ; i++ {
		path := filepath.Join(dir, fmt.Sprint(os.Getpid(), "-", i), "store.db")
		if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), before(path)); err != nil {
			return err
		}
		d, err := Open(path, Options{})
		if err == nil {
			err = d.Close()
		}
		if err != nil {
			return err
		}
		fmt.Println(path)
	}
}

// TestKilledCreator kills a process that creates stores: what has a store's name is
// one.
func TestKilledCreator(t *testing.T) {
	dir := t.TempDir()
	for round := range 6 {
		killAfter(t, 1+round*3, "create", dir)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*", "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if err := openStore(t, path).Close(); err != nil {
			t.Error(err)
		}
	}
}

// migrateUntilKilled brings files of an old schema up to date.
func migrateUntilKilled(dir string) error {
	old, err := os.ReadFile(filepath.Join(dir, "old"))
	if err != nil {
		return err
	}
	return openUntilKilled(dir, func(path string) error {
		return errors.Join(os.WriteFile(path+".new", old, 0o600), os.Rename(path+".new", path))
	})
}

// TestKilledMigration kills a process that brings files up to date: each is as it
// was or as it is to be, and so are the backups made before.
func TestKilledMigration(t *testing.T) {
	dir := t.TempDir()
	if err := os.Rename(unpack(t, 3), filepath.Join(dir, "old")); err != nil {
		t.Fatal(err)
	}
	for round := range 5 {
		killAfter(t, 1+2*round, "migrate", dir)
	}
	stores, _ := filepath.Glob(filepath.Join(dir, "*", "store.db"))
	backups, _ := filepath.Glob(filepath.Join(dir, "*", "backups", "*.db"))
	if len(stores) < 5 || len(backups) < 5 {
		t.Errorf("%d stores and %d backups", len(stores), len(backups))
	}
	for _, path := range append(stores, backups...) {
		d := openStore(t, path)
		checkStory(t, d, 3)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// backUpUntilKilled backs a store up that is open.
func backUpUntilKilled(path string) error {
	d, err := Open(path, Options{})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		file := filepath.Join(filepath.Dir(path), fmt.Sprint("copy-", os.Getpid(), "-", i, ".db"))
		if _, err := d.Backup(context.Background(), file, nil); err != nil {
			return err
		}
		fmt.Println(file)
	}
}

// TestKilledBackup kills a process that makes backups: what has a backup's name is
// one, whole, and the store is as it was.
func TestKilledBackup(t *testing.T) {
	d, path := told(t)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for round := range 5 {
		killAfter(t, 1+round, "backup", path)
	}
	copies, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "copy-*.db"))
	if len(copies) < 15 {
		t.Errorf("%d backups", len(copies))
	}
	for _, file := range append(copies, path) {
		d := openStore(t, file)
		checkStory(t, d, 4)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// restoreUntilKilled restores the two backups beside a store in turn.
func restoreUntilKilled(path string) error {
	for i := 0; ; i++ {
		r, err := Restore(context.Background(), path, fmt.Sprint(path, "-", i%2), nil)
		if err != nil {
			return err
		}
		fmt.Println(r.Kept)
	}
}

// TestKilledRestore kills a process that restores: the store is always one of the
// two, whole, and so is what was kept.
func TestKilledRestore(t *testing.T) {
	d, path := told(t)
	if _, err := d.Backup(context.Background(), path+"-0", nil); err != nil {
		t.Fatal(err)
	}
	if err := d.SetSetting("second", "yes"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Backup(context.Background(), path+"-1", nil); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for round := range 5 {
		for _, kept := range killAfter(t, 1+round, "restore", path) {
			if _, err := inspect(kept); err != nil {
				t.Error(err)
			}
		}
		d := openStore(t, path)
		checkStory(t, d, 4)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}
