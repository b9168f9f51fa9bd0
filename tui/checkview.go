package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// checkTitles are what the lists are called, in the order of eval.CheckKinds.
var checkTitles = []string{"errors", "duplicates", "re-asks", "far"}

// context says how many labels there are to look at, what became of those that were, and whether labels
// have changed since.
func (s *checkScreen) context(w int) (left, right string) {
	st, l := s.st, s.list()
	right = s.views(checkTitles, slices.Index(eval.CheckKinds, s.kind))
	if l == nil || l.nothing {
		return "", right
	}
	room := w - st.Width(right) - 2
	left = s.progress(l, room)
	what := l.since.says()
	if what == "" {
		guesses := " · no better than chance"
		if l.Chance != "" && st.Width(left)+st.Width(guesses) <= room {
			left += st.warn.Render(guesses)
		}
		return left, right
	}
	said := " · " + what + " have changed since"
	if st.Width(left)+st.Width(said) > room {
		said = " · older " + what
		if left = s.progress(l, room-st.Width(said)); left == "" {
			said = "older " + what
		}
	}
	return left + st.warn.Render(said), right
}

// progress says in a row of so many cells how many labels a list has, and what became of those that were
// looked at.
func (s *checkScreen) progress(l *checkList, room int) string {
	st, counted, r := s.st, labelsListed(l), l.review()
	n := counted[0]
	if r.Done() == 0 {
		return st.strong.Render(st.fitting(room, counted))
	}
	what := fmt.Sprintf("%d kept, %d changed, %d flagged", r.Kept, r.Changed, r.Flagged)
	texts := []string{fmt.Sprintf("%d done: %s", r.Done(), what), fmt.Sprintf("%d done", r.Done())}
	if p := r.Precision(); p.N > 0 {
		wrong := percent(float64(p.Share)) + " wrong"
		texts = []string{
			fmt.Sprintf("%d done: %s · %s of the list was wrong (%s)", r.Done(), what, percent(float64(p.Share)), percentsOf(p.CI95)),
			fmt.Sprintf("%d done, %s (%s)", r.Done(), wrong, percentsOf(p.CI95)), fmt.Sprintf("%d done, %s", r.Done(), wrong),
		}
	}
	var all []string
	for _, of := range counted {
		for _, more := range texts {
			all = append(all, of+" · "+more)
		}
	}
	text := st.fitting(room, append(all, texts[len(texts)-1], fmt.Sprintf("%d done", r.Done())))
	if rest, ok := strings.CutPrefix(text, n); ok {
		return st.strong.Render(n) + rest
	}
	return text
}

// labelsListed is how many labels a list has, the longest text first. Errors are all that are
// cross-validated, so that of them it is said how many are suspects.
func labelsListed(l *checkList) []string {
	all := count(len(l.Doubts), "label")
	if n, known := l.Suspects(); known && l.kind == eval.CheckErrors {
		suspects := count(n, "suspect")
		return []string{suspects + " of " + all, suspects + " of " + thousands(len(l.Doubts)), suspects}
	}
	return []string{all + " to look at", all}
}

// remarks is how often the list was right, and whether labels have changed since it was made.
func (s *checkScreen) remarks() (string, bool) {
	l := s.list()
	if l == nil {
		return "", false
	}
	var said []string
	if p := l.review().Precision(); p.N > 0 {
		said = append(said, fmt.Sprintf("of %d labels that were decided here, %d were changed: %s of the list was wrong (95 %% interval %s)",
			p.N, p.K, percent(float64(p.Share)), percentsOf(p.CI95)))
	}
	if l.Chance != "" {
		said = append(said, l.Chance)
	}
	if what := l.since.says(); what != "" {
		said = append(said, what+" have changed since the list was made: "+s.anew()+" makes it anew")
	}
	return strings.Join(said, "\n"), len(said) > 0
}

// none says why there is no label to be looked at.
func (s *checkScreen) none() string {
	l := s.list()
	_, making := s.active[jobCheck]
	switch {
	case making:
		return "the list comes in a moment"
	case l == nil:
		return "no list yet: " + s.key(doNews) + " says why, " + s.anew() + " tries again"
	case l.nothing:
		return "no label in train or val yet: " + s.key(doLabelScreen) + " labels memes"
	case l.Review.Done() > 0:
		return "all labels of this list were looked at"
	}
	switch s.kind {
	case eval.CheckDuplicates:
		return "no duplicates have different levels"
	case eval.CheckReAsks:
		return "nobody has given another level when asked again"
	case eval.CheckFar:
		return "no level is two or more off from the model's"
	}
	return "no label to look at"
}

