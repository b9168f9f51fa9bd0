package tui

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// chooseQueue opens a queue that somebody has asked for.
func (s *queueing) chooseQueue(w wanted) tea.Cmd {
	w.chosen, s.returned = true, false
	return s.want(w)
}

// besideQueue opens the queue so many places behind the present one, or behind the one
// that is being made, which has any memes.
func (s *queueing) besideQueue(by int) tea.Cmd {
	from := s.queueName()
	if w := s.wanted; w != nil && w.chosen {
		from = w.name
	}
	return s.chooseQueue(wanted{name: s.nextQueue(from, by), by: by})
}

// nextWaiting opens the next meme that waits: of the queue, behind the meme on the screen or
// else from its beginning on; or, where no other waits there, of all. A queue of other memes than
// those that wait, such as disputed ones, is gone through by what is left of it.
func (s *queueing) nextWaiting() tea.Cmd {
	name := s.queueName()
	others := queues.Answered(name)
	if s.summary.Waiting() == 0 && !others {
		s.status.say("no meme waits for you")
		return nil
	}
	s.done = s.done && s.summary.Waiting() == 0
	d, q, m := s.deps, s.queue, s.item.meme
	op, slow := s.begin()
	return tea.Batch(slow, waitingFrom(q, m, openCmd(d, q, op, func(r Reader) (item, bool, error) {
		if name != queues.Order {
			for _, part := range []struct {
				of    queue
				after labels.Meme
			}{{q, m}, {q.leftAt(0), labels.Meme{}}} {
				left := part.of
				if !others {
					left = waitingIn{left, d.Annotator}
				}
				if part.after.ID == "" && name == queues.Reask {
					break // what was asked again before this is answered
				}
				if it, ok, err := firstAfter(r, left, part.after, d.given); err != nil || ok && it.meme.ID != m.ID {
					return it, ok, err
				}
			}
		}
		it, ok, err := d.next(r, importOrder{annotator: d.Annotator, ends: true}, m)
		it.place = q.at(it.meme)
		return it, ok, err
	})))
}

// waitingFrom has it said where the meme that waits is not further on in the queue than the one it was looked for from.
func waitingFrom(q queue, from labels.Meme, open tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		msg := open().(openedMsg)
		switch was, is := q.at(from), q.at(msg.item.meme); {
		case !msg.found || msg.err != nil:
		case msg.item.meme.ID == from.ID:
			msg.says = "this is the only one that waits for you"
		case is > 0 && is < was:
			msg.says = "nothing waits further on: this is from the beginning again"
		case is == 0 && was > 0:
			msg.says = "nothing else waits in this queue: this is of all that wait"
		}
		return msg
	}
}

// groupQueue opens the memes that share a picture or a caption with the one on the screen.
func (s *queueing) groupQueue() tea.Cmd {
	n, err := strconv.ParseUint(strings.TrimPrefix(s.item.meme.Group, "g"), 10, 64)
	if err != nil {
		s.status.say("#%04d shares nothing with another meme", s.item.meme.Seq)
		return nil
	}
	return s.chooseQueue(wanted{name: queues.OfGroup(n)})
}

// queueActions are those of actOnQueue.
var queueActions = []action{doWaiting, doNextView, doBeforeView, doQueue, doGroup}

// actOnQueue chooses a queue, or leaves its order.
func (s *queueing) actOnQueue(do action, p press) tea.Cmd {
	switch do {
	case doWaiting:
		return s.nextWaiting()
	case doNextView:
		return s.besideQueue(1)
	case doBeforeView:
		return s.besideQueue(-1)
	case doQueue:
		return s.chooseQueue(wanted{name: queues.Names[p.nth]})
	}
	return s.groupQueue()
}
