package tui

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"memebench/tui/term"
)

// find is the cell at which a text begins on the screen.
func (r *rig) find(text string) (x, y int) {
	r.t.Helper()
	for y, line := range strings.Split(r.view(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	r.t.Fatalf("not on the screen: %q\n%s", text, r.view())
	return 0, 0
}

// click clicks on the beginning of a text, when what is there could be read.
func (r *rig) click(text string) {
	r.t.Helper()
	time.Sleep(readTime)
	r.settle()
	x, y := r.find(text)
	r.clickAt(x, y)
}

func (r *rig) clickAt(x, y int) { r.send(terminalMsg{term.Mouse{X: x, Y: y, At: time.Now()}}) }

func (r *rig) wheel(by int) { r.send(terminalMsg{term.Mouse{X: 5, Y: 5, Wheel: by, At: time.Now()}}) }

func TestClicksOnLabel(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {200, 50}} {
		inRig(t, rigOptions{w: size[0], h: size[1], memes: memes(9)}, func(t *testing.T, r *rig) {
			for _, c := range [][2]int{{3, 3}, {0, size[0]/2 - 8}} { // a chip, and a bar
				bar := r.a.frame.label().bars[c[0]]
				time.Sleep(readTime)
				r.clickAt(bar.x+min(c[1], bar.w-1), bar.y)
			}
			if got := r.given(); got != "1:4 2:1" {
				t.Errorf("%v: given %q", size, got)
			}
			r.click("#0002 ") // in the strip, or the side column
			if r.at() != 2 {
				t.Errorf("%v: at %d", size, r.at())
			}
			r.clickAt(2, size[1]-2) // where news stand
			r.wants("All news of this session")
			r.keys("esc")
			r.click("#0002 ")
			r.click("s skip")
			if got := r.given(); got != "1:4 2:1 2:skip" {
				t.Errorf("%v: given %q", size, got)
			}
			r.click("-5 label") // says not which
			r.wants("1–5 label a meme: click one")
			r.click("? keys")
			r.wants("Keys on Label")
			r.click("guide")
			r.wants("Whose feeling")
			r.click("esc close  [")
			r.lacks("Whose feeling")
			r.click("Evaluate")
			r.on("Evaluate")
			r.click("Label")
			r.on("Label")
			at := r.at()
			r.clickAt(size[0]/4, size[1]/3) // the picture
			if r.at() != at || len(r.store.log) != 3 {
				t.Errorf("%v: a click on the picture does something", size)
			}
		})
	}
}

// A click is held to the same as a key: it counts for a meme that could be read.
// Of a hint with several keys the one that is hit counts.
func TestClicksOnTheKeysOfAHint(t *testing.T) {
	inRig(t, rigOptions{w: 200, h: 50, memes: memes(9)}, func(t *testing.T, r *rig) {
		x, y := r.find("←→ move")
		for _, c := range [][2]int{{1, 2}, {1, 3}, {0, 2}} {
			time.Sleep(readTime)
			if r.clickAt(x+c[0], y); r.at() != uint64(c[1]) {
				t.Errorf("at #%d, want #%d", r.at(), c[1])
			}
		}
	})
}

func TestAClickThatComesTooSoon(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		x, y := r.find("3  neutral")
		time.Sleep(readTime)
		click := term.Mouse{X: x, Y: y, At: time.Now()}
		r.send(terminalMsg{click, click})
		if got := r.given(); got != "1:3" {
			t.Errorf("given %q", got)
		}
		r.wants("! a click came before #0002 could be read")
	})
}

// Who clicks twice by habit has meant one meme, also where the next one could be read between the clicks.
func TestADoubleClickLabelsOnce(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		x, y := r.find("3  neutral")
		time.Sleep(readTime)
		for _, wait := range []time.Duration{2 * readTime, 3 * readTime, doubleClick} {
			r.clickAt(x, y)
			time.Sleep(wait)
			r.settle()
		}
		if got := r.given(); got != "1:3" {
			t.Errorf("given %q", got)
		}
		r.wants("! a second click so soon counts for nothing: click again")
		r.clickAt(x, y)
		if got := r.given(); got != "1:3 2:3" {
			t.Errorf("given %q, with a click that comes later", got)
		}
		time.Sleep(readTime)
		r.settle()
		r.clickAt(x, y-2) // of another level: it is no double click
		if got := r.given(); got != "1:3 2:3 3:1" {
			t.Errorf("given %q", got)
		}
	})
}

