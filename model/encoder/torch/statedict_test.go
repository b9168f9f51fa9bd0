package torch

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"memebench/model/encoder/encodertest"
)

func readDict(b []byte) (StateDict, error) { return Read(bytes.NewReader(b), int64(len(b))) }

// Both formats of torch.save, with views, shared storages, halves and doubles.
func TestStateDictEqualsTorch(t *testing.T) {
	var want map[string]struct {
		Shape []int
		Data  []float32
	}
	encodertest.FixtureJSON(t, "statedict.json", &want)
	for _, file := range []string{"legacy.pth", "zip.pth", "protocol4.pth"} {
		got, err := readDict(encodertest.Fixture(t, file))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if len(got) != len(want) || len(want) < 8 {
			t.Errorf("%s: %d float tensors, want %d", file, len(got), len(want))
		}
		for name, w := range want {
			if g := got[name]; !slices.Equal(g.Shape, w.Shape) || !slices.Equal(g.Data, w.Data) {
				t.Errorf("%s: %s is %v %v, want %v %v", file, name, g.Shape, g.Data, w.Shape, w.Data)
			}
		}
	}
}

func TestStateDictRefuses(t *testing.T) {
	legacy := encodertest.Fixture(t, "legacy.pth")
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"classes":   {encodertest.Fixture(t, "classes.pth"), `it holds "datetime.date": only tensors are read`},
		"module":    {encodertest.Fixture(t, "module.pth"), "only tensors are read"},
		"empty":     {nil, "not a file of torch.save"},
		"picture":   {[]byte("\x89PNG\r\n\x1a\n"), "not a file of torch.save"},
		"zip":       {[]byte("PK\x03\x04nothing"), "zip"},
		"truncated": {legacy[:len(legacy)-5], "the file ends too early"},
		"half":      {legacy[:len(legacy)/2], "too early"},
	} {
		_, err := readDict(c.data)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// pickled is a zip-less legacy file around one pickle.
func pickled(root string, storages string) []byte {
	return []byte("\x80\x02\x8a\x0a" + legacyMagic + "." + "\x80\x02M\xe9\x03." + "\x80\x02}." + root + "\x80\x02](X\x01\x00\x00\x000e." + storages)
}

// A storage of count float32 under key "0", and a view of it.
func viewOf(count int32, offset byte, shape, stride byte) string {
	n := string(binary.LittleEndian.AppendUint32(nil, uint32(count)))
	return "\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n" +
		"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuJ" + n + "NtQK" + string(rune(offset)) + "K" + string(rune(shape)) + "\x85K" + string(rune(stride)) + "\x85\x89}tRs."
}

func TestStateDictViewsStayInside(t *testing.T) {
	two := "\x02\x00\x00\x00\x00\x00\x00\x00" + string(binary.LittleEndian.AppendUint32(nil, math.Float32bits(1))) + string(binary.LittleEndian.AppendUint32(nil, math.Float32bits(2)))
	d, err := readDict(pickled(viewOf(2, 1, 1, 1), two))
	if err != nil || !slices.Equal(d["w"].Data, []float32{2}) {
		t.Fatalf("the last element: %v, %v", d, err)
	}
	for name, view := range map[string]string{
		"offset": viewOf(2, 2, 1, 1), "shape": viewOf(2, 0, 3, 1), "stride": viewOf(2, 0, 2, 2),
		"storage count": viewOf(3, 0, 1, 1), "negative count": viewOf(-1, 0, 1, 1), "huge count": viewOf(math.MaxInt32, 0, 1, 1),
	} {
		if _, err := readDict(pickled(view, two)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestHalfToFloat(t *testing.T) {
	for h, want := range map[uint16]float32{
		0x0000: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 1.0 / (1 << 24), 0x8400: -1.0 / (1 << 14), 0x7c00: float32(math.Inf(1)),
	} {
		if got := HalfToFloat(h); got != want {
			t.Errorf("%04x is %v, want %v", h, got, want)
		}
	}
	if got := HalfToFloat(0x7e00); !math.IsNaN(float64(got)) {
		t.Errorf("7e00 is %v, want NaN", got)
	}
}

// Files changed at random give an error or a dict, no panic and no giant slices.
func TestDamagedStateDicts(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, file := range []string{"legacy.pth", "zip.pth", "protocol4.pth"} {
		b := encodertest.Fixture(t, file)
		for range 1500 {
			c := bytes.Clone(b)
			for range 1 + rng.IntN(4) {
				c[rng.IntN(len(c))] = byte(rng.Uint32())
			}
			readDict(c[:1+rng.IntN(len(c))])
		}
	}
}

func FuzzStateDict(f *testing.F) {
	for _, file := range []string{"legacy.pth", "zip.pth", "protocol4.pth", "classes.pth"} {
		f.Add(encodertest.Fixture(f, file))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readDict(b)
		if err != nil {
			return
		}
		for name, w := range d {
			n := 1
			for _, s := range w.Shape {
				n *= s
			}
			if n != len(w.Data) {
				t.Fatalf("%q: %d elements in the shape %v", name, len(w.Data), w.Shape)
			}
		}
	})
}
