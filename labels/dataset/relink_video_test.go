package dataset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/labels/media"
)

// clip puts a clip among the pictures, under a name.
func (r *linkRig) clip(t *testing.T, clip, name string) labels.Media {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "media", "testdata", clip))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.pictures, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	sum, err := media.Digest(path)
	if err != nil {
		t.Fatal(err)
	}
	kind, err := media.KindOfFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return labels.Media{Path: path, SHA256: sum, Format: string(kind), Seconds: 4, Moves: kind.Moving(), Sound: true, Reader: "ffmpeg version 9"}
}

// newFilmRig has a video, a picture with its sound, and a sound alone.
func newFilmRig(t *testing.T) *linkRig {
	t.Helper()
	r := newLinkRig(t)
	film := r.drawn(t, "first.png") // which is in the workspace
	film.Name, film.Media = "film.mp4", r.clip(t, "sound.mp4", "film.mp4")
	beside := r.drawn(t, "cat.png")
	beside.Media = r.clip(t, "tone.ogg", "cat.ogg")
	b, err := os.ReadFile(beside.Media.Path)
	if err != nil {
		t.Fatal(err)
	}
	alone := labels.Image{Name: "alone.ogg", Fault: nothingToSee, Media: r.clip(t, "tone.ogg", "alone.ogg")}
	if err := os.WriteFile(alone.Media.Path, append(b, 0), 0o600); err != nil { // another file than the first sound
		t.Fatal(err)
	}
	if alone.Media.SHA256, err = media.Digest(alone.Media.Path); err != nil {
		t.Fatal(err)
	}
	for _, image := range []labels.Image{film, beside, alone} {
		r.ids[image.Name] = r.add(t, labels.Meme{Key: image.Name, Image: image})
	}
	return r
}

func (r *linkRig) media(name string) string {
	m, err := r.store.Meme(r.ids[name])
	if err != nil {
		r.store.t.Fatal(err)
	}
	return m.Image.Media.Path
}

// Videos and sounds that moved are found by their bytes, under their names and under others.
func TestRelinkVideosAndSounds(t *testing.T) {
	r := newFilmRig(t)
	r.relink(t, 0, 3, 0)
	to := map[string]string{"film.mp4": filepath.Join(r.to, "renamed"), "cat.ogg": filepath.Join(r.to, "deep", "CAT.OGG"), "alone.ogg": filepath.Join(r.to, "sound.opus")}
	for name, at := range to {
		r.move(t, name, at)
	}
	// Of the same kind, and others.
	for name, clip := range map[string]string{"film.mp4": "silent.mov", "other.mp4": "turned.mp4", "alone.ogg": "sound.webm"} {
		b, err := os.ReadFile(filepath.Join("..", "media", "testdata", clip))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(r.to, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.relink(t, 3, 0, 0)
	for name, want := range map[string]string{"film.mp4": to["film.mp4"], "cat.png": to["cat.ogg"], "alone.ogg": to["alone.ogg"]} {
		if got := r.media(name); got != want {
			t.Errorf("the media of %s is at %s, want %s", name, got, want)
		}
	}
	if got, want := r.path("film.mp4"), filepath.Join(r.pictures, "first.png"); got != want {
		t.Errorf("the first frame is at %s, want %s", got, want)
	}
	r.relink(t, 0, 3, 0)
}

// A meme of which a part alone is found is mended as far as that goes, and is missing.
func TestRelinkFindsAPart(t *testing.T) {
	r := newFilmRig(t)
	if err := os.Remove(filepath.Join(r.pictures, "cat.ogg")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(r.pictures, "film.mp4")); err != nil {
		t.Fatal(err)
	}
	r.move(t, "cat.png", filepath.Join(r.to, "cat.png"))
	report := r.relink(t, 0, 1, 2)
	if got, want := r.path("cat.png"), filepath.Join(r.to, "cat.png"); got != want {
		t.Errorf("the picture is at %s, want %s", got, want)
	}
	for i, want := range []string{"film.mp4: its video not found in this folder", "cat.png: its sound not found in this folder"} {
		if i >= len(report.Missing) || !strings.HasPrefix(report.Missing[i].Reason, want) {
			t.Errorf("missing %+v, want %q", report.Missing, want)
		}
	}
	// A file of another kind in its place is not the video.
	if err := os.WriteFile(filepath.Join(r.pictures, "film.mp4"), []byte("no video"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.relink(t, 0, 1, 2)
}
