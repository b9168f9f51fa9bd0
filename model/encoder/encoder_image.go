package encoder

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"sync"

	"memebench/model/onnx"
	"memebench/model/ort"
)

// imageEncoder runs a convolutional network on one picture at a time: a batch of
// pictures is not faster on one core, and takes memory.
type imageEncoder struct {
	base
	preprocess Preprocess
	pooling    Pooling
	norm       bool
	shape      []int64
	buffers    sync.Pool // of *[]float32, the network's input
}

// newImageEncoder makes an encoder of a base with an open session. A width of 0
// is learnt from the model.
func newImageEncoder(ctx context.Context, b base, spec Spec) (*imageEncoder, error) {
	p := *spec.Preprocess
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", b.name, err)
	}
	e := &imageEncoder{base: b, preprocess: p, pooling: spec.Pooling, norm: spec.Norm, shape: p.Shape(1)}
	in := b.session.Inputs()
	if len(in) != 1 || in[0].Elem != onnx.Float32 || len(in[0].Dims) != 4 {
		return nil, fmt.Errorf("encoder %s: want one float32 input of four dimensions", b.name)
	}
	for i, d := range in[0].Dims {
		if !fits(d, int(e.shape[i])) {
			return nil, fmt.Errorf("encoder %s: the preprocessing gives the shape %v, the model wants %s", b.name, e.shape, dimensions(in[0].Dims))
		}
	}
	if err := b.checkOutput(spec); err != nil {
		return nil, err
	}
	e.buffers.New = func() any {
		buffer := make([]float32, 3*p.Crop*p.Crop)
		return &buffer
	}
	if e.width > 0 {
		return e, nil
	}
	out, err := e.run(ctx, image.NewRGBA(image.Rect(0, 0, 8, 8)), ort.Tensor{})
	if err != nil {
		return nil, err
	}
	e.width, err = b.learn(out.Shape, spec.outputDims(ImageModality, 0))
	return e, err
}

var errNoPixels = errors.New("the picture has no pixels")

// EncodeImage implements Image.
func (e *imageEncoder) EncodeImage(ctx context.Context, img image.Image) ([]float32, error) {
	if img.Bounds().Empty() {
		return nil, fmt.Errorf("encoder %s: %w", e.name, errNoPixels)
	}
	v, err := e.vector(ctx, img)
	if err != nil {
		return nil, err
	}
	if e.norm {
		v = meanPool(v, e.width) // of one vector, with norm 1
	}
	return v, e.finite(v)
}

// vector is what the network makes of a picture.
func (e *imageEncoder) vector(ctx context.Context, img image.Image) ([]float32, error) {
	if e.pooling == NoPooling {
		v := make([]float32, e.width)
		_, err := e.run(ctx, img, ort.Floats(v, 1, int64(e.width)))
		return v, err
	}
	out, err := e.run(ctx, img, ort.Tensor{}) // height and width, or the patches, are the model's affair
	if err != nil {
		return nil, err
	}
	if width, err := e.learn(out.Shape, Spec{Pooling: e.pooling}.outputDims(ImageModality, 0)); err != nil || width != e.width {
		return nil, fmt.Errorf("encoder %s: a picture gives the shape %v, want %d features", e.name, out.Shape, e.width)
	}
	if e.pooling == CLSPooling {
		return slices.Clone(out.Float32[:e.width]), nil
	}
	return planeMeans(out.Float32, e.width), nil
}

// run gives a picture to the model, which fills out.
func (e *imageEncoder) run(ctx context.Context, img image.Image, out ort.Tensor) (ort.Tensor, error) {
	buffer := e.buffers.Get().(*[]float32)
	defer e.buffers.Put(buffer)
	e.preprocess.apply(*buffer, img)
	outputs := []ort.Tensor{out}
	if err := e.session.Run(ctx, []ort.Tensor{ort.Floats(*buffer, e.shape...)}, outputs); err != nil {
		return out, e.failed(ctx, err)
	}
	return outputs[0], nil
}

// planeMeans returns the mean of each plane of x [width, height, width of the
// plane]: global average pooling.
func planeMeans(x []float32, width int) []float32 {
	v, plane := make([]float32, width), len(x)/width
	for i := range v {
		sum := 0.0
		for _, f := range x[i*plane : (i+1)*plane] {
			sum += float64(f)
		}
		v[i] = float32(sum / float64(plane))
	}
	return v
}
