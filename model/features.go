package model

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/gofrs/flock"

	"memebench/labels"
)

// ErrFeaturesInUse means that another process, or this one, has the features of
// an encoder open.
var ErrFeaturesInUse = errors.New("the features are in use")

// spillBytes is how many bytes of appended rows are kept in memory before they
// are written: what a killed process has to encode again, some 200 pictures.
const spillBytes = 1 << 20

// Features keeps what one encoder has made of captions or pictures: vectors of
// one width under the digest of what was encoded. It is a cache: a row that is
// lost is encoded again, so rows are checked when they are read and damage is
// the same as absence.
//
// All methods may be called from several goroutines. One Features at a time can
// have a file open; a second one, of this or another process, is refused with
// [ErrFeaturesInUse].
//
// Vectors are copied out of the memory-mapped file, not lent: they stay valid
// after Close, and a file that is cut short by somebody else costs the rows that
// it lost, not the process.
type Features struct {
	path    string
	width   int
	lock    *flock.Flock
	notices []string

	mu      sync.RWMutex
	file    *os.File // nil when closed
	index   map[[32]byte]int
	written int    // rows in the file
	mapped  []byte // the file as far as it is mapped; nil where it cannot be
	pending []byte // rows that follow those in the file
}

// TextKey is the key of a caption's features: the SHA-256 of its bytes, since
// what an encoder makes of case and spaces is the encoder's affair.
func TextKey(caption string) [32]byte { return sha256.Sum256([]byte(caption)) }

// ImageKey is the key of a picture's features: the SHA-256 of the image file,
// given in hex.
func ImageKey(sha256hex string) ([32]byte, error) {
	key, err := parseDigest(sha256hex)
	if err != nil {
		return key, fmt.Errorf("image key %q: %w", labels.Printable(sha256hex), err)
	}
	return key, nil
}

func featuresPath(dir string, encoder [32]byte) string {
	return filepath.Join(dir, hex.EncodeToString(encoder[:])+".features")
}

// featuresBytes returns how large an encoder's file of features is, 0 if there is
// none.
func featuresBytes(dir, encoderDigest string) int64 {
	encoder, err := parseDigest(encoderDigest)
	if err != nil {
		return 0
	}
	st, err := os.Stat(featuresPath(dir, encoder))
	if err != nil {
		return 0
	}
	return st.Size()
}

// discardFeatures removes an encoder's file of features, which must not be open,
// and returns how many bytes it had. That there is none is no error.
func discardFeatures(dir, encoderDigest string) (freed int64, err error) {
	encoder, err := parseDigest(encoderDigest)
	if err != nil {
		return 0, err
	}
	path := featuresPath(dir, encoder)
	freed = featuresBytes(dir, encoderDigest)
	for _, p := range []string{path, path + ".lock"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("features: %w", err)
		}
	}
	return freed, nil
}

// OpenFeatures opens the features of one encoder in dir, or begins them.
// encoderDigest is a SHA-256 in hex; width is the length of the encoder's
// vectors.
//
// A tail that a crash has cut off or left unwritten is removed. A file that is
// not what its name says is renamed to end in ".aside", replacing an earlier
// one, and a new one is begun. [Features.Notice] says if either has happened.
func OpenFeatures(dir, encoderDigest string, width int) (_ *Features, err error) {
	encoder, err := parseDigest(encoderDigest)
	if err != nil {
		return nil, fmt.Errorf("features of encoder %q: %w", labels.Printable(encoderDigest), err)
	}
	if width < 1 || width > mostWidth {
		return nil, fmt.Errorf("features: vectors %d wide, want 1 to %d", width, mostWidth)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("features: %w", err)
	}
	path := featuresPath(dir, encoder)
	f := &Features{
		path:  path,
		width: width,
		lock:  flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR)),
		index: map[[32]byte]int{},
	}
	held, err := f.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("features: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("%w: %s: close the other memebench first", ErrFeaturesInUse, labels.Printable(path))
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("features: %w", err), f.release())
		}
	}()
	if err := f.open(featuresHeader(encoder, width), encoder); err != nil {
		return nil, err
	}
	if err := f.load(); err != nil {
		return nil, err
	}
	return f, nil
}

// open opens the file and makes sure that it begins with the header.
func (f *Features) open(header []byte, encoder [32]byte) error {
	if fi, err := os.Stat(f.path); err == nil && !fi.Mode().IsRegular() {
		return fmt.Errorf("%s is not a plain file; move it away", labels.Printable(f.path))
	}
	for {
		var err error
		if f.file, err = os.OpenFile(f.path, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
			return err
		}
		found := make([]byte, headerSize)
		n, err := f.file.ReadAt(found, 0)
		if err != nil && err != io.EOF {
			return err
		}
		if found = found[:n]; string(found) == string(header[:n]) && n < headerSize {
			// New, or the process that began it did not get further.
			_, err := f.file.WriteAt(header, 0)
			return err
		}
		wrong := checkHeader(found, encoder, f.width)
		if wrong == nil {
			return nil
		}
		if err := f.file.Close(); err != nil {
			return err
		}
		if err := os.Rename(f.path, f.path+".aside"); err != nil {
			return err
		}
		f.notices = append(f.notices, fmt.Sprintf("set aside %s.aside: %v; its features are computed again",
			labels.Printable(f.path), wrong))
	}
}

