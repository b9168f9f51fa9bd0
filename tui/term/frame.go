package term

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Frame is what the whole window shall show.
type Frame struct {
	Width, Height int
	// Rows are the lines of the window from the top, of text and colours (SGR). What
	// is longer than the window is cut, what is missing is empty.
	Rows []string
	// Images are the pictures beside the rows, none over another. They are sent in this
	// order, after the rows.
	Images []Image
	// Serial comes back with the news that the frame has been written, when it is
	// another one than that of the frame before; 0 is for none.
	Serial uint64
}

// Column stands in a row where a column begins. The cells before it are counted, so
// what stands there must be as wide as its place, by this terminal's [Widths]. The
// terminal, which may count otherwise, is then told where to go on: however it
// counts the text of one column, the next one stands in its place.
const Column = "\x1b[G"

// Hole stands in a row for n cells that are not touched, since pixels stand in them.
func Hole(n int) string { return "\x1b[" + strconv.Itoa(n) + "C" }

// Image is a picture in its place in a frame.
type Image struct {
	// Key names the picture and its size: it is sent when another one stands in its place.
	// It must be comparable; no two images of a frame have the same.
	Key any
	Sent

	Top, Left, Cols, Rows int // its box in cells, from 0
}

// sameBox reports whether what is drawn of one covers the other to the last pixel.
func (i Image) sameBox(j Image) bool {
	return i.Top == j.Top && i.Left == j.Left && i.Cols == j.Cols && i.Rows == j.Rows && i.InCells == j.InCells
}

// same reports whether they are the same picture in the same place.
func (i Image) same(j Image) bool { return i.Key == j.Key && i.sameBox(j) }

// column is a part of a row that has its own place.
type column struct {
	at, cells int
	text      string
	hole      bool
}

// columns takes a row of the window apart.
func (w Widths) columns(row string, width int) []column {
	var all []column
	var text strings.Builder
	colours := "" // set since the last reset: they go on in the next column
	at, used := 0, 0
	end := func(next int) { // of the column at at, which the one at next follows
		next = min(next, width)
		if next > at {
			s := text.String()
			if used > next-at {
				s = w.Cut(s, next-at)
			}
			all = append(all, column{at: at, cells: next - at, text: s})
		}
		text.Reset()
		text.WriteString(colours)
		at, used = max(at, next), 0
	}
	w.Each(row, func(part string, cells int) bool {
		switch {
		case part == Column:
			end(at + used)
		case cells < 0 && strings.HasPrefix(part, "\x1b[") && strings.HasSuffix(part, "C"):
			n, err := strconv.Atoi(part[2 : len(part)-1])
			if err != nil || n <= 0 {
				return true
			}
			end(at + used)
			if n = min(n, width-at); n > 0 {
				all = append(all, column{at: at, cells: n, hole: true})
				at += n
			}
		case part == "\x1b[m" || part == "\x1b[0m":
			colours = ""
			text.WriteString(part)
		default:
			if cells < 0 && strings.HasSuffix(part, "m") {
				colours += part
			}
			text.WriteString(part)
			used += max(0, cells)
		}
		return true
	})
	end(width)
	return all
}

// writeRow appends what brings row y of the window from the columns that it shows to
// others: those that are not there already. Every column is erased before its text is
// written, never behind it: only the terminal knows how far the text went.
func writeRow(b []byte, y int, shows, next []column) []byte {
	write := make([]bool, len(next))
	for i, c := range next {
		write[i] = !slices.Contains(shows, c)
	}
	// A column that may go into the next ones is written together with them.
	reaches := func(c column) bool { return !c.hole && !Certain(c.text) }
	for i := len(next) - 1; i > 0; i-- {
		write[i-1] = write[i-1] || write[i] && reaches(next[i-1])
	}
	gone := false
	for i, c := range next {
		write[i] = write[i] || gone
		gone = gone || write[i] && reaches(c)
	}
	for i, c := range next {
		switch {
		case !write[i]:
		case c.hole:
			if opened(c, shows) {
				b = fmt.Appendf(b, "\x1b[%d;%dH\x1b[m\x1b[%dX", y+1, c.at+1, c.cells)
			}
		default:
			b = fmt.Appendf(b, "\x1b[%d;%dH\x1b[m", y+1, c.at+1)
			if i == len(next)-1 {
				b = append(b, "\x1b[K"...)
			} else {
				b = fmt.Appendf(b, "\x1b[%dX", c.cells)
			}
			b = append(b, strings.TrimRight(c.text, " ")...)
		}
	}
	return b
}

// opened reports whether a hole was not there before, so that text may be in it.
func opened(hole column, shows []column) bool {
	for _, c := range shows {
		if c.hole && c.at <= hole.at && c.at+c.cells >= hole.at+hole.cells {
			return false
		}
	}
	return true
}
