// Package quiet keeps the terminal library silent while the program starts.
//
// Bubble Tea v1 asks the terminal for its background colour and waits for the
// answer as soon as it is linked in, before main runs: up to five seconds on a
// terminal that does not answer, and escape sequences on the standard output of
// commands that never open a screen. Its colour library does not ask when the
// environment says CI. This package imports only os and sets CI in its init; the
// Go runtime initialises packages in the order of their paths as soon as what
// they import is initialised, so it comes before Bubble Tea, which needs
// packages that come later. A test of the real program on a silent terminal
// guards that.
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