// load cuts off an unfinished tail, indexes the keys and maps the file. Only the
// keys and the last row are read: every other row is checked when it is asked
// for, so that opening does not read the whole file.
func (f *Features) load() error {
	fi, err := f.file.Stat()
	if err != nil {
		return err
	}
	size := int64(rowSize(f.width))
	rows := (fi.Size() - headerSize) / size
	row := make([]byte, size)
	for ; rows > 0; rows-- {
		if _, err := f.file.ReadAt(row, f.offset(int(rows-1))); err != nil {
			return err
		}
		if wholeRow(row) {
			break
		}
	}
	f.written = int(rows)
	if cut := fi.Size() - f.offset(f.written); cut > 0 {
		if err := f.file.Truncate(f.offset(f.written)); err != nil {
			return err
		}
		f.notices = append(f.notices, fmt.Sprintf("%s: cut off %d bytes that a crash had left unfinished", labels.Printable(f.path), cut))
	}
	var key [32]byte
	for i := range f.written {
		if _, err := f.file.ReadAt(key[:], f.offset(i)); err != nil {
			return err
		}
		f.index[key] = i // a later row replaces an earlier one that was damaged
	}
	f.remap()
	return nil
}

func (f *Features) offset(row int) int64 {
	return headerSize + int64(row)*int64(rowSize(f.width))
}

// remap maps the file as far as it is written. Where that fails rows are read.
func (f *Features) remap() {
	unmapFile(f.mapped)
	f.mapped = mapFile(f.file, f.offset(f.written))
}

// Notice says in one sentence each what OpenFeatures had to mend; it is empty if
// all was well.
func (f *Features) Notice() []string { return f.notices }

// Len is the number of keys that have a vector, as far as is known without
// reading them.
func (f *Features) Len() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.index)
}

// has reports whether the key has a vector, as far as is known without reading
// it.
func (f *Features) has(key [32]byte) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	_, ok := f.index[key]
	return ok
}

// Read copies the vector of a key to dst, such as a row of a matrix, whose length
// must be that of the vectors. It returns false if there is none or it is
// damaged, and after Close; dst may hold anything then.
func (f *Features) Read(dst []float32, key [32]byte) bool {
	if len(dst) != f.width {
		return false
	}
	f.mu.RLock()
	i, ok := f.index[key]
	good := ok && f.file != nil && f.read(dst, i, key)
	f.mu.RUnlock()
	if ok && !good {
		// Forget the row, so that Append takes the vector when it comes anew.
		f.mu.Lock()
		if f.file != nil && f.index[key] == i {
			delete(f.index, key)
		}
		f.mu.Unlock()
	}
	return good
}

// read copies row i, which is in the file or pending. f.mu is held for reading.
func (f *Features) read(dst []float32, i int, key [32]byte) (ok bool) {
	// Where the file has been cut short, or the disk fails, touching the mapping
	// is a fault. It is caught here and means that the row is lost.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			if _, fault := r.(interface {
				runtime.Error
				Addr() uintptr
			}); !fault {
				panic(r)
			}
			ok = false
		}
	}()
	size := rowSize(f.width)
	if i >= f.written {
		start := (i - f.written) * size
		return readRow(dst, f.pending[start:start+size], key)
	}
	if start := f.offset(i); start+int64(size) <= int64(len(f.mapped)) {
		return readRow(dst, f.mapped[start:start+int64(size)], key)
	}
	row := make([]byte, size)
	if _, err := f.file.ReadAt(row, f.offset(i)); err != nil {
		return false
	}
	return readRow(dst, row, key)
}

// rest gives back the memory that reads have taken; the next read takes what it
// needs again.
func (f *Features) rest() {
	f.mu.RLock()
	defer f.mu.RUnlock()
	releasePages(f.mapped)
}

// Append adds the vector of a key, which is copied. Read sees it at once; it is on
// its way to the disk after some more rows or [Features.Flush]. A key that is
// there already is left as it is: one encoder makes one vector of one input.
// The error names a vector of another width or with a value that is not finite,
// or says why rows could not be written; the row is then not added.
func (f *Features) Append(key [32]byte, vector []float32) error {
	if len(vector) != f.width {
		return fmt.Errorf("features: a vector %d wide, want %d", len(vector), f.width)
	}
	if i := finite(vector); i >= 0 {
		return fmt.Errorf("features: value %d of the vector is %v, want a finite number", i, vector[i])
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return fmt.Errorf("features: %w", fs.ErrClosed)
	}
	if _, ok := f.index[key]; ok {
		return nil
	}
	if len(f.pending) >= spillBytes {
		if err := f.spill(); err != nil {
			return err
		}
	}
	f.index[key] = f.written + len(f.pending)/rowSize(f.width)
	f.pending = appendRow(f.pending, key, vector)
	return nil
}

// spill writes the pending rows. After an error they are still pending, and what
// was written of them will be written over.
func (f *Features) spill() error {
	if len(f.pending) == 0 {
		return nil
	}
	if _, err := f.file.WriteAt(f.pending, f.offset(f.written)); err != nil {
		return fmt.Errorf("features: %w", err)
	}
	f.written += len(f.pending) / rowSize(f.width)
	f.pending = f.pending[:0]
	f.remap()
	return nil
}

// Flush writes what has been appended. On return it is on the disk.
func (f *Features) Flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return fmt.Errorf("features: %w", fs.ErrClosed)
	}
	return f.flush()
}

func (f *Features) flush() error {
	if err := f.spill(); err != nil {
		return err
	}
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("features: %w", err)
	}
	return nil
}

// Close flushes and closes. A second Close does nothing.
func (f *Features) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	return errors.Join(f.flush(), f.release())
}

// release gives up the file and the lock without writing.
func (f *Features) release() error {
	unmapFile(f.mapped)
	f.mapped = nil
	var err error
	if f.file != nil {
		err = f.file.Close()
		f.file = nil
	}
	return errors.Join(err, f.lock.Unlock())
}
