package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"

	"memebench/eval"
	"memebench/model/picture"
)

// pooledFrames is how many frames of an animation are looked at.
const pooledFrames = 8

// framesInput describes the modality of animated GIFs: the features that an image
// encoder gives for up to eight frames, spread evenly over the animation, the mean
// of each and then the greatest of each, so twice as many. What moves shows in the
// difference of the two. A still picture lacks the modality.
func framesInput(of eval.Input) eval.Input {
	sum := sha256.Sum256([]byte("frames 1: mean and maximum over 8, evenly spread; " + of.Digest))
	return eval.Input{
		Modality: FramesModality, Encoder: of.Encoder + " over frames", Digest: hex.EncodeToString(sum[:]), Width: 2 * of.Width,
	}
}

// encodeFrames returns the features of the animation at path: [mean, maximum], each
// of the encoder's width. An error of the file is a pictureError.
func encodeFrames(ctx context.Context, e ImageEncoder, path string) ([]float32, error) {
	width := e.Width()
	sum, top := make([]float64, width), make([]float32, width)
	n := 0
	var failed error
	err := picture.Frames(ctx, path, pooledFrames, func(img image.Image) error {
		var x []float32
		if x, failed = e.EncodeImage(img); failed != nil {
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
		return nil, &pictureError{err}
	}
	out := make([]float32, 2*width)
	for i, v := range sum {
		out[i] = float32(v / float64(n))
	}
	copy(out[width:], top)
	return out, nil
}
