// Package tensorflow reads the weights of a SavedModel of TensorFlow: its variables, a
// tensor bundle, from a zip file that holds the model's folder. The graph beside them is a
// program and is not looked at.
//
// bundle.go has the zip file, the entries of the bundle and the tensors, table.go the
// table that the entries lie in.
package tensorflow

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"memebench/labels"
)

// Limits on a bundle. bert-base-uncased has 204 tensors of 110 million floats, the
// largest of 23 million, and an index of 8,530 bytes.
const (
	maxIndex    = 8 << 20   // bytes
	maxTensors  = 20_000    // entries
	maxElements = 512 << 20 // over all tensors
	maxLargest  = 128 << 20 // elements of one
	maxRank     = 8
	maxName     = 1000 // bytes
)

// The names of the two files of a bundle with one shard, as SavedModel has them.
const (
	indexFile = "variables/variables.index"
	dataFile  = "variables/variables.data-00000-of-00001"
)

// Bundle is the float32 tensors of a bundle by name. Integer tensors, of which training
// counts its steps in one, are left out: no inference reads them.
type Bundle struct {
	data    io.ReaderAt
	tensors map[string]tensor
}

// tensor says where the elements of a tensor lie, little-endian in row-major order.
type tensor struct {
	shape    []int
	offset   int64
	elements int
	crc      uint32 // masked
}

// Within reports whether a file of this size is a zip file with a bundle in it.
func Within(r io.ReaderAt, size int64) bool {
	archive, err := zip.NewReader(r, size)
	return err == nil && member(archive, indexFile) != nil
}

// Read reads the index of the bundle in a zip file, and checks all of it. size is that
// of the whole file, which the bundle goes on reading. The bundle's two files may lie in
// a folder in the zip, the larger one uncompressed: it is not read before [Bundle.Floats]
// asks for a part of it.
func Read(r io.ReaderAt, size int64) (*Bundle, error) {
	b, err := read(r, size)
	if err != nil {
		return nil, fmt.Errorf("tensor bundle: %w", err)
	}
	return b, nil
}

func read(r io.ReaderAt, size int64) (*Bundle, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	index, data := member(archive, indexFile), member(archive, dataFile)
	switch {
	case index == nil:
		return nil, fmt.Errorf("the zip file has no %s: want a SavedModel", indexFile)
	case data == nil:
		return nil, fmt.Errorf("the zip file has no %s: a bundle of several shards is not read", dataFile)
	case index.UncompressedSize64 > maxIndex:
		return nil, fmt.Errorf("its index has %d bytes: at most %d are read", index.UncompressedSize64, maxIndex)
	case data.Method != zip.Store || data.UncompressedSize64 != data.CompressedSize64:
		return nil, fmt.Errorf("%s is compressed in the zip file: want it stored (zip -0)", dataFile)
	}
	f, err := index.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	table, err := io.ReadAll(io.LimitReader(f, maxIndex))
	if err != nil {
		return nil, fmt.Errorf("its index: %w", err)
	}
	entries, err := readTable(table)
	if err != nil {
		return nil, fmt.Errorf("its index: %w", err)
	}
	at, err := data.DataOffset()
	if err != nil {
		return nil, err
	}
	// The reader of zip files has not looked whether the member ends before the file does.
	length := int64(min(data.UncompressedSize64, math.MaxInt64))
	if at > size || length > size-at {
		return nil, errors.New("the file ends too early")
	}
	b := &Bundle{data: io.NewSectionReader(r, at, length), tensors: map[string]tensor{}}
	return b, b.collect(entries, length)
}

// member returns the file of this name, in the zip or in one folder in it.
func member(archive *zip.Reader, name string) *zip.File {
	i := slices.IndexFunc(archive.File, func(f *zip.File) bool {
		folder, ok := strings.CutSuffix(f.Name, name)
		return ok && (folder == "" || strings.Count(folder, "/") == 1 && strings.HasSuffix(folder, "/"))
	})
	if i < 0 {
		return nil
	}
	return archive.File[i]
}

// The numbers of the elements' types, of tensorflow/core/framework/types.proto, that are
// floats.
var floatTypes = map[uint64]string{1: "float32", 2: "float64", 14: "bfloat16", 19: "float16"}

// collect takes the tensors out of the table's entries: BundleHeaderProto under the empty
// name, BundleEntryProto under others (tensorflow/core/protobuf/tensor_bundle.proto).
func (b *Bundle) collect(entries []entry, length int64) error {
	if len(entries) == 0 || len(entries[0].key) > 0 {
		return errors.New("its index has no header")
	}
	if err := checkHeader(entries[0].value); err != nil {
		return err
	}
	if len(entries)-1 > maxTensors {
		return fmt.Errorf("%d entries: at most %d are read", len(entries)-1, maxTensors)
	}
	left := maxElements
	for _, e := range entries[1:] {
		t, kind, size, err := parseEntry(e.value)
		switch name, float := floatTypes[kind]; {
		case err != nil:
		case !float:
			continue
		case name != "float32":
			err = fmt.Errorf("its elements are %s: only float32 is read", name)
		case t.offset < 0 || size < 0 || t.offset > length || size > length-t.offset:
			err = errors.New("it lies outside of the data: the file is cut short, or another one's index")
		default:
			err = t.count(size, left)
		}
		if err != nil {
			return fmt.Errorf("tensor %s: %w", labels.Quoted(e.key), err)
		}
		left -= t.elements
		b.tensors[e.key] = t
	}
	return nil
}

