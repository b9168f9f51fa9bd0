package tui

import "memebench/tui/term"

// whyNoZoom says why there is no picture to be zoomed, "" when there is one.
func (s *gridScreen) whyNoZoom() string {
	it := s.selected()
	if it == nil {
		return "this meme is being read"
	}
	why := whyNoPicture(it.meme, s.pics.tech, nil)
	if why == "" && s.pics.hidden {
		why = s.deps.Keys.picturesAreHidden()
	}
	return why
}

// actZoomed does what a key means while the picture is alone, and reports whether it was
// one of those.
func (s *gridScreen) actZoomed(do action) bool {
	it := s.selected()
	if it == nil {
		return false
	}
	pan := map[action][2]int{doPanUp: {0, -1}, doPanDown: {0, 1}, doPanLeft: {-1, 0}, doPanRight: {1, 0}}
	switch by, pans := pan[do]; {
	case pans && s.zoom.level != zoomClose:
		s.status.say("all of the picture is here: %s comes closer", s.key(doZoom))
	case pans:
		if why := s.zoom.panBy(s.pics, s.frame, it.meme, by[0], by[1]); why != "" {
			s.status.say("%s", why)
		}
	case do == doUnzoom:
		s.zoom.end(s.pics)
	case do == doCloser && s.zoom.level == zoomClose:
		s.status.say("it does not come closer: %s goes back", s.key(doFarther))
	case do == doCloser:
		s.zoom.closer(s.pics, it.meme)
	case do == doFarther && s.zoom.level == zoomFitted:
		s.status.say("the whole picture is here: %s goes back", s.key(doUnzoom))
	case do == doFarther:
		s.zoom.farther(s.pics)
	default:
		return false
	}
	return true
}

// followZoom takes note of the picture that is there now.
func (s *gridScreen) followZoom() {
	it := s.selected()
	if it == nil {
		return
	}
	if err := s.zoom.follow(s.pics, s.frame, it.meme); err != nil {
		s.status.say("nothing to zoom: %s", whyNoPicture(it.meme, s.pics.tech, err))
	}
}

// drawZoom draws the picture alone in the window, above news and hints.
func (s *gridScreen) drawZoom(c *canvas) {
	r := s.frame.zoom()
	rows := term.EmptyRows(s.pics.tech, r.box())
	if got, ok := s.zoom.drawn(s.pics, s.frame); ok {
		rows = got.drawn.Rows
	}
	c.picture(r, rows)
}

func (s *gridScreen) zoomed() bool { return s.zoom.level != zoomOff }
