package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// findSheet stands over a screen and finds memes: a query is written in its line, the
// queues are chosen by their own words in it, and what it finds is shown while it is
// written. The result is a queue, for Label or for Grid.
type findSheet struct {
	*session
	scroller
	field  textinput.Model
	places []findPlace   // the queues, and then the saved queries
	chosen int           // of them, whose words were put into the line; -1 for none
	here   func() string // the title of the queue that one comes from: one that was asked for may be there only later

	annotators []string // that queries can name
	knowing    bool     // they and the saved queries are read

	query  labels.Query
	fault  *labels.QueryError // why the line is no query
	op     uint64             // the newest search
	cancel context.CancelFunc // ends it
	found  found              // what the newest search that has ended has found
	good   string             // and what it was for

	opening bool     // all that is found is being read
	asked   *opening // what is to be opened once it is counted; nil for nothing
}

// opening is what enter has asked for: the screen, and the meme there, 0 for the first.
type opening struct {
	on tab
	at uint64
}

// newFind opens the sheet over a screen whose queue is called what here says, and was found
// by a query.
func newFind(s *session, here func() string, text string) *findSheet {
	f := &findSheet{session: s, chosen: -1, here: here, field: newTextField(), places: queuePlaces()}
	f.cancel = func() {}
	f.put(text)
	return f
}

func (f *findSheet) keys() keymap { return findKeys }

// start reads what the sheet shows first.
func (f *findSheet) start() tea.Cmd {
	return tea.Batch(f.look(), knownCmd(f.deps), f.countNext())
}

// text is the query as it is written.
func (f *findSheet) text() string { return strings.TrimSpace(f.field.Value()) }

// unnamedQuery is the query by which what is found is remembered.
func (f *findSheet) unnamedQuery() string { return cmp.Or(f.text(), everything) }

// look has the query of the line looked for, in place of what was looked for before.
func (f *findSheet) look() tea.Cmd {
	f.cancel()
	f.op = f.session.nextOp()
	f.fault = nil
	q, err := labels.ParseQuery(f.field.Value(), f.deps.Columns)
	if err == nil && f.knowing {
		err = q.Check(f.known())
	}
	if err != nil {
		if !errors.As(err, &f.fault) {
			f.fault = &labels.QueryError{Reason: err.Error()}
		}
		return nil
	}
	f.query = q
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(f.ctx)
	return foundCmd(ctx, f.deps, f.summary, f.op, f.search(q), f.rows())
}

// known is what queries can name here.
func (f *findSheet) known() labels.Known {
	known := labels.Known{Columns: f.deps.Columns, Datasets: f.deps.Datasets, Annotators: f.annotators, Queues: slices.Clone(queues.Names)}
	for _, p := range f.places {
		if p.name == "" {
			known.Queues = append(known.Queues, p.title)
		}
	}
	return known
}

// rows is how many hits there is room for.
func (f *findSheet) rows() int {
	if f.frame.small() {
		return 1
	}
	return len(f.frame.find().hits)
}

// close ends what is under way.
func (f *findSheet) close() { f.cancel() }

// written looks for what the line has become.
func (f *findSheet) written(before string) tea.Cmd {
	if f.field.Value() == before && before != "" {
		return nil
	}
	f.chosen = -1
	return f.look()
}

// put puts a query into the line; what is written then is a word of its own.
func (f *findSheet) put(query string) {
	if query != "" {
		query = labels.Printable(query) + " "
	}
	f.field.SetValue(query)
	f.field.CursorEnd()
}

// choose puts the words of a queue into the line.
func (f *findSheet) choose(i int) tea.Cmd {
	f.chosen = max(0, min(i, len(f.places)-1))
	f.put(f.places[f.chosen].query)
	return f.look()
}

// busy reports that what is found is about to be opened: keys are meant for that.
func (f *findSheet) busy() bool { return f.opening || f.asked != nil }

// stay takes back that anything is to be opened, with the keys that were meant for it.
func (f *findSheet) stay() {
	f.asked = nil
	f.dropTyped()
}

// ready reports whether what is found is what is written, and says why not. What is still
// counted is opened when it is there.
func (f *findSheet) ready(o opening) bool {
	switch {
	case f.fault != nil:
		f.stay() // why, the news say already
	case f.good != f.query.Text:
		f.asked = &o
		f.status.sayWhile(func() bool { return f.asked != nil }, "still counting: it opens then")
	case f.found.count == 0:
		f.stay()
		f.status.say("no meme fits: nothing to open")
	default:
		f.asked = nil
		return true
	}
	return false
}

// update takes in what the commands of the sheet have brought.
func (f *findSheet) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case foundMsg:
		switch {
		case msg.op != f.op:
		case msg.err != nil:
			f.fault = &labels.QueryError{Reason: msg.err.Error()}
		default:
			f.found, f.good = msg.found, msg.query
		}
	case knownMsg:
		return f.knows(msg)
	case queryForgottenMsg:
		if msg.err == nil {
			f.chosen = -1 // its words stay in the line
		}
	case placeCountedMsg:
		for i := range f.places {
			if p := &f.places[i]; p.counts == msg.counts {
				p.count, p.counted, p.broken = msg.n, msg.err == nil, msg.err != nil
			}
		}
		return f.countNext()
	}
	return nil
}

