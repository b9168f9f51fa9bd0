package tui

import (
	"fmt"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// next asks for the meme after m. At the end of a queue of all that wait, what was skipped comes back,
// once; then it is looked again for what waits.
func (p *plain) next(m labels.Meme) {
	q := p.queue
	if !p.ask(p.after(q, m)) || p.item != nil {
		return
	}
	p.queue = q.ended() // after a meme from elsewhere it has ended still
	read := true
	switch {
	case p.behind != nil:
		p.queue, p.behind = p.behind, nil
		read = p.ask(p.after(p.queue, labels.Meme{}))
	case queues.Waiting(q.name()) && !p.returned:
		read = p.skippedComeBack()
	}
	if !read || p.item != nil {
		return
	}
	if err := p.deps.Read(p.deps.yield); err != nil {
		p.say("The others are not told that you are through: %v.", err)
	}
	more := ""
	switch n := p.summary.Waiting(); {
	case n > 0 && !queues.Waiting(p.queue.name()):
		more = fmt.Sprintf(" :%s goes through the %s that wait for you.", queues.Order, count(n, "meme"))
	case n > 0 && p.deps.Team != nil:
		more = " " + othersHave(n)
	}
	p.say("No meme is left to you here.%s An empty line looks again, q ends.", more)
}

// after finds what follows m in a queue, or behind no meme what it begins with, past what was asked again.
func (p *plain) after(q queue, m labels.Meme) func(Reader) (item, bool, error) {
	if m.ID == "" {
		q = q.leftAt(0)
	}
	return func(r Reader) (it item, ok bool, err error) {
		it, ok, err = p.deps.next(r, q, m)
		for ok && err == nil && it.again && p.reasked[it.meme.ID] {
			it, ok, err = p.deps.next(r, q, it.meme)
		}
		return it, ok, err
	}
}

// skippedComeBack asks again for what the annotator has skipped, before the queue that has ended is looked at again,
// and reports whether that could be read.
func (p *plain) skippedComeBack() (read bool) {
	list, err := p.deps.makeList(p.ctx, queues.Skipped, "", nil)
	if err != nil {
		p.say("What you have skipped cannot be read: %v.", err)
	}
	if err != nil || len(list.Items) == 0 {
		return err == nil
	}
	skipped := &rankedQueue{list: list, annotator: p.deps.Annotator}
	before := p.queue
	p.queue = skipped
	read = p.ask(func(r Reader) (item, bool, error) {
		it, ok, err := p.deps.next(r, skipped, labels.Meme{})
		if ok && err == nil {
			p.say("Nothing else waits: what you have skipped is back.")
		}
		return it, ok, err
	})
	if p.item == nil {
		p.queue = before
		return read
	}
	p.behind, p.returned = before, true
	return true
}

// ask asks for a meme, if there is one, and reports whether that could be read.
func (p *plain) ask(find func(Reader) (item, bool, error)) (read bool) {
	p.item = nil
	err := p.deps.Read(func(r Reader) error {
		it, ok, err := find(r)
		if err != nil {
			return err
		}
		if p.summary, err = r.Summary(p.deps.Annotator); err != nil || !ok {
			return err
		}
		it, err = openItem(r, p.queue, p.summary, it)
		it.again = p.asksAgain(&it)
		p.item, p.queue = &it, cameTo(p.queue, it)
		return err
	})
	switch {
	case err != nil:
		p.item = nil
		p.say("The meme cannot be read: %v", err)
	case p.item != nil:
		if p.visible = p.shows(p.item, p.answered(), curtain{}); p.visible {
			p.sawAnswer(p.item)
		}
		p.describe()
		p.asked = p.now()
	}
	return err == nil
}

// answered reports whether the annotator has given the meme a level.
func (p *plain) answered() bool {
	return p.hasLevel(p.item) && !p.item.again
}

// describe says what meme it is.
func (p *plain) describe() {
	m := p.item.meme
	p.say("#%d, %s. Waiting for you: %s.", m.Seq, p.titleOf(p.item), count(p.summary.Waiting(), "meme"))
	if m.Caption == "" {
		p.say("No caption.")
	} else {
		p.say("Caption: %s", m.Caption)
	}
	for _, line := range p.deps.seen(m) {
		p.say("%s", line)
	}
	said, ok := p.ownLabel(p.item)
	if ok && !p.item.again {
		what := string(said.Action)
		if said.Level.Valid() {
			what = levelName(said.Level)
		}
		verb := "said"
		if said.Action == labels.Adjudicate {
			verb = "decided"
		}
		p.say("You %s: %s.", verb, what)
	}
	for _, line := range p.othersSay(p.item, p.hears()) {
		p.say("%s", line)
	}
	if p.decides() {
		p.say("A level decides here: it is the gold level, whatever others say.")
	}
	if note := p.noteOf(p.item); note != "" {
		p.say("Your note: %s", note)
	}
	if p.visible {
		p.say("The model: %s.", p.modelSays())
	}
}

// modelSays is what the model takes for the most probable, in two levels at most.
func (p *plain) modelSays() string {
	probs := p.item.pred.Probs
	first := p.item.pred.Level()
	second := labels.NoLevel
	for l := range labels.Level(labels.Levels) {
		if l != first && (second == labels.NoLevel || probs[l] > probs[second]) {
			second = l
		}
	}
	return fmt.Sprintf("%s %.0f %%, then %s %.0f %%", levelName(first), 100*probs[first], levelName(second), 100*probs[second])
}
