//go:build unix

package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
)

// capabilities is what a terminal can do.
type capabilities struct {
	name         string
	kitty, sixel bool
	shape        shape
	env          []string
	blind        int    // pictures after so many are counted, but not shown
	cell         string // what it says of its cells; "" for what they are
}

// shape is how a picture stands on the screen.
type shape int

const (
	placeholders shape = iota // text that Kitty shows the picture in place of
	direct                    // over cells of which the text knows nothing
	inCells                   // pixels in cells
)

// placed is a picture of Kitty's on the screen, in cells.
type placed struct{ x, y, cols, rows int }

// graphics is a terminal that shows pictures: it answers the questions of the
// probe, and takes what is no text out of the program's output. For pixels in
// cells it writes a stand-in into every cell that they cover; text that is
// written there later erases it, as it would the pixels.
type graphics struct {
	*terminal
	capabilities capabilities
	held         []byte // an escape sequence whose end has not come yet
	sought       int    // how much of held was looked through for that end

	sent    []string          // what was transmitted: number or size
	known   map[string]bool   // Kitty's pictures by number
	placed  map[string]placed // those placed at the cursor
	box     placed            // of the last picture in cells
	inFrame int               // bytes of the frame that is being written
	frames  []int             // bytes of each frame, without pictures
	whole   bool              // the last frame has ended
	left    bool              // the program has left its screen
	behind  int               // pictures that were there when it did
}

// standIn is what stands for pixels.
const standIn = "▒"

// startGraphics runs the program on a terminal with capabilities.
func startGraphics(t *testing.T, width, height int, g capabilities) *graphics {
	t.Helper()
	x := newGraphics(t, width, height, g)
	x.run()
	return x
}

// newGraphics prepares a terminal with capabilities.
func newGraphics(t *testing.T, width, height int, g capabilities) *graphics {
	t.Helper()
	x := &graphics{
		terminal:     newTerminal(t, width, height, append(offline(t), g.env...)),
		capabilities: g, known: map[string]bool{}, placed: map[string]placed{},
	}
	x.silent = true // it is the capabilities that answer
	x.terminal.take = x.take
	return x
}

var (
	raster = regexp.MustCompile(`^0;0;8q"1;1;(\d+);(\d+)`)
	inline = regexp.MustCompile(`^1337;File=[^:]*;width=(\d+);height=(\d+);`)
)

// The passthrough of tmux holds a sequence whose escapes are doubled.
const passthrough = "\x1bPtmux;"

// take goes through what the program has written. A picture comes in hundreds of
// parts, so none of it is looked at twice.
func (x *graphics) take(p []byte) {
	x.held = append(x.held, p...)
	for len(x.held) > 0 {
		n := x.sequence(x.held)
		if n == 0 {
			return
		}
		x.held, x.sought = x.held[n:], 0
	}
}

// sequence handles the text or the escape sequence that s begins with, and
// returns its length, 0 as long as its end has not come.
func (x *graphics) sequence(s []byte) int {
	if s[0] != '\x1b' {
		n := bytes.IndexByte(s, '\x1b')
		if n < 0 {
			n = len(s)
		}
		x.show(s[:n])
		return n
	}
	if len(s) < 2 || len(s) < len(passthrough) && strings.HasPrefix(passthrough, string(s)) {
		return 0
	}
	switch s[1] {
	case '[':
		// Parameters and intermediates, then one final byte.
		i := bytes.IndexFunc(s[2:], func(r rune) bool { return r >= '@' && r <= '~' })
		if i < 0 {
			return 0
		}
		x.control(string(s[:i+3]))
		return i + 3
	case 'P', '_', ']':
		wrapped := bytes.HasPrefix(s, []byte(passthrough))
		content, n := x.terminated(s, wrapped)
		switch {
		case n == 0:
		case !wrapped:
			x.command(string(s[1]), string(s[2:content]))
		case x.capabilities.name == "tmux":
			inner := strings.ReplaceAll(string(s[len(passthrough):content]), "\x1b\x1b", "\x1b")
			x.command("_", strings.TrimSuffix(strings.TrimPrefix(inner, "\x1b_"), "\x1b\\"))
		}
		return n
	}
	x.show(s[:2])
	return 2
}

