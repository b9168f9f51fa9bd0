package tui

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/tui/jobs"
)

// queueing is what a label screen knows of the queue that it goes through: the meme that
// it is at, and the queue that comes next.
type queueing struct {
	*session
	queue queue
	item  *item  // on the screen; nil before the first and when there is none
	done  bool   // the queue is finished, and that is what stands here
	empty bool   // the workspace has no memes
	op    uint64 // the operation under way, 0 when there is none
	slow  bool   // it takes long

	byDefault bool       // nobody has chosen the queue
	searched  string     // the query by which the queue was found last, "" for none
	wanted    *wanted    // the queue that is being made; nil for none
	making    *wanted    // that the running job makes; another may be wanted since
	made      *madeQueue // it is there, and waits till nothing is under way
	reasked   map[labels.MemeID]bool
}

// slowAfter is when a label that is not yet on disk is called slow.
const slowAfter = 300 * time.Millisecond

// busy reports that keys must wait: what is on the screen is about to change.
func (s *queueing) busy() bool { return s.op != 0 }

// begin marks an operation as under way.
func (s *queueing) begin() (uint64, tea.Cmd) {
	s.op = s.session.op()
	op := s.op
	return op, tea.Tick(slowAfter, func(time.Time) tea.Msg { return slowMsg{op} })
}

// asks reports whether a meme is there to be labelled.
func (s *queueing) asks() bool { return s.item != nil && !s.done }

// wanted is a queue that is to be made.
type wanted struct {
	name   string
	stay   bool     // the meme on the screen stays, the queue goes on behind it
	silent bool     // nobody has asked for it
	chosen bool     // somebody has, and it is remembered
	by     int      // where it has nothing, the queue so many places on is opened; 0: none
	empty  []string // those that had nothing
	last   bool     // it is asked for because the one before has ended
}

// madeQueue is a queue that a job has made.
type madeQueue struct {
	*wanted
	list queues.List
}

// queueKey is the setting that remembers which queue an annotator goes through.
func queueKey(annotator string) string { return "queue/" + annotator }

// queueName is the name of the queue that one goes through.
func (s *queueing) queueName() string {
	if q, ok := s.queue.(*rankedQueue); ok {
		return q.list.Name
	}
	return queues.Order
}

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
	w, make := s.wanted, s.deps.MakeQueue
	err := s.startJob(jobQueue, func(ctx context.Context, report func(jobs.Progress)) (any, error) {
		list, err := make(ctx, w.name, listen(report))
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
		if q, ranked := s.queue.(*rankedQueue); ranked && was.stay {
			list := q.list
			list.Ordered = 0 // it is not tried again with each label
			s.queue = &rankedQueue{list, q.annotator}
		}
		return s.orderAtLeast()
	}
	s.made = &made
	return s.takeQueue()
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
	if made == nil || s.busy() || s.ask != nil {
		return nil
	}
	s.made, s.wanted = nil, nil
	w := made.wanted
	order := w.name == queues.Order
	switch nothing := !order && len(made.list.Items) == 0; {
	case nothing && w.stay && s.item != nil:
		return nil // one is in another queue, or at the end of this one
	case nothing:
		return s.emptyQueue(w)
	case w.stay && s.item != nil && !s.done:
		return s.goOnWith(made)
	case order:
		s.queue = importOrder{s.deps.Annotator}
	default:
		s.queue = &rankedQueue{made.list, s.deps.Annotator}
	}
	s.byDefault = s.byDefault && !w.chosen
	s.sayQueue(made)
	q := s.queue
	op, slow := s.begin()
	first := openCmd(s.deps, q, op, func(r Reader) (item, bool, error) { return q.after(r, labels.Meme{}) })
	return tea.Batch(first, slow, s.rememberQueue(w))
}

// goOnWith has the list follow the meme on the screen.
func (s *queueing) goOnWith(made *madeQueue) tea.Cmd {
	var old queues.List
	how := queues.ByLot
	if q, ok := s.queue.(*rankedQueue); ok && q.list.Name == made.list.Name {
		old = q.list
	}
	place := old.Place(s.item.meme.Seq)
	if place > 0 {
		how = old.Items[place-1].How()
	}
	s.byDefault = s.byDefault && made.silent
	s.queue = &rankedQueue{old.Renewed(place, queues.NewItem(s.item.meme.Seq, how), made.list), s.deps.Annotator}
	if place > 0 {
		s.item.place = s.queue.at(s.item.meme)
	}
	s.sayQueue(made)
	return aheadCmd(s.deps, s.queue, s.item.meme)
}

