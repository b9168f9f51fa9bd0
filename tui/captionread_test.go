package tui

import (
	"context"
	"testing"
	"time"

	"memebench/labels"
	"memebench/model"
)

// A caption that is read in the background comes onto the screen, with a word on where
// it is from; what somebody writes takes its place, and taking that back brings it again.
func TestACaptionReadInThePicture(t *testing.T) {
	o := rigOptions{memes: memes(3), setup: predicted(labels.BlindShown)}
	o.memes[0].Caption = ""
	setup := o.setup
	const reading = time.Minute
	o.setup = func(s *fakeStore, d *Deps) {
		setup(s, d)
		prepared := 0
		predicts := predictsAll(s, &prepared)
		d.Prepare = func(ctx context.Context, p model.Report) ([]string, error) {
			if prepared == 0 {
				time.Sleep(reading)
				defer time.Sleep(reading) // others are read
				defer p(model.Step{Step: labels.Step{Phase: model.ReadingCaptions, Done: 1, Total: 2, Unit: "pictures"}})
				_, err := s.Append(labels.Event{
					Meme: s.memes[0].ID, Annotator: "ocr", Source: labels.OCR, Action: labels.Caption, Level: labels.NoLevel, Text: "when it works",
				})
				if err != nil {
					return nil, err
				}
			}
			return predicts(ctx, p)
		}
	}
	inRig(t, o, func(t *testing.T, r *rig) {
		r.wants("no caption")
		r.lacks("ocr")
		r.pass(reading + 4*jobsEvery)
		r.wants("when it works", "meme_01.png · ocr")
		r.keys("enter")
		r.wants("read in the picture: when it works")
		r.keys("esc", "G")
		r.wants("ocr · when it works")
		r.keys("L", "e")
		r.write(", sometimes")
		r.keys("enter")
		r.pass(2 * jobsEvery)
		r.wants("when it works, sometimes", "meme_01.png · edited")
		r.keys("u")
		r.pass(2 * jobsEvery)
		r.wants("meme_01.png · ocr")
		r.lacks("sometimes")
	})
}

// A caption that is edited while the model is prepared is read once that is done: what was encoded may
// have been the one before.
func TestACaptionEditedWhileTheModelIsPrepared(t *testing.T) {
	prepared := 0
	o := rigOptions{memes: memes(3)}.with(func(_ *fakeStore, d *Deps) {
		d.Prepare = func(context.Context, model.Report) ([]string, error) {
			if prepared++; prepared == 1 {
				time.Sleep(time.Minute)
			}
			return nil, nil
		}
	})
	inRig(t, o, func(t *testing.T, r *rig) {
		r.keys("e")
		r.write("!")
		r.keys("enter")
		r.pass(time.Second)
		if prepared != 1 {
			t.Fatalf("prepared %d times", prepared)
		}
		r.pass(2 * time.Minute)
		if prepared != 2 {
			t.Errorf("prepared %d times then", prepared)
		}
	})
}
