package encoder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"memebench/eval"
	"memebench/model/encoder/network"
	"memebench/model/ort"
)

// Files gives a pack the files that it needs. It is what model/assets offers.
type Files interface {
	// Path returns where the asset of this name lies, checked, or an error that
	// says how to get it.
	Path(asset string) (string, error)
	// Digest returns the SHA-256, in hex, that Path has checked an asset against.
	Digest(asset string) (string, error)
	// Derived returns the path of a file that is made from assets. If there is
	// none under this name, build writes it, and it appears whole or not at all.
	Derived(name string, build func(io.Writer) error) (string, error)
	// Discard removes what Derived has made under this name, if there is any, and
	// returns how many bytes that had.
	Discard(name string) (freed int64, err error)
}

// DefaultPack is the pack that a workspace uses unless it says otherwise.
const DefaultPack = "default"

// RuntimeAsset is the ONNX Runtime library, which every pack needs.
const RuntimeAsset = "onnxruntime"

// packSpec describes a pack: which encoders, and how their files become models.
type packSpec struct {
	name        string
	text, image encoderSpec
	frames      bool // the frames of animations are read as well, by the image encoder
	sound       bool // sounds are read as well, by the speech embedding
}

// encoderSpec is a Spec with what memebench knows beside it.
type encoderSpec struct {
	Spec
	width int // 0 while it has not been tried
	// features says what is taken from the model. It is part of the digest: any
	// change of how the features come about must change it.
	features   string
	arithmetic arithmetic
	machine    string     // of features that depend on it
	source     fileSource // of the files that the spec names
}

// fileSource finds a file that a spec names, checked, with its SHA-256 in hex.
type fileSource interface {
	find(file string) (path, sha256 string, err error)
}

// assetSource is for specs whose files are assets.
type assetSource struct{ files Files }

func (a assetSource) find(asset string) (path, sha256 string, err error) {
	if path, err = a.files.Path(asset); err == nil {
		sha256, err = a.files.Digest(asset)
	}
	return path, sha256, err
}

// bgeSmall is taken after ten of its twelve layers. On five folds of SST-5's training
// sentences, for five assignments of folds, a logistic regression on the mean over tokens
// has macro-F1 0.485 there, against 0.478 after the last layer, 0.480 on the mean of
// the last three, and 0.478 with the features of [CLS] beside those of the last layer
// (± 0.003); on tweets (SemEval 2017, task 4 C) 0.369, 0.363, 0.367. Two layers less
// take a sixth of the time less, too.
//
// The file's weights are integers; its products are done in floats, since features are
// others on other processors if activations are rounded as it says.
var bgeSmall = encoderSpec{
	Spec: Spec{
		Name: "bge-small-en-v1.5", File: "bge-small-en-v1.5.onnx", Tokenizer: "bge-small-en-v1.5.tokenizer.json",
		Output: "/encoder/layer.9/output/LayerNorm/Add_1_output_0", Pooling: MeanPooling,
	},
	width: 384, features: "layer 10, mean over tokens, L2 norm 1, in floats", arithmetic: dequantized,
}

var liteZero = encoderSpec{
	Spec: Spec{
		Name: "EfficientNet-Lite0", File: "efficientnet-lite0.pth", Network: "efficientnet-lite0", Preprocess: &LitePreprocess, Pooling: NoPooling,
	},
	width: network.LiteWidth, features: "pooled, batch norms folded, 1", arithmetic: plain,
}

// liteZeroInt8 is liteZero in integers: about twice as fast, and not quite the same
// features.
var liteZeroInt8 = encoderSpec{
	Spec: Spec{
		Name: "EfficientNet-Lite0 int8", File: "efficientnet-lite0.pth", Network: "efficientnet-lite0-int8", Preprocess: &LitePreprocess, Pooling: NoPooling,
	},
	width: network.LiteWidth, features: "pooled, batch norms folded, int8, 1", arithmetic: plain,
}

// residualThin is taken at the pooled tensor before the classifier of open_nsfw.
var residualThin = encoderSpec{
	Spec: Spec{
		Name: "ResNet-50-thin (open_nsfw)", File: "open-nsfw.onnx", Output: "/Cast_306_output_0", Preprocess: &OpenNSFWPreprocess, Pooling: NoPooling,
	},
	width: 1024, features: "tensor /Cast_306_output_0", arithmetic: plain,
}

