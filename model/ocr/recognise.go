package ocr

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"math"
	"strings"

	"memebench/labels/picture"
	"memebench/model/ort"
)

// The size at which a line is read, in pixels.
const (
	lineHeight    = 48
	leastLine     = 16   // columns
	shortestInput = 320  // columns, up to which a line is filled with zeros
	longestLine   = 2000 // columns
)

// line reads the text in a box of a picture that is opaque, and returns the mean
// probability of its characters, 0 for no text.
func (r *Reader) line(ctx context.Context, img image.Image, b Box) (string, float64, error) {
	round := func(x float64) int { return int(math.RoundToEven(x)) }
	at := image.Rect(round(b.X0), round(b.Y0), round(b.X1), round(b.Y1)).Add(img.Bounds().Min).Intersect(img.Bounds())
	if at.Dx() < 2 || at.Dy() < 2 {
		return "", 0, nil
	}
	w := min(max(leastLine, round(lineHeight*float64(at.Dx())/float64(at.Dy()))), longestLine)
	wide := max(w, shortestInput)
	x := tensor(picture.Resize(crop(img, at), w, lineHeight, picture.Bilinear), wide)
	out := make([]ort.Tensor, 1)
	if err := r.recognise.Run(ctx, []ort.Tensor{ort.Floats(x, 1, 3, lineHeight, int64(wide))}, out); err != nil {
		return "", 0, err
	}
	shape := out[0].Shape
	if len(shape) != 3 || int(shape[2]) < len(r.alphabet) {
		return "", 0, fmt.Errorf("%s gives a tensor of shape %v for %d characters", recogniser, shape, len(r.alphabet))
	}
	text, confidence := decode(out[0].Float32, int(shape[2]), r.alphabet)
	return text, confidence, nil
}

// crop is a part of a picture, without a copy where its type can do that.
func crop(img image.Image, r image.Rectangle) image.Image {
	if s, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		return s.SubImage(r)
	}
	out := image.NewRGBA(r)
	draw.Draw(out, r, img, r.Min, draw.Src)
	return out
}

// decode reads probabilities of classes, step by step, greedily: of each step the most
// probable class, of equal ones that follow each other the first, without blanks, which
// are class 0. Classes behind the alphabet are spaces.
func decode(p []float32, classes int, alphabet []string) (string, float64) {
	var text strings.Builder
	sum, n, last := 0.0, 0, 0
	for ; len(p) >= classes; p = p[classes:] {
		top, class := p[0], 0
		for c, v := range p[:classes] {
			if v > top {
				top, class = v, c
			}
		}
		if class != 0 && class != last {
			if class < len(alphabet) {
				text.WriteString(alphabet[class])
			} else {
				text.WriteByte(' ')
			}
			sum += float64(top)
			n++
		}
		last = class
	}
	if n == 0 {
		return "", 0
	}
	return text.String(), sum / float64(n)
}
