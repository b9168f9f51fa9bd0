package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

// styles are made for one terminal: its colours, its background, how it measures text,
// and which characters it has.
//
// There are three families of hues, and they do not mix: the levels go from red over
// grey to blue; teal and amber are right and wrong; violet is where the focus is.
// Nothing is said by a colour alone: without colours all of it can be read as well.
type styles struct {
	term.Widths
	glyphs

	plain, strong, dim, faint ink // strong is bold; faint never carries information alone
	chosen                    ink // strong and underlined: the view of several that is shown
	surface, raised           ink // backgrounds: of what floats and of tracks; of the selected row
	field                     ink // a line that is written, in which the cursor is reversed
	accent, focus             ink // violet; strong, in violet
	tabOn, tabOff, tabKey     ink // tabs of the header, and the first letter of one
	good, warn, fault         ink // what ✓, ! and ✗ say
	teal, amber               ink // lines and figures of right and wrong
	gauge                     ink // the filled part of a gauge, on its track

	level  [labels.Levels]ink // text in a level's colour
	digit  [labels.Levels]ink // the same, strong
	chip   [labels.Levels]ink // its digit on its colour
	filled [labels.Levels]ink // the filled part of a bar, on its track
	right  [shades]ink        // cells on the diagonal of the matrix, from the palest
	wrong  [shades]ink        // the others

	mixed map[[2]string]ink // inks on backgrounds, as they were asked for

	shaded bool // the matrix has colours to be filled with
}

// glyphs are characters that some fonts draw two cells wide. Where a terminal does, it
// gets others.
type glyphs struct {
	model, you, served, candidate string // marks
	differ                        string
	flag, note                    string    // marks of a meme
	rule, side                    string    // lines, across and down
	corners                       [4]string // of the frame of the selected cell, from the top left on
	round                         [4]string // of the frames of what floats, likewise
	edge, wall, hereEnd           string    // its sides, and what closes a cell without room for it, which model opens
	minus                         string
	marked, unmarked              string           // of a meme in the grid
	beside                        [2]string        // the sides of the selected one
	shade                         [shades + 1]rune // marks where no colour fills a cell, the first for none
	across, up                    [9]rune          // 0 to 8 eighths of a cell, from its left and from its lower side
	chart                         chartSigns
}

// chartSigns are the characters of charts.
type chartSigns struct{ kept, point, whisker, band, track, span, rule rune }

var (
	usualGlyphs = glyphs{
		model: "▸", you: "●", served: "●", candidate: "▲", differ: "≠", flag: "⚑", note: "✎", rule: "─", side: "│",
		corners: [4]string{"┏", "┓", "┗", "┛"}, round: [4]string{"╭", "╮", "╰", "╯"}, edge: "━", wall: "┃", hereEnd: "◂", minus: "−",
		marked: "■", unmarked: "□", beside: [2]string{"▐", "▌"},
		shade:  [shades + 1]rune{' ', '░', '░', '▒', '▓', '█'},
		across: [9]rune{' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'},
		up:     [9]rune{' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'},
		chart:  chartSigns{kept: '┊', point: '●', whisker: '│', band: '░', track: '·', span: '━', rule: '─'},
	}
	plainGlyphs = glyphs{
		model: ">", you: "*", served: "*", candidate: "^", differ: "#", flag: "F", note: "N", rule: "-", side: "|",
		corners: [4]string{"+", "+", "+", "+"}, round: [4]string{"+", "+", "+", "+"}, edge: "-", wall: "|", hereEnd: "<", minus: "-",
		marked: "#", unmarked: ".", beside: [2]string{"|", "|"},
		shade:  [shades + 1]rune{' ', '.', '.', ':', '+', '#'},
		across: [9]rune{' ', '#', '#', '#', '#', '#', '#', '#', '#'},
		up:     [9]rune{' ', ' ', ' ', ' ', '#', '#', '#', '#', '#'},
		chart:  chartSigns{kept: ':', point: 'o', whisker: '|', band: ':', track: '.', span: '=', rule: '-'},
	}
)

// shades is the number of steps in which a matrix cell's share is shown.
const shades = 5

// colour is one colour of the palette: as 24 bits, as one of 256 and as one of 16, each on
// dark and on light backgrounds. "" is the terminal's own.
type colour struct{ dark, light, dark256, light256, dark16, light16 string }

