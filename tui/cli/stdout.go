package cli

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"golang.org/x/term"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// form is what is written to standard output, which on a terminal says how what
// could act on it is written.
type form bool

const (
	asText form = false
	asJSON form = true
)

// stdout returns standard output for a result: for files, pipes and terminals,
// where on a terminal what could act on it is made harmless. Its errors are told
// from others by [stdoutError].
func (o *options) stdout(f form) io.Writer {
	w := io.Writer(stdoutWriter{o.out})
	if term.IsTerminal(int(o.out.Fd())) {
		w = labels.NewTerminalWriter(w, f == asJSON)
	}
	return w
}

// people returns standard output for text that people read, which has nothing in it
// that could act on a terminal, wherever it goes first.
func (o *options) people() io.Writer { return labels.NewTerminalWriter(stdoutWriter{o.out}, false) }

// say tells people something on standard error, in the place of the line of progress.
func (o *options) say(text string, args ...any) {
	if o.wipe != nil {
		o.wipe()
	}
	fmt.Fprintf(o.err, "memebench: %s\n", labels.PrintableLines(fmt.Sprintf(text, args...)))
}

// A stdoutError says why standard output could not be written to.
type stdoutError struct{ error }

func (e stdoutError) Error() string { return "standard output: " + e.error.Error() }
func (e stdoutError) Unwrap() error { return e.error }

type stdoutWriter struct{ w io.Writer }

func (s stdoutWriter) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err != nil {
		err = stdoutError{plainfile.Cause(err)}
	}
	return n, err
}

// cobraOut is standard output for what cobra prints, which leaves it unsaid where help could not be written.
type cobraOut struct {
	stdoutWriter
	err error // the first one
}

func (c *cobraOut) Write(b []byte) (int, error) {
	n, err := c.stdoutWriter.Write(b)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// nobodyReads reports that whoever read standard output has had enough of it.
func nobodyReads(err error) bool {
	var out stdoutError
	return errors.As(err, &out) && errors.Is(out, syscall.EPIPE)
}
