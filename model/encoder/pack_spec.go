package encoder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/plainfile"
	"memebench/model/encoder/network"
	"memebench/model/encoder/tokenizer"
	"memebench/model/onnx"
)

// PackSpec describes a pack of encoders, as a JSON file that a user writes:
//
//	{
//	  "name": "seed",
//	  "text": {"name": "BERT-base", "file": "pytorch_model.bin", "network": "bert", "tokenizer": "tokenizer.json"},
//	  "image": {"name": "ResNet-50", "file": "resnet50-0676ba61.pth", "sha256": "0676ba61", "network": "resnet50"}
//	}
//
// A side that is left out is the default pack's encoder; of a pack called seed, the seed
// pack's.
type PackSpec struct {
	Name  string `json:"name"` // letters, digits, dots, hyphens and underscores
	Text  *Spec  `json:"text,omitempty"`
	Image *Spec  `json:"image,omitempty"`
	// Frames says that the image encoder reads the frames of animated GIFs as well:
	// a third modality of twice its width.
	Frames bool `json:"frames,omitempty"`
	// Audio says that sounds are read as well, by the encoder that default+frames+audio
	// has: one modality more.
	Audio bool `json:"audio,omitempty"`
}

// Spec describes an encoder: a model's file, what goes in and what is
// taken out.
type Spec struct {
	Name string `json:"name"` // for people
	File string `json:"file"` // relative to the spec's folder
	// SHA256 is the file's SHA-256 in hex, or its beginning, at least 8 digits:
	// torchvision's file names end in those. Optional: a file is held to what it was
	// when it was added.
	SHA256 string `json:"sha256,omitempty"`
	// Network says that the file is a PyTorch state dict, or for a bert a SavedModel of
	// TensorFlow in a zip file, and of which of the [Networks]. Without it the file is an
	// ONNX model.
	Network string `json:"network,omitempty"`
	// Heads is the number of attention heads of a bert; 0: one per 64 features.
	Heads int `json:"heads,omitempty"`
	// Inputs gives the names of a text model's inputs where they are not the usual
	// ones, input_ids, attention_mask and token_type_ids, under these.
	Inputs map[string]string `json:"inputs,omitempty"`
	// Output is the float32 tensor that is taken, an output or an inner one; it can
	// be left out where the model has one output.
	Output string `json:"output,omitempty"`
	// Pooling makes one vector of the output. Text: mean (default), cls, last or eos over
	// [batch, tokens, features], or none of [batch, features]. Image: none (default)
	// of [batch, features], mean over [batch, features, height, width], or cls over
	// [batch, patches, features].
	Pooling   Pooling `json:"pooling,omitempty"`
	Tokenizer string  `json:"tokenizer,omitempty"` // text: a tokenizer.json
	// Prefix is put before each caption: "query: " for the family of E5.
	Prefix string `json:"prefix,omitempty"`
	// MaxTokens cuts captions earlier than the tokenizer says, special tokens included; 0: not.
	MaxTokens int `json:"max_tokens,omitempty"`
	// Pad fills a caption's tokens up to a length, for models that take no other.
	Pad *Pad `json:"pad,omitempty"`
	// Norm divides the features of pictures by their L2 norm, as those of captions always
	// are.
	Norm bool `json:"norm,omitempty"`
	// Preprocess says how pictures become the input. Left out, it is what the network's
	// published weights were trained with ([LitePreprocess] for EfficientNet-Lite0,
	// else [ImageNetPreprocess]); fields that are left out of it are ImageNetPreprocess's.
	Preprocess *Preprocess `json:"preprocess,omitempty"`
	// Varies says that the model rounds its activations to integers as it runs, so
	// that its features differ between kinds of processors and versions of the
	// runtime, and belong to one of each. It is found out: what a spec says is not
	// looked at. Most such models do not vary here, since their products are done in
	// floats.
	Varies bool `json:"varies,omitempty"`
}

// Pad says how many tokens a caption has, and what is put behind its own, where the attention
// mask is 0.
type Pad struct {
	Length int   `json:"length"`
	ID     int64 `json:"id"`
}

// Pooling says how one vector of features comes out of a model's output.
type Pooling string

// The kinds of pooling.
const (
	MeanPooling Pooling = "mean" // over the tokens, or over height and width
	CLSPooling  Pooling = "cls"  // the first token's features
	LastPooling Pooling = "last" // the last token's features, which is the end token where there is one
	// EOSPooling takes the features of the first end token, where CLIP's text encoder looks:
	// it is another one than the last in a caption that has the end token's name in it.
	EOSPooling Pooling = "eos"
	NoPooling  Pooling = "none" // the output is the vector
)

// Limits on a spec.
const (
	maxSpecFile = 1 << 20 // bytes
	maxSpecText = 200     // runes of a name
	fewestHex   = 8       // digits of a digest
)

