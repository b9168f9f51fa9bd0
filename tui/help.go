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
			out = append(out, st.key.Render(r.name))
			name = blank(nameColumn)
		}
		for _, l := range st.Wrap(r.text, w-nameColumn) {
			out = append(out, st.key.Render(name)+l)
			name = blank(nameColumn)
		}
	}
	return out
}

// view draws the help over the body of a window.
func (h *help) view(st styles, f frame) []string {
	w := min(f.w-2*(margin+1), 100)
	lines := h.lines(st, w)
	room := f.body - 2
	h.scroll = max(0, min(h.scroll, len(lines)-room))
	title := ""
	for i, p := range h.pages {
		if i == h.page {
			title += "▸ " + st.tabOn.Render(p.title) + "  "
		} else {
			title += "  " + st.tab.Render(p.title) + "  "
		}
	}
	right := ""
	if rest := len(lines) - room - h.scroll; rest > 0 {
		right = st.dim.Render("more below ↓")
	} else if h.scroll > 0 {
		right = st.dim.Render("more above ↑")
	}
	rows := []string{blank(margin+1) + st.ends(title, right, w), ""}
	for _, l := range st.column(lines, h.scroll, room, w) {
		rows = append(rows, blank(margin+1)+l)
	}
	return rows
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
