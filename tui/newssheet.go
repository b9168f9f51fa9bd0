package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// newsSheet floats over the window: all that was said in this session, the newest first.
type newsSheet struct {
	scroller
	said    []logged
	remarks string // what is to be minded on the screen beneath
}

func (n *newsSheet) keys() keymap { return newsKeys }

func (n *newsSheet) act(a *app, do action, _ press) tea.Cmd {
	if !n.scroll(do) && do == doLeave {
		a.close()
	}
	return nil
}

func (n *newsSheet) at(f frame, x, y int) (press, bool) {
	return press{do: doLeave}, !f.sheet().has(x, y)
}

func (n *newsSheet) draw(c *canvas, f frame) {
	st, r := c.st, f.sheet()
	in := c.box(r, "All news of this session")
	inner := rect{in.x + 2, in.y, in.w - 4, in.h}
	n.drawText(c, inner, n.lines(st, inner.w))
	c.foot(r, "esc closes · ↑↓ scrolls", n.more())
}

func (n *newsSheet) lines(st styles, w int) []string {
	var out []string
	add := func(at, mark, text string, style func(string) string) {
		for i, l := range st.Wrap(text, w-12) {
			if i > 0 {
				at, mark = "", ""
			}
			out = append(out, st.onSurface(st.dim).Render(st.Fit(at, 10))+style(st.Fit(mark, 2)+l))
		}
	}
	if n.remarks != "" {
		at := "here"
		for l := range strings.Lines(n.remarks) {
			mark, style := "", st.plain
			text, warning := strings.CutPrefix(strings.TrimSuffix(l, "\n"), mindMark+" ")
			if warning {
				mark, style = mindMark, st.warn
			}
			add(at, mark, text, st.onSurface(style).Render)
			at = ""
		}
		out = append(out, "")
	}
	times := 0 // of what was said again and again, the newest stands for all
	for i := len(n.said) - 1; i >= 0; i-- {
		one := n.said[i]
		if times++; i > 0 && n.said[i-1].mark == one.mark && n.said[i-1].text == one.text {
			continue
		}
		text := one.text
		if times > 1 {
			text += fmt.Sprintf(" (%d times)", times)
		}
		newest := n.said[i+times-1]
		times = 0
		add(newest.at.Local().Format("15:04:05"), one.mark, text, st.onSurface(st.said(one.notice)).Render)
	}
	if len(n.said) == 0 {
		out = append(out, st.onSurface(st.dim).Render("Nothing has been said yet."))
	}
	return out
}
