package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// help floats over the window: all keys, those of the screen beneath strong and the others
// faint, and on its other page the guide of the workspace.
type help struct {
	scroller
	pages []helpPage
	page  int
	over  float   // what was there before, and comes back; nil for nothing
	asked *dialog // the question whose keys these are, which comes back; nil for none
}

// helpPage makes the lines of a page for a width, with blank ones between its blocks or
// without, and with the background of what floats.
type helpPage struct {
	tab, title string
	lines      func(st styles, w int, airy bool) []string
}

// newHelp makes the pages for a screen where these bindings are live.
func newHelp(screen string, live keymap, keys Keys, guide string) *help {
	return &help{pages: []helpPage{
		{"keys", "Keys on " + screen, func(st styles, w int, airy bool) []string { return keyPage(st, live, keys, w, airy) }},
		newGuidePage(keys, guide),
	}}
}

// newGuidePage is the page of a guide.
func newGuidePage(keys Keys, guide string) helpPage {
	text := readMarkdown(guideOf(guide))
	return helpPage{"guide", "Guide: what the levels mean", func(st styles, w int, _ bool) []string {
		return text.lines(st, w, keys)
	}}
}

// newQuestionHelp makes the pages for a question that is answered with a key.
func newQuestionHelp(d *dialog, keys Keys, guide string) *help {
	h := newHelp("", nil, keys, guide)
	h.asked = d
	h.pages[0] = helpPage{"keys", "Keys of this question", func(st styles, w int, _ bool) (out []string) {
		out = append(st.Wrap(d.title, w), "")
		for _, a := range d.answers() {
			keys, _ := d.keys().of(a.do)
			out = append(out, st.onSurface(st.strong).Render(st.Fit(keyNames(keys.keys), keyColumnWidth))+st.onSurface(st.dim).Render(st.Cut(a.says, w-keyColumnWidth)))
		}
		return out
	}}
	return h
}

// guideOf is the text of a guide, which may come from outside.
func guideOf(text string) string {
	if text = strings.TrimSpace(labels.PrintableLines(text)); text == "" {
		return "There is nothing in this workspace's guide.md."
	}
	return text
}

func (h *help) keys() keymap { return helpKeys }

func (h *help) act(a *app, do action, p press) tea.Cmd {
	// The key that has opened it turns the page, whatever it is.
	if do == "" && a.opensHelp(p.key) {
		do = doHelp
	}
	switch {
	case h.scroll(do):
	case do == doPage || do == doHelp:
		h.turn((h.page + 1) % len(h.pages))
	case do == doOtherPage:
		h.turn(p.nth)
	case do == doLeave:
		a.float, a.ask = h.over, h.asked
	}
	return nil
}

func (h *help) turn(page int) { h.page, h.top = page, 0 }

// opensHelp reports whether a key opens the help.
func (a *app) opensHelp(key string) bool {
	do, _ := a.deps.Keys.of(globalKeys).find(key)
	return do == doHelp
}

func (h *help) draw(c *canvas, f frame) {
	st, r := c.st, f.sheet()
	page := h.pages[h.page]
	in := c.box(r, page.title)
	for i, at := range h.tabs(f) {
		style := st.onSurface(st.dim)
		text := "   " + h.pages[i].tab + " "
		if i == h.page {
			style, text = st.onSurface(st.strong), " "+st.model+" "+h.pages[i].tab+" "
		}
		c.put(at.x, at.y, at.w, style.Render(text))
	}
	inner := rect{in.x + 2, in.y, in.w - 4, in.h}
	if f.airy() {
		inner = rect{inner.x, inner.y + 1, inner.w, inner.h - 1}
	}
	h.drawText(c, inner, page.lines(st, inner.w, f.airy()))
	c.foot(r, "esc closes · ↑↓ scrolls · [ ] other page", h.more())
}

