package soaktest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A soak that was broken off, in the middle of a line, goes on with the next round and the
// same random numbers; then its file is put aside, with a summary.
func TestASoakGoesOn(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(Folder, dir)
	file := filepath.Join(dir, "part.jsonl")
	var rounds []int
	var drawn []uint64
	round := func(t *testing.T, n int, r *rand.Rand, f Figures) {
		rounds, drawn = append(rounds, n), append(drawn, r.Uint64())
		f["end_ms"] = float64(10 * n)
	}
	t.Setenv(Rounds, "2")
	Run(t, "part", 1, 100, round)
	first, err := filepath.Glob(filepath.Join(dir, "part-*.jsonl"))
	if err != nil || len(first) != 1 {
		t.Fatalf("%q, %v", first, err)
	}
	b, err := os.ReadFile(first[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(b, `{"round":3,"at`...), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Rounds, "4")
	Run(t, "part", 1, 100, round)
	if !slices.Equal(rounds, []int{1, 2, 3, 4}) {
		t.Errorf("rounds %v", rounds)
	}
	slices.Sort(drawn)
	if len(slices.Compact(drawn)) != 4 {
		t.Errorf("rounds share random numbers: %v", drawn)
	}
	said, err := filepath.Glob(filepath.Join(dir, "part-*.txt"))
	if err != nil || len(said) != 1 {
		t.Fatalf("%q, %v", said, err)
	}
	text, err := os.ReadFile(said[0])
	if err != nil || !strings.HasPrefix(string(text), "part: 4 rounds, 0 failed; ") || strings.Join(strings.Fields(strings.Split(string(text), "\n")[2]), " ") != "end_ms 4 10 30 40 40 40 100" {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a part that is over would go on")
	}
}

// By the way there are few rounds, and nothing is written.
func TestFewRoundsByTheWay(t *testing.T) {
	t.Setenv(Folder, "")
	rounds := 0
	Run(t, "part", 3, 100, func(*testing.T, int, *rand.Rand, Figures) { rounds++ })
	if rounds != 3 || InSoak() {
		t.Errorf("%d rounds", rounds)
	}
}
