package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// A source is a file that is read for an import, from front to back, or twice where
// that is possible. It counts the bytes, and reading fails when its context is
// cancelled, so that no single long row goes on after that.
type source struct {
	file  *os.File
	name  string // without folders, for messages
	piped bool   // it can be read once only, and nothing is known of its size
	tell  labels.Report
	ctx   context.Context

	done, size int64
}

// openSource opens a plain file, or a pipe. option is the one that it was given by.
func openSource(ctx context.Context, option, path string, p labels.Report) (*source, error) {
	f, st, err := plainfile.OpenStream(path)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", option, labels.Printable(path), plainfile.Cause(err))
	}
	s := &source{file: f, name: filepath.Base(path), piped: !st.Mode().IsRegular(), ctx: ctx, tell: p}
	if !s.piped {
		s.size = st.Size()
	}
	return s, nil
}

// Read reads from the file unless the context is cancelled.
func (s *source) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.file.Read(b)
	s.done += int64(n)
	return n, err
}

// step is how far the reading has come by so many bytes.
func (s *source) step(phase string, done int64, note string) labels.Step {
	step := labels.Step{Phase: phase, Done: done, Unit: "bytes", Note: note}
	if !s.piped {
		step.Total = max(s.size, done)
	}
	return step
}

var errPiped = errors.New("it comes through a pipe, which can be read once only")

// rewind goes back to the beginning. Of a pipe that is errPiped.
func (s *source) rewind() error {
	if s.piped {
		return errPiped
	}
	s.done = 0
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

// Close closes the file, which was only read from.
func (s *source) Close() error { return s.file.Close() }
