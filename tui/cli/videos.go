package cli

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"strings"
	"time"

	"memebench/labels"
	"memebench/labels/media"
	"memebench/model"
	"memebench/model/assets"
	"memebench/model/encoder"
)

// ffmpegVariable is the environment's variable with the path of an ffmpeg.
const ffmpegVariable = "MEMEBENCH_FFMPEG"

// ownFFmpeg is the one that the environment or the path has; "" for none.
func ownFFmpeg() string {
	if path := os.Getenv(ffmpegVariable); path != "" {
		return path
	}
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ""
	}
	return path
}

// errNoFFmpeg says what to do where there is none.
var errNoFFmpeg = errors.New("videos and sounds are read by ffmpeg, and there is none: install it, or name it in " + ffmpegVariable)

// videos returns what finds the ffmpeg that reads videos, once it is needed: the user's, or one
// that is fetched; then o says so, and how much that is. All that a command does shares what was
// found. It is not for several goroutines; what it returns is.
func (o *options) videos() model.Videos {
	if o.ffmpeg == nil {
		files, fetch := modelFiles()
		o.ffmpeg = findFFmpeg(files, fetch, o.say)
	}
	return o.ffmpeg
}

// fetchAgain is how long after a fetch that failed there is no other: an import asks for each
// video and each sound, and a package client without a network takes seconds to give up.
const fetchAgain = time.Minute

func findFFmpeg(files encoder.Files, fetch model.Fetch, say func(text string, args ...any)) model.Videos {
	finding := make(chan struct{}, 1) // held by who looks for it, or fetches it
	var found media.FFmpeg
	var failed error // the last fetch, at tried
	var tried time.Time
	return func(ctx context.Context) (media.FFmpeg, error) {
		select {
		case finding <- struct{}{}:
			defer func() { <-finding }()
		case <-ctx.Done():
			return media.FFmpeg{}, ctx.Err()
		}
		if found.Path != "" {
			return found, nil
		}
		path := ownFFmpeg()
		if path == "" {
			asset, ok := fetchedFFmpeg()
			if !ok {
				return found, errNoFFmpeg
			}
			var err error
			if path, err = files.Path(asset.Name); err != nil {
				if failed != nil && time.Since(tried) < fetchAgain {
					return found, failed
				}
				say("videos are read by ffmpeg, a program under %s: fetching %d MB, %d MB on disk; %s names another one",
					asset.Licence, asset.Sources[0].Bytes/1_000_000, asset.Bytes/1_000_000, ffmpegVariable)
				if err := fetch(ctx, []string{asset.Name}, nil); err != nil {
					if ctx.Err() != nil {
						return found, ctx.Err()
					}
					reason, _, _ := strings.Cut(err.Error(), "\n") // what follows has a line for each source
					failed, tried = fmt.Errorf("%w (%s)", errNoFFmpeg, reason), time.Now()
					return found, failed
				}
				if path, err = files.Path(asset.Name); err != nil {
					return found, err
				}
			}
		}
		ff, err := media.Use(ctx, path)
		if err == nil {
			found = ff
		}
		return ff, err
	}
}

// frames yields what a meme that moves is made of. To look at it nothing is fetched.
func (w *workspace) frames(ctx context.Context, m labels.Meme, yield func(image.Image) error) error {
	if _, err := w.files.Path(assets.FFmpeg); m.Image.Media.Moves && err != nil && ownFFmpeg() == "" {
		return errNoFFmpeg
	}
	return w.bench.Frames(ctx, m, yield)
}

// fetchedFFmpeg is the ffmpeg that is fetched on this platform.
func fetchedFFmpeg() (assets.Asset, bool) {
	for _, a := range assets.Manifest() {
		if a.Name == assets.FFmpeg {
			return a, true
		}
	}
	return assets.Asset{}, false
}

// examineVideos says which ffmpeg reads videos.
func examineVideos(ctx context.Context, cache *assets.Cache) finding {
	f := finding{Name: "videos", OK: true}
	path := ownFFmpeg()
	if path == "" {
		var err error
		if path, err = cache.Path(assets.FFmpeg); err != nil {
			f.Detail, f.Advice = "no ffmpeg yet, which reads them", "needed only for videos: it is fetched when some are imported, or named in "+ffmpegVariable
			if _, ok := fetchedFFmpeg(); !ok {
				f.Advice = "needed only for videos: install it, or name it in " + ffmpegVariable
			}
			return f
		}
	}
	ff, err := media.Use(ctx, path)
	if err != nil {
		f.OK, f.Detail, f.Advice = false, err.Error(), "name another one in "+ffmpegVariable
		return f
	}
	f.Detail = labels.Printable(ff.Version) + " in " + path
	return f
}