// bertBase is the text encoder of "Meme Sentiment Analysis", as Google published it: the
// weights are a TensorFlow bundle in a zip file. Its WordPieces are those of bgeSmall, entry
// for entry.
var bertBase = encoderSpec{
	Spec: Spec{
		Name: "bert-base-uncased", File: "bert-base-uncased.zip", Network: network.BERT, Tokenizer: bgeSmall.Tokenizer, Pooling: MeanPooling,
	},
	width: 768, features: "last layer, mean over tokens, L2 norm 1", arithmetic: plain,
}

// SeedPack is the name of the pack with the encoders of "Meme Sentiment Analysis". Of its
// ResNet-50 in full width no package has the weights: a pack of this name that the user
// adds with torchvision's takes its place.
const SeedPack = "seed"

// packs are the packs whose files memebench can fetch. The text encoder of all
// but seed is the same; resnet has the pre-trained ResNet-50 that can be had from a package
// registry, with half the usual channels; default+frames is the default one with a
// modality more, and default+frames+audio with two; default-int8 has the default one's
// image encoder in integers.
var packs = []packSpec{
	{name: DefaultPack, text: bgeSmall, image: liteZero},
	{name: "resnet", text: bgeSmall, image: residualThin},
	{name: "default+frames", text: bgeSmall, image: liteZero, frames: true},
	{name: "default-int8", text: bgeSmall, image: liteZeroInt8},
	{name: SeedPack, text: bertBase, image: residualThin},
	{name: "default+frames+audio", text: bgeSmall, image: liteZero, frames: true, sound: true},
}

// PackNames returns the names of the packs whose files are fetched, the default
// one first. [Packs.Names] adds those that the user has.
func PackNames() []string {
	names := make([]string, len(packs))
	for i, p := range packs {
		names[i] = p.name
	}
	return names
}

// PackAssets returns the names of the assets that a pack of PackNames needs, or
// nil for another name.
func PackAssets(name string) []string {
	if s, ok := fetched(name); ok {
		return s.assets()
	}
	return nil
}

// assets lists the files of the pack that are fetched; those of an added encoder
// are the user's.
func (p packSpec) assets() []string {
	names := []string{RuntimeAsset}
	for _, e := range []encoderSpec{p.text, p.image} {
		if _, own := e.source.(addedFiles); own {
			continue
		}
		names = append(names, e.File)
		if e.Tokenizer != "" {
			names = append(names, e.Tokenizer)
		}
	}
	if p.sound {
		names = append(names, speech.mel, speech.embedding)
	}
	return names
}

// ErrNoPack means that there is no pack of the given name.
var ErrNoPack = errors.New("no such pack of encoders")

// Packs are the packs of encoders that there are: those whose files memebench
// fetches, and those that the user has added by a spec. Its methods may be called
// from several goroutines.
type Packs struct {
	files  Files
	folder string
	apart  Apart // nil: packs are tried in this process
	trial  time.Duration
}

// NewPacks returns the packs over the files that memebench fetches and a folder
// where the packs that are added are kept, which need not exist yet; "" is for
// none.
func NewPacks(files Files, folder string) *Packs {
	return &Packs{files: files, folder: folder, trial: trialTime}
}

