package encoder

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"memebench/labels/picture"
	"memebench/model/encoder/encodertest"
	"memebench/model/onnx"
)

// transformer builds networks of the published sizes with made-up weights.
type transformer struct {
	*onnx.Graph
	width, heads, inner int
	split, joined       string
}

func newTransformer(width, heads, inner int) *transformer {
	t := &transformer{Graph: onnx.New("made up"), width: width, heads: heads, inner: inner}
	t.split = t.Ints("split", []int64{0, 0, int64(heads), int64(width / heads)}, 4)
	t.joined = t.Ints("joined", []int64{0, 0, int64(width)}, 3)
	return t
}

// weights are made up, and so small that features stay finite.
func (t *transformer) weights(name string, dims ...int) string {
	n := 1
	for _, d := range dims {
		n *= d
	}
	w := encodertest.Noise(name, n)
	for i := range w {
		w[i] /= float32(math.Sqrt(float64(t.width)))
	}
	return t.Floats(name, w, dims...)
}

func (t *transformer) constant(name string, v float64) string {
	return t.Floats(name, []float32{float32(v)})
}

func (t *transformer) linear(x, name string, in, out int) string {
	y := t.Op("MatMul", []string{x, t.weights(name+".weight", in, out)})
	return t.Op("Add", []string{y, t.weights(name+".bias", out)})
}

func (t *transformer) norm(x, name string) string {
	one := make([]float32, t.width)
	for i := range one {
		one[i] = 1
	}
	return t.Op("LayerNormalization", []string{x, t.Floats(name+".weight", one, t.width), t.weights(name+".bias", t.width)}, onnx.Int("axis", -1), onnx.Float("epsilon", 1e-5))
}

func (t *transformer) attend(x, mask, name string) string {
	project := func(which string, perm ...int) string {
		y := t.Op("Reshape", []string{t.linear(x, name+which, t.width, t.width), t.split})
		return t.Op("Transpose", []string{y}, onnx.Ints("perm", perm...))
	}
	q, k, v := project("query", 0, 2, 1, 3), project("key", 0, 2, 3, 1), project("value", 0, 2, 1, 3)
	scores := t.Op("Mul", []string{t.Op("MatMul", []string{q, k}), t.constant(name+"scale", 1/math.Sqrt(float64(t.width/t.heads)))})
	if mask != "" {
		scores = t.Op("Add", []string{scores, mask})
	}
	y := t.Op("MatMul", []string{t.Op("Softmax", []string{scores}, onnx.Int("axis", -1)), v})
	y = t.Op("Reshape", []string{t.Op("Transpose", []string{y}, onnx.Ints("perm", 0, 2, 1, 3)), t.joined})
	return t.linear(y, name+"output", t.width, t.width)
}

// forward is the network behind each attention: by the sigmoid that CLIP takes for a GELU, or
// by a real one.
func (t *transformer) forward(x, name string, quick bool) string {
	y := t.linear(x, name+"in", t.width, t.inner)
	if quick {
		y = t.Op("Mul", []string{y, t.Op("Sigmoid", []string{t.Op("Mul", []string{y, t.constant(name+"1.702", 1.702)})})})
	} else {
		erf := t.Op("Erf", []string{t.Op("Div", []string{y, t.constant(name+"root2", math.Sqrt2)})})
		y = t.Op("Mul", []string{t.Op("Mul", []string{y, t.constant(name+"half", .5)}), t.Op("Add", []string{erf, t.constant(name+"one", 1)})})
	}
	return t.linear(y, name+"out", t.inner, t.width)
}

// layers are twelve, which norm before (CLIP, DINOv2) or after (BERT) what they add.
func (t *transformer) layers(x, mask string, before, quick bool) string {
	for i := range 12 {
		name := fmt.Sprint("layer ", i, " ")
		if before {
			x = t.Op("Add", []string{x, t.attend(t.norm(x, name+"first"), mask, name)})
			x = t.Op("Add", []string{x, t.forward(t.norm(x, name+"second"), name, quick)})
		} else {
			x = t.norm(t.Op("Add", []string{x, t.attend(x, mask, name)}), name+"first")
			x = t.norm(t.Op("Add", []string{x, t.forward(x, name, quick)}), name+"second")
		}
	}
	return x
}

// tokens are the embeddings of ids, with those of their positions, and how many there are.
func (t *transformer) tokens(ids string, vocabulary, positions int) (x, n string) {
	x = t.Op("Gather", []string{t.weights("vocabulary", vocabulary, t.width), ids})
	n = t.Op("Gather", []string{t.Op("Shape", []string{ids}), t.Ints("second", []int64{1}, 1)})
	zero := t.Ints("zero", []int64{0}, 1)
	return t.Op("Add", []string{x, t.Op("Slice", []string{t.weights("positions", positions, t.width), zero, n, zero})}), n
}

