package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// offer is the queue that comes to mind when one is finished, and what it is for; "" where it is
// not known to have any memes.
func (s *queueing) offer() (name, says string) {
	c, now := s.summary.Counts, s.queueName()
	skipped, disputed := c.ByKind[labels.Skipped], c.ByKind[labels.Disputed]
	switch {
	case c.Waiting > 0 && !queues.Waiting(now):
		return defaultQueue(s.summary), fmt.Sprintf("the %s that wait", count(c.Waiting, "meme"))
	case skipped > 0 && now != queues.Skipped:
		return queues.Skipped, fmt.Sprintf("go through the %s skipped", thousands(skipped))
	case disputed > 0 && now != queues.Disputed && s.mayOpen(queues.Disputed) == nil:
		return queues.Disputed, fmt.Sprintf("settle the %s disputed", thousands(disputed))
	case c.Mine > model.RememberedLabels && now != queues.Reask:
		return queues.Reask, "answer again what you labelled"
	}
	return queues.Reask, ""
}

// takeOffer opens the queue that is offered, or the next that has any memes.
func (s *queueing) takeOffer() tea.Cmd {
	name, _ := s.offer()
	return s.chooseQueue(wanted{name: name, by: 1})
}

// onceMore goes through a finished queue again, from its first meme.
func (s *queueing) onceMore() tea.Cmd {
	s.done = false
	d, q, last := s.deps, s.queue, *s.item
	inOrder := q.name() == queues.Order
	if inOrder && d.Team == nil {
		return nil // the meme behind the last is there already
	}
	op, slow := s.begin()
	return tea.Batch(slow, openCmd(d, q, op, func(r Reader) (it item, found bool, err error) {
		if inOrder {
			it, err = sameItem(r, last)
			found = err == nil
		} else {
			it, found, err = q.item(r, 1)
		}
		if found && err == nil {
			err = d.claim(r, it.meme) // it was given back at the end
		}
		return it, found, err
	}))
}

// queueOver is called when a label was given and nothing follows in the queue: it is made
// anew where memes wait all the same (in a team others have been given those); where none does, what the annotator has skipped comes
// back, once; or it is done.
func (s *queueing) queueOver() tea.Cmd {
	name := s.queueName()
	switch waiting := queues.Waiting(name); {
	case name != queues.Order && waiting && s.summary.Waiting() > 0 && s.deps.Team == nil:
		return s.want(wanted{name: name, silent: true, last: true})
	case waiting && !s.returned:
		s.done, s.returned = true, true
		return s.want(wanted{name: queues.Skipped, silent: true, last: true, back: true})
	}
	s.done = true
	s.queue = s.queue.ended()
	return nil
}

// left is how many memes are left in the queue, with the one on the screen.
func (s *queueing) left() int {
	c := s.summary.Counts
	q, ok := s.queue.(*rankedQueue)
	switch {
	case !ok || queues.Waiting(q.list.Name):
		return s.summary.Waiting()
	case q.list.Name == queues.Disputed: // also at its end: some may have been passed over
		return c.ByKind[labels.Disputed]
	case q.list.Name == queues.Flagged:
		return c.ByKind[labels.Flagged]
	case s.done:
		return 0
	case s.item == nil:
		return len(q.list.Items)
	}
	return len(q.list.Items) - max(0, s.item.place-1)
}

// progress is how far one is in the queue, in words: how many are left, where that is counted, and
// else where in it one is: memes of it are answered, or were passed over, on Grid, too.
func (s *queueing) progress() string {
	q, ok := s.queue.(*rankedQueue)
	switch {
	case !ok || queues.Waiting(q.list.Name) || q.list.Name == queues.Disputed || q.list.Name == queues.Flagged:
		return leftText(s.left())
	case s.done:
		return "gone through"
	}
	n := len(q.list.Items)
	if s.item == nil || s.item.place == 0 {
		return count(n, "meme")
	}
	return fmt.Sprintf("%s of %s", thousands(s.item.place), thousands(n))
}

// leftText is how many memes are left, in words.
func leftText(n int) string {
	if n == 0 {
		return "nothing left"
	}
	return fmt.Sprintf("%s left", thousands(n))
}
