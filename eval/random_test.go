package eval

import (
	"slices"
	"testing"
)

// TestStreamIsSplitMix64 compares with the reference implementation's values for
// the seed 1234567 (Vigna, splitmix64.c).
func TestStreamIsSplitMix64(t *testing.T) {
	want := []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821}
	for i, v := range want {
		if got := (Stream{1234567}).At(uint64(i)); got != v {
			t.Errorf("value %d: %d, want %d", i, got, v)
		}
	}
	rows := make([]int, 1000)
	for i := range rows {
		rows[i] = i
	}
	NewStream(1, ForOrder, 1).Shuffle(rows)
	if slices.IsSorted(rows) {
		t.Error("the rows were not shuffled")
	}
	slices.Sort(rows)
	for i, r := range rows {
		if r != i {
			t.Fatalf("row %d became %d", i, r)
		}
	}
}
