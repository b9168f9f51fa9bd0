package bundle

import (
	"bytes"
	"reflect"
	"testing"

	"memebench/labels"
)

// What a version has learnt from holds for other memes with the same picture or
// caption, in whatever workspace.
func TestProvenanceIsOfContent(t *testing.T) {
	var p Provenance
	p.Add(&labels.Meme{ID: "a", Caption: "Monday again!", Split: labels.Train, Image: labels.Image{SHA256: "aa"}})
	p.Add(&labels.Meme{ID: "b", Caption: "coffee", Split: labels.Val})
	p.Add(&labels.Meme{ID: "c", Caption: "tea", Split: labels.Test})
	p.Sort()
	for _, c := range []struct {
		m       labels.Meme
		include bool
	}{
		{labels.Meme{Caption: "monday  again!", Split: labels.Test}, true},
		{labels.Meme{Caption: "another", Split: labels.Val, Image: labels.Image{SHA256: "aa"}}, true},
		{labels.Meme{Caption: "another", Split: labels.Train, Image: labels.Image{SHA256: "aa"}}, false},
		{labels.Meme{Caption: "coffee", Split: labels.Val}, false},
		{labels.Meme{Caption: "coffee", Split: labels.Test}, true},
		{labels.Meme{Caption: "tea", Split: labels.Test}, false},
		{labels.Meme{ID: "a", Split: labels.Test}, false},
	} {
		if got := p.Includes(&c.m); got != c.include {
			t.Errorf("%+v: %v", c.m, got)
		}
	}
	again, err := ParseProvenance(p.Encode())
	if err != nil || !reflect.DeepEqual(again, &p) {
		t.Errorf("came back as %+v, %v", again, err)
	}
}

func FuzzProvenance(f *testing.F) {
	var p Provenance
	p.Add(&labels.Meme{Caption: "Monday", Split: labels.Train, Image: labels.Image{SHA256: "aa"}})
	p.Add(&labels.Meme{Caption: "coffee", Split: labels.Val})
	p.Sort()
	f.Add(p.Encode())
	f.Add([]byte{0, 0, 0, 1})
	f.Add([]byte{255, 255, 255, 255, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := ParseProvenance(b); err == nil && !bytes.Equal(p.Encode(), b) {
			t.Errorf("%x came back as %x", b, p.Encode())
		}
	})
}
