//go:build !race

// Of so many pictures the race detector would make ten times as much, on ways on which it looks in
// tests of near duplicates: they are tried without.

package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

var update = flag.Bool("update", false, "measure with all pictures, and write the table of labels/README.md again")

// nearBits is in how many bits prints of one picture may differ: labels/near.Most, whose
// package imports this one's.
const nearBits = 26

// near reports whether any of two pictures' prints are near.
func near(as, bs []Print) bool {
	for _, a := range as {
		for _, b := range bs {
			n := 0
			for i := 0; i < len(a) && n <= nearBits; i += 8 {
				n += bits.OnesCount64(binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]))
			}
			if n <= nearBits {
				return true
			}
		}
	}
	return false
}

// saved is a picture as it comes back out of a JPEG of this quality.
func saved(t *testing.T, img image.Image, quality int) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	out, _, err := open(context.Background(), bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// onGround puts a picture on a ground of a colour, which is larger by these pixels on the
// left and right, above, and below.
func onGround(img image.Image, c color.Color, sides, above, below int) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()+2*sides, b.Dy()+above+below))
	draw.Draw(out, out.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(sides, above, sides+b.Dx(), above+b.Dy()), Resize(img, b.Dx(), b.Dy(), Bilinear), image.Point{}, draw.Src)
	return out
}

var bold = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gobold.TTF) })

// write writes a line, white with a black edge, of a height and with its foot at y, in pixels.
func write(t *testing.T, img *image.RGBA, line string, height, y int) {
	t.Helper()
	parsed, err := bold()
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(height), DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	x, edge := max(0, (img.Bounds().Dx()-font.MeasureString(face, line).Round())/2), max(1, height/12)
	for _, d := range []image.Point{{-edge, 0}, {edge, 0}, {0, -edge}, {0, edge}} {
		(&font.Drawer{Dst: img, Src: image.Black, Face: face, Dot: fixed.P(x+d.X, y+d.Y)}).DrawString(line)
	}
	(&font.Drawer{Dst: img, Src: image.White, Face: face, Dot: fixed.P(x, y)}).DrawString(line)
}

// copies are what people do to a picture, and of how many of 100 the copy must be found.
var copies = []struct {
	name  string
	least float64
	make  func(t *testing.T, img image.Image) image.Image
}{
	{"JPEG of quality 75", 99, func(t *testing.T, img image.Image) image.Image { return saved(t, img, 75) }},
	{"JPEG of quality 30", 99, func(t *testing.T, img image.Image) image.Image { return saved(t, img, 30) }},
	{"half as wide and high", 99, func(t *testing.T, img image.Image) image.Image {
		return saved(t, Resize(img, img.Bounds().Dx()/2, img.Bounds().Dy()/2, Bicubic), 75)
	}},
	{"half as large again", 99, func(t *testing.T, img image.Image) image.Image {
		return saved(t, Resize(img, img.Bounds().Dx()*3/2, img.Bounds().Dy()*3/2, Bicubic), 75)
	}},
	{"squashed to a square", 99, func(t *testing.T, img image.Image) image.Image { return saved(t, Resize(img, 224, 224, Bilinear), 75) }},
	{"paler", 99, func(t *testing.T, img image.Image) image.Image {
		out := onGround(img, color.White, 0, 0, 0)
		for i, v := range out.Pix {
			if i%4 != 3 {
				out.Pix[i] = uint8(int(v)*8/10 + 45)
			}
		}
		return saved(t, out, 75)
	}},
	{"on a grey ground", 98, func(t *testing.T, img image.Image) image.Image {
		h := img.Bounds().Dy() / 20
		return saved(t, onGround(img, color.Gray{90}, img.Bounds().Dx()/10, h, h), 75)
	}},
	{"with white sides", 95, func(t *testing.T, img image.Image) image.Image {
		return saved(t, onGround(img, color.White, img.Bounds().Dx()*3/20, 0, 0), 75)
	}},
	{"with black bars", 90, func(t *testing.T, img image.Image) image.Image {
		h := img.Bounds().Dy() / 5
		return saved(t, onGround(img, color.Black, 0, h, h), 75)
	}},
	{"stamped by a site", 95, func(t *testing.T, img image.Image) image.Image {
		out, h := onGround(img, color.White, 0, 0, 0), img.Bounds().Dy()
		write(t, out, "imgflip.com", h/22, h*98/100)
		return saved(t, out, 75)
	}},
	{"with another line of text", 55, func(t *testing.T, img image.Image) image.Image {
		out, b := onGround(img, color.White, 0, 0, 0), img.Bounds()
		write(t, out, "NOBODY, ABSOLUTELY NOBODY", b.Dx()/17, b.Dy()*12/100)
		return saved(t, out, 75)
	}},
	{"with two more lines", 20, func(t *testing.T, img image.Image) image.Image {
		out, b := onGround(img, color.White, 0, 0, 0), img.Bounds()
		write(t, out, "ME AFTER ONE COFFEE", b.Dx()/17, b.Dy()*12/100)
		write(t, out, "NOBODY, ABSOLUTELY NOBODY", b.Dx()/17, b.Dy()*95/100)
		return saved(t, out, 75)
	}},
	{"cropped by 2 % on each side", 5, func(t *testing.T, img image.Image) image.Image {
		out, b := onGround(img, color.White, 0, 0, 0), img.Bounds()
		return saved(t, out.SubImage(image.Rect(b.Dx()/50, b.Dy()/50, b.Dx()*49/50, b.Dy()*49/50)), 75)
	}},
	{"mirrored, which is no copy", 0, func(t *testing.T, img image.Image) image.Image {
		out := onGround(img, color.White, 0, 0, 0)
		for y, w := 0, out.Bounds().Dx(); y < out.Bounds().Dy(); y++ {
			for x := range w / 2 {
				left, right := out.RGBAAt(x, y), out.RGBAAt(w-1-x, y)
				out.SetRGBA(x, y, right)
				out.SetRGBA(w-1-x, y, left)
			}
		}
		return saved(t, out, 75)
	}},
	{"under a bar with a line of text", 0, func(t *testing.T, img image.Image) image.Image {
		bar := img.Bounds().Dy() / 6
		out := onGround(img, color.White, 0, bar, 0)
		write(t, out, "WHEN YOU FINALLY GET HOME", img.Bounds().Dx()/17, bar*7/10)
		return saved(t, out, 75)
	}},
}

