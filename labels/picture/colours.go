package picture

import "image"

// The tables of the JPEG colour conversion (JFIF 1.02: full range, ITU-R BT.601
// coefficients) in 16-bit fixed point as libjpeg has them.
var crR, cbB, crG, cbG = jpegTables()

func jpegTables() (crR, cbB, crG, cbG [256]int32) {
	const one, half = 1 << 16, 1 << 15
	fix := func(x float64) int32 { return int32(x*one + 0.5) }
	for i := range int32(256) {
		x := i - 128
		crR[i] = (fix(1.40200)*x + half) >> 16
		cbB[i] = (fix(1.77200)*x + half) >> 16
		crG[i] = -fix(0.71414)*x + half
		cbG[i] = -fix(0.34414) * x
	}
	return
}

// jpegRows returns a reader of rows that interpolates subsampled chroma as
// libjpeg does by default ("fancy upsampling": a triangle filter whose weights
// are 3/4 for the nearer sample and 1/4 for the farther), which image/color
// does not. Ratios other than 2 take the nearest sample, in libjpeg too.
func jpegRows(m *image.YCbCr) func(y int, dst []byte) {
	b := m.Rect
	chroma := newChroma(m)
	return func(y int, dst []byte) {
		cb, cr := chroma.row(b.Min.Y+y, jpegBlend)
		at := m.YOffset(b.Min.X, b.Min.Y+y)
		luma := m.Y[at : at+b.Dx()]
		cb, cr = cb[:len(luma)], cr[:len(luma)]
		dst = dst[:4*len(luma)]
		for x, v := range luma {
			l, u, w := int32(v), cb[x], cr[x]
			d := dst[4*x : 4*x+4 : 4*x+4]
			d[0] = clip(l + crR[w])
			d[1] = clip(l + (cbG[u]+crG[w])>>16)
			d[2] = clip(l + cbB[u])
			d[3] = 255
		}
	}
}

// webpColours converts the picture of a lossy WebP. Its luma runs from 16 to 235
// and its chroma from 16 to 240 (RFC 9649 refers to ITU-R BT.601), where
// image.YCbCr means full range, so that the decoder's image taken as it is looks
// washed out. The arithmetic is libwebp's.
func webpColours(m *image.YCbCr, alpha []byte, alphaStride int) image.Image {
	b := m.Rect
	pix, out := newPixels(image.Rect(0, 0, b.Dx(), b.Dy()), alpha == nil)
	chroma := newChroma(m)
	for y := range b.Dy() {
		cb, cr := chroma.row(b.Min.Y+y, webpBlend)
		at := m.YOffset(b.Min.X, b.Min.Y+y)
		dst := pix[4*b.Dx()*y:][:4*b.Dx()]
		for x := range b.Dx() {
			l, u, v := int32(m.Y[at+x])*19077>>8, int32(cb[x]), int32(cr[x])
			d := dst[4*x : 4*x+4 : 4*x+4]
			d[0] = clip((l + v*26149>>8 - 14234) >> 6)
			d[1] = clip((l - u*6419>>8 - v*13320>>8 + 8708) >> 6)
			d[2] = clip((l + u*33050>>8 - 17685) >> 6)
			d[3] = 255
			if alpha != nil {
				d[3] = alpha[y*alphaStride+x]
			}
		}
	}
	return out
}

func clip(v int32) byte {
	if uint32(v) > 255 {
		if v < 0 {
			return 0
		}
		return 255
	}
	return byte(v)
}

// chroma brings rows of subsampled chroma to the full width.
type chroma struct {
	m              *image.YCbCr
	stepX, stepY   int  // luma samples per chroma sample
	smoothX        bool // interpolate along x, y
	smoothY        bool
	x0, x1, y0, y1 int // first and last chroma column and row within the bounds
	cb, cr         []byte
	columns        []int32 // scratch
}

