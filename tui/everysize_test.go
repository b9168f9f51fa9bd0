//go:build !race

// What is drawn in so many windows and colours the race detector would make ten times as slow, on ways on which it
// looks in other tests: it is tried without.

package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/model"
	"memebench/tui/term"
)

// The colours of the screens, as a terminal is sent them: cat a file in a window of 100x30.
func TestGoldenColours(t *testing.T) {
	type profile struct {
		name   string
		window term.Window
	}
	for _, c := range []profile{
		{"dark", term.Window{Profile: termenv.TrueColor}},
		{"light", term.Window{Profile: termenv.TrueColor, Light: true}},
		{"256", term.Window{Profile: termenv.ANSI256}},
		{"16", term.Window{Profile: termenv.ANSI}},
		{"16 light", term.Window{Profile: termenv.ANSI, Light: true}},
		{"none", term.Window{Profile: termenv.Ascii}},
	} {
		for _, sc := range scenes {
			if !sc.coloured {
				continue
			}
			t.Run(c.name+"/"+sc.name, func(t *testing.T) {
				o := sceneMemes()
				if sc.name != "grid" {
					o.images = term.ImagesKittyDirect
				}
				inRig(t, o, func(t *testing.T, r *rig) {
					r.a.st = newStyles(c.window.Profile, c.window.Light, testWidths)
					r.keys(sc.keys...)
					golden.RequireEqual(t, strings.ReplaceAll(r.a.View(), term.Column, "")+"\n")
				})
			})
		}
	}
}

// At any size every scene has exactly as many lines as the window, and none is
// wider.
func TestEveryViewFitsItsWindow(t *testing.T) {
	var sizes [][2]int
	for w := 20; w <= 250; w += 46 {
		for h := 5; h <= 80; h += 15 {
			sizes = append(sizes, [2]int{w, h})
		}
	}
	sizes = append(sizes, [][2]int{{1, 1}, {minWidth - 1, minHeight}, {minWidth, minHeight}, {minWidth, 19}, {75, 20}, {76, 21}, {80, 24}, {89, 25}, {90, 25}, {98, 30}, {100, 30}, {121, 40}, {122, 40}, {250, 80}, {250, 16}, {60, 80}}...)
	long := append(slices.Clone(scenes), scene{name: "message", keys: []string{"!"}})
	for _, sc := range long {
		o := sceneMemes().with(func(s *fakeStore, d *Deps) {
			for i := range s.memes {
				s.memes[i].Caption += strings.Repeat(" 漢字 wörd", 40)
			}
			d.Workspace, d.Annotator = strings.Repeat("workspace ", 5), strings.Repeat("annotator ", 5)
			d.Prepare = func(context.Context, model.Report) ([]string, error) {
				return nil, fmt.Errorf("a long story %s", strings.Repeat("and more ", 30))
			}
		})
		t.Run(sc.name, func(t *testing.T) {
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys(sc.keys...)
				for _, size := range sizes {
					r.resize(size[0], size[1])
					lines := strings.Split(r.a.View(), "\n")
					if len(lines) != size[1] {
						t.Errorf("%v: %d lines", size, len(lines))
					}
					for i, l := range lines {
						if n := ansi.StringWidth(l); n > size[0] {
							t.Errorf("%v: line %d has %d columns: %q", size, i, n, ansi.Strip(l))
						}
					}
				}
			})
		})
	}
}

// Nothing is wider than its window, whoever has labelled.
func TestDataFitsItsWindow(t *testing.T) {
	inRig(t, dataMemes(manyPeople(30)), func(t *testing.T, r *rig) {
		r.keys("D", "end")
		for range dataViewNames {
			for w := minWidth; w <= 400; w += 17 {
				for h := minHeight; h <= 100; h += 12 {
					r.resize(w, h)
					lines := strings.Split(r.view(), "\n")
					if len(lines) != h {
						t.Fatalf("%dx%d has %d rows", w, h, len(lines))
					}
					for _, l := range lines {
						if n := r.a.st.Width(l); n > w {
							t.Fatalf("%dx%d: a row of %d cells: %s", w, h, n, l)
						}
					}
				}
			}
			r.keys("]")
		}
	})
}

