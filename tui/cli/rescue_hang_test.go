package cli

import (
	"errors"
	"testing"
	"time"
)

// TestRescueOnADiskThatHangs wants labels put elsewhere where a disk takes them for ever, and says neither yes nor no.
func TestRescueOnADiskThatHangs(t *testing.T) {
	defer func(d time.Duration) { answerTime = d }(answerTime)
	answerTime = 20 * time.Millisecond
	thaws := make(chan struct{})
	defer close(thaws)
	hangs := func() (string, error) { <-thaws; return "hung", nil }
	full := func() (string, error) { return "", errors.New("full") }
	takes := func() (string, error) { return "taken", nil }
	for _, c := range []struct {
		places    []func() (string, error)
		want, why string
	}{
		{[]func() (string, error){hangs, full, takes}, "taken", ""},
		{[]func() (string, error){full, hangs}, "", "the disk does not answer"},
	} {
		got := make(chan string, 1)
		go func() {
			name, err := firstThat(c.places)
			if err != nil {
				name = err.Error()
			}
			got <- name
		}()
		select {
		case s := <-got:
			if s != c.want+c.why {
				t.Errorf("got %q, want %q", s, c.want+c.why)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("it waits for the disk that hangs")
		}
	}
}
