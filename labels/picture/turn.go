package picture

import "image"

// turn applies an EXIF orientation (tag 0x0112, values 2 to 8) by copying the
// pixels to where they belong, as Pillow's ImageOps.exif_transpose does.
func turn(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	rows := newRows(img)
	w, h := rows.w, rows.h
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	pix, out := newPixels(size, rows.opaque)
	stride := 4 * size.Dx()

	// Pixel (x, y) goes to origin + x·dx + y·dy, in bytes.
	var origin, dx, dy int
	right, bottom := 4*(size.Dx()-1), stride*(size.Dy()-1)
	switch orientation {
	case 2: // mirrored left to right
		origin, dx, dy = right, -4, stride
	case 3: // turned by 180°
		origin, dx, dy = right+bottom, -4, -stride
	case 4: // mirrored top to bottom
		origin, dx, dy = bottom, 4, -stride
	case 5: // mirrored at the main diagonal
		origin, dx, dy = 0, stride, 4
	case 6: // to be turned by 90° clockwise
		origin, dx, dy = right, stride, -4
	case 7: // mirrored at the other diagonal
		origin, dx, dy = right+bottom, -stride, -4
	case 8: // to be turned by 90° counter-clockwise
		origin, dx, dy = bottom, -stride, 4
	}
	row := make([]byte, 4*w)
	for y := range h {
		rows.read(y, row)
		p := origin + y*dy
		for x := 0; x < len(row); x += 4 {
			copy(pix[p:p+4:p+4], row[x:x+4])
			p += dx
		}
	}
	return out
}

// newPixels returns an image for straight-alpha RGBA pixels. Opaque ones are an
// *image.RGBA, in which straight and premultiplied colours are the same.
func newPixels(r image.Rectangle, opaque bool) ([]byte, image.Image) {
	if opaque {
		m := image.NewRGBA(r)
		return m.Pix, m
	}
	m := image.NewNRGBA(r)
	return m.Pix, m
}
