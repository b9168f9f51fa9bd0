package tui

import (
	"container/list"
	"context"
	"image"
	"math"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/term"
)

// technique is one way to get a picture on a terminal.
type technique interface {
	// raster returns the pixels that it draws in a box of cells of this size.
	raster(b box, c cell) raster
	// draw makes what is shown of a picture that has been scaled to fit the
	// box. Called in commands, from any goroutine.
	draw(img image.Image, b box, c cell) (drawn, error)
	// holes reports that the pixels stand in the cells themselves, where any
	// text would erase them: the rows of the box must step over them.
	holes() bool
}

// raster is a number of pixels across and down, and the size of one of them in
// pixels of the screen.
type raster struct {
	w, h   int
	pw, ph float64
}

// drawn is a picture ready for the screen: exactly the rows of its box, each
// exactly its columns, and for real pixels the bytes that bring them on, with the
// cursor in the top left corner of the box, and take them off.
type drawn struct {
	rows []string
	graphic
}

// bytes is how much it takes.
func (d drawn) bytes() int {
	n := len(d.on) + len(d.off)
	for _, r := range d.rows {
		n += len(r)
	}
	return n
}

// graphic is what a terminal is sent for a picture, and to take it off again.
type graphic struct{ on, off []byte }

// pictureKey names a picture as drawn for one place.
type pictureKey struct {
	meme labels.MemeID
	path string
	box  box
	cell cell
	look look
}

// cell is the size of a character cell in pixels.
type cell struct{ w, h int }

// usualCell is the width of a cell in pixels that is taken for granted.
const usualCell = 8

// orUsual is c, or where it is unknown the usual shape.
func (c cell) orUsual() cell {
	if c.w <= 0 || c.h <= 0 {
		return cell{usualCell, 2 * usualCell}
	}
	return c
}

// pictureMsg brings a picture that was drawn, or why it was not.
type pictureMsg struct {
	key    pictureKey
	drawn  drawn
	err    error
	reach  image.Point // steps from the middle to the ends, in a close look
	source image.Image // what a close look was drawn from
}

// How many drawn pictures are kept, and how many bytes of them: in a window of 200x50
// each takes 100 kB as text and up to 1 MB as pixels. The newest are kept whatever they
// take: the one on the screen and those around it.
const (
	cachedPictures = 16
	cachedBytes    = 32 << 20
	cachedLeast    = 4
)

// pictures has the pictures of one terminal drawn in the background: one at a
// time, the one on the screen first, then those that are likely next.
type pictures struct {
	ctx  context.Context
	tech technique
	cell cell
	open func(ctx context.Context, path string) (image.Image, error)
	fit  func(img image.Image, w, h int) image.Image
	part func(img image.Image, whole image.Point, seen image.Rectangle) image.Image

	cache map[pictureKey]*list.Element // of pictureMsg
	order *list.List                   // newest first
	bytes int                          // of what is kept
	busy  bool

	hidden bool // by the annotator

	// One picture that is looked at closely is kept as it was decoded.
	kept   string // its path
	source image.Image
}

func newPictures(ctx context.Context, tech technique, c cell) *pictures {
	return &pictures{ctx: ctx, tech: tech, cell: c, open: openPicture, fit: scalePicture, part: partOfPicture, cache: map[pictureKey]*list.Element{}, order: list.New()}
}

func (p *pictures) key(m labels.Meme, b box) pictureKey {
	return pictureKey{meme: m.ID, path: m.Image.Path, box: b, cell: p.cell}
}

// drawable reports whether there is a picture to be tried at all.
func (p *pictures) drawable(m labels.Meme) bool {
	return p.tech != nil && !p.hidden && m.Image.Path != "" && m.Image.Fault == ""
}

// get returns the picture if it has been drawn, or has failed to be.
func (p *pictures) get(m labels.Meme, b box) (pictureMsg, bool) {
	return p.find(p.key(m, b))
}

// find is get for any look at a picture.
func (p *pictures) find(k pictureKey) (pictureMsg, bool) {
	e, ok := p.cache[k]
	if !ok {
		return pictureMsg{}, false
	}
	p.order.MoveToFront(e)
	return e.Value.(pictureMsg), true
}

// want returns a command that draws the first of the memes that has not been
// drawn for its place yet, nil when there is none or one is being drawn: its message asks
// again.
func (p *pictures) want(place func(labels.Meme) box, memes ...labels.Meme) tea.Cmd {
	for _, m := range memes {
		if !p.drawable(m) {
			continue
		}
		if cmd := p.wantKey(p.key(m, place(m))); cmd != nil {
			return cmd
		}
	}
	return nil
}

// wantKey is want for one look at one picture.
func (p *pictures) wantKey(k pictureKey) tea.Cmd {
	if _, ok := p.cache[k]; ok || p.busy || k.box.cols <= 0 || k.box.rows <= 0 {
		return nil
	}
	p.busy = true
	if k.look.close {
		return p.drawCloseCmd(k)
	}
	return p.drawCmd(k)
}

