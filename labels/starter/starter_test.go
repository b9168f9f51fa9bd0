package starter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	_ "image/png"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"memebench/labels"
)

// The size of the set: each level has perLevel memes. The first hundred are the
// set as it was at first, to which the others were added.
const (
	perLevel = 50
	first    = 100
)

func memes(t *testing.T) []Meme {
	t.Helper()
	all, err := Memes()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCounts(t *testing.T) {
	type place struct {
		level labels.Level
		split labels.Split
	}
	all := memes(t)
	count, labelled := map[place]int{}, map[place]int{}
	for _, m := range all {
		p := place{m.Level, m.Split}
		count[p]++
		if m.Labelled {
			labelled[p]++
		}
	}
	if want := perLevel * labels.Levels; len(all) != want {
		t.Errorf("%d memes, want %d", len(all), want)
	}
	const waiting = 5 // one in five
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		for split, fifths := range map[labels.Split]int{labels.Train: 3, labels.Val: 1, labels.Test: 1} {
			p := place{l, split}
			want := perLevel * fifths / 5
			if count[p] != want || labelled[p] != want-want/waiting {
				t.Errorf("%v in %s: %d memes, %d labelled, want %d and %d", l, split, count[p], labelled[p], want, want-want/waiting)
			}
		}
	}
}

func TestScenes(t *testing.T) {
	scenes := map[string]map[labels.Level]int{}
	for _, m := range memes(t) {
		if scenes[m.Scene] == nil {
			scenes[m.Scene] = map[labels.Level]int{}
		}
		scenes[m.Scene][m.Level]++
		if !strings.HasPrefix(m.Name, m.Scene+"-") {
			t.Errorf("%s: scene %s is not the first part of the name", m.Name, m.Scene)
		}
	}
	for scene, levels := range scenes {
		for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
			if levels[l] < 2 {
				t.Errorf("scene %s is at %v %d times, want at least twice", scene, l, levels[l])
			}
		}
	}
}

// TestFirst pins the memes that workspaces already have: what a meme of the
// first hundred is, with its picture, may never change.
func TestFirst(t *testing.T) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, m := range memes(t)[:first] {
		b, err := fs.ReadFile(Pictures, m.Picture)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Encode(m); err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	const want = "ee6fb0bf6cec5396fa84205d0a464003533c01053585c5c96bdda5dfe88f5827"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("the first %d memes or their pictures have changed: digest %s, want %s", first, got, want)
	}
}

// TestSplitByScene: memes of a scene that were added later are in one split.
func TestSplitByScene(t *testing.T) {
	split := map[string]labels.Split{}
	for _, m := range memes(t)[first:] {
		if s, ok := split[m.Scene]; ok && s != m.Split {
			t.Errorf("%s is in %s, others of its scene in %s", m.Name, m.Split, s)
		}
		split[m.Scene] = m.Split
	}
}

func TestIrony(t *testing.T) {
	n, splits, levels := 0, map[labels.Split]int{}, map[labels.Level]int{}
	for _, m := range memes(t) {
		if m.Irony {
			n++
			splits[m.Split]++
			levels[m.Level]++
		}
	}
	if all := perLevel * labels.Levels; n < all/5 || n > 3*all/10 {
		t.Errorf("picture and caption disagree in %d memes of %d, want about a quarter", n, all)
	}
	for split, want := range map[labels.Split]int{labels.Train: perLevel / 2, labels.Val: perLevel / 5, labels.Test: perLevel / 5} {
		if splits[split] < want {
			t.Errorf("%d ironic memes in %s, want at least %d", splits[split], split, want)
		}
	}
	for _, l := range []labels.Level{labels.VeryNegative, labels.Negative, labels.Positive, labels.VeryPositive} {
		if want := perLevel / 5; levels[l] < want {
			t.Errorf("%d ironic memes at %v, want at least %d", levels[l], l, want)
		}
	}
}

func TestOrder(t *testing.T) {
	all := memes(t)
	for i, m := range all {
		if m.Labelled == (i%5 == 0) {
			t.Errorf("meme %d (%s): every fifth, from the first, waits for the user", i, m.Name)
		}
		if i > 0 && all[i-1].Scene == m.Scene {
			t.Errorf("meme %d (%s) follows another of its scene", i, m.Name)
		}
		if i > 1 && all[i-1].Level == m.Level && all[i-2].Level == m.Level {
			t.Errorf("meme %d (%s) is the third of its level in a row", i, m.Name)
		}
	}
	seen := map[labels.Level]bool{}
	for i := 0; i < 25; i += 5 {
		seen[all[i].Level] = true
		if all[i].Split != labels.Train {
			t.Errorf("%s is among the first five that wait and in %s; the model's opinion of those is hidden", all[i].Name, all[i].Split)
		}
	}
	if len(seen) != labels.Levels {
		t.Errorf("the first five that wait have %d different levels, want all five", len(seen))
	}
}