func (s *checkScreen) draw(c *canvas) {
	k, l := s.frame.check(), s.list()
	for y := k.line.y; y < k.line.bottom(); y++ {
		c.put(k.line.x, y, 1, s.st.faint.Render(s.st.side))
	}
	if l == nil || len(l.Doubts) == 0 {
		c.put(k.list.x, k.list.y, s.frame.body().w, s.st.dim.Render(capitalised(s.none())+"."))
		return
	}
	s.drawNames(c, k.list.row(0))
	for i, d := range s.shown() {
		s.drawRow(c, k.list.row(1+i), d, l.top+i == l.at)
	}
	d, _ := l.selected()
	it := s.selected()
	s.drawReason(c, k.reason, cmp.Or(s.otherwise(it, d.Label, l.seq), d.Reason))
	if it == nil {
		return
	}
	s.drawCaption(c, k, it.meme)
	if k.small {
		return
	}
	place := fmt.Sprintf("%s of %s", thousands(l.at+1), thousands(len(l.Doubts)))
	most := 2*len(thousands(len(l.Doubts))) + len(" of ")
	heading := k.heading
	heading.w -= most + 1
	s.drawHeading(c, heading, it)
	c.right(k.heading.right(), k.heading.y, most, s.st.dim.Render(place))
	s.drawPicture(c, k.picture, it)
	s.drawTitle(c, k.title, it)
	for level, r := range k.bars {
		s.drawBar(c, r, labels.Level(level), d, it)
	}
	s.drawNear(c, k, it)
	s.drawHow(c, k.how)
}

func (s *checkScreen) drawZoom(c *canvas) { s.drawZoomOf(c, &s.zoom) }

