package encoder

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"memebench/eval"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
	"memebench/model/encoder/torch"
)

// openPack opens a pack with the real model files, or skips (fails in CI).
func openPack(tb testing.TB, name string) *Pack {
	tb.Helper()
	p, err := NewPacks(assetstest.Cache(tb, PackAssets(name)...), "").Open(tb.Context(), name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	return p
}

// vectors reads reference vectors of this width, one per row.
func vectors(tb testing.TB, name string, width int) [][]float32 {
	tb.Helper()
	b := encodertest.Fixture(tb, name)
	if len(b)%(2*width) != 0 {
		tb.Fatalf("%s has %d bytes", name, len(b))
	}
	out := make([][]float32, len(b)/(2*width))
	for i := range out {
		for k := range width {
			out[i] = append(out[i], torch.HalfToFloat(binary.LittleEndian.Uint16(b[2*(i*width+k):])))
		}
	}
	return out
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb)
}

func length(v []float32) float64 {
	var s float64
	for _, x := range v {
		s += float64(x) * float64(x)
	}
	return math.Sqrt(s)
}

// agree compares vectors with the references: their directions by the cosine
// over the whole vector, at least like, their lengths within 2 %.
func agree(t *testing.T, like float64, names []string, want [][]float32, encode func(i int) ([]float32, error)) {
	t.Helper()
	if len(want) != len(names) || len(want) < 50 {
		t.Fatalf("%d references for %d inputs, want at least 50", len(want), len(names))
	}
	least, where, mean := 2.0, "", 0.0
	for i, w := range want {
		got, err := encode(i)
		if err != nil {
			t.Fatal(names[i], err)
		}
		if len(got) != len(w) {
			t.Fatalf("%s: %d features, want %d", names[i], len(got), len(w))
		}
		c := cosine(got, w)
		mean += c / float64(len(want))
		if c < least {
			least, where = c, names[i]
		}
		if c < like {
			t.Errorf("%s: cosine %.5f with the reference, want %v", names[i], c, like)
		}
		if r := length(got) / length(w); r < 0.98 || r > 1.02 {
			t.Errorf("%s: length %.3f of the reference's", names[i], r)
		}
	}
	t.Logf("%d vectors: least cosine %.6f (%s), mean %.6f", len(want), least, where, mean)
}

func pictureNames(tb testing.TB) []string {
	var names []string
	encodertest.FixtureJSON(tb, "pictures.json", &names)
	return names
}

// sameFeatures is the least cosine of features that one digest stands for.
const sameFeatures = 0.9999

// A reference is what an encoder has to be like: its file in testdata, by gen.py, is
// NAME.f16, and those of other machines in testdata/kinds are NAME-KIND.f16.
type reference struct {
	name string
	like float64 // the least cosine
}

// The references of the encoders that packs are made of, by their names.
var (
	textReferences  = map[string]reference{bgeSmall.Name: {"text", sameFeatures}}
	imageReferences = map[string]reference{
		liteZero.Name: {"lite", 0.999}, residualThin.Name: {"resnet", 0.999},
		// The last bit of a pixel or of a product decides which way an integer is
		// rounded, and the layers after it see that.
		liteZeroInt8.Name: {"lite-int8", 0.998},
	}
)

// eachEncoder calls f for the encoders of one modality of all packs, once for each, with
// the first pack that has it. An encoder without a reference fails.
func eachEncoder(t *testing.T, references map[string]reference, of func(packSpec) encoderSpec, f func(pack string, r reference)) {
	t.Helper()
	seen := map[string]bool{}
	for _, p := range packs {
		name := of(p).Name
		if name == bertBase.Name { // TestSeedPack has its own, since it is large
			continue
		}
		r, ok := references[name]
		switch {
		case !ok:
			t.Errorf("pack %s: %s has no reference features: make them in testdata/gen.py and by testdata/kinds/make.sh", p.name, name)
		case !seen[name]:
			f(p.name, r)
		}
		seen[name] = true
	}
}

func textOf(p packSpec) encoderSpec  { return p.text }
func imageOf(p packSpec) encoderSpec { return p.image }

func TestTextEqualsReference(t *testing.T) {
	cases := captionCases(t)
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = fmt.Sprintf("%.30q", c.Caption)
	}
	eachEncoder(t, textReferences, textOf, func(name string, want reference) {
		t.Run(name, func(t *testing.T) {
			pack := openPack(t, name)
			agree(t, want.like, names, vectors(t, want.name+".f16", pack.Text.Width()), func(i int) ([]float32, error) {
				return pack.Text.EncodeText(t.Context(), cases[i].Caption)
			})
		})
	})
}

