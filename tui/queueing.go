package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
	"memebench/tui/jobs"
)

// queueing is what a label screen knows of the queue that it goes through: the meme that
// it is at, and the queue that comes next.
type queueing struct {
	*session
	queue queue
	item  *item // on the screen; nil before the first and when there is none
	done  bool  // the queue is finished, and that is what stands here
	empty bool  // no meme has come: there are none, or none for the annotator (ungiven)
	operation

	byDefault bool       // nobody has chosen the queue
	unasked   bool       // it has followed the one before, behind the meme on the screen, without a key
	searched  string     // the query by which the queue was found last, "" for none
	returned  bool       // what was skipped has come back at the end of the queue
	wanted    *wanted    // the queue that is being made; nil for none
	making    *wanted    // that the running job makes; another may be wanted since
	made      *madeQueue // it is there, and waits till nothing is under way
}

// busy reports that keys must wait: what is on the screen is about to change. Where a queue
// has ended, what comes then is not known before the next is made; questions go on.
func (s *queueing) busy() bool { return s.op != 0 || s.wanted != nil && s.wanted.last && s.ask == nil }

// begin marks an operation as under way.
func (s *queueing) begin() (uint64, tea.Cmd) {
	slow := s.begins(s.nextOp())
	return s.op, slow
}

// asks reports whether a meme is there to be labelled.
func (s *queueing) asks() bool { return s.item != nil && !s.done }

// queueName is the name of the queue that one goes through.
func (s *queueing) queueName() string { return s.queue.name() }

// want has a queue made, and then opened.
func (s *queueing) want(w wanted) tea.Cmd {
	s.wanted, s.made = &w, nil
	if w.name == queues.Order {
		s.made = &madeQueue{wanted: s.wanted}
		return s.takeQueue()
	}
	return s.makeQueue()
}

// makeQueue has the wanted queue made. A job that makes another is cancelled first: this
// one follows its end.
func (s *queueing) makeQueue() tea.Cmd {
	w, d := s.wanted, s.deps
	err := s.startJob(jobQueue, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		list, err := d.makeList(ctx, w.name, w.query, listen(report))
		return madeQueue{w, list}, err
	})
	switch {
	case errors.Is(err, jobs.ErrBusy):
		s.runner.Cancel(jobQueue)
	case errors.Is(err, jobs.ErrShutdown):
		s.wanted = nil
	case err != nil:
		s.wanted = nil
		s.status.fail("cannot order the memes: %v", err)
	default:
		s.making = w
	}
	return nil
}

// queueEnded takes in how the job has ended.
func (s *queueing) queueEnded(j jobs.Snapshot) tea.Cmd {
	made, ok := j.Result.(madeQueue)
	was := s.making
	s.making = nil
	switch {
	case s.wanted == nil:
		return nil
	case was != s.wanted:
		return s.makeQueue()
	case j.State != jobs.Done || !ok:
		s.wanted = nil
		if was.stay {
			s.keepQueue()
		}
		if was.last {
			s.dropTyped() // for what does not come: the meme on the screen has its answer
		}
		return s.orderAtLeast()
	}
	s.made = &made
	return s.takeQueue()
}

// keepQueue has the queue stay as it is, where no other could be made of it: that is not tried
// again with each label.
func (s *queueing) keepQueue() {
	if q, ranked := s.queue.(*rankedQueue); ranked {
		list := q.list
		list.Ordered = 0
		s.queue = &rankedQueue{list, q.annotator, q.left}
	}
}

// orderAtLeast opens the import order where there is no meme yet.
func (s *queueing) orderAtLeast() tea.Cmd {
	if s.item == nil && !s.empty {
		return s.want(wanted{name: queues.Order, silent: true})
	}
	return nil
}