func (p *pictures) drawCmd(k pictureKey) tea.Cmd {
	ctx, tech, open, scale := p.ctx, p.tech, p.open, p.fit
	return func() tea.Msg {
		img, err := open(ctx, k.path)
		if err != nil {
			return pictureMsg{key: k, err: err}
		}
		w, h := fitPixels(img.Bounds().Dx(), img.Bounds().Dy(), k.box, k.cell, tech)
		d, err := tech.draw(scale(img, w, h), k.box, k.cell.orUsual())
		return pictureMsg{key: k, drawn: d, err: err}
	}
}

// drawCloseCmd draws what is seen of a picture in a close look.
func (p *pictures) drawCloseCmd(k pictureKey) tea.Cmd {
	ctx, tech, open, part := p.ctx, p.tech, p.open, p.part
	var img image.Image
	if p.kept == k.path {
		img = p.source
	}
	return func() tea.Msg {
		if img == nil {
			var err error
			if img, err = open(ctx, k.path); err != nil {
				return pictureMsg{key: k, err: err}
			}
		}
		whole, seen, reach := closeUp(img.Bounds().Dx(), img.Bounds().Dy(), k.box, k.cell, tech, k.look.pan)
		d, err := tech.draw(part(img, whole, seen), k.box, k.cell.orUsual())
		return pictureMsg{key: k, drawn: d, err: err, reach: reach, source: img}
	}
}

// image is a picture that was drawn as it is sent to the terminal, in a box below so
// many rows. drawn is false while it is not.
func (p *pictures) image(msg pictureMsg, drawn bool, b box, top int) term.Image {
	if !drawn || msg.drawn.on == nil {
		return term.Image{}
	}
	return term.Image{
		Key: msg.key, On: msg.drawn.on, Off: msg.drawn.off, InCells: p.tech.holes(),
		Top: top, Left: margin, Cols: b.cols, Rows: b.rows,
	}
}

// keep has the picture at this path kept as it was decoded for close looks, so
// that a step over it is not another decoding. "" keeps none.
func (p *pictures) keep(path string) { p.kept, p.source = path, nil }

// done takes in what was drawn.
func (p *pictures) done(msg pictureMsg) {
	p.busy = false
	if msg.source != nil && p.kept == msg.key.path {
		p.source = msg.source
	}
	msg.source = nil // it is not for the cache: it may be large
	p.bytes += msg.drawn.bytes()
	if e, ok := p.cache[msg.key]; ok {
		p.bytes -= e.Value.(pictureMsg).drawn.bytes()
		e.Value = msg
		return
	}
	p.cache[msg.key] = p.order.PushFront(msg)
	for p.order.Len() > cachedPictures || p.bytes > cachedBytes && p.order.Len() > cachedLeast {
		old := p.order.Remove(p.order.Back()).(pictureMsg)
		delete(p.cache, old.key)
		p.bytes -= old.drawn.bytes()
	}
}

// forget drops everything: the terminal's cells have another size.
func (p *pictures) forget() {
	clear(p.cache)
	p.order.Init()
	p.bytes = 0
}

// largest is how much a small picture is enlarged at most where cells have the
// usual size. Terminals with larger ones have finer pixels (or say so: tmux).
const largest = 4

// fitPixels returns the size in pixels of the technique's raster at which a
// picture of w by h fills the box without being stretched: as large as fits,
// unless it is very small.
func fitPixels(w, h int, b box, c cell, tech technique) (int, int) {
	c = c.orUsual()
	r := tech.raster(b, c)
	scale := fitScale(w, h, b, c, tech)
	fw := min(r.w, max(1, int(math.Round(float64(w)*scale/r.pw))))
	fh := min(r.h, max(1, int(math.Round(float64(h)*scale/r.ph))))
	return fw, fh
}

// fitScale is how many pixels of the screen a pixel of such a picture takes then.
func fitScale(w, h int, b box, c cell, tech technique) float64 {
	r := tech.raster(b, c)
	width, height := float64(r.w)*r.pw, float64(r.h)*r.ph
	return min(width/float64(max(1, w)), height/float64(max(1, h)), largest*float64(c.w)/usualCell)
}

// emptyRows is a box with nothing in its rows: spaces, or for pixels that text
// would erase, a step over them.
func emptyRows(tech technique, b box) []string {
	gap := blank(b.cols)
	if tech.holes() {
		gap = term.Hole(b.cols)
	}
	rows := make([]string, b.rows)
	for i := range rows {
		rows[i] = gap
	}
	return rows
}

// letterbox puts the rows of a picture of w columns in the middle of its box.
func letterbox(rows []string, w int, b box) []string {
	out := make([]string, b.rows)
	top, left := (b.rows-len(rows))/2, (b.cols-w)/2
	for i := range out {
		if k := i - top; k >= 0 && k < len(rows) {
			out[i] = blank(left) + rows[k] + blank(b.cols-left-w)
		} else {
			out[i] = strings.Repeat(" ", b.cols)
		}
	}
	return out
}
