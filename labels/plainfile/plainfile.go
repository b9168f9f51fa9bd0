// Package plainfile opens files that come from outside: what a user names on the
// command line, what a table or a spec refers to, what lies in a workspace's
// folder. A path may lead to anything: a named pipe on which opening waits for
// ever, a device without an end, a folder, a file of many gigabytes.
//
// Whatever memebench reads whole or more than once goes through [Open] or [Read],
// which take regular files only and never wait. [OpenStream] is for what is read
// once from front to back, which may come through a pipe.
package plainfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ErrNotPlain means that a path leads to something other than a regular file.
var ErrNotPlain = errors.New("not a plain file")

// ErrTooLarge means that a file has more bytes than are read of it.
var ErrTooLarge = errors.New("too large")

// Open opens the regular file at path for reading. Anything else is refused with
// ErrNotPlain, without waiting and, unless it takes the file's place in that very
// moment, without being opened. Links are followed.
//
// Errors of the file system are passed on; the others are one sentence without the
// path, such as "it is a named pipe, not a plain file".
func Open(path string) (*os.File, fs.FileInfo, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if err := check(st); err != nil {
		return nil, st, err
	}
	// It can have been replaced since: a pipe that is opened like this does not wait
	// for its other end.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, st, err
	}
	if st, err = f.Stat(); err == nil {
		err = check(st)
	}
	if err != nil {
		f.Close() // only read from
		return nil, st, err
	}
	return f, st, nil
}

// OpenStream opens what can be read from front to back: a regular file, a pipe or
// the process's standard input. Opening a named pipe waits for its writer. The
// errors are those of Open.
func OpenStream(path string) (*os.File, fs.FileInfo, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if st.Mode().IsRegular() {
		return Open(path)
	}
	if st.Mode().Type() != fs.ModeNamedPipe && !isStandardInput(st) {
		return nil, st, check(st)
	}
	f, err := os.Open(path)
	return f, st, err
}

// isStandardInput reports whether a path like /dev/stdin has led to this.
func isStandardInput(st fs.FileInfo) bool {
	in, err := os.Stdin.Stat()
	return err == nil && !st.IsDir() && os.SameFile(in, st)
}

// Read returns what the regular file at path holds, at most limit bytes: a larger
// one is refused with ErrTooLarge, and no more of it is read than that, also when
// it grows meanwhile. The errors are otherwise those of Open.
func Read(path string, limit int64) ([]byte, error) {
	f, st, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	return read(f, st, limit)
}

// ReadFS is Read for a file in a file system, for what may also be built into the
// program.
func ReadFS(folder fs.FS, name string, limit int64) ([]byte, error) {
	st, err := fs.Stat(folder, name)
	if err != nil {
		return nil, err
	}
	if err := check(st); err != nil {
		return nil, err
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	return read(f, st, limit)
}

func read(f io.Reader, st fs.FileInfo, limit int64) ([]byte, error) {
	if st.Size() > limit {
		return nil, tooLarge(limit)
	}
	b := make([]byte, st.Size(), st.Size()+1)
	n, err := io.ReadFull(f, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF { // it was cut meanwhile
		return b[:n], nil
	}
	if err != nil {
		return nil, err
	}
	rest, err := io.ReadAll(io.LimitReader(f, limit-int64(n)+1))
	if b = append(b, rest...); int64(len(b)) > limit {
		return nil, tooLarge(limit)
	}
	return b, err
}

func tooLarge(limit int64) error {
	amount := fmt.Sprintf("%d bytes", limit)
	if limit >= 1<<20 {
		amount = fmt.Sprintf("%d MB", limit>>20)
	}
	return fmt.Errorf("%w: at most %s are read", ErrTooLarge, amount)
}

// Cause takes the operation and its path out of an error of the file system, for a
// sentence that has the path already.
func Cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// check refuses everything but a regular file.
func check(st fs.FileInfo) error {
	what := ""
	switch m := st.Mode(); {
	case m.IsRegular():
		return nil
	case m.IsDir():
		what = "a folder"
	case m&fs.ModeNamedPipe != 0:
		what = "a named pipe"
	case m&fs.ModeSocket != 0:
		what = "a socket"
	case m&fs.ModeDevice != 0:
		what = "a device"
	default:
		what = "something else"
	}
	return &kind{what}
}

// kind says what a path leads to instead of a regular file.
type kind struct{ what string }

func (k *kind) Error() string { return "it is " + k.what + ", not a plain file" }

// Is makes every kind an ErrNotPlain.
func (k *kind) Is(target error) bool { return target == ErrNotPlain }
