package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// startsIn is the queue that a session begins with.
type startsIn struct {
	queue  string
	chosen bool   // by somebody
	gone   string // the queue that was remembered, and is not there any more
}

// begins is the beginning of a session: the queue of the command line, the one that the
// annotator has used last and may use, or, once a model has learned here, a mixed one.
func (d Deps) begins(s eval.Summary) (startsIn, error) {
	if d.Queue != "" {
		return startsIn{queue: d.Queue, chosen: true}, nil
	}
	name, _, err := d.Settings.Setting(queueKey(d.Annotator))
	if err != nil || name == "" {
		return startsIn{queue: defaultQueue(s)}, err
	}
	gone, err := d.isGone(name)
	if gone {
		return startsIn{queue: defaultQueue(s), gone: name}, err
	}
	if d.mayOpen(name) != nil { // the role is another since
		return startsIn{queue: defaultQueue(s)}, err
	}
	return startsIn{queue: name, chosen: true}, err
}

// isGone reports whether a queue is a saved query that was deleted.
func (d Deps) isGone(name string) (bool, error) {
	if queues.BuiltIn(name) || strings.HasPrefix(name, unnamed) {
		return false, nil
	}
	saved, err := d.SavedQueries()
	return !slices.ContainsFunc(saved, func(q labels.SavedQuery) bool { return q.Name == name }), err
}

// firstQueue makes the queue that the command line names, or the one that the screens would begin
// with: where that has nothing, or is gone, one goes on in that of who has chosen none, and where it
// cannot be made, in the order of import. An error beside a queue is why it is that.
func (d Deps) firstQueue(ctx context.Context) (queue, error) {
	now := d.summarise()
	if now.err != nil {
		return nil, now.err
	}
	first, err := d.begins(now.summary)
	if err != nil {
		return nil, err
	}
	switch {
	case first.gone != "":
		return d.elsewhere(ctx, now.summary), fmt.Errorf("the saved query %s is gone", labels.Quoted(first.gone))
	case first.queue == queues.Order:
		return d.importOrder(), nil
	}
	name, query := namedOrFound(first.queue)
	list, err := d.makeList(ctx, name, query, nil)
	switch {
	case err != nil && (d.Queue != "" || ctx.Err() != nil):
		return nil, err
	case err != nil:
		return d.importOrder(), fmt.Errorf("cannot make the queue %s: %w", labels.Quoted(name), err)
	case d.Queue == "" && len(list.Items) == 0 && name == defaultQueue(now.summary):
		return d.importOrder(), nil
	case d.Queue == "" && len(list.Items) == 0:
		return d.elsewhere(ctx, now.summary), fmt.Errorf("nothing is in the queue %s", labels.Printable(queues.Title(name)))
	}
	return &rankedQueue{list: list, annotator: d.Annotator}, nil
}

// elsewhere is the queue of who has chosen none, or the order of import where that has nothing.
func (d Deps) elsewhere(ctx context.Context, s eval.Summary) queue {
	if name := defaultQueue(s); name != queues.Order {
		if list, err := d.makeList(ctx, name, "", nil); err == nil && len(list.Items) > 0 {
			return &rankedQueue{list: list, annotator: d.Annotator}
		}
	}
	return d.importOrder()
}

// namedOrFound are the name of a queue that is remembered, and the query that finds it, if it
// is one without a name.
func namedOrFound(remembered string) (name, query string) {
	if query, ok := strings.CutPrefix(remembered, unnamed); ok {
		query = cmp.Or(query, everything)
		return foundName(query), query
	}
	return remembered, ""
}

// mixByDefault goes on with a mixed queue, unless one was chosen, when the first version
// that has learned here is served.
func (s *queueing) mixByDefault() tea.Cmd {
	if !s.byDefault || s.queueName() != queues.Order || s.wanted != nil || !s.asks() || !learnedHere(s.summary) {
		return nil
	}
	s.byDefault = false
	return s.want(wanted{name: queues.Mixed, stay: true})
}

// startedMsg opens a session: the meme that it begins with, and the queue.
type startedMsg struct {
	openedMsg
	startsIn
}

// startCmd opens the meme at which the annotator's last session ended, or else the first
// of the queue. Who goes through what waits, and has labelled that meme since in another way,
// begins behind it: the next key would change the label. So it would where one's own levels are
// asked again, which begins with what is to be asked.
func startCmd(d Deps, q queue, op uint64) tea.Cmd {
	return func() tea.Msg {
		msg := startedMsg{openedMsg: openedMsg{op: op}}
		id, resumes, err := d.Settings.Setting(PlaceSetting(d.Annotator))
		if err != nil {
			msg.err = err
			return msg
		}
		now := d.summarise()
		if msg.err = now.err; msg.err == nil {
			msg.startsIn, msg.err = d.begins(now.summary)
		}
		ordered := msg.queue == queues.Order
		if msg.err != nil || d.Queue != "" && !ordered || msg.queue == queues.Reask {
			return msg // it begins with the queue's first
		}
		opened := openCmd(d, q, op, func(r Reader) (item, bool, error) {
			var m labels.Meme
			if resumes {
				var err error
				if m, err = r.Meme(labels.MemeID(id)); err == nil {
					it, found, err := d.resumed(r, q, m, queues.Waiting(msg.queue))
					if found || err != nil {
						return it, found, err
					}
				}
				// A meme that is deleted, or that others label, is no reason not to start.
			}
			if !ordered {
				return item{}, false, nil
			}
			return d.next(r, q, m)
		})()
		msg.openedMsg = opened.(openedMsg)
		return msg
	}
}

// resumed is a meme at which a session ended, unless others were given it, or it is labelled by
// now where one goes through what waits, and something else does.
func (d Deps) resumed(r Reader, q queue, m labels.Meme, waiting bool) (item, bool, error) {
	state, err := r.State(m.ID)
	if err != nil {
		return item{}, false, err
	}
	if own, _ := state.InPerson(d.Annotator); waiting && own.Level.Valid() {
		if _, more, err := r.NextWaiting(d.Annotator, m.Seq); more || err != nil {
			return item{}, false, err
		}
	}
	given, err := d.given(r, q, m)
	return item{meme: m, queue: queues.Resumed, place: q.at(m)}, given, err
}
