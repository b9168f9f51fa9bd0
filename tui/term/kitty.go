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

// next is the number of the next picture. The colour of the text has 24 bits for it, of
// which 0 is none.
func (t placeholders) next() uint32 { return t.last.Add(1)%(1<<24-1) + 1 }

func (t placeholders) Draw(img image.Image, b Box, c Cell) (Drawn, error) {
	k, err := drawKitty(img, c, t.next())
	if err != nil {
		return Drawn{}, err
	}
	d := Drawn{Rows: inBox(k.lines, k.cols, b)}
	d.Load, d.Off = kittyCommand(k.load+k.virtual, t.tmux), kittyCommand(k.off, t.tmux)
	return d, nil
}

// kittyDirect draws pictures at the cursor, over the text of the box. What the terminal has in
// its memory is shown elsewhere without being sent again.
type kittyDirect struct{ placeholders }

func (kittyDirect) raster(b Box, c Cell) raster { return square(b, c) }

func (t kittyDirect) Draw(img image.Image, b Box, c Cell) (Drawn, error) {
	id := t.next()
	k, err := drawKitty(img, c, id)
	if err != nil {
		return Drawn{}, err
	}
	d := Drawn{Rows: EmptyRows(t, b)}
	d.Load, d.Off = kittyCommand(k.load, t.tmux), kittyCommand(k.off, t.tmux)
	// Where it has been shown before, it goes from there.
	on := fmt.Sprintf("\x1b_Ga=p,i=%d,p=1,c=%d,r=%d,C=1,q=2\x1b\\", id, k.cols, k.rows)
	d.On = append([]byte(steps(0, (b.Cols-k.cols)/2)), kittyCommand(on, t.tmux)...)
	return d, nil
}

// kittyPicture is a picture for Kitty's protocol: the commands that bring it into the
// terminal's memory, that give it to placeholders, and that delete it there; and lines of
// placeholders.
type kittyPicture struct {
	cols, rows         int
	load, virtual, off string
	lines              []string
}

// drawKitty makes the commands for a picture of this number, which is not 0.
func drawKitty(img image.Image, c Cell, id uint32) (kittyPicture, error) {
	k := kittyPicture{off: fmt.Sprintf("\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", id)}
	var framed image.Image
	k.cols, k.rows, framed = inCells(img, c)
	s, err := render(termimg.New(framed).UseUnicode(true).PNG(true).ImageNum(int(id)).Size(k.cols, k.rows), termimg.Kitty)
	if err != nil {
		return k, err
	}
	virtual, text := strings.Index(s, "\x1b_Ga=p"), strings.Index(s, "\x1b[38;2;")
	if virtual < 0 || text < virtual {
		return k, errors.New("encoding for the terminal: no placeholders")
	}
	k.load, k.virtual, k.lines = s[:virtual], s[virtual:text], strings.Split(s[text:], "\n")
	if len(k.lines) != k.rows {
		return k, fmt.Errorf("encoding for the terminal: %d rows of placeholders, want %d", len(k.lines), k.rows)
	}
	return k, nil
}

// kittyCommand is a command as the terminal is sent it, through tmux if it is in there.
func kittyCommand(s string, tmux bool) []byte {
	if tmux {
		s = throughTmux(s)
	}
	return []byte(s)
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
