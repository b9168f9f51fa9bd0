package term

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// How long a Decoder waits for the rest of what has begun. Keys send their bytes in
// one piece; on a slow line, and where a read ends in their middle, they come apart.
const (
	// escapeHold is how long ESC may still be the beginning of a sequence; then it
	// is the key of that name.
	escapeHold = 50 * time.Millisecond
	// controlHold is how long a control sequence (CSI, SS3) or a character in
	// UTF-8 may pause.
	controlHold = 500 * time.Millisecond
	// stringHold is how long a string of the terminal (OSC, DCS, APC), or pasted
	// text, may pause.
	stringHold = 2 * time.Second
	// tailHold is how long the rest of a sequence that was given up may pause and is
	// still taken for its rest, and not for keys.
	tailHold = 2 * time.Second
	// sequenceLimit is how long a sequence may take in all, and its rest again, so
	// that a key with Alt that looks like the beginning of one does not swallow those
	// after it for ever.
	sequenceLimit = 5 * time.Second
)

// Limits of what is kept, in bytes. No key and no answer comes near them.
const (
	sequenceBytes = 4 << 10
	pasteBytes    = 1 << 20
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// Decoder makes keys of the bytes that a terminal sends (xterm's control sequences,
// "Xterm Control Sequences" by Edward Moy and others; kitty's keyboard protocol).
//
// However the bytes are divided, the same keys come out, as long as pauses within a
// sequence are shorter than the holds above. With longer ones there may be fewer
// keys: the rest of a sequence is dropped, not taken for keys, if it comes within
// tailHold, and after a pause behind ESC within controlHold or in one piece. Only the
// head of a sequence (ESC, or with it what says of which kind it is, as in ESC [) cannot
// be told from the keys that send the same: it is those keys when controlHold has passed
// behind it, or when what comes after a pause cannot go on with it.
//
// The zero value is ready. It has no clock: its user calls Feed with what was read,
// and Expire when the time of Deadline has come and nothing more can be read.
type Decoder struct {
	held    []byte    // of a sequence that is not complete
	began   time.Time // when its first byte came, or when it was given up
	last    time.Time // when the newest byte came
	late    bool      // it was given up: when its rest has come, it is dropped with it
	gave    int       // how many of its bytes were given out as keys
	given   []byte    // a head that was given out as keys, while what follows may be its rest
	givenAt time.Time // when the newest byte of that came
	pasting bool      // what comes is pasted text, up to its end
	pasted  []byte
}

// Feed takes in bytes read at a time and returns what they complete.
func (d *Decoder) Feed(b []byte, at time.Time) []Input {
	if len(b) == 0 {
		return nil
	}
	var out []Input
	if isHead(d.held) && len(d.held) > 1 && at.Sub(d.last) > escapeHold && !goesOn(d.held, b[0]) {
		out = d.giveHead()
		d.given = nil
	}
	if len(d.held) == 0 {
		d.begin(at)
		d.adopt(b, at)
	}
	d.held, d.last = append(d.held, b...), at
	for len(d.held) > 0 {
		in, n := d.step(at)
		if n == 0 {
			d.shorten()
			break
		}
		if in != nil && !d.late {
			out = append(out, in)
		}
		d.held = d.held[n:]
		d.begin(at)
	}
	if len(d.held) == 0 {
		d.held = nil
	}
	return out
}

// begin is called where the first byte of something new comes.
func (d *Decoder) begin(at time.Time) { d.began, d.late, d.gave = at, false, 0 }

// adopt finds out whether what comes after a head was given out as keys is the rest of
// the sequence that it began. Behind ESC what follows at once is, and later what comes in
// one piece, as no person types. Then it is put together again, to be dropped whole.
func (d *Decoder) adopt(b []byte, at time.Time) {
	head, pause := d.given, at.Sub(d.givenAt)
	d.given = nil
	if head == nil || d.pasting || !goesOn(head, b[0]) || pause > tailHold {
		return
	}
	if len(head) == 1 && pause > controlHold && len(b) == 1 {
		return
	}
	d.held, d.late, d.gave = slices.Clone(head), true, len(head)
}

// giveHead gives out the head that is held as the keys that send the same, as far as it
// was not yet.
func (d *Decoder) giveHead() (keys []Input) {
	for i, c := range d.held[d.gave:] {
		at := d.last
		if d.gave+i == 0 {
			at = d.began
		}
		keys = append(keys, runeKey(rune(c), 0, at))
	}
	d.given, d.givenAt = d.held, d.last
	d.held = nil
	d.begin(d.last)
	return keys
}

// shorten forgets the middle of a sequence that is longer than any that has a
// meaning here.
func (d *Decoder) shorten() {
	if len(d.held) <= sequenceBytes {
		return
	}
	_, size := introducer(d.held)
	rest := d.held[len(d.held)-1:] // which may be the first byte of its end
	d.held, d.late = append(slices.Clone(d.held[:size]), rest...), true
}

// Deadline returns when Expire is to be called if nothing comes before; ok is false
// when nothing is waited for.
func (d *Decoder) Deadline() (at time.Time, ok bool) {
	switch {
	case d.pasting:
		return d.last.Add(stringHold), true
	case len(d.held) > 0:
		hold := controlHold
		switch kind, _ := introducer(d.held); {
		case kind == 0 && d.held[0] == '\x1b':
			hold = escapeHold
		case isHead(d.held):
		case d.late:
			hold = tailHold
		case kind != 0 && kind != '[' && kind != 'O':
			hold = stringHold
		}
		at, limit := d.last.Add(hold), d.began.Add(sequenceLimit)
		if limit.Before(at) {
			at = limit
		}
		return at, true
	case d.given != nil:
		return d.givenAt.Add(tailHold), true
	}
	return time.Time{}, false
}

// Expire gives up what was waited for, if its time has come, and returns what comes
// of it.
func (d *Decoder) Expire(at time.Time) []Input {
	if deadline, ok := d.Deadline(); !ok || at.Before(deadline) {
		return nil
	}
	if d.pasting {
		d.keepPasted(d.held)
		d.held = nil
		return []Input{d.endPaste()}
	}
	if isHead(d.held) {
		return d.giveHead()
	}
	d.given = nil
	if kind, _ := introducer(d.held); kind != 0 && !d.late {
		d.late, d.began, d.last = true, at, at
		return nil
	}
	d.held = nil // half a character is none
	d.begin(at)
	return nil
}

// step takes what is complete at the beginning of held, and returns it with its
// length; 0 is for nothing yet. in is nil for what is dropped.
func (d *Decoder) step(at time.Time) (in Input, n int) {
	if d.pasting {
		return d.stepPaste()
	}
	kind, size := introducer(d.held)
	switch {
	case kind == '[' || kind == 'O':
		return d.stepControl(kind, size, at)
	case kind != 0:
		return stringReply(d.held, size)
	case d.held[0] == '\x1b':
		return d.stepEscape(at)
	}
	return character(d.held, at)
}

// controlRest returns how many of the bytes belong to a control sequence that has
// begun: parameters and intermediates (ECMA-48, 5.4), and its final byte, with which
// it ends. What can be in no sequence ends it as well.
func controlRest(b []byte) (n int, ends bool) {
	for n < len(b) && b[n] >= ' ' && b[n] < '@' {
		n++
	}
	if n < len(b) && b[n] >= '@' && b[n] < 0x7f {
		return n + 1, true
	}
	return n, false
}

// stringReply takes a string of the terminal, whose introducer has a size: up to ST,
// or BEL as xterm has it. CAN, SUB and another ESC cut a string off, and so does
// ctrl+c; then nothing comes of it.
func stringReply(b []byte, size int) (Input, int) {
	for i := size; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\a', c == 0x9c && !inCharacter(b, i):
			return Reply{string(b[:i+1])}, i + 1
		case c == '\x1b' && i+1 == len(b):
			return nil, 0 // what follows decides
		case c == '\x1b' && b[i+1] == '\\':
			return Reply{string(b[:i+2])}, i + 2
		case c == '\x1b', c == 0x03, c == 0x18, c == 0x1a:
			return nil, i
		}
	}
	return nil, 0
}

