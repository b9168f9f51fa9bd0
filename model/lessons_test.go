package model

import (
	"bytes"
	"reflect"
	"testing"

	"memebench/labels"
)

// What a version has learnt from holds for other memes with the same picture or
// caption, in whatever workspace.
func TestLessonsAreOfContent(t *testing.T) {
	var l provenance
	l.add(&labels.Meme{ID: "a", Caption: "Monday again!", Split: labels.Train, Image: labels.Image{SHA256: "aa"}})
	l.add(&labels.Meme{ID: "b", Caption: "coffee", Split: labels.Val})
	l.add(&labels.Meme{ID: "c", Caption: "tea", Split: labels.Test})
	l.settle()
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
		if got := l.include(&c.m); got != c.include {
			t.Errorf("%+v: %v", c.m, got)
		}
	}
	again, err := parseProvenance(l.encode())
	if err != nil || !reflect.DeepEqual(again, &l) {
		t.Errorf("came back as %+v, %v", again, err)
	}
}

func FuzzLessons(f *testing.F) {
	var l provenance
	l.add(&labels.Meme{Caption: "Monday", Split: labels.Train, Image: labels.Image{SHA256: "aa"}})
	l.add(&labels.Meme{Caption: "coffee", Split: labels.Val})
	l.settle()
	f.Add(l.encode())
	f.Add([]byte{0, 0, 0, 1})
	f.Add([]byte{255, 255, 255, 255, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := parseProvenance(b); err == nil && !bytes.Equal(l.encode(), b) {
			t.Errorf("%x came back as %x", b, l.encode())
		}
	})
}
