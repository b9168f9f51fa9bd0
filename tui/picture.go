package tui

import (
	"container/list"
	"context"
	"errors"
	"image"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/term"
)

// pictureKey names a picture as drawn for one place.
type pictureKey struct {
	meme labels.MemeID
	path string
	sum  string // of the file that was imported, SHA-256 in hex; "" where that is not known
	box  term.Box
	cell term.Cell
	view view
}

// view is what is seen of a picture in its box: the zero value is all of it.
type view struct {
	close  bool
	pan    image.Point // steps from the middle
	middle bool        // it stands in the middle of its box, not at the top
	frames bool        // the frames of what moves are seen in its place
}

// pictureMsg brings a picture that was drawn, or why it was not.
type pictureMsg struct {
	of     *pictures
	key    pictureKey
	drawn  term.Drawn
	top    int // rows of the box that are blank above what is drawn
	err    error
	failed time.Time   // when it could not be read
	other  bool        // the file is another one than was imported
	reach  image.Point // steps from the middle to the ends, in a close-up
	source image.Image // what a close-up was drawn from
}

// retryRead is how long after a file could not be read that is tried again: a disk on the network,
// or a stick, may be away for a moment.
const retryRead = 2 * time.Second

// again reports whether it is tried again by now: its file could not be read, whatever is in it.
func (m pictureMsg) again(now time.Time) bool {
	var system syscall.Errno
	return errors.As(m.err, &system) && now.Sub(m.failed) >= retryRead
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
	ctx     context.Context
	tech    term.Technique
	cell    term.Cell
	open    func(ctx context.Context, path string) (image.Image, error)
	fit     func(img image.Image, w, h int) image.Image
	part    func(img image.Image, whole image.Point, seen image.Rectangle) image.Image
	changed func(path, sum string) bool // whether the file is another one than was imported

	cache map[pictureKey]*list.Element // of pictureMsg
	order *list.List                   // newest first
	bytes int                          // of what is kept
	most  int                          // how many are kept
	busy  bool
	other map[labels.MemeID]bool // memes whose files are others than those that were imported, as they were drawn last

	hidden bool // by the annotator
	film   film // what is seen in the place of one picture

	// One picture that is looked at closely is kept as it was decoded.
	kept   string // its path
	source image.Image
}

func newPictures(ctx context.Context, tech term.Technique, c term.Cell) *pictures {
	return &pictures{ctx: ctx, tech: tech, cell: c, open: term.OpenImage, fit: term.ScaleImage, part: term.PartOfImage, changed: term.ImageChanged, cache: map[pictureKey]*list.Element{}, order: list.New(), most: cachedPictures, other: map[labels.MemeID]bool{}}
}

func (p *pictures) key(m labels.Meme, b term.Box) pictureKey {
	return p.framed(pictureKey{meme: m.ID, path: m.Image.Path, sum: m.Image.Imported(), box: b, cell: p.cell})
}

// framed names the frames in the place of a picture, if they are shown: from when they are
// decoded, or at once where they have been drawn before.
func (p *pictures) framed(k pictureKey) pictureKey {
	k.view.frames = p.film.is(k.meme)
	if _, drawn := p.cache[k]; !drawn && p.film.frames == nil {
		k.view.frames = false
	}
	return k
}

// drawable reports whether there is a picture to be tried at all.
func (p *pictures) drawable(m labels.Meme) bool {
	return p.tech != nil && !p.hidden && m.Image.Path != "" && m.Image.Fault == ""
}

// get returns the picture if it has been drawn, or has failed to be. It stands there until its
// frames are drawn.
func (p *pictures) get(m labels.Meme, b term.Box) (pictureMsg, bool) {
	k := p.key(m, b)
	got, ok := p.find(k)
	if !ok && k.view.frames {
		k.view.frames = false
		return p.find(k)
	}
	return got, ok
}

// find is get for any view of a picture.
func (p *pictures) find(k pictureKey) (pictureMsg, bool) {
	e, ok := p.cache[k]
	if !ok {
		return pictureMsg{}, false
	}
	p.order.MoveToFront(e)
	return e.Value.(pictureMsg), true
}

// want returns a command that draws the first of the memes that has not been
// drawn for its box yet, nil when there is none or one is being drawn: its message asks
// again.
func (p *pictures) want(b term.Box, memes ...labels.Meme) tea.Cmd {
	for _, m := range memes {
		if !p.drawable(m) {
			continue
		}
		if cmd := p.wantKey(p.key(m, b)); cmd != nil {
			return cmd
		}
	}
	return nil
}

// wantKey is want for one view of one picture.
func (p *pictures) wantKey(k pictureKey) tea.Cmd {
	if e, ok := p.cache[k]; ok && !e.Value.(pictureMsg).again(time.Now()) || p.busy || k.box.Cols <= 0 || k.box.Rows <= 0 {
		return nil
	}
	p.busy = true
	if k.view.close {
		return p.drawCloseCmd(k)
	}
	return p.drawCmd(k)
}

