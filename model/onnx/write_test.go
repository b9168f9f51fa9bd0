package onnx

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// weighted is a graph with one initializer that has weights made by add.
func weighted(add func(g *Graph) string) *Graph {
	g := New("weighted")
	x := g.Input("x", Float32, Any("batch"), Size(3))
	g.Node("MatMul", []string{x, add(g)}, []string{"y"})
	g.Output("y", Float32, Any("batch"), Size(2))
	return g
}

// Weights that are read as they are written give the same bytes as those in memory, from
// Marshal and Write.
func TestFloatsLater(t *testing.T) {
	data := []float32{1, -2, 3.5, 0, 5, 6}
	now, err := weighted(func(g *Graph) string { return g.Floats("w", data, 3, 2) }).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	reads := 0
	g := weighted(func(g *Graph) string {
		return g.FloatsLater("w", func() ([]float32, error) { reads++; return data, nil }, 3, 2)
	})
	if reads != 0 {
		t.Error("the weights were read before they were needed")
	}
	later, err := g.Marshal()
	if err != nil || !bytes.Equal(later, now) {
		t.Errorf("Marshal: %d bytes, want %d, %v", len(later), len(now), err)
	}
	var b bytes.Buffer
	if err := g.Write(&b); err != nil || !bytes.Equal(b.Bytes(), now) || reads != 2 {
		t.Errorf("Write: %d bytes, want %d, %d reads, %v", b.Len(), len(now), reads, err)
	}
}

var errDisk = errors.New("no disk")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errDisk }

func TestFloatsLaterFails(t *testing.T) {
	read := func(data []float32, err error) func() ([]float32, error) {
		return func() ([]float32, error) { return data, err }
	}
	for name, c := range map[string]struct {
		add  func(g *Graph) string
		want string
	}{
		"unreadable": {func(g *Graph) string { return g.FloatsLater("w", read(nil, errDisk), 3, 2) }, "no disk"},
		"too few":    {func(g *Graph) string { return g.FloatsLater("w", read(make([]float32, 5), nil), 3, 2) }, `"w": 5 values where 6 were announced`},
		"shape":      {func(g *Graph) string { return g.FloatsLater("w", read(nil, nil), -1, 2) }, "is out of range"},
		"name":       {func(g *Graph) string { return g.FloatsLater("x", read(nil, nil), 3, 2) }, "is taken"},
	} {
		if _, err := weighted(c.add).Marshal(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	g := weighted(func(g *Graph) string { return g.Floats("w", make([]float32, 6), 3, 2) })
	if err := g.Write(full{}); !errors.Is(err, errDisk) {
		t.Errorf("a full disk: %v", err)
	}
}
