package ocr

import (
	"context"
	"fmt"
	"image"
	"math"

	"golang.org/x/sync/semaphore"

	"memebench/labels/picture"
	"memebench/model/ort"
)

// How boxes are found.
const (
	shorterSide = 256  // pixels, to which smaller pictures are brought
	closerSide  = 384  // pixels, when they are looked at again
	longestSide = 1600 // pixels, to which larger ones are
	mostPixels  = 1 << 20
	sideUnit    = 32 // sides that the network reads are multiples of it

	textFrom   = 0.3 // probability from which a pixel is text
	leastScore = 0.5 // mean probability of the text in a box
	leastSide  = 3   // pixels that the network reads
	mostBoxes  = 500 // that are read; the score decides
)

// atOnce is how many pixels, as the network reads them, are looked at in all goroutines
// together: each takes some 250 bytes.
var atOnce = semaphore.NewWeighted(mostPixels * 3 / 2)

// boxes finds where text stands in a picture that is opaque, at a size of readSize.
func (r *Reader) boxes(ctx context.Context, img image.Image, at image.Point) ([]Box, error) {
	w, h := at.X, at.Y
	if err := atOnce.Acquire(ctx, int64(w*h)); err != nil {
		return nil, err
	}
	defer atOnce.Release(int64(w * h))
	x := tensor(picture.Resize(img, w, h, r.how.filter), w)
	out := make([]ort.Tensor, 1)
	if err := r.detect.Run(ctx, []ort.Tensor{ort.Floats(x, 1, 3, int64(h), int64(w))}, out); err != nil {
		return nil, err
	}
	p := out[0].Float32
	if len(p) != w*h {
		return nil, fmt.Errorf("%s gives %d values for %d pixels", detector, len(p), w*h)
	}
	return boxesOf(p, w, h, img.Bounds().Size(), r.how.unclip), nil
}

// readSize returns the size at which a picture is looked at whose shorter side is brought to
// this many pixels if it has fewer.
func readSize(size image.Point, shorter float64) image.Point {
	w, h := float64(size.X), float64(size.Y)
	scale := min(max(1, shorter/min(w, h)), longestSide/max(w, h), math.Sqrt(mostPixels/(w*h)))
	side := func(n float64) int {
		return max(sideUnit, int(math.RoundToEven(n*scale/sideUnit))*sideUnit)
	}
	return image.Pt(side(w), side(h))
}

// boxesOf makes boxes, in pixels of a picture of this size, of the probabilities of
// w by h pixels, grown by so much of their area in proportion to their perimeter.
func boxesOf(p []float32, w, h int, size image.Point, unclip float64) []Box {
	var found []scored
	for _, c := range components(p, w, h) {
		width, height := c.Dx(), c.Dy()
		if min(width, height) < leastSide {
			continue
		}
		score := textScore(p, w, c)
		if score < leastScore {
			continue
		}
		grow := float64(width*height) * unclip / float64(2*(width+height))
		sx, sy := float64(size.X)/float64(w), float64(size.Y)/float64(h)
		found = append(found, scored{score, Box{
			X0: max(0, (float64(c.Min.X)-grow)*sx),
			Y0: max(0, (float64(c.Min.Y)-grow)*sy),
			X1: min(float64(size.X), (float64(c.Max.X)+grow)*sx),
			Y1: min(float64(size.Y), (float64(c.Max.Y)+grow)*sy),
		}})
	}
	return best(found, mostBoxes)
}

// textScore is the mean probability of the pixels in a rectangle that are text.
func textScore(p []float32, w int, in image.Rectangle) float64 {
	sum, n := 0.0, 0
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for _, v := range p[y*w+in.Min.X : y*w+in.Max.X] {
			if v > textFrom {
				sum += float64(v)
				n++
			}
		}
	}
	return sum / float64(n)
}
