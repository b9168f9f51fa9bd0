package labels

import (
	"maps"
	"slices"
	"testing"
)

func TestRetracted(t *testing.T) {
	say := func(seq uint64) Event { return Event{Seq: seq, Action: SetLevel} }
	take := func(seq, back uint64) Event { return Event{Seq: seq, Action: Retract, Retracts: back} }
	for _, tt := range []struct {
		name   string
		events []Event
		want   []uint64
	}{
		{"nothing", nil, nil},
		{"one of two", []Event{say(1), say(2), take(3, 1)}, []uint64{1}},
		{"brought back", []Event{say(1), take(2, 1), take(3, 2)}, []uint64{2}},
		{"taken back again", []Event{say(1), take(2, 1), take(3, 2), take(4, 1)}, []uint64{1, 2}},
		{"the bringing back taken back", []Event{say(1), take(2, 1), take(3, 2), take(4, 3)}, []uint64{1, 3}},
		{"one of two retractions stands", []Event{say(1), take(2, 1), take(3, 2), take(4, 1), take(5, 3), take(6, 4)}, []uint64{1, 3, 4}},
	} {
		if got := slices.Sorted(maps.Keys(Retracted(tt.events))); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
