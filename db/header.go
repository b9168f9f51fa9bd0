package db

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"memebench/labels/plainfile"
)

// A header is what one of the first two pages of a bbolt file says of the others.
// The pages are written in turn, so that one of them is always whole, and the one
// of the later transaction counts.
type header struct {
	pageSize int64
	root     uint64 // page of the bucket of buckets
	freelist uint64 // page of the list of free pages
	pages    uint64 // so many pages are in use or free; none behind them is
	tx       uint64 // the transaction that wrote it
	raw      [headerSize]byte
}

// Where a header stands in its page, and what is in it.
const (
	headerAt      = 16 // behind the page's own header
	headerSize    = 64
	headerMagic   = 0xED0CDAED
	headerVersion = 2
	smallestPage  = 1 << 10
	largestPage   = 1 << 24
)

// bytes is how much of the file the header speaks of.
func (h header) bytes() int64 { return int64(h.pages) * h.pageSize }

// readHeader returns the header that counts in a file of this size. The error is a
// sentence that matches ErrDamaged or ErrForeign.
func readHeader(f io.ReaderAt, size int64) (header, error) {
	first, err := headerOf(f, 0)
	if err != nil {
		return header{}, err
	}
	counts := first
	if first.pageSize != 0 {
		second, err := headerOf(f, first.pageSize)
		if err != nil {
			return header{}, err
		}
		if second.pageSize == first.pageSize && second.tx > first.tx {
			counts = second
		}
	} else {
		// Where the second one begins, only the first one says.
		for at := int64(smallestPage); counts.pageSize == 0 && at <= largestPage && at < size; at *= 2 {
			h, err := headerOf(f, at)
			if err != nil {
				return header{}, err
			}
			if h.pageSize == at {
				counts = h
			}
		}
	}
	switch {
	case size == 0:
		return header{}, fmt.Errorf("%w: it is empty", ErrDamaged)
	case counts.pageSize == 0:
		return header{}, notHeaders(f, size)
	case counts.bytes() > size || counts.pages < 2:
		return header{}, fmt.Errorf("%w: %d bytes are left of at least %d", ErrDamaged, size, counts.bytes())
	}
	return counts, nil
}

// writeHeaders makes this the header in both first pages of a file. As where bbolt
// writes a copy, the second one is of the transaction before, which led to the same.
func (h header) writeHeaders(f io.WriterAt) error {
	for id := range int64(2) {
		page := make([]byte, h.pageSize)
		binary.NativeEndian.PutUint64(page, uint64(id))
		binary.NativeEndian.PutUint16(page[8:], headerPage)
		meta := page[headerAt : headerAt+headerSize]
		copy(meta, h.raw[:])
		binary.NativeEndian.PutUint64(meta[48:], h.tx-uint64(id))
		sum := fnv.New64a()
		sum.Write(meta[:headerSize-8])
		binary.NativeEndian.PutUint64(meta[56:], sum.Sum64())
		if _, err := f.WriteAt(page, id*h.pageSize); err != nil {
			return err
		}
	}
	return nil
}

// headerFault says what is wrong with the first two pages of a file that has a
// header all the same, "" for nothing.
func headerFault(f io.ReaderAt, h header) (string, error) {
	for id := range int64(2) {
		at, err := headerOf(f, id*h.pageSize)
		if err != nil {
			return "", err
		}
		page := make([]byte, headerAt)
		if _, err := f.ReadAt(page, id*h.pageSize); err != nil {
			return "", err
		}
		if at.pageSize != h.pageSize || binary.NativeEndian.Uint64(page) != uint64(id) || pageFlags(page) != headerPage {
			return fmt.Sprintf("page %d does not hold the header that it should", id), nil
		}
	}
	return "", nil
}

// headerOf reads the header in the page that begins at an offset. The zero header
// means that there is none.
func headerOf(f io.ReaderAt, at int64) (header, error) {
	b := make([]byte, headerSize)
	if _, err := f.ReadAt(b, at+headerAt); err == io.EOF {
		return header{}, nil
	} else if err != nil {
		return header{}, err
	}
	// bbolt writes numbers as the machine has them.
	u32, u64 := binary.NativeEndian.Uint32, binary.NativeEndian.Uint64
	sum := fnv.New64a()
	sum.Write(b[:headerSize-8])
	h := header{raw: [headerSize]byte(b), pageSize: int64(u32(b[8:])), root: u64(b[16:]), freelist: u64(b[32:]), pages: u64(b[40:]), tx: u64(b[48:])}
	switch {
	case u32(b) != headerMagic, u32(b[4:]) != headerVersion, u64(b[56:]) != sum.Sum64():
		return header{}, nil
	case h.pageSize < smallestPage || h.pageSize > largestPage || h.pageSize&(h.pageSize-1) != 0, h.pages > uint64(1<<62/h.pageSize):
		return header{}, nil
	}
	return h, nil
}

// notHeaders says what a file without a header is: the remains of a store, or
// something else.
func notHeaders(f io.ReaderAt, size int64) error {
	b := make([]byte, min(size, largestPage+headerAt+8))
	n, err := f.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return err
	}
	b = b[:n]
	magic := binary.NativeEndian.AppendUint32(nil, headerMagic)
	begins := append(make([]byte, headerAt), magic...) // a first page, but for the flags in it
	begins[8] = headerPage
	switch {
	case bytes.Count(b, []byte{0}) == len(b) && size >= headerAt:
		return fmt.Errorf("%w: it begins with nothing but zeros", ErrDamaged)
	case bytes.HasPrefix(begins, b[:min(len(b), len(begins))]):
		if size < headerAt+headerSize {
			return fmt.Errorf("%w: %d bytes are left of it", ErrDamaged, size)
		}
		return fmt.Errorf("%w: the file's header checksum is wrong", ErrDamaged)
	}
	for at := int64(0); at <= largestPage; at = max(smallestPage, 2*at) {
		if at+headerAt < int64(len(b)) && bytes.HasPrefix(b[at+headerAt:], magic) {
			return fmt.Errorf("%w: the file's header checksum is wrong", ErrDamaged)
		}
	}
	return ErrForeign
}

// inspect reads the header of the file at path, which must be a plain file.
func inspect(path string) (header, error) {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return header{}, err
	}
	defer f.Close()
	return headerNow(f)
}

// headerNow reads the header of an open file. A file that another process makes
// longer meanwhile, and writes a header for, is not taken for one that was cut.
func headerNow(f *os.File) (h header, err error) {
	for size := int64(-1); ; {
		info, err := f.Stat()
		if err != nil {
			return h, err
		}
		if h, err = readHeader(f, info.Size()); err == nil || info.Size() == size {
			return h, err
		}
		size = info.Size()
	}
}
