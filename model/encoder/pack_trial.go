package encoder

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"time"

	"memebench/labels"
	"memebench/model/encoder/tokenizer"
	"memebench/model/ort"
)

// trialTime bounds the trial of an added pack. A large BERT takes some ten seconds to
// be read, built and run on a slow machine; a model with a loop that has no end takes
// for ever.
const trialTime = 60 * time.Second

// Room in memory for a trial, in bytes: what the program and the runtime take with
// what one caption and one picture need, and for each byte of the encoders' files what
// comes of it at worst: an integer becomes a float of four bytes, which is written into
// a model, read by the runtime, and laid out anew.
const (
	trialRoom        = 1 << 30
	trialRoomPerByte = 12
)

// Apart runs a trial in a process of its own, which it ends when ctx does, or when
// more than room bytes of its memory are resident where the system tells. That
// process gives the trial to [Packs.Trial] and hands back the result.
type Apart func(ctx context.Context, trial []byte, room int64) (result []byte, err error)

// TryApart has packs tried by apart before they are added. A model from elsewhere can
// take all memory there is or end its process by a fault of the runtime, which the
// process of somebody who labels must not suffer from. Without it they are tried
// here. Call it before any use.
func (p *Packs) TryApart(apart Apart) { p.apart = apart }

// trialResult is what a trial has found.
type trialResult struct {
	Widths map[string]int `json:"widths"` // of the features, by modality
	Error  string         `json:"error,omitempty"`
}

// Trial tries a pack, in the process that an [Apart] has started.
func (p *Packs) Trial(ctx context.Context, trial []byte) (result []byte, err error) {
	var a addedPack
	if err := decodeStrictly(trial, &a); err != nil {
		return nil, fmt.Errorf("trial: %w", err)
	}
	var r trialResult
	if r.Widths, err = p.tryHere(ctx, a); err != nil {
		r.Error = err.Error()
	}
	return json.Marshal(r)
}

// try tries a pack and returns the widths of its features.
func (p *Packs) try(ctx context.Context, a addedPack) (map[string]int, error) {
	ours, cancel := context.WithTimeout(ctx, p.trial)
	defer cancel()
	try := p.tryHere
	if p.apart != nil {
		try = p.tryApart
	}
	widths, err := try(ours, a)
	if err != nil && ours.Err() != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the encoders did not finish within %v: does a model have an endless loop?", p.trial)
	}
	return widths, err
}

func (p *Packs) tryApart(ctx context.Context, a addedPack) (map[string]int, error) {
	trial, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	room := int64(trialRoom)
	for _, f := range a.Files {
		room += trialRoomPerByte * f.Bytes
	}
	answer, err := p.apart(ctx, trial, room)
	if err != nil {
		return nil, fmt.Errorf("trying the encoders: %w", err)
	}
	var r trialResult
	if err := decodeStrictly(bytes.TrimSpace(answer), &r); err != nil {
		return nil, fmt.Errorf("trying the encoders: %w", err)
	}
	if r.Error != "" {
		return nil, errors.New(labels.PrintableLines(r.Error))
	}
	return r.Widths, nil
}

// tryHere tries a pack in this process: it opens the pack, learns the widths and runs the encoders
// on inputs that must give different features.
func (p *Packs) tryHere(ctx context.Context, a addedPack) (_ map[string]int, err error) {
	pack, err := p.open(ctx, a.spec(p.files))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pack.Close()) }()
	if err := pack.probe(ctx); err != nil {
		return nil, err
	}
	widths := map[string]int{}
	for _, e := range pack.Encoders() {
		widths[e.Modality()] = e.Width()
	}
	return widths, nil
}

// probe runs the encoders on inputs that must give different features, and the same
// ones again.
func (pack *Pack) probe(ctx context.Context) error {
	if e, ok := pack.Text.(*textEncoder); ok {
		if _, err := e.run(ctx, []int64{e.tokenizer.Largest()}, ort.Tensor{}); err != nil {
			return fmt.Errorf("text: the model does not take all tokens of the tokenizer: do they belong together? (%w)", err)
		}
	}
	// The second caption has more tokens than any model takes: it must be cut.
	const caption = "me looking at my code"
	short, err := pack.Text.EncodeText(ctx, caption)
	if err != nil {
		return fmt.Errorf("text: on a trial caption: %w", err)
	}
	long, err := pack.Text.EncodeText(ctx, strings.Repeat("the build is green ", tokenizer.DefaultMaxTokens/2))
	if err != nil {
		return fmt.Errorf("text: on a trial caption of the greatest length: %w", err)
	}
	if slices.Equal(short, long) {
		return errors.New("text: two captions have the same features: is it the right output?")
	}
	again, err := pack.Text.EncodeText(ctx, caption)
	if err != nil {
		return fmt.Errorf("text: on a trial caption: %w", err)
	}
	if !slices.Equal(short, again) {
		return fmt.Errorf("text: a caption %w", errRandom)
	}
	dark, err := pack.Image.EncodeImage(ctx, trialPicture(20))
	if err != nil {
		return fmt.Errorf("image: on a trial picture: %w", err)
	}
	light, err := pack.Image.EncodeImage(ctx, trialPicture(200))
	if err != nil {
		return fmt.Errorf("image: on a trial picture: %w", err)
	}
	if slices.Equal(dark, light) {
		return errors.New("image: two pictures have the same features: is it the right output?")
	}
	if again, err = pack.Image.EncodeImage(ctx, trialPicture(20)); err != nil {
		return fmt.Errorf("image: on a trial picture: %w", err)
	}
	if !slices.Equal(dark, again) {
		return fmt.Errorf("image: a picture %w", errRandom)
	}
	return nil
}

// errRandom means that features are not a function of what is encoded.
var errRandom = errors.New("has other features when it is encoded again: was the model exported while it trained, with its dropout?")

// trialPicture is a ramp of colours that begins at this level of red.
func trialPicture(red uint8) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.SetRGBA(x, y, color.RGBA{red + uint8(x/8), uint8(y), uint8(x ^ y), 255})
		}
	}
	return img
}
