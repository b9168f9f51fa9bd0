package torch

import (
	"errors"
	"fmt"
	"io"
)

// What a pickle may hold, besides string, int64, float64, bool and nil.
type (
	pickleLong  string // an integer's little-endian bytes, as they are
	pickleTuple []any
	pickleList  struct{ items []any }
	pickleDict  struct{ keys, values []any } // in the order of insertion
	pickleClass struct{ module, name string }
	pickleMark  struct{}
)

// pickler is Python's pickle machine (pickletools.py documents its opcodes) for
// state dicts: it builds tuples, lists and dicts, and calls nothing but
// collections.OrderedDict and the two functions of torch._utils that make
// tensors. Every other class is refused by name, as torch.load does with
// weights_only=True. What it allocates is bounded by the bytes it reads.
type pickler struct {
	in       io.ByteReader
	left     int // bytes that may still be read
	stack    []any
	memo     map[uint32]any
	storages map[string]*storage
}

// unpickle runs one pickle to its end. Storages that it mentions are added to
// storages without their elements.
func unpickle(in io.ByteReader, limit int, storages map[string]*storage) (any, error) {
	p := &pickler{in: in, left: limit, memo: map[uint32]any{}, storages: storages}
	for {
		op, err := p.byte()
		if err != nil {
			return nil, err
		}
		if op == '.' {
			return p.pop()
		}
		if err := p.step(op); err != nil {
			return nil, err
		}
		if len(p.stack) > maxStack || len(p.memo) > maxMemo {
			return nil, errPickle
		}
	}
}

// Limits on what a pickle may have open at once and may come back to. Python's picklers leave
// some thousand values on the stack at most, and remember a few for each tensor. A byte of a
// pickle can put a value on either, which takes tens.
const (
	maxStack = 1 << 17
	maxMemo  = 1 << 20
)

var errPickle = errors.New("its pickle is malformed")

func (p *pickler) byte() (byte, error) {
	if p.left == 0 {
		return 0, fmt.Errorf("its structure takes more than the allowed %d MB", maxPickle>>20)
	}
	p.left--
	b, err := p.in.ReadByte()
	if err != nil {
		return 0, cutShort(err)
	}
	return b, nil
}

// bytes reads n bytes. The buffer grows with what there is, not with what the
// file claims.
func (p *pickler) bytes(n int) ([]byte, error) {
	if n > p.left {
		return nil, errPickle
	}
	b := make([]byte, 0, min(n, 256))
	for range n {
		c, err := p.byte()
		if err != nil {
			return nil, err
		}
		b = append(b, c)
	}
	return b, nil
}

// number reads a little-endian unsigned number of 1, 2 or 4 bytes.
func (p *pickler) number(width int) (uint32, error) {
	b, err := p.bytes(width)
	var v uint32
	for i, c := range b {
		v |= uint32(c) << (8 * i)
	}
	return v, err
}

func (p *pickler) counted(width int) ([]byte, error) {
	n, err := p.number(width)
	if err != nil {
		return nil, err
	}
	if uint64(n) > uint64(p.left) {
		return nil, errPickle
	}
	return p.bytes(int(n))
}

// long gives integers of up to 8 bytes as int64 and keeps larger ones as bytes.
func long(b []byte) any {
	if len(b) > 8 {
		return pickleLong(b)
	}
	var v uint64
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	if shift := 64 - 8*len(b); len(b) > 0 {
		return int64(v<<shift) >> shift // extend the sign
	}
	return int64(0)
}

func (p *pickler) push(v any) { p.stack = append(p.stack, v) }

func (p *pickler) pop() (any, error) {
	if len(p.stack) == 0 {
		return nil, errPickle
	}
	v := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	return v, nil
}

// toMark takes everything off the stack down to the last mark.
func (p *pickler) toMark() ([]any, error) {
	for i := len(p.stack) - 1; i >= 0; i-- {
		if p.stack[i] == any(pickleMark{}) {
			items := append([]any(nil), p.stack[i+1:]...)
			p.stack = p.stack[:i]
			return items, nil
		}
	}
	return nil, errPickle
}
