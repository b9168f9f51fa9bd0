package features

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// mendBytes is about how much of a file is read at a time when its rows are checked.
const mendBytes = 1 << 20

// Mend reads every row of the file, takes out those that are damaged, and returns how many they
// were; those of them that are needed are then missing, and can be appended anew. It does so once
// for a Cache: what is damaged later is found when it is read. The file has no damaged row
// afterwards, unless the Cache is a reader. Cancelled, it returns ctx.Err(), and nothing has
// changed.
//
// It costs one reading of the file: about 0.1 s for 100,000 memes whose features the
// system has in memory.
func (c *Cache) Mend(ctx context.Context) (damaged int, err error) {
	c.mending.Lock()
	defer c.mending.Unlock()
	if c.mended {
		return 0, nil
	}
	c.mu.RLock()
	file, rows, closed := c.file, c.written, c.closed
	c.mu.RUnlock()
	if closed {
		return 0, fmt.Errorf("features: %w", fs.ErrClosed)
	}
	bad, err := c.damaged(ctx, file, rows)
	if err != nil {
		return 0, err
	}
	if len(bad) > 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.closed {
			return 0, fmt.Errorf("features: %w", fs.ErrClosed)
		}
		if c.reads() {
			c.forget(bad)
		} else if err := c.takeOut(bad); err != nil {
			return 0, fmt.Errorf("features: %w", err)
		}
	}
	c.mended = true
	return len(bad), nil
}

// damaged returns which of the file's first rows are damaged, in ascending order.
// Rows stay where they are meanwhile: only Mend moves them.
func (c *Cache) damaged(ctx context.Context, file *os.File, rows int) (bad []int, err error) {
	size := rowSize(c.width)
	b := make([]byte, max(1, mendBytes/size)*size)
	for row := 0; row < rows; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(len(b)/size, rows-row)
		part := b[:n*size]
		got, err := file.ReadAt(part, c.offset(row))
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("features: %w", err)
		}
		clear(part[got:]) // cut off by somebody: no row
		for i := range n {
			if !wholeRow(part[i*size : (i+1)*size]) {
				bad = append(bad, row+i)
			}
		}
		row += n
	}
	return bad, nil
}

// takeOut fills the places of the damaged rows with rows from the end, and makes the
// file shorter. A process that is killed meanwhile leaves a row twice, or a damaged
// one. c.mu is held.
func (c *Cache) takeOut(bad []int) error {
	if err := c.spill(); err != nil {
		return err
	}
	isBad := c.forget(bad)
	row := make([]byte, rowSize(c.width))
	last := c.written - 1
	for _, hole := range bad {
		for last > hole && isBad[last] {
			last--
		}
		if last <= hole {
			break
		}
		if _, err := c.file.ReadAt(row, c.offset(last)); err != nil {
			return err
		}
		if _, err := c.file.WriteAt(row, c.offset(hole)); err != nil {
			return err
		}
		if key := [32]byte(row); c.index[key] == last {
			c.index[key] = hole
		}
		last--
	}
	if err := c.file.Sync(); err != nil {
		return err
	}
	c.written -= len(bad)
	if err := c.file.Truncate(c.offset(c.written)); err != nil {
		return err
	}
	c.remap()
	return nil
}
