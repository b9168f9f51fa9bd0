package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"path"
	"slices"
	"strings"
)

// embeddedNames tells rows apart that have their pictures with them and give different ones
// the same name, or none: libraries write image.jpg for all of them. The first picture has
// the name, the others have their digest in it.
//
// It takes about 100 bytes for a row with its picture.
type embeddedNames map[string][4]byte

// distinguish gives a row of a dataset a key, and a picture's name, of its own if another
// picture has had its key.
func (e embeddedNames) distinguish(dataset string, row *TableRow) {
	if row.picture == nil {
		return
	}
	sum := sha256.Sum256(row.picture)
	digest := [4]byte(sum[:])
	key := dataset + "\x00" + row.Key
	switch first, has := e[key]; {
	case !has:
		e[key] = digest
		return
	case first == digest:
		return
	}
	if row.Image != "" && row.Key == row.Image {
		ext := path.Ext(row.Image)
		row.Image = strings.TrimSuffix(row.Image, ext) + "-" + hex.EncodeToString(digest[:]) + ext
		row.Key = row.Image
		return
	}
	row.Key += "-" + hex.EncodeToString(digest[:])
}

// written64 begin pictures that are written in base64: JPEG, PNG, GIF and WebP.
var written64 = []string{"/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR"}

// bareBase64 reads a picture that is written in base64 without an address before it; nil for
// any other text.
func bareBase64(v string) []byte {
	const least = 100 // no name is as long
	if len(v) < least || !slices.ContainsFunc(written64, func(start string) bool { return strings.HasPrefix(v, start) }) {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(v))
	if err != nil || !isPictureStart(b) {
		return nil
	}
	return b
}

// imageKinds begin a picture that is written into a text as its address.
const imageKinds = "data:image/"

// embed takes the picture out of a record that has it in a value, as its bytes or as a text
// (data:image/png;base64,…, or the base64 alone). The value is left empty.
func (rec *record) embed() {
	if rec.picture != nil {
		return
	}
	for i, v := range rec.values {
		if b := bareBase64(v); b != nil && rec.picture == nil {
			rec.picture = b
			rec.clear(i)
			continue
		}
		if len(v) <= len(imageKinds) || v[:len(imageKinds)] != imageKinds {
			continue
		}
		about, text, ok := strings.Cut(v, ",")
		if !ok || !strings.HasSuffix(about, ";base64") {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err != nil || len(b) == 0 {
			rec.note = "the picture that is written in it is damaged"
		} else if rec.picture == nil {
			rec.picture = b
		}
		rec.clear(i)
	}
}

// clear empties a value, also as the file has it.
func (rec *record) clear(i int) {
	rec.values[i] = ""
	if rec.read != nil {
		rec.read[i] = ""
	}
}

// isPictureStart reports whether bytes begin like a picture, and are no text that does.
func isPictureStart(b []byte) bool {
	return slices.ContainsFunc(signatures, func(s struct{ start, kind, is string }) bool {
		return s.kind == kindPicture && bytes.HasPrefix(b, []byte(s.start))
	}) && !isText(b) // which reads all of a text
}
