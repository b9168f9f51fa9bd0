package tui

import (
	"regexp"
	"strings"

	"memebench/labels"
)

// help covers the body: the keys that are live on the screen beneath, the guide
// of the workspace, or a message in full.
type help struct {
	pages  []helpPage
	page   int
	scroll int
}

// helpPage is a title over lines, of which some have a name in a column of its
// own.
type helpPage struct {
	title string
	rows  []helpRow
}

type helpRow struct{ name, text string }

// newHelp makes the two pages for a screen.
func newHelp(screen string, keys keymap, guide string) *help {
	first := helpPage{title: "Keys on " + screen}
	for _, b := range keys {
		first.rows = append(first.rows, helpRow{keyNames(b.keys), b.help})
	}
	guide = strings.TrimSpace(labels.PrintableLines(guide))
	if guide == "" {
		guide = "This workspace has no guide.md."
	}
	return &help{pages: []helpPage{first, textPage("Guide", joinParagraphs(guide))}}
}

// joinParagraphs makes one line of the lines of each paragraph and of each list
// item of a Markdown text, so that they wrap where the window ends and not where
// the file's lines do. Code and tables keep their lines.
func joinParagraphs(text string) string {
	var out []string
	open, code := false, false // the last line can be gone on with; it is in fenced code
	for _, l := range strings.Split(text, "\n") {
		t := strings.TrimSpace(l)
		fence := strings.HasPrefix(t, "```")
		if open && t != "" && !fence && !startsBlock.MatchString(l) {
			out[len(out)-1] += " " + t
			continue
		}
		out = append(out, strings.TrimRight(l, " \t"))
		code = code != fence
		open = t != "" && !code && !fence && !strings.ContainsAny(t[:1], "#|")
	}
	return strings.Join(out, "\n")
}

// startsBlock matches a line of Markdown that does not go on with a paragraph:
// headings, list items, quotes and table rows.
var startsBlock = regexp.MustCompile(`^\s*([#>|]|[-*+]\s|\d+[.)]\s)`)

// newDetails shows a message in full.
func newDetails(text string) *help { return &help{pages: []helpPage{textPage("Message", text)}} }

func textPage(title, text string) helpPage {
	p := helpPage{title: title}
	for _, l := range strings.Split(text, "\n") {
		p.rows = append(p.rows, helpRow{text: l})
	}
	return p
}

// keyNames writes keys as they stand on a keyboard.
func keyNames(keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k
		if sign, ok := keySigns[k]; ok {
			names[i] = sign
		}
	}
	return strings.Join(names, " ")
}

var keySigns = map[string]string{"left": "←", "right": "→", "up": "↑", "down": "↓", " ": "space"}

// nameColumn is the width of the column of keys.
const nameColumn = 16

// lines wraps the page to w columns.
func (h *help) lines(st styles, w int) []string {
	var out []string
	for _, r := range h.pages[h.page].rows {
		if r.name == "" {
			out = append(out, st.Wrap(r.text, w)...)
			continue
		}
		name := st.Fit(r.name, nameColumn)
		if st.Width(r.name) > nameColumn-2 {
			out = append(out, st.focus.Render(r.name))
			name = blank(nameColumn)
		}
		for _, l := range st.Wrap(r.text, w-nameColumn) {
			out = append(out, st.focus.Render(name)+l)
			name = blank(nameColumn)
		}
	}
	return out
}

// draw draws the help over the window.
func (h *help) draw(c *canvas, f frame) {
	st := c.st
	w, height := f.w-2, f.h-2
	switch {
	case f.w >= wideWidth:
		w, height = 150, min(30, f.h-4)
	case f.w >= brandWidth:
		w, height = f.w-4, min(26, f.h-3)
	}
	in := c.box(rect{(f.w - w) / 2, max(0, (f.h-2-height)/2), w, height}, h.pages[h.page].title)
	inner := rect{in.x + 1, in.y, in.w - 2, in.h}
	lines := h.lines(st, inner.w)
	h.scroll = max(0, min(h.scroll, len(lines)-inner.h))
	for i := range inner.h {
		if k := h.scroll + i; k < len(lines) {
			c.float(inner.x, inner.y+i, inner.w, st.onSurface(st.plain).Render(lines[k]))
		}
	}
	more := ""
	if rest := len(lines) - inner.h - h.scroll; rest > 0 {
		more = " more below ↓ "
	} else if h.scroll > 0 {
		more = " more above ↑ "
	}
	c.right(in.right()-1, in.bottom(), in.w, st.onSurface(st.accent).Render(more))
}

// act does what a key means here and reports whether the help stays open.
func (h *help) act(do action) bool {
	switch do {
	case doPage:
		h.page, h.scroll = (h.page+1)%len(h.pages), 0
	case doUp:
		h.scroll--
	case doDown:
		h.scroll++
	case doLeave:
		return false
	}
	return true
}
