package tui

import (
	"image"

	"memebench/tui/term"
)

// zoom is how the label screen shows the picture alone: not at all, fitted to the
// window, or closer, where the arrows move over it.
type zoom struct {
	level zoomLevel
	pan   image.Point // steps from the middle
	shown pictureKey  // what stands there until the picture that is wanted is drawn
}

type zoomLevel int

const (
	zoomOff zoomLevel = iota
	zoomFitted
	zoomClose
)

// look is what is seen of a picture in its box: the zero value is all of it.
type look struct {
	close bool
	pan   image.Point // steps from the middle
}

// zoom is the place of a picture that has the window for itself, but for the
// status and the hints: whatever a key does is said there.
func (f frame) zoom() term.Box { return term.Box{Cols: f.w - 2*margin, Rows: f.h - 2} }

// zoomKey names the picture that is wanted while zoomed.
func (s *labelScreen) zoomKey() pictureKey {
	k := s.pics.key(s.item.meme, s.frame.zoom())
	if s.zoom.level == zoomClose {
		k.look = look{true, s.zoom.pan}
	}
	return k
}

// zoomOn goes on to the next level, and from the last one back.
func (s *labelScreen) zoomOn() {
	switch s.zoom.level {
	case zoomOff:
		if why := s.whyNoZoom(); why != "" {
			s.status.say("nothing to zoom: %s", why)
			return
		}
		s.zoom.level = zoomFitted
	case zoomFitted:
		s.zoom.level = zoomClose
		s.pics.keep(s.item.meme.Image.Path)
	case zoomClose:
		s.unzoom()
	}
}

// unzoom brings back the caption and the bars.
func (s *labelScreen) unzoom() {
	s.zoom = zoom{}
	s.pics.keep("")
}

// whyNoZoom says why there is no picture to be zoomed, "" when there is one.
func (s *labelScreen) whyNoZoom() string {
	m := s.item.meme
	drawn, _ := s.pics.get(m, s.layout().picture)
	why := whyNoPicture(m, s.pics.tech, drawn.err)
	if why == "" && s.pics.hidden {
		why = "the picture is hidden: i shows it"
	}
	return why
}

// panBy moves over the picture by a step. Where the one before is not drawn yet
// there is nothing to move from: a key that is held goes as fast as the drawing.
func (s *labelScreen) panBy(dx, dy int) {
	if s.zoom.level != zoomClose {
		s.status.say("the whole picture is in sight: z comes closer")
		return
	}
	now, ok := s.pics.find(s.zoomKey())
	if !ok {
		return
	}
	step := func(at, by, most int) int { return max(-most, min(max(-most, min(at, most))+by, most)) }
	to := image.Pt(step(s.zoom.pan.X, dx, now.reach.X), step(s.zoom.pan.Y, dy, now.reach.Y))
	if to == s.zoom.pan {
		s.status.say("the picture ends here")
	}
	s.zoom.pan = to
}

// followZoom takes note of the picture that is there now. One that cannot be
// drawn is not zoomed.
func (s *labelScreen) followZoom() {
	if s.zoom.level == zoomOff {
		return
	}
	switch p, ok := s.pics.find(s.zoomKey()); {
	case ok && p.err != nil:
		s.unzoom()
		s.status.say("nothing to zoom: %s", whyNoPicture(s.item.meme, s.pics.tech, p.err))
	case ok:
		s.zoom.shown = p.key
	}
}

// zoomed returns the picture that has the window, and whether it is drawn.
func (s *labelScreen) zoomed() (pictureMsg, bool) {
	k := s.zoom.shown
	if k.box != s.frame.zoom() || k.cell != s.pics.cell {
		return pictureMsg{}, false // of the window's former size
	}
	return s.pics.find(k)
}

// zoomView draws all of the window above status and hints.
func (s *labelScreen) zoomView() []string {
	if p, ok := s.zoomed(); ok {
		return indent(p.drawn.Rows)
	}
	return indent(term.EmptyRows(s.pics.tech, s.frame.zoom()))
}