func TestImagesEqualReference(t *testing.T) {
	names := pictureNames(t)
	eachEncoder(t, imageReferences, imageOf, func(name string, want reference) {
		t.Run(name, func(t *testing.T) {
			pack := openPack(t, name)
			agree(t, want.like, names, vectors(t, want.name+".f16", pack.Image.Width()), func(i int) ([]float32, error) {
				return pack.Image.EncodeImage(t.Context(), openFixture(t, "pictures/"+names[i]))
			})
		})
	})
}

func TestPacksAreDescribed(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range PackNames() {
		if !strings.Contains(string(page), "| `"+name+"` |") {
			t.Errorf("model/README.md has no row for pack %s", name)
		}
	}
}

// Several goroutines share the sessions and get the bits that one gets.
func TestEncodersShared(t *testing.T) {
	pack := openPack(t, DefaultPack)
	cases := captionCases(t)[:8]
	img := openFixture(t, "pictures/20.png")
	picture, err := pack.Image.EncodeImage(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	alone := make([][]float32, len(cases))
	for i, c := range cases {
		if alone[i], err = pack.Text.EncodeText(t.Context(), c.Caption); err != nil {
			t.Fatal(err)
		}
		if n := length(alone[i]); math.Abs(n-1) > 1e-5 {
			t.Errorf("%q: norm %v, want 1", c.Caption, n)
		}
	}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i, c := range cases {
				if v, err := pack.Text.EncodeText(t.Context(), c.Caption); err != nil || !slices.Equal(v, alone[i]) {
					t.Errorf("%q differs when encoded beside others: %v", c.Caption, err)
				}
			}
			if v, err := pack.Image.EncodeImage(t.Context(), img); err != nil || !slices.Equal(v, picture) {
				t.Errorf("the picture differs when encoded beside others: %v", err)
			}
		})
	}
	wg.Wait()
}

func TestPackInputs(t *testing.T) {
	digests := map[string]string{}
	for _, p := range packs {
		if p.name == SeedPack { // which is large: TestSeedPack has it
			continue
		}
		name, pack := p.name, openPack(t, p.name)
		in := pack.Inputs()
		if alone, err := NewPacks(assetstest.Cache(t, PackAssets(name)...), "").Inputs(name); err != nil || !slices.Equal(alone, in) {
			t.Errorf("%s: from the files %+v, %v, from the open pack %+v", name, alone, err, in)
		}
		want := []string{TextModality, ImageModality}
		if p.frames {
			want = append(want, FramesModality)
		}
		if p.sound {
			want = append(want, SoundModality)
		}
		var got []string
		for _, one := range in {
			got = append(got, one.Modality)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: inputs %v, want %v", name, got, want)
		}
		for _, e := range pack.Encoders() {
			if !slices.Contains(in, eval.Input{Modality: e.Modality(), Encoder: e.Name(), Digest: e.Digest(), Width: e.Width()}) || len(e.Digest()) != 64 {
				t.Errorf("%s: none of %+v describes the encoder %s", name, in, e.Name())
			}
			digests[name+" "+e.Modality()] = e.Digest()
		}
		if _, err := pack.Image.EncodeImage(t.Context(), image.NewGray(image.Rectangle{})); !errors.Is(err, errNoPixels) {
			t.Errorf("%s: a picture without pixels: %v", name, err)
		}
	}
	if digests["default text"] != digests["resnet text"] || digests["default image"] == digests["resnet image"] ||
		digests["default image"] != digests["default+frames image"] || digests["default image"] == digests["default-int8 image"] {
		t.Errorf("digests %v: want the same for the same encoder only", digests)
	}
}

// A digest follows every part of the identity.
func TestDigests(t *testing.T) {
	p, q := LitePreprocess, LitePreprocess
	q.Mean[2] = 1e-3
	seen := map[string]identity{}
	for _, id := range []identity{
		{Model: "a", Features: "x"}, {Model: "b", Features: "x"}, {Model: "a", Features: "y"},
		{Model: "a", Features: "x", Tokenizer: "t"}, {Model: "a", Features: "x", Tokenizer: "t", MaxTokens: 9},
		{Model: "a", Features: "x", Preprocess: &p}, {Model: "a", Features: "x", Preprocess: &q},
	} {
		d, err := id.digest()
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[d]; ok {
			t.Errorf("%+v and %+v share a digest", id, other)
		}
		seen[d] = id
	}
}

