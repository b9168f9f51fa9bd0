package tensorflow

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"memebench/model/encoder/encodertest"
)

func readBundle(b []byte) (*Bundle, error) { return Read(bytes.NewReader(b), int64(len(b))) }

// All tensors of a bundle, of whose values the generator has the sums.
func TestBundle(t *testing.T) {
	var want struct {
		Sum map[string]float64
	}
	encodertest.FixtureJSON(t, "two-layers.json", &want)
	file := encodertest.Fixture(t, "two-layers.zip")
	if !Within(bytes.NewReader(file), int64(len(file))) {
		t.Error("the bundle is not recognised")
	}
	b, err := readBundle(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Names()) != len(want.Sum) || len(want.Sum) != 44 { // global_step, an integer, is left out
		t.Errorf("%d tensors, want %d", len(b.Names()), len(want.Sum))
	}
	for name, sum := range want.Sum {
		data, err := b.Floats(name)
		if err != nil {
			t.Error(err)
		}
		got := 0.0
		for _, v := range data {
			got += float64(v)
		}
		shape, ok := b.Shape(name)
		n := 1
		for _, d := range shape {
			n *= d
		}
		if !ok || n != len(data) || math.Abs(got-sum) > 1e-9 {
			t.Errorf("%s: %d elements in the shape %v, sum %v, want %v", name, len(data), shape, got, sum)
		}
	}
	if _, ok := b.Shape("global_step"); ok {
		t.Error("an integer tensor is there")
	}
	if _, err := b.Floats("nothing"); err == nil {
		t.Error("there is a tensor nothing")
	}
}

// A tensor whose bytes have changed is noticed when it is read.
func TestBundleChecksTensors(t *testing.T) {
	file := encodertest.Fixture(t, "two-layers.zip")
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	at, err := member(archive, dataFile).DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	file[at+100]++
	b, err := readBundle(file)
	if err != nil {
		t.Fatal(err)
	}
	bad := 0
	for _, name := range b.Names() {
		if _, err := b.Floats(name); err != nil {
			bad++
			if !strings.Contains(err.Error(), "is damaged: its checksum is wrong") {
				t.Error(err)
			}
		}
	}
	if bad != 1 {
		t.Errorf("%d tensors are damaged, want 1", bad)
	}
}

// crcOf appends the masked checksum of the bytes.
func crcOf(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(nil, masked(crc32.Checksum(b, castagnoli)))
}

// blockOf is a block of one entry after the other, without shared keys, with its trailer.
func blockOf(kind byte, entries ...entry) []byte {
	var b []byte
	for _, e := range entries {
		b = append(b, 0)
		b = binary.AppendUvarint(b, uint64(len(e.key)))
		b = binary.AppendUvarint(b, uint64(len(e.value)))
		b = append(append(b, e.key...), e.value...)
	}
	b = append(b, 0, 0, 0, 0, 1, 0, 0, 0, kind)
	return append(b, crcOf(b)...)
}

func handleOf(offset, length int) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(offset)), uint64(length))
}

// tableOf is a table of these blocks; index gives the places that its last block names.
func tableOf(index [][]byte, blocks ...[]byte) []byte {
	b := bytes.Join(blocks, nil)
	var entries []entry
	for i, h := range index {
		entries = append(entries, entry{fmt.Sprintf("k%03d", i), h})
	}
	last := blockOf(0, entries...)
	footer := append(handleOf(0, 0), handleOf(len(b), len(last)-trailerSize)...)
	footer = append(footer, make([]byte, footerSize-8-len(footer))...)
	footer = binary.LittleEndian.AppendUint64(footer, tableMagic)
	return slices.Concat(b, last, footer)
}

func oneBlock(kind byte, entries ...entry) []byte {
	b := blockOf(kind, entries...)
	return tableOf([][]byte{handleOf(0, len(b)-trailerSize)}, b)
}

