package dataset

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Links to files of an archive are these files; where they lead out, nothing is read.
func TestLinksInAnArchive(t *testing.T) {
	outside := write(t, "secret.jpg", "somebody's")
	symbolic := [][2]string{
		{"set/near.jpg", "a.jpg"}, {"set/chain.jpg", "far.jpg"}, {"set/far.jpg", "../b.jpg"}, {"b.jpg", "set/a.jpg"},
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
	h := &zip.FileHeader{Name: "long.jpg", Method: zip.Deflate}
	h.SetMode(fs.ModeSymlink | 0o777)
	if w, err := zw.CreateHeader(h); err != nil {
		t.Fatal(err)
	} else if _, err := io.WriteString(w, strings.Repeat("./", maxName/2)+"b.jpg"); err != nil {
		t.Fatal(err)
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
		"a.zip": {zipped.String(), nil, "4 of its links"},
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

// The names of links, and of what they lead to, are read as those of files: in GBK the second byte
// of a letter may be that of a backslash.
func TestLinksWithNamesInACharset(t *testing.T) {
	gbk := func(s string) string {
		b, err := simplifiedchinese.GBK.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	folder, name, other := gbk("誠意"), gbk("狗")+".jpg", gbk("快乐")+".jpg"
	if !strings.Contains(folder, `\`) {
		t.Fatal("the folder has no such byte")
	}
	var tarred, zipped bytes.Buffer
	tw, zw := tar.NewWriter(&tarred), zip.NewWriter(&zipped)
	for _, f := range []struct {
		name, content string
		mode          fs.FileMode
	}{{folder + "/" + name, "picture", 0o644}, {folder + "/" + other, name, fs.ModeSymlink | 0o777}} {
		h, th := &zip.FileHeader{Name: f.name, NonUTF8: true}, &tar.Header{Name: f.name, Mode: 0o644, Format: tar.FormatGNU, Typeflag: tar.TypeReg, Size: int64(len(f.content))}
		if f.mode&fs.ModeSymlink != 0 {
			th.Typeflag, th.Linkname, th.Size = tar.TypeSymlink, f.content, 0
		}
		h.SetMode(f.mode)
		w, err := zw.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err == nil {
			err = tw.WriteHeader(th)
		}
		if err == nil && th.Size > 0 {
			_, err = io.WriteString(tw, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tw.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	for name, archive := range map[string]string{"a.tar": tarred.String(), "a.zip": zipped.String()} {
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: write(t, name, archive), Probe: probe, Keep: t.TempDir(), Encoding: "gbk"})
		var got []string
		for _, m := range s.memes() {
			got = append(got, m.Image.Name)
		}
		slices.Sort(got)
		if want := []string{"誠意/快乐.jpg", "誠意/狗.jpg"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A link beside the picture that it leads to makes no two pictures of it: what a table calls so is
// found by any of its names, and no other of them is left over.
func TestLinksToPicturesOfATable(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range []struct{ name, content, to string }{
		{"t.csv", "image,text\na.jpg,dawn\nc.jpg,noon\n", ""}, {"images/a.jpg", "a", ""}, {"images/b.jpg", "b", ""},
		{"positive/a.jpg", "", "../images/a.jpg"}, {"images/c.jpg", "", "b.jpg"}, {"negative/c.jpg", "", "../images/c.jpg"},
	} {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content)), Typeflag: tar.TypeReg}
		if f.to != "" {
			h.Typeflag, h.Linkname = tar.TypeSymlink, f.to
		}
		err := w.WriteHeader(h)
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, all := range []bool{false, true} {
		s := newStore(t)
		r := mustImport(t, s, ImportSpec{Path: write(t, "a.tar", b.String()), Probe: probe, Keep: t.TempDir(), AllPictures: all})
		if r.Imported != 2 || r.MissingPictures != 0 || len(r.Warnings) > 0 {
			t.Errorf("all pictures %v: %+v", all, r)
		}
	}
}
