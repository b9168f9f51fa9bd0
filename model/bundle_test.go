package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/encoder"
	"memebench/model/head"
)

// A card that could not be read back is not written.
func TestBundleTooLarge(t *testing.T) {
	h, err := head.New(smallConfig(), []eval.Input{{Modality: encoder.TextModality, Width: 4}})
	if err != nil {
		t.Fatal(err)
	}
	b := &Bundle{head: h, provenance: &provenance{train: make([]provenanceKey, maxCard/10)}}
	if _, err := b.bundleFiles(); err == nil || !strings.Contains(err.Error(), "card.json would have 51 MB, and no more than 48 MB are read back") {
		t.Errorf("%v", err)
	}
}

// bundled trains a version with pictures and captions, exports it and returns
// the folder.
func bundled(t *testing.T, r *rig) string {
	t.Helper()
	r.fill(t, 60)
	for i := range r.store.memes {
		if i%3 > 0 {
			r.store.memes[i].Image = r.drawn(t, r.store.memes[i].Key+".png")
		}
	}
	v := r.mustTrain(t, TrainOptions{})
	dir := t.TempDir()
	card, err := r.ExportVersion(ExportSpec{
		Version: "latest", Name: "mine",
		Licences: Licences{Encoders: []Licence{{"reader.onnx", "MIT"}}, Data: []string{"made up for a test, CC0-1.0"}},
	}, inFolder(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if card.Version.ID != v.ID || card.Name != "mine" || len(card.Head.SHA256) != 64 || len(card.Baselines) != 2 {
		t.Errorf("card %+v", card)
	}
	return dir
}

func TestBundle(t *testing.T) {
	r := newRig(t)
	dir := bundled(t, r)
	var files []string
	if err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	}); err != nil || !slices.Equal(files, []string{"baselines/image.onnx", "baselines/text.onnx", "card.json", "head.onnx"}) {
		t.Errorf("files %q, %v", files, err)
	}
	if model, err := os.ReadFile(filepath.Join(dir, headFile)); err != nil || !bytes.Equal(model, r.store.artifacts[0].Head) {
		t.Errorf("head.onnx is not the head that is served: %v", err)
	}
	card, err := os.ReadFile(filepath.Join(dir, cardFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"reader"`, `"pack": "default"`, r.text.Input.Digest, `"train_n": 42`, `"made up for a test, CC0-1.0"`, `"licence": "MIT"`, `"seed": 1`, `"macro_f1"`} {
		if !bytes.Contains(card, []byte(want)) {
			t.Errorf("the card lacks %s", want)
		}
	}
	for _, secret := range []string{"ann", r.pictures, r.folder, "level 3"} {
		if bytes.Contains(card, []byte(`"`+secret)) || secret != "ann" && bytes.Contains(card, []byte(secret)) {
			t.Errorf("the card says %q", secret)
		}
	}

	// In a workspace with a version of its own, the same head is one more.
	other := newRig(t)
	other.store.memes = slices.Clone(r.store.memes)
	other.store.at = maps.Clone(r.store.at)
	for _, m := range other.store.memes {
		other.label(t, m.ID, labels.Neutral)
	}
	other.mustTrain(t, TrainOptions{})
	got, err := other.ImportVersion(t.Context(), os.DirFS(dir), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	was := r.store.versions[0]
	if got.ID != "v2" || got.Name != "mine" || got.Promoted || got.Parent != "" || got.LabelSeq != 0 || got.Origin.Name != "mine" || len(got.Origin.Digest) != 64 {
		t.Errorf("imported as %+v", got.Version)
	}
	if got.Config != was.Config || !reflect.DeepEqual(got.Val, was.Val) || !reflect.DeepEqual(got.History, was.History) || got.TrainN != was.TrainN || !got.Created.Equal(was.Created) {
		t.Errorf("it was %+v and is %+v", was, got.Version)
	}
	if !reflect.DeepEqual(other.store.artifacts[1], r.store.artifacts[0]) {
		t.Error("the head, its baselines or what they have learnt from are not the same bytes")
	}
	if err := other.Promote(t.Context(), "v2", nil); err != nil || !reflect.DeepEqual(probabilities(other.store, "v2"), probabilities(r.store, "v1")) {
		t.Errorf("the two workspaces are told different things (%v)", err)
	}
	if next := other.mustTrain(t, TrainOptions{Warm: true}); next.Parent != "v2" || next.ColdStartReason != "" {
		t.Errorf("a warm start from an imported version: %q (%s)", next.Parent, next.ColdStartReason)
	}
	other.store.memes[0].Split = labels.Test // it was learnt from there
	if next := other.mustTrain(t, TrainOptions{Warm: true}); next.Parent != "" || !strings.Contains(next.ColdStartReason, "learnt from a meme that is in val or test now") {
		t.Errorf("a warm start from an imported version that knows a meme of test: %q (%s)", next.Parent, next.ColdStartReason)
	}
	report, _, err := other.Evaluate(t.Context(), "mine-not", "test", nil)
	if err == nil {
		t.Errorf("evaluated %+v", report)
	}
	if report, _, err = other.Evaluate(t.Context(), "v2", "test", nil); err != nil || !strings.Contains(strings.Join(report.Warnings, " "), "v2 may know 1 of these 13 rows") ||
		report.Baselines.TextOnly == nil || report.Baselines.ImageOnly == nil {
		t.Errorf("evaluated: %v, %v", report.Warnings, err)
	}

	// In a workspace that has none it is served at once.
	empty := newRig(t)
	empty.add(t, labels.Meme{Caption: "level 2, a newcomer"})
	if got, err := empty.ImportVersion(t.Context(), os.DirFS(dir), "given", nil); err != nil || !got.Promoted || got.Name != "given" || len(empty.store.said["v1"]) != 1 {
		t.Errorf("the first of a workspace: %+v, %v", got, err)
	}
}

func probabilities(s *benchStore, version string) map[labels.MemeID][labels.Levels]float32 {
	said := map[labels.MemeID][labels.Levels]float32{}
	for id, p := range s.said[version] {
		said[id] = p.Probs
	}
	return said
}

// inFolder creates files in a folder, and closes them at the end of the test.
func inFolder(t *testing.T, dir string) func(name string) (io.Writer, error) {
	return func(name string) (io.Writer, error) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		f, err := os.Create(path)
		t.Cleanup(func() { f.Close() })
		return f, err
	}
}