// inCharacter reports whether the byte at i continues a character in UTF-8.
func inCharacter(b []byte, i int) bool {
	for j := i - 1; j >= 0 && j > i-utf8.UTFMax; j-- {
		if utf8.RuneStart(b[j]) {
			_, size := utf8.DecodeRune(b[j:])
			return size > i-j
		}
	}
	return false
}

// stepControl takes a control sequence.
func (d *Decoder) stepControl(kind byte, size int, at time.Time) (Input, int) {
	b := d.held
	if kind == '[' && len(b) > size && b[size] == '[' { // the Linux console's F1 to F5
		if len(b) < size+2 {
			return nil, 0
		}
		return sequenceKey("[["+string(b[size+1]), at), size + 2
	}
	n, ends := controlRest(b[size:])
	n += size
	if !ends {
		if n < len(b) {
			return nil, n // cut off by what cannot be in it
		}
		return nil, 0
	}
	body := string(b[size:n])
	if kind == '[' && body == "M" { // a mouse report of 1981 has three more bytes
		if len(b) < n+3 {
			return nil, 0
		}
		return Reply{string(b[:n+3])}, n + 3
	}
	if kind == '[' && body == "200~" {
		d.pasting = true
		return nil, n
	}
	if kind == '[' && strings.HasPrefix(body, "<") {
		if m, ok := mouseReport(body, at); ok {
			return m, n
		}
		return Reply{string(b[:n])}, n
	}
	if k := sequenceKey(string(kind)+body, at); k != nil {
		return k, n
	}
	if kind == 'O' {
		return nil, n // a key of a keypad that nobody knows
	}
	return Reply{string(b[:n])}, n
}

