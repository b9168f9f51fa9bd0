package tui

import (
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// context says whose data it is, and when they were counted.
func (s *dataScreen) context(w int) (left, right string) {
	st := s.st
	right = s.views(dataViewNames, int(s.view))
	if s.made != nil && s.view == viewPeople && w >= brandWidth-2*margin {
		right = st.dim.Render("counted "+s.made.Now.Format("15:04")+"  ") + right
	}
	left = st.strong.Render(labels.Printable(s.deps.Folder)) + st.faint.Render(" · ") + count(s.summary.Counts.Memes, "meme")
	if n := len(s.people()); n > 0 {
		people := fmt.Sprintf("%d people", n)
		if n == 1 {
			people = "1 annotator"
		}
		if more := left + st.faint.Render(" · ") + people; st.Width(more) <= w-st.Width(right)-2 {
			left = more
		}
	}
	return left, right
}

func (s *dataScreen) remarks() (string, bool) { return "", false }

// draw draws the body.
func (s *dataScreen) draw(c *canvas) {
	switch s.view {
	case viewOverview:
		s.drawOverview(c, s.frame.overview())
		return
	case viewGuide:
		s.drawGuide(c, s.frame.body())
		return
	}
	st, d := s.st, s.frame.data()
	for y := d.line.y; y < d.line.bottom(); y++ {
		c.put(d.line.x, y, 1, st.faint.Render(st.side))
	}
	s.drawPeople(c, d)
	i := s.index()
	if i < 0 {
		c.put(d.people.x+2, d.people.y+d.heads, d.people.w-2, st.dim.Render(s.none()))
		return
	}
	p := s.people()[i]
	s.drawLevels(c, d)
	s.drawPerson(c, d.person, p)
	s.drawDays(c, d.days, p)
	s.drawDiffer(c, d.differ, p)
	s.drawQueues(c, d.queues)
}

// drawPeople lists the annotators.
func (s *dataScreen) drawPeople(c *canvas, d dataFrame) {
	st, r := s.st, d.people
	people, _ := s.listed(d.listed())
	title := "People"
	if all := len(s.people()); all > len(people) {
		title = fmt.Sprintf("People %d of %d", s.index()+1, all)
	}
	c.rule(r, title, "agreement: kappa, weighted")
	s.drawAlpha(c, d.alpha)
	names := r.row(d.heads - 1)
	head := func(end int, text string) { c.right(r.x+end, names.y, 8, st.dim.Render(text)) }
	c.put(r.x+2, names.y, peopleName-2, st.dim.Render("who"))
	for _, h := range peopleHeads {
		head(h.end, h.name)
	}
	shown := s.people()[:min(len(s.people()), d.others)]
	for i, o := range shown {
		c.right(r.x+peopleColumns+(i+1)*otherColumn, names.y, otherColumn-1, st.dim.Render(labels.Printable(o.Annotator)))
	}
	for i, p := range people {
		s.drawRow(c, r.row(d.heads+i), p, shown)
	}
}

// drawAlpha says how far people agree where several have labelled a meme, and how many memes are
// disputed.
func (s *dataScreen) drawAlpha(c *canvas, r rect) {
	if r.h == 0 || len(s.people()) == 0 {
		return
	}
	a := s.made.alpha
	if a.Memes == 0 {
		c.put(r.x+2, r.y, r.w-2, s.st.dim.Render("no two people have labelled the same meme yet"))
		return
	}
	value := score(a.Ordinal)
	if a.OrdinalCI95.Defined() {
		value += " (" + rangeOf(a.OrdinalCI95) + ")"
	}
	end := fmt.Sprintf(" · %s disputed", thousands(s.summary.Counts.ByKind[labels.Disputed]))
	n, tables := count(a.Memes, "meme"), ""
	if s.made.tables {
		tables = ", tables among them"
	}
	text := s.st.fitting(r.w-2, []string{
		"Krippendorff's ordinal alpha " + value + " on " + n + " that several have labelled" + tables + end,
		"Krippendorff's alpha " + value + " on " + n + " of several" + tables + end, "alpha " + value + " on " + n + tables + end,
	})
	c.put(r.x+2, r.y, r.w-2, text)
}

// peopleHeads are the columns of the table, by where they end.
var peopleHeads = []struct {
	name string
	end  int
}{{"labels", 20}, {"today", 27}, {"skips", 34}, {"median", 43}, {"self", 50}, {"model", 57}}

// drawRow draws an annotator in the table of people.
func (s *dataScreen) drawRow(c *canvas, r rect, p eval.Person, others []eval.Person) {
	st := s.st
	on, plain := func(i ink) ink { return i }, st.plain
	if p.Annotator == s.selected {
		on, plain = st.onRaised, st.strong
		c.put(r.x, r.y, r.w, st.raised.Render(blank(r.w)))
		c.put(r.x, r.y, 1, on(st.focus).Render(st.model))
	}
	name := plain
	if p.Annotator == s.deps.Annotator {
		name = st.focus
	}
	text := st.Cut(labels.Printable(p.Annotator), peopleName-3)
	c.put(r.x+2, r.y, st.Width(text), on(name).Render(text))
	for i, figure := range []string{
		thousands(p.Labelled), thousands(p.Today), thousands(p.Skipped), secondsOf(p.Pace.Median), score(p.Self.QWK), score(p.Model.Hidden.QWK),
	} {
		c.right(r.x+peopleHeads[i].end, r.y, 8, on(plain).Render(figure))
	}
	for i, o := range others {
		text := "·" // a person beside herself
		if o.Annotator != p.Annotator {
			text = "—"
			if at := slices.IndexFunc(p.Others, func(a eval.Others) bool { return a.With == o.Annotator && !a.Imported }); at >= 0 {
				text = score(p.Others[at].QWK)
			}
		}
		c.right(r.x+peopleColumns+(i+1)*otherColumn, r.y, otherColumn-1, on(plain).Render(text))
	}
}

// secondsOf writes seconds, "5.1 s".
func secondsOf(f eval.Metric) string {
	if !f.Defined() {
		return "—"
	}
	return fmt.Sprintf("%.1f s", float64(f))
}

// drawLevels draws how often each annotator gives each level: bars, of which the longest
// of an annotator is full.
func (s *dataScreen) drawLevels(c *canvas, d dataFrame) {
	st, r := s.st, d.levels
	if r.h == 0 {
		return
	}
	right := "memes"
	if s.shares {
		right = "shares"
	}
	c.rule(r, "Levels by person", right)
	c.put(r.x+2, r.y+1, peopleName-2, st.dim.Render("who"))
	for l := range labels.Level(labels.Levels) {
		x, w := d.levelColumn(l)
		c.put(x, r.y+1, 3, st.chipOf(l))
		if w >= 18 {
			c.put(x+4, r.y+1, w-5, st.dim.Render(l.Title()))
		}
	}
	people, _ := s.listed(d.listed())
	for i, p := range people {
		row := r.row(2 + i)
		plain, most := st.plain, max(1, slices.Max(p.ByLevel[:]))
		if p.Annotator == s.selected {
			plain = st.strong
			c.put(row.x, row.y, 1, st.focus.Render(st.model))
		}
		c.put(row.x+2, row.y, peopleName-3, plain.Render(st.Cut(labels.Printable(p.Annotator), peopleName-3)))
		c.right(row.x+peopleName+6, row.y, 7, plain.Render(thousands(p.Labelled)))
		for l, n := range p.ByLevel {
			x, w := d.levelColumn(labels.Level(l))
			figure, cells := thousands(n), 6
			if s.shares {
				figure = percent(share(n, p.Labelled))
			}
			track := max(1, w-cells-1)
			c.put(x, row.y, track, st.bar(share(n, most), track, st.filled[l]))
			c.right(x+track+cells, row.y, cells, plain.Render(figure))
		}
	}
}

// drawPerson draws the figures of an annotator, with how many memes they are of and their
// intervals.
func (s *dataScreen) drawPerson(c *canvas, r rect, p eval.Person) {
	st := s.st
	c.rule(r, labels.Printable(p.Annotator), s.leftOf(p))
	const name = 15
	accepted := "—"
	if p.Accepted.N > 0 {
		accepted = shareOf(p.Accepted)
	}
	for i, row := range [][3]string{
		{"pace", paceOf(p.Pace), ""},
		{"self", agreeOf(p.Self), "asked again"},
		{"model hidden", agreeOf(p.Model.Hidden), "its answer then"},
		{"model in sight", agreeOf(p.Model.Shown), "its answer then"},
		{"accepted", accepted, "by one key, where in sight"},
		{"also", fmt.Sprintf("%s, %s", count(p.Flagged, "flag"), count(p.Notes, "note")), ""},
	} {
		if i+1 >= r.h {
			return
		}
		c.put(r.x, r.y+1+i, name-1, st.dim.Render(row[0]))
		text := row[1]
		if more := text + "  " + row[2]; row[2] != "" && row[1] != "—" && st.Width(more) <= r.w-name {
			text += "  " + st.dim.Render(row[2])
		}
		c.put(r.x+name, r.y+1+i, r.w-name, text)
	}
}

// leftOf is what waits for an annotator and how long it takes: who labels now at the pace of
// now, as the Label screen says, everybody else at that of all labels.
func (s *dataScreen) leftOf(p eval.Person) string {
	pace := 0.0
	if p.Annotator == s.deps.Annotator {
		pace = s.pace.perMinute()
	}
	if pace == 0 && p.Pace.PerHour.Defined() {
		pace = float64(p.Pace.PerHour) / 60
	}
	switch {
	case p.Left.Memes == 0:
		return "nothing waits"
	case pace == 0:
		return count(p.Left.Memes, "meme") + " wait"
	}
	return fmt.Sprintf("%s wait: %s", thousands(p.Left.Memes), timeLeft(p.Left.Memes, pace))
}

// paceOf is how long a meme takes, of how many.
func paceOf(p eval.Pace) string {
	if p.N == 0 {
		return "—"
	}
	text := fmt.Sprintf("%s a meme", secondsOf(p.Mean))
	if p.CI95.Defined() {
		text += fmt.Sprintf(" (%.1f–%.1f)", float64(p.CI95[0]), float64(p.CI95[1]))
	}
	text += " of " + thousands(p.N)
	if p.Idle > 0 {
		text += fmt.Sprintf(", %s idle", thousands(p.Idle))
	}
	return text
}

// agreeOf is a kappa with its interval, and how often the two are equal.
func agreeOf(a eval.Agree) string {
	if a.Equal.N == 0 {
		return "—"
	}
	text := score(a.QWK)
	if a.CI95.Defined() {
		text += " (" + rangeOf(a.CI95) + ")"
	}
	return text + " · " + shareOf(a.Equal)
}

// shareOf is "60 % (46–73) of 48".
func shareOf(s eval.Share) string {
	return fmt.Sprintf("%s (%s) of %s", percent(float64(s.Share)), percentsOf(s.CI95), thousands(s.N))
}

// percentsOf is the interval of a share in per cent, "46–73".
func percentsOf(i eval.Interval) string {
	return fmt.Sprintf("%.0f–%.0f", 100*float64(i[0]), 100*float64(i[1]))
}

// drawDays draws how many memes an annotator has labelled on each of the last days.
func (s *dataScreen) drawDays(c *canvas, r rect, p eval.Person) {
	if r.h == 0 {
		return
	}
	st, most := s.st, slices.Max(p.Days[:])
	c.rule(r, "Labels a day", fmt.Sprintf("most %s", thousands(most)))
	step := min(8, r.w/len(p.Days))
	for i, row := range st.columns(p.Days[:], step, r.h-2) {
		c.put(r.x, r.y+1+i, r.w, st.accent.Render(row))
	}
	first := s.made.Now.AddDate(0, 0, 1-len(p.Days)).Format("2 Jan")
	c.put(r.x, r.bottom()-1, 8, st.dim.Render(first))
	c.right(r.x+step*len(p.Days)-1, r.bottom()-1, 12, st.dim.Render("today "+thousands(p.Today)))
}

// drawDiffer draws how the levels of an annotator and of the voice that shares the most
// memes with her go together.
func (s *dataScreen) drawDiffer(c *canvas, r rect, p eval.Person) {
	if r.h == 0 {
		return
	}
	st := s.st
	o, ok := s.other(p)
	if !ok {
		c.rule(r, "Who differs on what", "")
		c.put(r.x, r.y+1, r.w, st.dim.Render("nobody has labelled the same memes yet"))
		return
	}
	with := labels.Printable(o.With)
	if o.Imported {
		with += ", imported,"
	}
	c.rule(r, "Who differs on what", fmt.Sprintf("%s down, %s across · %s shared", labels.Printable(p.Annotator), with, thousands(o.Equal.N)))
	const name, cell = 18, 8
	for l := range labels.Level(labels.Levels) {
		c.put(r.x+name+int(l)*cell+cell-3, r.y+1, 3, st.chipOf(l))
		c.put(r.x, r.y+2+int(l), name, st.chipOf(l)+" "+l.Title())
		for m, n := range o.Confusion[l] {
			style, text := st.plain, thousands(n)
			switch {
			case n == 0:
				style, text = st.faint, "·"
			case int(l) == m:
				style = st.strong
			}
			c.right(r.x+name+m*cell+cell-1, r.y+2+int(l), cell-1, style.Render(text))
		}
	}
}

// drawQueues draws what came of each queue: how many labels differ from what the model had
// said, where it was hidden and where it was in sight.
func (s *dataScreen) drawQueues(c *canvas, r rect) {
	if r.h == 0 {
		return
	}
	st := s.st
	c.rule(r, "Queues", "first labels that differ from the model")
	if len(s.made.Queues) == 0 {
		c.put(r.x, r.y+1, r.w, st.dim.Render("no label yet"))
		return
	}
	w := (r.w - 28) / 2
	c.right(r.x+26, r.y+1, 8, st.dim.Render("labels"))
	c.put(r.x+28, r.y+1, w, st.dim.Render("hidden"))
	c.put(r.x+28+w, r.y+1, w, st.dim.Render("in sight"))
	gains := s.gains()
	all := slices.SortedStableFunc(slices.Values(s.made.Queues), func(a, b eval.Queue) int { return b.Labels - a.Labels })
	all = all[:min(len(all), max(0, r.h-2-len(gains)))]
	for i, q := range all {
		y := r.y + 2 + i
		c.put(r.x, y, 18, labels.Printable(queues.RecordedTitle(q.Name)))
		c.right(r.x+26, y, 8, thousands(q.Labels))
		for j, share := range []eval.Share{q.Differ.Hidden, q.Differ.Shown} {
			text := "—"
			if share.N > 0 {
				text = shareOf(share)
			}
			c.put(r.x+28+j*w, y, w-1, text)
		}
	}
	w = (r.w - 18) / 3
	for i, row := range gains {
		y, style := r.y+2+len(all)+i, st.plain
		if i == 0 {
			style = st.dim
		}
		c.put(r.x, y, 17, st.dim.Render(row[0]))
		for j, text := range row[1:] {
			c.put(r.x+18+j*w, y, w-1, style.Render(text))
		}
	}
}

// gains compare the memes that the model chose with random ones: the names of the columns,
// and what they hold where both were labelled.
func (s *dataScreen) gains() (rows [][4]string) {
	for i, g := range s.made.Gain.Compared() {
		if i == 0 {
			rows = append(rows, [4]string{"", eval.GainColumns[0], eval.GainColumns[1], eval.GainColumns[2]})
		}
		rows = append(rows, [4]string{g.Name, shareOf(g.Chosen), shareOf(g.Random), strings.ReplaceAll(eval.Points(g.Gain), "-", "−")})
	}
	return rows
}
