package tui

import (
	"slices"
	"testing"

	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

// pixelModes are the ways in which pictures stand beside the text.
var pixelModes = []term.ImageMode{term.ImagesSixel, term.ImagesKitty, term.ImagesKittyDirect, term.ImagesITerm}

// thumbnails are the pictures in the window of a size.
func (d *desk) thumbnails(b term.Box) (all []term.Image) {
	for _, i := range d.frame.Images {
		if i.Cols == b.Cols && i.Rows == b.Rows {
			all = append(all, i)
		}
	}
	return all
}

// Each meme of the page has its picture in its place. A step among them brings none again, a row
// further those that are new or stand elsewhere, and another screen takes all away.
func TestGridHasPicturesInPixels(t *testing.T) {
	for _, mode := range pixelModes {
		t.Run(string(mode), func(t *testing.T) {
			o := rigOptions{memes: memes(100), images: mode, profile: termenv.TrueColor}
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys("G")
				g := r.a.frame.grid(0)
				stand := func(first int) {
					t.Helper()
					all := r.desk.thumbnails(g.thumb)
					if len(all) != g.cells() || len(r.desk.frame.Images) != g.cells() {
						t.Fatalf("%d thumbnails, %d pictures, want %d", len(all), len(r.desk.frame.Images), g.cells())
					}
					for i, image := range all {
						at := g.cell(i)
						if k := image.Key.(pictureKey); k.meme != r.store.memes[first+i].ID || image.Top != at.y || image.Left != at.x || image.Nothing() {
							t.Errorf("picture %d: %v at (%d,%d), want meme %d at (%d,%d)", i, k.meme, image.Left, image.Top, first+i, at.x, at.y)
						}
					}
				}
				stand(0)
				came := len(r.desk.images)
				r.keys("right", "right", "down", "m", "s")
				stand(0)
				if n := len(r.desk.images) - came; n > 0 {
					t.Errorf("%d pictures came again", n)
				}
				r.keys("down", "down")
				stand(g.columns)
				r.keys("+")
				if larger := r.a.frame.grid(1); len(r.desk.thumbnails(larger.thumb)) != larger.cells() || len(r.desk.thumbnails(g.thumb)) > 0 {
					t.Errorf("%d thumbnails, %d of the size before", len(r.desk.thumbnails(larger.thumb)), len(r.desk.thumbnails(g.thumb)))
				}
				r.keys("i")
				if n := len(r.desk.frame.Images); n > 0 {
					t.Errorf("%d pictures, though they are hidden", n)
				}
				r.keys("i", "?")
				if n := len(r.desk.frame.Images); n > 0 {
					t.Errorf("%d pictures behind the help", n)
				}
				r.keys("esc", "L")
				if n := len(r.desk.frame.Images); n != 1 {
					t.Errorf("%d pictures on Label", n)
				}
			})
		})
	}
}

// So have the other screens that have thumbnails, and none of them stands over another or over
// text that floats.
func TestThumbnailsStandBesideAllElse(t *testing.T) {
	for _, mode := range fewerUnderRace(pixelModes, 2) {
		t.Run(string(mode), func(t *testing.T) {
			o := rigOptions{memes: memes(60), images: mode, profile: termenv.TrueColor, w: 200, h: 50}
			for i := range o.memes {
				o.memes[i].Split = []labels.Split{labels.Train, labels.Val}[i%2]
			}
			o.setup = func(s *fakeStore, _ *Deps) {
				imported(s, labels.Val)
				s.addVersion(fakeTime)
			}
			inRig(t, o, func(t *testing.T, r *rig) {
				apart := func(what string, least int) {
					t.Helper()
					all := r.desk.frame.Images
					if len(all) < least {
						t.Errorf("%s: %d pictures, want %d", what, len(all), least)
					}
					for n, i := range all {
						at := rect{i.Left, i.Top, i.Cols, i.Rows}
						if slices.ContainsFunc(all[n+1:], func(j term.Image) bool { return at.meets(rect{j.Left, j.Top, j.Cols, j.Rows}) || i.Key == j.Key }) {
							t.Errorf("%s: two pictures at %+v", what, at)
						}
					}
				}
				r.keys("G")
				apart("grid", r.a.frame.grid(0).cells()+1)
				r.keys("/", "c")
				apart("find", 12)
				r.keys("esc", "E", "up", "up", "right")
				apart("evaluate", 1)
				r.keys("L", "n")
				apart("a note beside the picture", 1)
				box := r.a.ask.place(r.a.st, r.a.frame).box
				for _, i := range r.desk.frame.Images {
					if box.meets(rect{i.Left, i.Top, i.Cols, i.Rows}) {
						t.Errorf("a picture at (%d,%d) is over the question", i.Left, i.Top)
					}
				}
			})
		})
	}
}