// Names returns the names of all packs, the default one first and the user's
// last.
func (p *Packs) Names() []string {
	names := PackNames()
	if p.folder == "" {
		return names
	}
	// A folder that cannot be read has no packs; looking for one of them by its name
	// says why.
	entries, _ := os.ReadDir(p.folder)
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && packName(name) == nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// fetched returns the pack of this name whose files memebench can fetch.
func fetched(name string) (packSpec, bool) {
	if i := slices.IndexFunc(packs, func(p packSpec) bool { return p.name == name }); i >= 0 {
		return packs[i], true
	}
	return packSpec{}, false
}

// BuiltIn reports whether a pack is one of [PackNames] and is not the seed pack in the
// form that the user has added.
func (p *Packs) BuiltIn(name string) bool {
	if _, ok := fetched(name); !ok || name != SeedPack || p.folder == "" {
		return ok
	}
	_, err := os.Stat(filepath.Join(p.folder, name+".json"))
	return err != nil
}

// find returns the spec of a pack.
func (p *Packs) find(name string) (packSpec, error) {
	if p.BuiltIn(name) {
		s, _ := fetched(name)
		return s.from(p.files), nil
	}
	if p.folder != "" && packName(name) == nil {
		spec, err := p.added(filepath.Join(p.folder, name+".json"))
		if !errors.Is(err, fs.ErrNotExist) {
			return spec, err
		}
	}
	if findReady(name) != nil {
		return packSpec{}, fmt.Errorf("%w yet: memebench encoders show %s > %s.json prints its spec; put the files that it names beside it, and memebench encoders add %s.json", ErrNoPack, name, name, name)
	}
	return packSpec{}, fmt.Errorf("%w: %q: want one of %s", ErrNoPack, quotable(name), strings.Join(p.Names(), ", "))
}

// Check reports why there is no pack of this name, or why its spec cannot be read.
// It looks at none of the pack's files.
func (p *Packs) Check(name string) error {
	_, err := p.find(name)
	return err
}

// Assets returns the names of the assets that a pack needs: of an added one, those
// of the default encoder that it leaves in place.
func (p *Packs) Assets(name string) ([]string, error) {
	spec, err := p.find(name)
	if err != nil {
		return nil, err
	}
	return spec.assets(), nil
}

// StartRuntime loads ONNX Runtime, unless it is loaded already.
func (p *Packs) StartRuntime() error {
	library, err := p.files.Path(RuntimeAsset)
	if err != nil {
		return err
	}
	return ort.Start(library)
}

// from returns the spec with assets from these files.
func (p packSpec) from(files Files) packSpec {
	p.text.source, p.image.source = assetSource{files}, assetSource{files}
	return p
}

// Pack is a set of encoders that are used together, one per modality. It is safe
// for concurrent use as far as its encoders are.
type Pack struct {
	Name   string
	Text   Text
	Image  Image
	Frames bool  // Image reads the frames of animations as well
	Sound  Sound // nil for none
}

// Open loads ONNX Runtime, unless it is loaded already, and opens the encoders of
// a pack, one session with one thread each. It takes about half a second. Errors
// of files are passed on, so that the caller can tell missing assets apart;
// ErrNoPack is for an unknown name. Cancelled, it returns ctx.Err() before the next
// encoder, or while a network is built from a state dict. Close the pack after use.
func (p *Packs) Open(ctx context.Context, name string) (*Pack, error) {
	spec, err := p.find(name)
	if err != nil {
		return nil, err
	}
	return p.open(ctx, spec)
}

func (ps *Packs) open(ctx context.Context, spec packSpec) (*Pack, error) {
	if err := ps.StartRuntime(); err != nil {
		return nil, err
	}
	text, err := openText(ctx, spec.text, ps.files)
	if err != nil {
		return nil, err
	}
	image, err := openImage(ctx, spec.image, ps.files)
	if err != nil {
		return nil, errors.Join(err, text.Close())
	}
	p := &Pack{Name: spec.name, Text: text, Image: image, Frames: spec.frames}
	if spec.sound {
		sound, err := openSound(ctx, speech, ps.files)
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		p.Sound = sound
	}
	return p, nil
}

// Encoders returns the pack's encoders. There may be more of Inputs.
func (p *Pack) Encoders() []Encoder {
	all := []Encoder{p.Text, p.Image}
	if p.Sound != nil {
		all = append(all, p.Sound)
	}
	return all
}

// Inputs describes what the encoders read as inputs of a head: text, image, and
// frames and audio if the pack has them.
func (p *Pack) Inputs() []eval.Input { return inputsOf(p.Text, p.Image, p.Frames, p.Sound) }

// Close closes the encoders. ONNX Runtime stays loaded.
func (p *Pack) Close() error {
	var err error
	for _, e := range p.Encoders() {
		err = errors.Join(err, e.Close())
	}
	return err
}

// Inputs returns what [Pack.Inputs] does, from the files alone: it loads no
// model. Features that are all in the cache need no more.
func (p *Packs) Inputs(name string) ([]eval.Input, error) {
	spec, err := p.find(name)
	if err != nil {
		return nil, err
	}
	text, _, err := findText(spec.text)
	if err != nil {
		return nil, err
	}
	image, err := findImage(spec.image)
	if err != nil {
		return nil, err
	}
	if !spec.sound {
		return inputsOf(&text.base, &image.base, spec.frames, nil), nil
	}
	sound, _, _, err := speech.find(p.files)
	if err != nil {
		return nil, err
	}
	return inputsOf(&text.base, &image.base, spec.frames, &sound), nil
}

func inputsOf(text, image Encoder, frames bool, sound Encoder) []eval.Input {
	in := []eval.Input{inputOf(text), inputOf(image)}
	if frames {
		in = append(in, framesInput(in[1]))
	}
	if sound != nil {
		in = append(in, inputOf(sound))
	}
	return in
}

func inputOf(e Encoder) eval.Input {
	return eval.Input{Modality: e.Modality(), Encoder: e.Name(), Digest: e.Digest(), Width: e.Width()}
}
