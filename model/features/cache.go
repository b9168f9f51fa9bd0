package features

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/gofrs/flock"

	"memebench/labels"
	"memebench/labels/atomicfile"
)

// ErrInUse means that another process, or this one, has the features of
// an encoder open.
var ErrInUse = errors.New("the features are in use")

// spillBytes is how many bytes of appended rows are kept in memory before they
// are written: what a killed process has to encode again, some 200 pictures.
const spillBytes = 1 << 20

// Cache keeps what one encoder has made of captions or pictures: vectors of
// one width under the digest of what was encoded. It is a cache: a row that is
// lost is encoded again, so rows are checked when they are read and damage is
// the same as absence.
//
// All methods may be called from several goroutines. One Cache at a time can
// have a file open; a second one, of this or another process, is refused with
// [ErrInUse]. Any number can read it meanwhile: see [OpenReader].
//
// Vectors are copied out of the memory-mapped file, not lent: they stay valid
// after Close, and a file that is cut short by somebody else costs the rows that
// it lost, not the process.
type Cache struct {
	path    string
	width   int
	lock    *flock.Flock // nil of a reader, which writes nothing
	notices []string

	mending sync.Mutex // held during Mend
	mended  bool

	mu      sync.RWMutex
	closed  bool
	file    *os.File         // nil of a reader where there is none
	index   map[[32]byte]int // row of a key
	written int              // rows in the file
	mapped  []byte           // the file as far as it is mapped; nil where it cannot be
	pending []byte           // rows that follow those in the file
	moved   int              // how often rows were lost or have got other places
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

// Open opens the features of one encoder in dir, or begins them.
// encoderDigest is a SHA-256 in hex; width is the length of the encoder's
// vectors.
//
// A tail that a crash has cut off or left unwritten is removed. A file that is
// not what its name says is renamed to end in ".aside", replacing an earlier
// one, and a new one is begun. [Cache.Notice] says if either has happened.
func Open(dir, encoderDigest string, width int) (_ *Cache, err error) {
	c, encoder, err := newCache(dir, encoderDigest, width)
	if err != nil {
		return nil, err
	}
	if _, err := atomicfile.MakeSharedFolder(dir); err != nil {
		return nil, noFolder(dir, err)
	}
	c.lock = flock.New(c.path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
	held, err := c.lock.TryLock()
	if err != nil {
		return nil, explain(dir, err)
	}
	if !held {
		return nil, fmt.Errorf("%w: %s: close the other memebench first", ErrInUse, labels.Printable(c.path))
	}
	defer func() {
		if err != nil {
			err = errors.Join(explain(dir, err), c.release())
		}
	}()
	if err := c.open(makeHeader(encoder, width), encoder); err != nil {
		return nil, err
	}
	atomicfile.GiveToFolder(c.path)
	atomicfile.GiveToFolder(c.path + ".lock")
	if err := c.load(); err != nil {
		return nil, err
	}
	return c, nil
}

// newCache checks what a cache is opened by.
func newCache(dir, encoderDigest string, width int) (_ *Cache, encoder [32]byte, err error) {
	if encoder, err = parseDigest(encoderDigest); err != nil {
		return nil, encoder, fmt.Errorf("features of encoder %q: %w", labels.Printable(encoderDigest), err)
	}
	if width < 1 || width > MaxWidth {
		return nil, encoder, fmt.Errorf("features: vectors %d wide, want 1 to %d", width, MaxWidth)
	}
	return &Cache{path: fileName(dir, encoder), width: width, index: map[[32]byte]int{}}, encoder, nil
}

// open opens the file and makes sure that it begins with the header.
func (c *Cache) open(header []byte, encoder [32]byte) error {
	fi, err := os.Stat(c.path)
	if err == nil && !fi.Mode().IsRegular() {
		return fmt.Errorf("%s is not a plain file; move it away", labels.Printable(c.path))
	}
	for there := err == nil; ; {
		if c.file, err = os.OpenFile(c.path, os.O_RDWR|os.O_CREATE, 0o666); err != nil {
			return err
		}
		found := make([]byte, headerSize)
		n, err := c.file.ReadAt(found, 0)
		if err != nil && err != io.EOF {
			return err
		}
		if found = found[:n]; string(found) == string(header[:n]) && n < headerSize {
			if there { // the process that began it did not get further, or somebody has cut it
				c.notices = append(c.notices, labels.Printable(c.path)+": it was cut short; its features are computed again")
			}
			_, err := c.file.WriteAt(header, 0)
			return err
		}
		wrong := checkHeader(found, encoder, c.width)
		if wrong == nil {
			return nil
		}
		if err := c.file.Close(); err != nil {
			return err
		}
		if err := os.Rename(c.path, c.path+asideSuffix); err != nil {
			return err
		}
		c.notices = append(c.notices, fmt.Sprintf("set aside %s: %v; its features are computed again",
			labels.Printable(c.path+asideSuffix), wrong))
		there = false
	}
}

// load cuts off an unfinished tail, indexes the keys and maps the file. Only the
// keys and the last row are read: every other row is checked when it is asked
// for, so that opening does not read the whole file.
func (c *Cache) load() error {
	fi, err := c.file.Stat()
	if err != nil {
		return err
	}
	size := int64(rowSize(c.width))
	rows := (fi.Size() - headerSize) / size
	row := make([]byte, size)
	for ; rows > 0; rows-- {
		if _, err := c.file.ReadAt(row, c.offset(int(rows-1))); err != nil {
			return err
		}
		if wholeRow(row) {
			break
		}
	}
	c.written = int(rows)
	if cut := fi.Size() - c.offset(c.written); cut > 0 && !c.reads() {
		if err := c.file.Truncate(c.offset(c.written)); err != nil {
			return err
		}
		c.notices = append(c.notices, fmt.Sprintf("%s: cut off %d bytes that a crash had left unfinished", labels.Printable(c.path), cut))
	}
	var key [32]byte
	for i := range c.written {
		if _, err := c.file.ReadAt(key[:], c.offset(i)); err != nil {
			return err
		}
		c.index[key] = i // a later row replaces an earlier one that was damaged
	}
	c.remap()
	return nil
}

func (c *Cache) offset(row int) int64 {
	return headerSize + int64(row)*int64(rowSize(c.width))
}

// remap maps the file as far as it is written. Where that fails rows are read.
func (c *Cache) remap() {
	unmapFile(c.mapped)
	c.mapped = mapFile(c.file, c.offset(c.written))
}

// Notice says in one sentence each what Open had to mend; it is empty if
// all was well.
func (c *Cache) Notice() []string { return c.notices }

// Len is the number of keys that have a vector, as far as is known without
// reading them.
func (c *Cache) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.index)
}

