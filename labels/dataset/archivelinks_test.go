package dataset

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// Links to files of an archive are these files; where they lead out, nothing is read.
func TestLinksInAnArchive(t *testing.T) {
	outside := write(t, "secret.jpg", "somebody's")
	symbolic := [][2]string{
		{"set/near.jpg", "a.jpg"}, {"set/far.jpg", "../b.jpg"}, {"set/chain.jpg", "far.jpg"}, {"b.jpg", "set/a.jpg"},
		{"out.jpg", outside}, {"up.jpg", "../../../../../../.." + outside}, {"none.jpg", "nowhere.jpg"}, {"../evil.jpg", "b.jpg"},
	}
	var tarred, zipped bytes.Buffer
	tw, zw := tar.NewWriter(&tarred), zip.NewWriter(&zipped)
	for _, f := range [][2]string{{"set/a.jpg", "picture a"}, {"b.jpg", "picture b"}} {
		w, err := zw.Create(f[0])
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err == nil {
			err = tw.WriteHeader(&tar.Header{Name: f[0], Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(f[1]))})
		}
		if err == nil {
			_, err = tw.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, hard := range [][2]string{{"hard.jpg", "set/a.jpg"}, {"out2.jpg", outside}} {
		if err := tw.WriteHeader(&tar.Header{Name: hard[0], Linkname: hard[1], Typeflag: tar.TypeLink}); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range symbolic {
		h := &zip.FileHeader{Name: l[0]}
		h.SetMode(fs.ModeSymlink | 0o777)
		w, err := zw.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(l[1]))
		}
		if err == nil {
			err = tw.WriteHeader(&tar.Header{Name: l[0], Linkname: l[1], Typeflag: tar.TypeSymlink})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		archive string
		hard    []string
		lost    string
	}{
		"a.tar": {tarred.String(), []string{"hard.jpg"}, "4 of its links"},
		"a.zip": {zipped.String(), nil, "3 of its links"},
	} {
		s := newStore(t)
		r := mustImport(t, s, ImportSpec{Path: write(t, name, c.archive), Probe: probe, Keep: t.TempDir()})
		var got []string
		for _, m := range s.memes() {
			got = append(got, m.Image.Name)
		}
		slices.Sort(got)
		want := append([]string{"b.jpg", "set/a.jpg", "set/chain.jpg", "set/far.jpg", "set/near.jpg"}, c.hard...)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if said := strings.Join(reasons(r.Warnings), "\n"); !strings.Contains(said, c.lost) || !strings.Contains(said, "1 of its files") {
			t.Errorf("%s: %q", name, said)
		}
	}
}
