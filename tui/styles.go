package tui

import (
	"github.com/charmbracelet/lipgloss"

	"memebench/labels"
	"memebench/tui/term"
)

// styles are made for one terminal: its colours, its background, and how it measures
// text.
type styles struct {
	term.Widths
	plain, bold, dim, faint lipgloss.Style
	tab, tabOn              lipgloss.Style
	key                     lipgloss.Style
	news, fault, ask        lipgloss.Style
	running                 lipgloss.Style
	level                   [labels.Levels]lipgloss.Style
	shade                   [shades]lipgloss.Style // a matrix cell's background by its share of the row
	cursor                  lipgloss.Style
}

// shades is the number of steps in which a matrix cell's share is shown.
const shades = 6

// newStyles takes the colours from r. The levels go from red over grey to blue:
// the order shows, and it shows to colour-blind eyes too. (Ends and middle are
// those of ColorBrewer's RdBu, lightened on dark backgrounds until the contrast
// is at least 4.5 to 1.) The matrix is shaded in blues, which differ in
// lightness and not in hue.
func newStyles(r *lipgloss.Renderer, w term.Widths) styles {
	pair := func(light, dark string) lipgloss.AdaptiveColor {
		return lipgloss.AdaptiveColor{Light: light, Dark: dark}
	}
	fg := func(light, dark string) lipgloss.Style { return r.NewStyle().Foreground(pair(light, dark)) }
	st := styles{
		Widths:  w,
		plain:   r.NewStyle(),
		bold:    r.NewStyle().Bold(true),
		dim:     fg("#5f5f5f", "#9e9e9e"),
		faint:   fg("#a8a8a8", "#585858"),
		tab:     fg("#5f5f5f", "#9e9e9e"),
		tabOn:   r.NewStyle().Bold(true).Underline(true),
		key:     r.NewStyle().Bold(true),
		news:    fg("#1a6e3a", "#7fc99a"),
		fault:   fg("#b2182b", "#f4877a").Bold(true),
		ask:     r.NewStyle().Bold(true).Reverse(true),
		running: fg("#2166ac", "#7db5ea"),
		cursor:  r.NewStyle().Bold(true),
	}
	for l, c := range [labels.Levels][2]string{
		{"#b2182b", "#ef6a5b"}, {"#c4604c", "#f2a896"}, {"#6b6b6b", "#b5b5b5"}, {"#3a7fb8", "#92bfe8"}, {"#1f5ea8", "#5aa2f0"},
	} {
		st.level[l] = fg(c[0], c[1])
	}
	for i, c := range [shades][2]string{
		{"", ""}, {"#e3edf7", "#16283c"}, {"#c6dbef", "#1d3c5c"}, {"#9ecae1", "#27557f"}, {"#4a90c4", "#3f7fb8"}, {"#1f5f9f", "#8cc0ef"},
	} {
		st.shade[i] = r.NewStyle()
		if i == 0 {
			continue
		}
		ink := pair("#111111", "#f2f2f2")
		if i == shades-1 {
			ink = pair("#ffffff", "#0b1622")
		}
		if i == shades-2 {
			ink = pair("#0b1622", "#ffffff")
		}
		st.shade[i] = st.shade[i].Background(pair(c[0], c[1])).Foreground(ink)
	}
	return st
}
