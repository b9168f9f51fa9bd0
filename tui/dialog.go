package tui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// dialog is a question over the window, answered with y, or with esc; or, with enter set,
// by a line of text. Nothing else works until then.
type dialog struct {
	title  string
	note   string // what to know before one answers
	does   string // what y, or enter, does
	leaves string // what esc does
	yes    func() tea.Cmd
	no     func() tea.Cmd // what esc does besides, nil for nothing
	beside bool           // it is about the picture on Label, which stays in sight
	low    bool           // it stands at the bottom: pictures above it stay in sight
	insist bool           // ctrl+c, which has asked the question, is a yes when it is pressed again
	jobs   bool           // it is asked because of what runs, and answers itself once nothing does
	of     *item          // that it asks something of, nil for none or many
	unread bool           // that could not be read when it was asked: who types on looks at another one
	early  bool           // enter came before that could be read: what was typed behind it is dropped

	enter   func(text string) tea.Cmd
	check   func(text string) error // why the text is no answer; the question stays then, and says so
	fault   string                  // that the last answer had
	field   textinput.Model
	began   string   // what the field had at first
	rows    int      // that the field has where there is room for them; 0: one, and no line breaks
	endings []string // of the file that it names, which tab goes round; nil: it names none
}

// anyText takes every answer.
func anyText(string) error { return nil }

// newField is a question that is answered by a line of text, which is there already in
// part.
func newField(title, text string, check func(string) error, enter func(string) tea.Cmd) *dialog {
	f := newTextField()
	f.SetValue(text)
	return &dialog{title: title, does: "done", leaves: "leave it as it was", check: check, enter: enter, field: f}
}

// lengthen gives the field rows for a longer text, which is there already, and a limit in
// characters.
func (d *dialog) lengthen(rows, limit int, text string) {
	d.rows, d.field.CharLimit = rows, limit
	d.field.SetValue(intoField(text))
	d.began = d.answer()
}

// dialogWidth is how wide a dialog is at most.
const dialogWidth = 66

// dialogFrame says where the parts of a dialog are.
type dialogFrame struct {
	box     rect
	field   rect // where there is one
	text    rect
	answers [2]rect
}

// answers are what can be done: yes, and no.
func (d *dialog) answers() [2]answerTo {
	yes := answerTo{"y", d.does, doYes}
	if d.enter != nil {
		yes.key, yes.do = "enter", doEnter
	}
	return [2]answerTo{yes, {"esc", d.leaves, doNo}}
}

type answerTo struct {
	key, says string
	do        action
}

// said is the text of the question in w columns, below the field where there is one.
func (d *dialog) said(st styles, w int) (lines []string, style ink) {
	switch {
	case d.fault != "":
		return st.Wrap(d.fault, w), st.fault
	case d.note != "":
		lines = st.Wrap(d.note, w)
	}
	if d.enter != nil {
		return lines, st.dim
	}
	return lines, st.plain
}

func (d *dialog) place(st styles, f frame) dialogFrame {
	var at dialogFrame
	w := min(f.w-8, dialogWidth)
	x := (f.w - w) / 2
	if l := f.label(); d.beside {
		x = l.picture.right()
		w = min(l.pane.right()+margin-x, dialogWidth)
	}
	var needs [2]int // cells, of each answer
	for i, a := range d.answers() {
		needs[i] = st.Width(a.key) + 3 + st.Width(a.says)
	}
	stacked, most := 0, f.h-6
	if d.beside && needs[0]+answerGap+needs[1] > w-6 {
		stacked, most = 1, f.h-4
	}
	lines, _ := d.said(st, w-6)
	rows, field := len(lines), 0
	if d.enter != nil {
		field = max(1, min(d.rows, most-6-stacked-rows))
		rows += field + 1
	}
	h := min(rows+5+stacked, most)
	at.box = rect{x, (f.h - h) / 2, w, h}
	if d.low {
		at.box.y = f.news().y - h
	}
	at.text = rect{at.box.x + 3, at.box.y + 2, w - 6, h - 5 - stacked}
	if d.enter != nil {
		at.field, at.text = at.text.rows(0, field), at.text.rows(field+1, h)
	}
	x = at.box.x + 3
	y := at.box.bottom() - 2 - stacked
	for i, n := range needs {
		at.answers[i] = rect{x, y, min(n, at.text.right()-x), 1}
		if y += stacked; stacked == 0 {
			x += n + answerGap
		}
	}
	return at
}