func TestExportVersionFails(t *testing.T) {
	r := newRig(t)
	if _, err := r.ExportVersion(ExportSpec{Version: "latest"}, nil); !errors.Is(err, ErrNoVersion) {
		t.Errorf("of a workspace without versions: %v", err)
	}
	bundled(t, r)
	full := errors.New("no room")
	if _, err := r.ExportVersion(ExportSpec{Version: "v1"}, func(string) (io.Writer, error) { return nil, full }); !errors.Is(err, full) {
		t.Errorf("where no file can be created: %v", err)
	}
	if _, err := r.ExportVersion(ExportSpec{Version: "v1"}, func(string) (io.Writer, error) { return failing{full}, nil }); !errors.Is(err, full) {
		t.Errorf("where no file can be written to: %v", err)
	}
	if card, err := r.ExportVersion(ExportSpec{Version: "v1"}, inFolder(t, t.TempDir())); err != nil || card.Name != "v1" {
		t.Errorf("without a name: %q, %v", card.Name, err)
	}
}

// failing fails to write.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// bundleIn returns the files of a bundle in memory.
func bundleIn(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// rewrite changes a card.
func rewrite(t testing.TB, files fstest.MapFS, change func(*Card)) {
	t.Helper()
	var c Card
	if err := json.Unmarshal(files[cardFile].Data, &c); err != nil {
		t.Fatal(err)
	}
	change(&c)
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	files[cardFile] = &fstest.MapFile{Data: b}
}

func TestImportVersionRefuses(t *testing.T) {
	dir := bundled(t, newRig(t))
	cut := func(files fstest.MapFS, name string) {
		files[name] = &fstest.MapFile{Data: files[name].Data[:len(files[name].Data)/2]}
	}
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"no card":         {func(f fstest.MapFS) { delete(f, cardFile) }, "card.json: file does not exist"},
		"half a card":     {func(f fstest.MapFS) { cut(f, cardFile) }, "card.json: unexpected end of JSON input"},
		"another format":  {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Format = "\x1b[2Jpickle" }) }, `format "\x1b[2Jpickle"`},
		"newer":           {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Schema = 2 }) }, "schema 2: this memebench reads schema 1"},
		"no head":         {func(f fstest.MapFS) { delete(f, headFile) }, "head.onnx: file does not exist"},
		"half a head":     {func(f fstest.MapFS) { cut(f, headFile) }, "head.onnx is not the file that the card describes"},
		"half a baseline": {func(f fstest.MapFS) { cut(f, "baselines/text.onnx") }, "baselines/text.onnx is not the file"},
		"another head":    {func(f fstest.MapFS) { f[headFile] = f["baselines/text.onnx"] }, "not the file that the card describes"},
		"another config": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) { c.Head.Config.Width++; c.Version.Config.Width++ })
		}, "shape"},
		"a config of no head": {func(f fstest.MapFS) {
			rewrite(t, f, func(c *Card) { c.Head.Config.Width = 1 << 30; c.Version.Config.Width = 1 << 30 })
		}, "width 1073741824"},
		"two configs":       {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Head.Config.Width++ }) }, "another config"},
		"damaged lessons":   {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Provenance = c.Provenance[1:] }) }, errProvenance.Error()},
		"a baseline beside": {func(f fstest.MapFS) { rewrite(t, f, func(c *Card) { c.Baselines["../text"] = c.Baselines["text"] }) }, "a baseline on"},
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
		files := bundleIn(t, dir)
		c.change(files)
		if _, err := ReadBundle(files); !errors.Is(err, ErrBundle) || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %v", name, err)
		}
	}

	// Whole, but not for this workspace.
	r := newRig(t)
	r.text.Input.Digest = strings.Repeat("d", 64)
	if _, err := r.ImportVersion(t.Context(), os.DirFS(dir), "", nil); err == nil || !strings.Contains(err.Error(), "another text encoder") {
		t.Errorf("for another encoder: %v", err)
	}
	if err := r.SetPack("resnet"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ImportVersion(t.Context(), os.DirFS(dir), "", nil); err == nil || !strings.Contains(err.Error(), "pack default and this workspace uses resnet") {
		t.Errorf("for another pack: %v", err)
	}
	if len(r.store.versions) != 0 {
		t.Errorf("%d versions were kept", len(r.store.versions))
	}
}

