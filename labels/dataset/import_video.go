package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"math"

	"memebench/labels"
	"memebench/labels/media"
)

// look looks at the file of a picture or a video, of which it keeps the first frame.
func (im *Import) look(ctx context.Context, path string) (labels.Image, error) {
	kind, err := media.KindOfFile(path)
	switch {
	case err != nil || kind == "":
		return im.spec.Probe(path) // which says what it is
	case !kind.Moving():
		return labels.Image{}, errors.New("a sound without a picture: want a picture or a video")
	case im.spec.Videos == nil:
		return labels.Image{}, errors.New("a video, which is not read here")
	}
	image, err := im.video(ctx, path)
	if err != nil && kind == media.WebP && ctx.Err() == nil {
		return im.spec.Probe(path) // ffmpeg reads moving WebP since version 8: its first frame is a picture
	}
	return image, err
}

// video makes the picture of a video.
func (im *Import) video(ctx context.Context, path string) (labels.Image, error) {
	ff, err := im.spec.Videos(ctx)
	if err != nil {
		return labels.Image{}, err
	}
	info, err := ff.Open(ctx, path)
	if err != nil {
		return labels.Image{}, err
	}
	if !info.Picture {
		return labels.Image{}, errors.New("a sound without a picture: want a picture or a video")
	}
	first, err := ff.First(ctx, path, info)
	if err != nil {
		return labels.Image{}, err
	}
	reader, err := ff.Version(ctx)
	if err != nil {
		return labels.Image{}, err
	}
	sum, err := media.Digest(path)
	if err != nil {
		return labels.Image{}, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, first); err != nil {
		return labels.Image{}, fmt.Errorf("its first frame: %w", err)
	}
	at, err := keepPicture(im.spec.Keep, b.Bytes())
	if err != nil {
		return labels.Image{}, err
	}
	image, err := im.spec.Probe(at)
	image.Path = at
	image.Video = labels.Video{
		Path: path, SHA256: sum, Format: string(info.Kind), Seconds: math.Round(100*info.Seconds) / 100, Sound: info.Sound, Reader: reader,
	}
	return image, err
}
