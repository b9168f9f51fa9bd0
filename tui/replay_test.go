package tui

import (
	"strings"

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
