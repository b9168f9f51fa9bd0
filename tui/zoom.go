package tui

import (
	"image"

	"memebench/labels"
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

// zoom is the place of a picture that has the window for itself, but for the
// status and the hints: whatever a key does is said there.
func (f frame) zoom() rect { return rect{margin, 0, f.w - 2*margin, f.h - 2} }

// key names the picture of a meme that is wanted while zoomed.
func (z *zoom) key(p *pictures, f frame, m labels.Meme) pictureKey {
	k := p.key(m, f.zoom().box())
	k.view.middle = true
	if z.level == zoomClose {
		k.view = view{close: true, pan: z.pan}
	}
	return p.framed(k)
}

// closer goes on to the next level, and from the last one back.
func (z *zoom) closer(p *pictures, m labels.Meme) {
	switch z.level {
	case zoomOff:
		z.level = zoomFitted
	case zoomFitted:
		z.level = zoomClose
		p.keep(m.Image.Path)
	case zoomClose:
		z.end(p)
	}
}

// farther goes back from a close-up to the whole picture.
func (z *zoom) farther(p *pictures) {
	if z.level == zoomClose {
		z.level, z.pan = zoomFitted, image.Point{}
		p.keep("")
	}
}

// end brings back the caption and the bars.
func (z *zoom) end(p *pictures) {
	*z = zoom{}
	p.keep("")
}

// panBy moves over a close-up by a step, and says why it cannot, "" if it can. Where
// the one before is not drawn yet there is nothing to move from: a key that is held goes
// as fast as the drawing.
func (z *zoom) panBy(p *pictures, f frame, m labels.Meme, dx, dy int) (why string) {
	now, ok := p.find(z.key(p, f, m))
	if !ok {
		return ""
	}
	step := func(at, by, most int) int { return max(-most, min(max(-most, min(at, most))+by, most)) }
	to := image.Pt(step(z.pan.X, dx, now.reach.X), step(z.pan.Y, dy, now.reach.Y))
	if to == z.pan {
		why = "the picture ends here"
	}
	z.pan = to
	return why
}

// follow takes note of the picture that is there now. One that cannot be drawn is not
// zoomed, and why not is returned.
func (z *zoom) follow(p *pictures, f frame, m labels.Meme) error {
	if z.level == zoomOff {
		return nil
	}
	got, ok := p.find(z.key(p, f, m))
	switch {
	case ok && got.err != nil:
		z.end(p)
		return got.err
	case ok:
		z.shown = got.key
	}
	return nil
}

// drawn returns the picture that has the window, and whether it is drawn.
func (z *zoom) drawn(p *pictures, f frame) (pictureMsg, bool) {
	if z.shown.box != f.zoom().box() || z.shown.cell != p.cell {
		return pictureMsg{}, false // of the window's former size
	}
	return p.find(z.shown)
}