func capitalised(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// Columns of a row of the list, from its left end.
const (
	checkNumberAt  = 2
	checkGivenAt   = 9
	checkArrowAt   = 13
	checkNewAt     = 15
	checkScoreEnd  = 22
	checkMarkAt    = 23
	checkCaptionAt = 25
)

func (s *checkScreen) drawNames(c *canvas, r rect) {
	score := "p given"
	if !s.kind.NeedsModel() {
		score = "apart"
	}
	names := func(x, w int, text string) { c.put(r.x+x, r.y, w, s.st.dim.Render(text)) }
	names(checkNumberAt, checkGivenAt-checkNumberAt, "meme")
	names(checkGivenAt, 5, "given")
	c.right(r.x+checkScoreEnd, r.y, len(score), s.st.dim.Render(score))
	names(checkCaptionAt, r.w-checkCaptionAt, "caption")
	if title := s.otherVersion(); title != "" {
		room := r.w - checkCaptionAt - len("caption") - 1
		c.right(r.right(), r.y, room, s.st.focus.Render(s.st.fitting(room, []string{title, s.list().version})))
	}
}

// drawRow draws a label of the list: what it is, what is suggested, how likely it is, and
// what was decided.
func (s *checkScreen) drawRow(c *canvas, r rect, d eval.Doubt, selected bool) {
	st := s.st
	on := func(i ink) ink { return i }
	if selected {
		on = func(i ink) ink { return st.bold(st.onRaised(i)) }
		c.put(r.x, r.y, r.w, st.raised.Render(blank(r.w)))
	}
	level, done := s.decided(d.Meme)
	text := st.plain
	switch {
	case done:
		text = st.faint
		c.put(r.x, r.y, 1, on(st.good).Render(doneMark))
	case selected:
		c.put(r.x, r.y, 1, on(st.focus).Render(st.model))
	}
	it, known := s.items[d.Meme]
	if known {
		c.put(r.x+checkNumberAt, r.y, checkGivenAt-checkNumberAt-1, on(st.dim).Render(fmt.Sprintf("#%04d", it.meme.Seq)))
	}
	if done {
		c.put(r.x+checkGivenAt+1, r.y, 1, on(st.dim).Render(digitOf(d.Label)))
	} else {
		c.put(r.x+checkGivenAt, r.y, 3, st.chipOf(d.Label))
	}
	now := d.Suggested
	arrow := "→"
	switch {
	case done && !level.Valid():
		arrow = st.flag
	case done:
		now = level
	}
	c.put(r.x+checkArrowAt, r.y, 1, on(st.dim).Render(arrow))
	if arrow == "→" {
		ink := on(st.level[now])
		c.put(r.x+checkNewAt, r.y, 1, ink.Render(digitOf(now)))
	}
	score := fmt.Sprintf("%.0f", d.Score)
	switch {
	case d.LevelOnly:
		score = "—"
	case s.kind.NeedsModel():
		score = strings.TrimPrefix(fmt.Sprintf("%.2f", d.Probs[d.Label]), "0")
	}
	c.right(r.x+checkScoreEnd, r.y, 4, on(text).Render(score))
	if d.Suspect && !done {
		c.put(r.x+checkMarkAt, r.y, 1, on(st.warn).Render("!"))
	}
	if known {
		w := r.w - checkCaptionAt
		c.put(r.x+checkCaptionAt, r.y, w, on(text).Render(st.Cut(captionOrName(it.meme), w)))
	}
}

// drawReason says why the selected meme is listed, or that another level stands by now.
func (s *checkScreen) drawReason(c *canvas, r rect, text string) {
	if len(s.st.Wrap(text, r.w)) > r.h { // above it stands that the model is out of fold
		text = strings.Replace(text, "a model that has not seen it", "the model", 1)
	}
	for i, text := range s.st.wrappedIn(text, r) {
		c.put(r.x, r.y+i, r.w, s.st.dim.Render(text))
	}
}

func (s *checkScreen) drawCaption(c *canvas, k checkFrame, m labels.Meme) {
	st, r := s.st, k.caption
	alone := !hasPicture(m) && !k.small
	if alone {
		r = k.stage()
	}
	lines := st.wrappedIn(captionText(m), r)
	top := r.y
	if alone {
		top += (r.h - len(lines)) / 3
	}
	for i, text := range lines {
		if alone {
			c.put(r.x-3, top+i, 1, st.accent.Render("▌"))
		}
		c.put(r.x, top+i, r.w, st.strong.Render(text))
	}
}

// wrappedIn is as much of a text as a place has room for, in lines.
func (st styles) wrappedIn(text string, r rect) []string {
	lines := st.Wrap(text, r.w)
	if len(lines) <= r.h {
		return lines
	}
	lines[r.h-1] = st.cutWords(lines[r.h-1]+" "+lines[r.h], r.w)
	return lines[:r.h]
}

// drawTitle says who says what the bars show.
func (s *checkScreen) drawTitle(c *canvas, r rect, it *item) {
	v, _ := s.summary.Version(s.list().version)
	switch {
	case !s.kind.NeedsModel():
		c.rule(r, "Levels", string(it.meme.Split))
	case v.Headless():
		c.rule(r, s.otherVersion(), "from elsewhere")
	case v.ID != "":
		c.rule(r, "Out of fold, config of "+s.otherVersion(), "")
	default:
		c.rule(r, "Out of fold", "by models that have not seen it")
	}
}

// otherVersion is what the version is called by which the list was made, "" for the served one.
func (s *checkScreen) otherVersion() string {
	v, ok := s.summary.Version(s.list().version)
	if !ok {
		return ""
	}
	return labels.Printable(v.Title())
}

// drawBar draws one level: whether it is the given or the suggested one, and what the models
// say, where they do.
func (s *checkScreen) drawBar(c *canvas, r rect, l labels.Level, d eval.Doubt, it *item) {
	st := s.st
	name, who := st.plain, ""
	switch l {
	case d.Label:
		c.put(r.x, r.y, 1, st.focus.Render(st.you))
		name, who = st.focus, "given"
		if it.state.Adjudicated && it.state.Gold == l {
			who = "decided"
		}
	case d.Suggested:
		c.put(r.x, r.y, 1, st.digit[l].Render(st.model))
		name, who = st.strong, "suggested"
	}
	c.put(r.x+2, r.y, 3, st.chipOf(l))
	c.put(r.x+6, r.y, 13, name.Render(l.Title()))
	const whoAt, numberAt = 9, 15
	c.put(r.right()-whoAt, r.y, whoAt, st.dim.Render(who))
	if !s.kind.NeedsModel() || d.LevelOnly {
		return
	}
	p := d.Probs[l]
	track := rect{r.x + 20, r.y, r.w - 20 - numberAt - 1, 1}
	c.put(track.x, track.y, track.w, st.bar(p, track.w, st.filled[l]))
	c.right(r.right()-whoAt-1, r.y, len("100 %"), st.dim.Render(percent(p)))
}

// drawNear draws the memes most like the selected one, each with its level.
func (s *checkScreen) drawNear(c *canvas, k checkFrame, it *item) {
	if len(k.likes) == 0 {
		return
	}
	if why := s.whyNoNear(it); why != "" {
		c.rule(k.near, nearTitle, why)
		return
	}
	c.rule(k.near, nearTitle, checkNearBy)
	s.drawNearest(c, &s.near, it, k.likes, noneNear)
}

// drawHow says how the list is made.
func (s *checkScreen) drawHow(c *canvas, r rect) {
	if r.h == 0 {
		return
	}
	text := map[eval.CheckKind]string{
		eval.CheckErrors: "Five models, each trained on four fifths of the groups, say what the last fifth is; up to 5,000 memes three times, and the mean counts. " +
			"The least likely labels come first; ! marks those that are likely wrong by confident learning. The models err, too: look before you change.",
		eval.CheckDuplicates: "Memes that share a picture or a caption should have one level. Those come first that are the farthest from most others of their group.",
		eval.CheckReAsks:     "Some memes are asked twice. These got another level the second time.",
		eval.CheckFar:        "As errors, but only labels that are two or more levels off from what the models say.",
	}[s.kind]
	if v, _ := s.summary.Version(s.list().version); v.Headless() {
		text = "These predictions came from elsewhere. The labels that they take for the least likely come first, or, where some are levels only, " +
			"those that are the farthest off. Predictions err, too: look before you change."
	}
	c.rule(r, "How the list is made", "")
	c.lines(r.rows(1, r.h-1), s.st.Wrap(text, r.w)...)
}
