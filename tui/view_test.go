package tui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"memebench/labels"
	"memebench/tui/term"
)

// scene is a state of the program that is worth a look.
type scene struct {
	name     string
	keys     []string
	coloured bool // its colours are worth one, too
	blind    bool // the model is hidden until one has answered
}

var scenes = []scene{
	{name: "label", coloured: true},
	{name: "labelled", keys: []string{"4", "2", "left"}, coloured: true},
	{name: "after the answer", keys: []string{"4", "s", "2", "3", "1"}, blind: true},
	{name: "flagged", keys: []string{"f"}},
	{name: "noted and edited", keys: []string{"n", "i", "r", "o", "n", "y", "?", "enter", "e", "!", "enter"}, coloured: true},
	{name: "caption", keys: []string{"e", "up"}, coloured: true},
	{name: "about", keys: []string{"4", "left", "n", "o", "k", "enter", "enter"}},
	{name: "broken picture", keys: []string{"right"}},
	{name: "text only", keys: []string{"right", "right"}},
	{name: "held out", keys: []string{"right", "right", "right"}},
	{name: "done", keys: append(strings.Split(strings.Repeat("4 2 s 5 1 ", 7), " ")[:33], strings.Split("sssssss", "")...)},
	{name: "zoom", keys: []string{"z"}},
	{name: "close", keys: []string{"z", "z", "right"}},
	{name: "find", keys: []string{"/", "d", "o", "w", "n"}, coloured: true},
	{name: "find nothing like it", keys: append([]string{"/"}, strings.Split("caption stat:mine", "")...), coloured: true},
	{name: "found", keys: []string{"/", "d", "o", "w", "n", "enter"}},
	{name: "grid", keys: []string{"G", "right", "2", "m", "m", "f", "esc", "right", "m"}, coloured: true},
	{name: "grid of few", keys: []string{"/", "d", "o", "w", "n", "ctrl+g"}},
	{name: "grid zoom", keys: []string{"G", "z"}},
	{name: "evaluate", keys: []string{"E"}, coloured: true},
	{name: "shares", keys: []string{"E", "%"}},
	{name: "slices", keys: []string{"E", "t"}, coloured: true},
	{name: "figures", keys: []string{"E", "t", "t"}, coloured: true},
	{name: "versions", keys: []string{"r", "E", "g"}, coloured: true},
	{name: "cell", keys: []string{"E", "up", "up", "right", "enter"}},
	{name: "corrected", keys: []string{"E", "up", "up", "right", "enter", "5", "3", "esc"}},
	{name: "evaluated again", keys: []string{"E", "up", "up", "right", "enter", "5", "3", "esc", "r"}},
	{name: "check", keys: []string{"C", "down", "2", "y", "f", "esc"}, coloured: true},
	{name: "check duplicates", keys: []string{"C", "]"}},
	{name: "check alike", keys: []string{"C", "a"}},
	{name: "check zoom", keys: []string{"C", "z"}},
	{name: "check of nothing", keys: []string{"C", "]", "]"}},
	{name: "train", keys: []string{"r", "T"}, coloured: true},
	{name: "config", keys: []string{"r", "T", "]"}},
	{name: "labels", keys: []string{"r", "T", "]", "]"}},
	{name: "promote", keys: []string{"r", "T", "p"}, coloured: true},
	{name: "name", keys: []string{"r", "T", "n", "g", "o"}},
	{name: "help", keys: []string{"?"}, coloured: true},
	{name: "guide", keys: []string{"?", "?"}},
	{name: "commands", keys: []string{":", "r", "e"}},
	{name: "settings", keys: []string{","}},
	{name: "news", keys: []string{"4", "s", "!"}},
}

// sceneMemes has a picture, a broken one, a text, and 30 more, half of them held
// out and labelled.
func sceneMemes() rigOptions {
	o := rigOptions{memes: memes(33)}
	o.memes[0].Caption = "Me: I will sleep early tonight\nAlso me at 3 am: how do penguins even clap"
	o.memes[1].Image.Path = "broken.png"
	o.memes[1].Caption = "when the build is green on the first try"
	o.memes[2].Image = labels.Image{}
	o.memes[2].Caption = "Nobody:\nMy cat at four in the morning: it is time to run"
	for i := 3; i < len(o.memes); i += 2 {
		o.memes[i].Split = labels.Val
	}
	o.setup = func(s *fakeStore, _ *Deps) {
		imported(s, labels.Val)
		s.addVersion(fakeTime)
	}
	return o
}

// blind hides the model in a scene where it is to be hidden.
func (o rigOptions) blind(sc scene) rigOptions {
	if setup := o.setup; sc.blind {
		o.setup = func(s *fakeStore, d *Deps) {
			setup(s, d)
			d.Blind = labels.BlindAfter
		}
	}
	return o
}

// goldenSizes are those that the screens were designed for.
var goldenSizes = fewerUnderRace([][2]int{{100, 30}, {60, 16}, {80, 24}, {200, 50}}, 4)

// fewerUnderRace takes every so-manieth size, key or the like where the race detector
// runs: what it would find is found with any of them, and .ci/run tries all without it.
func fewerUnderRace[T any](all []T, every int) (some []T) {
	if !underRace {
		return all
	}
	for i := 0; i < len(all); i += every {
		some = append(some, all[i])
	}
	return some
}

