package term

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync/atomic"

	termimg "github.com/blacktop/go-termimg"
)

// Kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol) puts
// pictures beside the text, in two ways: at the cursor, or in the place of
// characters that are printed for it.

// placeholders draws pictures as text: the picture is sent once with a number,
// and characters of a private plane in that number's colour say where its cells
// are. The terminal moves and clips them like any text, tmux too.
type placeholders struct {
	tmux bool
	last *atomic.Uint32 // number of the last picture
}

// maxPlaceholders is how many rows and columns can be counted: there are so many
// diacritics for it.
const maxPlaceholders = 297

// newPlaceholders starts to count somewhere: another program in another pane of
// tmux may count, too.
func newPlaceholders(tmux bool) placeholders {
	p := placeholders{tmux, new(atomic.Uint32)}
	p.last.Store(rand.Uint32())
	return p
}

func (placeholders) raster(b Box, c Cell) raster {
	return square(Box{min(b.Cols, maxPlaceholders), min(b.Rows, maxPlaceholders)}, c)
}

func (placeholders) InCells() bool { return false }

func (t placeholders) Draw(img image.Image, b Box, c Cell) (Drawn, error) {
	// The colour of the text has 24 bits for the number, of which 0 is none.
	id := t.last.Add(1)%(1<<24-1) + 1
	cols, rows, framed := inCells(img, c)
	s, err := render(termimg.New(framed).UseUnicode(true).PNG(true).ImageNum(int(id)).Size(cols, rows), termimg.Kitty)
	if err != nil {
		return Drawn{}, err
	}
	text := strings.Index(s, "\x1b[38;2;")
	if text < 0 {
		return Drawn{}, errors.New("encoding for the terminal: no placeholders")
	}
	lines := strings.Split(s[text:], "\n")
	if len(lines) != rows {
		return Drawn{}, fmt.Errorf("encoding for the terminal: %d rows of placeholders, want %d", len(lines), rows)
	}
	d := Drawn{Rows: inBox(lines, cols, b)}
	d.On, d.Off = kittyCommands(s[:text], fmt.Sprint(id), t.tmux)
	return d, nil
}

// kittyDirect draws pictures at the cursor, over the text of the box.
type kittyDirect struct{ tmux bool }

func (kittyDirect) raster(b Box, c Cell) raster { return square(b, c) }

func (kittyDirect) InCells() bool { return false }

var kittyNumber = regexp.MustCompile(`^\x1b_G[^;\x1b]*\bi=(\d+)`)

func (t kittyDirect) Draw(img image.Image, b Box, c Cell) (Drawn, error) {
	cols, rows, framed := inCells(img, c)
	s, err := render(termimg.New(framed).Compression(true).Size(cols, rows), termimg.Kitty)
	if err != nil {
		return Drawn{}, err
	}
	id := kittyNumber.FindStringSubmatch(s)
	if id == nil {
		return Drawn{}, errors.New("encoding for the terminal: no number")
	}
	on, off := kittyCommands(s, id[1], t.tmux)
	on = append([]byte(steps(0, (b.Cols-cols)/2)), on...)
	return Drawn{EmptyRows(t, b), on, off}, nil
}

// kittyCommands are what shows the picture of this number and what deletes it.
func kittyCommands(show, id string, tmux bool) (on, off []byte) {
	del := "\x1b_Ga=d,d=I,i=" + id + ",q=2\x1b\\"
	if tmux {
		show, del = throughTmux(show), throughTmux(del)
	}
	return []byte(show), []byte(del)
}

var graphicsCommand = regexp.MustCompile(`\x1b_G[^\x1b]*\x1b\\`)

// throughTmux wraps each command of the protocol so that tmux passes it on.
func throughTmux(s string) string {
	return graphicsCommand.ReplaceAllStringFunc(s, ThroughTmux)
}

// inCells puts an image into as many whole cells as it needs, with
// nothing around it.
func inCells(img image.Image, c Cell) (cols, rows int, framed *image.RGBA) {
	size := img.Bounds().Size()
	cols, rows = (size.X+c.W-1)/c.W, (size.Y+c.H-1)/c.H
	return cols, rows, canvas(img, cols*c.W, rows*c.H, color.Transparent)
}

// steps moves the cursor down and to the right.
func steps(down, right int) string {
	var s string
	if down > 0 {
		s += fmt.Sprintf("\x1b[%dB", down)
	}
	if right > 0 {
		s += fmt.Sprintf("\x1b[%dC", right)
	}
	return s
}
