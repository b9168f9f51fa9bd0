package picture

import (
	"image"
	"image/color"
)

// Flatten returns img composed on a background, which must be opaque. An image
// without transparency is returned as it is. The arithmetic is that of Pillow's
// Image.alpha_composite on an opaque image.
func Flatten(img image.Image, background color.Color) image.Image {
	rows := newRows(img)
	if rows.opaque {
		return img
	}
	bg := color.NRGBAModel.Convert(background).(color.NRGBA)
	under := [3]uint32{uint32(bg.R), uint32(bg.G), uint32(bg.B)}
	out := image.NewRGBA(image.Rect(0, 0, rows.w, rows.h))
	for y := range rows.h {
		row := out.Pix[y*out.Stride:][:4*rows.w]
		rows.read(y, row)
		for x := 0; x < len(row); x += 4 {
			a := uint32(row[x+3])
			for c := range 3 {
				row[x+c] = byte((uint32(row[x+c])*a + under[c]*(255-a) + 127) / 255)
			}
			row[x+3] = 255
		}
	}
	return out
}

// Crop returns the part of img within r, which counts from the top left corner
// of img's bounds and is cut to them. Pixels are shared where the type allows.
func Crop(img image.Image, r image.Rectangle) image.Image {
	b := img.Bounds()
	r = r.Add(b.Min).Intersect(b)
	if s, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		return s.SubImage(r)
	}
	rows := newRows(img)
	pix, out := newPixels(image.Rect(0, 0, r.Dx(), r.Dy()), rows.opaque)
	line := make([]byte, 4*rows.w)
	for y := range r.Dy() {
		rows.read(r.Min.Y-b.Min.Y+y, line)
		copy(pix[4*r.Dx()*y:], line[4*(r.Min.X-b.Min.X):][:4*r.Dx()])
	}
	return out
}