// printsIn returns the prints of the pictures of a folder of public data, every step-th, and
// the pictures if wanted.
func printsIn(t *testing.T, folder string, step int, each func(name string, img image.Image, prints []Print)) {
	t.Helper()
	dir := filepath.Join("../../../shared/data", folder, "images")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("no ", dir)
	}
	for i := 0; i < len(files); i += step {
		img, _, err := Open(t.Context(), filepath.Join(dir, files[i].Name()))
		if err != nil {
			continue
		}
		each(files[i].Name(), img, Prints(img))
	}
}

// TestPrintsOfCopies measures how many copies are found; -update writes it to the README.
func TestPrintsOfCopies(t *testing.T) {
	step := 24
	if *update {
		step = 1
	}
	found, pictures := make([]int, len(copies)), 0
	printsIn(t, "memotion3-native", step, func(name string, img image.Image, prints []Print) {
		pictures++
		for i, c := range copies {
			if near(prints, Prints(c.make(t, img))) {
				found[i]++
			}
		}
	})
	table := "| a copy that is | found |\n|---|---|\n"
	for i, c := range copies {
		percent := 100 * float64(found[i]) / float64(pictures)
		table += fmt.Sprintf("| %s | %.0f %% |\n", c.name, percent)
		if strings.Contains(c.name, "no copy") && percent > 1 {
			t.Errorf("%s: %.1f %% of %d are taken for copies", c.name, percent, pictures)
		}
		if percent < c.least {
			t.Errorf("%s: %.1f %% of %d copies are found, want %v", c.name, percent, pictures, c.least)
		}
	}
	if *update {
		writeTable(t, table)
	}
}

// writeTable puts the table between its marks in the README.
func writeTable(t *testing.T, table string) {
	const path, begin, end = "../README.md", "<!-- prints -->\n", "<!-- /prints -->\n"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no marks", path)
	}
	if err := os.WriteFile(path, []byte(before+begin+"\n"+table+"\n"+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPrintsOfOthers counts the memes of Memotion that are taken for the same as another one,
// though their captions, which people have corrected, are others: fewer than one in
// 1,000. Looked at, those there are have the same picture, and a caption that is wrong. It
// looks at every fifth picture, with -update at all.
func TestPrintsOfOthers(t *testing.T) {
	f, err := os.Open("../../../shared/data/memotion7k/labels.csv")
	if err != nil {
		t.Skip("no public data: ", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]map[string]bool{}
	for _, row := range rows[1:] {
		words[row[1]] = map[string]bool{}
		for _, w := range strings.Fields(strings.ToLower(row[3])) {
			words[row[1]][w] = true
		}
	}
	var names []string
	var all [][]Print
	step, least := 20, 0
	if *update {
		step, least = 1, 30
	}
	printsIn(t, "memotion7k", step, func(name string, _ image.Image, prints []Print) {
		names, all = append(names, name), append(all, prints)
	})
	same, other := 0, 0
	for i := range all {
		alike, unlike := false, false
		for k := range i {
			if !near(all[i], all[k]) {
				continue
			}
			a, b, both := words[names[i]], words[names[k]], 0
			for w := range a {
				if b[w] {
					both++
				}
			}
			if 2*both >= len(a)+len(b)-both {
				alike = true
			} else {
				unlike = true
			}
		}
		if alike {
			same++
		} else if unlike {
			other++
		}
	}
	t.Logf("of %d memes, %d are near an earlier one with the same caption and %d near one with another", len(all), same, other)
	if same < least || other*1000 >= len(all) {
		t.Errorf("%d memes are found again with the same caption, want %d, and %d with another one, want fewer than %d", same, least, other, len(all)/1000+1)
	}
}

// TestPrintsOfNothing: an empty page has no print; a picture on a ground has
// two, one of which is the picture's own.
func TestPrintsOfNothing(t *testing.T) {
	page := image.NewRGBA(image.Rect(0, 0, 300, 200))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	if got := Prints(page); got != nil {
		t.Errorf("an empty page has %d prints", len(got))
	}
	if got := Prints(image.NewNRGBA(image.Rect(0, 0, 1, 1))); got != nil {
		t.Errorf("a pixel has %d prints", len(got))
	}
	drawing := image.NewRGBA(image.Rect(0, 0, 120, 90))
	for i := range drawing.Pix {
		drawing.Pix[i] = uint8(i * i / 7)
		if i%4 == 3 {
			drawing.Pix[i] = 255
		}
	}
	own := Prints(drawing)
	if len(own) != 1 {
		t.Fatalf("a drawing has %d prints", len(own))
	}
	for name, c := range map[string]color.Color{"white": color.White, "transparent": color.Transparent, "black": color.Black} {
		if got := Prints(onGround(drawing, c, 30, 10, 20)); len(got) != 2 || got[1] != own[0] || got[0] == own[0] {
			t.Errorf("on a %s ground, the prints are %x, want another one and %x", name, got, own)
		}
	}
}
