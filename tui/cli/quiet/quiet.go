// Package quiet keeps Bubble Tea v1 silent while the program starts. Its init asks the
// terminal for the background colour and waits up to five seconds for an answer, also
// for commands that open no screen; it asks nothing when the environment says CI.
//
// Go initialises, of all packages whose imports are ready, the one with the first path.
// This one needs nothing but os, and Bubble Tea needs os/signal, which needs os and comes
// later than this path: so CI is set before it looks, and main puts it back.
//
// TestSilentTerminal runs the real program on a silent terminal and guards that.
package quiet

import "os"

const variable = "CI"

var value, set = os.LookupEnv(variable)

func init() { os.Setenv(variable, "1") }

// Restore puts the environment back as the user had it. Call it first thing in
// main.
func Restore() {
	if set {
		os.Setenv(variable, value)
	} else {
		os.Unsetenv(variable)
	}
}
