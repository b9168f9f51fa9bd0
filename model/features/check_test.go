package features

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "memes [2026")
	goOn := func() error { return nil }
	if c, err := Check(filepath.Join(dir, "none"), goOn); err != nil || len(c) != 0 {
		t.Errorf("no folder: %+v, %v", c, err)
	}
	digest := strings.Repeat("ab", 32)
	c, err := Open(dir, digest, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if err := c.Append([32]byte{byte(i)}, []float32{1, 2, 3, float32(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, digest+".features")
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(at int) []byte {
		b := append([]byte{}, sound...)
		b[at] ^= 1
		return b
	}
	for name, tt := range map[string]struct {
		content []byte
		want    Checked
	}{
		"whole":               {sound, Checked{Rows: 5}},
		"a row is damaged":    {spoil(headerSize + rowSize(4) + 40), Checked{Rows: 5, Damaged: 1}},
		"a row is half there": {sound[:len(sound)-7], Checked{Rows: 4}},
		"nothing yet":         {nil, Checked{}},
		"half a header":       {sound[:headerSize/2], Checked{}},
		"a part of the width": {sound[:14], Checked{}},
		"another's beginning": {makeHeader([32]byte{1}, 4)[:headerSize/2], Checked{Fault: "it is not a file of features"}},
		"some other bytes":    {[]byte("hello"), Checked{Fault: "it is not a file of features"}},
		"the header":          {spoil(20), Checked{Fault: "its header is damaged"}},
		"another encoder's":   {append(makeHeader([32]byte{1}, 4), sound[headerSize:]...), Checked{Fault: "it belongs to another encoder"}},
	} {
		if err := os.WriteFile(path, tt.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "mine.features"), tt.content, 0o600); err != nil { // not ours
			t.Fatal(err)
		}
		tt.want.Encoder = digest
		got, err := Check(dir, goOn)
		if err != nil || len(got) != 1 || got[0] != tt.want || got[0].Sound() != (tt.want.Damaged == 0 && tt.want.Fault == "") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if err := os.WriteFile(path, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	if _, err := Check(dir, func() error { return enough }); !errors.Is(err, enough) {
		t.Errorf("ended: %v", err)
	}
}
