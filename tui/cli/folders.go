package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// dataDir is the user's folder for data: $XDG_DATA_HOME/memebench or what the system has in its
// place.
func dataDir() (string, error) { return userDir("XDG_DATA_HOME", ".local", "share") }

// stateDir is the user's folder for what programs keep of their runs: $XDG_STATE_HOME/memebench, or
// what the system has in its place, which may be that for data.
func stateDir() (string, error) { return userDir("XDG_STATE_HOME", ".local", "state") }

// userDir is the program's folder in one that a variable names, or the system, or else in one of
// the home folder.
func userDir(variable string, home ...string) (string, error) {
	if d := os.Getenv(variable); filepath.IsAbs(d) {
		return filepath.Join(d, "memebench"), nil
	}
	if d := os.Getenv("LocalAppData"); runtime.GOOS == "windows" && d != "" {
		return filepath.Join(d, "memebench"), nil
	}
	if runtime.GOOS == "darwin" {
		home = []string{"Library", "Application Support"}
	}
	at, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no home folder is known (%w): set HOME", err)
	}
	return filepath.Join(append(append([]string{at}, home...), "memebench")...), nil
}