var (
	dimColour     = colour{"#9aa0a8", "#5c6066", "247", "59", "7", "8"}
	faintColour   = colour{"#565b63", "#b4b7bb", "240", "250", "8", "8"}
	surfaceColour = colour{"#262a31", "#e9ebee", "235", "255", "", ""}
	raisedColour  = colour{"#363c46", "#d5d9df", "237", "253", "", ""}
	groundInk     = colour{"#f4f5f7", "#101215", "255", "233", "", ""}
	accentColour  = colour{"#b9a3f5", "#6a45c2", "147", "61", "13", "5"}
	onAccent      = colour{"#17131f", "#ffffff", "16", "231", "", ""}
	goodColour    = colour{"#7fc99a", "#1a6e3a", "114", "23", "10", ""}
	warnColour    = colour{"#e6b860", "#8a5a00", "179", "94", "11", "1"}
	faultColour   = colour{"#f4877a", "#b2182b", "210", "124", "9", "1"}

	levelColours = [labels.Levels]colour{
		{"#ef6a5b", "#b2182b", "203", "124", "9", "1"},
		{"#f2a896", "#b95741", "216", "167", "1", "9"},
		{"#b5b5b5", "#6b6b6b", "249", "242", "7", "8"},
		{"#92bfe8", "#3278b0", "110", "67", "6", "12"},
		{"#5aa2f0", "#1f5ea8", "75", "25", "12", "4"},
	}
	chipInk = colour{"#14171b", "#ffffff", "233", "231", "", ""}

	tealColours = [shades]colour{
		{"#14312c", "#e0f2ec", "22", "194", "", ""},
		{"#17483f", "#b9e0d4", "23", "152", "", ""},
		{"#1d6556", "#84c9b4", "29", "115", "", ""},
		{"#2f9a80", "#43a78b", "36", "72", "", ""},
		{"#43b997", "#18785f", "79", "29", "10", ""},
	}
	amberColours = [shades]colour{
		{"#33260f", "#fdf0dc", "236", "230", "", ""},
		{"#4f3812", "#f8daab", "58", "223", "", ""},
		{"#745017", "#f0bc6e", "94", "215", "", ""},
		{"#b87e27", "#de9335", "136", "172", "", ""},
		{"#dc9a3a", "#a85f0c", "172", "130", "11", ""},
	}
	// Inks on the shades, which have a contrast of 4.9 at least.
	shadeInks = [shades]colour{
		{"#f4f5f7", "#101215", "255", "233", "", ""},
		{"#f4f5f7", "#101215", "255", "233", "", ""},
		{"#f4f5f7", "#101215", "255", "233", "", ""},
		{"#101215", "#101215", "233", "233", "", ""},
		{"#101215", "#ffffff", "233", "231", "", ""},
	}
)

// of is the colour as lipgloss chooses it for a terminal.
func (c colour) of() lipgloss.CompleteAdaptiveColor {
	return lipgloss.CompleteAdaptiveColor{
		Dark:  lipgloss.CompleteColor{TrueColor: c.dark, ANSI256: c.dark256, ANSI: c.dark16},
		Light: lipgloss.CompleteColor{TrueColor: c.light, ANSI256: c.light256, ANSI: c.light16},
	}
}

// ink is a lipgloss style that is rendered once: what it sets before a text, and what ends
// it. A window has hundreds of texts, and is drawn with every key.
type ink struct {
	style   lipgloss.Style
	on, off string
}

func inkOf(s lipgloss.Style) ink {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	if off != "" {
		off = reset
	}
	return ink{s, on, off}
}

// Render returns a text in the ink.
func (i ink) Render(text string) string {
	if text == "" || i.on == "" {
		return text
	}
	return i.on + text + i.off
}

// palette makes the styles of one terminal.
type palette struct {
	r     *lipgloss.Renderer
	depth termenv.Profile
}

// newStyles makes the styles of a terminal with so many colours, on a light or a dark
// background. Without any colour bold, faint, underlined and reversed text is left.
func newStyles(depth termenv.Profile, light bool, w term.Widths) styles {
	r := lipgloss.NewRenderer(noOutput{})
	r.SetHasDarkBackground(!light)
	// lipgloss sends no attributes either to a terminal without colours.
	r.SetColorProfile(min(depth, termenv.ANSI))
	p := palette{r, depth}
	st := styles{
		mixed:  map[[2]string]ink{},
		Widths: w, glyphs: usualGlyphs,
		plain: inkOf(p.plain()), strong: inkOf(p.plain().Bold(true)), chosen: inkOf(p.plain().Bold(true).Underline(true)),
		dim: inkOf(p.fg(dimColour)), faint: inkOf(p.fg(faintColour)),
		surface: inkOf(p.ground(surfaceColour)), raised: inkOf(p.ground(raisedColour)),
		accent: inkOf(p.fg(accentColour)), focus: inkOf(p.bold(accentColour)),
		tabOn: inkOf(p.block(accentColour, onAccent)), tabOff: inkOf(p.on(p.fg(dimColour), surfaceColour)), tabKey: inkOf(p.ground(surfaceColour).Bold(true)),
		good: inkOf(p.fg(goodColour)), warn: inkOf(p.fg(warnColour)), fault: inkOf(p.bold(faultColour)),
		teal: inkOf(p.fg(tealColours[shades-1])), amber: inkOf(p.fg(amberColours[shades-1])),
		gauge:  inkOf(p.on(p.fg(accentColour), raisedColour)),
		shaded: depth <= termenv.ANSI256,
	}
	if w.Ambiguous == 2 {
		st.glyphs = plainGlyphs
	}
	if depth == termenv.Ascii {
		st.faint = inkOf(p.plain().Faint(true))
		st.raised = inkOf(p.plain().Reverse(true))
	}
	if st.field = st.raised; depth >= termenv.ANSI {
		st.field = inkOf(p.plain().Underline(true))
	}
	for l, c := range levelColours {
		st.level[l], st.digit[l], st.chip[l], st.filled[l] = inkOf(p.fg(c)), inkOf(p.bold(c)), inkOf(p.block(c, chipInk)), inkOf(p.on(p.fg(c), surfaceColour))
	}
	for i := range shades {
		st.right[i], st.wrong[i] = inkOf(p.shade(tealColours[i], i)), inkOf(p.shade(amberColours[i], i))
	}
	return st
}

