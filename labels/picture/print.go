package picture

import (
	"image"
	"math"
	"slices"
)

// PrintBits is the length of a [Print] in bits.
const PrintBits = 256

// A Print is a perceptual hash: pictures that look alike have prints of which few bits
// differ. See [Prints].
type Print [PrintBits / 8]byte

// printSide is the side, in pixels, to which a picture is brought; printWaves squared are
// the frequencies that make the bits.
const (
	printSide  = 64
	printWaves = 16
)

// Prints returns the prints of a picture: that of the whole, and, where bands of one colour lie
// along its edges, those of what is left when they are cut off, narrowly or widely; so a picture
// that somebody has put on a larger ground has a print near to one of the copy. A print of a part
// that has too little in it to be told from others, such as an empty page, is left out.
//
// The part is brought to 64 × 64 grey values, whatever its shape, and of their cosine
// transform the 16 × 16 lowest frequencies, without those that are constant along an axis,
// each give one bit: whether it is above their median. That is the transform of PDQ
// (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
// 2019); the reduction and the bands are our own.
func Prints(img image.Image) []Print {
	var prints []Print
	add := func(img image.Image) {
		square := greySquare(img)
		if !busy(square) {
			return
		}
		if p := newPrint(square); !slices.Contains(prints, p) {
			prints = append(prints, p)
		}
	}
	add(img)
	for _, off := range bandOffs {
		if inner := withoutBands(img, off); inner != nil {
			add(inner)
		}
	}
	return prints
}

func newPrint(square []float64) (p Print) {
	waves := lowWaves(square)
	sorted := slices.Clone(waves[:])
	slices.Sort(sorted)
	median := sorted[len(sorted)/2]
	for i, v := range waves {
		if v > median {
			p[i/8] |= 1 << (i % 8)
		}
	}
	return p
}

// bandOffs are how far the grey values of a line in a band may be, on average, from the mean of
// the line at the edge. A picture whose own edge is dark needs the narrow one on a black
// ground, one that was saved as a JPEG with its ground the wide ones.
var bandOffs = []float64{1, 2.5, 6}

// What else counts as a band along an edge: it has at least leastBand of the side, and what is
// left at least leastLeft. Of columns, samples values are looked at.
const (
	leastBand = 0.01
	leastLeft = 0.25
	samples   = 64
)

// withoutBands cuts off bands of one colour along the edges, in which lines are at most so far
// off; nil: there are none.
func withoutBands(img image.Image, most float64) image.Image {
	of, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	})
	rows := newRows(img)
	if !ok || rows.w == 0 || rows.h == 0 {
		return nil
	}
	line, row := make([]byte, 4*rows.w), make([]uint8, rows.w)
	top, bottom := trim(rows.h, most, func(y int) []uint8 {
		rows.read(y, line)
		greyLine(row, line)
		return row
	})
	n := min(samples, bottom-top)
	sampled := make([]uint8, n*rows.w)
	for i := range n {
		rows.read(top+(bottom-top)*(2*i+1)/(2*n), line)
		greyLine(sampled[i*rows.w:][:rows.w], line)
	}
	column := make([]uint8, n)
	left, right := trim(rows.w, most, func(x int) []uint8 {
		for i := range column {
			column[i] = sampled[i*rows.w+x]
		}
		return column
	})
	if top == 0 && left == 0 && bottom == rows.h && right == rows.w {
		return nil
	}
	at := img.Bounds().Min
	return of.SubImage(image.Rect(left, top, right, bottom).Add(at))
}

// greyLine makes grey values, on white, of a row of straight-alpha RGBA, with the weights of
// ITU-R BT.601.
func greyLine(grey []uint8, line []byte) {
	for x := range grey {
		r, g, b, a := int(line[4*x]), int(line[4*x+1]), int(line[4*x+2]), int(line[4*x+3])
		v := (299*r + 587*g + 114*b + 500) / 1000
		grey[x] = uint8((v*a + 255*(255-a) + 127) / 255)
	}
}

// trim returns the first line that is in no band, and the one behind the last.
func trim(n int, most float64, line func(i int) []uint8) (from, to int) {
	run := func(at func(i int) int) int {
		edge := line(at(0))
		sum := 0
		for _, v := range edge {
			sum += int(v)
		}
		ground := sum / len(edge)
		k := 0
		for ; k < n; k++ {
			off := 0
			l := line(at(k))
			for _, v := range l {
				off += abs(int(v) - ground)
			}
			if float64(off) > most*float64(len(l)) {
				break
			}
		}
		if float64(k) < leastBand*float64(n) {
			return 0
		}
		return k
	}
	from = run(func(i int) int { return i })
	if float64(n-from) < leastLeft*float64(n) {
		return 0, n
	}
	to = n - run(func(i int) int { return n - 1 - i })
	if float64(to-from) < leastLeft*float64(n) {
		return 0, n
	}
	return from, to
}

func abs(n int) int { return max(n, -n) }

// greySquare brings a picture to printSide × printSide grey values, on white.
func greySquare(img image.Image) []float64 {
	small := Resize(img, printSide, printSide, Bilinear)
	rows := newRows(small)
	line, grey := make([]byte, 4*printSide), make([]uint8, printSide)
	out := make([]float64, 0, printSide*printSide)
	for y := range printSide {
		rows.read(y, line)
		greyLine(grey, line)
		for _, v := range grey {
			out = append(out, float64(v))
		}
	}
	return out
}

// leastBusy is by how many grey values neighbours differ, on average, in a square in which
// there is enough to tell it from others.
const leastBusy = 2.0

// busy reports whether there is enough in a square to tell it from others.
func busy(square []float64) bool {
	sum := 0.0
	for y := range printSide {
		for x := range printSide - 1 {
			sum += math.Abs(square[y*printSide+x] - square[y*printSide+x+1])
			sum += math.Abs(square[x*printSide+y] - square[(x+1)*printSide+y])
		}
	}
	return sum/(2*printSide*(printSide-1)) >= leastBusy
}

// cosines are those of the transform: printWaves rows of printSide.
var cosines = func() (c [printWaves][printSide]float64) {
	for k := range c {
		for x := range c[k] {
			c[k][x] = math.Cos(math.Pi * float64(k+1) * (float64(x) + 0.5) / printSide)
		}
	}
	return c
}()

// lowWaves returns the lowest frequencies of a square's cosine transform.
func lowWaves(square []float64) (out [printWaves * printWaves]float64) {
	var half [printSide][printWaves]float64
	for y := range printSide {
		for k := range printWaves {
			sum := 0.0
			for x, v := range square[y*printSide : (y+1)*printSide] {
				sum += float64(v * cosines[k][x]) // not fused: the same on every processor
			}
			half[y][k] = sum
		}
	}
	for j := range printWaves {
		for k := range printWaves {
			sum := 0.0
			for y := range printSide {
				sum += float64(half[y][k] * cosines[j][y])
			}
			out[j*printWaves+k] = sum
		}
	}
	return out
}