func newChroma(m *image.YCbCr) *chroma {
	c := &chroma{m: m, stepX: 1, stepY: 1}
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		c.stepX = 2
	case image.YCbCrSubsampleRatio420:
		c.stepX, c.stepY = 2, 2
	case image.YCbCrSubsampleRatio440:
		c.stepY = 2
	case image.YCbCrSubsampleRatio411:
		c.stepX = 4
	case image.YCbCrSubsampleRatio410:
		c.stepX, c.stepY = 4, 2
	}
	b := m.Rect
	if b.Empty() {
		return c
	}
	c.x0, c.x1 = b.Min.X/c.stepX, (b.Max.X-1)/c.stepX
	c.y0, c.y1 = b.Min.Y/c.stepY, (b.Max.Y-1)/c.stepY
	// libjpeg does not interpolate what is at most two chroma samples wide.
	wide := c.stepX == 1 || c.x1-c.x0+1 > 2
	c.smoothX = c.stepX == 2 && wide
	c.smoothY = c.stepY == 2 && c.stepX <= 2 && wide
	c.cb, c.cr = make([]byte, b.Dx()), make([]byte, b.Dx())
	c.columns = make([]int32, c.x1-c.x0+1)
	return c
}

// blend makes one line of chroma from the nearer and the farther row. Either
// axis may not be interpolated.
type blend func(c *chroma, dst, near, far []byte, upper bool)

// row returns the chroma of row y of the image, one sample per pixel; the
// slices are good until the next call.
func (c *chroma) row(y int, f blend) (cb, cr []byte) {
	near := y / c.stepY
	far := near
	upper := y%c.stepY == 0
	if c.smoothY {
		if upper {
			far = max(near-1, c.y0)
		} else {
			far = min(near+1, c.y1)
		}
	}
	line := func(plane []byte, cy int) []byte {
		at := (cy-c.m.Rect.Min.Y/c.stepY)*c.m.CStride + c.x0 - c.m.Rect.Min.X/c.stepX
		return plane[at : at+c.x1-c.x0+1]
	}
	f(c, c.cb, line(c.m.Cb, near), line(c.m.Cb, far), upper)
	f(c, c.cr, line(c.m.Cr, near), line(c.m.Cr, far), upper)
	return c.cb, c.cr
}

// jpegBlend is libjpeg's h2v1, h2v2 and (libjpeg-turbo) h1v2 fancy upsampling:
// the rounding constants alternate so that the errors do not add up.
func jpegBlend(c *chroma, dst, near, far []byte, upper bool) {
	x0 := c.m.Rect.Min.X
	switch {
	case c.smoothX:
		columns := c.columns[:len(near)]
		evenRound, oddRound, shift := int32(1), int32(2), 2
		for i, v := range near {
			columns[i] = int32(v)
		}
		if c.smoothY {
			evenRound, oddRound, shift = 8, 7, 4
			for i, v := range far[:len(columns)] {
				columns[i] = 3*columns[i] + int32(v)
			}
		}
		last, x := columns[0], 2*c.x0-x0
		for i, v := range columns {
			next := columns[min(i+1, len(columns)-1)]
			if x >= 0 { // a crop can begin with an odd column
				dst[x] = byte((3*v + last + evenRound) >> shift)
			}
			if x+1 < len(dst) {
				dst[x+1] = byte((3*v + next + oddRound) >> shift)
			}
			last, x = v, x+2
		}
	case c.smoothY && c.stepX == 1:
		round := int32(2)
		if upper {
			round = 1
		}
		for i := range dst {
			dst[i] = byte((3*int32(near[i]) + int32(far[i]) + round) >> 2)
		}
	case c.stepX == 1:
		copy(dst, near)
	default:
		for i := range dst {
			dst[i] = near[(x0+i)/c.stepX-c.x0]
		}
	}
}

// webpBlend is libwebp's fancy upsampling, which interpolates both ways at any
// width.
func webpBlend(c *chroma, dst, near, far []byte, _ bool) {
	x0, last := c.m.Rect.Min.X, len(near)-1
	for i := range dst {
		n := (x0+i)/2 - c.x0 // the nearer column, and the next one on that side
		f := min(n+1, last)
		if (x0+i)%2 == 0 {
			f = max(n-1, 0)
		}
		a, h, v, d := int32(near[n]), int32(near[f]), int32(far[n]), int32(far[f])
		dst[i] = byte(((a+h+v+d+8+2*(h+v))>>3 + a) >> 1)
	}
}
