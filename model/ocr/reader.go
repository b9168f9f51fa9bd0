package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"strings"
	"unicode/utf8"

	"memebench/labels/picture"
	"memebench/model/ort"
)

// The assets that a reader needs, by their names in model/assets.
const (
	detector   = "ppocrv6-small-det.onnx"
	recogniser = "ppocrv6-small-rec.onnx"
)

// Assets returns the names of the files that [Open] needs, beside ONNX Runtime.
func Assets() []string { return []string{detector, recogniser} }

// Model names the networks, for the record of what was read by them.
const Model = "PP-OCRv6-small"

// Files gives a reader its files. It is what model/assets offers.
type Files interface {
	// Path returns where the asset of this name lies, checked, or an error that
	// says how to get it.
	Path(asset string) (string, error)
}

// Reader reads pictures. Its methods may be called from several goroutines at once;
// each call works on one thread.
type Reader struct {
	detect, recognise *ort.Session
	alphabet          []string // by class; the first is the blank
	how               settings
}

// Open loads the networks. ONNX Runtime must be started.
func Open(files Files) (_ *Reader, err error) {
	r := &Reader{how: usual}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("ocr: %w", err), r.Close())
		}
	}()
	if r.detect, err = open(files, detector); err != nil {
		return nil, err
	}
	if r.recognise, err = open(files, recogniser); err != nil {
		return nil, err
	}
	characters := r.recognise.Metadata()["character"]
	if characters == "" {
		return nil, fmt.Errorf("%s does not say which characters it reads", recogniser)
	}
	r.alphabet = append([]string{""}, strings.Split(characters, "\n")...)
	return r, nil
}

// open loads a network of one input and one output.
func open(files Files, asset string) (*ort.Session, error) {
	path, err := files.Path(asset)
	if err != nil {
		return nil, err
	}
	s, err := ort.OpenFile(path, ort.Options{Threads: 1})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", asset, err)
	}
	if len(s.Inputs()) != 1 || len(s.Outputs()) != 1 {
		return nil, errors.Join(fmt.Errorf("%s has %d inputs and %d outputs: want one of each", asset, len(s.Inputs()), len(s.Outputs())), s.Close())
	}
	return s, nil
}

// Close frees the networks, after the calls that are under way.
func (r *Reader) Close() error {
	var err error
	for _, s := range []*ort.Session{r.detect, r.recognise} {
		if s != nil {
			err = errors.Join(err, s.Close())
		}
	}
	return err
}

// Box is a rectangle in pixels of the picture, from its top left corner. Edges lie
// between pixels.
type Box struct{ X0, Y0, X1, Y1 float64 }

// times is a box in a picture that is so many times as wide and as high.
func (b Box) times(x, y float64) Box { return Box{b.X0 * x, b.Y0 * y, b.X1 * x, b.Y1 * y} }

// Line is a piece of text that stands in one box.
type Line struct {
	Text       string
	Confidence float64 // mean probability of its characters, 0.4 to 1
	Box        Box
	Row        int // boxes beside each other are in one row; counted as they are read, from 0
}

// settings are how pictures are read.
type settings struct {
	filter          picture.Filter // brings pictures to the size at which text is looked for
	unclip          float64        // by how much boxes grow: the network learned shrunken ones
	leastConfidence float64        // below which a line is texture rather than text
	sure            float64        // mean confidence below which a picture is looked at twice; 0 for never
}

// usual are the settings with the lowest error rate on 300 pictures of Memotion.
var usual = settings{filter: picture.Bicubic, unclip: 1.5, leastConfidence: 0.4, sure: Sure}

// Read reads a picture, turned upright, row by row from the top, each from the left, but
// block by block where lines stand beside each other. Boxes in which nothing is read are
// left out. A picture of which little is read with confidence is looked at again, closer, and
// the better reading counts. The error is ctx.Err() or one of ONNX Runtime.
func (r *Reader) Read(ctx context.Context, img image.Image) ([]Line, error) {
	whole := img.Bounds().Size()
	if whole.X == 0 || whole.Y == 0 {
		return nil, nil
	}
	img = opaque(Reduced(img))
	size := img.Bounds().Size()
	lines, err := r.read(ctx, img, size)
	for i := range lines {
		lines[i].Box = lines[i].Box.times(float64(whole.X)/float64(size.X), float64(whole.Y)/float64(size.Y))
	}
	return lines, err
}