// tabs are the places of the pages' names in the upper edge of the box.
func (h *help) tabs(f frame) []rect {
	r := f.sheet()
	x := r.right() - 3
	out := make([]rect, len(h.pages))
	for i := len(h.pages) - 1; i >= 0; i-- {
		w := len(h.pages[i].tab) + 4
		x -= w
		out[i] = rect{x, r.y, w, 1}
	}
	return out
}

func (h *help) at(f frame, x, y int) (press, bool) {
	for i, r := range h.tabs(f) {
		if r.has(x, y) {
			return press{do: doOtherPage, nth: i}, true
		}
	}
	if !f.sheet().has(x, y) {
		return press{do: doLeave}, true
	}
	return press{}, false
}

// helpGroup is a block of the page of keys.
type helpGroup struct {
	title string
	rows  []helpRow
}

// helpRow is what some actions do that are one thing.
type helpRow struct {
	do   []action
	says string
}

var (
	sayKeys = helpGroup{"Say", []helpRow{
		{[]action{doLabel}, "level of the meme"},
		{[]action{doAgree}, "agree with the model"},
		{[]action{doConfirm}, "confirm your level"},
		{[]action{doSkip}, "skip, come back later"},
		{[]action{doFlag}, "flag as unfit, or not"},
		{[]action{doNote, doRename}, "note; name of a version"},
		{[]action{doEdit}, "edit the caption"},
		{[]action{doUndo, doRedo}, "undo, redo"},
		{[]action{doMark}, "mark, and one on"},
		{[]action{doMarkTo, doMarkAll}, "mark to here; all, none"},
	}}
	lookKeys = helpGroup{"Look", []helpRow{
		{[]action{doReveal}, "model: show or hide"},
		{[]action{doZoom}, "picture alone, closer"},
		{[]action{doCloser, doFarther}, "larger, smaller"},
		{[]action{doHide}, "pictures on, off"},
		{[]action{doView}, "the file in a viewer"},
		{[]action{doReport}, "write a report"},
		{[]action{doOpen, doAbout}, "open; all about a meme"},
		{[]action{doShares}, "counts or shares"},
		{[]action{doSlices, doFrames}, "slices; a video's frames"},
	}}
	moveKeys = helpGroup{"Move", []helpRow{
		{[]action{doBack, doOn, doLeft, doRight}, "before, after"},
		{[]action{doUp, doDown, doPanUp, doPanDown}, "caption, row: up, down"},
		{[]action{doPageUp, doPageDown}, "a page up, down"},
		{[]action{doFirst, doLast}, "first, last"},
		{[]action{doGoTo}, "go to number or name"},
		{[]action{doWaiting}, "next waiting meme"},
		{[]action{doFind}, "find, choose a queue"},
		{[]action{doBeforeView, doNextView}, "other view"},
		{[]action{doTab, doTabBack}, "next screen"},
		{tabActions[:], "to that screen"},
		{[]action{doDismiss, doLeave, doUnzoom}, "back; put news away"},
	}}
	modelKeys = helpGroup{"Model", []helpRow{
		{[]action{doRetrain}, "train a new version"},
		{[]action{doCancel}, "cancel what runs"},
		{[]action{doPromote}, "serve the selected"},
		{[]action{doCompare}, "compare two versions"},
		{[]action{doDelete}, "delete, after asking"},
	}}
	programKeys = helpGroup{"Program", []helpRow{
		{[]action{doCommands, doSettings}, "commands, settings"},
		{[]action{doNews, doHelp}, "all news, these keys"},
		{[]action{doRepaint}, "repaint"},
		{[]action{doSuspend}, "to the shell; fg: back"},
		{[]action{doQuit}, "quit"},
	}}
)

// A page of keys has three columns in so many cells, and the levels; in fewer than
// twoHelpColumns it has one.
const (
	threeHelpColumns = 120
	twoHelpColumns   = 66
)

