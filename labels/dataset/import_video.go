package dataset

import (
	"bytes"
	"cmp"
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
	"sync"

	"memebench/labels"
	"memebench/labels/media"
)

// look looks at the file of a picture, a video or a sound, which a place calls by name, or
// nothing does. Of a video it keeps the first frame; a picture has the sound that lies beside
// it under its name, or a warning why that could not be read.
func (im *Import) look(ctx context.Context, path, name string) (image labels.Image, warning string, err error) {
	// Most are pictures: only what is none, or may be a moving WebP, is opened once more.
	image, err = im.spec.Probe(path)
	if err == nil && image.Format != string(media.WebP) {
		warning, err = im.addSound(ctx, &image, name)
		return image, warning, err
	}
	kind, kindErr := media.KindOfFile(path)
	switch {
	case kind == "" && kindErr == nil && err != nil && isUnreadVideo(cmp.Or(name, path)):
		return image, "", errUnreadVideo
	case kindErr != nil || kind == "":
		if err == nil {
			warning, err = im.addSound(ctx, &image, name)
		}
		return image, warning, err
	case im.spec.Videos == nil && err == nil:
		return image, "", nil
	case im.spec.Videos == nil:
		return labels.Image{}, "", errors.New("a video or a sound, which is not read here")
	case !kind.Moving():
		image, err = im.sound(ctx, path)
		return image, "", err
	}
	film, filmErr := im.video(ctx, path)
	if filmErr != nil && err == nil && ctx.Err() == nil && !errors.As(filmErr, &keepError{}) {
		// Of moving WebP, which ffmpeg reads since version 8, the first frame is a picture.
		return image, fmt.Sprintf("%s moves, and only its first frame is taken: %v", labels.Printable(filepath.Base(cmp.Or(name, path))), filmErr), nil
	}
	return film, "", filmErr
}

// soundExts end the names of sounds.
var soundExts = []string{".wav", ".mp3", ".ogg", ".opus", ".flac", ".m4a"}

// isSoundName reports whether a name ends like that of a sound.
func isSoundName(name string) bool {
	return slices.Contains(soundExts, strings.ToLower(path.Ext(strings.TrimSpace(name))))
}

// unreadVideoExts end the names of videos that are not read. In a folder they are memes as
// pictures that are not read are: who has some hears of them.
var unreadVideoExts = []string{".avi", ".wmv", ".flv", ".mpg", ".mpeg", ".ogv", ".mts", ".m2ts"}

// isUnreadVideo reports whether a name ends like that of a video that is not read.
func isUnreadVideo(name string) bool {
	return slices.Contains(unreadVideoExts, strings.ToLower(path.Ext(strings.TrimSpace(name))))
}

var errUnreadVideo = errors.New("a video of a kind that is not read here: make it one of mp4, mov, mkv or webm, as ffmpeg -i IN out.mp4 does")

// nothingToSee is said in the place of the picture that a sound does not have.
const nothingToSee = "a sound alone: there is nothing to see"

// sound is the image of a sound alone.
func (im *Import) sound(ctx context.Context, path string) (labels.Image, error) {
	_, info, about, err := im.openMedia(ctx, path)
	switch {
	case err == nil && info.Picture: // Ogg with pictures
		return labels.Image{}, errUnreadVideo
	case err == nil && !info.Sound:
		err = media.ErrNoStream
	}
	return labels.Image{Media: about, Fault: nothingToSee}, err
}

// addSound adds the sound beside a picture, which the place of pictures calls by name. Of one
// that cannot be read there is a warning; the error is the context's.
func (im *Import) addSound(ctx context.Context, image *labels.Image, name string) (warning string, err error) {
	if im.spec.Videos == nil || name == "" {
		return "", nil
	}
	sound, err := im.soundBeside(ctx, name)
	if err == nil && sound == "" {
		return "", ctx.Err()
	}
	return im.hear(ctx, image, sound, err, "beside "+labels.Printable(name))
}

