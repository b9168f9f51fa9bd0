package tui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

// reversed matches what is shown in reverse video.
var reversed = regexp.MustCompile(`\x1b\[(?:\d+;)*7(?:;\d+)*m([^\x1b]*)\x1b`)

// Without colours, and with sixteen, one can tell what is chosen, where the cursor is,
// and which level is the model's and which one's own.
func TestSignsWithoutColours(t *testing.T) {
	for _, profile := range []termenv.Profile{termenv.Ascii, termenv.ANSI} {
		for _, size := range goldenSizes {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], profile.Name()), func(t *testing.T) {
				o := sceneMemes()
				o.w, o.h = size[0], size[1]
				inRig(t, o, func(t *testing.T, r *rig) {
					r.a.st = newStyles(profile, false, testWidths)
					reverse := func(want string) {
						t.Helper()
						var all []string
						for _, m := range reversed.FindAllStringSubmatch(strings.ReplaceAll(r.a.View(), term.Column, ""), -1) {
							if all = append(all, m[1]); m[1] == want {
								return
							}
						}
						t.Errorf("%q is not reversed, but %q", want, all)
					}
					reverse(" Label ")
					said := r.a.label.item.pred.Level()
					r.wants("▸  " + digitOf(said) + "  " + said.Title())
					own := labels.Level(labels.Levels-1) - said
					r.keys(digitOf(own), "left")
					r.wants("●  " + digitOf(own) + "  " + own.Title())
					r.keys("G", "home", "f", "esc", "m")
					reverse(" Grid ")
					r.wants("■ ", "□ ", "⚑", "1 marked")
					g := r.a.frame.grid(0)
					here := g.cell(r.a.grid.here - r.a.grid.top)
					beside := cellsOf(r.a)
					if l, r := beside[here.y][here.x-1], beside[here.y][here.right()]; l != "▐" || r != "▌" {
						t.Errorf("beside the selected meme are %q and %q", l, r)
					}
					r.keys("esc", "/", "down")
					reverse(" ") // the cursor
					r.wants("▸ in order", "/ state:waiting")
					r.keys("esc", "E")
					reverse(" Evaluate ")
					row, cells := r.a.frame.evaluate(), cellsOf(r.a)
					at := row.cells[r.a.eval.row][r.a.eval.col]
					if got := cells[at.y][at.x]; got != "▸" && got != "┏" {
						t.Errorf("the cursor is %q", got)
					}
					r.keys("r", "T")
					reverse(" Train ")
					r.wants("▸ ▲ v2")
					r.keys("p")
					reverse(" y ")
					r.keys("esc", "n", "g", "o")
					reverse(" enter ")
					d := r.a.ask.place(r.a.st, r.a.frame)
					line := strings.Split(strings.ReplaceAll(r.a.View(), term.Column, ""), "\n")[d.field.y]
					if n := len(reversed.FindAllString(line, -1)); n != 1 {
						t.Errorf("%d parts of the field are reversed, want the cursor alone: %q", n, line)
					}
					r.keys("esc", ":")
					r.wants("▸")
					r.keys("esc", ",")
					r.wants("▸ ")
					r.keys("esc", "?")
					r.wants("▸ keys")
				})
			})
		}
	}
}

// Where the terminal draws lines and blocks two cells wide, frames and bars are made of
// others, and nothing is cut.
func TestFramesAndBarsInWideSigns(t *testing.T) {
	wide := term.Widths{Ambiguous: 2}
	st := newStyles(termenv.Ascii, false, wide)
	c := newCanvas(st, 30, 6)
	c.box(rect{4, 1, 20, 4}, "title")
	for y, row := range c.strings()[1:5] {
		text := strings.TrimSpace(ansi.Strip(strings.ReplaceAll(row, term.Column, "")))
		if n := wide.Width(text); n != 20 || strings.Contains(text, "…") {
			t.Errorf("row %d of a frame has %d cells: %q", y, n, text)
		}
	}
	for _, share := range []float64{.1, .5, .6, 1} {
		if got := ansi.Strip(st.bar(share, 10, st.accent)); strings.TrimRight(got, " ") != strings.Repeat("#", int(10*share)) {
			t.Errorf("%.1f is %q", share, got)
		}
	}
}

// A line that is asked for can be read in a window that has become too small for it.
func TestAQuestionInAWindowThatIsTooSmall(t *testing.T) {
	inRig(t, rigOptions{memes: memes(9)}, func(t *testing.T, r *rig) {
		r.keys("g", "4")
		r.resize(50, 12)
		r.wants("Go to which meme?  4  enter/esc")
		r.lacks("y/n")
		r.keys("enter")
		r.resize(80, 24)
		if r.at() != 4 {
			t.Errorf("at %d", r.at())
		}
	})
}