func number(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

// entryOf is a BundleEntryProto.
func entryOf(kind, shard uint64, offset, size int64, dims ...uint64) []byte {
	var shape []byte
	for _, d := range dims {
		shape = protowire.AppendBytes(protowire.AppendTag(shape, 2, protowire.BytesType), number(nil, 1, d))
	}
	b := protowire.AppendBytes(protowire.AppendTag(number(nil, 1, kind), 2, protowire.BytesType), shape)
	b = number(number(number(b, 3, shard), 4, uint64(offset)), 5, uint64(size))
	return protowire.AppendFixed32(protowire.AppendTag(b, 6, protowire.Fixed32Type), 0)
}

var header = entry{"", number(nil, 1, 1)}

// zipped is a bundle with this index and 16 bytes of data.
func zipped(tb testing.TB, method uint16, index []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name string
		data []byte
	}{{"model/" + indexFile, index}, {"model/" + dataFile, make([]byte, 16)}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestBundleRefuses(t *testing.T) {
	whole := encodertest.Fixture(t, "two-layers.zip")
	table := func(entries ...entry) []byte { return zipped(t, zip.Store, oneBlock(0, entries...)) }
	one := func(value []byte) []byte { return table(header, entry{"w", value}) }
	good := one(entryOf(1, 0, 0, 16, 2, 2))
	if b, err := readBundle(good); err != nil || len(b.Names()) != 1 {
		t.Fatalf("in a folder: %v", err)
	}
	twice := blockOf(0, header, entry{"w", nil})
	again := handleOf(0, len(twice)-trailerSize)
	damaged := oneBlock(0, header)
	damaged[1]++
	slices := protowire.AppendBytes(protowire.AppendTag(entryOf(1, 0, 0, 16, 4), 7, protowire.BytesType), nil)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":         {nil, "zip"},
		"cut":           {whole[:len(whole)/2], "zip"},
		"another zip":   {encodertest.Fixture(t, "../../torch/testdata/zip.pth"), "has no variables/variables.index: want a SavedModel"},
		"compressed":    {zipped(t, zip.Deflate, oneBlock(0, header)), "is compressed in the zip file: want it stored (zip -0)"},
		"no table":      {zipped(t, zip.Store, make([]byte, 100)), "no table of TensorFlow's, or cut short"},
		"no footer":     {zipped(t, zip.Store, make([]byte, 10)), "no table of TensorFlow's, or cut short"},
		"snappy":        {zipped(t, zip.Store, oneBlock(1, header)), "a block is compressed (kind 1)"},
		"checksum":      {zipped(t, zip.Store, damaged), "a checksum is wrong"},
		"block twice":   {zipped(t, zip.Store, tableOf([][]byte{again, again}, twice)), "malformed"},
		"block outside": {zipped(t, zip.Store, tableOf([][]byte{handleOf(0, 1<<40)}, twice)), "malformed"},
		"huge block":    {zipped(t, zip.Store, tableOf([][]byte{handleOf(math.MaxInt64, math.MaxInt64)}, twice)), "malformed"},
		"keys fall":     {table(header, entry{"b", nil}, entry{"a", nil}), "malformed"},
		"key twice":     {table(header, entry{"b", nil}, entry{"b", nil}), "malformed"},
		"no header":     {table(entry{"b", nil}), "no header"},
		"shards":        {table(entry{"", number(nil, 1, 2)}), "it has 2 shards"},
		"big-endian":    {table(entry{"", number(number(nil, 1, 1), 2, 1)}), "big-endian"},
		"second shard":  {one(entryOf(1, 1, 0, 16, 4)), `tensor "w": it lies in a second shard`},
		"half":          {one(entryOf(19, 0, 0, 8, 4)), "its elements are float16: only float32 is read"},
		"slices":        {one(slices), "cut into slices"},
		"outside":       {one(entryOf(1, 0, 4, 16, 4)), "it lies outside of the data"},
		"negative":      {one(entryOf(1, 0, -4, 16, 4)), "it lies outside of the data"},
		"negative size": {one(entryOf(1, 0, 0, -16, 4)), "it lies outside of the data"},
		"shape":         {one(entryOf(1, 0, 0, 16, 5)), "the shape [5] in 16 bytes"},
		"product":       {one(entryOf(1, 0, 0, 16, 1<<20, 1<<20)), "is too large"},
		"unknown shape": {one(entryOf(1, 0, 0, 16, math.MaxUint64)), "its shape is unknown"},
		"rank":          {one(entryOf(1, 0, 0, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1)), "more than 8 dimensions"},
		"garbage":       {one([]byte{0xff}), "its entry in the index is malformed"},
	} {
		if _, err := readBundle(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if other := encodertest.Fixture(t, "../../torch/testdata/zip.pth"); Within(bytes.NewReader(other), int64(len(other))) {
		t.Error("a state dict has a bundle in it")
	}
}

// tryBundle reads all of a bundle, if it is one, and returns what does not hold of it.
func tryBundle(data []byte) error {
	b, err := readBundle(data)
	if err != nil {
		return nil
	}
	for _, name := range b.Names() {
		shape, _ := b.Shape(name)
		n := 1
		for _, d := range shape {
			n *= d
		}
		if x, err := b.Floats(name); err == nil && len(x) != n {
			return fmt.Errorf("%q: %d elements in the shape %v", name, len(x), shape)
		}
	}
	return nil
}

// Files changed at random give an error or a bundle, no panic and no giant slices. The
// checksums stop most changes, so in the second round that of the index is made right.
func TestDamagedBundles(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	file := encodertest.Fixture(t, "two-layers.zip")
	for range 300 {
		c := bytes.Clone(file)
		for range 1 + rng.IntN(4) {
			c[rng.IntN(len(c))] = byte(rng.Uint32())
		}
		if err := tryBundle(c[:1+rng.IntN(len(c))]); err != nil {
			t.Fatal(err)
		}
	}
	for range 3000 {
		value := entryOf(1, 0, 0, 16, 2, 2)
		block := blockOf(0, header, entry{"layer/kernel", value}, entry{"layer/more", value})
		for range 1 + rng.IntN(4) {
			block[rng.IntN(len(block)-trailerSize)] = byte(rng.Uint32())
		}
		body := block[:len(block)-4]
		copy(block[len(body):], crcOf(body))
		if err := tryBundle(zipped(t, zip.Store, tableOf([][]byte{handleOf(0, len(block)-trailerSize)}, block))); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzBundle(f *testing.F) {
	f.Add(encodertest.Fixture(f, "two-layers.zip"))
	f.Add(zipped(f, zip.Store, oneBlock(0, header, entry{"w", entryOf(1, 0, 0, 16, 2, 2)})))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := tryBundle(data); err != nil {
			t.Fatal(err)
		}
	})
}

// The index by itself, with its checksums made right.
func FuzzEntries(f *testing.F) {
	block := blockOf(0, header, entry{"w", entryOf(1, 0, 0, 16, 2, 2)})
	f.Add(block[:len(block)-trailerSize])
	f.Fuzz(func(t *testing.T, block []byte) {
		block = append(bytes.Clone(block), 0)
		block = append(block, crcOf(block)...)
		if err := tryBundle(zipped(t, zip.Store, tableOf([][]byte{handleOf(0, len(block)-trailerSize)}, block))); err != nil {
			t.Fatal(err)
		}
	})
}
