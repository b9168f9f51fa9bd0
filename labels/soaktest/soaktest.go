// Package soaktest repeats the rounds of tests: some of them where tests are run by the way,
// very many in a soak (.ci/soak), which may be broken off and goes on where it was.
package soaktest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Folder names, in the environment of a soak, the folder of its figures; Rounds says how many
// rounds it has instead of the usual number.
const (
	Folder = "MEMEBENCH_SOAK"
	Rounds = "MEMEBENCH_SOAK_ROUNDS"
)

// Figures are what a round has measured, each in the unit that its name ends with.
type Figures map[string]float64

// record is a round that is over, a line of a part's file.
type record struct {
	Round   int     `json:"round"`
	At      string  `json:"at"`
	Failed  bool    `json:"failed,omitempty"`
	Figures Figures `json:"figures"`
}

// InSoak reports whether a soak runs.
func InSoak() bool { return os.Getenv(Folder) != "" }

// Run has the rounds of a part: few of them by the way, many in a soak. The random numbers of
// a round are always the same. A soak writes each round to PART.jsonl when it is over, and
// goes on after those that are there; at the end the file gets the date into its name, and
// beside it lies a summary. A round that fails is written, too, and fails the part at its end.
// Run returns the figures of all rounds.
func Run(t *testing.T, part string, few, many int, round func(t *testing.T, n int, r *rand.Rand, f Figures)) (all []Figures) {
	t.Helper()
	rounds, dir := few, os.Getenv(Folder)
	file := filepath.Join(dir, part+".jsonl")
	var done []record
	if dir != "" {
		rounds = many
		if text := os.Getenv(Rounds); text != "" {
			var err error
			if rounds, err = strconv.Atoi(text); err != nil {
				t.Fatalf("%s: %v", Rounds, err)
			}
		}
		err := os.MkdirAll(dir, 0o777)
		if err == nil {
			done, err = read(file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(done) > 0 {
			t.Logf("%s goes on after round %d of %d", part, len(done), rounds)
		}
	}
	seed := fnv.New64a()
	seed.Write([]byte(part))
	for n := len(done) + 1; n <= rounds; n++ {
		r := record{Round: n, Figures: Figures{}}
		ok := t.Run(strconv.Itoa(n), func(t *testing.T) {
			round(t, n, rand.New(rand.NewPCG(seed.Sum64(), uint64(n))), r.Figures)
		})
		r.At, r.Failed = time.Now().Format(time.RFC3339), !ok
		done = append(done, r)
		if dir == "" {
			continue
		}
		if err := add(file, r); err != nil {
			t.Fatal(err)
		}
	}
	if len(done) == 0 {
		return nil
	}
	for _, r := range done {
		all = append(all, r.Figures)
	}
	said := summary(part, done)
	t.Log(said)
	if dir == "" {
		return all
	}
	for _, r := range done {
		if r.Failed {
			t.Errorf("round %d has failed, at %s", r.Round, r.At)
		}
	}
	over := filepath.Join(dir, part+"-"+time.Now().Format("2006-01-02T150405"))
	if err := errors.Join(os.WriteFile(over+".txt", []byte(said), 0o666), os.Rename(file, over+".jsonl")); err != nil {
		t.Error(err)
	}
	return all
}

// read returns the rounds that a file has. A line that was broken off was no round's.
func read(file string) (done []record, err error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	whole := strings.LastIndexByte(string(b), '\n') + 1
	for lines := bufio.NewScanner(strings.NewReader(string(b[:whole]))); lines.Scan(); {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil || r.Round != len(done)+1 {
			return nil, fmt.Errorf("%s: line %d is not of round %d (%v): move the file away", file, len(done)+1, len(done)+1, err)
		}
		done = append(done, r)
	}
	return done, os.Truncate(file, int64(whole))
}

// add appends a round to a file.
func add(file string, r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// summary has a line for each figure: in how many rounds it was measured, and its values.
func summary(part string, done []record) string {
	failed := 0
	values := map[string][]float64{}
	for _, r := range done {
		if r.Failed {
			failed++
		}
		for name, v := range r.Figures {
			values[name] = append(values[name], v)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d rounds, %d failed; %s to %s; %s\n", part, len(done), failed, done[0].At, done[len(done)-1].At, machine())
	fmt.Fprintf(&b, "%-34s%8s%12s%12s%12s%12s%12s%14s\n", "", "rounds", "least", "median", "p95", "p99", "most", "sum")
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := values[name]
		slices.Sort(v)
		sum := 0.0
		for _, x := range v {
			sum += x
		}
		at := func(share float64) float64 { return v[min(len(v)-1, int(share*float64(len(v))))] }
		fmt.Fprintf(&b, "%-34s%8d%12.4g%12.4g%12.4g%12.4g%12.4g%14.6g\n", name, len(v), v[0], at(.5), at(.95), at(.99), v[len(v)-1], sum)
	}
	return b.String()
}

// machine says on what this runs.
func machine() string {
	cpu, _ := os.ReadFile("/proc/cpuinfo") // on Linux
	_, model, _ := strings.Cut(string(cpu), "model name\t: ")
	model, _, _ = strings.Cut(model, "\n")
	return strings.TrimSpace(fmt.Sprintf("%s/%s, %d processors %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model))
}
