package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"memebench/labels"
	"memebench/labels/picture"
)

// drawing is a picture of rectangles, another one for each number.
func drawing(n int) *image.RGBA {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	img := image.NewRGBA(image.Rect(0, 0, 240, 180))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.Gray{120}), image.Point{}, draw.Src)
	for range 40 {
		x, y := rng.IntN(240), rng.IntN(180)
		c := color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255}
		draw.Draw(img, image.Rect(x, y, x+10+rng.IntN(90), y+10+rng.IntN(90)), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// framed puts a picture on a larger, black ground.
func framed(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()+60, b.Dy()+90))
	draw.Draw(out, out.Bounds(), image.Black, image.Point{}, draw.Src)
	draw.Draw(out, b.Add(image.Pt(30, 45)), img, b.Min, draw.Src)
	return out
}

func encoded(t *testing.T, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	err := png.Encode(&b, img)
	if quality > 0 {
		b.Reset()
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// album is a folder of pictures, and a table of them: five copies, in four forms, of each of
// so many drawings, those of one drawing far from each other.
func album(t *testing.T, drawings int) (spec ImportSpec, of map[string]int) {
	t.Helper()
	folder, rows, of := t.TempDir(), "", map[string]int{}
	for form := range 5 {
		for n := range drawings {
			img := drawing(n)
			b := encoded(t, img, 0)
			switch form {
			case 1:
				b = encoded(t, img, 40)
			case 2:
				b = encoded(t, picture.Resize(img, 150, 130, picture.Bicubic), 80)
			case 3:
				b = encoded(t, framed(img), 85)
			}
			name := fmt.Sprintf("%d-%d.png", form, n) // the format is found by content
			of[name] = n
			if err := os.WriteFile(filepath.Join(folder, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
			rows += fmt.Sprintf("%d,%s,,,neutral\n", len(of), name)
		}
	}
	spec = memotionSpec(t, rows)
	spec.Images, spec.Annotator = folder, ""
	spec.Probe = func(path string) (labels.Image, error) {
		info, err := picture.Probe(path)
		return labels.Image{SHA256: info.SHA256, Format: info.Format, Width: info.Width, Height: info.Height}, err
	}
	return spec, of
}

// groupsOf are the memes' groups and splits, in the order of import.
func groupsOf(s *testStore) (groups []string) {
	for _, m := range s.memes() {
		groups = append(groups, fmt.Sprint(m.Group, " ", m.Split, " ", m.CrossSplit))
	}
	return groups
}

// TestFindNearGoesOn cancels a search at each of its steps: the next ones do the rest, with
// the result of one that was not cancelled.
func TestFindNearGoesOn(t *testing.T) {
	spec, _ := album(t, 4)
	whole := newStore(t)
	mustImport(t, whole, spec)
	if _, err := FindNear(t.Context(), whole, nil); err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	mustImport(t, s, spec)
	stopped := 0
	for steps := 0; ; steps++ {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		_, err := FindNear(ctx, s, func(labels.Step) {
			if n++; n > steps {
				cancel()
			}
		})
		cancel()
		if err == nil {
			break
		}
		if stopped++; !errors.Is(err, context.Canceled) || stopped > 100 {
			t.Fatal(err)
		}
	}
	if stopped == 0 {
		t.Error("no search was cancelled")
	}
	if got, want := groupsOf(s), groupsOf(whole); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the groups are %v, want %v", got, want)
	}
}

// TestFindNearOfWhatCameLater searches after each of two imports, and adds a copy of a picture
// that is tied already.
func TestFindNearOfWhatCameLater(t *testing.T) {
	spec, of := album(t, 3)
	s := newStore(t)
	mustImport(t, s, spec)
	if _, err := FindNear(t.Context(), s, nil); err != nil {
		t.Fatal(err)
	}
	var tied labels.Meme
	for _, m := range s.memes() {
		if len(m.Near) > 0 {
			tied = m
		}
	}
	for i, name := range []string{"new.png", "same.png"} {
		b := encoded(t, drawing(of[tied.Key]), 30)
		if i == 1 {
			var err error
			if b, err = os.ReadFile(tied.Image.Path); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(spec.Images, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	later := memotionSpec(t, "1,new.png,,,neutral\n2,same.png,,,neutral\n")
	later.Images, later.Probe = spec.Images, spec.Probe
	mustImport(t, s, later)
	r, err := FindNear(t.Context(), s, nil)
	if err != nil || r.Printed != 1 || r.Tied != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	memes := s.memes()
	for _, m := range memes[len(memes)-2:] {
		if now, _, err := s.LookUp(tied.ID); err != nil || m.Group != now.Group || len(m.Near) != 1 {
			t.Errorf("%s is in %s and near %v, want %s", m.Key, m.Group, m.Near, now.Group)
		}
	}
}

// A meme that was merged may be tied to pictures that are not here, as their memes failed: that is
// no tie of those that are.
func TestFindNearBesideTiesToOthers(t *testing.T) {
	spec, of := album(t, 2)
	s := newStore(t)
	mustImport(t, s, spec)
	merged := newStore(t)
	for i, m := range s.memes() {
		if i > 1 {
			m.Near = []string{fmt.Sprintf("%064x", i)}
		}
		if _, err := merged.AddLabelled([]labels.NewMeme{{Meme: m, Level: labels.NoLevel}}, labels.DefaultShares); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := FindNear(t.Context(), merged, nil); err != nil {
		t.Fatal(err)
	}
	group := map[int]string{}
	for _, m := range merged.memes() {
		n := of[m.Key]
		if group[n] == "" {
			group[n] = m.Group
		}
		if m.Group != group[n] {
			t.Errorf("%s is in %s, others of its drawing in %s", m.Key, m.Group, group[n])
		}
	}
}

func TestFindNearPassesOverWhatCannotBeRead(t *testing.T) {
	spec, _ := album(t, 2)
	s := newStore(t)
	mustImport(t, s, spec)
	if err := errors.Join(os.Remove(filepath.Join(spec.Images, "1-0.png")), os.WriteFile(filepath.Join(spec.Images, "2-0.png"), encoded(t, drawing(1), 0), 0o600)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // they are tried again
		if r, err := FindNear(t.Context(), s, nil); err != nil || r.Unread != 2 {
			t.Errorf("%+v, %v", r, err)
		}
	}
	for _, m := range s.memes() {
		if (m.Key == "1-0.png" || m.Key == "2-0.png") && len(m.Near) > 0 {
			t.Errorf("%s is tied to %v", m.Key, m.Near)
		}
	}
}

// Pairs that are dropped on the way, because there are too many to keep, take no tie with
// them: what is needed of all is what is needed of those that were kept.
func TestNeededPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		f := nearSearch{pictures: make([]nearPicture, 20)}
		all, kept := map[pair]bool{}, map[pair]bool{}
		for range 60 {
			a, b := rng.Int32N(20), rng.Int32N(20)
			if a == b {
				continue
			}
			p := pair{max(a, b), min(a, b)}
			all[p], kept[p] = true, true
			if len(kept) > 8 {
				kept = f.needed(kept)
			}
		}
		if got, want := f.needed(kept), f.needed(all); !maps.Equal(got, want) {
			t.Fatalf("of %v\n%v are needed where some are dropped on the way, want %v", inOrder(all), inOrder(got), inOrder(want))
		}
	}
}
