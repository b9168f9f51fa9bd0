package dataset

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Files are called in archives as on the machine that made them.
func TestNamesInArchives(t *testing.T) {
	german := []string{"Bilder/Bär.jpg", "Bilder/Käse.jpg", "Bilder/Öl.jpg", "Bilder/größe.jpg"}
	for _, c := range []struct {
		name  string
		codec encoding.Encoding
		names []string
		as    string
	}{
		{"of DOS", charmap.CodePage850, german, "code page 850"},
		{"of the first PCs", charmap.CodePage437, german, "code page 850"},
		{"of Windows", charmap.Windows1252, german, "Windows-1252"},
		{"one umlaut of Windows", charmap.Windows1252, []string{"Käse.jpg"}, "Windows-1252"},
		{"one umlaut of DOS", charmap.CodePage850, []string{"Straße.jpg"}, "code page 850"},
		{"French", charmap.Windows1252, []string{"été.jpg", "noël.jpg"}, "Windows-1252"},
		{"Spanish of DOS", charmap.CodePage850, []string{"año.jpg", "canción.jpg"}, "code page 850"},
		{"Chinese", simplifiedchinese.GBK, []string{"图片一.jpg", "图片二.jpg", "表情.jpg"}, "GB18030"},
		{"UTF-8", encoding.Nop, german, ""},
		{"UTF-8 and others", nil, []string{"a.jpg", "b\xe4r.jpg", "größe.jpg"}, "Windows-1252"},
	} {
		var raw []string
		for _, name := range c.names {
			if c.codec != nil {
				var err error
				if name, err = c.codec.NewEncoder().String(name); err != nil {
					t.Fatal(err)
				}
			}
			raw = append(raw, name)
		}
		want := slices.Clone(c.names)
		if c.codec == nil {
			want[1] = "bär.jpg"
		}
		if got, as := readNames(raw, charset{}); !slices.Equal(got, want) || as.name != c.as {
			t.Errorf("%s: %q in %s, want %q in %s", c.name, got, as.name, want, c.as)
		}
	}
}

// Names that nothing tells how to read are as many as there are files, in a zip and in a tar
// archive, and are read as --encoding says.
func TestNamesThatCannotBeRead(t *testing.T) {
	names := []string{"картинка.jpg", "картинки.jpg", "кот.jpg"}
	var zipped, tarred bytes.Buffer
	z, tw := zip.NewWriter(&zipped), tar.NewWriter(&tarred)
	for _, name := range names {
		raw, err := charmap.Windows1251.NewEncoder().String(name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: raw, NonUTF8: true})
		if err == nil {
			_, err = w.Write([]byte(name))
		}
		if err == nil {
			err = tw.WriteHeader(&tar.Header{Name: raw, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(name)), Format: tar.FormatGNU})
		}
		if err == nil {
			_, err = tw.Write([]byte(name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	for file, archive := range map[string]string{"a.zip": zipped.String(), "a.tar": tarred.String()} {
		s := newStore(t)
		spec := ImportSpec{Path: write(t, file, archive), Probe: probe, Keep: t.TempDir()}
		if r := mustImport(t, s, spec); r.Imported != len(names) {
			t.Errorf("%s: %d memes of %d files", file, r.Imported, len(names))
		}
		s, spec.Encoding = newStore(t), "cp1251"
		mustImport(t, s, spec)
		var got []string
		for _, m := range s.memes() {
			got = append(got, m.Image.Name)
		}
		if !slices.Equal(got, names) {
			t.Errorf("%s as cp1251: %q, want %q", file, got, names)
		}
		table, err := charmap.Windows1251.NewEncoder().String("image,caption\nкот.jpg,мяу\n")
		if err != nil {
			t.Fatal(err)
		}
		spec.Images, spec.Path = spec.Path, write(t, "t.csv", table)
		if r := mustImport(t, newStore(t), spec); r.MissingPictures != 0 {
			t.Errorf("%s beside a table: %+v", file, r)
		}
	}
}

// A zip archive may have names in UTF-8 beside those of the machine, where they are of the same file.
func TestNameBesideInAZip(t *testing.T) {
	field := func(of, name string) []byte {
		b := binary.LittleEndian.AppendUint16(nil, unicodePath)
		b = binary.LittleEndian.AppendUint16(b, uint16(5+len(name)))
		b = binary.LittleEndian.AppendUint32(append(b, 1), crc32.ChecksumIEEE([]byte(of)))
		return append(b, name...)
	}
	other := []byte{0x55, 0x54, 1, 0, 0}
	for _, c := range []struct {
		extra []byte
		want  string
	}{
		{field("?.jpg", "猫.jpg"), "猫.jpg"},
		{append(other, field("?.jpg", "猫.jpg")...), "猫.jpg"},
		{field("an older name", "猫.jpg"), "?.jpg"},
		{field("?.jpg", "\xff"), "?.jpg"},
		{field("?.jpg", "猫.jpg")[:8], "?.jpg"},
		{other, "?.jpg"},
	} {
		if got := zipName(&zip.File{FileHeader: zip.FileHeader{Name: "?.jpg", Extra: c.extra}}); got != c.want {
			t.Errorf("% x: %q, want %q", c.extra, got, c.want)
		}
	}
}
