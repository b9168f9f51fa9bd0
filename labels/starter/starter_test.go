package starter

import (
	"bytes"
	"image"
	_ "image/png"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"memebench/labels"
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
	if len(all) != 100 {
		t.Errorf("%d memes, want 100", len(all))
	}
	for l := labels.VeryNegative; l <= labels.VeryPositive; l++ {
		for split, want := range map[labels.Split][2]int{labels.Train: {12, 10}, labels.Val: {4, 3}, labels.Test: {4, 3}} {
			p := place{l, split}
			if count[p] != want[0] || labelled[p] != want[1] {
				t.Errorf("%v in %s: %d memes, %d labelled, want %d and %d", l, split, count[p], labelled[p], want[0], want[1])
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
	if len(scenes) != 20 {
		t.Errorf("%d scenes, want 20", len(scenes))
	}
	for scene, levels := range scenes {
		if len(levels) != labels.Levels {
			t.Errorf("scene %s is at %d levels, want every level once", scene, len(levels))
		}
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
	if n < 15 || n > 30 {
		t.Errorf("picture and caption disagree in %d memes, want about a quarter", n)
	}
	for split, want := range map[labels.Split]int{labels.Train: 10, labels.Val: 4, labels.Test: 4} {
		if splits[split] < want {
			t.Errorf("%d ironic memes in %s, want at least %d", splits[split], split, want)
		}
	}
	for _, l := range []labels.Level{labels.VeryNegative, labels.Negative, labels.Positive, labels.VeryPositive} {
		if levels[l] < 3 {
			t.Errorf("%d ironic memes at %v, want at least 3", levels[l], l)
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
	first := map[labels.Level]bool{}
	for i := 0; i < 25; i += 5 {
		first[all[i].Level] = true
		if all[i].Split != labels.Train {
			t.Errorf("%s is among the first five that wait and in %s; the model's opinion of those is hidden", all[i].Name, all[i].Split)
		}
	}
	if len(first) != labels.Levels {
		t.Errorf("the first five that wait have %d different levels, want all five", len(first))
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
	if total > 2_000_000 {
		t.Errorf("the pictures have %d bytes, want at most 2 MB", total)
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

func TestPicturesDiffer(t *testing.T) {
	all := memes(t)
	grey := make([][256]int, len(all))
	for i, m := range all {
		f, err := Pictures.Open(m.Picture)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		grey[i] = shrink(img)
	}
	least := 255.0
	for i := range all {
		for j := range i {
			sum := 0
			for k, v := range grey[i] {
				sum += max(v-grey[j][k], grey[j][k]-v)
			}
			d := float64(sum) / 256
			least = min(least, d)
			if d < nearest {
				t.Errorf("%s and %s are nearly the same picture: %.1f apart, want at least %d", all[i].Name, all[j].Name, d, nearest)
			}
		}
	}
	t.Logf("the closest two pictures are %.1f apart", least)
}

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
