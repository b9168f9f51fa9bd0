package cli

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"memebench/labels/workers"
)

// keepTrace writes the trace of a panic into a file in the user's state folder, which the user
// alone can read, and says where that is. It has no captions and
// nothing else of a workspace: of what the program panicked with only what the Go runtime says,
// else its type alone.
func keepTrace(p *workers.Panic) string {
	path, err := writeTrace(p)
	if err != nil {
		return "the trace could not be written: " + err.Error()
	}
	return "the trace is in " + path
}

func writeTrace(p *workers.Panic) (path string, err error) {
	f, err := newTrace()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	what := fmt.Sprintf("a %T, which may have text of a workspace and was not written here", p.Value)
	if fault, ok := p.Value.(runtime.Error); ok {
		what = fault.Error()
	}
	_, err = fmt.Fprintf(f, "memebench %s\n%s\n%s\n\n%s", versionText(), time.Now().Format(time.RFC3339), what, p.Stack())
	return f.Name(), err
}

// newTrace is a new file in the state folder, or among the system's temporary files where that
// cannot be made.
func newTrace() (*os.File, error) {
	const pattern = "memebench-fault-*.txt"
	if dir, err := stateDir(); err == nil && os.MkdirAll(dir, 0o700) == nil {
		if f, err := os.CreateTemp(dir, pattern); err == nil {
			return f, nil
		}
	}
	return os.CreateTemp("", pattern)
}
