package term

import "strings"

// introducers are what follows ESC where a sequence begins: CSI, SS3, DCS, OSC, APC, PM,
// SOS.
const introducers = "[OP]_^X"

// introducer returns with which of the introducers b begins, and how many bytes say so; 0
// where it is none, or not yet known to be one. The forms of one byte (C1) are none in
// UTF-8, but some terminals answer with them.
func introducer(b []byte) (kind byte, size int) {
	if len(b) > 1 && b[0] == '\x1b' && strings.IndexByte(introducers, b[1]) >= 0 {
		return b[1], 2
	}
	if len(b) > 0 && b[0] >= 0x80 && b[0] < 0xa0 && strings.IndexByte(introducers, b[0]-0x40) >= 0 {
		return b[0] - 0x40, 1
	}
	return 0, 0
}

// linuxHead is the head of the Linux console's F1 to F5.
const linuxHead = "\x1b[["

// isHead reports whether b is the head of a sequence and no more: what a person sends,
// too, who presses Escape and a key or two.
func isHead(b []byte) bool {
	if len(b) == 0 || b[0] != '\x1b' {
		return false
	}
	kind, size := introducer(b)
	return len(b) == 1 || kind != 0 && len(b) == size || string(b) == linuxHead
}

// goesOn reports whether a byte can be the next in a sequence that begins with a head, of
// those that terminals send: keys (rxvt has letters a to d for arrows with shift or ctrl),
// reports of focus and of the mouse, and answers.
func goesOn(head []byte, c byte) bool {
	if len(head) == 1 {
		return strings.IndexByte(introducers, c) >= 0
	}
	if _, ok := plainSequences[string(head[1:])+string(rune(c))]; ok {
		return true
	}
	parameter := c >= ' ' && c < '@'
	switch string(head[1:]) {
	case "[":
		return parameter || strings.IndexByte("IOM[abcd", c) >= 0
	case "O":
		return parameter || c >= '@' && c < 0x7f
	case "P", "]":
		return parameter
	case "_":
		return c == 'G' // kitty's pictures
	}
	return false
}
