package term

import (
	"io"

	"github.com/muesli/termenv"
)

// NewWindow is all about a terminal that is open: what it has said of itself, and what its
// environment says. env looks a variable up, in the environment of the process or of what stands
// at the other end of a line; "" is one that is not there.
func NewWindow(t *Terminal, env func(string) string, images ImageMode, tmux bool) Window {
	f := t.Facts()
	// It is a terminal, whatever the output is here.
	o := termenv.NewOutput(io.Discard, termenv.WithEnvironment(environment(env)), termenv.WithTTY(true))
	profile := f.Profile(o.EnvColorProfile(), o.EnvNoColor())
	if env("TERM") == "dumb" {
		profile = termenv.Ascii
	}
	return Window{
		Terminal: t, Facts: f, Light: f.Light(), Profile: profile, Images: images, Tmux: tmux,
		ITerm: env("TERM_PROGRAM") == "iTerm.app" || env("LC_TERMINAL") == "iTerm2",
	}
}

// environment is how termenv looks variables up.
type environment func(string) string

func (e environment) Getenv(name string) string { return e(name) }
func (e environment) Environ() []string         { return nil }
