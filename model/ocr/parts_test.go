package ocr

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// drawn makes probabilities of a drawing, in which # is text.
func drawn(rows ...string) (p []float32, w, h int) {
	for _, r := range rows {
		for _, c := range r {
			if c == '#' {
				p = append(p, 0.9)
			} else {
				p = append(p, 0.1)
			}
		}
	}
	return p, len(rows[0]), len(rows)
}

func TestComponents(t *testing.T) {
	p, w, h := drawn(
		"##...#.#",
		".....#.#",
		"..#..###",
		".#......",
		"#.....#.",
	)
	want := []image.Rectangle{image.Rect(0, 0, 2, 1), image.Rect(5, 0, 8, 3), image.Rect(0, 2, 3, 5), image.Rect(6, 4, 7, 5)}
	if got := components(p, w, h); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// flooded finds components by filling, as a slow and plain reference.
func flooded(p []float32, w, h int) (all []image.Rectangle) {
	seen := make([]bool, len(p))
	for i := range p {
		if seen[i] || p[i] <= textFrom {
			continue
		}
		bounds, todo := image.Rectangle{}, []int{i}
		seen[i] = true
		for len(todo) > 0 {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			x, y := at%w, at/w
			bounds = bounds.Union(image.Rect(x, y, x+1, y+1))
			for ny := max(0, y-1); ny <= min(h-1, y+1); ny++ {
				for nx := max(0, x-1); nx <= min(w-1, x+1); nx++ {
					if n := ny*w + nx; !seen[n] && p[n] > textFrom {
						seen[n] = true
						todo = append(todo, n)
					}
				}
			}
		}
		all = append(all, bounds)
	}
	return all
}

func TestComponentsOfNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		w, h, part := 1+rng.IntN(20), 1+rng.IntN(20), rng.Float32()
		p := make([]float32, w*h)
		for i := range p {
			if rng.Float32() < part {
				p[i] = 1
			}
		}
		if got, want := components(p, w, h), flooded(p, w, h); !slices.Equal(got, want) {
			t.Fatalf("%d by %d of %v: %v, want %v", w, h, p, got, want)
		}
	}
}

func TestBoxesOf(t *testing.T) {
	p, w, h := drawn(
		"..........",
		".########.",
		".########.",
		".########.",
		".########.",
		"..........",
		"##........",
	)
	// 8 by 4 grow by 32*1.6/24 at each side, and stay in the picture, which is twice as wide.
	got := boxesOf(p, w, h, image.Pt(20, 7))
	if len(got) != 1 || got[0].X0 != 0 || got[0].Y0 != 0 || got[0].X1 != 20 || got[0].Y1 != 7 {
		t.Errorf("%+v", got)
	}
	wide := make([]float32, 40*40)
	for y := 18; y < 22; y++ {
		for x := 10; x < 18; x++ {
			wide[y*40+x] = 0.6
		}
	}
	grow := 32 * 1.6 / 24
	want := Box{2 * (10 - grow), 18 - grow, 2 * (18 + grow), 22 + grow}
	got = boxesOf(wide, 40, 40, image.Pt(80, 40))
	if len(got) != 1 || math.Abs(got[0].X0-want.X0) > 1e-9 || math.Abs(got[0].Y1-want.Y1) > 1e-9 || math.Abs(got[0].X1-want.X1) > 1e-9 {
		t.Errorf("%+v, want %+v", got, want)
	}
	for i := range wide {
		wide[i] *= 0.8 // 0.48 is too unsure
	}
	if got := boxesOf(wide, 40, 40, image.Pt(80, 40)); len(got) != 0 {
		t.Errorf("unsure: %+v", got)
	}
}

func TestBest(t *testing.T) {
	found := []scored{{0.6, Box{X0: 1}}, {0.9, Box{X0: 2}}, {0.7, Box{X0: 3}}, {0.7, Box{X0: 4}}}
	for most, want := range map[int][]float64{9: {1, 2, 3, 4}, 2: {2, 3}, 1: {2}} {
		var got []float64
		for _, b := range best(slices.Clone(found), most) {
			got = append(got, b.X0)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", most, got, want)
		}
	}
}

func TestRowsOf(t *testing.T) {
	got := rowsOf([]Box{{50, 2, 90, 22}, {0, 100, 40, 120}, {0, 0, 40, 20}, {60, 111, 90, 131}, {45, 108, 55, 112}})
	want := [][]Box{{{0, 0, 40, 20}, {50, 2, 90, 22}}, {{0, 100, 40, 120}, {45, 108, 55, 112}}, {{60, 111, 90, 131}}}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("row %d: %v, want %v", i, got[i], want[i])
		}
	}
}

