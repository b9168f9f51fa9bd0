package cli

import (
	"bytes"
	"context"

	"memebench/labels"
	"memebench/labels/picture"
	"memebench/labels/plainfile"
)

// decodedAtOnce is the size up to which an import decodes every picture, in
// pixels: that costs less than half a millisecond.
const decodedAtOnce = 256 * 256

// probeImage reads what the store keeps of a picture, and whether it can be shown.
// Decoding all of a large collection would take longer than everything else that
// an import does, so a large picture is decoded only when its file does not end as
// its format does, which is how cut-off downloads look. What is damaged further in
// is found when the picture is encoded.
func probeImage(path string) (labels.Image, error) {
	info, err := picture.Probe(path)
	if err == nil && (info.Width*info.Height <= decodedAtOnce || !endsWell(path, info)) {
		var opened picture.Info
		_, opened, err = picture.Open(context.Background(), path)
		info.Damaged = opened.Damaged
	}
	return labels.Image{
		Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height,
		Moving: info.Moving(), Damaged: info.Damaged,
	}, err
}

// endsWell reports whether the file's last bytes hold the mark that ends a picture
// of its format. Some programs write a few bytes of their own after it.
func endsWell(path string, info picture.Info) bool {
	mark, ok := map[string]string{"jpeg": "\xff\xd9", "png": "IEND", "gif": "\x00\x3b"}[info.Format]
	if !ok {
		return false
	}
	f, _, err := plainfile.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() // only read from
	tail := make([]byte, 512)
	n, _ := f.ReadAt(tail, max(0, info.Size-int64(len(tail))))
	return bytes.Contains(tail[:n], []byte(mark))
}