// count works out how many elements the shape has, which must be what there are bytes
// for.
func (t *tensor) count(size int64, left int) error {
	n := 1
	for _, d := range t.shape {
		if d > 0 && n > min(left, maxLargest)/d {
			return fmt.Errorf("the shape %v is too large", t.shape)
		}
		n *= d
	}
	if int64(n)*4 != size {
		return fmt.Errorf("the shape %v in %d bytes", t.shape, size)
	}
	t.elements = n
	return nil
}

// checkHeader wants one shard (field 1) in little-endian order (field 2: 0).
func checkHeader(message []byte) error {
	shards := uint64(0)
	return fields(message, func(f field) error {
		switch {
		case f.number == 1:
			shards = f.varint
		case f.number == 2 && f.varint != 0:
			return errors.New("it was written on a big-endian machine, which is not supported")
		}
		return nil
	}, func() error {
		if shards != 1 {
			return fmt.Errorf("it has %d shards: only one is read", shards)
		}
		return nil
	})
}

// parseEntry reads a BundleEntryProto: 1 type of the elements, 2 shape, 3 shard, 4 offset,
// 5 size in bytes, 6 checksum, 7 slices.
func parseEntry(message []byte) (t tensor, kind uint64, size int64, err error) {
	err = fields(message, func(f field) (err error) {
		switch f.number {
		case 1:
			kind = f.varint
		case 2:
			t.shape, err = parseShape(f.bytes)
		case 3:
			if f.varint != 0 {
				err = errors.New("it lies in a second shard")
			}
		case 4:
			t.offset = int64(f.varint)
		case 5:
			size = int64(f.varint)
		case 6:
			t.crc = f.fixed
		case 7:
			err = errors.New("it is cut into slices, which are not read")
		}
		return err
	}, nil)
	return t, kind, size, err
}

// parseShape reads a TensorShapeProto: 2 dimensions, each with its size in field 1; 3 true
// where nothing is known of them.
func parseShape(message []byte) (shape []int, err error) {
	err = fields(message, func(f field) error {
		if f.number == 3 && f.varint != 0 || len(shape) == maxRank {
			return errShape
		}
		if f.number != 2 {
			return nil
		}
		size := uint64(0)
		err := fields(f.bytes, func(f field) error {
			if f.number == 1 {
				size = f.varint
			}
			return nil
		}, nil)
		if size > maxLargest {
			return errShape
		}
		shape = append(shape, int(size))
		return err
	}, nil)
	return shape, err
}

var (
	errShape = fmt.Errorf("its shape is unknown, or has more than %d dimensions or %d elements", maxRank, maxLargest)
	errProto = errors.New("its entry in the index is malformed")
)

// field is a field of a protobuf message.
type field struct {
	number protowire.Number
	varint uint64
	fixed  uint32
	bytes  []byte
}

// fields gives each field of a message to use, and calls end, unless it is nil, after them.
func fields(message []byte, use func(field) error, end func() error) error {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return errProto
		}
		message = message[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(message)
		case protowire.Fixed32Type:
			f.fixed, n = protowire.ConsumeFixed32(message)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(number, kind, message)
		}
		if n < 0 {
			return errProto
		}
		message = message[n:]
		if err := use(f); err != nil {
			return err
		}
	}
	if end == nil {
		return nil
	}
	return end()
}

// Names returns the names of the tensors in alphabetical order.
func (b *Bundle) Names() []string { return slices.Sorted(maps.Keys(b.tensors)) }

// Shape returns the shape of a tensor, if there is one of this name.
func (b *Bundle) Shape(name string) ([]int, bool) {
	t, ok := b.tensors[name]
	return slices.Clone(t.shape), ok
}

// Floats reads the elements of a tensor, in row-major order, and checks them against
// their checksum.
func (b *Bundle) Floats(name string) ([]float32, error) {
	t, ok := b.tensors[name]
	if !ok {
		return nil, fmt.Errorf("tensor bundle: there is no %s", labels.Quoted(name))
	}
	out := make([]float32, 0, t.elements) // for which there are bytes
	sum := uint32(0)
	buf := make([]byte, 1<<16)
	for at, left := t.offset, 4*int64(t.elements); left > 0; {
		c := buf[:min(left, int64(len(buf)))]
		if n, err := b.data.ReadAt(c, at); n < len(c) {
			return nil, fmt.Errorf("tensor bundle: %s: %w", labels.Quoted(name), err)
		}
		sum = crc32.Update(sum, castagnoli, c)
		at, left = at+int64(len(c)), left-int64(len(c))
		for ; len(c) > 0; c = c[4:] {
			out = append(out, math.Float32frombits(binary.LittleEndian.Uint32(c)))
		}
	}
	if masked(sum) != t.crc {
		return nil, fmt.Errorf("tensor bundle: %s is damaged: its checksum is wrong", labels.Quoted(name))
	}
	return out, nil
}
