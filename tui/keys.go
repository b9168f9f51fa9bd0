package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// action is what a key does.
type action string

const (
	doLabel    action = "label"
	doUndo     action = "undo"
	doSkip     action = "skip"
	doBack     action = "previous"
	doOn       action = "next"
	doGoTo     action = "go to"
	doReveal   action = "reveal"
	doHide     action = "hide"
	doZoom     action = "zoom"
	doUnzoom   action = "leave the zoom"
	doPanUp    action = "pan up"
	doPanDown  action = "pan down"
	doPanLeft  action = "pan left"
	doPanRight action = "pan right"
	doView     action = "view the file"
	doUp       action = "up"
	doDown     action = "down"
	doLeft     action = "left"
	doRight    action = "right"
	doOpen     action = "open"
	doSplit    action = "split"
	doJudge    action = "evaluate"
	doPromote  action = "promote"
	doRoll     action = "roll back"
	doMark     action = "mark"
	doCompare  action = "compare"
	doRename   action = "rename"
	doDelete   action = "delete"
	doEnter    action = "enter"
	doLeave    action = "leave"
	doRetrain  action = "retrain"
	doCancel   action = "cancel"
	doTab      action = "next screen"
	doTabBack  action = "previous screen"
	doHelp     action = "help"
	doDetails  action = "details"
	doDismiss  action = "dismiss"
	doQuit     action = "quit"
	doSuspend  action = "suspend"
	doYes      action = "yes"
	doNo       action = "no"
	doPage     action = "page"
)

// binding is the one place where a key is defined. Hints at the bottom, the help
// page and the tests are made from it.
type binding struct {
	do   action
	keys []string // as Bubble Tea names them
	show string   // the keys as people read them
	hint string   // what it does, in a word or two; "" keeps it out of the hints
	help string   // what it does, in a sentence
}

// keymap lists the bindings that are live in one place, the most important
// first: where there is little room, hints at the end are left out.
type keymap []binding

var (
	labelKeys = keymap{
		{doLabel, []string{"1", "2", "3", "4", "5"}, "1-5", "label", "label: 1 very negative, 2 negative, 3 neutral, 4 positive, 5 very positive; then the next waiting meme"},
		{doUndo, []string{"u"}, "u", "undo", "take back your newest label or skip and return to its meme; again: the one before"},
		{doSkip, []string{"s"}, "s", "skip", "skip: no label, and it stops waiting for one"},
		{doReveal, []string{"b"}, "b", "reveal", "show what the model says before you answer (recorded with your label)"},
		{doZoom, []string{"z"}, "z", "zoom", "the picture alone in the window; again: closer; again: back"},
		{doView, []string{"O"}, "O", "", "open the picture's file in the system's viewer (where there is none: say where the file is)"},
		{doHide, []string{"i"}, "i", "", "hide the pictures, or show them again (remembered in the workspace)"},
		{doBack, []string{"left", "h"}, "←→", "move", "the previous meme in the order of import"},
		{doOn, []string{"right", "l"}, "→ l", "", "the next meme in the order of import"},
		{doUp, []string{"up", "k"}, "↑↓", "caption", "scroll a long caption up"},
		{doDown, []string{"down", "j"}, "↓ j", "", "scroll a long caption down"},
	}
	// Only memes in the order of import are known by their numbers.
	orderKeys = labelKeys.over(keymap{
		{doGoTo, []string{"g"}, "g", "", "go to a meme by its number"},
	})
	// While a picture is zoomed, only what can be seen then can be done.
	zoomKeys = labelKeys.only(doLabel, doZoom).over(keymap{
		{doUnzoom, []string{"esc"}, "esc", "back", "back to the caption and the bars"},
		{doPanUp, []string{"up", "k"}, "arrows", "move", "up, in a close look"},
		{doPanDown, []string{"down", "j"}, "↓ j", "", "down, in a close look"},
		{doPanLeft, []string{"left", "h"}, "← h", "", "to the left, in a close look"},
		{doPanRight, []string{"right", "l"}, "→ l", "", "to the right, in a close look"},
	}).over(labelKeys.only(doUndo, doSkip, doView))
	cellKeys = keymap{
		{doLeave, []string{"esc"}, "esc", "matrix", "back to the same cell of the matrix"},
	}
	evalKeys = keymap{
		{doUp, []string{"up", "k"}, "arrows", "move", "the cell above"},
		{doDown, []string{"down", "j"}, "↓ j", "", "the cell below"},
		{doLeft, []string{"left", "h"}, "← h", "", "the cell to the left"},
		{doRight, []string{"right", "l"}, "→ l", "", "the cell to the right"},
		{doOpen, []string{"enter"}, "enter", "open", "open the memes of this cell and label them"},
	}.over(globalKeys.only(doRetrain)).over(keymap{
		{doSplit, []string{"s"}, "s", "", "judge on the next split: review (train and val, out of fold), val, test"},
		{doJudge, []string{"e"}, "e", "evaluate", "evaluate again"},
	})
	trainKeys = keymap{
		{doUp, []string{"up", "k"}, "↑↓", "select", "the version above"},
		{doDown, []string{"down", "j"}, "↓ j", "", "the version below"},
		{doPromote, []string{"p"}, "p", "serve", "serve the selected version"},
		{doCompare, []string{"c"}, "c", "compare", "compare the selected version with the served or the marked one, on the same rows"},
		{doRoll, []string{"R"}, "R", "roll back", "serve what was served before"},
	}.over(globalKeys.only(doCancel, doTab, doRetrain)).over(keymap{
		{doMark, []string{" "}, "space", "mark", "mark the selected version: others are compared with it instead of the served one; again: no longer"},
		{doRename, []string{"n"}, "n", "name", "give the selected version a name, by which commands know it; versions with a name are not pruned"},
		{doDelete, []string{"D"}, "D", "delete", "delete the selected version, with its predictions; labels stay as they are"},
	})
	globalKeys = keymap{
		{doCancel, []string{"x"}, "x", "cancel", "cancel what runs in the background"},
		{doTab, []string{"tab"}, "tab", "screens", "the next screen"},
		{doRetrain, []string{"r"}, "r", "retrain", "train a new version on the labels there are; nothing else waits for it; from Evaluate, it is judged there then"},
		{doTabBack, []string{"shift+tab"}, "shift+tab", "", "the previous screen"},
		{doDetails, []string{"!"}, "!", "message", "the whole of a message that does not fit its line"},
		{doDismiss, []string{"esc"}, "esc", "", "put an error message away"},
		{doHelp, []string{"?"}, "?", "keys", "these keys; the second page is the guide of this workspace"},
		{doQuit, []string{"q", "ctrl+c"}, "q", "quit", "quit; asks first if something runs"},
		{doSuspend, []string{"ctrl+z"}, "ctrl+z", "", "back to the shell, with everything held; fg comes back"},
	}
	askKeys = keymap{
		{doYes, []string{"y"}, "y", "yes", "yes"},
		{doNo, []string{"n", "esc"}, "n esc", "no", "no"},
	}
	promptKeys = keymap{
		{doEnter, []string{"enter"}, "enter", "done", "take what is written"},
		{doNo, []string{"esc", "ctrl+c"}, "esc", "leave it", "leave it as it was"},
	}
	helpKeys = keymap{
		{doPage, []string{"tab", "shift+tab", "left", "right", "h", "l", "?"}, "? tab", "other page", "the other page"},
		{doUp, []string{"up", "k"}, "↑↓", "scroll", "scroll up"},
		{doDown, []string{"down", "j", " "}, "↓ j", "", "scroll down"},
		{doLeave, []string{"esc", "q", "enter"}, "esc", "close", "close"},
	}
)

