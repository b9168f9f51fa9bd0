package tui

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/muesli/termenv"
)

// Terminal is what a terminal says of itself.
type Terminal struct {
	Name    string // name and version, "" if it does not say
	Kitty   bool   // understands the Kitty graphics protocol
	Sixel   bool   // understands sixel graphics
	CellW   int    // pixels of a character cell, 0 if it does not say
	CellH   int
	Back    color.RGBA // its background colour; A is 0 if it does not say
	Replied bool       // it answered at all

	TrueColor bool   // it takes 24-bit colours
	Typed     string // what was read between the answers: keys
}

// Light reports whether the terminal said that its background is light. The
// weights are those of relative luminance (ITU-R BT.709).
func (t Terminal) Light() bool {
	y := 0.2126*float64(t.Back.R) + 0.7152*float64(t.Back.G) + 0.0722*float64(t.Back.B)
	return t.Back.A != 0 && y > 127
}

// Profile returns the colours to draw in. env is what the environment says,
// which over SSH and in some terminals is less than the terminal can do; what
// it says of itself counts for more, unless colours are not wanted at all.
func (t Terminal) Profile(env termenv.Profile, unwanted bool) termenv.Profile {
	if t.TrueColor && !unwanted {
		return termenv.TrueColor
	}
	return env
}

// The questions. The Kitty one sends a picture of one pixel to be looked at and
// not shown. The last one, DA1, every terminal answers, and answers come in the
// order of the questions: when it is there, no other will follow.
const (
	askKitty      = "\x1b_Gi=4242,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
	askBackground = "\x1b]11;?\x1b\\"
	askName       = "\x1b[>q"                               // XTVERSION
	askColour     = "\x1b[48;2;1;2;3m\x1bP$qm\x1b\\\x1b[0m" // DECRQSS of a colour that only 24 bits can name
	askCell       = "\x1b[16t"                              // size of a cell in pixels
	askDevice     = "\x1b[c"                                // DA1
	wrapTmux      = "\x1bPtmux;"                            // tmux passes on what stands between these
	unwrapTmux    = "\x1b\\"
)

var (
	ansKitty  = regexp.MustCompile(`\x1b_Gi=4242;([^\x1b]*)\x1b\\`)
	ansBack   = regexp.MustCompile(`\x1b\]11;rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:\x1b\\|\x07)`)
	ansName   = regexp.MustCompile(`\x1bP>\|([^\x1b]{0,100})\x1b\\`)
	ansCell   = regexp.MustCompile(`\x1b\[6;(\d{1,4});(\d{1,4})t`)
	ansColour = regexp.MustCompile(`\x1bP[01]\$r([0-9;:]{0,100})m?\x1b\\`)
	ansDevice = regexp.MustCompile(`\x1b\[\?([0-9;]*)c`)
)

// trueColour finds in the answer the colour that was set: with semicolons, or
// with colons and perhaps the (empty) colour space of ISO 8613-6. Terminals with
// fewer colours name the nearest one they have.
var trueColour = regexp.MustCompile(`(?:^|[;:])48[;:]2[;:](?:[0-9]?:)?1[;:]2[;:]3$`)

// trueColourNames begin the names of terminals that take 24-bit colours and do
// not all answer the question. tmux passes them on as the terminal outside can
// show them.
var trueColourNames = regexp.MustCompile(`^(?i:tmux|kitty|wezterm|foot|ghostty|iterm2|konsole|vte|mintty|contour|mlterm|alacritty|rio|xterm\.js)\b`)

// most is how much of an answer is read; a terminal says less than 300 bytes.
const most = 1 << 14

// tmuxPatience is how long the terminal outside tmux may take after tmux itself
// has answered. In the terminals that were tried it takes less than 50 ms.
const tmuxPatience = 100 * time.Millisecond

// Deadliner is a reader that can be told how long to wait.
type Deadliner interface {
	SetReadDeadline(time.Time) error
}

