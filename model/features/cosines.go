package features

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"runtime"
	"runtime/debug"
	"unsafe"

	"memebench/labels/workers"
	"memebench/model/kernel"
)

// Row is the place of a vector among all of a cache, from 0. It is good as long as
// [Cache.Moved] says the same.
type Row int32

// ErrMoved means that rows have other places by now: they have to be looked up anew.
var ErrMoved = errors.New("the rows of the features have moved")

// Row returns the place of a key's vector, as far as is known without reading it.
func (c *Cache) Row(key [32]byte) (Row, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	i, ok := c.index[key]
	return Row(i), ok
}

// Moved is how often rows were lost or have got other places.
func (c *Cache) Moved() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.moved
}

// chunkRows is how many rows are compared at a time, between two looks at the context and
// at whether somebody wants to append: some megabytes.
const chunkRows = 1024

// Cosines returns the cosine between a vector and those in some rows, each in [-1,1], NaN
// where a row is damaged or zero. q must not be zero. moved is what Moved said when the rows
// were looked up; ErrMoved is the error if that has changed.
//
// It compares with each row, on all processors, where the file is mapped without copying
// it. The bits depend on neither: see [kernel.Products].
func (c *Cache) Cosines(ctx context.Context, q []float32, rows []Row, moved int) ([]float32, error) {
	if len(q) != c.width {
		return nil, fmt.Errorf("features: a vector %d wide, want %d", len(q), c.width)
	}
	_, qq := kernel.Products(q, q)
	out := make([]float32, len(rows))
	all := workers.Pool{Goroutines: runtime.GOMAXPROCS(0)}
	err := all.Each(ctx, (len(rows)+chunkRows-1)/chunkRows, func(_ context.Context, i int) error {
		at, end := i*chunkRows, min((i+1)*chunkRows, len(rows))
		return c.cosines(q, float64(qq), rows[at:end], out[at:end], moved)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// scratch is room for a row that is not mapped, or that cannot be read in place.
type scratch struct {
	bytes  []byte
	values []float32
}

func newScratch(width int) scratch {
	return scratch{make([]byte, rowSize(width)), make([]float32, width)}
}

// cosines is Cosines for a chunk; qq is q·q.
func (c *Cache) cosines(q []float32, qq float64, rows []Row, out []float32, moved int) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	switch {
	case c.closed:
		return fmt.Errorf("features: %w", fs.ErrClosed)
	case c.moved != moved:
		return ErrMoved
	}
	room := newScratch(c.width)
	known := c.written + len(c.pending)/rowSize(c.width)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for i, row := range rows {
		out[i] = float32(math.NaN())
		if row < 0 || int(row) >= known {
			continue
		}
		c.withRow(int(row), room, func(values []float32) {
			if qx, xx := kernel.Products(q, values); xx > 0 && xx <= math.MaxFloat32 { // not so where a value is not finite
				out[i] = float32(max(-1, min(1, float64(qx)/math.Sqrt(qq*float64(xx)))))
			}
		})
	}
	return nil
}

// withRow calls f with the vector of a row, which is good until f returns, unless the row is
// damaged. c.mu is held for reading, and faults are panics.
func (c *Cache) withRow(row int, s scratch, f func(values []float32)) {
	defer catchFault()
	if b := c.rowBytes(row, s.bytes); b != nil && wholeRow(b) && c.still(row, b) {
		f(rowValues(b, s.values))
	}
}

// littleEndian says that numbers lie in memory as they do in the file.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// rowValues returns the vector of a row, in place where it lies as numbers do in memory,
// else in room.
func rowValues(row []byte, room []float32) []float32 {
	b := row[32 : len(row)-4]
	if first := unsafe.Pointer(&b[0]); littleEndian && uintptr(first)%unsafe.Alignof(room[0]) == 0 {
		return unsafe.Slice((*float32)(first), len(room))
	}
	for i := range room {
		room[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return room
}
