package bundle

import (
	"bytes"
	"fmt"
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
		m     labels.Meme
		leaks bool
	}{
		{labels.Meme{Caption: "monday  again!", Split: labels.Test}, true},
		{labels.Meme{Caption: "another", Split: labels.Val, Image: labels.Image{SHA256: "aa"}}, true},
		{labels.Meme{Caption: "another", Split: labels.Train, Image: labels.Image{SHA256: "aa"}}, false},
		{labels.Meme{Caption: "coffee", Split: labels.Val}, false},
		{labels.Meme{Caption: "coffee", Split: labels.Test}, true},
		{labels.Meme{Caption: "tea", Split: labels.Test}, false},
		{labels.Meme{ID: "a", Split: labels.Test}, false},
	} {
		if got := p.Leaks(&c.m); got != c.leaks {
			t.Errorf("%+v: %v", c.m, got)
		}
	}
	again, err := ParseProvenance(p.Encode())
	if err != nil || !reflect.DeepEqual(again, &p) {
		t.Errorf("came back as %+v, %v", again, err)
	}
}

// TestProvenanceOfSayings: a caption says that a meme is known, unless too many pictures have it.
func TestProvenanceOfSayings(t *testing.T) {
	for pictures, known := range map[int]bool{labels.MostPictures: true, labels.MostPictures + 1: false} {
		var p Provenance
		for i := range 2 * pictures { // each twice
			p.Add(&labels.Meme{Caption: "When you see it", Split: labels.Train, Image: labels.Image{SHA256: fmt.Sprint(i / 2)}})
		}
		p.Sort()
		if got := p.Leaks(&labels.Meme{Caption: "when you see it", Split: labels.Test}); got != known {
			t.Errorf("after %d pictures with one caption, another meme with it is known: %v", pictures, got)
		}
		if !p.Leaks(&labels.Meme{Split: labels.Test, Image: labels.Image{SHA256: "1"}}) {
			t.Errorf("after %d pictures with one caption, one of them is not known", pictures)
		}
	}
}

// TestProvenanceOfNearPictures: a meme is known by a picture that its own looks like.
func TestProvenanceOfNearPictures(t *testing.T) {
	var p Provenance
	p.Add(&labels.Meme{Split: labels.Train, Image: labels.Image{SHA256: "aa"}})
	p.Sort()
	if !p.Leaks(&labels.Meme{Split: labels.Test, Image: labels.Image{SHA256: "bb"}, Near: []string{"aa"}}) {
		t.Error("a copy of a picture that was learned is not known")
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
