package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
	"memebench/tui/term"
)

// card stands in the place of a picture that there is not: a frame with the
// caption, the meme's name and why there is no picture.
func card(st styles, m labels.Meme, why string, b term.Box) []string {
	w, h := min(b.Cols, 72), min(b.Rows, 24)
	if w < 8 || h < 4 {
		return st.column(nil, 0, b.Rows, b.Cols)
	}
	inner := w - 4
	text := st.Wrap(captionText(m), inner)
	if len(text) == 1 && text[0] == "" {
		text = []string{st.dim.Render("(no caption)")}
	}
	foot := st.Wrap(labels.Printable(why), inner)
	if room := h - 3 - len(foot); len(text) > room {
		text = append(text[:max(0, room-1)], "…")
	}
	name := st.Cut(labels.Printable(m.Title()), inner-2)
	rows := []string{"╭─ " + st.dim.Render(name) + " " + term.Column + strings.Repeat("─", w-5-st.Width(name)) + "╮"}
	line := func(s string) { rows = append(rows, "│ "+st.Fit(s, inner)+term.Column+" │") }
	space := h - 2 - len(text) - len(foot)
	for range space / 2 {
		line("")
	}
	for _, l := range text {
		line(st.centre(l, inner))
	}
	for range space - space/2 {
		line("")
	}
	for _, l := range foot {
		line(st.dim.Render(l))
	}
	rows = append(rows, "╰"+strings.Repeat("─", w-2)+"╯")
	return term.Letterbox(rows, w, b)
}

// whyNoPicture says in a sentence why a card stands there.
func whyNoPicture(m labels.Meme, tech term.Technique, err error) string {
	switch {
	case m.Image.Fault != "":
		return "picture not shown: " + m.Image.Fault
	case m.Image.Name == "" && m.Image.Path == "":
		return "text only"
	case m.Image.Path == "":
		return "picture not found: " + m.Image.Name
	case err != nil:
		return "picture not shown: " + err.Error()
	case tech == nil && m.Image.Width > 0:
		return fmt.Sprintf("%s, %d×%d; pictures are switched off", m.Image.Format, m.Image.Width, m.Image.Height)
	case tech == nil:
		return "pictures are switched off"
	}
	return ""
}