// sayQueue says which queue one goes through from now on.
func (s *queueing) sayQueue(made *madeQueue) {
	if made.silent {
		return
	}
	says := queues.Title(made.name)
	switch {
	case queues.ByModel(made.name) && made.list.Version == "":
		says += ": at random till predicted"
	case made.name != queues.Order:
		says += ": " + count(len(made.list.Items), "meme")
	}
	if made.name == queues.Disputed {
		says += " · " + s.key(doLabel) + " settle each for all"
	}
	if made.empty != nil {
		says += " · nothing in " + titles(made.empty)
	}
	if made.stay { // no key has asked for it: that a version is trained, say
		s.status.alsoHappened("%s", says)
		return
	}
	s.status.say("%s", says)
}

// titles are what some queues are called, in a row.
func titles(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = labels.Printable(queues.Title(name))
	}
	return strings.Join(all, ", ")
}

// rememberQueue puts on disk which queue the annotator has chosen.
func (s *queueing) rememberQueue(w *wanted) tea.Cmd {
	if !w.chosen {
		return nil
	}
	d := s.deps
	return func() tea.Msg { return rememberedMsg{d.Settings.SetSetting(queueKey(d.Annotator), w.name)} }
}

// emptyQueue goes past a queue that has nothing, or says so.
func (s *queueing) emptyQueue(w *wanted) tea.Cmd {
	if w.by != 0 {
		next := *w
		next.empty = append(slices.Clone(w.empty), w.name)
		if next.name = nextQueue(w.name, w.by); next.name != s.queueName() {
			return s.want(next)
		}
	}
	switch {
	case w.last:
		s.done = true
	case w.by != 0:
		s.status.say("no other queue has memes for you")
	case !w.silent:
		s.status.say("nothing in %s", titles([]string{w.name}))
	case s.item == nil: // a session was to begin with it
		s.status.addWarning("nothing in %s: you are in another queue", titles([]string{w.name}))
	}
	return s.orderAtLeast()
}

// nextQueue is the name of the queue so many places behind one.
func nextQueue(name string, by int) string {
	all := queues.Names
	i := slices.Index(all, name)
	if i < 0 && by > 0 {
		i = len(all) - 1 // a saved search stands behind the others
	}
	return all[(max(0, i)+by+len(all))%len(all)]
}

// chooseQueue opens a queue that somebody has asked for.
func (s *queueing) chooseQueue(w wanted) tea.Cmd {
	w.chosen = true
	return s.want(w)
}

// besideQueue opens the queue so many places behind the present one, or behind the one
// that is being made, which has any memes.
func (s *queueing) besideQueue(by int) tea.Cmd {
	from := s.queueName()
	if w := s.wanted; w != nil && w.chosen {
		from = w.name
	}
	return s.chooseQueue(wanted{name: nextQueue(from, by), by: by})
}

// renewQueue makes the queue anew, behind the meme on the screen.
func (s *queueing) renewQueue() tea.Cmd {
	q, ok := s.queue.(*rankedQueue)
	if !ok || s.wanted != nil {
		return nil
	}
	return s.want(wanted{name: q.list.Name, stay: true, silent: true})
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
	s.queue, s.byDefault = &rankedQueue{list, s.deps.Annotator}, false
	s.wanted, s.made, s.done = nil, nil, false
	if s.item != nil {
		s.item.place = s.queue.at(s.item.meme)
	}
}

// tells reports whether it says something of the model's answer to a meme that it is in the
// queue.
func (s *queueing) tells(it *item) bool {
	q, ok := s.queue.(*rankedQueue)
	return ok && q.list.Tells && it.predicted && !heldOut(it.meme) && q.at(it.meme) > 0
}

// disputes reports whether the meme on the screen is one of the disputed queue, where all
// that people say is shown.
func (s *queueing) disputes() bool {
	return s.item != nil && s.queueName() == queues.Disputed && s.queue.at(s.item.meme) > 0
}

// nextWaiting opens the next meme that waits: of the queue, if it is one of those that
// wait, or of all.
func (s *queueing) nextWaiting() tea.Cmd {
	if s.summary.Waiting() == 0 {
		s.status.say("no meme waits for you")
		return nil
	}
	s.done = false
	d, q, m := s.deps, s.queue, s.item.meme
	inQueue := queues.Waiting(s.queueName())
	op, slow := s.begin()
	return tea.Batch(slow, openCmd(d, q, op, func(r Reader) (item, bool, error) {
		if inQueue {
			if it, ok, err := q.after(r, m); err != nil || ok {
				return it, ok, err
			}
		}
		next, ok, err := r.NextWaiting(d.Annotator, m.Seq)
		return item{meme: next, queue: queues.Next, place: q.at(next)}, ok, err
	}))
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
