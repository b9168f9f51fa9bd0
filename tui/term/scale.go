package term

import (
	"context"
	"image"

	"memebench/labels/picture"
)

// OpenImage reads a picture, upright. Decoding is bounded there.
func OpenImage(ctx context.Context, path string) (image.Image, error) {
	img, _, err := picture.Open(ctx, path)
	return img, err
}

// ImageChanged reports whether the file at path is another one than that with this SHA-256 in hex, as
// [picture.Changed] does.
func ImageChanged(path, sum string) bool { return picture.Changed(path, sum) }

// ScaleImage brings a picture to w by h pixels. What is transparent becomes white, as
// memes are made to be read on white pages, or dark where it could not be read there
// ([picture.Ground]).
func ScaleImage(img image.Image, w, h int) image.Image {
	return picture.Resize(picture.Flatten(img, picture.Ground(img)), w, h, picture.Bilinear)
}

// PartOfImage brings a picture to a size, as ScaleImage does, and returns the
// part of it that is seen.
func PartOfImage(img image.Image, whole image.Point, seen image.Rectangle) image.Image {
	return picture.ResizeCrop(picture.Flatten(img, picture.Ground(img)), whole.X, whole.Y, seen, picture.Bilinear)
}
