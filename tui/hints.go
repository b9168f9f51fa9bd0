package tui

// hint is what a key does, in a word or two.
type hint struct {
	does       []action // of each of its keys
	keys, says string
	works      bool
}

// hints are those of a screen, in an order that does not change: what cannot be done now
// is faint in its place, and what has no room is left out from the end.
type hints struct {
	st  styles
	all []hint
	end []hint // what stands at the right end in any case
}

// hints are those that are live now.
func (a *app) hints() hints {
	h := hints{st: a.st}
	live := a.keys()
	for _, b := range live {
		if b.hint == "" {
			continue
		}
		one := hint{live.together(b.do), b.show, b.hint, a.works(b.do)}
		switch {
		case b.do == doHelp:
			h.end = append([]hint{one}, h.end...)
		case b.do != doFrames:
			h.all = append(h.all, one)
		case one.works: // few memes have some: the others' hints stay in their places
			h.end = append(h.end, one)
		}
	}
	return h
}

// hintPlace is where a hint stands.
type hintPlace struct {
	hint
	rect
	keyCells int // of them its keys take so many
}

// places are where the hints stand that a row has room for.
func (h hints) places(r rect) []hintPlace {
	end := r.right()
	var out []hintPlace
	for _, one := range h.end {
		w := h.width(one)
		end -= w
		out = append(out, hintPlace{one, rect{end, r.y, w, 1}, h.st.Width(one.keys)})
		end -= 2
	}
	x := r.x
	for _, one := range h.all {
		w := h.width(one)
		if x+w > end {
			break
		}
		out = append(out, hintPlace{one, rect{x, r.y, w, 1}, h.st.Width(one.keys)})
		x += w + 2
	}
	return out
}

func (h hints) width(one hint) int { return h.st.Width(one.keys) + 1 + h.st.Width(one.says) }

func (h hints) draw(c *canvas, r rect) {
	for _, p := range h.places(r) {
		key, says := h.st.focus, h.st.dim
		if !p.works {
			key, says = h.st.faint, h.st.faint
		}
		c.put(p.x, p.y, p.w, key.Render(p.keys)+" "+says.Render(p.says))
	}
}