// keyPage lists all keys in columns.
func keyPage(st styles, live keymap, keys Keys, w int, airy bool) []string {
	columns := [][]helpGroup{{sayKeys, modelKeys, programKeys}, {moveKeys, lookKeys}}
	switch {
	case w >= threeHelpColumns:
		columns = [][]helpGroup{{sayKeys, modelKeys}, {lookKeys, programKeys}, {moveKeys}}
	case w < twoHelpColumns:
		columns = [][]helpGroup{{sayKeys, lookKeys, moveKeys, modelKeys, programKeys}}
	}
	each := w / len(columns)
	var out []string
	for i, groups := range columns {
		for y, l := range keyColumn(st, live, keys, groups, each-1, airy) {
			if y == len(out) {
				out = append(out, "")
			}
			out[y] += st.surface.Render(blank(i*each-st.Width(out[y]))) + l
		}
	}
	if w >= threeHelpColumns {
		out = append(out, "", st.onSurface(st.focus).Render("The five levels"))
		out = append(out, levelsLine(st, keys, w)...)
	}
	return append(out, st.onSurface(st.dim).Render(st.Cut("Faint keys do nothing on this screen; they mean the same on all others.", w)))
}

const keyColumnWidth = 12

func keyColumn(st styles, live keymap, keys Keys, groups []helpGroup, w int, airy bool) (out []string) {
	for i, g := range groups {
		if airy && i > 0 {
			out = append(out, "")
		}
		out = append(out, st.onSurface(st.focus).Render(g.title))
		for _, row := range g.rows {
			name, says := st.onSurface(st.strong), st.onSurface(st.dim)
			if !slices.ContainsFunc(row.do, func(do action) bool { _, ok := live.of(do); return ok }) {
				name, says = st.onSurface(st.faint), st.onSurface(st.faint)
			}
			for _, line := range rowLines(st, keys, row) {
				room := min(max(keyColumnWidth, st.Width(line[0])+1), w)
				out = append(out, name.Render(st.Fit(line[0], room))+says.Render(st.Cut(line[1], w-room)))
			}
		}
	}
	return out
}

// rowLines are the lines of a row: keys, and what they do. The levels have one each where
// somebody has chosen keys with names for them.
func rowLines(st styles, keys Keys, row helpRow) (lines [][2]string) {
	if levels, ok := keys.bindingOf(doLabel); ok && row.do[0] == doLabel && spelt(levels.keys[:labels.Levels]) {
		for l, k := range levels.keys[:labels.Levels] {
			lines = append(lines, [2]string{keyNames([]string{k}), fmt.Sprintf("%d %s", l+1, labels.Level(l).Title())})
		}
		return lines
	}
	return [][2]string{{rowKeys(st, keys, row.do), row.says}}
}

// rowKeys are the keys of some actions: of each the first, then others as far as there is
// room for them. Where somebody has chosen one of them, the first of each are all there: the
// others would be taken for it.
func rowKeys(st styles, keys Keys, do []action) string {
	var lists [][]string
	chosen := false
	for _, one := range do {
		chosen = chosen || keys.by[one] != nil
		b, ok := keys.bindingOf(one)
		if one == doLabel {
			return b.show
		}
		if ok {
			lists = append(lists, b.keys)
		}
	}
	var all []string
	for i := range 3 {
		for _, l := range lists {
			if i >= len(l) {
				continue
			}
			name := keyNames(l[i : i+1])
			if next := strings.Join(append(slices.Clone(all), name), " "); !slices.Contains(all, name) && (st.Width(next) < keyColumnWidth || chosen && i == 0) {
				all = append(all, name)
			}
		}
	}
	return strings.Join(all, " ")
}

// levelsLine are the levels beside each other.
func levelsLine(st styles, keys Keys, w int) []string {
	b, _ := keys.of(labelKeys).of(doLabel)
	line := ""
	for l := range labels.Levels {
		line += st.surface.Render(blank(l*(w/labels.Levels)-st.Width(line))) +
			st.chip[l].Render(" "+keyNames(b.keys[l:l+1])+" ") + st.onSurface(st.strong).Render(" "+labels.Level(l).Title())
	}
	return []string{line}
}