// In windows of 80 columns and more, what a command does is there in full, and makes sense
// without the rest of the sentence.
func TestWhatCommandsDoIsNotCut(t *testing.T) {
	for _, way := range [][]string{nil, {"z"}, {"E"}, {"E", "enter"}, {"T"}} {
		inRig(t, sceneMemes(), func(t *testing.T, r *rig) {
			r.resize(80, 24)
			r.keys(way...)
			r.keys(":")
			for _, c := range r.a.float.(*commandSheet).all {
				r.wants(c.name + blank(nameCells+1-len(c.name)) + c.says)
				r.keys("down")
			}
		})
	}
	for help, want := range map[string]string{
		"skip: no label, and it stops waiting for one":                            "skip: no label, and it stops waiting for one",
		"hide them, or show them again (remembered)":                              "hide them, or show them again",
		"train a new version in the background, on the labels of train; and more": "train a new version in the background",
		"take back your newest label or skip and return to its meme; again":       "take back your newest label or skip",
	} {
		if got := clause(help); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The hints of a screen are the same in every state of it: only what cannot be done now is
// faint.
func TestHintsStayInTheirPlaces(t *testing.T) {
	states := map[string][][]string{
		"Label":    {nil, {"4"}, {"s"}, {"4", "u"}, {"right"}, {"b"}, {"i"}, {"r"}, {"r", "x"}, {"left"}, {"4", "left"}},
		"Grid":     {{"G"}, {"G", "m"}, {"G", "*"}, {"G", "right"}, {"G", "3"}, {"G", "b"}, {"G", "i"}, {"G", "+"}, {"G", "end"}},
		"Evaluate": {{"E"}, {"E", "]"}, {"E", "down"}, {"E", "%"}, {"E", "t"}, {"E", "t", "t"}, {"E", "r"}},
		"Check":    {{"C"}, {"C", "y"}, {"C", "f", "esc"}, {"C", "u"}, {"C", "down"}, {"C", "]"}, {"C", "]", "]"}, {"C", "i"}, {"C", "r"}},
		"Train":    {{"T"}, {"T", "down"}, {"T", "m"}, {"T", "]"}, {"T", "r"}},
		"Data":     {{"D"}, {"D", "%"}, {"D", "r"}},
	}
	for _, w := range []int{80, 60, 100, 160, 200} {
		for name, ways := range states {
			want := ""
			for _, setup := range []func(*rigOptions){
				func(*rigOptions) {},
				func(o *rigOptions) { // nothing works: no model, and no version
					o.prepare = func(context.Context, model.Report) ([]string, error) { return nil, nil }
					o.setup = func(*fakeStore, *Deps) {}
				},
				func(o *rigOptions) {
					o.memes = memes(9)
					for i := range o.memes {
						o.memes[i].Split = labels.Test
					}
					o.setup = func(s *fakeStore, d *Deps) { s.addVersion(fakeTime); d.Blind = labels.BlindNever }
				},
			} {
				for _, way := range ways {
					o := sceneMemes()
					o.w, o.h, o.images = w, 30, term.ImagesNone // which are half of the work
					setup(&o)
					inRig(t, o, func(t *testing.T, r *rig) {
						r.keys(way...)
						lines := strings.Split(r.view(), "\n")
						got := lines[len(lines)-1]
						if want == "" {
							want = got
						}
						if got != want || !strings.HasSuffix(strings.TrimRight(got, " "), "? keys") {
							t.Errorf("%s %d wide, after %q:\n%q, before\n%q", name, w, way, got, want)
						}
					})
				}
			}
		}
	}
}

// A label in a large window costs less than 4 kB on the way to the terminal, without the
// picture: over SSH that matters.
func TestALabelCostsFewBytes(t *testing.T) {
	var before, after term.Frame
	o := rigOptions{memes: memes(40), setup: func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }}
	for i := range o.memes {
		o.memes[i].Caption = fmt.Sprintf("%d: when you finally understand what the others laugh about, on the way home", i)
	}
	o.w, o.h, o.profile, o.images = 200, 50, termenv.TrueColor, term.ImagesKittyDirect
	inRig(t, o, func(t *testing.T, r *rig) {
		r.a.st = newStyles(termenv.TrueColor, false, testWidths)
		r.keys("1", "2", "3", "4", "5", "1", "2", "3", "4", "5", "1", "2", "3", "4", "5", "3", "3", "2")
		before = r.a.draw()
		r.keys("4")
		after = r.a.draw()
	})
	if before.Serial == after.Serial || before.Images == nil {
		t.Fatal("another meme with a picture was to come")
	}
	if got, whole := frameBytes(t, before, after); got > 4096 || got < 500 {
		t.Errorf("%d bytes", got)
	} else {
		t.Logf("%d bytes; the whole window %d", got, whole)
	}
}

// While memes are labelled nothing moves: outside of what belongs to a meme, and of the
// news, no cell changes.
func TestNothingMovesFromMemeToMeme(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {60, 16}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			o := mixedMemes(230)
			o.w, o.h = size[0], size[1]
			inRig(t, o, func(t *testing.T, r *rig) {
				r.keys("3", "3", "3") // after which nothing is taught any more
				f := r.a.frame
				l := f.label()
				head := f.header(len("230/230"))
				free := []rect{{0, 1, f.w, 1}, l.picture, l.heading, l.caption, l.title, l.you, l.others, l.remark, l.strip, l.side, f.news(), l.near}
				free = append(free, l.likes...)
				free = append(free, rect{head.gauge.x - 40, 0, 41 + f.w, 1})
				for _, b := range l.bars {
					free = append(free, rect{b.x, b.y, 1, 1}, rect{b.x + 20, b.y, b.w - 20, 1})
				}
				before := cellsOf(r.a)
				for i := range 200 {
					r.keys([]string{"1", "2", "3", "4", "5", "s", "5", "4"}[i%8])
					now := cellsOf(r.a)
					for y := range now {
						for x := range now[y] {
							if now[y][x] != before[y][x] && !anyHas(free, x, y) {
								t.Fatalf("label %d, meme %d: cell %d,%d is %q, was %q\n%s", i, r.at(), x, y, now[y][x], before[y][x], r.view())
							}
						}
					}
				}
			})
		})
	}
}

func anyHas(all []rect, x, y int) bool {
	for _, r := range all {
		if r.has(x, y) {
			return true
		}
	}
	return false
}