// takeQueue goes on with the queue that was made, unless the meme on the screen is about to
// change, or something is asked of it: then it is called again.
func (s *queueing) takeQueue() tea.Cmd {
	made := s.made
	if made == nil || s.op != 0 || s.ask != nil {
		return nil
	}
	s.made, s.wanted = nil, nil
	if made.query != "" {
		s.searched = strings.TrimSpace(made.query)
	}
	w := made.wanted
	order := w.name == queues.Order
	switch nothing := !order && len(made.list.Items) == 0; {
	case nothing && w.stay && s.item != nil && !w.resumed: // one is in another queue, or at the end of this one
		s.keepQueue()
		return nil
	case nothing:
		return s.emptyQueue(w)
	case w.stay && s.item != nil && !s.done && !(w.resumed && isElsewhere(made.list, s.item.meme)):
		return s.goOnWith(made)
	}
	was := before{s.queue, s.done}
	s.unasked = false
	if order {
		s.queue = s.deps.importOrder()
	} else {
		s.queue = &rankedQueue{list: made.list, annotator: s.deps.Annotator}
	}
	q := s.queue
	return s.openFirst(made, was, func(r Reader) (item, bool, error) { return s.deps.first(r, q) })
}

// firstMsg brings the meme with which a queue begins. Where there is none, one stays in the
// queue that was before: in a team others may have all that is in this one.
type firstMsg struct {
	openedMsg
	made *madeQueue
	was  before
}

// before is where one was when a queue was opened.
type before struct {
	queue queue
	done  bool
}

// openFirst opens the item that choose returns of the queue that was just made.
func (s *queueing) openFirst(made *madeQueue, was before, choose func(Reader) (item, bool, error)) tea.Cmd {
	op, slow := s.begin()
	open := openCmd(s.deps, s.queue, op, choose)
	return tea.Batch(slow, func() tea.Msg { return firstMsg{open().(openedMsg), made, was} })
}

// firstCame reports whether the queue that was opened has a meme for the annotator; if not, it goes
// back to the one before, or on to another.
func (s *queueing) firstCame(msg firstMsg) (bool, tea.Cmd) {
	w := msg.made.wanted
	if msg.err == nil && !msg.found && w.name != queues.Order {
		s.queue, s.done, w.taken = msg.was.queue, msg.was.done, s.deps.Team != nil
		if s.item != nil {
			s.item.place = s.queue.at(s.item.meme)
		}
		return false, s.emptyQueue(w)
	}
	s.byDefault = s.byDefault && !w.chosen
	s.sayQueue(msg.made)
	return true, s.rememberQueue(w)
}

// goOnWith has the list follow the meme on the screen.
func (s *queueing) goOnWith(made *madeQueue) tea.Cmd {
	list := made.list // of a search it has all memes still, and goes on where one is
	if queues.BuiltIn(made.name) {
		var old queues.List
		how := queues.ByLot
		if q, ok := s.queue.(*rankedQueue); ok && q.list.Name == made.list.Name {
			old = q.list
		}
		place := old.Place(s.item.meme.Seq)
		if place > 0 {
			how = old.Items[place-1].How()
		}
		list = old.Renewed(place, queues.NewItem(s.item.meme.Seq, how), made.list)
	}
	s.byDefault, s.unasked = s.byDefault && made.silent, !made.chosen
	s.item.place = list.Place(s.item.meme.Seq)
	s.queue = &rankedQueue{list, s.deps.Annotator, s.item.place}
	s.sayQueue(made)
	return aheadCmd(s.deps, s.queue, s.item.meme)
}

// sayQueue says which queue one goes through from now on.
func (s *queueing) sayQueue(made *madeQueue) {
	switch {
	case made.back:
		is := "are"
		if len(made.list.Items) == 1 {
			is = "is"
		}
		s.status.alsoHappened("nothing else waits: %s skipped %s back", thousands(len(made.list.Items)), is)
		return
	case made.silent || made.query != "":
		return
	}
	says := queues.Title(made.name)
	switch {
	case queues.ByModel(made.name) && made.list.Version == "":
		says += ": at random till predicted"
	case made.name != queues.Order:
		says += ": " + count(len(made.list.Items), "meme")
	}
	if made.empty != nil {
		says += " · nothing in " + titles(made.empty)
	}
	if made.stay { // no key has asked for it: that a version is trained, say
		s.status.alsoHappened("queue %s", says)
		return
	}
	s.status.say("%s", says)
}

// rememberQueue puts on disk which queue the annotator has chosen.
func (s *queueing) rememberQueue(w *wanted) tea.Cmd {
	if !w.chosen {
		return nil
	}
	return rememberQueueCmd(s.deps, w.name)
}

