package model

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/model/onnx"
	"memebench/model/ort"
)

// Files gives a pack the files that it needs. It is what model/assets offers.
type Files interface {
	// Path returns where the asset of this name lies, checked, or an error that
	// says how to get it.
	Path(asset string) (string, error)
	// Derived returns the path of a file that is made from assets. If there is
	// none under this name, build writes it, and it appears whole or not at all.
	Derived(name string, build func(io.Writer) error) (string, error)
}

// DefaultPack is the pack that a workspace uses unless it says otherwise.
const DefaultPack = "default"

// runtimeAsset is the ONNX Runtime library, which every pack needs.
const runtimeAsset = "onnxruntime"

// packSpec describes a pack: which encoders, and how their files become models.
type packSpec struct {
	name        string
	text, image encoderSpec
}

// encoderSpec describes one encoder.
type encoderSpec struct {
	name      string
	asset     string // the model's file
	tokenizer string // asset; text only
	width     int
	// features says what is taken from the model. It is part of the digest: any
	// change of how the features come about must change it.
	features   string
	preprocess Preprocess // image only
	// load makes the ONNX model from the asset's file, whose digest is given; nil
	// when the file is one.
	load func(path, digest string, files Files) ([]byte, error)
}

var bgeSmall = encoderSpec{
	name: "bge-small-en-v1.5 int8", asset: "bge-small-en-v1.5.onnx", tokenizer: "bge-small-en-v1.5.tokenizer.json",
	width: 384, features: "last_hidden_state, mean over tokens, L2 norm 1",
}

var liteZero = encoderSpec{
	name: "EfficientNet-Lite0", asset: "efficientnet-lite0.pth",
	width: liteWidth, features: "pooled, batch norms folded, 1", preprocess: LitePreprocess, load: loadLite,
}

var residualThin = encoderSpec{
	name: "ResNet-50-thin (open_nsfw)", asset: "open-nsfw.onnx",
	width: 1024, features: "tensor " + openNSFWTensor, preprocess: OpenNSFWPreprocess, load: loadOpenNSFW,
}

// packs are the packs there are. The text encoder of both is the same; resnet
// has the pre-trained ResNet-50 that can be had from a package registry, with
// half the usual channels.
var packs = []packSpec{
	{name: DefaultPack, text: bgeSmall, image: liteZero},
	{name: "resnet", text: bgeSmall, image: residualThin},
}

// PackNames returns the names of the packs, the default one first.
func PackNames() []string {
	names := make([]string, len(packs))
	for i, p := range packs {
		names[i] = p.name
	}
	return names
}

// PackAssets returns the names of the assets that the pack needs, or nil for a
// name that is none of PackNames.
func PackAssets(name string) []string {
	p, err := findPack(name)
	if err != nil {
		return nil
	}
	return []string{runtimeAsset, p.text.asset, p.text.tokenizer, p.image.asset}
}

// ErrNoPack means that there is no pack of the given name.
var ErrNoPack = errors.New("no such pack of encoders")

func findPack(name string) (packSpec, error) {
	i := slices.IndexFunc(packs, func(p packSpec) bool { return p.name == name })
	if i < 0 {
		return packSpec{}, fmt.Errorf("%w: %q: want one of %s", ErrNoPack, quotable(name), strings.Join(PackNames(), ", "))
	}
	return packs[i], nil
}

// Pack is a set of encoders that are used together, one per modality. It is safe
// for concurrent use as far as its encoders are.
type Pack struct {
	Name  string
	Text  TextEncoder
	Image ImageEncoder
}

// OpenPack loads ONNX Runtime, unless it is loaded already, and opens the
// encoders of a pack, one session with one thread each. It takes about half a
// second. Errors of files are passed on, so that the caller can tell missing
// assets apart; ErrNoPack is for an unknown name. Close the pack after use.
func OpenPack(name string, files Files) (_ *Pack, err error) {
	spec, err := findPack(name)
	if err != nil {
		return nil, err
	}
	library, err := files.Path(runtimeAsset)
	if err != nil {
		return nil, err
	}
	if err := ort.Start(library); err != nil {
		return nil, err
	}
	text, err := openText(spec.text, files)
	if err != nil {
		return nil, err
	}
	image, err := openImage(spec.image, files)
	if err != nil {
		return nil, errors.Join(err, text.Close())
	}
	return &Pack{Name: name, Text: text, Image: image}, nil
}

// Encoders returns the pack's encoders in the order of Inputs.
func (p *Pack) Encoders() []Encoder { return []Encoder{p.Text, p.Image} }

// Inputs describes the encoders as inputs of a head, text first.
func (p *Pack) Inputs() []eval.Input {
	var in []eval.Input
	for _, e := range p.Encoders() {
		in = append(in, inputOf(e))
	}
	return in
}

