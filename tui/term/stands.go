package term

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Pictures of so many bytes are written before it is asked for a newer frame, one at least: as many
// as the terminal takes in a while that nobody notices. A fast one has all of them at once.
const (
	batchTime  = 40 * time.Millisecond
	firstBatch = 128 << 10 // while nothing is known
	leastBatch = piece
	mostBatch  = 1 << 20
)

// paced takes note of how long the terminal took for so many bytes.
func (s *screen) paced(bytes int, took time.Duration) {
	if bytes < leastBatch { // less may be kept on the way
		return
	}
	fits := float64(bytes) * float64(batchTime) / float64(max(1, took))
	s.batch = int(min(max(fits, leastBatch), mostBatch))
}

// take returns those pictures of a frame that are sent now, of those that do not stand in their
// places, and takes note whether others stay due. Those that only go elsewhere are the first.
func (s *screen) take(f *Frame) (now []Image) {
	var costly []Image
	for _, i := range f.Images {
		switch {
		case slices.ContainsFunc(s.stands, i.same):
		case i.Load != nil && s.loaded(i):
			now = append(now, i)
		default:
			costly = append(costly, i)
		}
	}
	bytes := 0
	for n, i := range costly {
		if bytes += len(i.Load) + len(i.On); n > 0 && bytes > s.batch {
			s.due = true
			return append(now, costly[:n]...)
		}
	}
	s.due = false
	return append(now, costly...)
}

// loaded reports whether the terminal has what a picture loads.
func (s *screen) loaded(i Image) bool {
	return slices.ContainsFunc(s.stands, func(j Image) bool { return i.Key == j.Key })
}

// leave appends what takes those pictures away that are not in a frame, before its rows. A
// picture covers the one before in the same box to the last pixel, so that nothing flashes;
// otherwise what pixels stand in its cells must go first, also where the one that comes next
// is not among those that are written now: the text beside it is another one's.
func (s *screen) leave(b []byte, f *Frame, now []Image) []byte {
	var stay []Image
	for _, old := range s.stands {
		wanted := slices.ContainsFunc(f.Images, func(i Image) bool { return i.Key == old.Key })
		switch {
		case slices.ContainsFunc(f.Images, old.same), slices.ContainsFunc(now, old.sameBox):
			stay = append(stay, old)
		case wanted && !old.InCells: // elsewhere
			stay = append(stay, old)
		default:
			b = appendOff(b, old)
		}
	}
	s.stands = stay
	return b
}

// place appends what shows pictures, behind the rows, and then what takes those away that they
// cover. It returns how many pictures are sent, and their bytes.
func (s *screen) place(b []byte, f *Frame, now []Image) (_ []byte, images, bytes int) {
	for _, i := range now {
		load := i.Load
		if s.loaded(i) {
			load = nil
		}
		b = append(b, load...)
		if i.On != nil {
			b = fmt.Appendf(b, "\x1b[m\x1b[%d;%dH", i.Top+1, i.Left+1)
			b = append(b, i.On...)
		}
		if n := len(load) + len(i.On); n > 0 { // or text shows it, wherever that stands
			images++
			bytes += n
		}
	}
	stay := slices.Clone(now)
	for _, old := range s.stands {
		key := func(i Image) bool { return i.Key == old.Key }
		switch {
		case slices.ContainsFunc(now, key):
		case !slices.ContainsFunc(now, old.sameBox), slices.ContainsFunc(f.Images, key):
			stay = append(stay, old)
		default:
			b = append(b, old.Off...)
		}
	}
	s.stands = stay
	return b, images, bytes
}

// appendOff appends what takes a picture away. Where its pixels stand in cells, blanks do: xterm
// keeps what is erased (ECH, ED), and shows it when its part of the window was covered by another.
func appendOff(b []byte, i Image) []byte {
	if i.InCells {
		b = append(b, "\x1b[m"...)
		for y := range i.Rows {
			b = fmt.Appendf(b, "\x1b[%d;%dH%s", i.Top+y+1, i.Left+1, strings.Repeat(" ", i.Cols))
		}
	}
	return append(b, i.Off...)
}