func TestCaptions(t *testing.T) {
	names, captions := map[string]bool{}, map[string]string{}
	for _, m := range memes(t) {
		if names[m.Name] {
			t.Errorf("%s: two memes have this name", m.Name)
		}
		names[m.Name] = true
		c := labels.NormalCaption(m.Caption)
		if other, ok := captions[c]; ok {
			t.Errorf("%s has the caption of %s", m.Name, other)
		}
		captions[c] = m.Name
		if labels.PrintableLines(m.Caption) != m.Caption || strings.TrimSpace(m.Caption) != m.Caption {
			t.Errorf("%s: caption %q has characters that do not print, or space around it", m.Name, m.Caption)
		}
		if n := utf8.RuneCountInString(m.Caption); n > 200 {
			t.Errorf("%s: caption of %d characters, want at most 200", m.Name, n)
		}
		if n := len(strings.Fields(m.Caption)); n < 4 || n > 30 {
			t.Errorf("%s: caption of %d words, want 4 to 30", m.Name, n)
		}
	}
}

func TestPictures(t *testing.T) {
	owner := map[string]string{}
	total := 0
	for _, m := range memes(t) {
		if other, ok := owner[m.Picture]; ok {
			t.Errorf("%s has the picture of %s", m.Name, other)
		}
		owner[m.Picture] = m.Name
		b, err := fs.ReadFile(Pictures, m.Picture)
		if err != nil {
			t.Errorf("%s: %v", m.Name, err)
			continue
		}
		total += len(b)
		img, _, err := image.Decode(bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", m.Picture, err)
			continue
		}
		if s := img.Bounds().Size(); min(s.X, s.Y) < 200 || max(s.X, s.Y) > 800 {
			t.Errorf("%s: %d×%d pixels, want sides of 200 to 800", m.Picture, s.X, s.Y)
		}
	}
	if total > 4_000_000 {
		t.Errorf("the pictures have %d bytes, want at most 4 MB", total)
	}
	files, err := fs.Glob(Pictures, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if owner[f] == "" {
			t.Errorf("%s belongs to no meme", f)
		}
	}
}

// nearest is the smallest mean distance in grey, of 0 to 255, that two pictures
// may have when both are shrunk to 16×16 fields. The closest two of the set are
// 16 apart; a crop by 8 pixels on two sides changes a picture by at most 10.3.
const nearest = 12

// shrink returns the mean grey of 16×16 fields of the picture.
func shrink(img image.Image) (out [256]int) {
	b := img.Bounds()
	var n [256]int
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			k := y*16/b.Dy()*16 + x*16/b.Dx()
			out[k] += int(299*r+587*g+114*bl) / 1000 >> 8
			n[k]++
		}
	}
	for k := range out {
		out[k] /= n[k]
	}
	return out
}

func TestGuide(t *testing.T) {
	g := Guide()
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		_, section, ok := strings.Cut(g, "  "+l.Title()+": ")
		section, _, _ = strings.Cut(section, "##")
		if n := strings.Count(section, "\n- "); !ok || n != 2 {
			t.Errorf("%v: %d examples, want a section with 2", l, n)
		}
	}
	for i, line := range strings.Split(g, "\n") {
		if utf8.RuneCountInString(line) > 80 {
			t.Errorf("guide.md:%d: longer than 80 characters", i+1)
		}
	}
	if labels.PrintableLines(g) != g {
		t.Error("guide.md has characters that do not print")
	}
}

func TestParseRefuses(t *testing.T) {
	good := `{"name":"a","level":"neutral","split":"val"}` + "\n"
	for name, bad := range map[string]string{
		"not JSON":      "meme",
		"unknown field": `{"name":"b","level":"neutral","split":"val","sense":1}`,
		"unknown level": `{"name":"b","level":"funny","split":"val"}`,
		"no level":      `{"name":"b","split":"val"}`,
		"unknown split": `{"name":"b","level":"neutral","split":"dev"}`,
	} {
		_, err := parse([]byte(good + bad))
		if err == nil || !strings.HasPrefix(err.Error(), "manifest.jsonl:2: ") {
			t.Errorf("%s: error %v, want one that names line 2", name, err)
		}
	}
}