// find returns what the key does here.
func (m keymap) find(key string) (action, bool) {
	for _, b := range m {
		if slices.Contains(b.keys, key) {
			return b.do, true
		}
	}
	return "", false
}

// only returns the bindings of some actions.
func (m keymap) only(do ...action) keymap {
	return slices.DeleteFunc(slices.Clone(m), func(b binding) bool { return !slices.Contains(do, b.do) })
}

// over returns the bindings of m and then those of below that m does not hide.
func (m keymap) over(below keymap) keymap {
	all := slices.Clone(m)
	for _, b := range below {
		b.keys = slices.DeleteFunc(slices.Clone(b.keys), func(k string) bool { _, hidden := m.find(k); return hidden })
		if len(b.keys) > 0 {
			all = append(all, b)
		}
	}
	return all
}

// press is one key as it was read. Bubble Tea joins what arrives in one read
// into one message ("12" for two keys typed fast); presses takes them apart, so
// that each finds its own meme. What was pasted is text, not keys, and is
// ignored.
func presses(msg tea.KeyMsg) []string {
	if msg.Paste {
		return nil
	}
	if msg.Type != tea.KeyRunes || msg.Alt || len(msg.Runes) < 2 {
		return []string{msg.String()}
	}
	var keys []string
	for _, r := range msg.Runes {
		keys = append(keys, string(r))
	}
	return keys
}

// hints returns the bottom line: the bindings that work now, as many as fit w
// columns. Help, quit and the way to a whole message are there in any case. Where
// not all fit the zoom is left out first and then revealing, comforts beside keys
// that lead on, then those at the end.
func (m keymap) hints(st styles, w int, works func(action) bool) string {
	one := func(b binding) string { return st.key.Render(b.show) + " " + st.dim.Render(b.hint) }
	var tail string
	var shown keymap
	line := 1
	for _, b := range m {
		switch {
		case b.hint == "" || !works(b.do):
		case b.do == doHelp || b.do == doQuit || b.do == doDetails:
			tail += "  " + one(b)
		default:
			shown = append(shown, b)
			line += width(one(b)) + 2
		}
	}
	for _, comfort := range []action{doZoom, doReveal} {
		if line-2+width(tail) <= w {
			break
		}
		shown = slices.DeleteFunc(shown, func(b binding) bool {
			if b.do == comfort {
				line -= width(one(b)) + 2
			}
			return b.do == comfort
		})
	}
	text := " "
	for _, b := range shown {
		next := one(b)
		if width(text)+width(next)+width(tail) > w {
			break
		}
		text += next + "  "
	}
	return cut(strings.TrimRight(text, " ")+tail, w)
}
