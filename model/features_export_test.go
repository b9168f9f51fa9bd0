package model

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/model/encoder"
)

// files is a folder in memory.
type files map[string]*bytes.Buffer

func (f files) create(name string) (io.Writer, error) {
	f[name] = &bytes.Buffer{}
	return f[name], nil
}

// array reads a .npy file that has this header.
func array[T npyTypes](t *testing.T, f files, name, descr, shape string) []T {
	t.Helper()
	b := f[name].Bytes()
	want := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape)
	if len(b) < 128 || !strings.HasPrefix(string(b[10:128]), want) {
		t.Fatalf("%s begins with %q, want %s", name, b[:min(len(b), 128)], want)
	}
	var x []T
	var zero T
	x = make([]T, (len(b)-128)/binary.Size(zero))
	if err := binary.Read(bytes.NewReader(b[128:]), binary.LittleEndian, x); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestExportFeatures(t *testing.T) {
	r := newRig(t)
	both := r.drawn(t, "both.png")
	ids := []labels.MemeID{
		r.add(t, labels.Meme{Key: "both", Caption: "level 3, \"quoted\"\nin two lines", Image: both, Split: labels.Train}),
		r.add(t, labels.Meme{Key: "text", Caption: "level 1", Split: labels.Val}),
		r.add(t, labels.Meme{Key: "picture", Image: r.drawn(t, "picture.png"), Split: labels.Test}),
		r.add(t, labels.Meme{Key: "bridge", Caption: "level 4", Split: labels.Test, CrossSplit: true}),
		r.add(t, labels.Meme{Key: "nothing", Image: labels.Image{Name: "gone.png", Fault: "not found"}}),
	}
	r.label(t, ids[0], 3)
	r.label(t, ids[1], 1)
	r.label(t, ids[3], 4)
	r.say(t, ids[4], "bob", 2)
	r.say(t, ids[4], "cem", 0)
	r.say(t, ids[1], "bob", 1)

	f := files{}
	report, err := r.ExportFeatures(t.Context(), f.create, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Memes != 5 || report.Labelled != 3 || report.Pack != encoder.DefaultPack || !slices.Equal(report.Widths, []int{8, 4}) || len(report.Warnings) != 0 {
		t.Errorf("report %+v", report)
	}
	text := array[float32](t, f, "text.npy", "<f4", "(5, 8)")
	image := array[float32](t, f, "image.npy", "<f4", "(5, 4)")
	present := array[bool](t, f, "present.npy", "|b1", "(5, 2)")
	levels := array[int64](t, f, "levels.npy", "<i8", "(5,)")
	split := array[int8](t, f, "split.npy", "|i1", "(5,)")
	votes := array[int64](t, f, "votes.npy", "<i8", "(5, 5)")
	if want := append(make([]int64, 20), 1, 0, 1, 0, 0); !slices.Equal(votes, want) {
		t.Errorf("votes %v, want %v: those that differ alone", votes, want)
	}
	if want := []int64{3, 1, -1, 4, -1}; !slices.Equal(levels, want) {
		t.Errorf("levels %v, want %v", levels, want)
	}
	if want := []int8{0, 1, 2, -1, 0}; !slices.Equal(split, want) {
		t.Errorf("splits %v, want %v", split, want)
	}
	if want := []bool{true, true, true, false, false, true, true, false, false, false}; !slices.Equal(present, want) {
		t.Errorf("present %v, want %v", present, want)
	}
	// The rows are the features in the caches, zeros where there are none.
	c, err := r.caches(t.Context(), encoder.DefaultPack, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range ids {
		m := r.memes(t)[i]
		for modality, got := range [][]float32{text[8*i : 8*i+8], image[4*i : 4*i+4]} {
			want := make([]float32, len(got))
			if has := c.read(want, modality, &m); has != present[2*i+modality] {
				t.Errorf("meme %d: modality %d is there: %v", i, modality, has)
			}
			if !slices.Equal(got, want) {
				t.Errorf("meme %d: features %v of modality %d, want %v", i, got, modality, want)
			}
		}
	}
	group := func(i int) string { return r.memes(t)[i].Group }
	want := fmt.Sprintf("row,meme,image_name,caption,level,split,group\n"+
		"0,%s,both.png,\"level 3, \"\"quoted\"\"\nin two lines\",positive,train,%s\n"+
		"1,%s,,level 1,negative,val,%s\n2,%s,picture.png,,,test,%s\n3,%s,,level 4,very_positive,bridge,%s\n4,%s,gone.png,,,train,%s\n",
		ids[0], group(0), ids[1], group(1), ids[2], group(2), ids[3], group(3), ids[4], group(4))
	if got := f["memes.csv"].String(); got != want {
		t.Errorf("memes.csv is\n%s\nwant\n%s", got, want)
	}

	// The workspace's pack decides the encoders.
	if err := r.SetPack("resnet"); err != nil {
		t.Fatal(err)
	}
	if report, err := r.ExportFeatures(t.Context(), f.create, nil); err != nil || report.Pack != "resnet" || report.Widths[1] != 6 {
		t.Errorf("report %+v, %v", report, err)
	}
	array[float32](t, f, "image.npy", "<f4", "(5, 6)")
}

func TestExportFeaturesOfNothing(t *testing.T) {
	f := files{}
	if report, err := newRig(t).ExportFeatures(t.Context(), f.create, nil); err != nil || report.Memes != 0 {
		t.Errorf("report %+v, %v", report, err)
	}
	if x := array[float32](t, f, "text.npy", "<f4", "(0, 8)"); len(x) != 0 {
		t.Errorf("%d features of no meme", len(x))
	}
}

// A full disk shows when a file is begun, when its buffer overflows, or at the end.
func TestExportFeaturesFails(t *testing.T) {
	r := newRig(t)
	r.fill(t, 10)
	full := errors.New("no space left")
	for _, name := range []string{"text.npy", "image.npy", "present.npy", "levels.npy", "votes.npy", "split.npy", "memes.csv"} {
		if _, err := r.ExportFeatures(t.Context(), func(n string) (io.Writer, error) {
			if n == name {
				return nil, full
			}
			return io.Discard, nil
		}, nil); !errors.Is(err, full) {
			t.Errorf("%s cannot be begun: %v", name, err)
		}
		if _, err := r.ExportFeatures(t.Context(), func(n string) (io.Writer, error) {
			if n == name {
				return fullDisk{full}, nil
			}
			return io.Discard, nil
		}, nil); !errors.Is(err, full) || !strings.HasPrefix(err.Error(), "features: ") {
			t.Errorf("%s cannot be written: %v", name, err)
		}
	}
}

type fullDisk struct{ err error }

func (d fullDisk) Write([]byte) (int, error) { return 0, d.err }
