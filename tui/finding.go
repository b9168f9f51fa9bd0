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
	a.status.answered() // elsewhere
	f := newFind(a.session, func() string { return queues.Title(a.label.queueName()) }, query)
	a.float = f
	return f.start()
}

// openFound opens what is found. A queue that is chosen as it is is made by a job.
func (a *app) openFound(f *findSheet, o opening) tea.Cmd {
	if !f.ready(o) {
		return nil
	}
	p, ok := f.queue()
	if !ok || o.at > 0 {
		return f.read(o.on, o.at)
	}
	if err := a.label.mayOpen(p.queueName()); err != nil {
		a.status.warn("%v", err)
		return nil
	}
	f.close()
	a.close()
	a.show(o.on)
	a.label.searched = p.query
	return a.label.chooseQueue(wanted{name: p.queueName()})
}

// findNews takes in what the commands of the sheet have brought. What has become of a saved
// query is told wherever one is by then.
func (a *app) findNews(msg tea.Msg) tea.Cmd {
	var again tea.Cmd
	switch msg := msg.(type) {
	case knownMsg:
		if msg.err != nil {
			a.status.fail("cannot read the saved queries: %v", msg.err)
			return nil
		}
		a.queries = msg.saved
	case querySavedMsg:
		if again = knownCmd(a.deps); msg.err != nil {
			a.status.fail(notSaved+": the query %s: %v", msg.name, msg.err)
		} else {
			a.status.did("saved as %s: it is in the list of queues", msg.name)
		}
	case queryForgottenMsg:
		if again = knownCmd(a.deps); msg.err != nil {
			a.status.fail("the query %s is not deleted: %v", msg.name, msg.err)
		} else {
			a.status.did("deleted the query %s", msg.name)
		}
	}
	f, ok := a.finding()
	if !ok {
		return again
	}
	cmds := []tea.Cmd{again, f.update(msg)}
	if _, is := msg.(foundMsg); is && f.asked != nil {
		cmds = append(cmds, a.openFound(f, *f.asked))
	}
	return tea.Batch(cmds...)
}

// unasked has esc do at once what it is for where it would wait for a count: nothing is
// opened, and keys that were meant for it are dropped.
func (a *app) unasked(p press) {
	f, ok := a.finding()
	if !ok || f.asked == nil {
		return
	}
	if do, _ := f.keys().find(p.key); do == doLeave {
		f.asked, a.typed = nil, nil
	}
}

// finding is the sheet that finds memes, if it is open, also below the help.
func (a *app) finding() (*findSheet, bool) {
	over := a.float
	if h, ok := over.(*help); ok {
		over = h.over
	}
	f, ok := over.(*findSheet)
	return f, ok
}

// listCame opens a list that was found, as the queue of Label and of Grid.
func (a *app) listCame(msg listMsg) tea.Cmd {
	f, ok := a.finding()
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
	was := before{a.label.queue, a.label.done}
	a.label.goThrough(msg.list)
	if msg.on == tabGrid {
		return tea.Batch(a.grid.enter(), rememberQueueCmd(a.deps, msg.remember))
	}
	d, q, place := a.deps, a.label.queue, max(1, msg.list.Place(msg.at))
	found := &madeQueue{&wanted{name: msg.remember, query: f.unnamedQuery(), chosen: true}, msg.list}
	return a.label.openFirst(found, was, func(r Reader) (item, bool, error) { return d.step(r, q, labels.Meme{}, place) })
}
