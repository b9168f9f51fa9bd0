package term

import "time"

// Input is what has come from the terminal: a [Key], a [Paste], a [Mouse] or a [Reply].
type Input interface{ input() }

// Key is a key that was pressed.
type Key struct {
	// Name is what the key is called: what it types ("3", "Q", " "), or a word
	// ("enter", "tab", "esc", "backspace", "left", "f5"), with "ctrl+", "alt+" and
	// "shift+" before it in this order where they were held.
	Name string
	Text string    // what it types, "" for keys that type nothing
	At   time.Time // when it was read
}

// Paste is text that was pasted, in a terminal that says so (bracketed paste,
// mode 2004). It may hold anything, control characters too; its lines end with \n.
type Paste struct{ Text string }

// Mouse is a click with the left button, or a step of the wheel.
type Mouse struct {
	X, Y  int // the cell, from 0 at the top left corner of the window
	Wheel int // -1 for a step up, 1 for one down, 0 for a click
	At    time.Time
}

// Reply is a sequence that neither a key nor a click sends: an answer of the terminal.
type Reply struct{ Raw string }

func (Key) input()   {}
func (Paste) input() {}
func (Mouse) input() {}
func (Reply) input() {}
