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
	got := boxesOf(p, w, h, image.Pt(20, 7), 1.6)
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
	got = boxesOf(wide, 40, 40, image.Pt(80, 40), 1.6)
	if len(got) != 1 || math.Abs(got[0].X0-want.X0) > 1e-9 || math.Abs(got[0].Y1-want.Y1) > 1e-9 || math.Abs(got[0].X1-want.X1) > 1e-9 {
		t.Errorf("%+v, want %+v", got, want)
	}
	for i := range wide {
		wide[i] *= 0.8 // 0.48 is too unsure
	}
	if got := boxesOf(wide, 40, 40, image.Pt(80, 40), 1.6); len(got) != 0 {
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
			at := readSize(image.Pt(a, b), closerSide)
			if at.X%sideUnit != 0 || at.Y%sideUnit != 0 || min(at.X, at.Y) < sideUnit || max(at.X, at.Y) > longestSide || at.X*at.Y > mostPixels*11/10 {
				t.Errorf("%d by %d is read at %v", a, b, at)
			}
		}
	}
	for size, want := range map[image.Point]image.Point{
		{X: 128, Y: 128}: {X: 256, Y: 256}, {X: 300, Y: 200}: {X: 384, Y: 256}, {X: 640, Y: 480}: {X: 640, Y: 480}, {X: 6000, Y: 6000}: {X: 1024, Y: 1024}, {X: 1, Y: 10_000}: {X: 32, Y: 1600},
	} {
		if at := readSize(size, shorterSide); at != want {
			t.Errorf("%v is read at %v, want %v", size, at, want)
		}
	}
}

// Panels are read one after the other; a heading above two, what stands far below, and words
// of one line are not drawn into them.
func TestInOrder(t *testing.T) {
	box := func(x0, y0, x1, y1 float64) Box { return Box{x0, y0, x1, y1} }
	title, end := box(0, 0, 200, 18), box(0, 100, 200, 118)
	a1, a2 := box(0, 20, 80, 38), box(0, 40, 80, 58)
	b1, b2 := box(120, 22, 200, 40), box(120, 42, 200, 60)
	for name, c := range map[string]struct {
		boxes []Box
		want  [][]Box
	}{
		"two panels":       {[]Box{end, b2, b1, a2, a1, title}, [][]Box{{title}, {a1}, {a2}, {b1}, {b2}, {end}}},
		"higher at right":  {[]Box{box(0, 34, 80, 52), box(0, 54, 80, 72), b1, b2}, [][]Box{{b1}, {b2}, {box(0, 34, 80, 52)}, {box(0, 54, 80, 72)}}},
		"single lines":     {[]Box{b1, a1}, [][]Box{{a1, b1}}},
		"words of a line":  {[]Box{box(85, 20, 150, 38), a1, a2}, [][]Box{{a1, box(85, 20, 150, 38)}, {a2}}},
		"words, two lines": {[]Box{a1, box(90, 20, 200, 38), a2, box(90, 40, 200, 58)}, [][]Box{{a1, box(90, 20, 200, 38)}, {a2, box(90, 40, 200, 58)}}},
		"one below two":    {[]Box{a1, b1, box(0, 42, 200, 60)}, [][]Box{{a1, b1}, {box(0, 42, 200, 60)}}},
		"far below":        {[]Box{a1, b1, box(0, 60, 80, 78), box(120, 60, 200, 78)}, [][]Box{{a1, b1}, {box(0, 60, 80, 78), box(120, 60, 200, 78)}}},
		"nothing":          {},
	} {
		if got := inOrder(c.boxes); !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestConfidence(t *testing.T) {
	lines := []Line{{Text: "abc", Confidence: 0.9}, {Text: "ü", Confidence: 0.5}, {Confidence: 0}}
	if got := Confidence(lines); math.Abs(got-0.8) > 1e-9 {
		t.Errorf("%v, want 0.8", got)
	}
	if got := Confidence(nil); got != 0 {
		t.Errorf("%v of nothing", got)
	}
	r := &Reader{how: usual}
	if got := r.weight(r.kept(append(lines, Line{Text: "texture", Confidence: 0.39}, Line{Text: " ", Confidence: 1}))); math.Abs(got-1.6) > 1e-9 {
		t.Errorf("weight %v, want 1.6", got)
	}
}

// A large picture is there as a whole only until it is reduced, and one of few pixels is not
// touched.
func TestReduced(t *testing.T) {
	for _, size := range []image.Point{{X: 3000, Y: 2000}, {X: 65_535, Y: 70}, {X: 70, Y: 65_535}} {
		got := Reduced(image.NewGray(image.Rectangle{Max: size})).Bounds().Size()
		if got.X*got.Y > MostKept || got.X*got.Y < MostKept*9/10 || got.X < 1 || got.Y < 1 {
			t.Errorf("%v is reduced to %v", size, got)
		}
	}
	small := image.NewGray(image.Rect(0, 0, 2048, 2048))
	if got := Reduced(small); got != image.Image(small) {
		t.Error("a picture that is small enough was drawn again")
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

func TestShared(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		ofA, ofB float64
	}{
		{"Spoiler alert", "ALERT, spoiler!", 7.0 / 9, 7.0 / 9}, {"abcd", "x ab-c", 1.0 / 2, 1.0 / 2}, {"abc", "abcdef", 1, 1.0 / 4}, {"ab", "ab", 0, 0}, {"", "", 0, 0},
	} {
		if ofA, ofB := Shared(c.a, c.b); math.Abs(ofA-c.ofA) > 1e-9 || math.Abs(ofB-c.ofB) > 1e-9 {
			t.Errorf("%q and %q: %v, %v, want %v, %v", c.a, c.b, ofA, ofB, c.ofA, c.ofB)
		}
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