// rememberQueueCmd puts on disk which queue the annotator goes through.
func rememberQueueCmd(d Deps, as string) tea.Cmd {
	return func() tea.Msg { return rememberedMsg{d.Settings.SetSetting(queueKey(d.Annotator), as)} }
}

// emptyQueue goes past a queue that has nothing, or says so.
func (s *queueing) emptyQueue(w *wanted) tea.Cmd {
	if w.by != 0 {
		next := *w
		next.empty = append(slices.Clone(w.empty), w.name)
		if next.name = s.nextQueue(w.name, w.by); next.name != s.queueName() {
			return s.want(next)
		}
	}
	switch {
	case w.last:
		s.done = true
	case w.by != 0:
		s.status.say("no other queue has memes for you")
	case w.taken && strings.HasPrefix(w.name, unnamed):
		s.status.say("none of what is found is for you: others have it, or enough have labelled it")
	case w.taken && !w.silent:
		s.status.say("nothing in %s is for you: others have it, or enough have labelled it", titles([]string{w.name}))
	case w.name == queues.Reask && s.summary.Counts.Mine > 0 && !w.silent:
		s.status.say("nothing in re-ask: your last %d labels are not asked again", model.RememberedLabels)
	case !w.silent:
		s.status.say("nothing in %s", titles([]string{w.name}))
	case s.item == nil || w.resumed: // a session was to begin with it
		s.status.addWarning("nothing in %s: you are in another queue", titles([]string{w.name}))
		return s.beginElsewhere(w)
	}
	return s.orderAtLeast()
}

// beginElsewhere opens the queue of who has chosen none, where the one has nothing that a session was
// to begin with. The meme at which the last one ended stays, unless it has its answer: the next
// key would change the label.
func (s *queueing) beginElsewhere(w *wanted) tea.Cmd {
	name := defaultQueue(s.summary)
	if w.name == name {
		name = queues.Order
	}
	stay := s.item != nil && !s.hasLevel(s.item)
	if s.summary.Waiting() == 0 || stay && name == queues.Order {
		return s.orderAtLeast()
	}
	return s.want(wanted{name: name, silent: true, stay: stay})
}

// nextQueue is the name of the queue so many places behind one. The saved queries that can
// be read stand behind the others.
func (s *queueing) nextQueue(name string, by int) string {
	all := slices.DeleteFunc(slices.Clone(queues.Names), func(name string) bool { return s.mayOpen(name) != nil })
	for _, q := range s.queries {
		if _, err := labels.ParseQuery(q.Query, s.deps.Columns); err == nil {
			all = append(all, q.Name)
		}
	}
	i := slices.Index(all, name)
	if i < 0 && by > 0 {
		i = len(all) - 1 // a search without a name stands behind them all
	}
	return all[(max(0, i)+by+len(all))%len(all)]
}

// renewQueue makes the queue anew, behind the meme on the screen.
func (s *queueing) renewQueue() tea.Cmd {
	name := s.queueName()
	if name == queues.Order || s.wanted != nil {
		return nil
	}
	return s.want(wanted{name: name, stay: true, silent: true})
}

// modelChanged takes in that there are other predictions now.
func (s *queueing) modelChanged() tea.Cmd {
	if !queues.ByModel(s.queueName()) {
		return nil
	}
	return s.renewQueue()
}

// usedUp makes a queue anew of which the part is done that was put in order.
func (s *queueing) usedUp() tea.Cmd {
	q, ok := s.queue.(*rankedQueue)
	if !ok || q.list.Ordered == 0 || s.item == nil || s.item.place <= q.list.Ordered {
		return nil
	}
	return s.renewQueue()
}

// goThrough has a list that was found in place of the queue.
func (s *queueing) goThrough(list queues.List) {
	s.queue, s.byDefault, s.unasked = &rankedQueue{list: list, annotator: s.deps.Annotator}, false, false
	s.wanted, s.made, s.done = nil, nil, false
	if s.item != nil {
		s.item.place = s.queue.at(s.item.meme)
	}
}

// disputes reports whether the meme on the screen is one of the disputed queue.
func (s *queueing) disputes() bool { return s.item != nil && disputes(s.queue, s.item) }
