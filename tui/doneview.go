package tui

import (
	"fmt"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// doneWords is how many cells what is next needs. Where the picture's place has fewer, the
// words have the pane's, too, and how it went is left out.
const doneWords = 41

// drawDone says that the queue is finished, what is next, and how it went.
func (s *labelScreen) drawDone(c *canvas, l labelFrame) {
	st, p := s.st, s.summary.Counts
	lines := []string{st.good.Render("✓ ") + st.strong.Render("You have been through this queue."), ""}
	if n := s.summary.Waiting(); n > 0 && s.deps.Team != nil && queues.Waiting(s.queueName()) {
		lines = append(lines, othersHave(n), "", st.focus.Render(st.Fit(s.key(doWaiting), 6))+"look again", "")
	}
	if n := p.ByKind[labels.Disputed]; n > 0 && s.mayOpen(queues.Disputed) == nil {
		lines = append(lines, fmt.Sprintf("On %s the annotators differ.", count(n, "meme")), "")
	}
	_, offer := s.offer()
	for _, next := range []struct {
		do   action
		says string
	}{
		{doAbout, offer},
		{doOn, "go through it again"},
		{doFind, "find memes, or choose a queue"},
		{doRetrain, "train a new version"},
		{doEvalScreen, "how well the model does"},
		{doQuit, "quit: all is saved"},
	} {
		if next.says != "" && s.mayDo(next.do, press{}) == nil {
			lines = append(lines, st.focus.Render(st.Fit(s.key(next.do), 6))+next.says)
		}
	}
	words := rect{l.picture.x + 1, l.picture.y, l.picture.w - 1, l.picture.h}
	if words.w < doneWords {
		words.w = l.pane.right() - words.x
		c.lines(words, lines...)
		return
	}
	c.lines(words, lines...)

	var by [labels.Levels]int
	given, without := 0, map[string]int{}
	for _, n := range s.given.all {
		if !n.level.Valid() {
			without[n.word()]++
			continue
		}
		given++
		by[n.level]++
	}
	agreed, asked := s.given.agreement()
	r := l.pane
	c.rule(r, "Your last labels", thousands(given))
	c.levelCounts(rect{r.x, r.y + 1, r.w, labels.Levels}, by, 5)
	y := r.y + labels.Levels + 2
	for _, f := range [][2]string{
		{"median", s.medianText()},
		{"model", fmt.Sprintf("agreed on %d of %d", agreed, asked)},
		{"skipped", thousands(without["skipped"])},
		{"flagged", thousands(without["flagged"])},
	} {
		if y < r.bottom() {
			c.put(r.x, y, 9, st.dim.Render(f[0]))
			c.put(r.x+10, y, r.w-10, f[1])
		}
		y++
	}
}

// ungivenText says why no meme is on the screen though there are some, and what is next.
func (s *labelScreen) ungivenText() []string {
	text := []string{s.st.strong.Render("No meme is left to you now."), ""}
	if n := s.summary.Waiting(); n > 0 {
		text = append(text, othersHave(n)+" One that they leave comes by itself when something is saved.", "")
	}
	for _, next := range []struct {
		do   action
		says string
	}{
		{doWaiting, "look again"},
		{doNextView, "the next queue that has memes for you"},
		{doFind, "find memes, or choose a queue"},
		{doGoTo, "go to a meme"},
		{doQuit, "quit: all is saved"},
	} {
		text = append(text, s.st.focus.Render(s.st.Fit(s.key(next.do), 6))+next.says)
	}
	return text
}

// othersHave says of so many memes that wait why they are not given to the annotator.
func othersHave(n int) string {
	if n == 1 {
		return "Another annotator has the last meme open."
	}
	return fmt.Sprintf("Others have the last %s open.", count(n, "meme"))
}

// medianText is how long a meme has taken in this session.
func (s *labelScreen) medianText() string {
	if m := s.pace.median(); m > 0 {
		return fmt.Sprintf("%.1f s a meme", m.Seconds())
	}
	return "—"
}