func (p palette) plain() lipgloss.Style { return p.r.NewStyle() }

// fg is text in a colour.
func (p palette) fg(c colour) lipgloss.Style {
	if p.depth == termenv.Ascii {
		return p.plain()
	}
	return p.plain().Foreground(c.of())
}

// bold is strong text in a colour. Many terminals show bold text of the eight dark colours
// in another one.
func (p palette) bold(c colour) lipgloss.Style { return p.fg(c).Bold(p.bolds(c)) }

func (p palette) bolds(c colour) bool {
	if p.depth != termenv.ANSI {
		return true
	}
	n, err := strconv.Atoi(c.dark16)
	if !p.r.HasDarkBackground() {
		n, err = strconv.Atoi(c.light16)
	}
	return err != nil || n >= 8
}

// on is a style on a background.
func (p palette) on(s lipgloss.Style, c colour) lipgloss.Style {
	if p.depth >= termenv.ANSI {
		return s
	}
	return s.Background(c.of())
}

// ground is a background with its own ink for text that has no colour: that of a terminal which does not say how
// light it is may be as dark as the background.
func (p palette) ground(c colour) lipgloss.Style {
	if p.depth >= termenv.ANSI {
		return p.plain()
	}
	return p.plain().Foreground(groundInk.of()).Background(c.of())
}

// block is strong text in an ink on a colour; with 16 colours and fewer reversed, so that
// it needs no colour of the background.
func (p palette) block(c, ink colour) lipgloss.Style {
	if p.depth >= termenv.ANSI {
		return p.bold(c).Reverse(true)
	}
	return p.plain().Bold(true).Foreground(ink.of()).Background(c.of())
}

// shade is the i-th step of the matrix.
func (p palette) shade(c colour, i int) lipgloss.Style {
	if p.depth >= termenv.ANSI {
		return p.plain()
	}
	return p.plain().Foreground(shadeInks[i].of()).Background(c.of())
}

// bold is an ink with strong text.
func (st styles) bold(i ink) ink {
	return st.memo([2]string{i.on, "bold"}, func() lipgloss.Style { return i.style.Bold(true) })
}

// underlined and reversed are inks with that in addition.
func (st styles) underlined(i ink) ink {
	return st.memo([2]string{i.on, "underlined"}, func() lipgloss.Style { return i.style.Underline(true) })
}

func (st styles) reversed(i ink) ink {
	return st.memo([2]string{i.on, "reversed"}, func() lipgloss.Style { return i.style.Reverse(true) })
}

// onSurface is an ink on the background of the header and of what floats, onRaised one on
// that of the selected row.
func (st styles) onSurface(i ink) ink { return st.mix(i, st.surface) }
func (st styles) onRaised(i ink) ink  { return st.mix(i, st.raised) }

func (st styles) mix(i, ground ink) ink {
	return st.memo([2]string{i.on, ground.on}, func() lipgloss.Style { return i.style.Inherit(ground.style) })
}

// memo renders a style that was asked for before only once.
func (st styles) memo(key [2]string, style func() lipgloss.Style) ink {
	if st.mixed == nil { // the zero value, which has no colours
		return ink{}
	}
	m, ok := st.mixed[key]
	if !ok {
		m = inkOf(style())
		st.mixed[key] = m
	}
	return m
}

// noOutput is where styles write, who only make strings.
type noOutput struct{}

func (noOutput) Write(p []byte) (int, error) { return len(p), nil }

// reset ends all colours.
const reset = "\x1b[m"
