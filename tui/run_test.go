package tui

import (
	"context"
	"io"
	"testing"

	"memebench/model"
	"memebench/tui/term"
)

// running starts the real program on pipes and returns its keyboard and its end.
func running(t *testing.T, ctx context.Context, d Deps) (keyboard io.Writer, end <-chan error) {
	t.Helper()
	r, w := io.Pipe()
	t.Cleanup(func() { w.Close() })
	done := make(chan error, 1)
	x, err := term.Open(term.Options{In: r, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	go func() { done <- Run(ctx, d, Options{Terminal: x}) }()
	return w, done
}

func TestRunEndsWithQ(t *testing.T) {
	s := newFakeStore(memes(3)...)
	keyboard, end := running(t, t.Context(), fakeDeps(s))
	// y is for the question whether to stop preparing, if that still runs.
	if _, err := keyboard.Write([]byte("qy")); err != nil {
		t.Fatal(err)
	}
	if err := <-end; err != nil {
		t.Error(err)
	}
}

// When the session ends the jobs are cancelled and waited for, and the place is
// remembered; nobody is asked.
func TestRunEndsWithItsContext(t *testing.T) {
	s := newFakeStore(memes(3)...)
	d := fakeDeps(s)
	started, ended := make(chan struct{}), false
	d.Prepare = func(ctx context.Context, _ model.Progress) error {
		close(started)
		<-ctx.Done()
		ended = true
		return ctx.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, end := running(t, ctx, d)
	<-started
	cancel()
	if err := <-end; err != nil || !ended {
		t.Errorf("%v; the job ended: %v", err, ended)
	}
}
