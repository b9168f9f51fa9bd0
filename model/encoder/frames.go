package encoder

import (
	"context"
	"errors"
	"image"

	"memebench/eval"
	"memebench/labels/picture"
)

// PooledFrames is how many frames of a video or an animation are looked at, at most.
const PooledFrames = 8

// framesInput describes what EncodeFrames makes with this image encoder.
func framesInput(of eval.Input) eval.Input {
	return eval.Input{
		Modality: FramesModality, Encoder: of.Encoder + " over frames", Digest: digestOf("frames 1: mean and maximum over 8, evenly spread; " + of.Digest), Width: 2 * of.Width,
	}
}

// ItemError is an error that belongs to one picture or caption and not to the encoder:
// the next one may be sound.
type ItemError struct{ Err error }

func (e *ItemError) Error() string { return e.Err.Error() }
func (e *ItemError) Unwrap() error { return e.Err }

// ErrNoFeatures is, within an ItemError, of a sound picture or caption of which an encoder makes
// nothing that a head could read.
var ErrNoFeatures = errors.New("it has no features")

// EncodeFrames encodes the animated GIF at path: a new vector of the features that
// Image gives for up to eight frames, spread evenly over the animation, the mean of
// each and then the greatest of each, so twice Image's width. What moves shows in the
// difference of the two. An error of the file is an ItemError; a still picture,
// which lacks the modality, is one.
func (p *Pack) EncodeFrames(ctx context.Context, path string) ([]float32, error) {
	return p.PoolFrames(ctx, func(most int, yield func(image.Image) error) error { return picture.Frames(ctx, path, most, yield) })
}

// EncodeFramesOf is EncodeFrames for an animation in memory.
func (p *Pack) EncodeFramesOf(ctx context.Context, gif []byte) ([]float32, error) {
	return p.PoolFrames(ctx, func(most int, yield func(image.Image) error) error {
		return picture.DecodeFrames(ctx, gif, most, yield)
	})
}

// PoolFrames is EncodeFrames for what decode yields, which is to be so many frames at most.
func (p *Pack) PoolFrames(ctx context.Context, decode func(most int, yield func(image.Image) error) error) ([]float32, error) {
	width := p.Image.Width()
	sum, top := make([]float64, width), make([]float32, width)
	n := 0
	var failed error
	err := decode(PooledFrames, func(img image.Image) error {
		var x []float32
		if x, failed = p.Image.EncodeImage(ctx, img); failed != nil {
			return failed
		}
		for i, v := range x {
			sum[i] += float64(v)
			if n == 0 || v > top[i] {
				top[i] = v
			}
		}
		n++
		return nil
	})
	switch {
	case failed != nil:
		return nil, failed
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &ItemError{err}
	}
	out := make([]float32, 2*width)
	for i, v := range sum {
		out[i] = float32(v / float64(n))
	}
	copy(out[width:], top)
	return out, nil
}