func TestGolden(t *testing.T) {
	for _, size := range goldenSizes {
		for _, sc := range fewerUnderRace(scenes, 4) {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], sc.name), func(t *testing.T) {
				o := sceneMemes()
				o.w, o.h = size[0], size[1]
				switch sc.name {
				case "label", "close", "grid", "evaluate":
				default: // pictures beside the text leave their cells blank
					o.images = term.ImagesKittyDirect
				}
				inRig(t, o.blind(sc), func(t *testing.T, r *rig) {
					r.keys(sc.keys...)
					lines := strings.Split(r.view(), "\n")
					for i := range lines {
						lines[i] = strings.TrimRight(lines[i], " ")
					}
					golden.RequireEqual(t, strings.Join(lines, "\n")+"\n")
				})
			})
		}
	}
}

// The parts that must always be there are, at the smallest size too.
func TestTheNextKeyIsAlwaysInSight(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {140, 45}, {200, 50}} {
		o := sceneMemes()
		o.w, o.h = size[0], size[1]
		inRig(t, o, func(t *testing.T, r *rig) {
			r.wants("1-5 label", "s skip", "? keys", "1  very negative", "5  very positive", "you ", "#0001", "Me: I will sleep", "33", "Model v1")
			r.keys("tab")
			r.wants("1-5 label", "m mark", "space agree", "? keys", "of 33", "in order · 33 left", "#0001")
			r.keys("tab")
			r.wants("arrows cell", "enter open", "? keys", "macro-F1", "majority", "found", "[ cv  val  test ]")
			r.keys("tab")
			r.wants("y keep", "1-5 change to", "? keys", "8 suspects of 15", "[ errors  duplicates  re-asks  far ]", " says very ", "levels apart")
			r.keys("tab")
			r.wants("? keys", "▸ ● v1   served")
		})
	}
}

// Where there are colours they stand beside a sign, and the signs are the same
// as without.
func TestColoursSayNothingThatSignsDoNot(t *testing.T) {
	o := sceneMemes()
	o.images = term.ImagesNone
	plain := map[string]string{}
	for _, p := range []termenv.Profile{termenv.Ascii, termenv.ANSI, termenv.ANSI256, termenv.TrueColor} {
		inRig(t, o, func(t *testing.T, r *rig) {
			for _, light := range []bool{false, true} {
				a := build(r.a.ctx, *r.deps, term.Window{Profile: p, Light: light, Images: term.ImagesNone}, r.a.runner)
				r.a.st = a.st
				for _, sc := range []string{"label", "evaluate"} {
					if sc == "evaluate" {
						r.a.open(tabEvaluate)
						r.pass(2 * jobsEvery)
					} else {
						r.a.open(tabLabel)
					}
					r.a.status = status{}
					view := r.view()
					if sc == "evaluate" { // a mark stands for the shade of a cell
						view = strings.NewReplacer("░", " ", "▒", " ", "▓", " ", "█", " ").Replace(view)
						view = regexp.MustCompile(`(?m) +$`).ReplaceAllString(view, "")
					}
					if plain[sc] == "" {
						plain[sc] = view
					}
					if view != plain[sc] {
						t.Errorf("%s in %v differs:\n%s", sc, p, view)
					}
					if coloured := setsColour.MatchString(r.a.View()); coloured != (p != termenv.Ascii) {
						t.Errorf("%s in %v: colours %v", sc, p, coloured)
					}
				}
			}
		})
	}
}

// Text on a background of the program's own has a colour of its own, too: that of a terminal that has not said that it is
// light is as dark as the background.
func TestTextOnABackgroundHasAColour(t *testing.T) {
	inks := regexp.MustCompile(`\x1b\[(\d+;)*38;[25];[\d;]*48;[25];`)
	for _, depth := range []termenv.Profile{termenv.TrueColor, termenv.ANSI256} {
		for _, light := range []bool{false, true} {
			st := newStyles(depth, light, testWidths)
			for name, i := range map[string]ink{
				"surface": st.surface, "raised": st.raised, "tab": st.tabKey, "plain": st.onSurface(st.plain), "strong": st.onRaised(st.strong),
				"chosen": st.onSurface(st.chosen), "bold": st.bold(st.onSurface(st.plain)),
			} {
				if text := i.Render("text"); !inks.MatchString(text) {
					t.Errorf("%v, light %v, %s: %q", depth, light, name, text)
				}
			}
		}
	}
}

// setsColour matches what sets a colour of text or background.
var setsColour = regexp.MustCompile(`\x1b\[(\d+;)*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`)

// Eighty words are read without scrolling where the window is not small, and the bars
// stand where they always do.
func TestLongCaptionsFit(t *testing.T) {
	for _, size := range [][2]int{{100, 30}, {140, 45}, {200, 50}} {
		o := sceneMemes()
		o.w, o.h = size[0], size[1]
		o.memes[0].Caption = strings.Repeat("words are five long and ", 15) + "so the last one counts"
		inRig(t, o, func(t *testing.T, r *rig) {
			bars := func() int {
				return slices.IndexFunc(strings.Split(r.view(), "\n"), func(l string) bool { return strings.Contains(l, "1  very negative") })
			}
			r.wants("counts")
			long := bars()
			r.keys("right", "right")
			if bars() != long {
				t.Errorf("%v: the bars stand in row %d, with a long caption in %d", size, bars(), long)
			}
		})
	}
}
