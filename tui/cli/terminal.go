package cli

import (
	"os"
	"time"

	"github.com/muesli/termenv"
	"golang.org/x/term"

	"memebench/tui"
)

// probeTimeout bounds the wait for a terminal that does not answer questions.
const probeTimeout = 400 * time.Millisecond

// interactive reports whether a person sits at both ends.
func (o *options) interactive() bool {
	return term.IsTerminal(int(o.in.Fd())) && term.IsTerminal(int(o.out.Fd()))
}

// terminal asks the terminal what it can do and adds what the environment says of
// it.
func (o *options) terminal() (tui.Options, error) {
	images, err := tui.ParseImageMode(o.image)
	if err != nil {
		return tui.Options{}, usageError{err}
	}
	tmux := os.Getenv("TMUX") != ""
	// A terminal that cannot be asked is one that says nothing.
	terminal, _ := tui.ProbeTTY(o.in, probeTimeout, tmux)
	env := termenv.NewOutput(o.out)
	return tui.Options{
		Input: o.in, Output: o.out,
		Terminal: terminal, Light: terminal.Light(),
		Profile: terminal.Profile(env.EnvColorProfile(), env.EnvNoColor() || os.Getenv("TERM") == "dumb"),
		Images:  images, Tmux: tmux,
		ITerm:   os.Getenv("TERM_PROGRAM") == "iTerm.app" || os.Getenv("LC_TERMINAL") == "iTerm2",
		Suspend: underShell(),
	}, nil
}