// read is Read for a picture of this size that is opaque.
func (r *Reader) read(ctx context.Context, img image.Image, size image.Point) ([]Line, error) {
	read, err := r.look(ctx, img, readSize(size, shorterSide))
	closer := readSize(size, closerSide)
	if err != nil || Confidence(read) >= r.how.sure || closer == readSize(size, shorterSide) {
		return r.kept(read), err
	}
	again, err := r.look(ctx, img, closer)
	if err != nil {
		return nil, err
	}
	first, second := r.kept(read), r.kept(again)
	if r.weight(second) > r.weight(first) {
		return second, nil
	}
	return first, nil
}

// look reads all boxes that are found at this size.
func (r *Reader) look(ctx context.Context, img image.Image, at image.Point) ([]Line, error) {
	boxes, err := r.boxes(ctx, img, at)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for row, boxes := range inOrder(boxes) {
		for _, b := range boxes {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			text, confidence, err := r.line(ctx, img, b)
			if err != nil {
				return nil, err
			}
			lines = append(lines, Line{Text: text, Confidence: confidence, Box: b, Row: row})
		}
	}
	return lines, nil
}

// kept are the lines in which something is read.
func (r *Reader) kept(lines []Line) (kept []Line) {
	for _, l := range lines {
		if l.Confidence >= r.how.leastConfidence && strings.TrimSpace(l.Text) != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

// weight is how much lines say: their characters, each by how much its line is above the
// confidence that is needed.
func (r *Reader) weight(lines []Line) (sum float64) {
	for _, l := range lines {
		sum += float64(utf8.RuneCountInString(l.Text)) * (l.Confidence - r.how.leastConfidence)
	}
	return sum
}

// Sure is the mean confidence from which nearly all letters are read as they are.
const Sure = 0.85

// Confidence is the mean of all characters' lines, 0 for none.
func Confidence(lines []Line) float64 {
	sum, n := 0.0, 0
	for _, l := range lines {
		sum += float64(utf8.RuneCountInString(l.Text)) * l.Confidence
		n += utf8.RuneCountInString(l.Text)
	}
	return sum / float64(max(1, n))
}

// MostKept is how many pixels of a picture lines are read in: four times as many as text is
// looked for in.
const MostKept = 4 * mostPixels

// Reduced brings a picture to at most MostKept pixels, as Read does: who does it before has
// the memory of the whole picture back sooner.
func Reduced(img image.Image) image.Image {
	size := img.Bounds().Size()
	w, h := float64(size.X), float64(size.Y)
	if w*h <= MostKept {
		return img
	}
	scale := math.Sqrt(MostKept / (w * h))
	return picture.Resize(img, int(w*scale), int(h*scale), picture.Bilinear)
}

// opaque puts a picture with transparency on the ground, white or black, on which what
// there is of it stands out.
func opaque(img image.Image) image.Image {
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		return img
	}
	small := picture.Resize(img, 64, 64, picture.Bilinear)
	var light, cover int
	for i := 0; i < len(small.Pix); i += 4 { // colours are weighted by their alpha
		light += int(small.Pix[i]) + int(small.Pix[i+1]) + int(small.Pix[i+2])
		cover += 3 * int(small.Pix[i+3])
	}
	if 2*light > cover {
		return picture.Flatten(img, image.Black)
	}
	return picture.Flatten(img, image.White)
}

// tensor is the picture, which is opaque, as the networks read it: three planes, blue
// first, each width columns wide, values from -1 to 1. Columns beyond the picture are 0.
func tensor(img *image.RGBA, width int) []float32 {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	x := make([]float32, 3*h*width)
	for y := range h {
		row := img.Pix[y*img.Stride:][:4*w]
		for c := range 3 {
			to := x[(c*h+y)*width:][:w]
			for i := range to {
				to[i] = (float32(row[4*i+2-c])/255 - 0.5) / 0.5
			}
		}
	}
	return x
}
