package picture

import (
	"image"
	"image/color"
)

// rows reads an image row by row as straight-alpha RGBA, 8 bits per channel,
// whatever its type, so that no function needs a converted copy of the whole
// picture. It has scratch memory and belongs to one goroutine.
type rows struct {
	w, h   int
	opaque bool // every pixel has alpha 255
	read   func(y int, dst []byte)
}

// newRows prepares the reading of img. Rows count from the top of its bounds.
func newRows(img image.Image) *rows {
	b := img.Bounds()
	r := &rows{w: b.Dx(), h: b.Dy()}
	switch m := img.(type) {
	case *image.YCbCr:
		r.opaque = true
		r.read = jpegRows(m)
	case *image.RGBA:
		r.opaque = m.Opaque()
		r.read = func(y int, dst []byte) {
			p := m.PixOffset(b.Min.X, b.Min.Y+y)
			copy(dst, m.Pix[p:p+4*r.w])
			if !r.opaque {
				unpremultiply(dst)
			}
		}
	case *image.NRGBA:
		r.opaque = m.Opaque()
		r.read = func(y int, dst []byte) {
			p := m.PixOffset(b.Min.X, b.Min.Y+y)
			copy(dst, m.Pix[p:p+4*r.w])
		}
	case *image.Gray:
		r.opaque = true
		r.read = func(y int, dst []byte) {
			p := m.PixOffset(b.Min.X, b.Min.Y+y)
			for x, v := range m.Pix[p : p+r.w] {
				d := dst[4*x : 4*x+4 : 4*x+4]
				d[0], d[1], d[2], d[3] = v, v, v, 255
			}
		}
	case *image.Paletted:
		table, opaque := palette(m.Palette)
		r.opaque = opaque
		r.read = func(y int, dst []byte) {
			p := m.PixOffset(b.Min.X, b.Min.Y+y)
			for x, v := range m.Pix[p : p+r.w] {
				copy(dst[4*x:4*x+4], table[v][:])
			}
		}
	case *image.CMYK:
		r.opaque = true
		r.read = func(y int, dst []byte) {
			p := m.PixOffset(b.Min.X, b.Min.Y+y)
			src := m.Pix[p : p+4*r.w]
			for x := 0; x < len(src); x += 4 {
				white := uint32(255 - src[x+3])
				for c := range 3 {
					dst[x+c] = byte(white - mul255(uint32(src[x+c]), white))
				}
				dst[x+3] = 255
			}
		}
	case *image.Gray16:
		r.opaque = true
		r.read = func(y int, dst []byte) {
			p := m.PixOffset(b.Min.X, b.Min.Y+y)
			for x := range r.w {
				v := m.Pix[p+2*x]
				d := dst[4*x : 4*x+4 : 4*x+4]
				d[0], d[1], d[2], d[3] = v, v, v, 255
			}
		}
	case *image.NRGBA64:
		r.opaque = m.Opaque()
		r.read = func(y int, dst []byte) { highBytes(dst[:4*r.w], m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]) }
	case *image.RGBA64:
		r.opaque = m.Opaque()
		if r.opaque {
			r.read = func(y int, dst []byte) { highBytes(dst[:4*r.w], m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]) }
			break
		}
		r.read = readAny(img)
	default:
		if o, ok := img.(interface{ Opaque() bool }); ok {
			r.opaque = o.Opaque()
		}
		r.read = readAny(img)
	}
	return r
}

// readAny reads through the At method: for types that no decoder here makes.
func readAny(img image.Image) func(y int, dst []byte) {
	b := img.Bounds()
	return func(y int, dst []byte) {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			d := dst[4*x : 4*x+4 : 4*x+4]
			d[0], d[1], d[2], d[3] = c.R, c.G, c.B, c.A
		}
	}
}

// highBytes reduces 16-bit samples as libpng does: the high byte stays.
func highBytes(dst, src []byte) {
	for i := range dst {
		dst[i] = src[2*i]
	}
}

// palette makes a table for every byte: indices beyond the palette are
// transparent black, which is what the decoders mean by an image without them.
func palette(p color.Palette) (table [256][4]byte, opaque bool) {
	opaque = len(p) > 0
	for i, c := range p[:min(len(p), 256)] {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		table[i] = [4]byte{n.R, n.G, n.B, n.A}
		opaque = opaque && n.A == 255
	}
	return table, opaque
}

func unpremultiply(pix []byte) {
	for x := 0; x < len(pix); x += 4 {
		a := uint32(pix[x+3])
		if a == 255 || a == 0 {
			continue
		}
		for c := range 3 {
			pix[x+c] = byte(min(255, (uint32(pix[x+c])*255+a/2)/a))
		}
	}
}

// mul255 returns a·b/255 rounded to nearest, for a and b up to 255.
func mul255(a, b uint32) uint32 {
	t := a*b + 128
	return (t>>8 + t) >> 8
}
