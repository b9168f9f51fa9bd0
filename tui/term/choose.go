package term

import (
	"fmt"
	"image/color"
	"regexp"
	"strconv"
	"strings"

	"github.com/muesli/termenv"
)

// ImageMode says how pictures are drawn.
type ImageMode string

// The modes. Auto takes the best that the terminal can do and this program
// knows; None draws cards with the caption.
const (
	ImagesAuto        ImageMode = "auto"
	ImagesKitty       ImageMode = "kitty"
	ImagesKittyDirect ImageMode = "kitty-direct"
	ImagesSixel       ImageMode = "sixel"
	ImagesITerm       ImageMode = "iterm"
	ImagesBlocks      ImageMode = "blocks"
	ImagesNone        ImageMode = "none"
)

// ImageModes are all modes.
var ImageModes = []ImageMode{ImagesAuto, ImagesKitty, ImagesKittyDirect, ImagesSixel, ImagesITerm, ImagesBlocks, ImagesNone}

// ParseImageMode reads the name of a mode; "" is auto.
func ParseImageMode(s string) (ImageMode, error) {
	if s == "" {
		return ImagesAuto, nil
	}
	var names []string
	for _, m := range ImageModes {
		if m == ImageMode(s) {
			return m, nil
		}
		names = append(names, string(m))
	}
	return "", fmt.Errorf("image mode %q: want one of %s", s, strings.Join(names, ", "))
}

// Window is everything about one terminal.
type Window struct {
	Terminal *Terminal
	Facts    Facts           // what the terminal has said of itself; the zero value is fine
	Profile  termenv.Profile // colours; termenv.Ascii for NO_COLOR
	Light    bool            // the background is light
	Images   ImageMode
	Tmux     bool // the terminal is in tmux, to which the name in Facts belongs then
	ITerm    bool // the environment names iTerm2, which does not say what it can do
	Suspend  bool // a shell has started the program and can go on with it when it is suspended
}

// Technique chooses how pictures are drawn on a terminal; none at all is nil. Half
// blocks work wherever there are colours and they have the width of one cell; elsewhere
// dots do.
func (w Window) Technique() Technique {
	mode, _ := w.ChooseImages()
	switch mode {
	case ImagesNone:
		return nil
	case ImagesKitty:
		return newPlaceholders(w.Tmux)
	case ImagesKittyDirect:
		return kittyDirect{newPlaceholders(w.Tmux)}
	case ImagesSixel:
		return sixels{w.ground(), xtermScrolls(w.Facts.Name)}
	case ImagesITerm:
		return itermImages{w.ground()}
	}
	if w.Profile == termenv.Ascii || w.Facts.Widths.Ambiguous == 2 {
		return brailleDots{w.Light}
	}
	return halfBlocks{w.Profile}
}

// ChooseImages returns how pictures will be drawn, and why, in words for people: as
// asked for, or the best that the terminal can do of what this program can.
func (w Window) ChooseImages() (mode ImageMode, why string) {
	t := w.Facts
	switch {
	case w.Images != ImagesAuto && w.Images != "":
		return w.Images, "as asked for"
	case t.Kitty && w.Tmux:
		// In tmux the name is that of tmux; what is placed by text is the
		// only thing that can work there.
		return ImagesKitty, "tmux lets kitty's pictures through"
	case t.Kitty && knowsPlaceholders(t.Name):
		return ImagesKitty, "the terminal knows kitty's pictures and its placeholders for them"
	case t.Kitty:
		return ImagesKittyDirect, "the terminal knows kitty's pictures, but is not known to know its placeholders for them"
	case w.Tmux:
		// It would lose other pixels when it redraws its panes.
		return ImagesBlocks, "tmux keeps no pixels; it lets those of kitty through with: set -g allow-passthrough on"
	case w.ITerm:
		return ImagesITerm, "the environment names iTerm2"
	case t.Sixel && t.Cell != (Cell{}):
		return ImagesSixel, fmt.Sprintf("the terminal knows sixel, its cells have %d×%d pixels", t.Cell.W, t.Cell.H)
	case t.Sixel:
		// Without the size of its cells pixels would not end where they
		// should.
		return ImagesBlocks, "the terminal knows sixel, but does not say how large its cells are"
	case !t.Replied:
		return ImagesBlocks, "the terminal does not answer questions"
	}
	return ImagesBlocks, "the terminal knows neither kitty's pictures nor sixel"
}

var kittyVersion = regexp.MustCompile(`(?i)^kitty\((\d{1,4})\.(\d{1,4})`)

// knowsPlaceholders reports whether the terminal of this name shows pictures in
// the place of Unicode placeholders: Kitty does from 0.28, and Ghostty. Others
// that speak Kitty's protocol show boxes instead.
func knowsPlaceholders(name string) bool {
	if m := kittyVersion.FindStringSubmatch(name); m != nil {
		major, _ := strconv.Atoi(m[1])
		minor, _ := strconv.Atoi(m[2])
		return major > 0 || minor >= 28
	}
	return ghosttyName.MatchString(name)
}

// xtermScrolls reports whether the terminal of this name is an xterm of version
// 369 or later, which turned the meaning of sixel display mode to what DEC had
// meant.
func xtermScrolls(name string) bool {
	m := xtermVersion.FindStringSubmatch(name)
	if m == nil {
		return false
	}
	v, _ := strconv.Atoi(m[1])
	return v >= 369
}

var xtermVersion = regexp.MustCompile(`(?i)^xterm\((\d{1,4})\)`)

var ghosttyName = regexp.MustCompile(`(?i)^ghostty\b`)

// ground is the colour around pictures: the terminal's own.
func (w Window) ground() color.RGBA {
	switch {
	case w.Facts.Back.A != 0:
		return w.Facts.Back
	case w.Light:
		return color.RGBA{255, 255, 255, 255}
	}
	return color.RGBA{0, 0, 0, 255}
}
