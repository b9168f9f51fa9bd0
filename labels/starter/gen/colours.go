package main

import "image/color"

// The colours of all pictures: few, warm, and far enough apart to tell shapes
// from each other when a picture is shown as 60×60 blocks.
var (
	inkBlue = rgb(0x22223b)
	white   = rgb(0xffffff)
	cream   = rgb(0xfff3dc)
	sand    = rgb(0xf4d9a8)
	sun     = rgb(0xffcb3d)
	amber   = rgb(0xf79824)
	coral   = rgb(0xff6f59)
	red     = rgb(0xd7263d)
	rose    = rgb(0xffa6b8)
	pink    = rgb(0xf25f8c)
	plum    = rgb(0x7a4f9a)
	lilac   = rgb(0xc3a6e8)
	sky     = rgb(0x8fd3f4)
	azure   = rgb(0x3f9be0)
	navy    = rgb(0x2b3a67)
	night   = rgb(0x171a3a)
	mint    = rgb(0xa8e6c1)
	leaf    = rgb(0x4fb477)
	forest  = rgb(0x2a7d5a)
	lime    = rgb(0xc6e05a)
	grey    = rgb(0x9aa5b8)
	slate   = rgb(0x5d6a85)
	mist    = rgb(0xd5dde8)
	brown   = rgb(0x9a5f3c)
	bark    = rgb(0x5f3b2c)
	tan     = rgb(0xdba66b)
	black   = rgb(0x34344a)

	shadow = color.NRGBA{0x22, 0x22, 0x3b, 40}
	shine  = color.NRGBA{0xff, 0xff, 0xff, 110}
)

func rgb(v uint32) color.NRGBA { return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }

// thin is the colour with some percent of its opacity.
func thin(c color.NRGBA, percent int) color.NRGBA {
	c.A = uint8(int(c.A) * percent / 100)
	return c
}

// blendOf is the colour k/n of the way from a to b.
func blendOf(a, b color.NRGBA, k, n int32) color.NRGBA {
	f := func(a, b uint8) uint8 { return uint8((int32(a)*(n-k) + int32(b)*k) / n) }
	return color.NRGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), f(a.A, b.A)}
}

// between is the colour halfway between two.
func between(a, b color.NRGBA) color.NRGBA { return blendOf(a, b, 1, 2) }
