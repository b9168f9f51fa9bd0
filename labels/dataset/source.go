package dataset

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// A source is a file of rows that an import reads, more than once: what comes through a
// pipe, or lies in an archive, is copied to a temporary file first. It counts the bytes,
// and reading fails when its context is cancelled, so that no single long row goes on
// after that.
type source struct {
	file    *os.File
	name    string   // without folders, for messages
	path    string   // as it was given, for messages
	piped   bool     // it came through a pipe, and has neither a name nor a folder
	scratch bool     // file is a copy, which goes with it
	packed  *packing // nil if it is not compressed
	unpack  func()   // ends the unpacking that was begun last; nil for none
	charset charset

	tell labels.Report
	ctx  context.Context

	done, size int64     // bytes of the file
	modified   time.Time // zero of a copy

	keys    []string              // of the objects in it, once they are known
	looked  bool                  // whether the rows of Parquet are such is known
	rows    *objectRows           // where they are in a file that is one object of JSON; nil where nothing tells
	tool    string                // that has written those, "" for none that is known
	expand  func(object) []object // how they become rows, once that is known
	asked   []string              // of the keys, what a tool has asked its annotators
	ofMeme  []string              // and what memes have themselves under the names of what annotators have answered
	leftOut []string              // what of it is not read, sentences
	split   labels.Split          // that the name of the sheet says, where there are several splits
	closed  []func() error        // what is to be closed before it

	partitions []partition // the folders that it lies in
}

// onClose has something closed with the source.
func (s *source) onClose(f func() error) { s.closed = append(s.closed, f) }

// openSource opens a plain file, or a pipe, and finds out how its text is written, where
// it is text. encoding is the name of one, or "" to find it out.
func openSource(ctx context.Context, path, encoding string, p labels.Report) (*source, error) {
	f, st, err := plainfile.OpenStream(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labels.Printable(path), plainfile.Cause(err))
	}
	s := &source{file: f, name: filepath.Base(path), path: path, ctx: ctx, tell: p, size: st.Size(), modified: st.ModTime()}
	if !st.Mode().IsRegular() {
		defer f.Close() // only read from
		s.piped = true
		if err := s.spool(f); err != nil {
			return nil, fmt.Errorf("%s: %w", labels.Printable(path), err)
		}
	}
	return s, s.begin(encoding)
}

// copiedSource makes a source of what can be read once, such as a file in an archive.
func copiedSource(ctx context.Context, r io.Reader, path, encoding string, p labels.Report) (*source, error) {
	s := &source{name: filepath.Base(path), path: path, ctx: ctx, tell: p}
	if err := s.spool(r); err != nil {
		return nil, fmt.Errorf("%s: %w", labels.Printable(path), err)
	}
	return s, s.begin(encoding)
}

// spool copies what can be read once into a file that has no name when that is possible.
func (s *source) spool(r io.Reader) error {
	f, err := os.CreateTemp("", "memebench-import-")
	if err != nil {
		return fmt.Errorf("make a copy to read it twice: %w", err)
	}
	_ = os.Remove(f.Name()) // not possible everywhere while it is open; Close does it then
	from := &failingReader{r: contextReader{s.ctx, r}}
	size, err := io.Copy(f, from) // which may read from the file that there was
	if err != nil {
		drop(f, true)
		if from.err != nil && s.ctx.Err() == nil {
			return fmt.Errorf("it cannot be read to its end: %w", plainfile.Cause(err))
		}
		return fmt.Errorf("make a copy to read it twice: %w", plainfile.Cause(err))
	}
	s.file, s.scratch, s.size, s.modified = f, true, size, time.Time{}
	return nil
}

// changed is an error where the file is no longer as it was when it was opened: it is read more
// than once, and of rows that were cut off or written over meanwhile nothing else tells.
func (s *source) changed() error {
	if s == nil || s.modified.IsZero() {
		return nil
	}
	if st, err := s.file.Stat(); err != nil || st.Size() == s.size && st.ModTime().Equal(s.modified) {
		return nil
	}
	return fmt.Errorf("%s was changed while it was read, and not all of its rows may be in: import it again", labels.Printable(s.path))
}

