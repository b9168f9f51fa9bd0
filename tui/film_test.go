package tui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

// fakeFrames are six frames, in which a white square goes to the right.
func fakeFrames(_ context.Context, _ labels.Meme, yield func(image.Image) error) error {
	for i := range 6 {
		img := image.NewRGBA(image.Rect(0, 0, 120, 90))
		for y := range 90 {
			for x := range 120 {
				c := color.RGBA{40, 40, 60, 255}
				if x >= 20*i && x < 20*(i+1) && y >= 30 && y < 60 {
					c = color.RGBA{255, 255, 255, 255}
				}
				img.SetRGBA(x, y, c)
			}
		}
		if err := yield(img); err != nil {
			return err
		}
	}
	return nil
}

// filmed makes the first of some memes a video, and the third an animated GIF.
func filmed(n int) rigOptions {
	o := rigOptions{memes: memes(n)}
	o.memes[0].Image.Media = labels.Media{Path: "/memes/0.mp4", SHA256: "00", Format: "mp4", Seconds: 4, Moves: true, Sound: true}
	o.memes[2].Image.Format, o.memes[2].Image.Moving = "gif", true
	return o
}

// t puts the frames in the place of the picture, in the text and in real pixels, alone in the
// window and closer, and t again or the next meme gives the picture back.
func TestFramesInThePictureSPlace(t *testing.T) {
	for _, images := range []term.ImageMode{term.ImagesBlocks, term.ImagesSixel, term.ImagesKitty, term.ImagesKittyDirect} {
		t.Run(string(images), func(t *testing.T) {
			o := filmed(9)
			o.images, o.profile = images, termenv.TrueColor
			inRig(t, o, func(t *testing.T, r *rig) {
				// The picture as the terminal has it.
				shown := func() string {
					if k, ok := r.desk.image().Key.(pictureKey); ok {
						return fmt.Sprintf("%+v %d", k.view, len(r.desk.image().Load)+len(r.desk.image().On))
					}
					lines := strings.Split(r.a.View(), "\n")
					return strings.Join(lines[2:len(lines)-3], "\n")
				}
				picture := shown()
				r.hints("t frames")
				r.keys("t")
				sheet := shown()
				if sheet == picture {
					t.Error("the frames are not shown")
				}
				r.wants("t gives the picture back", "1  very negative")
				r.keys("t")
				if shown() != picture {
					t.Error("the picture is not back")
				}
				r.keys("t")
				if shown() != sheet {
					t.Error("the frames are not there the second time")
				}
				r.keys("z")
				alone := shown()
				r.hints("t frames")
				r.keys("z")
				near := shown()
				r.keys("t")
				if still := shown(); alone == sheet || near == alone || still == near {
					t.Error("the same frames alone, closer, or as the picture")
				}
				r.keys("t", "esc")
				if shown() != sheet {
					t.Error("the frames are not there after the zoom")
				}
				r.keys("right", "left")
				if shown() != picture {
					t.Error("the next meme does not give the picture back")
				}
				r.keys("right", "right")
				gif := shown()
				r.hints("t frames")
				r.keys("t")
				if shown() == gif {
					t.Error("an animated GIF shows no frames")
				}
				r.keys("E", "L")
				if shown() != gif {
					t.Error("another screen does not give the picture back")
				}
				if n := len(r.a.pics.film.frames); n != 0 {
					t.Errorf("%d frames are kept", n)
				}
			})
		})
	}
}

// Memes that do not move have no frames: neither hints nor help name the key, and it says so.
func TestNoFrames(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*labels.Image)
		keys   []string
		images term.ImageMode
		says   string
	}{
		"a still picture": {func(*labels.Image) {}, nil, "", "no frames: this picture does not move"},
		"a WebP":          {func(i *labels.Image) { i.Format = "webp" }, nil, "", "no frames: it does not move, or its import had no ffmpeg that reads moving WebP"},
		"a video that could not be read": {func(i *labels.Image) {
			*i = labels.Image{Name: "a.mp4", Fault: "there is no ffmpeg; then import it again"}
		}, nil, "", "no frames: there is no ffmpeg; then import it again"},
		"a text": {func(i *labels.Image) { *i = labels.Image{} }, nil, "", "no frames: text only"},
		"a sound": {func(i *labels.Image) {
			i.Media = labels.Media{Path: "/memes/0.mp3", SHA256: "00", Format: "mp3", Seconds: 4, Sound: true}
		}, nil, "", "no frames: there is nothing to see that moves"},
		"no pictures":     {func(i *labels.Image) { i.Moving = true }, nil, term.ImagesNone, "no frames: png, 120×90; pictures are switched off"},
		"hidden pictures": {func(i *labels.Image) { i.Moving = true }, []string{"i"}, "", "no frames: the picture is hidden: i shows it"},
	} {
		t.Run(name, func(t *testing.T) {
			o := rigOptions{memes: memes(2), images: c.images}
			c.change(&o.memes[0].Image)
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys(c.keys...)
				if there, _ := r.hint("t frames"); there {
					t.Error("the key is among the hints")
				}
				if _, live := r.a.helpful().of(doFrames); live {
					t.Error("the key is in the help")
				}
				r.keys("t")
				r.wants(c.says)
			})
		})
	}
	inRig(t, filmed(3), func(t *testing.T, r *rig) {
		if _, live := r.a.helpful().of(doFrames); !live {
			t.Error("the key of a video is not in the help")
		}
	})
}

