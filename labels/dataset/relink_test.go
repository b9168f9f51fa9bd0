package dataset

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/picture"
)

// linkRig is a store with pictures that were imported from one folder, and another
// folder that they are moved to.
type linkRig struct {
	store    *testStore
	ids      map[string]labels.MemeID // by the picture's name
	pictures string
	to       string
}

func newLinkRig(t *testing.T, names ...string) *linkRig {
	t.Helper()
	r := &linkRig{store: newStore(t), ids: map[string]labels.MemeID{}, pictures: t.TempDir(), to: t.TempDir()}
	for _, name := range names {
		r.ids[name] = r.add(t, labels.Meme{Key: name, Caption: "caption of " + name, Image: r.drawn(t, name)})
	}
	return r
}

// add puts a meme into the store.
func (r *linkRig) add(t *testing.T, m labels.Meme) labels.MemeID {
	t.Helper()
	m.Dataset, m.Row, m.Split = "test", len(r.store.memes())+2, labels.Train
	m.ID = labels.NewMemeID(m.Dataset, m.Key)
	if _, err := r.store.AddMemes([]labels.Meme{m}, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

// drawn writes a picture of one colour, which differs from any other.
func (r *linkRig) drawn(t *testing.T, name string) labels.Image {
	t.Helper()
	sum := sha256.Sum256([]byte(name))
	img := image.NewUniform(color.RGBA{sum[0], sum[1], sum[2], 255})
	path := filepath.Join(r.pictures, name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, sized{img, image.Rect(0, 0, 2, 2)}), f.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := picture.Probe(path)
	if err != nil {
		t.Fatal(err)
	}
	return labels.Image{Name: name, Path: path, SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height}
}

// sized is an image cut to a size.
type sized struct {
	image.Image
	bounds image.Rectangle
}

func (s sized) Bounds() image.Rectangle { return s.bounds }

// move puts a picture elsewhere.
func (r *linkRig) move(t *testing.T, name, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(r.pictures, name), to); err != nil {
		t.Fatal(err)
	}
}

func (r *linkRig) path(name string) string {
	m, err := r.store.Meme(r.ids[name])
	if err != nil {
		r.store.t.Fatal(err)
	}
	return m.Image.Path
}

// relink runs over the folder and wants these numbers.
func (r *linkRig) relink(t *testing.T, mended, unchanged, missing int) RelinkReport {
	t.Helper()
	report, err := Relink(t.Context(), r.store, r.to, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Mended != mended || report.Unchanged != unchanged || len(report.Missing) != missing || report.Pictures != mended+unchanged+missing {
		t.Errorf("%+v; want %d mended, %d unchanged, %d missing", report, mended, unchanged, missing)
	}
	return report
}

func TestRelink(t *testing.T) {
	r := newLinkRig(t, "a.png", "b.png", "c.png", "d.png", "e.png")
	r.add(t, labels.Meme{Key: "text", Caption: "no picture"})
	r.add(t, labels.Meme{Key: "f.png", Caption: "never found", Image: labels.Image{Name: "f.png", Fault: "not found in the folder of pictures"}})

	r.relink(t, 0, 5, 1)

	// A caption that was mended since is no other one.
	if _, err := r.store.Append(labels.Event{Meme: r.ids["a.png"], Annotator: "ann", Source: labels.Key, Action: labels.Caption, Text: "mended"}); err != nil {
		t.Fatal(err)
	}
	r.move(t, "a.png", filepath.Join(r.to, "deep", "down", "A.PNG")) // under its name
	r.move(t, "b.png", filepath.Join(r.to, "renamed"))               // under another one
	r.move(t, "c.png", filepath.Join(r.to, "d.png"))                 // under that of another one
	if err := os.Remove(filepath.Join(r.pictures, "d.png")); err != nil {
		t.Fatal(err)
	}
	// A file of the right name and size that is another picture, and what is none.
	os.WriteFile(filepath.Join(r.to, "notes.txt"), []byte("no picture"), 0o644)
	os.WriteFile(filepath.Join(r.to, "empty"), nil, 0o644)

	report := r.relink(t, 3, 1, 2)
	for name, want := range map[string]string{
		"a.png": filepath.Join(r.to, "deep", "down", "A.PNG"), "b.png": filepath.Join(r.to, "renamed"),
		"c.png": filepath.Join(r.to, "d.png"), "d.png": filepath.Join(r.pictures, "d.png"), "e.png": filepath.Join(r.pictures, "e.png"),
	} {
		if got := r.path(name); got != want {
			t.Errorf("%s is at %s, want %s", name, got, want)
		}
	}
	for i, want := range []string{"d.png: not found in this folder", "f.png: was not there at import either"} {
		if !strings.HasPrefix(report.Missing[i].Reason, want) || report.Missing[i].Row == 0 {
			t.Errorf("missing: %+v, want %q", report.Missing[i], want)
		}
	}
	// Done is done.
	r.relink(t, 0, 4, 2)
	if m, err := r.store.Meme(r.ids["a.png"]); err != nil || m.Caption != "mended" || m.Imported() != "caption of a.png" {
		t.Errorf("captions %q and %q, %v", m.Caption, m.Imported(), err)
	}
}

// TestRelinkPrefersTheName has one picture in two places, for two memes.
func TestRelinkPrefersTheName(t *testing.T) {
	r := newLinkRig(t, "z.png")
	b, err := os.ReadFile(r.path("z.png"))
	if err != nil {
		t.Fatal(err)
	}
	other := r.drawn(t, "z.png")
	other.Name, other.Path = "m.png", filepath.Join(r.pictures, "m.png")
	r.ids["m.png"] = r.add(t, labels.Meme{Key: "m.png", Image: other})
	if err := os.Remove(r.path("z.png")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.png", "m.png", "z.png"} {
		if err := os.WriteFile(filepath.Join(r.to, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r.relink(t, 2, 0, 0)
	for _, name := range []string{"z.png", "m.png"} {
		if got := r.path(name); got != filepath.Join(r.to, name) {
			t.Errorf("%s is at %s", name, got)
		}
	}
}

// TestRelinkAnotherPictureInItsPlace replaces a picture by one of another size.
func TestRelinkAnotherPictureInItsPlace(t *testing.T) {
	r := newLinkRig(t, "a.png")
	b, err := os.ReadFile(r.path("a.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.path("a.png"), []byte("GIF89a\x05\x00\x05\x00\x00\x00\x00;"), 0o644); err != nil {
		t.Fatal(err)
	}
	r.relink(t, 0, 0, 1)
	if err := os.WriteFile(filepath.Join(r.to, "a.png"), b, 0o644); err != nil {
		t.Fatal(err)
	}
	r.relink(t, 1, 0, 0)
}

// Pictures whose names were changed about look as those that were in their places.
func TestRelinkPicturesThatChangedNames(t *testing.T) {
	r := newLinkRig(t, "a.png", "b.png", "c.png")
	at := func(name string) string { return filepath.Join(r.pictures, name) }
	for _, names := range [][2]string{{"a.png", "was a"}, {"b.png", "a.png"}, {"was a", "b.png"}} {
		if err := os.Rename(at(names[0]), at(names[1])); err != nil {
			t.Fatal(err)
		}
	}
	r.drawn(t, "another")
	if err := os.Rename(at("another"), at("c.png")); err != nil {
		t.Fatal(err)
	}
	report, err := Relink(t.Context(), r.store, r.pictures, nil)
	if err != nil || report.Mended != 2 || report.Unchanged != 0 || len(report.Missing) != 1 {
		t.Errorf("%+v, %v", report, err)
	}
	for _, m := range r.store.memes() {
		if want := map[string]string{"a.png": "b.png", "b.png": "a.png", "c.png": "c.png"}[m.Key]; m.Image.Path != at(want) {
			t.Errorf("%s is at %s, want %s", m.Key, m.Image.Path, want)
		}
	}
}

// TestRelinkFindsBrokenPictures moves a picture that could never be shown, of which
// only the digest is known.
func TestRelinkFindsBrokenPictures(t *testing.T) {
	r := newLinkRig(t)
	const text = "<html>not found</html>"
	key := sha256.Sum256([]byte(text))
	r.ids["a.png"] = r.add(t, labels.Meme{Key: "a.png", Caption: "a caption", Image: labels.Image{
		Name: "a.png", Path: filepath.Join(r.pictures, "a.png"), SHA256: fmt.Sprintf("%x", key), Fault: "not a picture",
	}})
	os.WriteFile(filepath.Join(r.to, "b.png"), []byte(text), 0o644)
	r.relink(t, 0, 0, 1)
	os.WriteFile(filepath.Join(r.to, "a.png"), []byte(text), 0o644)
	r.relink(t, 1, 0, 0)
	r.relink(t, 0, 1, 0)
}

// TestRelinkStaysInItsFolder leads out of the folder by links, and round in it.
func TestRelinkStaysInItsFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege there")
	}
	r := newLinkRig(t, "a.png", "b.png")
	outside := t.TempDir()
	r.move(t, "a.png", filepath.Join(outside, "a.png"))
	r.move(t, "b.png", filepath.Join(r.to, "b.png"))
	for name, to := range map[string]string{"a.png": filepath.Join(outside, "a.png"), "out": outside, "round": r.to} {
		if err := os.Symlink(to, filepath.Join(r.to, name)); err != nil {
			t.Fatal(err)
		}
	}
	r.relink(t, 1, 0, 1)

	// The folder itself may be given by a link, and is stored as it was given.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(outside, link); err != nil {
		t.Fatal(err)
	}
	r.to = link
	r.relink(t, 1, 1, 0)
	if got := r.path("a.png"); got != filepath.Join(link, "a.png") {
		t.Errorf("found at %s", got)
	}
}

func TestRelinkFails(t *testing.T) {
	r := newLinkRig(t, "a.png")
	r.move(t, "a.png", filepath.Join(r.to, "a.png"))
	for _, folder := range []string{filepath.Join(r.to, "absent"), filepath.Join(r.to, "a.png")} {
		if _, err := Relink(t.Context(), r.store, folder, nil); err == nil || !strings.HasPrefix(err.Error(), "relink: ") {
			t.Errorf("%s: %v", folder, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := func(s labels.Step) {
		if s.Phase == "list the files" {
			cancel()
		}
	}
	if _, err := Relink(ctx, r.store, r.to, cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if got := r.path("a.png"); filepath.Dir(got) != r.pictures {
		t.Errorf("a cancelled relink stored %s", got)
	}
	os.WriteFile(filepath.Join(r.to, "b.png"), nil, 0o644)
	l := relinking{folder: r.to, most: 1, tell: func(labels.Step) {}}
	if err := l.run(t.Context(), r.store); err == nil || !strings.Contains(err.Error(), "more than 1 files: name the folder") {
		t.Errorf("a folder of too many files: %v", err)
	}
}