// Probe asks the terminal behind r and w what it can do and returns after its
// last answer or when the timeout is over; what has been answered by then
// counts. The terminal must be in raw mode. r should be a [Deadliner]; of one
// that is not, Read must end by itself. tmux says that the questions go through
// tmux, which passes on what is wrapped for the terminal outside. Keys pressed
// meanwhile are in Typed.
//
// The error is one of writing or reading; running out of time is none.
func Probe(r io.Reader, w io.Writer, timeout time.Duration, tmux bool) (Terminal, error) {
	kitty := askKitty
	if tmux {
		kitty = wrapTmux + strings.ReplaceAll(askKitty, "\x1b", "\x1b\x1b") + unwrapTmux
	}
	// In one write: some terminals answer each write before they read on.
	if _, err := io.WriteString(w, kitty+askBackground+askName+askCell+askColour+askDevice); err != nil {
		return Terminal{}, fmt.Errorf("asking the terminal: %w", err)
	}
	end := time.Now().Add(timeout)
	dl, _ := r.(Deadliner)
	if dl != nil {
		if err := dl.SetReadDeadline(end); err != nil {
			return Terminal{}, fmt.Errorf("asking the terminal: %w", err)
		}
		defer dl.SetReadDeadline(time.Time{})
	}
	var in []byte
	patient := false // tmux has answered, the terminal outside not yet
	chunk := make([]byte, 1024)
	for len(in) < most {
		n, err := r.Read(chunk)
		in = append(in, chunk[:n]...)
		if ansDevice.Match(in) {
			if !tmux || ansKitty.Match(in) {
				break
			}
			// The answer to what was wrapped for the outer terminal may come
			// after the one that tmux gives itself, or never: tmux passes
			// nothing on unless it is told to.
			if soon := time.Now().Add(tmuxPatience); soon.Before(end) && !patient {
				end, patient = soon, true
				if dl != nil {
					if err := dl.SetReadDeadline(end); err != nil {
						return answers(string(in)), fmt.Errorf("asking the terminal: %w", err)
					}
				}
			}
		}
		if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return answers(string(in)), fmt.Errorf("asking the terminal: %w", err)
		}
		if time.Now().After(end) {
			break
		}
	}
	return answers(string(in)), nil
}

// answers reads what came back.
func answers(s string) Terminal {
	var t Terminal
	if m := ansKitty.FindStringSubmatch(s); m != nil {
		t.Kitty, t.Replied = m[1] == "OK", true
	}
	if m := ansBack.FindStringSubmatch(s); m != nil {
		t.Back, t.Replied = color.RGBA{channel(m[1]), channel(m[2]), channel(m[3]), 255}, true
	}
	if m := ansName.FindStringSubmatch(s); m != nil {
		t.Name, t.Replied = strings.TrimSpace(m[1]), true
	}
	if m := ansCell.FindStringSubmatch(s); m != nil {
		t.CellH, _ = strconv.Atoi(m[1])
		t.CellW, _ = strconv.Atoi(m[2])
		t.Replied = true
	}
	if m := ansDevice.FindStringSubmatch(s); m != nil {
		t.Replied = true
		for i, p := range strings.Split(m[1], ";") {
			// The first parameter is the class of terminal, the others
			// are what it can do.
			t.Sixel = t.Sixel || i > 0 && p == "4"
		}
	}
	if m := ansColour.FindStringSubmatch(s); m != nil {
		t.TrueColor, t.Replied = trueColour.MatchString(m[1]), true
	}
	t.TrueColor = t.TrueColor || trueColourNames.MatchString(t.Name)
	t.Typed = s
	for _, a := range []*regexp.Regexp{ansKitty, ansBack, ansName, ansCell, ansColour, ansDevice} {
		t.Typed = a.ReplaceAllString(t.Typed, "")
	}
	return t
}

// channel reads a colour channel of one to four hex digits (XParseColor) as
// eight bits.
func channel(hex string) uint8 {
	v, err := strconv.ParseUint(hex, 16, 16)
	if err != nil {
		return 0
	}
	return uint8(v * 255 / (1<<(4*len(hex)) - 1))
}
