package encoder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"math"
	"slices"
	"strconv"
	"strings"

	"memebench/model/encoder/tokenizer"
	"memebench/model/features"
	"memebench/model/onnx"
	"memebench/model/ort"
)

// The modalities that encoders read.
const (
	TextModality  = "text"
	ImageModality = "image"

	// FramesModality is a second reading of animated GIFs, by the image encoder: see
	// [Pack.EncodeFrames].
	FramesModality = "frames"

	// SoundModality is the sound of a meme: that of a video, or a file beside its picture.
	SoundModality = "audio"
)

// Encoder is a frozen, pre-trained network that turns one side of a meme into a
// vector of Width features. Encoders are safe for concurrent use: each call runs
// on the calling goroutine, so the caller decides how many cores work. The same
// input gives the same bits, whatever else runs.
type Encoder interface {
	Modality() string
	Name() string // for people: "bge-small-en-v1.5"
	// Digest is the SHA-256, in hex, of all that decides what the features are:
	// the digests of the model's and the tokenizer's files, what is taken from
	// the model, the preprocessing, and the kind of processor and the runtime where
	// they matter. One digest means the same features on every machine, with a cosine
	// of at least 0.9999, so they may be kept under it.
	Digest() string
	Width() int
	Close() error // waits for running calls; later ones fail
}

// Text is an encoder of captions.
type Text interface {
	Encoder
	// EncodeText returns a new vector of Width float32 features with an L2 norm
	// of 1. Any string is allowed; what is beyond the tokenizer's MaxTokens does
	// not count. An empty caption has a vector too: whether it stands for a
	// missing caption is for the caller to say. One that this encoder makes nothing of is an
	// ItemError. When ctx ends, the error is ctx.Err().
	EncodeText(ctx context.Context, caption string) ([]float32, error)
}

// Image is an encoder of pictures.
type Image interface {
	Encoder
	// EncodeImage returns a new vector of Width float32 features, as they come
	// out of the network. The picture, of any size, is not changed; its
	// orientation must have been applied, as picture.Open does. When ctx ends, the
	// error is ctx.Err().
	EncodeImage(ctx context.Context, img image.Image) ([]float32, error)
}

// identity is what an encoder's digest is made of.
type identity struct {
	Model      string      `json:"model"`    // SHA-256 of the file as it was published
	Features   string      `json:"features"` // what is taken from it, and how
	Tokenizer  string      `json:"tokenizer,omitempty"`
	MaxTokens  int         `json:"max_tokens,omitempty"`
	Preprocess *Preprocess `json:"preprocess,omitempty"`
	Machine    string      `json:"machine,omitempty"` // of features that depend on it
}

func (i identity) digest() (string, error) {
	b, err := json.Marshal(i)
	if err != nil {
		return "", err
	}
	return digestOf(string(b)), nil
}

// digestOf returns the SHA-256 of a text in hex.
func digestOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// base is what the encoders share.
type base struct {
	modality, name, digest string
	width                  int
	session                *ort.Session
}

func (b *base) Modality() string { return b.modality }
func (b *base) Name() string     { return b.name }
func (b *base) Digest() string   { return b.digest }
func (b *base) Width() int       { return b.width }
func (b *base) Close() error     { return b.session.Close() }

// failed names the encoder in the error of a run, unless the run failed because ctx has
// ended: then it returns that.
func (b *base) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("encoder %s: %w", b.name, err)
}

// finite returns an ItemError for features that no head could learn from. A pack that
// makes such of its trial is not taken; there are models that do of few pictures, as of
// one colour, which are not to keep all others from being encoded.
func (b *base) finite(v []float32) error {
	if k := features.NonFinite(v); k >= 0 {
		return &ItemError{fmt.Errorf("%w: the encoder %s makes no numbers of it: feature %d is %v", ErrNoFeatures, b.name, k, v[k])}
	}
	return nil
}

