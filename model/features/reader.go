package features

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// OpenReader opens the features of one encoder in dir as they are now, also while another process has
// them, or where nothing may be written. What is appended stays in memory, and is gone with Close; what
// is damaged is missing. Where there is no file, or one that is not what its name says, there are no
// features. The other process may put a row in another's place meanwhile, as Mend does: then the one that
// was there is missing.
func OpenReader(dir, encoderDigest string, width int) (*Cache, error) {
	c, encoder, err := newCache(dir, encoderDigest, width)
	if err != nil {
		return nil, err
	}
	if st, err := os.Stat(c.path); err == nil && !st.Mode().IsRegular() {
		return c, nil
	}
	switch c.file, err = os.Open(c.path); {
	case errors.Is(err, fs.ErrNotExist):
		c.file = nil
		return c, nil
	case err != nil:
		return nil, fmt.Errorf("features: %w", err)
	}
	header := make([]byte, headerSize)
	n, err := c.file.ReadAt(header, 0)
	if err == nil || err == io.EOF {
		if checkHeader(header[:n], encoder, width) != nil {
			err = c.file.Close()
			c.file = nil
			return c, err
		}
		err = io.EOF
		for try := 0; try < 3 && errors.Is(err, io.EOF); try++ { // at its end: it was made shorter meanwhile
			clear(c.index)
			err = c.load()
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("features: %w", err), c.release())
	}
	return c, nil
}

// reads reports whether nothing is written.
func (c *Cache) reads() bool { return c.lock == nil }

// still reports whether a row is that of its key: under a reader, another process may have put
// another in its place. c.mu is held for reading.
func (c *Cache) still(row int, b []byte) bool {
	if !c.reads() {
		return true
	}
	at, ok := c.index[[32]byte(b)]
	return ok && at == row
}

// forget forgets damaged rows, and returns them as a set. c.mu is held.
func (c *Cache) forget(rows []int) (isBad map[int]bool) {
	isBad = make(map[int]bool, len(rows))
	for _, row := range rows {
		isBad[row] = true
	}
	for key, row := range c.index {
		if isBad[row] {
			delete(c.index, key)
		}
	}
	c.moved++
	return isBad
}