// A failingReader keeps why reading has failed, which tells it from writing what was read.
type failingReader struct {
	r   io.Reader
	err error
}

func (f *failingReader) Read(b []byte) (int, error) {
	n, err := f.r.Read(b)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

// A contextReader fails when its context is cancelled.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

// begin looks at the beginning, and through all of a text for how it is written. Where
// it fails the file is closed.
func (s *source) begin(encoding string) (err error) {
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if err := s.rewind(); err != nil {
		return err
	}
	start := make([]byte, 8)
	n, _ := s.file.ReadAt(start, 0) // what cannot be read is found by who reads on
	s.packed = packingOf(string(start[:n]))
	if encoding != "" {
		s.charset, err = namedCharset(encoding)
		return err
	}
	r, err := s.bytes()
	if err == nil {
		in := bufio.NewReaderSize(r, 1<<12)
		if start, _ := in.Peek(in.Size()); binaryKind(start) == "" && notRead(start) == "" { // what cannot be read is found by who reads on
			s.charset, err = findCharset(in)
		}
	}
	if err != nil {
		return s.fail(err)
	}
	return nil
}

// fail names the file in an error of reading it.
func (s *source) fail(err error) error {
	return fmt.Errorf("%s: %w", labels.Printable(s.name), err)
}

// Read reads the file as it is unless the context is cancelled.
func (s *source) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.file.Read(b)
	s.done += int64(n)
	return n, err
}

// bytes returns a reader of the content from its beginning, unzipped.
func (s *source) bytes() (io.Reader, error) {
	if err := s.rewind(); err != nil {
		return nil, err
	}
	if s.packed == nil {
		return s, nil
	}
	return s.packed.reader(s)
}

// text returns a reader of the content from its beginning, as UTF-8 without a mark of
// byte order before it, as far as that can be: where it is UTF-8 that is damaged, it
// stays as it is.
func (s *source) text() (io.Reader, error) {
	r, err := s.bytes()
	if err != nil {
		return nil, s.fail(err)
	}
	return s.charset.reader(r)
}

// whole returns the content, unzipped, as a file that can be read at any place, and its
// size. It is closed with the source.
func (s *source) whole() (io.ReaderAt, int64, error) {
	if s.packed != nil {
		r, err := s.bytes()
		if err != nil {
			return nil, 0, s.fail(err)
		}
		was, scratch := s.file, s.scratch
		if err := s.spool(r); err != nil {
			return nil, 0, s.fail(err)
		}
		drop(was, scratch)
		s.packed = nil
	}
	return s.file, s.size, s.rewind()
}

// step is how far the reading has come.
func (s *source) step(phase string, note string) labels.Step {
	return labels.Step{Phase: phase, Done: s.done, Total: max(s.size, s.done), Unit: "bytes", Note: note}
}

// rewind goes back to the beginning.
func (s *source) rewind() error {
	s.endUnpacking()
	s.done = 0
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

// Close closes the file, which was only read from.
func (s *source) Close() error {
	for _, f := range s.closed {
		_ = f() // only read from
	}
	s.closed = nil
	s.endUnpacking()
	drop(s.file, s.scratch)
	return nil
}

func (s *source) endUnpacking() {
	if s.unpack != nil {
		s.unpack()
		s.unpack = nil
	}
}

func drop(f *os.File, scratch bool) {
	f.Close() // only read from, or a copy
	if scratch {
		_ = os.Remove(f.Name()) // gone already on most systems
	}
}

// stem is the name of the file without what tells its format: "memes" of memes.csv.gz.
func (s *source) stem() string {
	name := unpackedName(s.name)
	return strings.TrimSuffix(name, filepath.Ext(name))
}
