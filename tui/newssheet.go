package tui

import (
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
		add("here", mindMark, n.remarks, st.onSurface(st.warn).Render)
		out = append(out, "")
	}
	for i := len(n.said) - 1; i >= 0; i-- {
		one := n.said[i]
		add(one.at.Local().Format("15:04:05"), one.mark, one.text, st.onSurface(st.said(one.notice)).Render)
	}
	if len(n.said) == 0 {
		out = append(out, st.onSurface(st.dim).Render("Nothing has been said yet."))
	}
	return out
}