// addSoundOf adds the sound that a table has or names beside a picture, where none lies beside that.
func (im *Import) addSoundOf(ctx context.Context, row *TableRow, image *labels.Image) (warning string, err error) {
	var sound string
	switch {
	case im.spec.Videos == nil || image.SHA256 == "" || image.Media.Is():
		return "", nil
	case row.sound != nil:
		sound, err = keepPicture(im.spec.Keep, row.sound)
	case row.heard == "" || im.part.pics == nil:
		return "", nil
	default:
		var file string
		if file, err = im.part.locate(row.heard); err == nil {
			if sound = im.part.pics.place.path(file); sound == "" {
				sound, err = keepFile(ctx, im.spec.Keep, im.part.pics.place, file)
			}
		}
	}
	return im.hear(ctx, image, sound, err, "of "+labels.Printable(cmp.Or(row.Image, row.heard, "the picture")))
}

// hear gives a picture the sound that lies somewhere, or err says why it does not; whose it is, is
// for the warning.
func (im *Import) hear(ctx context.Context, image *labels.Image, sound string, err error, whose string) (warning string, _ error) {
	var info media.Info
	var about labels.Media
	if err == nil {
		_, info, about, err = im.openMedia(ctx, sound)
	}
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(err, &keepError{}):
		return "", err
	case err == nil && !info.Sound:
		err = media.ErrNoStream
	}
	if err != nil {
		return fmt.Sprintf("the sound %s cannot be read: %v", whose, err), nil
	}
	image.Media = about
	return "", nil
}

// soundBeside is where the sound lies that is beside a picture; "" for none. One of an archive
// is kept first.
func (im *Import) soundBeside(ctx context.Context, name string) (string, error) {
	pl := im.part.pics.place
	stem := func(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }
	if at := pl.path(name); at != "" {
		dir := filepath.Dir(at)
		sound := im.sounds.of(dir, func() ([]string, error) { return soundsIn(dir) })[stem(filepath.Base(at))]
		if sound == "" {
			return "", nil
		}
		return filepath.Join(dir, sound), nil
	}
	sound := im.sounds.of(pl, func() ([]string, error) { return pl.list(ctx) })[stem(name)]
	if sound == "" {
		return "", nil
	}
	return keepFile(ctx, im.spec.Keep, pl, sound)
}

// soundsIn are the files in a folder that may be sounds.
func soundsIn(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// sounds are the names of sounds in folders and archives, each by itself without its end.
type sounds struct {
	mu  sync.Mutex
	all map[any]map[string]string // by the path of a folder, or the place that an archive is
}

// of returns those of a folder or an archive, which is listed once.
func (s *sounds) of(where any, list func() ([]string, error)) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, ok := s.all[where]
	if ok {
		return in
	}
	in = map[string]string{}
	names, _ := list() // what cannot be read has none
	for _, name := range names {
		if isSoundName(name) {
			in[strings.TrimSuffix(name, path.Ext(name))] = name
		}
	}
	if s.all == nil {
		s.all = map[any]map[string]string{}
	}
	s.all[where] = in
	return in
}

// thenAgain adds to what is said of ffmpeg what to do once there is one: a meme keeps the reason
// why it has no picture until it is imported again.
func thenAgain(err error) error { return fmt.Errorf("%w; then import it again", err) }

// openMedia opens a video or a sound, and says what is kept of it.
func (im *Import) openMedia(ctx context.Context, path string) (ff media.FFmpeg, info media.Info, about labels.Media, err error) {
	if ff, err = im.spec.Videos(ctx); err != nil {
		return ff, info, about, thenAgain(err)
	}
	if info, err = ff.Open(ctx, path); err != nil {
		if errors.Is(err, media.ErrOldFFmpeg) {
			err = thenAgain(err)
		}
		return ff, info, about, err
	}
	about = labels.Media{Path: path, Format: string(info.Kind), Seconds: math.Round(100*info.Seconds) / 100, Moves: info.Picture, Sound: info.Sound, Reader: ff.Version}
	about.SHA256, err = media.Digest(path)
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