// parsePackSpec reads a PackSpec. Fields that are left out get their defaults;
// unknown ones are an error, since they are slips of the pen. The files are not
// looked at.
func parsePackSpec(data []byte) (PackSpec, error) {
	var s PackSpec
	if len(data) > maxSpecFile {
		return s, errNoSpec
	}
	data, err := plainfile.Unmarked(data)
	if err != nil {
		return s, err
	}
	if text := bytes.TrimSpace(data); len(text) == 0 || text[0] != '{' {
		return s, errNoSpec
	}
	if err := decodeStrictly(data, &s); err != nil {
		return s, err
	}
	return s, s.complete()
}

// errNoSpec means that a file has no spec in it, but a model, most likely.
var errNoSpec = errors.New("it is not a spec of encoders: want a JSON file that names the model's file; memebench encoders show seed prints one to begin with")

// decodeStrictly decodes one JSON value whose fields are all known. Its errors
// speak of the file and not of Go.
func decodeStrictly(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("there is something after the end of its JSON object")
		}
	}
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kind):
		have, _, _ := strings.Cut(kind.Value, " ") // of numbers it has the digits, too
		text := fmt.Sprintf("%s where %s belongs", plainKind(have), plainKind(kind.Type.Kind().String()))
		if kind.Field != "" {
			text = quotable(kind.Field) + ": " + text
		}
		return errors.New(text)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("it ends before its JSON object does: a bracket or a quote is missing")
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d is not JSON: look for a comma, a quote or a bracket too many or too few, there or just before", 1+bytes.Count(data[:syntax.Offset], []byte("\n")))
	}
	return errors.New(labels.Printable(strings.TrimPrefix(err.Error(), "json: ")))
}

// plainKind names a kind of JSON value, or the one that a kind of Go's is read from.
func plainKind(kind string) string {
	switch kind {
	case "string":
		return "a string"
	case "bool":
		return "true or false"
	case "object", "struct", "map", "ptr":
		return "an object"
	case "array", "slice":
		return "a list"
	}
	return "a number"
}

// UnmarshalJSON reads a recipe; what it leaves out is that of ImageNetPreprocess.
func (p *Preprocess) UnmarshalJSON(data []byte) error {
	type plain Preprocess // without this method
	q := plain(ImageNetPreprocess)
	if err := decodeStrictly(data, &q); err != nil {
		return fmt.Errorf("preprocess: %w", err)
	}
	*p = Preprocess(q)
	return nil
}

// complete checks the spec and fills in the defaults.
func (s *PackSpec) complete() error {
	if err := packName(s.Name); err != nil {
		return err
	}
	if _, ok := fetched(s.Name); ok && s.Name != SeedPack {
		return fmt.Errorf("name %q: memebench has a pack of that name: want another one", s.Name)
	}
	if s.Text == nil && s.Image == nil {
		return errors.New("it has neither text nor image: want one encoder at least")
	}
	for _, side := range s.sides() {
		if err := side.spec.complete(side.modality); err != nil {
			return fmt.Errorf("%s: %w", side.modality, err)
		}
	}
	return nil
}

// packSide is one encoder of a pack's spec.
type packSide struct {
	modality string
	spec     *Spec
}

// sides returns the encoders that the spec has, text first.
func (s PackSpec) sides() []packSide {
	all := []packSide{{TextModality, s.Text}, {ImageModality, s.Image}}
	return slices.DeleteFunc(all, func(s packSide) bool { return s.spec == nil })
}

// packName returns an error for a name that cannot be a pack's, which is a file's
// name too.
func packName(name string) error {
	for _, c := range name {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", c) {
			name = ""
		}
	}
	if name == "" || name[0] == '.' || len(name) > eval.MaxPackName {
		return errors.New("name: want 1 to 60 letters, digits, dots, hyphens and underscores, no dot first")
	}
	return nil
}

func (s *Spec) complete(modality string) error {
	text := modality == TextModality
	s.Varies = false
	if s.Name == "" {
		s.Name = filepath.Base(s.File)
	}
	for _, field := range []struct{ name, value string }{
		{"name", s.Name}, {"file", s.File}, {"output", s.Output}, {"tokenizer", s.Tokenizer},
	} {
		if n := len([]rune(field.value)); n > maxSpecText && (field.name == "name" || field.name == "output") {
			return fmt.Errorf("%s: %d characters, want at most %d", field.name, n, maxSpecText)
		}
		if labels.Printable(field.value) != field.value {
			return fmt.Errorf("%s: it has characters that cannot be printed", field.name)
		}
	}
	if s.File == "" {
		return errors.New("file: want the model's file")
	}
	if s.SHA256 != "" && (len(s.SHA256) < fewestHex || len(s.SHA256) > 64 || strings.Trim(s.SHA256, "0123456789abcdef") != "") {
		return fmt.Errorf("sha256 %q: want %d to 64 lower-case hex digits", quotable(s.SHA256), fewestHex)
	}
	if s.Network != "" {
		if known := Networks(modality); !slices.Contains(known, s.Network) {
			return fmt.Errorf("network %q: want %s, or none for an ONNX model", quotable(s.Network), strings.Join(known, ", "))
		}
		if s.Output != "" || s.Inputs != nil {
			return errors.New("inputs and output go with an ONNX model: leave them out where there is a network")
		}
	}
	if s.Heads != 0 && s.Network != network.BERT || s.Heads < 0 {
		return fmt.Errorf("heads %d: want a positive number, with the network bert", s.Heads)
	}
	if text {
		return s.completeText()
	}
	return s.completeImage()
}

