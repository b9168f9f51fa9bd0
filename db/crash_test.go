package db

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"memebench/labels"
)

// crashEnv names the store that this test binary, run as a child, is to write to.
const crashEnv = "MEMEBENCH_TEST_CRASH"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		if err := writeUntilKilled(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
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
			if _, _, err := d.Undo("ann"); err != nil {
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
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), crashEnv+"="+path)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		patience := 1 + rng.IntN(60) // the child goes on while we read, so the kill falls anywhere
		for read := 0; ; read++ {
			line, err := lines.ReadBytes('\n')
			if errors.Is(err, io.EOF) { // and perhaps half a line
				if read < patience {
					t.Fatalf("the child ended by itself after %d lines", read)
				}
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			var e labels.Event
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			acknowledged = append(acknowledged, e)
			if read+1 == patience {
				if err := child.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = child.Wait() // "signal: killed", as we know

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
