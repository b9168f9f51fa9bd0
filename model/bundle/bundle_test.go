package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/head"
)

// smallConfig is a config whose heads are quickly written.
func smallConfig() eval.Config {
	c := eval.Default()
	c.Width, c.Hidden = 8, 4
	return c
}

// fixture returns a bundle of a head that reads captions and pictures, with a
// baseline on each.
func fixture(t testing.TB) *Bundle {
	t.Helper()
	c := smallConfig()
	inputs := []eval.Input{
		{Modality: "text", Encoder: "reader", Digest: strings.Repeat("a", 64), Width: 4},
		{Modality: "image", Encoder: "viewer", Digest: strings.Repeat("b", 64), Width: 3},
	}
	made := func(inputs []eval.Input) *head.Head {
		h, err := head.New(c, inputs)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	b := &Bundle{
		Card:       Card{Name: "mine", Version: eval.Version{Config: c, Encoders: inputs, Pack: "default", History: []eval.Epoch{{Epoch: 1, ValLoss: 1.4}}}},
		Head:       made(inputs),
		Baselines:  map[string]*head.Head{"text": made(inputs[:1]), "image": made(inputs[1:])},
		Provenance: &Provenance{},
	}
	b.Provenance.Add(&labels.Meme{Caption: "Monday", Split: labels.Train})
	return b
}

// written returns the files of the fixture.
func written(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for name, w := range buffers(t, fixture(t)) {
		files[name] = &fstest.MapFile{Data: w.Bytes()}
	}
	return files
}

// buffers writes a bundle into memory.
func buffers(t testing.TB, b *Bundle) map[string]*bytes.Buffer {
	t.Helper()
	files := map[string]*bytes.Buffer{}
	err := b.Write(func(name string) (io.Writer, error) {
		files[name] = &bytes.Buffer{}
		return files[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// What is read is what was written, and is written again as the same bytes.
func TestWriteRead(t *testing.T) {
	files := written(t)
	if names := slices.Sorted(maps.Keys(files)); !slices.Equal(names, []string{"baselines/image.onnx", "baselines/text.onnx", "card.json", "head.onnx"}) {
		t.Errorf("files %q", names)
	}
	b, err := Read(files)
	if err != nil {
		t.Fatal(err)
	}
	if was := fixture(t); !bytes.Equal(b.Provenance.Encode(), was.Provenance.Encode()) || len(b.Baselines) != 2 || b.Card.Name != was.Card.Name {
		t.Errorf("came back as %+v", b)
	}
	for name, w := range buffers(t, b) {
		if !bytes.Equal(w.Bytes(), files[name].Data) {
			t.Errorf("%s is not the same when it is written again", name)
		}
	}
}

// rewrite changes a card.
func rewrite(t testing.TB, files fstest.MapFS, change func(*Card)) {
	t.Helper()
	var c Card
	if err := json.Unmarshal(files[CardFile].Data, &c); err != nil {
		t.Fatal(err)
	}
	change(&c)
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	files[CardFile] = &fstest.MapFile{Data: b}
}

// A pack may be called by as many letters in a bundle as where it was added.
func TestReadPackName(t *testing.T) {
	files := written(t)
	rewrite(t, files, func(c *Card) { c.Version.Pack = strings.Repeat("p", eval.MaxPackName) })
	if _, err := Read(files); err != nil {
		t.Error(err)
	}
	rewrite(t, files, func(c *Card) { c.Version.Pack += "p" })
	if _, err := Read(files); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "its pack of encoders has 61 bytes") {
		t.Errorf("a longer one: %v", err)
	}
}

// The files of all heads together are bounded.
func TestReadHeadBounded(t *testing.T) {
	files := written(t)
	var c Card
	if err := json.Unmarshal(files[CardFile].Data, &c); err != nil {
		t.Fatal(err)
	}
	left := int64(len(files[HeadFile].Data))
	if _, err := readHead(files, HeadFile, c.Head, &left); err != nil || left != 0 {
		t.Fatalf("%d bytes left, %v", left, err)
	}
	_, err := readHead(files, BaselineFile("text"), c.Baselines["text"], &left)
	if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "with baselines/text.onnx there are more than 256 MB") {
		t.Errorf("beyond what is left: %v", err)
	}
}

func TestReadRefuses(t *testing.T) {
	whole := written(t)
	cut := func(files fstest.MapFS, name string) {
		files[name] = &fstest.MapFile{Data: files[name].Data[:len(files[name].Data)/2]}
	}
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"no card":         {func(f fstest.MapFS) { delete(f, CardFile) }, "card.json: file does not exist"},
		"half a card":     {func(f fstest.MapFS) { cut(f, CardFile) }, "card.json: it is not a card, or is damaged: export the version again"},
		"another format":  {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Format = "\x1b[2Jpickle" }) }, `format "\x1b[2Jpickle"`},
		"newer":           {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Schema = 2 }) }, "schema 2: this memebench reads schema 1"},
		"no head":         {func(f fstest.MapFS) { delete(f, HeadFile) }, "head.onnx: file does not exist"},
		"half a head":     {func(f fstest.MapFS) { cut(f, HeadFile) }, "head.onnx is not the file that the card describes"},
		"half a baseline": {func(f fstest.MapFS) { cut(f, "baselines/text.onnx") }, "baselines/text.onnx is not the file"},
		"another head":    {func(f fstest.MapFS) { f[HeadFile] = f["baselines/text.onnx"] }, "not the file that the card describes"},
		"another config": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) { c.Head.Config.Width++; c.Version.Config.Width++ })
		}, "shape"},
		"a config of no head": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) { c.Head.Config.Width = 1 << 30; c.Version.Config.Width = 1 << 30 })
		}, "width 1073741824"},
		"two configs":        {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Head.Config.Width++ }) }, "another config"},
		"damaged provenance": {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Provenance = c.Provenance[1:] }) }, errProvenance.Error()},
		"a baseline beside":  {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Baselines["../text"] = c.Baselines["text"] }) }, "a baseline on"},
		"a baseline of another shape": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) {
				text := c.Baselines["text"]
				text.Config.Hidden++
				c.Baselines["text"] = text
			})
		}, "the baseline on text has another config"},
		"an endless history": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) { c.Version.History = make([]eval.Epoch, c.Head.Config.Epochs+1) })
		}, "epochs: want at most the config's"},
		"other encoders": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) {
				c.Head.Inputs[0].Digest = strings.Repeat("d", 64)
				c.Version.Encoders[0].Digest = c.Head.Inputs[0].Digest
			})
		}, "other encoders than the card says"},
	} {
		files := maps.Clone(whole)
		c.change(files)
		if _, err := Read(files); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A baseline that reads another encoder than the head does is none, also where its file says so itself.
func TestReadBaselineOfAnotherEncoder(t *testing.T) {
	b := fixture(t)
	in := b.Baselines["text"].Inputs[0]
	in.Digest = strings.Repeat("c", 64)
	other, err := head.New(smallConfig(), []eval.Input{in})
	if err != nil {
		t.Fatal(err)
	}
	b.Baselines["text"] = other
	files := fstest.MapFS{}
	for name, w := range buffers(t, b) {
		files[name] = &fstest.MapFile{Data: w.Bytes()}
	}
	if _, err := Read(files); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "which the head does not read alike") {
		t.Errorf("%v", err)
	}
}