// opener is what opens a picture, or puts its frames beside each other.
func (p *pictures) opener(k pictureKey) func(ctx context.Context, path string) (image.Image, error) {
	if !k.view.frames {
		return p.open
	}
	frames := p.film.frames
	return func(context.Context, string) (image.Image, error) { return contactSheet(frames, k.box, k.cell), nil }
}

func (p *pictures) drawCmd(k pictureKey) tea.Cmd {
	ctx, tech, open, scale, changed := p.ctx, p.tech, p.opener(k), p.fit, p.changed
	return func() tea.Msg {
		img, err := open(ctx, k.path)
		if err != nil {
			return pictureMsg{of: p, key: k, err: err, failed: time.Now()}
		}
		box, top := k.box, 0
		if k.view.middle {
			box, top = term.InMiddle(img.Bounds().Dx(), img.Bounds().Dy(), box, k.cell, tech)
		}
		w, h := term.Fit(img.Bounds().Dx(), img.Bounds().Dy(), box, k.cell, tech)
		d, err := tech.Draw(scale(img, w, h), box, term.OrUsual(k.cell))
		return pictureMsg{of: p, key: k, drawn: d, top: top, err: err, other: changed(k.path, k.sum)}
	}
}

// drawCloseCmd draws what is seen of a picture in a close-up.
func (p *pictures) drawCloseCmd(k pictureKey) tea.Cmd {
	ctx, tech, open, part, changed := p.ctx, p.tech, p.opener(k), p.part, p.changed
	var img image.Image
	if p.kept == k.path {
		img = p.source
	}
	other := p.other[k.meme] // of what is kept; the file is not read again for a step
	return func() tea.Msg {
		if img == nil {
			var err error
			if img, err = open(ctx, k.path); err != nil {
				return pictureMsg{of: p, key: k, err: err, failed: time.Now()}
			}
			other = changed(k.path, k.sum)
		}
		whole, seen, reach := term.CloseUp(img.Bounds().Dx(), img.Bounds().Dy(), k.box, k.cell, tech, k.view.pan)
		d, err := tech.Draw(part(img, whole, seen), k.box, term.OrUsual(k.cell))
		return pictureMsg{of: p, key: k, drawn: d, err: err, other: other, reach: reach, source: img}
	}
}

// place is the part of a picture's place that what was drawn of it has.
func (m pictureMsg) place(r rect) rect { return r.rows(m.top, len(m.drawn.Rows)) }

// coming stands in the place of a picture until it is drawn.
func (p *pictures) coming(b term.Box) term.Drawn { return term.Drawn{Rows: term.EmptyRows(p.tech, b)} }

// keep has the picture at this path kept as it was decoded for close-ups, so
// that a step over it is not another decoding. "" keeps none.
func (p *pictures) keep(path string) { p.kept, p.source = path, nil }

// show has a film seen in the place of its meme's picture, or none.
func (p *pictures) show(f film) {
	p.film = f
	p.keep(p.kept) // what is looked at closely is another picture
}

// done takes in what was drawn.
func (p *pictures) done(msg pictureMsg) {
	p.busy = false
	if msg.source != nil && p.kept == msg.key.path && p.film.is(msg.key.meme) == msg.key.view.frames {
		p.source = msg.source
	}
	if msg.other {
		p.other[msg.key.meme] = true
	} else {
		delete(p.other, msg.key.meme)
	}
	msg.source = nil // it is not for the cache: it may be large
	p.bytes += msg.drawn.Size()
	if e, ok := p.cache[msg.key]; ok {
		p.bytes -= e.Value.(pictureMsg).drawn.Size()
		e.Value = msg
		return
	}
	p.cache[msg.key] = p.order.PushFront(msg)
	for p.order.Len() > p.most || p.bytes > cachedBytes && p.order.Len() > cachedLeast {
		old := p.order.Remove(p.order.Back()).(pictureMsg)
		delete(p.cache, old.key)
		p.bytes -= old.drawn.Size()
	}
}

// roomFor reports whether so many pictures can be kept, if they take as much as those that are.
func (p *pictures) roomFor(n int) bool {
	return n <= p.most && p.bytes*n <= cachedBytes*max(1, p.order.Len())
}

// lookAgain has files that could not be read tried again at once.
func (p *pictures) lookAgain() {
	for e := p.order.Front(); e != nil; e = e.Next() {
		msg := e.Value.(pictureMsg)
		msg.failed = msg.failed.Add(-retryRead)
		e.Value = msg
	}
}

// forget drops everything: the terminal's cells have another size.
func (p *pictures) forget() {
	clear(p.cache)
	p.order.Init()
	p.bytes = 0
}
