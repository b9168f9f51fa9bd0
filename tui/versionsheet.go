package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

// versioned is a screen that shows what one version makes of the memes, and on which another
// one is chosen.
type versioned interface {
	onScreen() (eval.Version, bool)     // the version that it shows, if there is any
	showVersion(v eval.Version) tea.Cmd // what follows when one is chosen, also the same again
}

// versionSheet floats over such a screen: the versions, the newest first, of which those stay
// that fit what is typed.
type versionSheet struct {
	*session
	pickList
	title string
	id    string // of the chosen version: others may come and go meanwhile
	show  func(eval.Version) tea.Cmd
}

// openVersions has another version chosen on a screen.
func (a *app) openVersions(s versioned) {
	if len(a.summary.Versions) == 0 {
		a.status.say("%s", a.noModel())
		return
	}
	now, _ := s.onScreen()
	a.float = &versionSheet{session: a.session, pickList: newPickList(), title: "Version on " + a.front().title(), id: now.ID, show: s.showVersion}
}

func (p *versionSheet) keys() keymap { return versionKeys }

// found are the versions that fit what is typed, the newest first: of one that is called just
// so, that before all others. The chosen one is chosen among them.
func (p *versionSheet) found() []eval.Version {
	typed := strings.Fields(p.text())
	var found []eval.Version
	for _, v := range slices.Backward(p.summary.Versions) {
		words := strings.FieldsFunc(strings.ToLower(p.called(v)), func(r rune) bool { return strings.ContainsRune(" ,:·", r) })
		if !slices.ContainsFunc(typed, func(w string) bool {
			return !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, w) })
		}) {
			found = append(found, v)
		}
	}
	slices.SortStableFunc(found, func(a, b eval.Version) int { return cmp.Compare(p.rank(a), p.rank(b)) })
	p.chosen = max(0, slices.IndexFunc(found, func(v eval.Version) bool { return v.ID == p.id }))
	return found
}

// called is all that a version is called, also by its number alone, and as the newest one.
func (p *versionSheet) called(v eval.Version) string {
	text := fmt.Sprint(v.Title(), " ", v.Number, " ", p.is(v))
	if v.Headless() {
		text += " predictions from elsewhere"
	}
	if latest, ok := p.summary.Latest(); ok && latest.ID == v.ID {
		text += " latest newest"
	}
	return text
}

// rank is 0 for a version that is called just what is typed.
func (p *versionSheet) rank(v eval.Version) int {
	if typed := p.text(); typed != "" && slices.Contains([]string{v.ID, fmt.Sprint(v.Number), strings.ToLower(v.Name)}, typed) {
		return 0
	}
	return 1
}

// is is what a version is: served, the candidate, or from elsewhere; "" for none of it.
func (p *versionSheet) is(v eval.Version) string {
	var parts []string
	latest, _ := p.summary.Latest()
	switch {
	case v.ID == p.summary.Served:
		parts = append(parts, "served")
	case v.ID == latest.ID:
		parts = append(parts, "candidate")
	}
	switch o := v.Origin; {
	case v.Headless():
		what := "prediction"
		if o.LevelsOnly == o.Predictions {
			what = "level"
		}
		parts = append(parts, count(o.Predictions, what)+" from "+o.Name)
	case o != nil:
		parts = append(parts, "trained elsewhere")
	}
	return labels.Printable(strings.Join(parts, versionDot))
}

// versionDot is between the parts of what is said of a version.
const versionDot = " · "

// says is what a version is, and when it was trained on how many labels.
func (p *versionSheet) says(v eval.Version) string {
	text := p.is(v)
	if v.Origin != nil {
		return text
	}
	return strings.TrimPrefix(text+versionDot+p.trainedAt(v, false)+versionDot+count(v.Labels, "label"), versionDot)
}

func (p *versionSheet) act(a *app, do action, by press) tea.Cmd {
	a.status.answered()
	found := p.found()
	switch {
	case p.move(do, len(found)):
		if len(found) > 0 {
			p.id = found[p.chosen].ID
		}
	case do == doLeave:
		a.close()
	case do == doChoose:
		return p.choose(a, found, by.nth)
	case do == doEnter:
		return p.choose(a, found, p.chosen)
	case p.write(by):
		p.id, p.top = "", 0
		if found := p.found(); len(found) > 0 {
			p.id = found[0].ID
		}
	}
	return nil
}

// choose has a version shown.
func (p *versionSheet) choose(a *app, found []eval.Version, i int) tea.Cmd {
	if i >= len(found) {
		a.status.say("no version fits: ctrl+u empties the line")
		return nil
	}
	a.close()
	return p.show(found[i])
}

// Columns of a row of the sheet, from its left end; a wide one has the interval, too.
const (
	versionSignAt  = 3
	versionTitleAt = 5
	versionSaysAt  = 23
	versionNarrow  = 17
	versionWide    = 60
)

func (p *versionSheet) draw(c *canvas, f frame) {
	st, found := c.st, p.found()
	latest, _ := p.summary.Latest()
	box := pickBox{
		title: p.title, sign: ":", end: fmt.Sprintf("%d of %d", len(found), len(p.summary.Versions)),
		columns: "macro-F1 on val", none: "no version fits",
	}
	p.pickList.draw(c, f, box, len(found), func(i int, r pickedRow) {
		v := found[i]
		switch v.ID {
		case p.summary.Served:
			c.onto(r.ground, r.x+versionSignAt, r.y, 1, r.on(st.bold(st.good)).Render(st.served))
		case latest.ID:
			c.onto(r.ground, r.x+versionSignAt, r.y, 1, r.on(st.focus).Render(st.candidate))
		}
		_, elsewhere := fromElsewhere(v)
		says, end := r.x+versionSaysAt, r.right()-1
		if r.w < versionWide {
			says = r.x + versionNarrow
		} else {
			within := ""
			if v.ValInterval != nil && !elsewhere {
				within = rangeOf(*v.ValInterval)
			}
			c.right(end, r.y, rangeColumns, r.on(st.dim).Render(within))
			end -= rangeColumns + 1
		}
		f1 := "—"
		if v.Val.N > 0 && !elsewhere {
			f1 = score(v.Val.MacroF1)
		}
		c.right(end, r.y, scoreColumns, r.on(r.name).Render(f1))
		end -= scoreColumns
		title := r.x + versionTitleAt
		c.onto(r.ground, title, r.y, says-1-title, r.on(r.name).Render(labels.Printable(v.Title())))
		c.onto(r.ground, says, r.y, end-says, r.on(st.dim).Render(st.cutWords(p.says(v), end-says)))
	})
}

func (p *versionSheet) at(f frame, x, y int) (press, bool) {
	return p.pickList.at(f, x, y, len(p.found()))
}