// Close closes the encoders. ONNX Runtime stays loaded.
func (p *Pack) Close() error { return errors.Join(p.Text.Close(), p.Image.Close()) }

// PackInputs returns what Pack.Inputs does, from the files alone: it hashes them
// and loads no model, which takes about a tenth of a second. Features that are
// all in the cache need no more.
func PackInputs(name string, files Files) ([]eval.Input, error) {
	spec, err := findPack(name)
	if err != nil {
		return nil, err
	}
	text, _, err := findText(spec.text, files)
	if err != nil {
		return nil, err
	}
	image, err := findImage(spec.image, files)
	if err != nil {
		return nil, err
	}
	return []eval.Input{inputOf(&text.base), inputOf(&image.base)}, nil
}

func inputOf(e Encoder) eval.Input {
	return eval.Input{Modality: e.Modality(), Encoder: e.Name(), Digest: e.Digest(), Width: e.Width()}
}

// found is an encoder whose files are there and whose model is not loaded yet.
type found struct {
	base
	spec  encoderSpec
	path  string // of the model's file as it was published
	model string // SHA-256 of that file
}

func findText(spec encoderSpec, files Files) (*found, *Tokenizer, error) {
	path, err := files.Path(spec.tokenizer)
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("encoder %s: %w", spec.name, err)
	}
	tokenizer, err := ParseTokenizer(data)
	if err != nil {
		return nil, nil, fmt.Errorf("encoder %s: %w", spec.name, err)
	}
	f, err := spec.find(TextModality, files, identity{Tokenizer: tokenizer.Digest(), MaxTokens: tokenizer.MaxTokens()})
	return f, tokenizer, err
}

func findImage(spec encoderSpec, files Files) (*found, error) {
	return spec.find(ImageModality, files, identity{Preprocess: &spec.preprocess})
}

// find makes the digest; id says what else than the model decides the features.
func (s encoderSpec) find(modality string, files Files, id identity) (*found, error) {
	path, err := files.Path(s.asset)
	if err != nil {
		return nil, err
	}
	f := &found{base: base{modality: modality, name: s.name, width: s.width}, spec: s, path: path}
	if f.model, err = fileDigest(path); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", s.name, err)
	}
	id.Model, id.Features = f.model, s.features
	if f.digest, err = id.digest(); err != nil {
		return nil, fmt.Errorf("encoder %s: %w", s.name, err)
	}
	return f, nil
}

// open loads the model, which is built first where the file is no ONNX model.
func (f *found) open(files Files) (base, error) {
	var model []byte
	var err error
	if f.spec.load != nil {
		model, err = f.spec.load(f.path, f.model, files)
	} else {
		model, err = os.ReadFile(f.path)
	}
	if err != nil {
		return f.base, fmt.Errorf("encoder %s: %w", f.name, err)
	}
	if f.session, err = ort.Open(model, ort.Options{Threads: 1}); err != nil {
		return f.base, fmt.Errorf("encoder %s: %w", f.name, err)
	}
	return f.base, nil
}

func openText(spec encoderSpec, files Files) (*textEncoder, error) {
	f, tokenizer, err := findText(spec, files)
	if err != nil {
		return nil, err
	}
	b, err := f.open(files)
	if err != nil {
		return nil, err
	}
	e, err := newTextEncoder(b, tokenizer)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return e, nil
}

func openImage(spec encoderSpec, files Files) (*imageEncoder, error) {
	f, err := findImage(spec, files)
	if err != nil {
		return nil, err
	}
	b, err := f.open(files)
	if err != nil {
		return nil, err
	}
	e, err := newImageEncoder(b, spec.preprocess)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return e, nil
}

// fileDigest returns the SHA-256 of a file in hex.
func fileDigest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // only read from
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// loadLite reads the ONNX model that was built from the state dict, and builds
// it first if this has not happened yet. The digest is part of the file's name,
// so another state dict gives another model.
func loadLite(pth, digest string, files Files) ([]byte, error) {
	path, err := files.Derived("efficientnet-lite0-"+digest[:12]+"-1.onnx", func(w io.Writer) error {
		return writeEfficientNetLite0(w, pth)
	})
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// openNSFWTensor is the pooled tensor before the classifier of open_nsfw.
const openNSFWTensor = "/Cast_306_output_0"

// loadOpenNSFW cuts the classifier off; that takes milliseconds.
func loadOpenNSFW(path, _ string, _ Files) ([]byte, error) {
	model, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return onnx.Cut(model, openNSFWTensor, onnx.Float32, onnx.Any("batch"), onnx.Size(1024))
}
