package labels

import (
	"slices"
	"testing"
)

func TestStanding(t *testing.T) {
	note := func(seq uint64, who, text string) Event {
		return Event{Seq: seq, Annotator: who, Action: Note, Text: text}
	}
	events := []Event{
		note(1, "ann", "first"), note(2, "bob", "his"), {Seq: 3, Annotator: "ann", Action: Flag, Text: "cut"},
		note(4, "ann", "second"), note(5, "ann", "third"), {Seq: 6, Annotator: "ann", Action: Retract, Retracts: 5},
	}
	texts := func(events []Event) (all []string) {
		for _, e := range events {
			all = append(all, e.Text)
		}
		return all
	}
	for _, c := range []struct {
		got  []Event
		want []string
	}{
		{Standing(events, Note), []string{"first", "his", "second"}},
		{By(Standing(events, Note), "ann"), []string{"first", "second"}},
		{Standing(events, Flag), []string{"cut"}},
		{By(events, "eve"), nil},
		{Standing(events, Skip), nil},
	} {
		if got := texts(c.got); !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