// A pack may be called by as many letters in a bundle as where it was added.
func TestReadBundlePackName(t *testing.T) {
	files := bundleIn(t, bundled(t, newRig(t)))
	rewrite(t, files, func(c *Card) { c.Version.Pack = strings.Repeat("p", eval.MaxPackName) })
	if _, err := ReadBundle(files); err != nil {
		t.Error(err)
	}
	rewrite(t, files, func(c *Card) { c.Version.Pack += "p" })
	if _, err := ReadBundle(files); !errors.Is(err, ErrBundle) || !strings.Contains(err.Error(), "its pack of encoders has 61 bytes") {
		t.Errorf("a longer one: %v", err)
	}
}

// The files of all heads together are bounded.
// What is longer in a card than anybody writes is refused in one short sentence, and
// cannot be written either; the longest name and history are read.
func TestCardBounded(t *testing.T) {
	r := newRig(t)
	b := bundled(t, r)
	files := bundleIn(t, b)
	long := strings.Repeat("n", 47<<20)
	for name, c := range map[string]struct {
		change func(c *Card)
		want   string
	}{
		"name":        {func(c *Card) { c.Name = long }, "card.json: a name of 49283072 bytes: want at most 255"},
		"fingerprint": {func(c *Card) { c.Version.Fingerprint = long }, "card.json: a fingerprint of 49283072 digits: want 64"},
		"licence":     {func(c *Card) { c.Licences.Encoders = []Licence{{long, "MIT"}} }, "card.json: beside its provenance and history it has 48130 KB: want at most 64 KB"},
		"data":        {func(c *Card) { c.Licences.Data = make([]string, 30_000) }, "beside its provenance and history"},
		"entries":     {func(c *Card) { c.Licences.Data = make([]string, 2_000_000) }, "card.json: it has more entries than any card"},
		"note":        {func(c *Card) { c.Version.ColdStartReason = long }, "beside its provenance and history"},
	} {
		saved := files[cardFile].Data
		rewrite(t, files, c.change)
		if _, err := ReadBundle(files); !errors.Is(err, ErrBundle) || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
			t.Errorf("%s: %.300v, want %q", name, err, c.want)
		}
		files[cardFile].Data = saved
	}
	rewrite(t, files, func(c *Card) {
		c.Name = strings.Repeat("n", maxCardName)
		c.Head.Config.Epochs, c.Version.Config.Epochs = 100_000, 100_000
		for m, h := range c.Baselines {
			h.Config.Epochs = 100_000
			c.Baselines[m] = h
		}
		c.Version.History = make([]eval.Epoch, 100_000)
	})
	if _, err := ReadBundle(files); err != nil {
		t.Errorf("the longest card: %v", err)
	}
	if _, err := r.ExportVersion(ExportSpec{Version: "latest", Licences: Licences{Data: []string{strings.Repeat("x", 70<<10)}}}, inFolder(t, t.TempDir())); err == nil || !strings.Contains(err.Error(), "beside its provenance and history") {
		t.Errorf("a card that would not be read: %v", err)
	}
}

