package term

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"sync"

	termimg "github.com/blacktop/go-termimg"
)

// QuietLibraries does what is done before the first picture is encoded. Who serves several
// terminals does it before there is more than one goroutine: it changes the environment of
// the process.
func QuietLibraries() { quietTermimg() }

// quietTermimg keeps go-termimg from asking the terminal by itself, which would
// eat keys, and from looking after tmux, which is done here. It looks at the
// environment and at a cache without a lock, both of the whole process: so it is
// called once before the first picture is encoded.
var quietTermimg = sync.OnceFunc(func() {
	os.Unsetenv("TMUX")
	os.Unsetenv("TERM_PROGRAM")
	os.Setenv("TERMIMG_BYPASS_DETECTION", "halfblocks")
	termimg.QueryTerminalFeatures()
})

// render has go-termimg encode an image as it is. Its scaling is not used: it
// mixes up images of one size.
func render(i *termimg.Image, p termimg.Protocol) (string, error) {
	quietTermimg()
	s, err := i.Protocol(p).Scale(termimg.ScaleNone).Render()
	if err != nil {
		return "", fmt.Errorf("encoding for the terminal: %w", err)
	}
	return s, nil
}

// canvas is w by h pixels of the colour ground with the image at its top.
func canvas(img image.Image, w, h int, ground color.Color) *image.RGBA {
	c := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(c, c.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(c, atTop(img, c.Rect), img, img.Bounds().Min, draw.Src)
	return c
}

// atTop is where an image stands in r: at its top, as the text beside it does, and in the
// middle from side to side.
func atTop(img image.Image, r image.Rectangle) image.Rectangle {
	size := img.Bounds().Size()
	at := image.Pt(r.Min.X+(r.Dx()-size.X)/2, r.Min.Y)
	return image.Rectangle{at, at.Add(size)}
}

// square is the raster of the screen's own pixels, or where that has too many, the
// largest of the same shape that has not: the picture is smaller than its box then.
func square(b Box, c Cell) raster {
	w, h := b.Cols*c.W, b.Rows*c.H
	if most := maxPixels; w*h > most {
		shrink := math.Sqrt(float64(most) / float64(w*h))
		w, h = max(1, int(float64(w)*shrink)), max(1, int(float64(h)*shrink))
	}
	return raster{w, h, 1, 1}
}

// maxPixels bounds the memory that a picture takes, whatever size the window and its
// cells are said to have. It is a screen of 3840×2160.
const maxPixels = 3840 * 2160
