package tui

import (
	"io"
	"testing"

	"github.com/muesli/termenv"

	"memebench/tui/term"
)

// Another meme selected in a full grid costs less than 2.5 kB: its thumbnails are not sent
// again.
func TestAStepInTheGridCostsFewBytes(t *testing.T) {
	var before, after term.Frame
	o := rigOptions{memes: memes(100), setup: func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }}
	o.w, o.h, o.profile, o.images = 100, 30, termenv.TrueColor, term.ImagesBlocks
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("G", "right")
		before = r.a.draw()
		r.keys("right")
		after = r.a.draw()
	})
	if got, whole := frameBytes(t, before, after); got > 2560 || got < 100 || whole < 10_000 {
		t.Errorf("%d bytes, of a window of %d", got, whole)
	}
}

// frameBytes is what a frame costs after another one, and what that one does.
func frameBytes(t *testing.T, before, after term.Frame) (step, whole int64) {
	in, _ := io.Pipe()
	terminal, err := term.Open(term.Options{In: in, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	written := make(chan uint64, 10)
	terminal.Listen(func(events []term.Event) {
		for _, e := range events {
			if w, ok := e.(term.Written); ok {
				written <- w.Serial
			}
		}
	})
	terminal.Draw(before)
	<-written
	whole = terminal.Counts().FrameBytes
	terminal.Draw(after)
	<-written
	step = terminal.Counts().FrameBytes - whole
	in.Close()
	if err := terminal.Close(); err != nil {
		t.Error(err)
	}
	return step, whole
}
