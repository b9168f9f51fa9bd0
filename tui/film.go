package tui

import (
	"image"
	"image/color"
	"image/draw"

	"memebench/labels"
	"memebench/tui/term"
)

// film are the frames of a meme that moves, which stand in the place of its picture. Those of
// one meme are kept while they are looked at, and no longer.
type film struct {
	of     labels.MemeID // whose; "" for none's
	job    uint64        // that decodes them, or has; 0 for none
	frames []image.Image // nil until they are decoded
}

// is reports whether the frames of a meme stand in its picture's place.
func (f *film) is(id labels.MemeID) bool { return f.of != "" && f.of == id }

// moves reports whether a meme has frames: it is a video, or an animated GIF.
func moves(m labels.Meme) bool { return m.Image.Media.Moves || m.Image.Moving }

// frameSide is how many pixels a side a frame is kept with: a window of half the size of a
// large screen has no more for it.
const frameSide = 640

// smaller brings a frame to the size in which it is kept.
func smaller(img image.Image) image.Image {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	side := max(w, h)
	if side <= frameSide {
		return img
	}
	return term.ScaleImage(img, max(1, w*frameSide/side), max(1, h*frameSide/side))
}

// betweenFrames is the colour of what is no frame, which is told from dark ones and light ones.
var betweenFrames = image.NewUniform(color.RGBA{128, 128, 128, 255})

// contactSheet puts frames beside each other in rows, the first at the top left, so that they
// are as large as can be in a box.
func contactSheet(frames []image.Image, b term.Box, c term.Cell) image.Image {
	var tile image.Point // the largest of them, with what is between two
	for _, f := range frames {
		size := f.Bounds().Size()
		tile = image.Pt(max(tile.X, size.X), max(tile.Y, size.Y))
	}
	gap := max(1, tile.X/40)
	tile = tile.Add(image.Pt(gap, gap))
	c = term.OrUsual(c)
	cols, largest := 1, 0.0
	for n := 1; n <= len(frames); n++ {
		rows := (len(frames) + n - 1) / n
		scale := min(float64(b.Cols*c.W)/float64(n*tile.X-gap), float64(b.Rows*c.H)/float64(rows*tile.Y-gap))
		if scale > largest {
			cols, largest = n, scale
		}
	}
	rows := (len(frames) + cols - 1) / cols
	sheet := image.NewRGBA(image.Rect(0, 0, cols*tile.X-gap, rows*tile.Y-gap))
	draw.Draw(sheet, sheet.Rect, betweenFrames, image.Point{}, draw.Src)
	for i, f := range frames {
		at := image.Pt(i%cols*tile.X, i/cols*tile.Y)
		draw.Draw(sheet, f.Bounds().Sub(f.Bounds().Min).Add(at), f, f.Bounds().Min, draw.Over)
	}
	return sheet
}
