package term

import (
	"strconv"
	"strings"
	"time"
)

// Reports of the mouse: of buttons and the wheel (mode 1000), with numbers in decimal
// (mode 1006, SGR). Movement is never asked for. Most terminals select text as usual while
// shift is held.
const (
	mouseOn  = "\x1b[?1000h\x1b[?1006h"
	mouseOff = "\x1b[?1006l\x1b[?1000l"
)

// The number in a report that says which button it is, and what else there is in it.
const (
	leftButton = 0
	wheelUp    = 64
	wheelDown  = 65
	// farthest is the last cell that is believed: no window comes near it.
	farthest = 1 << 15
)

// mouseReport reads a report in the form of SGR, given from '<' on: "<0;12;3M" for a press
// of the left button in column 12 of row 3. Other buttons, what is held with them, and
// buttons that are let go mean nothing here.
func mouseReport(s string, at time.Time) (m Mouse, ok bool) {
	body, pressed := strings.CutSuffix(s, "M")
	parts := strings.Split(strings.TrimPrefix(body, "<"), ";")
	if !pressed || len(parts) != 3 {
		return m, false
	}
	var n [3]int
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil || n[i] < 0 || n[i] > farthest {
			return m, false
		}
	}
	m = Mouse{X: n[1] - 1, Y: n[2] - 1, At: at}
	switch n[0] {
	case leftButton:
	case wheelUp:
		m.Wheel = -1
	case wheelDown:
		m.Wheel = 1
	default:
		return m, false
	}
	return m, m.X >= 0 && m.Y >= 0
}