// textEncoder runs a BERT-family network on one caption at a time. Batches are
// avoided on purpose: models that round their activations scale them over the whole
// batch, so that a vector would depend on its neighbours (cosine 0.995).
type textEncoder struct {
	base
	tokenizer *tokenizer.Tokenizer
	pooling   Pooling
	prefix    string
	pad       *Pad
	end       int64    // the token that ends captions; only for EOSPooling
	feeds     []string // the session's inputs, in order, by their usual names
}

// textInputs are the usual names of a BERT's inputs.
var textInputs = []string{"input_ids", "attention_mask", "token_type_ids"}

// newTextEncoder makes an encoder of a base with an open session. A width of 0 is
// learnt from the model.
func newTextEncoder(ctx context.Context, b base, t *tokenizer.Tokenizer, spec Spec) (*textEncoder, error) {
	e := &textEncoder{base: b, tokenizer: t, pooling: spec.Pooling, prefix: spec.Prefix, pad: spec.Pad}
	for _, in := range b.session.Inputs() {
		role := in.Name
		for usual, name := range spec.Inputs {
			if name == in.Name {
				role = usual
			}
		}
		switch {
		case !slices.Contains(textInputs, role):
			return nil, fmt.Errorf("encoder %s: the model has an input %q: say in the spec's inputs which of %s it is",
				b.name, quotable(in.Name), strings.Join(textInputs, ", "))
		case in.Elem != onnx.Int64 && in.Elem != onnx.Int32 || len(in.Dims) != 2:
			return nil, fmt.Errorf("encoder %s: input %s is %v of %d dimensions, want int64 or int32 [batch, tokens]", b.name, quotable(in.Name), in.Elem, len(in.Dims))
		case !fits(in.Dims[1], e.padded(0)):
			return nil, fmt.Errorf("encoder %s: input %s takes %d tokens, no more and no less: say so in the spec's pad, with the id of the tokenizer's padding",
				b.name, quotable(in.Name), in.Dims[1].Size)
		}
		e.feeds = append(e.feeds, role)
	}
	if !slices.Contains(e.feeds, "input_ids") {
		return nil, fmt.Errorf("encoder %s: the model has no input for the captions' tokens: name it in the spec, inputs.input_ids", b.name)
	}
	if e.pooling == EOSPooling {
		var ok bool
		if e.end, ok = t.End(); !ok {
			return nil, fmt.Errorf("encoder %s: pooling eos: the tokenizer puts no token at the end of a caption: want another pooling", b.name)
		}
	}
	if err := e.checkOutput(spec); err != nil {
		return nil, err
	}
	if e.width > 0 {
		return e, nil
	}
	states, err := e.run(ctx, t.Encode("a trial"), ort.Tensor{})
	if err != nil {
		return nil, err
	}
	e.width, err = b.learn(states.Shape, spec.outputDims(TextModality, 0))
	return e, err
}

// checkOutput wants one output of the form that the spec's pooling reads.
func (b *base) checkOutput(spec Spec) error {
	out := b.session.Outputs()
	if len(out) != 1 {
		var names []string
		for _, o := range out {
			names = append(names, quotable(o.Name))
		}
		return fmt.Errorf("encoder %s: the model has the outputs %s: say in the spec's output which one is taken", b.name, strings.Join(names, ", "))
	}
	want := spec.outputDims(b.modality, b.width)
	ok := out[0].Elem == onnx.Float32 && (len(out[0].Dims) == len(want) || len(out[0].Dims) == 0)
	for i := range out[0].Dims {
		ok = ok && (want[i].Name != "" || fits(out[0].Dims[i], int(want[i].Size)))
	}
	if !ok {
		return fmt.Errorf("encoder %s: output %s is %v of %d dimensions, want float32 %s for pooling %s",
			b.name, quotable(out[0].Name), out[0].Elem, len(out[0].Dims), dimensions(want), spec.Pooling)
	}
	return nil
}

