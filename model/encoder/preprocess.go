package encoder

import (
	"errors"
	"fmt"
	"image"
	"math"

	"memebench/labels/picture"
)

// Preprocess says how a picture becomes the input of an image encoder. Every
// pre-trained network has its own recipe and gives poor features with another
// one, so the recipe is data that is kept with the encoder and goes into its
// digest.
//
// A picture is composed on white, resized, cropped at its centre, and each
// sample x of 0 to 255 becomes (x·Scale - Mean) / Std of its channel.
type Preprocess struct {
	Resize Resize         `json:"resize"`
	Crop   int            `json:"crop"` // pixels, height and width of the result
	Filter picture.Filter `json:"filter"`
	Scale  float64        `json:"scale"`
	Mean   [3]float64     `json:"mean"` // per channel, in the order of Order
	Std    [3]float64     `json:"std"`
	Order  Order          `json:"order"`
	Layout Layout         `json:"layout"`
}

// Resize says to what size. With Exact, both sides become Side and the aspect
// ratio is lost; else the shorter side becomes Side and the longer one follows,
// cut to an integer as torchvision does.
type Resize struct {
	Side  int  `json:"side"`
	Exact bool `json:"exact,omitempty"`
}

// Order is the order of the colour channels.
type Order string

// The orders of channels. Networks that come from Caffe want BGR.
const (
	RGB Order = "RGB"
	BGR Order = "BGR"
)

// Layout is the order of the dimensions: batch, channels, height, width.
type Layout string

// The layouts: PyTorch's and TensorFlow's.
const (
	NCHW Layout = "NCHW"
	NHWC Layout = "NHWC"
)

// The preprocessing of the encoders that memebench knows.
var (
	// ImageNetPreprocess is that of torchvision's classifiers (the transforms of
	// ResNet50_Weights.IMAGENET1K_V1): resize to 256 and crop 224, both with
	// antialias=True on a PIL image, ImageNet mean and standard deviation.
	ImageNetPreprocess = Preprocess{
		Resize: Resize{Side: 256}, Crop: 224, Filter: picture.Bilinear,
		Scale: 1.0 / 255, Mean: [3]float64{0.485, 0.456, 0.406}, Std: [3]float64{0.229, 0.224, 0.225},
		Order: RGB, Layout: NCHW,
	}
	// LitePreprocess is that of EfficientNet-Lite0 as built here: samples stay 0
	// to 255, because (x-127)/128 is part of the model.
	LitePreprocess = Preprocess{
		Resize: Resize{Side: 256}, Crop: 224, Filter: picture.Bilinear,
		Scale: 1, Std: [3]float64{1, 1, 1}, Order: RGB, Layout: NCHW,
	}
	// OpenNSFWPreprocess is that of yahoo's open_nsfw, which comes from Caffe:
	// squeezed to 256×256, BGR, the mean of ImageNet's pixels subtracted. The
	// original also saves and reads a JPEG on the way, which is left out: it
	// matters to the classifier's threshold, not to features.
	OpenNSFWPreprocess = Preprocess{
		Resize: Resize{Side: 256, Exact: true}, Crop: 224, Filter: picture.Bilinear,
		Scale: 1, Mean: [3]float64{104, 117, 123}, Std: [3]float64{1, 1, 1}, Order: BGR, Layout: NHWC,
	}
)

// maxInput bounds the sides of an encoder's input, in pixels.
const maxInput = 2048

// Validate returns an error for a recipe that cannot be followed.
func (p Preprocess) Validate() error {
	switch {
	case p.Crop < 1 || p.Crop > maxInput:
		return fmt.Errorf("preprocessing: crop %d: want 1 to %d pixels", p.Crop, maxInput)
	case p.Resize.Side < p.Crop || p.Resize.Side > maxInput:
		return fmt.Errorf("preprocessing: resize to %d: want the crop, %d, to %d pixels", p.Resize.Side, p.Crop, maxInput)
	case p.Filter != picture.Bilinear && p.Filter != picture.Bicubic:
		return fmt.Errorf("preprocessing: filter %q: want %s or %s", quotable(string(p.Filter)), picture.Bilinear, picture.Bicubic)
	case p.Order != RGB && p.Order != BGR:
		return fmt.Errorf("preprocessing: order %q: want %s or %s", quotable(string(p.Order)), RGB, BGR)
	case p.Layout != NCHW && p.Layout != NHWC:
		return fmt.Errorf("preprocessing: layout %q: want %s or %s", quotable(string(p.Layout)), NCHW, NHWC)
	}
	finite := p.Scale
	for c := range 3 {
		if !(p.Std[c] > 0) {
			return fmt.Errorf("preprocessing: std %v: want positive numbers", p.Std)
		}
		finite += p.Mean[c] + p.Std[c]
	}
	if math.IsNaN(finite) || math.IsInf(finite, 0) || p.Scale == 0 {
		return errors.New("preprocessing: scale, mean and std must be numbers, and scale not 0")
	}
	return nil
}

// Shape returns the shape of the input for n pictures.
func (p Preprocess) Shape(n int) []int64 {
	if p.Layout == NHWC {
		return []int64{int64(n), int64(p.Crop), int64(p.Crop), 3}
	}
	return []int64{int64(n), 3, int64(p.Crop), int64(p.Crop)}
}

// Apply returns the encoder's input for one picture, Shape(1), row-major. The
// recipe must be valid. The picture is not changed.
func (p Preprocess) Apply(img image.Image) []float32 {
	out := make([]float32, 3*p.Crop*p.Crop)
	p.apply(out, img)
	return out
}

// apply is Apply into a given slice.
func (p Preprocess) apply(out []float32, img image.Image) {
	small := p.pixels(img)
	var table [3][256]float32 // by channel of the output
	for c := range table {
		for v := range table[c] {
			table[c][v] = float32((float64(v)*p.Scale - p.Mean[c]) / p.Std[c])
		}
	}
	from := [3]int{0, 1, 2}
	if p.Order == BGR {
		from = [3]int{2, 1, 0}
	}
	step, plane := 1, p.Crop*p.Crop
	if p.Layout == NHWC {
		step, plane = 3, 1
	}
	for c := range 3 {
		values, dst, src := &table[c], out[c*plane:], small.Pix[from[c]:]
		for i := range p.Crop * p.Crop {
			dst[i*step] = values[src[4*i]]
		}
	}
}

// pixels does the part of the recipe that works on 8-bit samples. Only the crop
// is computed of the resized picture.
func (p Preprocess) pixels(img image.Image) *image.RGBA {
	img = picture.Flatten(img, picture.Ground(img))
	w, h := p.Resize.Side, p.Resize.Side
	if b := img.Bounds(); !p.Resize.Exact && !b.Empty() {
		if b.Dx() <= b.Dy() {
			h = w * b.Dy() / b.Dx()
		} else {
			w = h * b.Dx() / b.Dy()
		}
	}
	x, y := centre(w, p.Crop), centre(h, p.Crop)
	return picture.ResizeCrop(img, w, h, image.Rect(x, y, x+p.Crop, y+p.Crop), p.Filter)
}

// centre returns where a crop begins: half of what is left over, halves rounded
// to even, as Python's round in torchvision's center_crop does.
func centre(size, crop int) int { return int(math.RoundToEven(float64(size-crop) / 2)) }
