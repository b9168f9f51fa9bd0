package model

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"math"
	"sync"

	"memebench/model/onnx"
	"memebench/model/ort"
)

// The modalities that encoders read.
const (
	TextModality  = "text"
	ImageModality = "image"
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
	// the model, and the preprocessing. Features may be kept under it.
	Digest() string
	Width() int
	Close() error // waits for running calls; later ones fail
}

// TextEncoder encodes captions.
type TextEncoder interface {
	Encoder
	// EncodeText returns a new vector of Width float32 features with an L2 norm
	// of 1. Any string is allowed; what is beyond the tokenizer's MaxTokens does
	// not count. An empty caption has a vector too: whether it stands for a
	// missing caption is for the caller to say.
	EncodeText(caption string) ([]float32, error)
}

// ImageEncoder encodes pictures.
type ImageEncoder interface {
	Encoder
	// EncodeImage returns a new vector of Width float32 features, as they come
	// out of the network. The picture, of any size, is not changed; its
	// orientation must have been applied, as picture.Open does.
	EncodeImage(img image.Image) ([]float32, error)
}

// identity is what an encoder's digest is made of.
type identity struct {
	Model      string      `json:"model"`    // SHA-256 of the file as it was published
	Features   string      `json:"features"` // what is taken from it, and how
	Tokenizer  string      `json:"tokenizer,omitempty"`
	MaxTokens  int         `json:"max_tokens,omitempty"`
	Preprocess *Preprocess `json:"preprocess,omitempty"`
}

func (i identity) digest() (string, error) {
	b, err := json.Marshal(i)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
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

// finite returns an error for features that no head could learn from, which mean
// a broken model file or library.
func (b *base) finite(v []float32) error {
	for _, x := range v {
		if f := float64(x); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("encoder %s: the features are not numbers", b.name)
		}
	}
	return nil
}

// textEncoder runs a BERT-family network on one caption at a time. Batches are
// avoided on purpose: the int8 models scale their activations over the whole
// batch, so that a vector would depend on its neighbours (cosine 0.995).
type textEncoder struct {
	base
	tokenizer *Tokenizer
	feeds     []string // the session's inputs, in order
}

func newTextEncoder(b base, t *Tokenizer) (*textEncoder, error) {
	e := &textEncoder{base: b, tokenizer: t}
	for _, in := range b.session.Inputs() {
		switch in.Name {
		case "input_ids", "attention_mask", "token_type_ids":
			if in.Elem != onnx.Int64 {
				return nil, fmt.Errorf("encoder %s: input %s is %v, want int64", b.name, in.Name, in.Elem)
			}
		default:
			return nil, fmt.Errorf("encoder %s: unknown input %q", b.name, quotable(in.Name))
		}
		e.feeds = append(e.feeds, in.Name)
	}
	out := b.session.Outputs()
	if len(out) != 1 || out[0].Elem != onnx.Float32 || len(out[0].Dims) != 3 || !fits(out[0].Dims[2], b.width) {
		return nil, fmt.Errorf("encoder %s: want one output of shape [batch, tokens, %d]", b.name, b.width)
	}
	return e, nil
}

// fits reports whether a dimension is n or is not fixed.
func fits(d onnx.Dim, n int) bool { return d.Name != "" || d.Size <= 0 || d.Size == int64(n) }

// EncodeText implements TextEncoder: the mean of the last hidden states over all
// tokens, divided by its norm (sentence-transformers' mean pooling).
func (e *textEncoder) EncodeText(caption string) ([]float32, error) {
	ids := e.tokenizer.Encode(caption)
	if len(ids) == 0 {
		return nil, fmt.Errorf("encoder %s: the tokenizer gives no tokens for this caption", e.name)
	}
	n := int64(len(ids))
	inputs := make([]ort.Tensor, len(e.feeds))
	for i, name := range e.feeds {
		values := ids
		if name != "input_ids" {
			values = make([]int64, n)
		}
		if name == "attention_mask" { // one caption, no padding
			for k := range values {
				values[k] = 1
			}
		}
		inputs[i] = ort.Ints(values, 1, n)
	}
	states := make([]float32, len(ids)*e.width)
	outputs := []ort.Tensor{ort.Floats(states, 1, n, int64(e.width))}
	if err := e.session.Run(inputs, outputs); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", e.name, err)
	}
	v := meanPool(states, e.width)
	return v, e.finite(v)
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

// imageEncoder runs a convolutional network on one picture at a time: a batch of
// pictures is not faster on one core, and takes memory.
type imageEncoder struct {
	base
	preprocess Preprocess
	shape      []int64
	buffers    sync.Pool // of *[]float32, the network's input
}

func newImageEncoder(b base, p Preprocess) (*imageEncoder, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", b.name, err)
	}
	e := &imageEncoder{base: b, preprocess: p, shape: p.Shape(1)}
	in, out := b.session.Inputs(), b.session.Outputs()
	if len(in) != 1 || in[0].Elem != onnx.Float32 || len(in[0].Dims) != 4 {
		return nil, fmt.Errorf("encoder %s: want one float32 input of four dimensions", b.name)
	}
	for i, d := range in[0].Dims {
		if !fits(d, int(e.shape[i])) {
			return nil, fmt.Errorf("encoder %s: the preprocessing gives the shape %v, which the model does not take", b.name, e.shape)
		}
	}
	if len(out) != 1 || out[0].Elem != onnx.Float32 || len(out[0].Dims) != 2 || !fits(out[0].Dims[1], b.width) {
		return nil, fmt.Errorf("encoder %s: want one output of shape [batch, %d]", b.name, b.width)
	}
	e.buffers.New = func() any {
		buffer := make([]float32, 3*p.Crop*p.Crop)
		return &buffer
	}
	return e, nil
}

var errNoPixels = errors.New("the picture has no pixels")

// EncodeImage implements ImageEncoder.
func (e *imageEncoder) EncodeImage(img image.Image) ([]float32, error) {
	if img.Bounds().Empty() {
		return nil, fmt.Errorf("encoder %s: %w", e.name, errNoPixels)
	}
	buffer := e.buffers.Get().(*[]float32)
	defer e.buffers.Put(buffer)
	e.preprocess.apply(*buffer, img)
	v := make([]float32, e.width)
	err := e.session.Run([]ort.Tensor{ort.Floats(*buffer, e.shape...)}, []ort.Tensor{ort.Floats(v, 1, int64(e.width))})
	if err != nil {
		return nil, fmt.Errorf("encoder %s: %w", e.name, err)
	}
	return v, e.finite(v)
}