// stepEscape takes ESC and what is no sequence after it: a key with Alt.
func (d *Decoder) stepEscape(at time.Time) (Input, int) {
	b := d.held
	if len(b) == 1 {
		return nil, 0
	}
	if b[1] == '\x1b' {
		return Key{Name: "esc", At: at}, 1
	}
	in, n := character(b[1:], at)
	if n == 0 {
		return nil, 0
	}
	k, ok := in.(Key)
	if !ok {
		return nil, 1 + n
	}
	return Key{Name: withModifiers(k.Name, modAlt), At: at}, 1 + n
}

// stepPaste takes pasted text up to its end.
func (d *Decoder) stepPaste() (Input, int) {
	b := d.held
	if i := bytes.Index(b, []byte(pasteEnd)); i >= 0 {
		d.keepPasted(b[:i])
		return d.endPaste(), i + len(pasteEnd)
	}
	// What may be the beginning of the end waits for the rest.
	n := len(b)
	for k := min(len(pasteEnd)-1, len(b)); k > 0; k-- {
		if bytes.HasSuffix(b, []byte(pasteEnd[:k])) {
			n = len(b) - k
			break
		}
	}
	d.keepPasted(b[:n])
	return nil, n
}

// keepPasted keeps pasted text, as much as there is room for.
func (d *Decoder) keepPasted(b []byte) {
	d.pasted = append(d.pasted, b[:min(len(b), pasteBytes-len(d.pasted))]...)
}

// endPaste returns what was pasted. Many terminals send the ends of its lines as the key enter
// would: carriage returns.
func (d *Decoder) endPaste() Paste {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(d.pasted))
	d.pasting, d.pasted = false, nil
	return Paste{text}
}

// character takes one character, or a control character as the key that sends it.
func character(b []byte, at time.Time) (Input, int) {
	if !utf8.FullRune(b) {
		return nil, 0
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		return nil, 1
	}
	if k := runeKey(r, 0, at); k != nil {
		return k, n
	}
	return nil, n
}