// A click is aimed at what one sees, which moves when the window becomes another size.
func TestAClickAfterAResize(t *testing.T) {
	inRig(t, rigOptions{w: 100, h: 30, memes: memes(9)}, func(t *testing.T, r *rig) {
		time.Sleep(readTime)
		bar := newFrame(100, 28).label().bars[4]
		r.send(terminalMsg{term.Resized{Width: 100, Height: 28}, term.Mouse{X: bar.x, Y: bar.y, At: time.Now()}})
		if got := r.given(); got != "" {
			t.Errorf("given %q", got)
		}
		r.wants("! a click came before the window could be read in its new size")
		time.Sleep(doubleClick)
		r.settle()
		r.clickAt(bar.x, bar.y)
		if got := r.given(); got != "1:5" {
			t.Errorf("given %q", got)
		}
	})
}

// What was clicked must still be there when its turn comes.
func TestAClickOnWhatIsGone(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		time.Sleep(readTime)
		x, y := r.find("3  neutral")
		r.send(terminalMsg{typed("?")[0], term.Mouse{X: x, Y: y, At: time.Now()}, typed("E")[0]})
		if got := r.given(); got != "" || r.a.float == nil {
			t.Errorf("given %q", got)
		}
	})
}

// The answers of a question can be clicked.
func TestClicksInAQuestion(t *testing.T) {
	var h held
	inRig(t, heldTraining(&h), func(t *testing.T, r *rig) {
		r.keys("r", "q")
		r.wants("Quit and stop")
		r.click("stay")
		r.lacks("Quit and stop")
		r.keys("q")
		r.click("quit and stop it")
		r.pass(jobsStopWithin)
		if !r.quit {
			t.Error("goes on")
		}
	})
}

// The wheel scrolls what can be scrolled, and says nothing where nothing can be.
func TestTheWheel(t *testing.T) {
	ms := memes(9)
	ms[0].Caption = strings.Repeat("words and more words ", 60) + "END"
	inRig(t, rigOptions{w: 80, h: 24, memes: ms}, func(t *testing.T, r *rig) {
		r.lacks("↑1 more")
		r.wheel(1)
		r.wants("↑1 more")
		ends := regexp.MustCompile(`(\S+) +[↑↓]\d+ more`).FindAllStringSubmatch(r.view(), -1)
		for _, m := range ends {
			if m[1] != "words" && m[1] != "and" && m[1] != "more" {
				t.Errorf("cut within a word: %q", m[0])
			}
		}
		if len(ends) != 2 {
			t.Errorf("%d marks", len(ends))
		}
		r.wheel(-1)
		r.lacks("↑1 more")
		r.keys("right")
		before := r.view()
		r.wheel(1)
		if r.view() != before {
			t.Errorf("the wheel changes what cannot be scrolled:\n%s", r.view())
		}
		r.keys("?")
		top := r.view()
		for range 3 {
			r.wheel(1)
		}
		if r.a.float.(*help).top == 0 && strings.Contains(top, "↓ more") {
			t.Error("the help is not scrolled")
		}
	})
}

// A click selects a cell of the matrix, another one opens it; and it selects a version.
func TestClicksOnEvaluateAndTrain(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {200, 50}} {
		o := sceneMemes()
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.keys("E")
			c := r.a.eval.reports[r.a.eval.split].report.Confusion
			row, col := 4, 4
			for c[row][col] == 0 {
				row, col = row-1, col-1
			}
			cell := r.a.frame.evaluate().cells[row][col]
			r.clickAt(cell.right()-1, cell.bottom()-1)
			if int(r.a.eval.row) != row || int(r.a.eval.col) != col || r.a.eval.cell != nil {
				t.Errorf("%v: cell %d %d is selected", size, r.a.eval.row, r.a.eval.col)
			}
			r.clickAt(cell.x, cell.y)
			if r.a.eval.cell == nil {
				t.Errorf("%v: the cell is not open", size)
			}
			r.keys("esc", "T", "r")
			r.pass(2 * jobsEvery)
			if r.a.train.selected != "v2" {
				t.Fatal(r.a.train.selected)
			}
			table := r.a.train.layout().table
			r.clickAt(table.x+3, table.y+2)
			if r.a.train.selected != "v1" {
				t.Errorf("%v: %s is selected", size, r.a.train.selected)
			}
			r.clickAt(table.x+3, table.y) // the names of the columns
			if r.a.train.selected != "v1" {
				t.Errorf("%v: the head is a version", size)
			}
		})
	}
}