// knows takes in what queries can name.
func (f *findSheet) knows(msg knownMsg) tea.Cmd {
	f.annotators = msg.annotators
	chosen := ""
	if f.chosen >= 0 {
		chosen = f.places[f.chosen].title
	}
	places := slices.DeleteFunc(slices.Clone(f.places), func(p findPlace) bool { return p.name == "" })
	for _, q := range msg.saved {
		places = append(places, findPlace{title: q.Name, says: q.Query, query: q.Query, counts: q.Query})
	}
	f.places, f.knowing = places, true
	f.chosen = slices.IndexFunc(places, func(p findPlace) bool { return p.title == chosen })
	return f.countNext()
}

// countNext has what is left in the next queue counted.
func (f *findSheet) countNext() tea.Cmd {
	for _, p := range f.places {
		if p.counted || p.broken {
			continue
		}
		q, err := labels.ParseQuery(p.counts, f.deps.Columns)
		if err != nil {
			continue // a column is not there any more
		}
		return placeCountCmd(f.ctx, f.deps, p.counts, f.search(q))
	}
	return nil
}

// askName asks under which name the query is saved.
func (f *findSheet) askName() {
	if f.fault != nil || f.text() == "" {
		if f.fault == nil {
			f.status.say("nothing is written that could be saved")
		}
		return
	}
	name, text := "", f.text()
	if f.chosen >= 0 && f.places[f.chosen].name == "" {
		name = f.places[f.chosen].title
	}
	f.ask = newField("Save this query under which name?", name, queues.CheckSavedName, func(name string) tea.Cmd {
		return saveQueryCmd(f.deps, labels.SavedQuery{Name: name, Query: text})
	})
	f.ask.does, f.ask.leaves = "save it", "do not"
	f.ask.note = "It is in the list of queues then; a query of the same name is replaced."
}

// askForget asks whether the saved query that is chosen shall go.
func (f *findSheet) askForget() {
	if f.chosen < 0 || f.places[f.chosen].name != "" {
		f.status.say("%s deletes a saved query: choose one first", findKeys.shown(doForgetQuery))
		return
	}
	name := f.places[f.chosen].title
	f.ask = &dialog{
		title: fmt.Sprintf("Delete the saved query %s?", labels.Printable(name)),
		note:  "For everybody in this workspace. Memes and labels stay.",
		does:  "delete it", leaves: "keep it",
		yes: func() tea.Cmd { return forgetQueryCmd(f.deps, name) },
	}
}

// queue returns the queue that stands in the line, chosen or written: what it has is gone
// through as the queue, re-asks blind and disputed memes to be decided.
func (f *findSheet) queue() (findPlace, bool) {
	if f.chosen >= 0 {
		return f.places[f.chosen], true
	}
	text := f.text()
	for _, p := range f.places {
		if p.name != "" && p.query == text || isQueue(text, p.queueName()) {
			return p, true
		}
	}
	return findPlace{}, false
}

// isQueue reports whether a query asks for all of one queue, and nothing else.
func isQueue(text, name string) bool {
	return strings.EqualFold(text, labels.List{Field: "queue", Name: name}.String())
}

// read has all that is found read, to be opened at a meme, 0 for the first.
func (f *findSheet) read(on tab, at uint64) tea.Cmd {
	f.opening = true
	f.cancel()
	f.op = f.session.nextOp()
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(f.ctx)
	msg := listMsg{op: f.op, on: on, at: at, list: queues.List{Name: foundName(f.unnamedQuery())}, remember: unnamed + f.unnamedQuery()}
	if p, ok := f.queue(); ok {
		msg.list.Name, msg.remember = p.queueName(), p.queueName()
	}
	return listCmd(ctx, f.deps, msg, f.search(f.query))
}

// news is what the row of news says by itself: why the line is no query, or what esc keeps.
func (f *findSheet) news() string {
	if f.fault != nil {
		return f.st.fault.Render(labels.Printable(f.fault.Reason))
	}
	return f.st.dim.Render(fmt.Sprintf("esc keeps the queue you have: %s", labels.Printable(f.here())))
}

// want returns a command for what the sheet lacks: more hits, where the window has grown,
// and then their thumbnails.
func (f *findSheet) want() tea.Cmd {
	if f.frame.small() || f.opening {
		return nil
	}
	l := f.frame.find()
	if f.fault == nil && f.good == f.query.Text && f.found.asked < min(len(l.hits), f.found.count) {
		f.found.asked = len(l.hits)
		return f.look()
	}
	if l.thumb.Rows == 0 {
		return nil
	}
	var memes []labels.Meme
	for _, it := range f.found.items[:min(len(l.hits), len(f.found.items))] {
		memes = append(memes, it.meme)
	}
	return f.thumbs.want(l.thumb, memes...)
}
