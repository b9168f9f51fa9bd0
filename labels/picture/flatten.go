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
