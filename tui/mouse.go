package tui

import (
	"time"

	"memebench/labels"
	"memebench/tui/term"
)

// pointed is a screen on which a click means something.
type pointed interface {
	// at is what a click on a cell of the window means: a press of an action (do), with
	// what was clicked (nth, meme), which act is given as if a key had been pressed. It is
	// false where a click means nothing. It is asked when the click comes, of what is on
	// the screen then.
	at(x, y int) (press, bool)
}

// mouse takes in a click, or a step of the wheel: as the press of a key, in its turn.
func (a *app) mouse(m term.Mouse) []press {
	if a.stopping || a.frame.small() {
		return nil
	}
	p, ok := a.wheel(m.Wheel)
	if m.Wheel == 0 {
		p, ok = a.at(m.X, m.Y)
	}
	switch {
	case !ok:
		return nil
	case m.Wheel != 0:
	case !a.shown.placedBy(a.frame, m.At):
		a.status.warn("a click came before the window could be read in its new size: click again")
		return nil
	default:
		p.double = doubles(a.clicked, m)
	}
	p.at, p.on = m.At, a.top()
	return []press{p}
}

// doubleClick is the longest between the two clicks of a double click, as it is set on most machines.
const doubleClick = 400 * time.Millisecond

// doubles reports whether a click is the second one of a double click.
func doubles(first, m term.Mouse) bool {
	near := func(a, b int) bool { return max(a-b, b-a) <= 1 }
	return first.Wheel == 0 && m.At.Sub(first.At) < doubleClick && near(m.X, first.X) && near(m.Y, first.Y)
}

// top is what has the keys, as one sees it: a question, what floats over the window, a
// picture alone, or a screen.
func (a *app) top() any {
	switch {
	case a.ask != nil:
		return a.ask
	case a.float != nil:
		return a.float
	}
	if l := a.labelling(); l != nil && l.zoom.level != zoomOff {
		return zoomed{l}
	}
	return a.front()
}

// zoomed is a label screen of which only the picture is to be seen.
type zoomed struct{ *labelScreen }

// wheel scrolls what can be scrolled.
func (a *app) wheel(by int) (press, bool) {
	if a.ask != nil {
		return press{}, false
	}
	for _, do := range map[int][]action{-1: {doUp, doPanUp}, 1: {doDown, doPanDown}}[by] {
		if _, ok := a.keys().of(do); ok && a.works(do) {
			return press{do: do}, true
		}
	}
	return press{}, false
}

// at is what a click on a cell means.
func (a *app) at(x, y int) (press, bool) {
	f := a.frame
	for _, p := range a.hints().places(f.hints()) {
		if p.has(x, y) {
			return p.press(x)
		}
	}
	switch {
	case a.ask != nil:
		return a.ask.at(a.st, f, x, y)
	case a.float != nil:
		return a.float.at(f, x, y)
	case f.news().has(x, y):
		return press{do: doNews}, true
	}
	if s, ok := a.front().(zoomable); !ok || !s.zoomed() {
		for t, r := range a.tabs() {
			if r.has(x, y) {
				return press{do: tabActions[t]}, true
			}
		}
	}
	if s, ok := a.front().(pointed); ok {
		return s.at(x, y)
	}
	return press{}, false
}

// press is what a click on a hint means: its key. Of several keys it is the one that was
// hit, or, in the words behind them, the last.
func (p hintPlace) press(x int) (press, bool) {
	if p.does[0] == doLabel {
		return press{do: doLabel, nth: -1}, true // which level is not said
	}
	i := len(p.does) - 1
	if at := x - p.x; at < p.keyCells {
		i = at * len(p.does) / p.keyCells
	}
	return press{do: p.does[i]}, true
}

// at is what a click means on the label screen: a level, or an answer to go back to.
func (s *labelScreen) at(x, y int) (press, bool) {
	if s.item == nil || s.zoom.level != zoomOff {
		return press{}, false
	}
	for _, p := range s.lastPlaces() {
		if p.has(x, y) {
			return press{do: doGoToMeme, meme: p.meme}, true
		}
	}
	for l, r := range s.frame.label().bars {
		if r.has(x, y) && !s.done {
			return press{do: doLabel, nth: l}, true
		}
	}
	return press{}, false
}

// at is what a click means on Evaluate: a cell is selected, and opened where it is selected
// already.
func (s *evalScreen) at(x, y int) (press, bool) {
	if s.page != matrixPage {
		return press{}, false
	}
	for t, row := range s.frame.evaluate().cells {
		for p, r := range row {
			switch {
			case !r.has(x, y):
			case labels.Level(t) == s.row && labels.Level(p) == s.col:
				return press{do: doOpen}, true
			default:
				return press{do: doChoose, nth: t*labels.Levels + p}, true
			}
		}
	}
	return press{}, false
}

// at is what a click means on Train: a version is selected.
func (s *trainScreen) at(x, y int) (press, bool) {
	t := s.layout()
	rows := s.tableRows(t)
	versions, from := s.listed(rows)
	if i := y - t.table.y - 1; t.table.has(x, y) && i >= 0 && i < rows && from+i < len(versions) {
		return press{do: doChoose, nth: len(versions) - 1 - from - i}, true
	}
	return press{}, false
}
