package picture_test

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"memebench/labels/picture"
)

// A picture in memory is read as the same picture in a file, frames included.
func TestDecodeIsOpen(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	moving := 0
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // a folder
		}
		want, wantInfo, wantErr := picture.Open(t.Context(), path)
		got, gotInfo, gotErr := picture.Decode(t.Context(), b)
		if !reflect.DeepEqual(got, want) || gotInfo != wantInfo || (gotErr == nil) != (wantErr == nil) || gotErr != nil && gotErr.Error() != wantErr.Error() {
			t.Errorf("%s: %+v, %v in memory and %+v, %v in a file", path, gotInfo, gotErr, wantInfo, wantErr)
		}
		var frames, wanted []image.Image
		collect := func(to *[]image.Image) func(image.Image) error {
			return func(m image.Image) error {
				c := *m.(*image.NRGBA)
				c.Pix = append([]byte(nil), c.Pix...)
				*to = append(*to, &c)
				return nil
			}
		}
		gotErr, wantErr = picture.DecodeFrames(t.Context(), b, 4, collect(&frames)), picture.Frames(t.Context(), path, 4, collect(&wanted))
		if !reflect.DeepEqual(frames, wanted) || (gotErr == nil) != (wantErr == nil) {
			t.Errorf("%s: %d frames, %v in memory and %d, %v in a file", path, len(frames), gotErr, len(wanted), wantErr)
		}
		moving += len(wanted)
	}
	if moving == 0 {
		t.Error("none of the files moves")
	}
	if _, _, err := picture.Decode(t.Context(), nil); !errors.Is(err, picture.ErrNotPicture) {
		t.Errorf("nothing at all: %v", err)
	}
}
