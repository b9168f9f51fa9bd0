package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// openFind opens what finds memes, and chooses queues, over the screen.
func (a *app) openFind() tea.Cmd {
	return a.openFindOf(a.label.searched)
}

// openFindOf opens it with a query written.
func (a *app) openFindOf(query string) tea.Cmd {
	f := newFind(a.session, queues.Title(a.label.queueName()), query)
	a.float = f
	return f.start()
}

// openFound opens what is found on a screen, at a meme, 0 for the first. A queue that is
// chosen as it is is made by a job.
func (a *app) openFound(f *findSheet, on tab, at uint64) tea.Cmd {
	if !f.ready() {
		return nil
	}
	p, ok := f.queue()
	if !ok || at > 0 {
		return f.read(on, at)
	}
	f.close()
	a.close()
	a.show(on)
	a.label.searched = p.query
	return a.label.chooseQueue(wanted{name: p.queueName()})
}

// findNews takes in what the commands of the sheet have brought.
func (a *app) findNews(msg tea.Msg) tea.Cmd {
	if f, ok := a.float.(*findSheet); ok {
		return f.update(msg)
	}
	return nil
}

// listCame opens a list that was found, as the queue of Label and of Grid.
func (a *app) listCame(msg listMsg) tea.Cmd {
	f, ok := a.float.(*findSheet)
	if !ok || msg.op != f.op {
		return nil
	}
	f.opening = false
	if msg.err != nil {
		a.status.fail("cannot read what is found: %v", msg.err)
		a.dropTyped()
		return nil
	}
	if len(msg.list.Items) == 0 {
		a.status.say("no meme fits any more")
		return nil
	}
	a.close()
	a.show(msg.on)
	a.label.searched = f.text()
	a.label.goThrough(msg.list)
	if msg.on == tabGrid {
		return a.grid.enter()
	}
	return a.label.step(labels.Meme{}, max(1, msg.list.Place(msg.at)))
}

// goThrough has a list that was found in place of the queue.
func (s *queueing) goThrough(list queues.List) {
	s.queue, s.byDefault = &rankedQueue{list, s.deps.Annotator}, false
	s.wanted, s.made, s.done = nil, nil, false
	if s.item != nil {
		s.item.place = s.queue.at(s.item.meme)
	}
}

// toLabel opens a meme of Label's queue there.
func (a *app) toLabel(m labels.Meme) tea.Cmd {
	a.show(tabLabel)
	s := a.label
	d, q := s.deps, s.queue
	op, slow := s.begin()
	return tea.Batch(slow, openCmd(d, q, op, func(r Reader) (item, bool, error) {
		if place := q.at(m); place > 0 {
			return q.step(r, labels.Meme{}, place)
		}
		m, err := r.Meme(m.ID)
		return item{meme: m, queue: gridName}, err == nil, err
	}))
}

// show brings a screen to the front, if it is not there.
func (a *app) show(t tab) {
	if a.tab != t {
		a.front().leave()
		a.tab = t
	}
}