// learn finds the width in the shape of an output for one input.
func (b *base) learn(shape []int64, form []onnx.Dim) (int, error) {
	if len(shape) == len(form) {
		for i, d := range form {
			if d.Name == "features" && shape[i] >= 1 && shape[i] <= features.MaxWidth && shape[0] == 1 {
				return int(shape[i]), nil
			}
		}
	}
	return 0, fmt.Errorf("encoder %s: one input gives the shape %v, want %s, with 1 to %d features", b.name, shape, dimensions(form), features.MaxWidth)
}

// dimensions writes a shape for a message.
func dimensions(dims []onnx.Dim) string {
	var parts []string
	for _, d := range dims {
		if d.Name != "" {
			parts = append(parts, d.Name)
		} else {
			parts = append(parts, strconv.FormatInt(d.Size, 10))
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// fits reports whether a dimension is n or is not fixed.
func fits(d onnx.Dim, n int) bool { return d.Name != "" || d.Size <= 0 || d.Size == int64(n) }

// EncodeText implements Text: the mean of the last hidden states over all
// tokens (sentence-transformers' mean pooling), the first, the last or the first end token's,
// or the model's own vector, divided by its norm.
func (e *textEncoder) EncodeText(ctx context.Context, caption string) ([]float32, error) {
	ids := e.tokenizer.Encode(e.prefix + caption)
	if len(ids) == 0 {
		return nil, &ItemError{fmt.Errorf("%w: the tokenizer of the encoder %s gives no tokens for its caption", ErrNoFeatures, e.name)}
	}
	shape := []int64{1, int64(e.padded(len(ids))), int64(e.width)}
	if e.pooling == NoPooling {
		shape = []int64{1, int64(e.width)}
	}
	out, err := e.run(ctx, ids, ort.Floats(make([]float32, int(shape[len(shape)-2])*e.width), shape...))
	if err != nil {
		return nil, err
	}
	states := out.Float32
	switch e.pooling {
	case CLSPooling:
		states = states[:e.width]
	case LastPooling:
		states = states[(len(ids)-1)*e.width:][:e.width]
	case EOSPooling: // the tokenizer has put it there, so there is one
		states = states[slices.Index(ids, e.end)*e.width:][:e.width]
	case MeanPooling:
		states = states[:len(ids)*e.width] // without the padding
	}
	v := meanPool(states, e.width) // of one state it is the state, with norm 1
	return v, e.finite(v)
}

// padded is how many tokens the model is given for so many of a caption.
func (e *textEncoder) padded(n int) int {
	if e.pad == nil {
		return n
	}
	return max(n, e.pad.Length)
}

// run gives the tokens of one caption to the model, which fills out.
func (e *textEncoder) run(ctx context.Context, ids []int64, out ort.Tensor) (ort.Tensor, error) {
	own, n := len(ids), int64(e.padded(len(ids)))
	if int(n) > own {
		ids = append(slices.Clip(ids), slices.Repeat([]int64{e.pad.ID}, int(n)-own)...)
	}
	inputs := make([]ort.Tensor, len(e.feeds))
	for i, name := range e.feeds {
		values := ids
		if name != "input_ids" {
			values = make([]int64, n)
		}
		if name == "attention_mask" {
			for k := range own {
				values[k] = 1
			}
		}
		inputs[i] = ort.Ints(values, 1, n)
	}
	outputs := []ort.Tensor{out}
	if err := e.session.Run(ctx, inputs, outputs); err != nil {
		return out, e.failed(ctx, err)
	}
	return outputs[0], nil
}

// meanPool returns the mean of the rows of states [N, width] with norm 1.
func meanPool(states []float32, width int) []float32 {
	sum := make([]float64, width)
	for i, x := range states {
		sum[i%width] += float64(x)
	}
	square := 0.0
	for _, x := range sum {
		square += x * x
	}
	// The mean and the sum have the same direction.
	norm := max(math.Sqrt(square), 1e-12)
	v := make([]float32, width)
	for i, x := range sum {
		v[i] = float32(x / norm)
	}
	return v
}