// Has reports whether the key has a vector, as far as is known without reading
// it: see Mend.
func (c *Cache) Has(key [32]byte) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	_, ok := c.index[key]
	return ok
}

// Read copies the vector of a key to dst, such as a row of a matrix, whose length
// must be that of the vectors. It returns false if there is none or it is
// damaged, and after Close; dst may hold anything then.
func (c *Cache) Read(dst []float32, key [32]byte) bool {
	if len(dst) != c.width {
		return false
	}
	c.mu.RLock()
	i, ok := c.index[key]
	good := ok && !c.closed && c.read(dst, i, key)
	c.mu.RUnlock()
	if ok && !good {
		// Forget the row, so that Append takes the vector when it comes anew.
		c.mu.Lock()
		if !c.closed && c.index[key] == i {
			delete(c.index, key)
			c.moved++
		}
		c.mu.Unlock()
	}
	return good
}

// read copies row i, which is in the file or pending. c.mu is held for reading.
func (c *Cache) read(dst []float32, i int, key [32]byte) (ok bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer catchFault()
	row := c.rowBytes(i, nil)
	return row != nil && readRow(dst, row, key)
}

// catchFault is deferred where the mapping is touched: where the file has been cut short, or
// the disk fails, that is a fault. It means that the row is lost.
func catchFault() {
	if r := recover(); r != nil {
		if _, fault := r.(interface {
			runtime.Error
			Addr() uintptr
		}); !fault {
			panic(r)
		}
	}
}

// rowBytes returns row i, which is in the file or pending, where it lies, or, of a file that
// is not mapped, in room if that is large enough; nil if it cannot be read. c.mu is held for
// reading.
func (c *Cache) rowBytes(i int, room []byte) []byte {
	size := rowSize(c.width)
	if i >= c.written {
		start := (i - c.written) * size
		return c.pending[start : start+size]
	}
	if start := c.offset(i); start+int64(size) <= int64(len(c.mapped)) {
		return c.mapped[start : start+int64(size)]
	}
	row := slices.Grow(room[:0], size)[:size]
	if _, err := c.file.ReadAt(row, c.offset(i)); err != nil {
		return nil
	}
	return row
}

// ReleaseMemory gives back the memory that reads have taken; the next read takes what it
// needs again.
func (c *Cache) ReleaseMemory() {
	c.mu.RLock()
	defer c.mu.RUnlock()
	releasePages(c.mapped)
}

// Append adds the vector of a key, which is copied. Read sees it at once; it is on
// its way to the disk after some more rows or [Cache.Flush]. A key that is
// there already is left as it is: one encoder makes one vector of one input.
// The error names a vector of another width or with a value that is not finite,
// or says why rows could not be written; the row is then not added.
func (c *Cache) Append(key [32]byte, vector []float32) error {
	if len(vector) != c.width {
		return fmt.Errorf("features: a vector %d wide, want %d", len(vector), c.width)
	}
	if i := NonFinite(vector); i >= 0 {
		return fmt.Errorf("features: value %d of the vector is %v, want a finite number", i, vector[i])
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return fmt.Errorf("features: %w", fs.ErrClosed)
	}
	if _, ok := c.index[key]; ok {
		return nil
	}
	if len(c.pending) >= spillBytes {
		if err := c.spill(); err != nil {
			return err
		}
	}
	c.index[key] = c.written + len(c.pending)/rowSize(c.width)
	c.pending = appendRow(c.pending, key, vector)
	return nil
}

// spill writes the pending rows. After an error they are still pending, and what
// was written of them will be written over. Those of a reader stay pending.
func (c *Cache) spill() error {
	if len(c.pending) == 0 || c.reads() {
		return nil
	}
	if _, err := c.file.WriteAt(c.pending, c.offset(c.written)); err != nil {
		return c.explain(err)
	}
	c.written += len(c.pending) / rowSize(c.width)
	c.pending = c.pending[:0]
	c.remap()
	return nil
}

// Flush writes what has been appended. On return it is on the disk, unless the Cache is a reader.
func (c *Cache) Flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return fmt.Errorf("features: %w", fs.ErrClosed)
	}
	return c.flush()
}

func (c *Cache) flush() error {
	if err := c.spill(); err != nil || c.reads() {
		return err
	}
	if err := c.file.Sync(); err != nil {
		return c.explain(err)
	}
	return nil
}

// Close flushes and closes. A second Close does nothing.
func (c *Cache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	return errors.Join(c.flush(), c.release())
}

// release gives up the file and the lock without writing.
func (c *Cache) release() error {
	unmapFile(c.mapped)
	c.mapped, c.closed = nil, true
	var err error
	if c.file != nil {
		err = c.file.Close()
	}
	if c.lock != nil {
		err = errors.Join(err, c.lock.Unlock())
	}
	return err
}