// What a version was trained from stays known, however many workspaces it goes through.
func TestOriginKeepsTheParent(t *testing.T) {
	b := fixture(t)
	b.Card.Version.Parent = "v3"
	for range 2 {
		v, _, err := b.Version(nil)
		if err != nil || v.Parent != "" || v.Origin.Parent != "v3" {
			t.Fatalf("%q from %+v, %v", v.Parent, v.Origin, err)
		}
		b.Card.Version = v
	}
}

func FuzzRead(f *testing.F) {
	c := smallConfig()
	c.Width, c.Hidden = 2, 2 // mutations should meet the structure more often than the values
	inputs := []eval.Input{{Modality: "text", Encoder: "reader", Digest: "aa", Width: 3}}
	h, err := head.New(c, inputs)
	if err != nil {
		f.Fatal(err)
	}
	b := &Bundle{Card: Card{Name: "fuzz", Version: eval.Version{Config: c, Encoders: inputs, Pack: "default"}}, Head: h, Provenance: &Provenance{}}
	files, err := b.files()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(files[CardFile], files[HeadFile], true)
	f.Add(files[CardFile], files[HeadFile], false)
	f.Add([]byte(`{"format":"memebench head","schema":1}`), []byte{}, true)
	f.Fuzz(func(t *testing.T, card, model []byte, alone bool) {
		// With the right digest, too, most of what one can write is no head.
		if alone {
			if h, err := head.ParseONNX(model, b.Head.Description()); err == nil {
				if _, err := h.ONNX(); err != nil {
					t.Error(err)
				}
			}
			return
		}
		_, err := Read(fstest.MapFS{CardFile: {Data: card}, HeadFile: {Data: model}})
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("another kind of error: %v", err)
		}
	})
}
