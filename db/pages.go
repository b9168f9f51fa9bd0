package db

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// A pageWalk goes over all pages of a bbolt file and checks what bbolt takes for
// granted: that no page leads out of the file, to another's place or back to
// itself, that what stands on a page lies on it, and that keys ascend. bbolt's own
// check, and all else that is asked of bbolt, is safe only then. It reads the file
// and maps nothing.
type pageWalk struct {
	file   io.ReaderAt
	head   header
	seen   []uint64 // a bit for each page that was met
	faults []string
	step   func() error
}

// What the pages and their elements look like; see go.etcd.io/bbolt/internal/common.
const (
	pageHeader   = 16
	elementSize  = 16
	branchPage   = 0x01
	leafPage     = 0x02
	headerPage   = 0x04
	freelistPage = 0x10
	bucketFlag   = 0x01
	bucketHeader = 16
	deepest      = 64 // levels of pages: more than any file of a size that exists
	shownFaults  = 20
)

// checkPages returns what is wrong with the pages of a file with this header, in
// words; of many faults the first shownFaults. step is called for each page that is
// in use, and ends the check by an error.
func checkPages(file io.ReaderAt, head header, step func() error) ([]string, error) {
	w := &pageWalk{file: file, head: head, seen: make([]uint64, head.pages/64+1), step: step}
	w.meet(0)
	w.meet(1)
	if err := w.free(); err != nil {
		return nil, err
	}
	if _, err := w.tree(head.root, nil, nil, 0); err != nil {
		return nil, err
	}
	if len(w.faults) > 0 {
		return w.faults, nil // the rest cannot be told lost from unreached
	}
	lost := 0
	for id := range head.pages {
		if w.seen[id/64]&(1<<(id%64)) == 0 {
			lost++
		}
	}
	if lost > 0 {
		w.fault("%d pages are neither used nor free", lost)
	}
	return w.faults, nil
}

func (w *pageWalk) fault(format string, args ...any) {
	if len(w.faults) < shownFaults {
		w.faults = append(w.faults, fmt.Sprintf(format, args...))
	}
}

// meet notes that something leads to a page, and reports whether it may.
func (w *pageWalk) meet(id uint64) bool {
	if id >= w.head.pages {
		w.fault("page %d is behind the end of the file", id)
		return false
	}
	bit := uint64(1) << (id % 64)
	if w.seen[id/64]&bit != 0 {
		w.fault("page %d is used twice", id)
		return false
	}
	w.seen[id/64] |= bit
	return true
}

// page reads a page with those that it goes on in. Without ok it is none, which is
// noted.
func (w *pageWalk) page(id uint64) (b []byte, ok bool, err error) {
	if err := w.step(); err != nil {
		return nil, false, err
	}
	if !w.meet(id) {
		return nil, false, nil
	}
	first := make([]byte, w.head.pageSize)
	if _, err := w.file.ReadAt(first, int64(id)*w.head.pageSize); err != nil {
		return nil, false, fmt.Errorf("%w: page %d cannot be read: %w", ErrDamaged, id, err)
	}
	more := uint64(binary.NativeEndian.Uint32(first[12:]))
	if at := binary.NativeEndian.Uint64(first); at != id {
		w.fault("page %d holds something else", id)
		return nil, false, nil
	}
	for next := id + 1; next <= id+more; next++ {
		if !w.meet(next) {
			return nil, false, nil
		}
	}
	if more == 0 {
		return first, true, nil
	}
	b = make([]byte, int64(more+1)*w.head.pageSize)
	if _, err := w.file.ReadAt(b, int64(id)*w.head.pageSize); err != nil {
		return nil, false, fmt.Errorf("%w: page %d cannot be read: %w", ErrDamaged, id, err)
	}
	return b, true, nil
}

func pageFlags(b []byte) uint16 { return binary.NativeEndian.Uint16(b[8:]) }
func pageCount(b []byte) int    { return int(binary.NativeEndian.Uint16(b[10:])) }

