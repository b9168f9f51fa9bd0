package tui

import (
	"fmt"
	"strings"
	"testing"

	"memebench/labels"
	"memebench/tui/term"
)

// cellsOf is the window cell by cell, without colours.
func cellsOf(a *app) [][]string {
	var out [][]string
	for _, row := range a.drawn().strings() {
		cells := make([]string, 0, a.frame.w)
		a.st.Each(strings.ReplaceAll(row, term.Column, ""), func(part string, n int) bool {
			for i := range max(0, n) {
				if i == 0 {
					cells = append(cells, part)
				} else {
					cells = append(cells, "")
				}
			}
			return true
		})
		for len(cells) < a.frame.w {
			cells = append(cells, " ")
		}
		out = append(out, cells)
	}
	return out
}

// mixedMemes are pictures and texts, short and long captions in several scripts, of which
// the model's answer is shown or hidden.
func mixedMemes(n int) rigOptions {
	captions := []string{
		"short", "", "me: i will go to bed early tonight\nalso me at 3 am: can a shrimp be lonely? asking for a friend who is also a shrimp",
		"जब कोई कहता है कि सोमवार अच्छा दिन है और तुम अब भी सो रहे हो", "👩‍👩‍👧 👍🏽 🇩🇪 ❤️ 1️⃣ emoji of all kinds 漢字", strings.Repeat("eighty words are a lot of words to read ", 12),
	}
	o := rigOptions{memes: memes(n)}
	for i := range o.memes {
		m := &o.memes[i]
		m.Caption = captions[i%len(captions)]
		switch {
		case i%7 == 3:
			m.Image = labels.Image{}
		case i%11 == 5:
			m.Image.Path = ""
		case i%13 == 6:
			m.Image.Path = "broken.png"
		}
		if i%5 == 1 {
			m.Split = labels.Val
		}
		if i%8 == 2 {
			m.Image.Format = "gif"
		}
	}
	o.setup = func(s *fakeStore, _ *Deps) { s.addVersion(fakeTime) }
	return o
}

// While memes are labelled nothing moves: outside of what belongs to a meme, and of the
// news, no cell changes.
func TestNothingMovesFromMemeToMeme(t *testing.T) {
	for _, size := range fewerUnderRace([][2]int{{100, 30}, {60, 16}, {200, 50}}, 3) {
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
