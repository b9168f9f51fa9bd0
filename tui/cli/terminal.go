package cli

import (
	"context"
	"os"
	"time"

	xterm "golang.org/x/term"

	"memebench/tui/term"
)

// probeTimeout bounds the wait for a terminal that does not answer questions. Almost
// every one does, and is waited for no longer than it takes; a slow line may take
// more than a second.
const probeTimeout = 2 * time.Second

// interactive reports whether a person sits at both ends.
func (o *options) interactive() bool {
	return xterm.IsTerminal(int(o.in.Fd())) && xterm.IsTerminal(int(o.out.Fd()))
}

// terminal opens the terminal, asks it what it can do, and adds what the environment
// says of it, unless ctx ends before. The mouse is reported if that is wanted. The caller
// closes it.
func (o *options) terminal(ctx context.Context, mouse bool) (term.Window, error) {
	images, err := o.images()
	if err != nil {
		return term.Window{}, err
	}
	tmux := os.Getenv("TMUX") != ""
	t, err := term.Open(term.Options{In: o.in, Out: o.out, Context: ctx, Timeout: probeTimeout, Tmux: tmux, Mouse: mouse, Far: os.Getenv("SSH_CONNECTION") != ""})
	if err != nil {
		return term.Window{}, err
	}
	w := term.NewWindow(t, os.Getenv, images, tmux)
	w.Suspend = underShell()
	return w, nil
}