// patches are those of a picture of 224 pixels, behind a token for all of it.
func (t *transformer) patches(side int) string {
	n := (224 / side) * (224 / side)
	x := t.Input("pixel_values", onnx.Float32, onnx.Any("b"), onnx.Size(3), onnx.Size(224), onnx.Size(224))
	maps := t.Op("Conv", []string{x, t.weights("patches", t.width, 3, side, side)}, onnx.Ints("kernel_shape", side, side), onnx.Ints("strides", side, side))
	flat := t.Op("Transpose", []string{t.Op("Reshape", []string{maps, t.Ints("flat", []int64{0, int64(t.width), int64(n)}, 3)})}, onnx.Ints("perm", 0, 2, 1))
	all := t.Op("Concat", []string{t.weights("class", 1, 1, t.width), flat}, onnx.Int("axis", 1))
	return t.Op("Add", []string{all, t.weights("positions", 1, n+1, t.width)})
}

// project makes an output of one token's state.
func (t *transformer) project(x, at, output string, out int) {
	state := t.Op("Reshape", []string{t.Op("Gather", []string{x, at}, onnx.Int("axis", 1)), t.Ints("row", []int64{-1, int64(t.width)}, 2)})
	t.Node("MatMul", []string{state, t.weights("projection", t.width, out)}, []string{output})
	t.Output(output, onnx.Float32, onnx.Any("b"), onnx.Size(out))
}

func clipText() *onnx.Graph {
	t := newTransformer(512, 8, 2048)
	x, n := t.tokens(t.Input("input_ids", onnx.Int64, onnx.Any("b"), onnx.Any("n")), 49408, 77)
	late := make([]float32, 77*77)
	for i := range late {
		if i%77 > i/77 {
			late[i] = -1e9
		}
	}
	zeros, both := t.Ints("corner", []int64{0, 0}, 2), t.Op("Concat", []string{n, n}, onnx.Int("axis", 0))
	mask := t.Op("Slice", []string{t.Floats("late", late, 77, 77), zeros, both, t.Ints("axes", []int64{0, 1}, 2)})
	x = t.norm(t.layers(x, mask, true, true), "last")
	t.project(x, t.Op("Sub", []string{n, t.Ints("one", []int64{1}, 1)}), "text_embeds", 512)
	return t.Graph
}

func clipImage() *onnx.Graph {
	t := newTransformer(768, 12, 3072)
	x := t.norm(t.layers(t.norm(t.patches(32), "before"), "", true, true), "last")
	t.project(x, t.Ints("first", []int64{0}, 1), "image_embeds", 512)
	return t.Graph
}

func e5() *onnx.Graph {
	t := newTransformer(384, 12, 1536)
	shape := []onnx.Dim{onnx.Any("b"), onnx.Any("n")}
	x, _ := t.tokens(t.Input("input_ids", onnx.Int64, shape...), 250037, 512)
	see := t.Op("Cast", []string{t.Input("attention_mask", onnx.Int64, shape...)}, onnx.Int("to", int(onnx.Float32)))
	mask := t.Op("Mul", []string{t.Op("Sub", []string{see, t.constant("seen", 1)}), t.constant("least", 1e9)})
	mask = t.Op("Unsqueeze", []string{mask, t.Ints("axes", []int64{1, 2}, 2)})
	x = t.Op("Add", []string{x, t.Op("Gather", []string{t.weights("types", 2, t.width), t.Input("token_type_ids", onnx.Int64, shape...)})})
	t.Node("Identity", []string{t.layers(t.norm(x, "embedded"), mask, false, false)}, []string{"last_hidden_state"})
	t.Output("last_hidden_state", onnx.Float32, onnx.Any("b"), onnx.Any("n"), onnx.Size(384))
	return t.Graph
}

func dino() *onnx.Graph {
	t := newTransformer(384, 6, 1536)
	t.Node("Identity", []string{t.norm(t.layers(t.patches(14), "", true, false), "last")}, []string{"last_hidden_state"})
	t.Output("last_hidden_state", onnx.Float32, onnx.Any("b"), onnx.Size(257), onnx.Size(384))
	return t.Graph
}

