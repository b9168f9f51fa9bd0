package tui

// whyNoZoomOf says why there is no picture of a selected meme to be zoomed, nil while it is being
// read; "" when there is one.
func (s *session) whyNoZoomOf(it *item) string {
	if it == nil {
		return "this meme is being read"
	}
	why := whyNoPicture(it.meme, s.pics.tech, nil)
	if why == "" && s.pics.hidden {
		why = s.deps.Keys.picturesAreHidden()
	}
	return why
}

// startZoom shows the picture of a selected meme alone, or says why it cannot.
func (s *session) startZoom(z *zoom, it *item) {
	if why := s.whyNoZoomOf(it); why != "" {
		s.status.say("nothing to zoom: %s", why)
		return
	}
	z.closer(s.pics, it.meme)
	if text := s.damage(it.meme); text != "" {
		s.status.say("%s", text)
	}
}

// actZoomed does what a key means while the picture of a meme is alone, and reports whether it
// was one of those.
func (s *session) actZoomed(z *zoom, it *item, do action) bool {
	if it == nil {
		return false
	}
	pan := map[action][2]int{doPanUp: {0, -1}, doPanDown: {0, 1}, doPanLeft: {-1, 0}, doPanRight: {1, 0}}
	switch by, pans := pan[do]; {
	case pans && z.level != zoomClose:
		s.status.say("all of the picture is here: %s comes closer", s.key(doZoom))
	case pans:
		if why := z.panBy(s.pics, s.frame, it.meme, by[0], by[1]); why != "" {
			s.status.say("%s", why)
		}
	case do == doUnzoom:
		z.end(s.pics)
	case do == doCloser && z.level == zoomClose:
		s.status.say("it does not come closer: %s goes back", s.key(doFarther))
	case do == doCloser:
		z.closer(s.pics, it.meme)
	case do == doFarther && z.level == zoomFitted:
		s.status.say("the whole picture is here: %s goes back", s.key(doUnzoom))
	case do == doFarther:
		z.farther(s.pics)
	default:
		return false
	}
	return true
}

// followZoomOf takes note of the picture that is there now.
func (s *session) followZoomOf(z *zoom, it *item) {
	if it == nil {
		return
	}
	if err := z.follow(s.pics, s.frame, it.meme); err != nil {
		s.status.say("nothing to zoom: %s", whyNoPicture(it.meme, s.pics.tech, err))
	}
}

// drawZoomOf draws the picture alone in the window, above news and hints.
func (s *session) drawZoomOf(c *canvas, z *zoom) {
	r := s.frame.zoom()
	got, ok := z.drawn(s.pics, s.frame)
	if !ok || s.pics.hidden {
		got = pictureMsg{drawn: s.pics.coming(r.box())}
	}
	c.picture(got.place(r), got.key, got.drawn)
}