// answerGap is what stands between two answers in a row.
const answerGap = 4

// draw draws the question over the window, which turns faint.
func (d *dialog) draw(c *canvas, f frame) {
	st, at := c.st, d.place(c.st, f)
	lines, style := d.said(st, at.text.w)
	c.lit = d.beside || d.low
	c.box(at.box, d.title)
	text := at.text
	switch r := at.field; {
	case d.rows > 0:
		shown := newLongField(st, d.field, r.w-1).lines(r.h)
		for i := range r.h {
			line := ""
			if i < len(shown) {
				line = shown[i]
			}
			c.onto(st.field, r.x, r.y+i, r.w, line)
		}
		used := fmt.Sprintf("%d/%d", utf8.RuneCountInString(d.field.Value()), d.field.CharLimit)
		if r.right()-len(used) > at.answers[1].right() {
			c.right(r.right(), at.answers[1].y, len(used), st.onSurface(st.dim).Render(used))
		}
	case d.enter != nil:
		c.onto(st.field, r.x, r.y, r.w, st.typed([]typedPart{{d.field.Value(), st.field}}, d.field.Position(), r.w, st.field))
	}
	for i, l := range lines {
		if i < text.h {
			c.float(text.x, text.y+i, text.w, st.onSurface(style).Render(l))
		}
	}
	for i, a := range d.answers() {
		key := st.tabOn
		if i > 0 {
			key = st.onRaised(st.strong)
		}
		c.float(at.answers[i].x, at.answers[i].y, at.answers[i].w, key.Render(" "+a.key+" ")+st.surface.Render(" "+a.says))
	}
}

// at is what a click on a cell means: an answer, where it stands.
func (d *dialog) at(st styles, f frame, x, y int) (press, bool) {
	for i, r := range d.place(st, f).answers {
		if r.has(x, y) {
			return press{do: d.answers()[i].do}, true
		}
	}
	return press{}, false
}

func (d *dialog) keys() keymap {
	switch {
	case d.endings != nil:
		return fileKeys
	case d.enter != nil:
		return promptKeys
	}
	return askKeys
}

// answer is the text that was written.
func (d *dialog) answer() string {
	text := d.field.Value()
	if d.rows > 0 {
		text = outOfField(text)
	}
	return strings.TrimSpace(text)
}

// unfinished is a longer text that was being written, "" for none.
func (d *dialog) unfinished() string {
	if d.rows == 0 || d.answer() == d.began {
		return ""
	}
	return d.answer()
}

// write takes in a key that is a part of the answer, or moves in it. An error says that there was no
// room.
func (d *dialog) write(st styles, f frame, p press) error {
	if d.rows == 0 {
		return writeInto(&d.field, p)
	}
	switch l := newLongField(st, d.field, d.place(st, f).field.w-1); p.key {
	case "up":
		d.field.SetCursor(l.moved(-1))
	case "down":
		d.field.SetCursor(l.moved(1))
	case "home":
		d.field.SetCursor(l.home())
	case "end":
		d.field.SetCursor(l.end())
	case "alt+enter":
		return insertInto(&d.field, lineBreak)
	default:
		return writeInto(&d.field, p)
	}
	return nil
}

// paste puts text where the cursor is. An error says that not all had room.
func (d *dialog) paste(text string) error {
	if d.rows > 0 {
		return insertInto(&d.field, intoField(labels.PrintableLines(text)))
	}
	return insertInto(&d.field, labels.Printable(text))
}
