package tui

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

func TestZoomGoesCloserAndBack(t *testing.T) {
	opened := 0
	inRig(t, rigOptions{memes: memes(9), images: term.ImagesBlocks, profile: termenv.TrueColor}, func(t *testing.T, r *rig) {
		r.a.pics.open = func(context.Context, string) (image.Image, error) { opened++; return testPicture(900, 600), nil }
		r.keys("z", "esc")
		before := r.a.View()
		whole := func(what string) {
			t.Helper()
			lines := strings.Split(r.view(), "\n")
			if len(lines) != 30 || strings.Contains(r.view(), "memebench") || strings.Contains(r.view(), "caption of meme") {
				t.Errorf("%s: not the picture alone:\n%s", what, r.view())
			}
			for _, i := range []int{0, 27} {
				if !strings.Contains(lines[i], "▀▀▀▀") {
					t.Errorf("%s: row %d is %q", what, i, lines[i])
				}
			}
		}
		r.keys("z")
		whole("fitted")
		r.hints("z zoom", "1-5 label")
		r.faint("arrows move")
		fitted := r.a.View()
		r.keys("right")
		r.wants("z comes closer")
		r.keys("z")
		whole("close")
		r.hints("arrows move")
		if r.a.View() == fitted {
			t.Error("the close-up is the fitted one")
		}
		read := 0
		r.a.pics.changed = func(string, string) bool { read++; return false }
		n, middle := opened, r.a.View()
		r.keys("right")
		if r.a.View() == middle {
			t.Error("the arrow has not moved")
		}
		r.keys("down", "left", "up")
		if r.a.View() != middle {
			t.Error("once around is not where it began")
		}
		if opened != n {
			t.Errorf("decoded %d times more to move", opened-n)
		}
		if read > 0 {
			t.Errorf("read the file %d times more to move", read)
		}
		r.keys("right", "right", "right", "right")
		r.wants("the picture ends here")
		r.keys("z")
		if r.a.View() != before {
			t.Error("not back where it began")
		}
		if r.a.pics.source != nil {
			t.Error("the large picture is still in memory")
		}
		r.keys("z", "z", "esc")
		if r.a.View() != before {
			t.Error("esc does not lead back")
		}
	})
}

func TestLabelsAreGivenWhileZoomed(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("z", "z", "4")
		r.wants("memebench", "caption of meme 2", "saved 4 positive, #0001")
		if got := r.given(); got != "1:4" {
			t.Errorf("given %q", got)
		}
		r.keys("z")
		r.store.fail = errors.New("the disk is full")
		r.keys("2")
		r.lacks("caption of meme")
		r.wants("NOT saved: the disk is full. The label 2 negative is kept")
		r.store.fail = nil
		r.keys("u")
		r.wants("took back 2 negative, which was not saved")
		r.keys("u")
		r.wants("took back 4 positive, #0001", "caption of meme 1")
		r.keys("z", "?")
		r.wants("Keys on Label", "back; put news away")
		r.keys("esc")
		r.lacks("Keys on Label", "caption of meme")
		r.keys("E", "shift+tab")
		r.wants("caption of meme 1")
	})
}

func TestEscLeavesTheZoomBeforeTheCell(t *testing.T) {
	inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
		r.keys("E", "enter", "z")
		r.lacks("Label", "caption of meme")
		r.keys("esc")
		r.wants("esc matrix")
		r.keys("esc")
		if r.a.eval.cell != nil {
			t.Error("the second esc does not leave the cell")
		}
	})
}

func TestZoomSaysWhyNot(t *testing.T) {
	why := func(o rigOptions, want string, keys ...string) {
		t.Helper()
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys(keys...)
			r.faint("z zoom")
			r.keys("z")
			r.wants(want, "memebench")
		})
	}
	why(rigOptions{memes: memes(2), images: term.ImagesNone}, "nothing to zoom: png, 120×90; pictures are switched off")
	why(sceneMemes(), "nothing to zoom: picture not shown: not a picture: the file begins like HTML", "right")
	why(sceneMemes(), "nothing to zoom: text only", "right", "right")
	why(rigOptions{memes: memes(2)}, "nothing to zoom: the picture is hidden: i shows it", "i")
	missing := rigOptions{memes: memes(2)}
	missing.memes[0].Image = labels.Image{Name: "lost.png"}
	why(missing, "nothing to zoom: picture not found: lost.png")

	// A picture that turns out to be broken when it is drawn in the large.
	inRig(t, rigOptions{memes: memes(2)}, func(t *testing.T, r *rig) {
		r.a.pics.open = func(context.Context, string) (image.Image, error) { return nil, errors.New("it is gone") }
		r.keys("z")
		r.wants("nothing to zoom: picture not shown: it is gone", "memebench")
	})
}

