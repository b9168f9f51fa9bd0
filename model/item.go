package model

import (
	"context"
	"fmt"
	"image"

	"memebench/labels"
	"memebench/labels/picture"
	"memebench/model/encoder"
)

// Item is one caption, picture, video or sound that lacks the features of one encoder.
type Item struct {
	Meme int    // place of the first meme that has it, in the order of import, from 0
	Row  int    // of that meme, for messages
	Name string // of that meme, for messages

	Input    int      // which of the pack's encoders, an index of its inputs
	Modality string   // of that input
	Key      [32]byte // of the features: the SHA-256 of the caption or of the picture's file
	Caption  string
	Path     string // of the picture's file, absolute
}

// OfPicture reports whether a picture is encoded, and not the caption.
func (t *Item) OfPicture() bool { return t.Modality != encoder.TextModality }

// unreadable is the warning about a picture that cannot be encoded.
func (t Item) unreadable(why string) labels.RowReason {
	return labels.RowReason{Row: t.Row, Reason: fmt.Sprintf("%s: %s", labels.Printable(t.Name), why)}
}

// encodeItem encodes one caption or picture: a new vector, as wide as the input says. open
// gives the encoders, and is called when there is something to give them. A picture that
// cannot be read is an encoder.ItemError.
func encodeItem(ctx context.Context, open func() (*encoder.Pack, error), videos Videos, t Item) ([]float32, error) {
	var img image.Image
	var frames frameSource
	var err error
	switch t.Modality {
	case encoder.ImageModality:
		img, err = openImported(ctx, t.Path, t.Key)
	case encoder.FramesModality:
		frames, err = videos.frames(ctx, t.Path, t.Key)
	case encoder.SoundModality:
		err = sameVideo(t.Path, t.Key)
	}
	if err != nil {
		return nil, err
	}
	enc, err := open()
	if err != nil {
		return nil, err
	}
	var x []float32
	switch t.Modality {
	case encoder.ImageModality:
		x, err = enc.Image.EncodeImage(ctx, img)
	case encoder.FramesModality:
		x, err = enc.PoolFrames(ctx, frames)
	case encoder.SoundModality:
		x, err = encodeSound(ctx, enc, videos, t.Path)
	default:
		x, err = enc.Text.EncodeText(ctx, t.Caption)
	}
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", labels.Printable(t.Name), err)
	}
	return x, nil
}

// openImported decodes the picture at path if it is still the one with this
// digest: features are kept under the digest, and those of another picture would
// stay there for good. Every error but that of ctx is an encoder.ItemError.
func openImported(ctx context.Context, path string, digest [32]byte) (image.Image, error) {
	if err := sameFile(path, digest); err != nil {
		return nil, err
	}
	img, _, err := picture.Open(ctx, path)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &encoder.ItemError{Err: err}
	}
	return img, nil
}

// sameFile reports, as an encoder.ItemError, when the file at path is not the one with
// this digest.
func sameFile(path string, digest [32]byte) error {
	if err := picture.Same(path, digest); err != nil {
		return &encoder.ItemError{Err: err}
	}
	return nil
}
