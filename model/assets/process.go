package assets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	// watchInterval is how often a client's folders are checked.
	watchInterval = 100 * time.Millisecond

	// clientFarewell is how long after its end, or after it was killed, the
	// output of a client is still waited for.
	clientFarewell = time.Second
)

// clients are those that run in this process.
var clients running

// running is package clients under way.
type running struct {
	mu    sync.Mutex
	cmds  map[*exec.Cmd]bool
	ended bool
}

var errEnding = errors.New("the program is ending")

// start starts a client, unless all have been ended.
func (r *running) start(cmd *exec.Cmd) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return errEnding
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if r.cmds == nil {
		r.cmds = map[*exec.Cmd]bool{}
	}
	r.cmds[cmd] = true
	return nil
}

func (r *running) forget(cmd *exec.Cmd) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.cmds, cmd)
}

// EndClients kills the package clients that run, with all that they have started, and
// lets no other start. It is for a process that is about to end without waiting for
// its fetches; the end of a fetch's context kills that fetch's client.
func EndClients() {
	clients.mu.Lock()
	defer clients.mu.Unlock()
	clients.ended = true
	for cmd := range clients.cmds {
		_ = killGroup(cmd) // it may have ended by itself
	}
}

// command is one run of a package client.
type command struct {
	argv  []string
	dir   string   // where it runs
	env   []string // on top of the user's environment
	bytes int64    // size of what it brings
	watch []string // folders in which that may be seen to grow

	// complaint picks from the output the line that says what went wrong.
	complaint func(stdout, stderr string) string
}

// run runs a client to its end and returns its standard output. The client has
// no terminal and no input, so that it cannot ask; it sees the user's
// environment without memebench's own variables. When ctx ends it is killed with
// all that it started.
func (f *fetch) run(ctx context.Context, c command) (string, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var stdout, stderr tail
	life := make(chan struct{}, 1)
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir = c.dir
	cmd.Env = append(clientEnvironment(os.Environ()), c.env...)
	cmd.Stdout = &lively{&stdout, life}
	cmd.Stderr = &lively{&stderr, life}
	cmd.WaitDelay = clientFarewell
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	grown := largest(c.watch) // what an earlier run had left
	if err := clients.start(cmd); err != nil {
		return "", fmt.Errorf("cannot start %s: %w", filepath.Base(c.argv[0]), err)
	}
	defer clients.forget(cmd)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	stalled := time.AfterFunc(f.stallLimit, func() {
		cancel(fmt.Errorf("no sign of life for %v", f.stallLimit))
	})
	defer stalled.Stop()
	look := time.NewTicker(watchInterval)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			if err == nil {
				return stdout.String(), nil
			}
			if cause := context.Cause(ctx); cause != nil {
				return "", cause
			}
			if errors.Is(err, exec.ErrWaitDelay) {
				// The client has ended well; a daemon it started holds its output.
				return stdout.String(), nil
			}
			if text := sentence(c.complaint(stdout.String(), stderr.String())); text != "" {
				return "", errors.New(text)
			}
			return "", fmt.Errorf("%s failed without a word: %w", filepath.Base(c.argv[0]), err)
		case <-life:
			stalled.Reset(f.stallLimit)
		case <-look.C:
			if n := largest(c.watch); n > grown {
				grown = n
				stalled.Reset(f.stallLimit)
				if f.news.Phase != Downloading {
					f.phase(Downloading, c.bytes, f.news.Note)
				}
				f.count(min(n, c.bytes))
			}
		}
	}
}

// lively passes output on and reports that there was some.
type lively struct {
	to   *tail
	life chan<- struct{}
}

func (l *lively) Write(p []byte) (int, error) {
	select {
	case l.life <- struct{}{}:
	default:
	}
	return l.to.Write(p)
}

// clientEnvironment is the environment without memebench's own variables.
func clientEnvironment(environ []string) []string {
	var kept []string
	for _, v := range environ {
		if !strings.HasPrefix(v, "MEMEBENCH_") {
			kept = append(kept, v)
		}
	}
	return kept
}

// largest returns the size of the largest file in the folders, which is the
// download: clients keep next to nothing beside it. It looks at a bounded number
// of files, not far down.
func largest(dirs []string) int64 {
	var most int64
	for _, dir := range dirs {
		left := 1000
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if left--; left < 0 {
				return fs.SkipAll
			}
			if err != nil {
				return nil // it has been removed meanwhile
			}
			if d.IsDir() {
				if rel, err := filepath.Rel(dir, path); err == nil && strings.Count(rel, string(filepath.Separator)) >= 3 {
					return fs.SkipDir
				}
				return nil
			}
			if fi, err := d.Info(); err == nil && fi.Mode().IsRegular() {
				most = max(most, fi.Size())
			}
			return nil
		})
	}
	return most
}
