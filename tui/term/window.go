package term

import (
	"io"
	"slices"
	"strings"

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
	switch name := env("TERM"); {
	case name == "dumb":
		profile = termenv.Ascii
	case profile == termenv.Ascii && !o.EnvNoColor() && coloured(name):
		profile = termenv.ANSI
	}
	return Window{
		Terminal: t, Facts: f, Light: f.Light() || f.Back.A == 0 && saysLight(env("COLORFGBG")), Profile: profile, Images: images, Tmux: tmux,
		ITerm: env("TERM_PROGRAM") == "iTerm.app" || env("LC_TERMINAL") == "iTerm2",
	}
}

// saysLight reports whether COLORFGBG names a light background: the last of its numbers is one of 16 colours. Terminals
// set it that are asked through others, such as GNU screen, which do not pass the question on; and so may their users.
func saysLight(fgbg string) bool {
	back := fgbg[strings.LastIndexByte(fgbg, ';')+1:]
	return back == "7" || back == "15"
}

// coloured reports whether a terminal of this name has colours, though its name does not say so, as
// that of GNU screen.
func coloured(name string) bool {
	kind := name
	if i := strings.IndexAny(name, "-."); i >= 0 {
		kind = name[:i]
	}
	return !strings.Contains(name, "mono") && slices.Contains([]string{"screen", "tmux", "xterm", "rxvt", "konsole", "putty", "Eterm", "cygwin"}, kind)
}

// environment is how termenv looks variables up.
type environment func(string) string

func (e environment) Getenv(name string) string { return e(name) }
func (e environment) Environ() []string         { return nil }