// missing is a cache without files.
type missing struct{}

var errMissing = errors.New("the file is not here: fetch it")

func (missing) Path(string) (string, error)                           { return "", errMissing }
func (missing) Digest(string) (string, error)                         { return "", errMissing }
func (missing) Derived(string, func(io.Writer) error) (string, error) { return "", errMissing }

func (missing) Discard(string) (int64, error) { return 0, errMissing }

func TestOpenPackErrors(t *testing.T) {
	if _, err := NewPacks(missing{}, "").Open(t.Context(), "nonsense"); !errors.Is(err, ErrNoPack) || !strings.Contains(err.Error(), "want one of "+strings.Join(PackNames(), ", ")) {
		t.Errorf("unknown pack: %v", err)
	}
	if _, err := NewPacks(missing{}, "").Inputs(DefaultPack); !errors.Is(err, errMissing) {
		t.Errorf("inputs of missing files: %v", err)
	}
	if PackAssets("nonsense") != nil {
		t.Error("an unknown pack has assets")
	}
	if _, err := NewPacks(missing{}, "").Open(t.Context(), DefaultPack); !errors.Is(err, errMissing) {
		t.Errorf("missing files: %v", err)
	}
}

// broken gives the real files but for one, in whose place lies another. What is
// derived from that stays out of the user's cache.
type broken struct {
	Files
	name, path string
	dir        string
}

func (b broken) Path(name string) (string, error) {
	if name == b.name {
		return b.path, nil
	}
	return b.Files.Path(name)
}

func (b broken) Derived(name string, build func(io.Writer) error) (string, error) {
	if digest, err := b.Files.Digest(b.name); err == nil && !strings.Contains(name, digest[:12]) {
		return b.Files.Derived(name, build) // from another file
	}
	f, err := os.Create(filepath.Join(b.dir, name))
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(build(f), f.Close())
}

func TestOpenPackWithWrongFiles(t *testing.T) {
	files := assetstest.Cache(t, slices.Concat(PackAssets(DefaultPack), PackAssets("resnet"))...)
	wrong := filepath.Join("testdata", "captions.json")
	for _, name := range PackAssets("resnet")[1:] {
		if _, err := NewPacks(broken{files, name, wrong, t.TempDir()}, "").Open(t.Context(), "resnet"); err == nil {
			t.Errorf("%s: a JSON file is taken for it", name)
		}
	}
	if _, err := NewPacks(broken{files, liteZero.File, wrong, t.TempDir()}, "").Open(t.Context(), DefaultPack); err == nil {
		t.Error("a JSON file is taken for a state dict")
	}
}

func TestEncodersAfterClose(t *testing.T) {
	pack := openPack(t, DefaultPack)
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := pack.Text.EncodeText(t.Context(), "too late"); err == nil {
		t.Error("a closed encoder encodes")
	}
}

func BenchmarkEncodeCaption(b *testing.B) {
	pack := openPack(b, DefaultPack)
	const caption = "me explaining to my mom why the wifi is slow: it isn't, you have 200 tabs open and three of them play music"
	for b.Loop() {
		if _, err := pack.Text.EncodeText(b.Context(), caption); err != nil {
			b.Fatal(err)
		}
	}
}

// One 600×600 JPEG: decode, resize, net.
func BenchmarkEncodePicture(b *testing.B) {
	for _, name := range PackNames() {
		b.Run(name, func(b *testing.B) {
			pack := openPack(b, name)
			for b.Loop() {
				if _, err := pack.Image.EncodeImage(b.Context(), openFixture(b, "pictures/00.jpg")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Pictures through one shared session from all threads.
func BenchmarkEncodePictureParallel(b *testing.B) {
	pack := openPack(b, DefaultPack)
	img := openFixture(b, "pictures/00.jpg")
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := pack.Image.EncodeImage(b.Context(), img); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkPackInputs(b *testing.B) {
	files := assetstest.Cache(b, PackAssets(DefaultPack)...)
	for b.Loop() {
		if _, err := NewPacks(files, "").Inputs(DefaultPack); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenPack(b *testing.B) {
	files := assetstest.Cache(b, PackAssets(DefaultPack)...)
	for b.Loop() {
		p, err := NewPacks(files, "").Open(b.Context(), DefaultPack)
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
