package encoder

import (
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder/encodertest"
	"memebench/model/encoder/torch"
	"memebench/model/ort"
)

// In testdata/kinds are vectors that were made on other kinds of processors and with
// other versions of the runtime. With -kind, TestKinds writes those of the machine that
// it runs on instead of comparing. testdata/kinds/make.sh says how each was had.
var (
	writeKind   = flag.String("kind", "", "write the vectors of this kind of machine")
	how         = flag.String("how", "", "how it was had")
	library     = flag.String("library", "", "another ONNX Runtime")
	asProcessor = flag.String("processor", processor(), "what the runtime takes the processor for")
)

// kind is a kind of machine in testdata/kinds/kinds.json.
type kind struct {
	Name      string `json:"name"`
	How       string `json:"how"`
	Processor string `json:"processor"` // as the digest of a rounding encoder has it
	Runtime   string `json:"runtime"`
	// Files are those with the vectors, by what was encoded: float16, [inputs, width].
	// Kinds with the same vectors share one.
	Files map[string]string `json:"files"`
}

// encoded is what the kinds have vectors of.
type encoded struct {
	name, pack string
	n          int
	encode     func(p *Pack, i int) ([]float32, error)
}

// allEncoded lists what there are vectors of: of the captions, of every fifth
// picture and, if they are at hand, of the sentences.
func allEncoded(t *testing.T) []encoded {
	captions, pictures := captionCases(t), pictureNames(t)
	image := func(p *Pack, i int) ([]float32, error) {
		return p.Image.EncodeImage(t.Context(), openFixture(t, "pictures/"+pictures[5*i]))
	}
	text := func(p *Pack, i int) ([]float32, error) {
		return p.Text.EncodeText(t.Context(), captions[i].Caption)
	}
	var all []encoded
	eachEncoder(t, textReferences, textOf, func(pack string, r reference) {
		all = append(all, encoded{r.name, pack, len(captions), text})
	})
	eachEncoder(t, imageReferences, imageOf, func(pack string, r reference) {
		all = append(all, encoded{r.name, pack, len(pictures) / 5, image})
	})
	return all
}