func TestReadHeadBounded(t *testing.T) {
	files := bundleIn(t, bundled(t, newRig(t)))
	var c Card
	if err := json.Unmarshal(files[cardFile].Data, &c); err != nil {
		t.Fatal(err)
	}
	left := int64(len(files[headFile].Data))
	if _, err := readHead(files, headFile, c.Head, &left); err != nil || left != 0 {
		t.Fatalf("%d bytes left, %v", left, err)
	}
	_, err := readHead(files, baselineFile("text"), c.Baselines["text"], &left)
	if !errors.Is(err, ErrBundle) || !strings.Contains(err.Error(), "with baselines/text.onnx there are more than 256 MB") {
		t.Errorf("beyond what is left: %v", err)
	}
}

func FuzzImportHead(f *testing.F) {
	c := smallConfig()
	c.Width, c.Hidden = 2, 2 // mutations should meet the structure more often than the values
	inputs := []eval.Input{{Modality: encoder.TextModality, Encoder: "reader", Digest: "aa", Width: 3}}
	h, err := head.New(c, inputs)
	if err != nil {
		f.Fatal(err)
	}
	b := &Bundle{Card: Card{Name: "fuzz", Version: eval.Version{Config: c, Encoders: inputs, Pack: encoder.DefaultPack}}, head: h, provenance: &provenance{}}
	files, err := b.bundleFiles()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(files[cardFile], files[headFile], true)
	f.Add(files[cardFile], files[headFile], false)
	f.Add([]byte(`{"format":"memebench head","schema":1}`), []byte{}, true)
	f.Fuzz(func(t *testing.T, card, model []byte, alone bool) {
		// With the right digest, too, most of what one can write is no head.
		if alone {
			if h, err := head.ParseONNX(model, b.head.Description()); err == nil {
				if _, err := h.ONNX(); err != nil {
					t.Error(err)
				}
			}
			return
		}
		_, err := ReadBundle(fstest.MapFS{cardFile: {Data: card}, headFile: {Data: model}})
		if err != nil && !errors.Is(err, ErrBundle) {
			t.Errorf("another kind of error: %v", err)
		}
	})
}
