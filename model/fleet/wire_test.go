package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"memebench/labels/picture"
	"memebench/model"
)

// readBack reads an object of work, with its pictures in a folder.
func readBack(t testing.TB, data io.Reader) (items []model.Item, faults []model.Encoding, err error) {
	t.Helper()
	dir, n := t.TempDir(), 0
	return readWork(data, testInputs(), func(size int64, r io.Reader) (string, error) {
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		return path, savePicture(path, size, r)
	}, func(path string) (string, error) { return "/shared/" + path, nil })
}

// What a shard's object says is what is to be encoded, in the same order.
func TestWork(t *testing.T) {
	items := someItems(t, 30)
	gone := len(items) - 2 // a picture and its frames have two items
	for !items[gone].OfPicture() {
		gone--
	}
	if err := os.Remove(items[gone].Path); err != nil {
		t.Fatal(err)
	}
	s := plan("pool", items, 1000)[0]
	got, faults, err := readBack(t, iotest.OneByteReader(newShardReader(s, "")))
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d items, %v; want %d", len(got), err, len(items))
	}
	for i, item := range items {
		g := got[i]
		if g.Key != item.Key || g.Input != item.Input || g.Modality != item.Modality || g.Name != item.Name || !item.OfPicture() && g.Caption != item.Caption {
			t.Errorf("item %d is %+v, want %+v", i, g, item)
		}
		if want := fake(i, item); want.Fault == "" && !reflect.DeepEqual(fake(i, g), want) {
			t.Errorf("item %d is encoded as %+v, want %+v", i, fake(i, g), want)
		}
	}
	if len(faults) == 0 || faults[0].Item != gone || faults[0].Fault != "no such file or directory" {
		t.Errorf("faults %+v, want one of item %d", faults, gone)
	}
}

// A file that is larger than a shard takes, as a video may be, is a fault that says what to do.
func TestLargeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.mp4")
	f, err := os.Create(path)
	if err == nil {
		err = errors.Join(f.Truncate(picture.MaxFile+1), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	s := plan("pool", []model.Item{{Input: 1, Modality: "image", Path: path}}, 1000)[0]
	_, faults, err := readBack(t, newShardReader(s, ""))
	if err != nil || len(faults) != 1 || !strings.HasPrefix(faults[0].Fault, "too large: at most ") || !strings.Contains(faults[0].Fault, ": --shared DIR leaves it") {
		t.Errorf("faults %+v, %v", faults, err)
	}
}

// Shards are the same ones however much of them is done already, but for what is done.
func TestPlan(t *testing.T) {
	items := someItems(t, 95)
	all := plan("pool", items, 10)
	if len(all) != 10 {
		t.Fatalf("%d shards, want 10", len(all))
	}
	rest := plan("pool", items[all[3].from:], 10)
	for i, s := range rest {
		if s.id != all[i+3].id {
			t.Errorf("shard %d has another name when three are done", i+3)
		}
	}
	n := 0
	for _, s := range all {
		if s.from != n {
			t.Errorf("a shard begins at %d, want %d", s.from, n)
		}
		n += len(s.items)
	}
	if n != len(items) || plan("other", items, 10)[0].id == all[0].id {
		t.Errorf("%d items in shards, want %d; names that depend on the encoders", n, len(items))
	}
	if plan("pool", nil, 10) != nil {
		t.Error("shards of nothing")
	}
}

// Features come back bit for bit, with every kind of float.
func TestResult(t *testing.T) {
	done := []model.Encoding{
		{Item: 0, Features: []float32{1.5, -0, math.SmallestNonzeroFloat32}},
		{Item: 1, Fault: "no such file"},
		{Item: 2, Features: []float32{math.MaxFloat32, -math.MaxFloat32}},
	}
	var b bytes.Buffer
	if err := writeResult(&b, resultHeader{Worker: "w"}, done); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	h, got, err := readResult(bytes.NewReader(whole), []int{3, 9, 2})
	if err != nil || h.Worker != "w" || !reflect.DeepEqual(got, done) {
		t.Errorf("%+v %+v, %v; want %+v", h, got, err, done)
	}
	for n := range whole { // cut off anywhere
		if _, _, err := readResult(bytes.NewReader(whole[:n]), []int{3, 9, 2}); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for whole", n, len(whole))
		}
	}
	for name, widths := range map[string][]int{"fewer": {3, 9}, "more": {3, 9, 2, 1}, "wider": {3, 9, 4}, "narrower": {3, 9, 1}} {
		if _, _, err := readResult(bytes.NewReader(whole), widths); err == nil {
			t.Errorf("%s features than were sent: no error", name)
		}
	}
	b.Reset()
	if err := writeResult(&b, resultHeader{Worker: "w", Failed: "because"}, nil); err != nil {
		t.Fatal(err)
	}
	if h, got, err := readResult(&b, []int{3}); err != nil || h.Failed != "because" || got != nil {
		t.Errorf("a failed one: %+v %v, %v", h, got, err)
	}
	if _, _, err := readResult(strings.NewReader("memebench features 2\n"), nil); !errors.Is(err, errForm) {
		t.Errorf("another version's: %v", err)
	}
}

// Bytes from a broker never panic and never take memory that they do not have.
func FuzzObjects(f *testing.F) {
	items := someItems(f, 6)
	work, err := io.ReadAll(newShardReader(plan("pool", items, 1000)[0], ""))
	if err != nil {
		f.Fatal(err)
	}
	var result bytes.Buffer
	if err := writeResult(&result, resultHeader{Worker: "w"}, []model.Encoding{{Features: []float32{1, 2, 3}}, {Fault: "x"}}); err != nil {
		f.Fatal(err)
	}
	f.Add(work[:2000])
	f.Add(result.Bytes())
	f.Add([]byte(workMagic + "\xff\xff\xff\x7f"))
	f.Add([]byte(workMagic + "\x69\x00\x00\x00" + `{"inputs":[0],"key":"` + strings.Repeat("00", 36) + `","bytes":1}`)) // a key that is too long
	f.Add([]byte(workMagic + "\x25\x00\x00\x00" + `{"inputs":[9],"key":"","bytes":99999}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		save := func(n int64, r io.Reader) (string, error) {
			_, err := io.Copy(io.Discard, io.LimitReader(r, n))
			return "x", err
		}
		items, faults, err := readWork(bytes.NewReader(b), testInputs(), save, func(p string) (string, error) { return p, nil })
		for _, e := range faults {
			if err == nil && e.Item >= len(items) {
				t.Errorf("a fault of item %d of %d", e.Item, len(items))
			}
		}
		if _, done, err := readResult(bytes.NewReader(b), []int{3, 2}); err == nil && len(done) != 2 && len(done) != 0 {
			t.Errorf("%d encodings of 2", len(done))
		}
		c := newCrew("pool", false)
		c.answer(b)
		_ = c.note()
	})
}
