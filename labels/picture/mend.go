package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

// mostMended is the largest file that is read whole to draw what is left of it, in bytes.
const mostMended = 64 << 20

// mend draws a picture that its decoder refuses because its end is missing, as far as it
// goes; what is missing is grey in a JPEG, and in a PNG what zeros stand for. ok is false
// where nothing of it can be drawn. The sizes that the header promises were checked.
func mend(r io.ReadSeeker, info Info) (img image.Image, ok bool) {
	if info.Size > mostMended {
		return nil, false
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, false
	}
	b, err := io.ReadAll(io.LimitReader(r, mostMended))
	if err != nil {
		return nil, false
	}
	switch info.Format {
	case "jpeg":
		return mendJPEG(b, info)
	case "png":
		return mendPNG(b, info)
	}
	return nil, false
}

// endOfJPEG is the marker that ends a JPEG.
const endOfJPEG = "\xff\xd9"

// mendJPEG ends a JPEG where it ends, and decodes as many of its rows as there are: a
// frame of a smaller height needs only the data of these rows. The scans of a progressive
// JPEG each refine all of it, so it is decoded without the last, which is cut.
func mendJPEG(b []byte, info Info) (image.Image, bool) {
	decode := func(b []byte) (image.Image, bool) {
		img, err := jpeg.Decode(bytes.NewReader(append(b[:len(b):len(b)], endOfJPEG...)))
		return img, err == nil
	}
	b = bytes.TrimSuffix(b, []byte{0xff}) // half of the marker
	if img, ok := decode(b); ok {
		return img, true
	}
	frame, scans := jpegParts(b)
	if frame < 0 || len(scans) == 0 {
		return nil, false
	}
	for i := len(scans) - 1; i > 0; i-- {
		if img, ok := decode(b[:scans[i]]); ok {
			return img, true
		}
	}
	// The height of the frame stands after its length and precision.
	at := frame + 5
	if at+2 > len(b) {
		return nil, false
	}
	short := bytes.Clone(b)
	var best image.Image
	low, high := 0, info.Height // rows that decode, and rows that do not
	for high-low > 8 {
		rows := (low + high + 1) / 2
		binary.BigEndian.PutUint16(short[at:], uint16(rows))
		if img, ok := decode(short); ok {
			best, low = img, rows
		} else {
			high = rows
		}
	}
	if best == nil {
		return nil, false
	}
	return onGrey(best, info), true
}

// jpegParts returns where the frame's header is, -1 for nowhere, and where the scans
// begin.
func jpegParts(b []byte) (frame int, scans []int) {
	frame = -1
	for i := 2; i+4 <= len(b); {
		if b[i] != 0xff {
			i++
			continue
		}
		switch marker := b[i+1]; {
		case marker == 0 || marker == 0xff || marker >= 0xd0 && marker <= 0xd9: // data, filling, or a marker alone
			i += 1
			continue
		case marker >= 0xc0 && marker <= 0xc2 && frame < 0:
			frame = i
		case marker == 0xda:
			scans = append(scans, i)
		}
		i += 2 + int(binary.BigEndian.Uint16(b[i+2:]))
	}
	return frame, scans
}

// onGrey puts the upper rows of a picture on a grey one of its whole size.
func onGrey(img image.Image, info Info) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, info.Width, info.Height))
	rows := newRows(img)
	grey := color.RGBA{128, 128, 128, 255}
	for y := range info.Height {
		row := out.Pix[y*out.Stride:][:4*info.Width]
		if y < rows.h && rows.w == info.Width {
			rows.read(y, row)
			continue
		}
		for x := 0; x < len(row); x += 4 {
			row[x], row[x+1], row[x+2], row[x+3] = grey.R, grey.G, grey.B, grey.A
		}
	}
	return out
}

// mendPNG writes a PNG anew of what can be read of its rows, with zeros for the others,
// and decodes that.
func mendPNG(b []byte, info Info) (image.Image, bool) {
	const signature = "\x89PNG\r\n\x1a\n"
	var head, palette, clear []byte
	var data bytes.Buffer
	for at := len(signature); at+8 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[at:]))
		kind := string(b[at+4 : at+8])
		at += 8
		body := b[at:min(len(b), at+max(0, size))]
		switch kind {
		case "IHDR":
			head = body
		case "PLTE":
			palette = body
		case "tRNS":
			clear = body
		case "IDAT":
			data.Write(body)
		}
		at += len(body) + 4 // its checksum, which is made anew
	}
	if len(head) != 13 || data.Len() == 0 {
		return nil, false
	}
	z, err := zlib.NewReader(&data)
	if err != nil {
		return nil, false
	}
	size := pngBytes(head, info)
	rows := make([]byte, size)
	if n, _ := io.ReadFull(z, rows); n == 0 { // what comes after the damage is not read
		return nil, false
	}
	var again bytes.Buffer
	again.WriteString(signature)
	chunk := func(kind string, body []byte) {
		if body == nil {
			return
		}
		again.Write(binary.BigEndian.AppendUint32(nil, uint32(len(body))))
		sum := crc32.NewIEEE()
		both := io.MultiWriter(&again, sum)
		_, _ = io.WriteString(both, kind) // to memory
		_, _ = both.Write(body)
		again.Write(sum.Sum(nil))
	}
	chunk("IHDR", head)
	chunk("PLTE", palette)
	chunk("tRNS", clear)
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.NoCompression)
	if err != nil {
		return nil, false
	}
	_, _ = w.Write(rows) // to memory
	_ = w.Close()
	chunk("IDAT", packed.Bytes())
	chunk("IEND", []byte{})
	img, err := png.Decode(&again)
	return img, err == nil
}

// pngBytes is how many bytes the rows of a PNG take with their filters, of all passes.
func pngBytes(head []byte, info Info) (n int) {
	channels := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[head[9]]
	bits := int(head[8]) * channels
	pass := func(w, h int) {
		if w > 0 && h > 0 {
			n += h * (1 + (w*bits+7)/8)
		}
	}
	if head[12] == 0 {
		pass(info.Width, info.Height)
		return n
	}
	for _, p := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		pass((info.Width-p[0]+p[2]-1)/p[2], (info.Height-p[1]+p[3]-1)/p[3])
	}
	return n
}
