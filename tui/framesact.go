package tui

import (
	"context"
	"errors"
	"image"
	"io/fs"

	"memebench/labels"
	"memebench/tui/jobs"
)

// webp is the format of pictures of which only ffmpeg tells whether they move.
const webp = "webp"

// whyNoFrames says why the frames of a meme are not shown, "" where they can be.
func (s *session) whyNoFrames(m labels.Meme) string {
	switch {
	case m.Image.Media.Is() && !moves(m):
		return "there is nothing to see that moves"
	case m.Image.Fault != "":
		return m.Image.Fault
	case !hasPicture(m):
		return "text only"
	case !moves(m) && m.Image.Format == webp:
		return "it does not move, or its import had no ffmpeg that reads moving WebP"
	case !moves(m):
		return "this picture does not move"
	}
	why := whyNoPicture(m, s.pics.tech, nil)
	if why == "" && s.pics.hidden {
		why = s.deps.Keys.picturesAreHidden()
	}
	return why
}

// turnFrames shows the frames of a meme in the place of its picture, or the picture again.
func (s *session) turnFrames(m labels.Meme) {
	if s.pics.film.is(m.ID) {
		s.endFrames()
		return
	}
	if why := s.whyNoFrames(m); why != "" {
		s.status.say("no frames: %s", why)
		return
	}
	s.endFrames()
	s.pics.show(film{of: m.ID})
	s.status.say("its frames, evenly spread: %s gives the picture back", s.key(doFrames))
}

// endFrames brings the picture back, and stops what decodes.
func (s *session) endFrames() {
	if s.pics.film.of == "" {
		return
	}
	if s.pics.film.job != 0 && s.pics.film.frames == nil {
		s.runnerOf(jobFrames).Cancel(jobFrames)
	}
	s.pics.show(film{})
}

// wantFrames has the frames of a meme decoded, if they are to be shown and its picture is still
// in the place. What decoded those of the meme before may still be ending: the news of its
// end ask again.
func (s *session) wantFrames(m labels.Meme, place pictureKey) {
	f := s.pics.film
	if !f.is(m.ID) || f.job != 0 || place.view.frames {
		return
	}
	decode := s.deps.Frames
	err := s.startJob(jobFrames, func(ctx context.Context, _ func(jobs.Progress)) (any, error) {
		var frames []image.Image
		err := decode(ctx, m, func(img image.Image) error {
			frames = append(frames, smaller(img))
			return ctx.Err()
		})
		return frames, err
	})
	switch {
	case err == nil:
		s.pics.film.job = s.active[jobFrames].ID
	case !errors.Is(err, jobs.ErrBusy):
		s.endFrames()
	}
}

// framesEnded takes in what was decoded.
func (s *session) framesEnded(j jobs.Snapshot) {
	f := &s.pics.film
	if j.ID != f.job {
		return // of a meme before
	}
	frames, _ := j.Result.([]image.Image)
	switch {
	case len(frames) > 0:
		f.frames = frames
		return
	case j.State == jobs.Cancelled:
		s.status.say("cancelled: %s", jobTitle(j.Kind))
	case errors.Is(j.Err, fs.ErrNotExist):
		s.status.say("no frames: the file is gone; memebench relink FOLDER finds it, where it is now")
	case j.Err != nil:
		s.status.say("no frames: %v", j.Err)
	default:
		s.status.say("no frames: none could be decoded")
	}
	s.pics.show(film{})
}