// terminated returns where the content of the string at the beginning of s ends and
// the length of it all, or 0 if the end has not come; the next call goes on where
// this one has stopped. BEL ends a string as well as ST does, but for a wrapped one,
// in which an escape that is followed by another ends nothing.
func (x *graphics) terminated(s []byte, wrapped bool) (content, n int) {
	i := max(x.sought, 2)
	for i < len(s) {
		j := bytes.IndexByte(s[i:], '\x1b')
		part := s[i:]
		if j >= 0 {
			part = part[:j]
		}
		if bell := bytes.IndexByte(part, '\a'); bell >= 0 && !wrapped {
			return i + bell, i + bell + 1
		}
		i += len(part)
		if i+1 >= len(s) {
			break // an escape needs what follows it
		}
		if s[i+1] == '\\' {
			return i, i + 2
		}
		i++
		if wrapped {
			i++
		}
	}
	x.sought = i
	return 0, 0
}

func (x *graphics) show(p []byte) {
	x.inFrame += len(p)
	x.screen.Write(p)
}

func (x *graphics) answer(s string) { io.WriteString(x.pty, s) }

// control takes a control sequence.
func (x *graphics) control(s string) {
	switch s {
	case "\x1b[c":
		if x.capabilities.sixel {
			x.answer("\x1b[?62;4;22c")
		} else {
			x.answer("\x1b[?62;22c")
		}
	case "\x1b[>q":
		x.answer("\x1bP>|" + x.capabilities.name + "\x1b\\")
	case "\x1b[16t":
		if x.capabilities.cell != "" {
			x.answer(x.capabilities.cell)
		} else {
			x.answer(fmt.Sprintf("\x1b[6;%d;%dt", cellHeight, cellWidth))
		}
	case "\x1b[?2026h":
		x.inFrame, x.whole = 0, false
	case "\x1b[?2026l":
		x.frames, x.whole = append(x.frames, x.inFrame), true
	case "\x1b[?1049l":
		x.left, x.behind = true, len(x.known)+len(x.placed)+strings.Count(x.screen.String(), standIn)
		x.show([]byte(s))
	default:
		x.show([]byte(s))
	}
}

// command takes a string: a DCS, an APC or an OSC.
func (x *graphics) command(kind, s string) {
	switch {
	case kind == "]" && s == "11;?":
		x.answer("\x1b]11;rgb:2020/2020/2828\x1b\\")
	case kind == "]" && inline.MatchString(s):
		m := inline.FindStringSubmatch(s)
		x.cells("iterm "+m[1]+"x"+m[2], number(m[1]), number(m[2]))
	case kind == "P" && raster.MatchString(s):
		m := raster.FindStringSubmatch(s)
		w, h := number(m[1]), number(m[2])
		x.cells("sixel "+m[1]+"x"+m[2], (w+cellWidth-1)/cellWidth, (h+cellHeight-1)/cellHeight)
	case kind == "_" && strings.HasPrefix(s, "G"):
		control, _, _ := strings.Cut(s[1:], ";")
		keys := map[string]string{}
		for pair := range strings.SplitSeq(control, ",") {
			k, v, _ := strings.Cut(pair, "=")
			keys[k] = v
		}
		x.kitty(keys)
	}
}

// cells shows pixels that stand in cells, at the cursor.
func (x *graphics) cells(what string, cols, rows int) {
	x.sent = append(x.sent, what)
	if x.capabilities.blind > 0 && len(x.sent) > x.capabilities.blind {
		return
	}
	at := x.screen.CursorPosition()
	x.box = placed{at.X, at.Y, cols, rows}
	for y := range rows {
		fmt.Fprintf(x.screen, "\x1b[%d;%dH%s", at.Y+1+y, at.X+1, strings.Repeat(standIn, cols))
	}
}

func (x *graphics) kitty(keys map[string]string) {
	id := keys["i"]
	switch {
	case !x.capabilities.kitty:
	case keys["a"] == "q":
		x.answer("\x1b_Gi=" + id + ";OK\x1b\\")
	case keys["a"] == "d":
		delete(x.known, id)
		delete(x.placed, id)
	case keys["a"] == "p" && keys["U"] != "": // for placeholders
		x.box.cols, x.box.rows = number(keys["c"]), number(keys["r"])
	case keys["a"] == "p" && x.known[id]:
		at := x.screen.CursorPosition()
		x.placed[id] = placed{at.X, at.Y, number(keys["c"]), number(keys["r"])}
	case keys["f"] != "":
		x.sent = append(x.sent, id)
		x.known[id] = true
	}
}

func number(s string) int {
	var n int
	fmt.Sscan(s, &n)
	return n
}

// count is how many pictures were transmitted.
func (x *graphics) count() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.sent)
}

// comes waits until so many pictures were transmitted.
func (x *graphics) comes(n int) {
	x.t.Helper()
	x.wait(fmt.Sprintf("picture %d", n), func(string) bool { return x.count() >= n })
}

