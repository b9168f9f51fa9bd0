package term

import (
	"image"
	"math"
	"strings"
)

// Fit returns the size in pixels of the technique's raster at which a
// picture of w by h fills the box without being stretched, as large as fits.
func Fit(w, h int, b Box, c Cell, tech Technique) (int, int) {
	c = OrUsual(c)
	r := tech.raster(b, c)
	scale := fitScale(w, h, b, c, tech)
	fw := min(r.w, max(1, int(math.Round(float64(w)*scale/r.pw))))
	fh := min(r.h, max(1, int(math.Round(float64(h)*scale/r.ph))))
	return fw, fh
}

// InMiddle returns the rows of the box that such a picture needs, and how many rows above
// them stay blank if it is to stand in the middle from top to bottom.
func InMiddle(w, h int, b Box, c Cell, tech Technique) (box Box, top int) {
	c = OrUsual(c)
	_, fh := Fit(w, h, b, c, tech)
	high := float64(fh) * tech.raster(b, c).ph
	rows := max(1, min(b.Rows, int(math.Ceil(high/float64(c.H)))))
	return Box{b.Cols, rows}, (b.Rows - rows) / 2
}

// fitScale is how many pixels of the screen a pixel of such a picture takes then.
func fitScale(w, h int, b Box, c Cell, tech Technique) float64 {
	r := tech.raster(b, c)
	width, height := float64(r.w)*r.pw, float64(r.h)*r.ph
	return min(width/float64(max(1, w)), height/float64(max(1, h)))
}

// EmptyRows is a box with nothing in its rows: spaces, or for pixels that text
// would erase, a step over them.
func EmptyRows(tech Technique, b Box) []string {
	gap := strings.Repeat(" ", b.Cols)
	if tech.InCells() {
		gap = Hole(b.Cols)
	}
	rows := make([]string, b.Rows)
	for i := range rows {
		rows[i] = gap
	}
	return rows
}

// inBox puts the rows of a picture of w columns at the top of its box, in the middle from
// side to side.
func inBox(rows []string, w int, b Box) []string {
	out := make([]string, b.Rows)
	left := (b.Cols - w) / 2
	for i := range out {
		if i < len(rows) {
			out[i] = strings.Repeat(" ", left) + rows[i] + strings.Repeat(" ", b.Cols-left-w)
		} else {
			out[i] = strings.Repeat(" ", b.Cols)
		}
	}
	return out
}

// CloseUp returns the size in pixels of the technique's raster to which a picture
// of w by h is brought for a close-up, the part of it that the box shows, and
// how many steps one can go each way from the middle. It is twice as large as
// fits; larger pictures have their own pixels, where the screen's can be set one
// by one.
func CloseUp(w, h int, b Box, c Cell, tech Technique, pan image.Point) (whole image.Point, seen image.Rectangle, reach image.Point) {
	c = OrUsual(c)
	r := tech.raster(b, c)
	scale := 2 * fitScale(w, h, b, c, tech)
	if r.pw == 1 && r.ph == 1 {
		scale = max(scale, 1)
	}
	whole.X = max(1, int(math.Round(float64(w)*scale/r.pw)))
	whole.Y = max(1, int(math.Round(float64(h)*scale/r.ph)))
	seen.Min.X, seen.Max.X, reach.X = slide(whole.X, r.w, pan.X)
	seen.Min.Y, seen.Max.Y, reach.Y = slide(whole.Y, r.h, pan.Y)
	return whole, seen, reach
}

// slide returns which part of a length is seen through a window so many steps
// from the middle, and how many steps lead to the end. A step is a quarter of the
// window; the last one may be shorter.
func slide(length, window, steps int) (from, to, reach int) {
	window = min(length, window)
	spare, step := length-window, max(1, window/4)
	reach = (spare - spare/2 + step - 1) / step
	from = max(0, min(spare/2+clamp(steps, reach)*step, spare))
	return from, from + window, reach
}

// clamp is v, or the end of -most … most that is next to it.
func clamp(v, most int) int { return max(-most, min(v, most)) }
