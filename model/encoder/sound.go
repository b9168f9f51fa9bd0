package encoder

import (
	"context"
	"errors"
	"fmt"

	"memebench/model/ort"
)

// Sound is an encoder of sounds.
type Sound interface {
	Encoder
	// EncodeSound returns a new vector of Width float32 features of a sound, mono at
	// SoundRate samples a second. What is beyond MaxSound does not count; a sound shorter
	// than a window, of 0.78 seconds, is followed by silence. No samples at all are an
	// error. When ctx ends, the error is ctx.Err().
	EncodeSound(ctx context.Context, samples []int16) ([]float32, error)
}

// What an encoder of sounds hears.
const (
	SoundRate = 16_000         // samples a second
	MaxSound  = 60 * SoundRate // samples
)

// The speech embedding looks at windows of 76 frames of a mel spectrogram, 0.76 seconds,
// of which each begins 8 frames after the one before. A frame is of 512 samples, 160 after
// the one before (openWakeWord 0.5.1, AudioFeatures).
const (
	windowFrames = 76
	windowStep   = 8
	windowLeast  = (windowFrames-1)*160 + 512 // samples that give one window
	melBands     = 32
	speechWidth  = 96
	windowsAtA   = 16 // windows in a run
)

// speech is the encoder of sounds that memebench fetches: the speech embedding that
// openWakeWord carries (Lin et al., "Training keyword spotters with limited and synthesized
// speech data", ICASSP 2020), behind its mel spectrogram.
var speech = soundSpec{
	Name: "speech_embedding (openWakeWord)", mel: "speech-mel.onnx", embedding: "speech-embedding.onnx",
	features: "mel/10 + 2, windows of 76 by 8, mean and maximum, at most 60 s, 1",
}

// soundSpec describes an encoder of sounds.
type soundSpec struct {
	Name           string
	mel, embedding string // assets
	features       string // see encoderSpec
}

// soundEncoder runs the two networks of a soundSpec on one sound at a time.
type soundEncoder struct {
	base // with the session of the embedding
	mel  *ort.Session
}

// findSound makes the digest of an encoder of sounds, from its files alone.
func (s soundSpec) find(files Files) (b base, mel, embedding string, err error) {
	b = base{modality: SoundModality, name: s.Name, width: 2 * speechWidth}
	source := assetSource{files}
	var melSum string
	if mel, melSum, err = source.find(s.mel); err != nil {
		return b, "", "", err
	}
	id := identity{Features: s.features + "; mel " + melSum}
	if embedding, id.Model, err = source.find(s.embedding); err == nil {
		b.digest, err = id.digest()
	}
	return b, mel, embedding, err
}

func openSound(ctx context.Context, spec soundSpec, files Files) (*soundEncoder, error) {
	b, mel, embedding, err := spec.find(files)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	e := &soundEncoder{base: b}
	options := ort.Options{Threads: 1}
	if e.mel, err = ort.OpenFile(mel, options); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", b.name, err)
	}
	if e.session, err = ort.OpenFile(embedding, options); err != nil {
		return nil, errors.Join(fmt.Errorf("encoder %s: %w", b.name, err), e.mel.Close())
	}
	return e, nil
}

// Close implements Encoder.
func (e *soundEncoder) Close() error { return errors.Join(e.mel.Close(), e.session.Close()) }

var errNoSound = errors.New("the sound has no samples")

// EncodeSound implements Sound: the mean over all windows of what the network makes of each,
// and then the maximum.
func (e *soundEncoder) EncodeSound(ctx context.Context, samples []int16) ([]float32, error) {
	if len(samples) == 0 {
		return nil, fmt.Errorf("encoder %s: %w", e.name, errNoSound)
	}
	frames, err := e.spectrogram(ctx, samples[:min(len(samples), MaxSound)])
	if err != nil {
		return nil, err
	}
	var sum [speechWidth]float64
	v := make([]float32, 2*speechWidth)
	top := v[speechWidth:]
	windows := (len(frames)/melBands-windowFrames)/windowStep + 1
	in, out := make([]float32, 0, windowsAtA*windowFrames*melBands), make([]float32, windowsAtA*speechWidth)
	for first := 0; first < windows; first += windowsAtA {
		n := min(windowsAtA, windows-first)
		in = in[:0]
		for w := first; w < first+n; w++ {
			in = append(in, frames[w*windowStep*melBands:][:windowFrames*melBands]...)
		}
		part := out[:n*speechWidth]
		err := e.session.Run(ctx, []ort.Tensor{ort.Floats(in, int64(n), windowFrames, melBands, 1)}, []ort.Tensor{ort.Floats(part, int64(n), 1, 1, speechWidth)})
		if err != nil {
			return nil, e.failed(ctx, err)
		}
		for i, x := range part {
			k := i % speechWidth
			sum[k] += float64(x)
			if first == 0 && i < speechWidth || x > top[k] {
				top[k] = x
			}
		}
	}
	for k, s := range sum {
		v[k] = float32(s / float64(windows))
	}
	return v, e.finite(v)
}

// spectrogram returns the frames of the mel spectrogram, [frames, melBands], at least those
// of a window, in the range that the embedding was trained on.
func (e *soundEncoder) spectrogram(ctx context.Context, samples []int16) ([]float32, error) {
	x := make([]float32, max(len(samples), windowLeast))
	for i, s := range samples {
		x[i] = float32(s)
	}
	out := []ort.Tensor{{}}
	if err := e.mel.Run(ctx, []ort.Tensor{ort.Floats(x, 1, int64(len(x)))}, out); err != nil {
		return nil, e.failed(ctx, err)
	}
	frames := out[0].Float32
	if want := (len(x)-512)/160 + 1; len(frames) != want*melBands {
		return nil, fmt.Errorf("encoder %s: the spectrogram of %d samples has the shape %v, want [1, 1, %d, %d]", e.name, len(x), out[0].Shape, want, melBands)
	}
	for i := range frames {
		frames[i] = frames[i]/10 + 2
	}
	return frames, nil
}
