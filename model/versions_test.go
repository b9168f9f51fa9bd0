package model

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/model/bundle"
)

// bundled trains a version with pictures and captions, exports it and returns
// the folder.
func bundled(t *testing.T, r *rig) string {
	t.Helper()
	r.fill(t, 60)
	r.changeAll(t, func(i int, m *labels.Meme) {
		if i%3 > 0 {
			m.Image = r.drawn(t, m.Key+".png")
		}
	})
	v := r.mustTrain(t, TrainOptions{})
	dir := t.TempDir()
	card, err := r.ExportVersion(ExportSpec{
		Version: "latest", Name: "mine",
		Licences: bundle.Licences{Encoders: []bundle.Licence{{Of: "reader.onnx", Licence: "MIT"}}, Data: []string{"made up for a test, CC0-1.0"}},
	}, inFolder(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if card.Version.ID != v.ID || card.Name != "mine" || len(card.Head.SHA256) != 64 || len(card.Baselines) != 2 {
		t.Errorf("card %+v", card)
	}
	return dir
}

func TestExportImportVersion(t *testing.T) {
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
	if model, err := os.ReadFile(filepath.Join(dir, bundle.HeadFile)); err != nil || !bytes.Equal(model, r.artifacts(t, "v1").Head) {
		t.Errorf("head.onnx is not the head that is served: %v", err)
	}
	card, err := os.ReadFile(filepath.Join(dir, bundle.CardFile))
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
	if _, err := other.store.AddMemes(r.memes(t), labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	for _, m := range other.memes(t) {
		other.label(t, m.ID, labels.Neutral)
	}
	other.mustTrain(t, TrainOptions{})
	got, err := other.ImportVersion(t.Context(), os.DirFS(dir), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	was := r.versions(t)[0]
	if got.ID != "v2" || got.Name != "mine" || got.Promoted || got.Parent != "" || got.LabelSeq != 0 || got.Origin.Name != "mine" || len(got.Origin.Digest) != 64 {
		t.Errorf("imported as %+v", got.Version)
	}
	if got.Config != was.Config || asJSON(t, got.Val) != asJSON(t, was.Val) || !reflect.DeepEqual(got.History, was.History) || got.TrainN != was.TrainN || !got.Created.Equal(was.Created) {
		t.Errorf("it was %+v and is %+v", was, got.Version)
	}
	// Again, under whatever name, and where it was trained, it is there already.
	for where, id := range map[*rig]string{other: "v2", r: "v1"} {
		again, err := where.ImportVersion(t.Context(), os.DirFS(dir), "again", nil)
		if n := len(where.versions(t)); !errors.Is(err, ErrHere) || again.ID != id || again.Promoted != (where == r) || n != map[*rig]int{other: 2, r: 1}[where] {
			t.Errorf("imported again: %v, %s, served %v, of %d versions", err, again.ID, again.Promoted, n)
		}
	}
	if !reflect.DeepEqual(other.artifacts(t, "v2"), r.artifacts(t, "v1")) {
		t.Error("the head, its baselines or what they have learnt from are not the same bytes")
	}
	if err := other.Promote(t.Context(), "v2", nil); err != nil || !reflect.DeepEqual(probabilities(t, other, "v2"), probabilities(t, r, "v1")) {
		t.Errorf("the two workspaces are told different things (%v)", err)
	}
	if next := other.mustTrain(t, TrainOptions{Warm: true}); next.Parent != "v2" || next.ColdStartReason != "" {
		t.Errorf("a warm start from an imported version: %q (%s)", next.Parent, next.ColdStartReason)
	}
	other.change(t, 0, func(m *labels.Meme) { m.Split = labels.Test }) // it was learnt from there
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
	empty.add(t, labels.Meme{Caption: "level 2, a new meme"})
	if got, err := empty.ImportVersion(t.Context(), os.DirFS(dir), "given", nil); err != nil || !got.Promoted || got.Name != "given" || len(empty.said(t, "v1")) != 1 {
		t.Errorf("the first of a workspace: %+v, %v", got, err)
	}
}

func probabilities(t *testing.T, r *rig, version string) map[labels.MemeID][labels.Levels]float32 {
	said := map[labels.MemeID][labels.Levels]float32{}
	for id, p := range r.said(t, version) {
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

func TestImportVersionRefuses(t *testing.T) {
	dir := bundled(t, newRig(t))
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
	if len(r.versions(t)) != 0 {
		t.Errorf("%d versions were kept", len(r.versions(t)))
	}
}