// Networks returns the networks of state dicts that read a modality, text or image.
func Networks(modality string) []string {
	if modality == TextModality {
		return network.ForCaptions()
	}
	return network.ForPictures()
}

// networkPreprocess is the preprocessing of networks whose published weights were not
// trained with ImageNetPreprocess.
var networkPreprocess = map[string]Preprocess{
	"efficientnet-lite0":      LitePreprocess,
	"efficientnet-lite0-int8": LitePreprocess,
}

func (s *Spec) completeText() error {
	if s.Tokenizer == "" {
		return errors.New("tokenizer: want the model's tokenizer.json")
	}
	if s.Preprocess != nil {
		return errors.New("preprocess is for pictures: leave it out")
	}
	if s.Pooling == "" {
		s.Pooling = MeanPooling
	}
	if !slices.Contains([]Pooling{MeanPooling, CLSPooling, LastPooling, EOSPooling, NoPooling}, s.Pooling) {
		return fmt.Errorf("pooling %q: want mean, cls, last, eos or none", quotable(string(s.Pooling)))
	}
	switch {
	case s.Norm:
		return errors.New("norm is for pictures: the features of captions have the norm 1")
	case labels.Printable(s.Prefix) != s.Prefix || len([]rune(s.Prefix)) > maxSpecText:
		return fmt.Errorf("prefix %q: want at most %d characters that can be printed", quotable(s.Prefix), maxSpecText)
	case s.MaxTokens < 0 || s.MaxTokens > tokenizer.DefaultMaxTokens:
		return fmt.Errorf("max_tokens %d: want 1 to %d, or leave it out", s.MaxTokens, tokenizer.DefaultMaxTokens)
	case s.Pad != nil && (s.Pad.Length < 1 || s.Pad.Length > tokenizer.DefaultMaxTokens || s.Pad.ID < 0):
		return fmt.Errorf("pad: length %d and id %d: want 1 to %d tokens, and an id from 0 on", s.Pad.Length, s.Pad.ID, tokenizer.DefaultMaxTokens)
	}
	for role := range s.Inputs {
		if !slices.Contains(textInputs, role) {
			return fmt.Errorf("inputs: %q: want %s", quotable(role), strings.Join(textInputs, ", "))
		}
	}
	return nil
}

func (s *Spec) completeImage() error {
	switch {
	case s.Tokenizer != "":
		return errors.New("tokenizer is for captions: leave it out")
	case s.Inputs != nil:
		return errors.New("inputs is for captions: leave it out, the model's one input takes the picture")
	case s.Prefix != "" || s.MaxTokens != 0 || s.Pad != nil:
		return errors.New("prefix, max_tokens and pad are for captions: leave them out")
	case s.Preprocess == nil:
		p, ok := networkPreprocess[s.Network]
		if !ok {
			p = ImageNetPreprocess
		}
		s.Preprocess = &p
	}
	if s.Pooling == "" {
		s.Pooling = NoPooling
	}
	if s.Pooling != MeanPooling && s.Pooling != CLSPooling && s.Pooling != NoPooling {
		return fmt.Errorf("pooling %q: want mean, cls or none", quotable(string(s.Pooling)))
	}
	return s.Preprocess.Validate()
}

// outputDims is the shape of the tensor that is taken; width is 0 while unknown.
func (s Spec) outputDims(modality string, width int) []onnx.Dim {
	features := onnx.Any("features")
	if width > 0 {
		features = onnx.Size(width)
	}
	switch {
	case s.Pooling == NoPooling:
		return []onnx.Dim{onnx.Any("batch"), features}
	case modality == TextModality, s.Pooling == CLSPooling:
		return []onnx.Dim{onnx.Any("batch"), onnx.Any("tokens"), features}
	}
	return []onnx.Dim{onnx.Any("batch"), features, onnx.Any("height"), onnx.Any("width")}
}

// taken says what makes the features, for the digest of an added encoder.
func (s Spec) taken() string {
	what := fmt.Sprintf("network %q, %d heads, output %q, pooling %s", s.Network, s.Heads, s.Output, s.Pooling)
	if s.Prefix != "" {
		what += fmt.Sprintf(", prefix %q", s.Prefix)
	}
	if s.Pad != nil {
		what += fmt.Sprintf(", padded to %d with %d", s.Pad.Length, s.Pad.ID)
	}
	if s.Norm {
		what += ", L2 norm 1"
	}
	for _, usual := range textInputs {
		if name := s.Inputs[usual]; name != "" && name != usual {
			what += fmt.Sprintf(", %s is %q", usual, name)
		}
	}
	return what
}
