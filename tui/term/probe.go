package term

import (
	"errors"
	"image/color"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muesli/termenv"
)

// Facts is what a terminal says of itself, and the zero value of each where it does
// not.
type Facts struct {
	Name      string // name and version
	Kitty     bool   // understands the Kitty graphics protocol
	Sixel     bool   // understands sixel graphics
	TrueColor bool   // takes 24-bit colours
	Cell      Cell   // size of a character cell
	Back      color.RGBA
	Widths    Widths
	Bytes     bool // it takes each byte for a character: its text is not UTF-8
	Pastes    bool // it marks what is pasted: nothing else is, however fast it comes
	Replied   bool // it answered at all

	clusters int // mode 2027 as it was, by DECRPM: 0 where it is not known
}

// Cell is the size of a character cell in pixels, the zero value where it is unknown.
type Cell struct{ W, H int }

// Bounds of the size of a cell that is believed: no font is smaller, and those of the
// largest screens are less than half as large. Some terminals say what is not so.
const (
	minCellWidth, maxCellWidth   = 2, 128
	minCellHeight, maxCellHeight = 4, 256
)

// believed is the cell of this size, or the unknown one where it cannot be.
func believed(w, h int) Cell {
	if w < minCellWidth || w > maxCellWidth || h < minCellHeight || h > maxCellHeight {
		return Cell{}
	}
	return Cell{w, h}
}

// Light reports whether the terminal said that its background is light. The
// weights are those of relative luminance (ITU-R BT.709).
func (f Facts) Light() bool {
	y := 0.2126*float64(f.Back.R) + 0.7152*float64(f.Back.G) + 0.0722*float64(f.Back.B)
	return f.Back.A != 0 && y > 127
}