// free checks the list of free pages.
func (w *pageWalk) free() error {
	b, ok, err := w.page(w.head.freelist)
	if err != nil || !ok {
		return err
	}
	n, at := uint64(pageCount(b)), pageHeader
	if n == 0xFFFF && len(b) >= at+8 { // too many for the page's header
		n, at = binary.NativeEndian.Uint64(b[at:]), at+8
	}
	if pageFlags(b) != freelistPage || n > uint64(len(b)-at)/8 {
		w.fault("page %d is no list of free pages", w.head.freelist)
		return nil
	}
	for i := range n {
		w.meet(binary.NativeEndian.Uint64(b[at+8*int(i):]))
	}
	return nil
}

// tree checks a page and those below it, whose keys are not below low and are below
// high, and returns the last of them. nil is no bound.
func (w *pageWalk) tree(id uint64, low, high []byte, depth int) (last []byte, err error) {
	if depth > deepest {
		w.fault("page %d lies too deep", id)
		return nil, nil
	}
	b, ok, err := w.page(id)
	if err != nil || !ok {
		return nil, err
	}
	return w.elements(fmt.Sprint("page ", id), b, low, high, depth)
}

// elements checks what stands on a page, which may be one inside a value.
func (w *pageWalk) elements(name string, b, low, high []byte, depth int) (last []byte, err error) {
	flags, n := pageFlags(b), pageCount(b)
	if flags != branchPage && flags != leafPage || pageHeader+n*elementSize > len(b) || flags == branchPage && n == 0 {
		w.fault("%s is not what it should be", name)
		return nil, nil
	}
	u32, u64 := binary.NativeEndian.Uint32, binary.NativeEndian.Uint64
	last = low
	for i := range n {
		at := pageHeader + i*elementSize
		e := b[at:]
		pos, keySize, valueSize := uint64(u32(e)), uint64(u32(e[4:])), uint64(0)
		if flags == leafPage {
			pos, keySize, valueSize = uint64(u32(e[4:])), uint64(u32(e[8:])), uint64(u32(e[12:]))
		}
		begin := uint64(at) + pos
		if keySize == 0 || begin+keySize+valueSize > uint64(len(b)) || pos < elementSize {
			w.fault("%s has an entry that does not lie on it", name)
			return nil, nil
		}
		key, value := b[begin:begin+keySize], b[begin+keySize:begin+keySize+valueSize]
		// Where a child was emptied its first key may have stayed behind.
		if order := bytes.Compare(last, key); last != nil && (order > 0 || order == 0 && i > 0) || high != nil && bytes.Compare(key, high) >= 0 {
			w.fault("%s has keys out of order", name)
			return nil, nil
		}
		last = key
		switch {
		case flags == branchPage:
			below := high
			if i+1 < n {
				next := b[at+elementSize:]
				from := uint64(at+elementSize) + uint64(u32(next))
				if to := from + uint64(u32(next[4:])); to <= uint64(len(b)) {
					below = b[from:to]
				}
			}
			if last, err = w.tree(u64(e[8:]), key, below, depth+1); err != nil {
				return nil, err
			}
			if last == nil {
				last = key
			}
		case u32(e)&bucketFlag != 0:
			if err := w.bucket(name, value, depth); err != nil {
				return nil, err
			}
		}
	}
	return last, nil
}

// bucket checks a bucket by its header, behind which a small one stands whole.
func (w *pageWalk) bucket(name string, value []byte, depth int) (err error) {
	if len(value) < bucketHeader {
		w.fault("%s has a bucket without a header", name)
		return nil
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		_, err = w.tree(root, nil, nil, depth+1)
	} else if inner := value[bucketHeader:]; len(inner) < pageHeader || pageFlags(inner) != leafPage {
		w.fault("%s has a bucket that is not what it should be", name)
	} else {
		_, err = w.elements("a bucket on "+name, inner, nil, nil, depth+1)
	}
	return err
}