// Real pixels: each look is sent once, at the top of the window, in the size that
// the window has.
func TestZoomSendsEachLookOnce(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.a.pics.tech = term.Window{Images: term.ImagesSixel}.Technique()
		r.a.pics.forget()
		r.desk.images = nil
		r.resize(90, 28)
		sent := func(what string, want int) {
			t.Helper()
			if got := len(r.desk.images); got != want {
				t.Errorf("%s: %d pictures were sent, want %d", what, got, want)
			}
		}
		stands := func(r2 rect) {
			top, b := r2.y, r2.box()
			t.Helper()
			i := r.desk.image()
			if k, ok := i.Key.(pictureKey); i.Top != top || i.Left != margin || (term.Box{Cols: i.Cols, Rows: i.Rows}) != b || !ok || k.box != b {
				t.Errorf("it stands at %d in %dx%d, want %d in %v", i.Top, i.Cols, i.Rows, top, b)
			}
		}
		sent("label", 1)
		stands(r.a.frame.label().picture)
		r.keys("z")
		sent("fitted", 2)
		stands(r.a.frame.zoom())
		r.keys("z")
		sent("close", 3)
		r.keys("right")
		sent("moved", 4)
		r.resize(100, 30)
		sent("another size", 5)
		stands(rect{1, 0, 98, 28})
		r.keys("?")
		sent("help", 5)
		if r.desk.image().Key != nil {
			t.Error("the picture stands behind the help")
		}
		r.keys("esc", "z")
		sent("back", 7) // the zoomed one again, then that of the screen
		stands(r.a.frame.label().picture)
	})
}

func TestOpeningTheFile(t *testing.T) {
	var opened []string
	answer := error(nil)
	o := rigOptions{memes: memes(2)}
	o.memes[1].Image = labels.Image{}
	o.setup = func(_ *fakeStore, d *Deps) {
		d.OpenFile = func(path string) error { opened = append(opened, path); return answer }
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("o")
		r.wants("opened in the system's viewer")
		answer = ErrNoViewer
		r.keys("z", "o")
		r.wants("the file is /memes/0.png")
		r.keys("esc")
		answer = errors.New("it is gone")
		r.keys("o")
		r.wants("cannot open /memes/0.png: it is gone")
		r.keys("esc", "right", "o")
		r.wants("no file to open: text only")
		if got := strings.Join(opened, " "); got != "/memes/0.png /memes/0.png /memes/0.png" {
			t.Errorf("opened %q", got)
		}
	})
}

// A picture that is not as high as the window stands in its middle, as text and as pixels.
func TestAWidePictureStandsInTheMiddle(t *testing.T) {
	for _, images := range []term.ImageMode{term.ImagesBlocks, term.ImagesKittyDirect} {
		inRig(t, rigOptions{memes: memes(3), images: images, profile: termenv.TrueColor}, func(t *testing.T, r *rig) {
			r.a.pics.open = func(context.Context, string) (image.Image, error) { return testPicture(980, 160), nil }
			r.keys("z")
			top, rows := 0, 0
			if images == term.ImagesBlocks {
				for i, line := range strings.Split(r.view(), "\n") {
					if strings.Contains(line, "▀▀▀▀") {
						if rows++; rows == 1 {
							top = i
						}
					}
				}
			} else {
				top, rows = r.desk.image().Top, r.desk.image().Rows
			}
			if below := 28 - top - rows; rows < 5 || top < 5 || below < top || below > top+1 {
				t.Errorf("%v: %d rows below %d, above %d", images, rows, top, below)
			}
		})
	}
}
