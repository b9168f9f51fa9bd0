package picture

import (
	"image"
	"image/color"
)

// dark is the ground for what is light.
var dark = color.NRGBA{32, 32, 32, 255}

// lightFrom is the mean brightness, of 255, from which what is drawn on transparency is
// not to be seen on white.
const lightFrom = 216

// Ground returns the colour on which what a picture draws on transparency is seen: white,
// or dark where it is nearly all white itself, as captions are that are made to lie on
// another picture.
func Ground(img image.Image) color.Color {
	rows := newRows(img)
	if rows.opaque {
		return color.White
	}
	row := make([]byte, 4*rows.w)
	var sum, weight, clear uint64
	for y := range rows.h {
		rows.read(y, row)
		for x := 0; x < len(row); x += 4 {
			a := uint64(row[x+3])
			// The weights of BT.601, in thousandths.
			sum += a * (299*uint64(row[x]) + 587*uint64(row[x+1]) + 114*uint64(row[x+2])) / 1000
			weight += a
			clear += 255 - a
		}
	}
	// A picture with some soft corners is seen on white, whatever its colours.
	if weight > 0 && sum >= lightFrom*weight && clear*4 > weight {
		return dark
	}
	return color.White
}
