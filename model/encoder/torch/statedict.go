// Package torch reads the .pth files of PyTorch: state dicts, that is tensors of
// floats by name. Such a file is a pickle, a program that can name any code; it is run
// by a machine that knows tensors and calls nothing, so no file can make it do
// anything else.
//
// statedict.go has both formats of the file and the tensors, pickle.go the machine and
// opcodes.go what it does at each opcode.
package torch

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"memebench/labels"
)

// Limits on a state dict. EfficientNet-Lite0 has 4.7 million weights, ResNet-50
// 25.6 million.
const (
	maxPickle   = 8 << 20   // bytes of structure, without the weights
	maxTensors  = 20_000    // entries
	maxElements = 128 << 20 // weights, over all tensors
	maxRank     = 8
)

// StateDict is what torch.save(model.state_dict()) wrote: float tensors by name.
// Integer tensors (a batch norm's counter) are left out: no inference reads them.
type StateDict map[string]Tensor

// Tensor is in row-major order.
type Tensor struct {
	Shape []int
	Data  []float32
}

// Read reads a .pth file of PyTorch, the zip format of version 1.6 and
// later or the older one of five pickles followed by the raw storages. size is that of the
// whole file.
func Read(r io.ReaderAt, size int64) (StateDict, error) {
	var magic [4]byte
	if _, err := r.ReadAt(magic[:], 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("state dict: %w", err)
	}
	read := readLegacy
	if string(magic[:]) == "PK\x03\x04" {
		read = readZipped
	}
	d, err := read(r, size)
	if err != nil {
		return nil, fmt.Errorf("state dict: %w", err)
	}
	return d, nil
}

// storage is a run of elements that tensors are views of.
type storage struct {
	elem  elemType
	count int64
	data  []float32 // nil for integers
}

// elemType is the kind of a storage's elements.
type elemType struct {
	name  string
	bytes int64
	float bool
}

var elemTypes = map[string]elemType{
	"FloatStorage":  {"float32", 4, true},
	"DoubleStorage": {"float64", 8, true},
	"HalfStorage":   {"float16", 2, true},
	"LongStorage":   {"int64", 8, false},
	"IntStorage":    {"int32", 4, false},
	"ShortStorage":  {"int16", 2, false},
	"CharStorage":   {"int8", 1, false},
	"ByteStorage":   {"uint8", 1, false},
	"BoolStorage":   {"bool", 1, false},
}

// fill reads the elements; integers are skipped.
func (s *storage) fill(r io.Reader) error {
	if !s.elem.float {
		_, err := io.CopyN(io.Discard, r, s.count*s.elem.bytes)
		return err
	}
	// Grown while it is read, so that a false count costs no memory.
	buf := make([]byte, 1<<16)
	for left := s.count * s.elem.bytes; left > 0; {
		b := buf[:min(left, int64(len(buf)))]
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		left -= int64(len(b))
		for ; len(b) > 0; b = b[s.elem.bytes:] {
			switch s.elem.bytes {
			case 2:
				s.data = append(s.data, HalfToFloat(binary.LittleEndian.Uint16(b)))
			case 4:
				s.data = append(s.data, math.Float32frombits(binary.LittleEndian.Uint32(b)))
			case 8:
				s.data = append(s.data, float32(math.Float64frombits(binary.LittleEndian.Uint64(b))))
			}
		}
	}
	return nil
}

// HalfToFloat converts IEEE 754 binary16.
func HalfToFloat(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch exponent {
	case 0:
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}

// legacyMagic opens a file of the older format: 0x1950a86a20f9469cfc6c.
const legacyMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"

func readLegacy(r io.ReaderAt, size int64) (StateDict, error) {
	in := bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 1<<16)
	storages := map[string]*storage{}
	next := func() (any, error) { return unpickle(in, maxPickle, storages) }

	magic, err := next()
	if err != nil || magic != any(pickleLong(legacyMagic)) {
		return nil, errors.New("not a file of torch.save")
	}
	if v, err := next(); err != nil || v != any(int64(1001)) {
		return nil, errors.New("an unknown version of torch.save's format")
	}
	if _, err := next(); err != nil { // sizes of C types on the machine that wrote it
		return nil, err
	}
	root, err := next()
	if err != nil {
		return nil, err
	}
	keys, err := next()
	if err != nil {
		return nil, err
	}
	list, ok := keys.(*pickleList)
	if !ok {
		return nil, errors.New("the list of storages is missing")
	}
	for _, k := range list.items {
		key, _ := k.(string)
		s := storages[key]
		if s == nil || s.data != nil {
			return nil, errors.New("the list of storages contradicts the tensors")
		}
		var count [8]byte
		if _, err := io.ReadFull(in, count[:]); err != nil {
			return nil, fmt.Errorf("storage: %w", cutShort(err))
		}
		if n := binary.LittleEndian.Uint64(count[:]); n != uint64(s.count) {
			return nil, fmt.Errorf("a storage has %d elements where %d were announced", n, s.count)
		}
		if err := s.fill(in); err != nil {
			return nil, fmt.Errorf("storage: %w", cutShort(err))
		}
	}
	return collect(root)
}

