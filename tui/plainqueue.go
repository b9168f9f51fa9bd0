package tui

import (
	"fmt"
	"strings"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// goesThrough makes the queue of a name, or with the title that the screens have for it, the one that
// is gone through, and reports whether there is anything in it.
func (p *plain) goesThrough(wanted string) bool {
	name, err := p.queueCalled(wanted)
	if err == nil {
		err = p.mayOpen(name)
	}
	if err != nil {
		p.say("%v.", err)
		return false
	}
	var q queue = p.deps.importOrder()
	if name != queues.Order {
		list, err := p.deps.makeList(p.ctx, name, "", nil)
		switch {
		case err != nil:
			p.say("The queue cannot be made: %v.", err)
			return false
		case len(list.Items) == 0:
			p.say("Nothing is in the queue %s.", labels.Printable(queues.Title(name)))
			return false
		}
		q = &rankedQueue{list: list, annotator: p.deps.Annotator}
	}
	p.queue, p.behind, p.returned = q, nil, false
	p.remember(name)
	if p.sayQueue(); name == queues.Order {
		p.say("Queue: %s.", queues.Title(name))
	}
	return true
}

// remember puts on disk which queue the annotator has chosen.
func (p *plain) remember(name string) {
	if err := p.deps.Settings.SetSetting(queueKey(p.deps.Annotator), name); err != nil {
		p.say("It is not remembered for the next time: %v.", err)
	}
}

// queueCalled is the name of the queue that is called so, of those that there are and the saved
// searches. The error names all.
func (p *plain) queueCalled(wanted string) (string, error) {
	names := queues.Names
	saved, err := p.deps.SavedQueries()
	if err != nil {
		return "", err
	}
	for _, q := range saved {
		names = append(names[:len(names):len(names)], q.Name)
	}
	for _, name := range names {
		if f := labels.Fold(wanted); f == labels.Fold(name) || f == labels.Fold(queues.Title(name)) {
			return name, nil
		}
	}
	return "", fmt.Errorf("there is no queue %s: want %s", labels.Quoted(wanted), labels.Printable(strings.Join(names, ", ")))
}

// sayQueue says which queue it is, where it is not the order of import.
func (p *plain) sayQueue() {
	if q, ok := p.queue.(*rankedQueue); ok {
		p.say("Queue: %s, %s.", labels.Printable(queues.Title(q.list.Name)), count(len(q.list.Items), "meme"))
	}
}
