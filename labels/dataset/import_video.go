package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"memebench/labels"
	"memebench/labels/media"
)

// look looks at the file of a picture, a video or a sound. Of a video it keeps the first
// frame; a picture has the sound that lies beside it under its name.
func (im *Import) look(ctx context.Context, path string) (labels.Image, error) {
	kind, err := media.KindOfFile(path)
	switch {
	case err != nil || kind == "":
		image, err := im.spec.Probe(path) // which says what it is
		if err == nil {
			err = im.addSound(ctx, &image, path)
		}
		return image, err
	case im.spec.Videos == nil:
		return labels.Image{}, errors.New("a video or a sound, which is not read here")
	case !kind.Moving():
		return im.sound(ctx, path)
	}
	image, err := im.video(ctx, path)
	if err != nil && kind == media.WebP && ctx.Err() == nil {
		return im.spec.Probe(path) // ffmpeg reads moving WebP since version 8: its first frame is a picture
	}
	return image, err
}

// soundExts end the names of sounds.
var soundExts = []string{".wav", ".mp3", ".ogg", ".opus", ".flac", ".m4a"}

// isSoundName reports whether a name ends like that of a sound.
func isSoundName(name string) bool {
	return slices.Contains(soundExts, strings.ToLower(path.Ext(strings.TrimSpace(name))))
}

// nothingToSee is said in the place of the picture that a sound does not have.
const nothingToSee = "a sound alone: there is nothing to see"

// sound is the image of a sound alone.
func (im *Import) sound(ctx context.Context, path string) (labels.Image, error) {
	_, info, about, err := im.openMedia(ctx, path)
	if err == nil && !info.Sound {
		err = media.ErrNoStream
	}
	return labels.Image{Media: about, Fault: nothingToSee}, err
}

// addSound adds the sound beside a picture.
func (im *Import) addSound(ctx context.Context, image *labels.Image, path string) error {
	if im.spec.Videos == nil {
		return nil
	}
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	for _, ext := range soundExts {
		if st, err := os.Stat(stem + ext); err != nil || !st.Mode().IsRegular() {
			continue
		}
		_, info, about, err := im.openMedia(ctx, stem+ext)
		if err == nil && info.Sound {
			image.Media = about
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// openMedia opens a video or a sound, and says what is kept of it.
func (im *Import) openMedia(ctx context.Context, path string) (ff media.FFmpeg, info media.Info, about labels.Media, err error) {
	if ff, err = im.spec.Videos(ctx); err != nil {
		return ff, info, about, err
	}
	if info, err = ff.Open(ctx, path); err != nil {
		return ff, info, about, err
	}
	about = labels.Media{Path: path, Format: string(info.Kind), Seconds: math.Round(100*info.Seconds) / 100, Moves: info.Picture, Sound: info.Sound}
	if about.Reader, err = ff.Version(ctx); err == nil {
		about.SHA256, err = media.Digest(path)
	}
	return ff, info, about, err
}

// video makes the picture of a video.
func (im *Import) video(ctx context.Context, path string) (labels.Image, error) {
	ff, info, about, err := im.openMedia(ctx, path)
	if err != nil {
		return labels.Image{}, err
	}
	if !info.Picture { // as of an mp4 with sound alone
		return labels.Image{Media: about, Fault: nothingToSee}, nil
	}
	first, err := ff.First(ctx, path, info)
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
	image.Path, image.Media = at, about
	return image, err
}