func readZipped(r io.ReaderAt, size int64) (StateDict, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	members := map[string]*zip.File{}
	root := ""
	for _, f := range archive.File {
		members[f.Name] = f
		if dir, file := path.Split(f.Name); file == "data.pkl" && strings.Count(dir, "/") == 1 {
			root = dir
		}
	}
	structure := members[root+"data.pkl"]
	if structure == nil {
		return nil, errors.New("the archive has no data.pkl")
	}
	if members[root+"constants.pkl"] != nil {
		return nil, errors.New("a TorchScript archive is not read: save the state_dict instead")
	}
	if order := members[root+"byteorder"]; order != nil {
		b, err := readMember(order, 16)
		if err != nil {
			return nil, err
		}
		if string(b) != "little" {
			return nil, errors.New("it was written on a big-endian machine, which is not supported")
		}
	}
	f, err := structure.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	storages := map[string]*storage{}
	dict, err := unpickle(bufio.NewReader(f), maxPickle, storages)
	if err != nil {
		return nil, err
	}
	for key, s := range storages {
		m := members[root+"data/"+key]
		if m == nil || m.UncompressedSize64 != uint64(s.count*s.elem.bytes) {
			return nil, errors.New("a storage is missing or has the wrong size")
		}
		f, err := m.Open()
		if err != nil {
			return nil, err
		}
		err = s.fill(f)
		f.Close() // only read from
		if err != nil {
			return nil, fmt.Errorf("storage: %w", cutShort(err))
		}
	}
	return collect(dict)
}

func readMember(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() // only read from
	return io.ReadAll(io.LimitReader(r, limit))
}

// cutShort says plainly what an early end means.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends too early")
	}
	return err
}

// collect copies the tensors of a state dict out of their storages.
func collect(root any) (StateDict, error) {
	dict, ok := root.(*pickleDict)
	if !ok {
		return nil, errors.New("the file does not hold a dict of tensors: save the model's state_dict()")
	}
	if len(dict.keys) > maxTensors {
		return nil, fmt.Errorf("%d entries: at most %d are read", len(dict.keys), maxTensors)
	}
	d := StateDict{}
	left := int64(maxElements)
	for i, k := range dict.keys {
		name, ok := k.(string)
		view, ok2 := dict.values[i].(*tensorView)
		if !ok || !ok2 {
			return nil, errors.New("the file does not hold a dict of tensors: save the model's state_dict()")
		}
		if !view.storage.elem.float {
			continue
		}
		w, err := view.copy(&left)
		if err != nil {
			return nil, fmt.Errorf("tensor %s: %w", labels.Quoted(name), err)
		}
		d[name] = w
	}
	return d, nil
}

// tensorView is how PyTorch describes a tensor: a storage, and where the element
// at index (i, j, …) lies in it, offset + i·stride[0] + j·stride[1] + …
type tensorView struct {
	storage       *storage
	offset        int64
	shape, stride []int64
}

// copy returns the elements in row-major order and takes their number off left.
func (v *tensorView) copy(left *int64) (Tensor, error) {
	w := Tensor{Shape: make([]int, len(v.shape))}
	n := int64(1)
	for i, d := range v.shape {
		if d < 0 || d > 0 && n > *left/d {
			return w, fmt.Errorf("shape %v is too large", v.shape)
		}
		n *= d
		w.Shape[i] = int(d)
	}
	*left -= n
	if n == 0 {
		return w, nil
	}
	last := v.offset
	for i, d := range v.shape {
		if d > 1 && (v.stride[i] < 0 || v.stride[i] > int64(len(v.storage.data))) {
			return w, errors.New("it lies outside of its storage")
		}
		last += (d - 1) * v.stride[i]
	}
	if v.offset < 0 || last < 0 || last >= int64(len(v.storage.data)) {
		return w, errors.New("it lies outside of its storage")
	}
	w.Data = make([]float32, 0, n)
	index := make([]int64, len(v.shape))
	for at := v.offset; ; {
		w.Data = append(w.Data, v.storage.data[at])
		d := len(index) - 1
		for ; d >= 0; d-- { // the next index, last dimension fastest
			at += v.stride[d]
			if index[d]++; index[d] < v.shape[d] {
				break
			}
			at -= v.stride[d] * v.shape[d]
			index[d] = 0
		}
		if d < 0 {
			return w, nil
		}
	}
}
