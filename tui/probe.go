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
}

// Light reports whether the terminal said that its background is light. The
// weights are those of relative luminance (ITU-R BT.709).
func (t Terminal) Light() bool {
	y := 0.2126*float64(t.Back.R) + 0.7152*float64(t.Back.G) + 0.0722*float64(t.Back.B)
	return t.Back.A != 0 && y > 127
}

// The questions. The Kitty one sends a picture of one pixel to be looked at and
// not shown. The last one, DA1, every terminal answers, and answers come in the
// order of the questions: when it is there, no other will follow.
const (
	askKitty      = "\x1b_Gi=4242,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
	askBackground = "\x1b]11;?\x1b\\"
	askName       = "\x1b[>q"    // XTVERSION
	askCell       = "\x1b[16t"   // size of a cell in pixels
	askDevice     = "\x1b[c"     // DA1
	wrapTmux      = "\x1bPtmux;" // tmux passes on what stands between these
	unwrapTmux    = "\x1b\\"
)

var (
	ansKitty  = regexp.MustCompile(`\x1b_Gi=4242;([^\x1b]*)\x1b\\`)
	ansBack   = regexp.MustCompile(`\x1b\]11;rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:\x1b\\|\x07)`)
	ansName   = regexp.MustCompile(`\x1bP>\|([^\x1b]{0,100})\x1b\\`)
	ansCell   = regexp.MustCompile(`\x1b\[6;(\d{1,4});(\d{1,4})t`)
	ansDevice = regexp.MustCompile(`\x1b\[\?([0-9;]*)c`)
)

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
// meanwhile are dropped: nothing was on the screen yet that they could be meant
// for.
//
// The error is one of writing or reading; running out of time is none.
func Probe(r io.Reader, w io.Writer, timeout time.Duration, tmux bool) (Terminal, error) {
	kitty := askKitty
	if tmux {
		kitty = wrapTmux + strings.ReplaceAll(askKitty, "\x1b", "\x1b\x1b") + unwrapTmux
	}
	// In one write: some terminals answer each write before they read on.
	if _, err := io.WriteString(w, kitty+askBackground+askName+askCell+askDevice); err != nil {
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
