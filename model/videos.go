package model

import (
	"context"
	"fmt"
	"image"

	"memebench/labels"
	"memebench/labels/media"
	"memebench/labels/picture"
	"memebench/model/encoder"
)

// Videos gives the ffmpeg that reads videos and sounds, which it may have to fetch first. It
// is called from several goroutines.
type Videos func(context.Context) (media.FFmpeg, error)

// ReadVideosWith says what reads videos and sounds; without it memes have none of either.
// Call it before anything else.
func (w *Workbench) ReadVideosWith(v Videos) { w.videos = v }

// video is an open one. Its errors are of the file.
type video struct {
	ff   media.FFmpeg
	path string
	info media.Info
}

// open opens the video or sound at path.
func (v Videos) open(ctx context.Context, path string) (*video, error) {
	if v == nil {
		return nil, media.ErrNotMedia
	}
	ff, err := v(ctx)
	if err != nil {
		return nil, err
	}
	info, err := ff.Open(ctx, path)
	return &video{ff, path, info}, err
}

// isVideo reports whether the file at path is a video, by its first bytes.
func isVideo(path string) bool {
	kind, err := media.KindOfFile(path)
	return err == nil && kind.Moving()
}

// isMedia reports whether the file at path is a video or a sound, by its first bytes.
func isMedia(path string) bool {
	kind, err := media.KindOfFile(path)
	return err == nil && kind != ""
}

// pictured is an error of ctx, or one of the file.
func pictured(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return &encoder.ItemError{Err: err}
}

// A frameSource yields frames, at most so many.
type frameSource func(most int, yield func(image.Image) error) error

// frames gives the frames of the video or animation at path, if it is still the one with this
// SHA-256. Every error but that of ctx is an encoder.ItemError.
func (v Videos) frames(ctx context.Context, path string, digest [32]byte) (frameSource, error) {
	if !isVideo(path) {
		return func(most int, yield func(image.Image) error) error { return picture.Frames(ctx, path, most, yield) }, sameFile(path, digest)
	}
	if err := sameVideo(path, digest); err != nil {
		return nil, err
	}
	open, err := v.open(ctx, path)
	if err != nil {
		return nil, pictured(ctx, err)
	}
	return open.frames(ctx), nil
}

// frames gives its frames.
func (v *video) frames(ctx context.Context) frameSource {
	return func(most int, yield func(image.Image) error) error {
		return v.ff.Frames(ctx, v.path, v.info, most, yield)
	}
}

// Frames yields what the encoder of frames sees of a meme that moves: up to
// [encoder.PooledFrames] frames, evenly spread, of a video over its first minute. It ends with
// ctx, and with an error of yield. Of a file that is gone or is another one by now the error is
// a sentence.
func (w *Workbench) Frames(ctx context.Context, m labels.Meme, yield func(image.Image) error) error {
	key, ok := featureKey(encoder.FramesModality, &m)
	if !ok {
		return fmt.Errorf("%s does not move", labels.Printable(m.Name()))
	}
	all, err := w.videos.frames(ctx, fileOf(encoder.FramesModality, &m), key)
	if err != nil {
		return err
	}
	return all(encoder.PooledFrames, yield)
}

// encodeSound encodes the sound of a video, or a sound.
func encodeSound(ctx context.Context, enc *encoder.Pack, v Videos, path string) ([]float32, error) {
	open, err := v.open(ctx, path)
	if err != nil {
		return nil, pictured(ctx, err)
	}
	return open.sound(ctx, enc)
}

// sound encodes its sound.
func (v *video) sound(ctx context.Context, enc *encoder.Pack) ([]float32, error) {
	samples, err := v.ff.Samples(ctx, v.path, v.info)
	if err != nil {
		return nil, pictured(ctx, err)
	}
	return enc.Sound.EncodeSound(ctx, samples)
}

// sameVideo reports, as an encoder.ItemError, when the file at path is not the one with
// this SHA-256.
func sameVideo(path string, digest [32]byte) error {
	sum, err := media.Digest(path)
	if err == nil && sum != fmt.Sprintf("%x", digest) {
		err = picture.ErrChanged
	}
	if err != nil {
		return &encoder.ItemError{Err: err}
	}
	return nil
}