// The memory of a reading is that of the sizes at which it looks.
func TestReadSizeIsBounded(t *testing.T) {
	sides := []int{1, 2, 31, 33, 128, 255, 256, 257, 1000, 1599, 1601, 10_000, 65_535}
	for _, a := range sides {
		for _, b := range sides {
			w, h := readSize(a, b)
			if w%sideUnit != 0 || h%sideUnit != 0 || min(w, h) < sideUnit || max(w, h) > longestSide {
				t.Errorf("%d by %d is read at %d by %d", a, b, w, h)
			}
		}
	}
	for _, c := range []struct{ w, h, readW, readH int }{{128, 128, 256, 256}, {300, 200, 384, 256}, {640, 480, 640, 480}, {1, 10_000, 32, 1600}} {
		if w, h := readSize(c.w, c.h); w != c.readW || h != c.readH {
			t.Errorf("%d by %d is read at %d by %d, want %d by %d", c.w, c.h, w, h, c.readW, c.readH)
		}
	}
}

func TestDecode(t *testing.T) {
	alphabet := []string{"", "a", "b"}
	steps := func(classes ...int) (p []float32) {
		for _, c := range classes {
			row := []float32{0.1, 0.1, 0.1, 0.1}
			row[c] = 0.5 + float32(c)/10
			p = append(p, row...)
		}
		return p
	}
	for _, c := range []struct {
		steps      []int
		text       string
		confidence float64
	}{
		{[]int{0, 1, 1, 0, 1, 2, 3, 2}, "aab b", (0.6 + 0.6 + 0.7 + 0.8 + 0.7) / 5},
		{[]int{0, 0}, "", 0},
		{nil, "", 0},
	} {
		text, confidence := decode(steps(c.steps...), 4, alphabet)
		if text != c.text || math.Abs(confidence-c.confidence) > 1e-6 {
			t.Errorf("%v: %q, %v", c.steps, text, confidence)
		}
	}
}

func TestWatermark(t *testing.T) {
	for line, want := range map[string]bool{
		"imgflip.com": true, "ImgFlip.com": true, "imgiip.com": true, "made on imgflip.com": true, "quickmeme.con": true,
		"memegenerator.net": true, "made with mematic": true, "www.some-site.org": true, "https://site.in/p/12": true, "MEMECENTER.COM": true,
		"download memes from 9gag.com": true, "meme generator . net": true, "via @9gag": true, "i.imgur.com": true,
		"": false, "made with": false, "meme": false, "memes": false, "the meme": false, "I saw it on imgflip.com yesterday": false,
		"and then.": false, "demotivation": false, "hello world": false, "U.S. history": false, "from memes": false, "end of line.no": false, "facebook": false,
	} {
		if Watermark(line) != want {
			t.Errorf("%q: %v", line, !want)
		}
	}
}

// No usual word is taken for a name that is misread.
func TestWordsAreNoWatermarks(t *testing.T) {
	for word := range strings.FieldsSeq("me my meme memes memory generator quick center troll rage funny single monday sizzle picture demotivation") {
		if Watermark(word) {
			t.Errorf("%q is taken for a watermark", word)
		}
	}
}

func TestCaption(t *testing.T) {
	lines := []Line{{Text: " WHEN  YOU ", Row: 0}, {Text: "imgflip.com", Row: 1}, {Text: "are", Row: 2}, {Text: "late", Row: 2}}
	if got := Caption(lines); got != "WHEN YOU\nare late" {
		t.Errorf("%q", got)
	}
	if got := Caption(lines[1:2]); got != "" {
		t.Errorf("%q of a watermark", got)
	}
}

func TestErrorRate(t *testing.T) {
	for _, c := range []struct {
		got, want string
		rate      float64
	}{
		{"", "", 0}, {"?!", "…", 0}, {"x", "", 1}, {"", "four", 1}, {"When YOU", "when, you!", 0},
		{"whenyou", "when you", 1.0 / 8}, {"abcd", "ab", 1}, {"kitten", "sitting", 3.0 / 7}, {"при", "Привет", 0.5},
	} {
		if rate := ErrorRate(c.got, c.want); math.Abs(rate-c.rate) > 1e-9 {
			t.Errorf("%q for %q: %v, want %v", c.got, c.want, rate, c.rate)
		}
	}
}