// What cannot be decoded is one sentence, and the picture stays.
func TestFramesThatCannotBeDecoded(t *testing.T) {
	for _, c := range []struct {
		err  error
		says string
	}{
		{errors.New("videos are read by ffmpeg, and there is none: install it"), "no frames: videos are read by ffmpeg, and there is none: install it"},
		{fmt.Errorf("open the file: %w", fs.ErrNotExist), "no frames: the file is gone; memebench relink FOLDER finds it"},
		{nil, "no frames: none could be decoded"},
	} {
		o := filmed(3).with(func(_ *fakeStore, d *Deps) {
			d.Frames = func(context.Context, labels.Meme, func(image.Image) error) error { return c.err }
		})
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("t")
			r.wants(c.says)
			if r.a.pics.film.of != "" {
				t.Error("frames are still wanted")
			}
			r.keys("t") // is tried again
			r.wants(c.says)
		})
	}
}

// Who moves on ends the decoding; who asks for the frames of the next video has them when
// that has ended, and x ends it too.
func TestMovingOnEndsTheDecoding(t *testing.T) {
	var begun, ended []string
	var slow chan struct{}
	o := filmed(3)
	o.memes[1].Image.Moving = true
	o = o.with(func(_ *fakeStore, d *Deps) {
		slow = make(chan struct{})
		d.Frames = func(ctx context.Context, m labels.Meme, yield func(image.Image) error) error {
			begun = append(begun, m.Image.Name)
			if m.Seq == 2 {
				return fakeFrames(ctx, m, yield)
			}
			<-ctx.Done()
			if len(ended) == 0 {
				<-slow // it does not end at once
			}
			ended = append(ended, m.Image.Name)
			return ctx.Err()
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("t")
		r.wants("decoding frames", "caption of meme 1")
		r.keys("z") // where nothing is drawn yet: the picture stands there meanwhile
		if got, ok := r.a.label.zoom.drawn(r.a.pics, r.a.frame); !ok || got.key.view.frames || got.err != nil {
			t.Errorf("alone in the window is %+v, %v", got.key, ok)
		}
		r.keys("esc")
		r.keys("right", "t")
		r.wants("caption of meme 2")
		if got := fmt.Sprint(begun, ended); got != "[meme_01.png] []" {
			t.Errorf("begun and ended: %s", got)
		}
		close(slow)
		r.pass(4 * jobsEvery)
		if got := fmt.Sprint(begun, ended); got != "[meme_01.png meme_02.png] [meme_01.png]" {
			t.Errorf("begun and ended: %s", got)
		}
		if len(r.a.pics.film.frames) != 6 {
			t.Errorf("%d frames of the second", len(r.a.pics.film.frames))
		}
		r.lacks("cancelled")
		r.keys("right", "t", "x")
		r.pass(4 * jobsEvery)
		r.wants("cancelled: decoding frames")
		if r.a.pics.film.of != "" || len(ended) != 2 {
			t.Errorf("after x: %q, ended %q", r.a.pics.film.of, ended)
		}
		r.keys("t", "q")
		if !r.quit { // nothing is lost by it
			t.Errorf("asked before the end\n%s", r.view())
		}
	})
}

// The frames stand in order, each whole, as large as can be in the box.
func TestContactSheet(t *testing.T) {
	frames := make([]image.Image, 8)
	for i := range frames {
		frames[i] = image.NewUniform(color.RGBA{uint8(20 * (i + 1)), 0, 0, 255})
		frames[i] = sizedFrame{frames[i], image.Rect(3, 5, 83, 65)}
	}
	for _, c := range []struct {
		n          int
		box        term.Box
		cols, rows int
	}{{8, term.Box{Cols: 80, Rows: 20}, 4, 2}, {8, term.Box{Cols: 40, Rows: 40}, 2, 4}, {8, term.Box{Cols: 200, Rows: 4}, 8, 1}, {5, term.Box{Cols: 60, Rows: 20}, 3, 2}, {1, term.Box{Cols: 60, Rows: 20}, 1, 1}} {
		sheet := contactSheet(frames[:c.n], c.box, term.Cell{})
		if got := sheet.Bounds().Size(); got != image.Pt(80*c.cols+2*(c.cols-1), 60*c.rows+2*(c.rows-1)) {
			t.Errorf("%d frames in %v: a sheet of %v, want %d by %d frames", c.n, c.box, got, c.cols, c.rows)
			continue
		}
		for i := range c.n {
			at := image.Pt(i%c.cols*82, i/c.cols*62)
			for _, corner := range []image.Point{{}, {79, 59}} {
				if got := color.RGBAModel.Convert(sheet.At(at.X+corner.X, at.Y+corner.Y)).(color.RGBA); got.R != uint8(20*(i+1)) {
					t.Errorf("%d frames in %v: at the corner %v of frame %d is %v", c.n, c.box, corner, i, got)
				}
			}
		}
	}
	if got := smaller(testPicture(1280, 720)).Bounds().Size(); got != image.Pt(640, 360) {
		t.Errorf("a large frame is kept with %v", got)
	}
	if got := smaller(testPicture(90, 640)).Bounds().Size(); got != image.Pt(90, 640) {
		t.Errorf("a small frame is kept with %v", got)
	}
}

type sizedFrame struct {
	image.Image
	bounds image.Rectangle
}

func (s sizedFrame) Bounds() image.Rectangle { return s.bounds }

// The frames of a video, on Label and alone in the window.
func TestGoldenFrames(t *testing.T) {
	for name, keys := range map[string][]string{"label": {"t"}, "zoom": {"t", "z"}} {
		for _, size := range goldenSizes {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], name), func(t *testing.T) {
				o := filmed(3)
				o.w, o.h = size[0], size[1]
				inRig(t, o, func(t *testing.T, r *rig) {
					r.keys(keys...)
					lines := strings.Split(r.view(), "\n")
					for i := range lines {
						lines[i] = strings.TrimRight(lines[i], " ")
					}
					golden.RequireEqual(t, strings.Join(lines, "\n")+"\n")
				})
			})
		}
	}
}