// still has a frame drawn in which only the status line is new, and checks that no
// picture comes with it and that it is small.
func (x *graphics) still(n int) {
	x.t.Helper()
	key, news := "x", "nothing runs"
	if n%2 == 0 {
		key, news = "u", "nothing left to undo"
	}
	x.press(key)
	x.see(news)
	x.wait("end of the frame", func(string) bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return x.whole
	})
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.sent) != n {
		x.t.Errorf("%d pictures were transmitted, want %d: %q", len(x.sent), n, x.sent)
	}
	if last := x.frames[len(x.frames)-1]; last >= 1000 {
		x.t.Errorf("a frame with another status line takes %d bytes", last)
	}
}

// inCells reports where stand-ins or placeholders are on the screen: the smallest
// box around them, and how many.
func (x *graphics) inCells(s string) (around placed, n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	right, bottom := -1, -1
	for y := range x.screen.Height() {
		for i := range x.screen.Width() {
			c := x.screen.CellAt(i, y)
			if c == nil || !strings.HasPrefix(c.Content, s) {
				continue
			}
			if n++; n == 1 {
				around.x, around.y = i, y
			}
			around.x, right, bottom = min(around.x, i), max(right, i), max(bottom, y)
		}
	}
	around.cols, around.rows = right+1-around.x, bottom+1-around.y
	return around, n
}

var terminals = map[string]capabilities{
	"kitty":         {name: "kitty(0.41.1)", kitty: true},
	"kitty in tmux": {name: "tmux", kitty: true, env: []string{"TMUX=/tmp/tmux-0/default,1,0"}},
	"kitty direct":  {name: "kitty(0.26.5)", kitty: true, shape: direct},
	"sixel":         {name: "XTerm(379)", sixel: true, shape: inCells},
	"iterm":         {name: "iTerm2 3.5.0", shape: inCells, env: []string{"TERM_PROGRAM=iTerm.app"}},
}

// onScreen returns where the picture on the screen is, how many of its cells are
// still there, and how many pictures there are.
func (x *graphics) onScreen() (at placed, cells, n int) {
	x.mu.Lock()
	for _, p := range x.placed {
		at = p
	}
	n, known := len(x.placed), len(x.known)
	x.mu.Unlock()
	switch x.capabilities.shape {
	case placeholders:
		at, cells = x.inCells("\U0010eeee")
		return at, cells, min(known, cells)
	case inCells:
		at, cells = x.inCells(standIn)
		return at, cells, min(cells, 1)
	}
	return at, at.cols * at.rows, n
}

// shows reports whether one picture stands on the screen, whole, left of the pane
// and below the header.
func (x *graphics) shows() bool {
	at, cells, n := x.onScreen()
	x.mu.Lock()
	sent := x.box
	x.mu.Unlock()
	if x.capabilities.shape == direct {
		sent = at
	}
	return n == 1 && cells == at.cols*at.rows && at.cols == sent.cols && at.rows == sent.rows &&
		at.x >= 1 && at.y >= 1 && at.cols >= 8 && at.rows >= 4 &&
		at.x+at.cols <= x.screen.Width()*2/3 && at.y+at.rows <= x.screen.Height()-3
}

// alone reports whether one picture stands on the screen, whole, in the window's
// middle and above its last two rows.
func (x *graphics) alone() bool {
	at, cells, n := x.onScreen()
	w, h := x.screen.Width(), x.screen.Height()
	tall := at.y <= 1 && at.y+at.rows >= h-3 && at.y+at.rows <= h-2
	aside := at.x - (w - at.x - at.cols)
	return n == 1 && cells == at.cols*at.rows && tall && aside >= -1 && aside <= 1
}

// gone reports that nothing of a picture is left, on the screen or in the terminal.
func (x *graphics) gone() bool {
	_, text := x.inCells("\U0010eeee")
	_, pixels := x.inCells(standIn)
	x.mu.Lock()
	defer x.mu.Unlock()
	return text+pixels+len(x.known)+len(x.placed) == 0
}

// quit ends the program, and checks that nothing of a picture is left behind and
// that n were transmitted.
func (x *graphics) quit(n int) {
	x.t.Helper()
	x.press("q")
	if code := x.end(); code != 0 {
		x.t.Fatalf("exit status %d:\n%s", code, x.text())
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.left || x.behind > 0 {
		x.t.Errorf("left %v, with %d pictures or cells of them behind", x.left, x.behind)
	}
	if len(x.sent) != n {
		x.t.Errorf("%d pictures were transmitted, want %d: %q", len(x.sent), n, x.sent)
	}
}
