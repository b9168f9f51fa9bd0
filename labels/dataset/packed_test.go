package dataset

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// zstandard packs a text by Zstandard.
func zstandard(t *testing.T, text string, options ...zstd.EOption) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, options...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Files that are compressed are read as what is in them, and archives however long they are.
func TestPackedFiles(t *testing.T) {
	const table = "text,mood\none,positive\ntwo,negative\n"
	bzip2, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWYoYxesAAA5RgAAQAAQmo83AIAAxTAATQam1MhiZGVHYOzQkM1EPpLMVbL5r8UDz8XckU4UJCKGMXrA=") // of the table
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 300<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	archive := asTar(t, map[string]string{"a.jpg": string(noise), "t.csv": "image,mood\na.jpg,positive\n"})
	runStrangers(t, []stranger{
		{name: "gzip", path: "t.csv.gz", files: []string{"t.csv.gz", zipped(t, table)}, imported: 2, said: 2},
		{name: "Zstandard", path: "t.csv.zst", files: []string{"t.csv.zst", zstandard(t, table)}, imported: 2, said: 2},
		{name: "bzip2", path: "t.csv.bz2", files: []string{"t.csv.bz2", string(bzip2)}, imported: 2, said: 2},
		{name: "a table in a folder", files: []string{"t.csv.zst", zstandard(t, table)}, imported: 2, said: 2},
		{name: "xz", path: "t.csv.xz", files: []string{"t.csv.xz", "\xfd7zXZ\x00"}, refused: "unpack it first (unxz)"},
		{name: "a part of a file", path: "t.csv.zst", files: []string{"t.csv.zst", zstandard(t, table)[:30]}, refused: "compressed by Zstandard and damaged: fetch it again"},
		{name: "a long archive by gzip", path: "t.tgz", files: []string{"t.tgz", zipped(t, archive)}, imported: 1, said: 1},
		{name: "a long archive by Zstandard", path: "t.tar.zst", files: []string{"t.tar.zst", zstandard(t, archive)}, imported: 1, said: 1},
	})
}

// What the system says of reading a file is not taken for damage of the file.
func TestPackedFileThatCannotBeRead(t *testing.T) {
	in, err := openSource(t.Context(), write(t, "t.csv.gz", zipped(t, "text\none\n")), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.packed.reader(in); !errors.Is(err, os.ErrClosed) || strings.Contains(err.Error(), "damaged") {
		t.Error(err)
	}
}

// A file that would take much memory to unpack is refused.
func TestPackedWithALargeWindow(t *testing.T) {
	head := "\x28\xb5\x2f\xfd\x00\xa8" // a frame whose window is 2 GB
	_, err := OpenImport(t.Context(), ImportSpec{Path: write(t, "t.csv.zst", head+strings.Repeat("\x00", 20))}, nil)
	if err == nil || !strings.Contains(err.Error(), "zstd -d --long=31") {
		t.Error(err)
	}
}
