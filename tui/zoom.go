package tui

import (
	"image"
	"math"

	tea "github.com/charmbracelet/bubbletea"
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
func (f frame) zoom() box { return box{f.w - 2*margin, f.h - 2} }

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
	to := image.Pt(within(within(s.zoom.pan.X, now.reach.X)+dx, now.reach.X), within(within(s.zoom.pan.Y, now.reach.Y)+dy, now.reach.Y))
	if to == s.zoom.pan {
		s.status.say("the picture ends here")
	}
	s.zoom.pan = to
}

// within is v, or the end of -most … most that is next to it.
func within(v, most int) int { return max(-most, min(v, most)) }

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
		return indent(p.drawn.rows)
	}
	return indent(emptyRows(s.pics.tech, s.frame.zoom()))
}

// closeUp returns the size in pixels of the technique's raster to which a picture
// of w by h is brought for a close look, the part of it that the box shows, and
// how many steps one can go each way from the middle. It is twice as large as
// fits; larger pictures have their own pixels, where the screen's can be set one
// by one.
func closeUp(w, h int, b box, c cell, tech technique, pan image.Point) (whole image.Point, seen image.Rectangle, reach image.Point) {
	c = c.orUsual()
	r := tech.raster(b, c)
	scale := 2 * fitScale(w, h, b, c, tech)
	if r.pw == 1 && r.ph == 1 {
		scale = max(scale, 1)
	}
	whole.X = max(1, int(math.Round(float64(w)*scale/r.pw)))
	whole.Y = max(1, int(math.Round(float64(h)*scale/r.ph)))
	seen.Min.X, seen.Max.X, reach.X = slide(whole.X, r.w, pan.X)
	seen.Min.Y, seen.Max.Y, reach.Y = slide(whole.Y, r.h, pan.Y)
	return whole, seen, reach
}

// slide returns which part of a length is seen through a window so many steps
// from the middle, and how many steps lead to the end. A step is a quarter of the
// window; the last one may be shorter.
func slide(length, window, steps int) (from, to, reach int) {
	window = min(length, window)
	spare, step := length-window, max(1, window/4)
	reach = (spare - spare/2 + step - 1) / step
	from = max(0, min(spare/2+within(steps, reach)*step, spare))
	return from, from + window, reach
}

// fileMsg says what has become of a file that was to be opened.
type fileMsg struct {
	path string
	err  error
}

// openFile has the system show the picture's file.
func (s *labelScreen) openFile() tea.Cmd {
	path := s.item.meme.Image.Path
	if path == "" {
		s.status.say("no file to open: %s", whyNoPicture(s.item.meme, s.pics.tech, nil))
		return nil
	}
	open := s.deps.OpenFile
	return func() tea.Msg { return fileMsg{path, open(path)} }
}