// vectorsOf encodes with two goroutines.
func vectorsOf(t *testing.T, p *Pack, n int, encode func(p *Pack, i int) ([]float32, error)) [][]float32 {
	out := make([][]float32, n)
	var wg sync.WaitGroup
	for k := range 2 {
		wg.Go(func() {
			for i := k; i < n; i += 2 {
				var err error
				if out[i], err = encode(p, i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return out
}

// otherRuntime gives the real files with another library.
type otherRuntime struct {
	Files
	library string
}

func (o otherRuntime) Path(name string) (string, error) {
	if name == RuntimeAsset {
		return o.library, nil
	}
	return o.Files.Path(name)
}

// A digest stands for the same features on every kind of processor and with every
// version of the runtime.
func TestKinds(t *testing.T) {
	var kinds []kind
	if *writeKind == "" || fileExists("testdata/kinds/kinds.json") {
		encodertest.FixtureJSON(t, "kinds/kinds.json", &kinds)
	}
	written := kind{Name: *writeKind, How: *how, Processor: *asProcessor, Files: map[string]string{}}
	for _, e := range allEncoded(t) {
		t.Run(e.name, func(t *testing.T) {
			p := openKind(t, e.pack)
			got := vectorsOf(t, p, e.n, e.encode)
			if *writeKind != "" {
				written.Files[e.name] = writeVectors(t, e.name, *writeKind, got)
				return
			}
			for _, k := range kinds {
				least := 2.0
				for i, want := range vectors(t, "kinds/"+k.Files[e.name], len(got[0])) {
					least = min(least, cosine(got[i], want))
				}
				t.Logf("%s: least cosine %.9f", k.Name, least)
				if !(least >= sameFeatures) {
					t.Errorf("%s (%s, runtime %s): least cosine %.6f, want %v", k.Name, k.Processor, k.Runtime, least, sameFeatures)
				}
			}
		})
	}
	if *writeKind == "" {
		if len(kinds) < 5 {
			t.Errorf("%d kinds", len(kinds))
		}
		return
	}
	written.Runtime = ort.Version()
	kinds = append(slices.DeleteFunc(kinds, func(k kind) bool { return k.Name == written.Name }), written)
	b, err := json.MarshalIndent(kinds, "", "\t")
	if err := errors.Join(err, os.WriteFile("testdata/kinds/kinds.json", append(b, '\n'), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// openKind is openPack, with -library.
func openKind(t *testing.T, pack string) *Pack {
	if *library == "" {
		return openPack(t, pack)
	}
	p, err := NewPacks(otherRuntime{assetstest.Cache(t, PackAssets(pack)...), *library}, "").Open(t.Context(), pack)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// writeVectors writes vectors and returns the name of their file, which is another
// kind's where that has the same.
func writeVectors(t *testing.T, what, kind string, v [][]float32) string {
	var b []byte
	for _, row := range v {
		for _, x := range row {
			b = binary.LittleEndian.AppendUint16(b, floatToHalf(x))
		}
	}
	files, err := filepath.Glob("testdata/kinds/" + what + "-*.f16")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if old, err := os.ReadFile(f); err == nil && string(old) == string(b) {
			return filepath.Base(f)
		}
	}
	name := what + "-" + kind + ".f16"
	if err := os.WriteFile(filepath.Join("testdata/kinds", name), b, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// floatToHalf rounds to the nearest float16, of numbers that have one.
func floatToHalf(x float32) uint16 {
	bits := math.Float32bits(x)
	sign, magnitude := uint16(bits>>16)&0x8000, bits&0x7fffffff
	if magnitude < 0x38800000 { // denormal: a multiple of 2^-24
		return sign | uint16(math.RoundToEven(math.Abs(float64(x))*(1<<24)))
	}
	odd := magnitude >> 13 & 1
	return sign | uint16((magnitude+0xfff+odd-0x38000000)>>13)
}

func TestHalf(t *testing.T) {
	for h := range 0x7c00 {
		for _, h := range []uint16{uint16(h), uint16(h) | 0x8000} {
			if got := floatToHalf(torch.HalfToFloat(h)); got != h {
				t.Fatalf("%#x becomes %#x", h, got)
			}
		}
	}
	if got := floatToHalf(1 + 1.0/4096); got != 0x3c00 {
		t.Errorf("just above 1: %#x", got)
	}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// sentences are the first 500 of SST-5's development sentences, if they are at hand.
func sentences(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("../../../shared/data/sst5/dev.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no SST-5 beside the clone")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 501 {
		t.Fatal(len(rows), err)
	}
	out := make([]string, 500)
	for i, row := range rows[1:501] {
		out[i] = row[1]
	}
	return out
}

// The same on sentences, of which one kind's vectors are kept: those of the others
// have a cosine of 1 - 1e-6 with them at least.
func TestKindsOnSentences(t *testing.T) {
	s := sentences(t)
	got := vectorsOf(t, openKind(t, DefaultPack), len(s), func(p *Pack, i int) ([]float32, error) { return p.Text.EncodeText(t.Context(), s[i]) })
	if *writeKind != "" && !fileExists("testdata/kinds/sentences.f16") {
		if err := os.Rename("testdata/kinds/"+writeVectors(t, "sentences", *writeKind, got), "testdata/kinds/sentences.f16"); err != nil {
			t.Fatal(err)
		}
	}
	least, where := 2.0, ""
	for i, want := range vectors(t, "kinds/sentences.f16", len(got[0])) {
		if c := cosine(got[i], want); c < least {
			least, where = c, fmt.Sprintf("%.40q", s[i])
		}
	}
	t.Logf("%d sentences: least cosine %.9f", len(s), least)
	if !(least >= sameFeatures) {
		t.Errorf("least cosine %.6f (%s), want %v", least, where, sameFeatures)
	}
}
