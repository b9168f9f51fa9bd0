package model

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestNPYEqualsNumPy compares with files made by numpy.save (npy.py beside them),
// byte for byte.
func TestNPYEqualsNumPy(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"float32": func(b *bytes.Buffer) error {
			return npyOf(b, []int{2, 3}, []float32{0, -1.5, 3.25e-5}, []float32{float32(math.Inf(1)), 7, float32(math.Copysign(0, -1))})
		},
		"int64": func(b *bytes.Buffer) error { return npyOf(b, []int{4}, []int64{4, -1}, []int64{0, 1 << 40}) },
		"int8":  func(b *bytes.Buffer) error { return npyOf(b, []int{4}, []int8{0, 1, 2, -1}) },
		"bool": func(b *bytes.Buffer) error {
			return npyOf(b, []int{3, 2}, []bool{true, false}, []bool{false, false}, []bool{true, true})
		},
		"empty": func(b *bytes.Buffer) error { return npyOf[float32](b, []int{0, 384}) },
		"large": func(b *bytes.Buffer) error { return npyOf[float32](b, []int{1_000_000_000, 0}) },
	} {
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join("testdata", "npy", name+".npy"))
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("wrote\n%q\nNumPy has\n%q", got.Bytes(), want)
			}
		})
	}
}

// npyOf writes an array in several portions.
func npyOf[T npyTypes](b *bytes.Buffer, shape []int, portions ...[]T) error {
	n, err := newNPY[T](b, shape...)
	for _, p := range portions {
		err = errors.Join(err, n.write(p...))
	}
	return err
}