// grown is a tokenizer of the tests with as many tokens as the published one has.
func grown(b *testing.B, family string, tokens int) []byte {
	b.Helper()
	var file map[string]any
	encodertest.FixtureJSON(b, "../tokenizer/testdata/families/"+family+".json", &file)
	file["truncation"] = nil
	model := file["model"].(map[string]any)
	switch vocabulary := model["vocab"].(type) {
	case map[string]any:
		for i := len(vocabulary); i < tokens; i++ {
			vocabulary[fmt.Sprintf("madeup%06d", i)] = i
		}
	case []any:
		for i := len(vocabulary); i < tokens; i++ {
			vocabulary = append(vocabulary, []any{fmt.Sprintf("madeup%06d", i), -30})
		}
		model["vocab"] = vocabulary
	}
	data, err := json.Marshal(file)
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// longEnough is a caption of at least so many tokens.
func longEnough(e any, tokens int) string {
	t, caption := e.(*textEncoder).tokenizer, ""
	for i := 0; len(t.Encode(caption)) < tokens; i++ {
		caption = strings.TrimSpace(caption + " " + strings.Fields("when the deadline moves closer and nobody has begun")[i%9])
	}
	return caption
}

// residentNow is what this process has in memory when Go has given back what it does not need, in
// bytes; 0 where the system does not say.
func residentNow() (pages int64) {
	debug.FreeOSMemory()
	if b, err := os.ReadFile("/proc/self/statm"); err == nil {
		_, _ = fmt.Sscan(string(b), new(int64), &pages)
	}
	return pages * int64(os.Getpagesize())
}

// processorTime is what this process has had of the processors, whatever else runs; 0 where the
// system does not say.
func processorTime() time.Duration {
	b, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / 100
}

// BenchmarkReady reports what the default pack and networks of the sizes of the ready specs, with
// made-up weights, take: milliseconds of a processor for a caption of 31 tokens, for a JPEG of
// 600×600 with its decoding, and by the clock for both, on one thread; and by how much the process
// grows as it loads them and reads a meme. What a spec leaves out is the default pack's. For the
// memory, run one of them at a time:
//
//	for p in default clip-vit-base-patch32 multilingual-e5-small dinov2-small; do go test -run '^$' -bench "Ready/$p" -benchtime 50x ./model/encoder; done
func BenchmarkReady(b *testing.B) {
	for _, name := range append([]string{DefaultPack}, ReadyNames()...) {
		b.Run(name, func(b *testing.B) { benchmarkPack(b, name) })
	}
}

func benchmarkPack(b *testing.B, name string) {
	a := newAdding(b)
	widths := map[string]map[string]int{
		"clip-vit-base-patch32": {TextModality: 512, ImageModality: 512}, "multilingual-e5-small": {TextModality: 384}, "dinov2-small": {ImageModality: 384},
	}
	a.packs.TryApart(func(context.Context, []byte, int64) ([]byte, error) { // not tried, so that nothing has run before
		return json.Marshal(trialResult{Widths: widths[name]})
	})
	put := func(file string, g *onnx.Graph) {
		data, err := g.Marshal()
		if err != nil {
			b.Fatal(err)
		}
		a.write(b, file, data)
	}
	switch name {
	case "clip-vit-base-patch32":
		put("text_model.onnx", clipText())
		put("vision_model.onnx", clipImage())
		a.write(b, "tokenizer.json", grown(b, "clip", 49408))
	case "multilingual-e5-small":
		put("model.onnx", e5())
		a.write(b, "tokenizer.json", grown(b, "xlmr", 250002))
	case "dinov2-small":
		put("model.onnx", dino())
	}
	if name != DefaultPack {
		spec, err := a.packs.Describe(name)
		if err != nil {
			b.Fatal(err)
		}
		data, err := json.Marshal(spec)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := a.add(b, string(data)); err != nil {
			b.Fatal(err)
		}
	}
	photo := filepath.Join(b.TempDir(), "photo.jpg")
	f, err := os.Create(photo)
	if err == nil {
		img := image.NewRGBA(image.Rect(0, 0, 600, 600))
		for i, v := range encodertest.Noise("photo", len(img.Pix)/16) {
			img.Pix[16*i+i%3] = uint8(128 + 127*v)
		}
		err = jpeg.Encode(f, img, nil)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	if err != nil {
		b.Fatal(err)
	}
	before := residentNow()
	pack, err := a.packs.Open(b.Context(), name)
	if err != nil {
		b.Fatal(err)
	}
	defer pack.Close()
	caption := longEnough(pack.Text, 31)
	read := func() error {
		_, err := pack.Text.EncodeText(b.Context(), caption)
		return err
	}
	look := func() error {
		img, _, err := picture.Open(b.Context(), photo)
		if err == nil {
			_, err = pack.Image.EncodeImage(b.Context(), img)
		}
		return err
	}
	do := func(n int, all ...func() error) {
		for range n {
			for _, one := range all {
				if err := one(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	do(1, read, look)
	after := residentNow()
	n := 0
	for b.Loop() {
		do(1, read, look)
		n++
	}
	began := processorTime()
	do(n, read)
	captions := processorTime() - began
	do(n, look)
	pictures := processorTime() - began - captions
	b.ReportMetric(1000*captions.Seconds()/float64(n), "cpu-ms/caption")
	b.ReportMetric(1000*pictures.Seconds()/float64(n), "cpu-ms/picture")
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(1000*b.Elapsed().Seconds()/float64(n), "ms/meme")
	b.ReportMetric(float64(after-before)/1e6, "MB")
}