// Profile returns the colours to draw in. env is what the environment says,
// which over SSH and in some terminals is less than the terminal can do; what
// it says of itself counts for more, unless colours are not wanted at all.
func (f Facts) Profile(env termenv.Profile, unwanted bool) termenv.Profile {
	if f.TrueColor && !unwanted {
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
	askClusters   = "\x1b[?2027$p"                          // DECRQM: does it count grapheme clusters?
	askPastes     = "\x1b[?2004$p"                          // DECRQM: does it mark what is pasted?
	setClusters   = "\x1b[?2027h"
	resetClusters = "\x1b[?2027l"
	askCursor     = "\x1b[6n"    // CPR
	askDevice     = "\x1b[c"     // DA1
	wrapTmux      = "\x1bPtmux;" // tmux passes on what stands between these
	unwrapTmux    = "\x1b\\"
)

// twoBytes is a letter of two bytes that takes one cell in UTF-8, in East Asian fonts, too.
const twoBytes = "ö"

// questions asks everything in one write: some terminals answer each write before
// they read on. The samples of text are written one over the other and wiped.
func questions(tmux bool) string {
	var s strings.Builder
	if tmux {
		s.WriteString(ThroughTmux(askKitty))
	} else {
		s.WriteString(askKitty)
	}
	s.WriteString(askBackground + askName + askCell + askColour + askPastes + askClusters + setClusters)
	for _, sample := range samples {
		s.WriteString("\x1b[H" + sample.text + askCursor)
	}
	s.WriteString("\x1b[H" + twoBytes + askCursor)
	s.WriteString("\x1b[H\x1b[2J" + askDevice)
	return s.String()
}

// ThroughTmux is a command as tmux passes it on to the terminal outside.
func ThroughTmux(command string) string {
	return wrapTmux + strings.ReplaceAll(command, "\x1b", "\x1b\x1b") + unwrapTmux
}

var (
	ansKitty    = regexp.MustCompile(`^\x1b_Gi=4242;([^\x1b]*)\x1b\\$`)
	ansBack     = regexp.MustCompile(`^\x1b\]11;rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
	ansName     = regexp.MustCompile(`^\x1bP>\|([^\x1b]{0,100})`)
	ansCell     = regexp.MustCompile(`^\x1b\[6;(\d{1,6});(\d{1,6})t$`)
	ansColour   = regexp.MustCompile(`^\x1bP[01]\$r([0-9;:]{0,100})m?`)
	ansClusters = regexp.MustCompile(`^\x1b\[\?2027;(\d)\$y$`)
	ansPastes   = regexp.MustCompile(`^\x1b\[\?2004;[123]\$y$`)
	ansCursor   = regexp.MustCompile(`^\x1b\[(\d{1,4});(\d{1,4})R$`)
	ansDevice   = regexp.MustCompile(`^\x1b\[\?([0-9;]*)c$`)
)

// trueColour finds in the answer the colour that was set: with semicolons, or
// with colons and perhaps the (empty) colour space of ISO 8613-6. Terminals with
// fewer colours name the nearest one they have.
var trueColour = regexp.MustCompile(`(?:^|[;:])48[;:]2[;:](?:[0-9]?:)?1[;:]2[;:]3$`)

// trueColourNames begin the names of terminals that take 24-bit colours and do
// not all answer the question. tmux passes them on as the terminal outside can
// show them.
var trueColourNames = regexp.MustCompile(`^(?i:tmux|kitty|wezterm|foot|ghostty|iterm2|konsole|vte|mintty|contour|mlterm|alacritty|rio|xterm\.js)\b`)

// answers collects what a terminal says.
type answers struct {
	facts   Facts
	cursors int  // positions that were told: one for each sample, in their order, and one for twoBytes
	kitty   bool // the question about Kitty's graphics was answered
	device  bool // the last question was answered
}

// take takes in one answer.
func (a *answers) take(raw string) {
	f := &a.facts
	f.Replied = true
	switch {
	case ansKitty.MatchString(raw):
		a.kitty = true
		f.Kitty = ansKitty.FindStringSubmatch(raw)[1] == "OK"
	case ansBack.MatchString(raw):
		m := ansBack.FindStringSubmatch(raw)
		f.Back = color.RGBA{channel(m[1]), channel(m[2]), channel(m[3]), 255}
	case ansName.MatchString(raw):
		f.Name = strings.TrimSpace(ansName.FindStringSubmatch(raw)[1])
		f.TrueColor = f.TrueColor || trueColourNames.MatchString(f.Name)
	case ansCell.MatchString(raw):
		m := ansCell.FindStringSubmatch(raw)
		f.Cell = believed(number(m[2]), number(m[1]))
	case ansColour.MatchString(raw):
		f.TrueColor = f.TrueColor || trueColour.MatchString(ansColour.FindStringSubmatch(raw)[1])
	case ansClusters.MatchString(raw):
		f.clusters = number(ansClusters.FindStringSubmatch(raw)[1])
	case ansPastes.MatchString(raw):
		f.Pastes = true
	case ansCursor.MatchString(raw):
		cells := number(ansCursor.FindStringSubmatch(raw)[2]) - 1
		if a.cursors == len(samples) {
			f.Bytes = cells == len(twoBytes)
		} else if a.cursors < len(samples) {
			if sample := samples[a.cursors]; cells >= sample.least && cells <= sample.most {
				*sample.of(&f.Widths) = cells
			}
		}
		a.cursors++
	case ansDevice.MatchString(raw):
		a.device = true
		for i, p := range strings.Split(ansDevice.FindStringSubmatch(raw)[1], ";") {
			// The first parameter is the class of terminal, the others are what it
			// can do.
			f.Sixel = f.Sixel || i > 0 && p == "4"
		}
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
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

// tmuxTimeout is how long the terminal outside tmux may take after tmux itself
// has answered. In the terminals that were tried it takes less than 50 ms.
const tmuxTimeout = 100 * time.Millisecond

// probe asks the terminal at out what it can do and returns after its last answer or
// when the timeout is over; what has been answered by then counts. next waits for input
// until a time. Keys that are pressed meanwhile are returned as typed.
func probe(out io.Writer, next func(end time.Time) ([]Input, error), timeout time.Duration, tmux bool) (f Facts, typed []Input, err error) {
	if _, err := io.WriteString(out, questions(tmux)); err != nil {
		return f, nil, err
	}
	end := time.Now().Add(timeout)
	outside := false // tmux has answered, the terminal outside not yet
	var a answers
	for {
		inputs, err := next(end)
		for _, in := range inputs {
			if r, ok := in.(Reply); ok {
				a.take(r.Raw)
			} else {
				typed = append(typed, in)
			}
		}
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return a.facts, typed, nil
		case err != nil:
			return a.facts, typed, err
		case a.device && (!tmux || a.kitty):
			return a.facts, typed, nil
		case a.device && !outside:
			// The answer to what was wrapped for the outer terminal may come after
			// the one that tmux gives itself, or never: tmux passes nothing on
			// unless it is told to.
			outside = true
			if soon := time.Now().Add(tmuxTimeout); soon.Before(end) {
				end = soon
			}
		}
	}
}

// longestTrip is the longest way to a terminal and back that is believed, and longTrip is from
// where on it is measured again: a terminal that has just been started takes longer for its
// first answer than for any later one.
const (
	longestTrip = 500 * time.Millisecond
	longTrip    = 50 * time.Millisecond
)

// timed is next, and has trip be how long the first answer took: the way to the terminal and
// back.
func timed(next func(end time.Time) ([]Input, error), trip *time.Duration) func(end time.Time) ([]Input, error) {
	began := time.Now()
	return func(end time.Time) ([]Input, error) {
		in, err := next(end)
		if *trip == 0 && slices.ContainsFunc(in, isReply) {
			*trip = min(time.Since(began), longestTrip)
		}
		return in, err
	}
}

// timeAgain measures the way to the terminal once more, where it was long. It returns what was
// typed until then.
func (t *Terminal) timeAgain(typed []Input) ([]Input, error) {
	if t.trip < longTrip {
		return typed, nil
	}
	t.arrivals.owes(1)
	if _, err := io.WriteString(t.out, askDevice); err != nil {
		return typed, err
	}
	var again time.Duration
	next := timed(t.heard, &again)
	for end := time.Now().Add(longestTrip); again == 0; {
		in, err := next(end)
		typed = append(typed, slices.DeleteFunc(in, isReply)...)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return typed, nil
		}
		if err != nil {
			return typed, err
		}
	}
	t.trip = min(t.trip, again)
	return typed, nil
}

func isReply(in Input) bool {
	_, is := in.(Reply)
	return is
}
