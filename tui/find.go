package tui

import (
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
	places []findPlace // the queues, and then the saved queries
	chosen int         // of them, whose words were put into the line; -1 for none
	here   string      // the title of the queue that one comes from

	annotators []string // that queries can name

	query  labels.Query
	fault  *labels.QueryError // why the line is no query
	op     uint64             // the newest search
	cancel context.CancelFunc // ends it
	found  found              // what the newest search that has ended has found
	good   string             // and what it was for

	opening bool // all that is found is being read
}

// findPlace is a row of the list: a queue, or a saved query.
type findPlace struct {
	name        string // of a queue that there always is, "" of a saved query
	title, says string
	query       string // its words
	counts      string // the query that counts what is left in it
	count       int
	counted     bool
}

// found are the first memes that a search has found.
type found struct {
	count  int
	items  []item
	asked  int                // how many were asked for
	spread [labels.Levels]int // over the model's levels; see foundCmd
	spoken bool               // spread is known
}

// newFind opens the sheet over a screen whose queue is called here, and was found by a query.
func newFind(s *session, here, text string) *findSheet {
	f := &findSheet{session: s, chosen: -1, here: here, field: newTextField(s.st, s.st.field), places: queuePlaces()}
	f.cancel = func() {}
	f.field.SetValue(labels.Printable(text))
	f.field.CursorEnd()
	return f
}

// queueWords are what the queues are, in a few words.
var queueWords = map[string]string{
	queues.Order: "as imported", queues.Random: "shuffled, the same at each start", queues.Uncertain: "where the model hesitates most",
	queues.Diverse: "unlike what is labelled", queues.Mixed: "uncertain, random, re-asks",
	queues.Disputed: "annotators differ", queues.Second: "others have said, not you", queues.Reask: "yours from before, asked blind",
	queues.Skipped: "you passed over", queues.Flagged: "marked as unfit",
}

// queuePlaces are the queues that there always are.
func queuePlaces() []findPlace {
	var all []findPlace
	for _, name := range queues.Names {
		says, ok := queueWords[name]
		if !ok {
			continue // it is like another one
		}
		p := findPlace{name: name, title: queues.Title(name), says: says, query: "queue:" + name}
		if name == queues.Order {
			p.query = "state:waiting"
		}
		if p.counts = p.query; queues.Waiting(name) { // all of them have the same memes
			p.counts = "state:waiting"
		}
		all = append(all, p)
	}
	return all
}

func (f *findSheet) keys() keymap { return findKeys }

// queueName is how its queue is called.
func (p findPlace) queueName() string {
	if p.name == "" {
		return p.title
	}
	return p.name
}

// start reads what the sheet shows first.
func (f *findSheet) start() tea.Cmd {
	return tea.Batch(f.look(), knownCmd(f.deps), f.countNext())
}

// text is the query as it is written.
func (f *findSheet) text() string { return strings.TrimSpace(f.field.Value()) }

// look has the query of the line looked for, in place of what was looked for before.
func (f *findSheet) look() tea.Cmd {
	f.cancel()
	f.op = f.session.op()
	f.fault = nil
	q, err := labels.ParseQuery(f.field.Value(), f.deps.Columns)
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

// search is the search for a query.
func (s *session) search(q labels.Query) labels.Search {
	return labels.Search{Query: q, Annotator: s.deps.Annotator, Overlap: s.summary.Counts.Overlap, Version: s.summary.Served, Order: labels.ByImport}
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

func (f *findSheet) act(a *app, do action, p press) tea.Cmd {
	switch do {
	case doLeave:
		f.close()
		a.close()
	case doUp, doDown, doPageUp, doPageDown:
		page := max(1, f.scroller.rows-1)
		by := map[action]int{doUp: -1, doDown: 1, doPageUp: -page, doPageDown: page}
		return f.choose(f.chosen + by[do])
	case doChoose:
		return f.choose(p.nth)
	case doComplete:
		return f.complete()
	case doClear:
		f.field.SetValue("")
		return f.written("")
	case doEnter:
		return a.openFound(f, tabLabel, 0)
	case doGoToMeme:
		return a.openFound(f, tabLabel, p.meme.Seq)
	case doAsGrid:
		return a.openFound(f, tabGrid, 0)
	case doSaveQuery:
		f.askName()
	default:
		before := f.field.Value()
		writeInto(&f.field, p)
		return f.written(before)
	}
	return nil
}

// written looks for what the line has become.
func (f *findSheet) written(before string) tea.Cmd {
	if f.field.Value() == before && before != "" {
		return nil
	}
	f.chosen = -1
	return f.look()
}

// choose puts the words of a queue into the line.
func (f *findSheet) choose(i int) tea.Cmd {
	f.chosen = max(0, min(i, len(f.places)-1))
	f.field.SetValue(labels.Printable(f.places[f.chosen].query))
	f.field.CursorEnd()
	return f.look()
}

// ready reports whether what is found is what is written, and says why not.
func (f *findSheet) ready() bool {
	switch {
	case f.fault != nil:
		return false // which the news say already
	case f.good != f.query.Text:
		f.status.say("still counting")
	case f.found.count == 0:
		f.status.say("no meme fits: nothing to open")
	default:
		return true
	}
	return false
}

// foundMsg brings what a search has found.
type foundMsg struct {
	op    uint64
	query string
	found found
	err   error
}

// knownMsg brings what queries can name: the saved ones, and annotators.
type knownMsg struct {
	saved      []labels.SavedQuery
	annotators []string
	err        error
}

// querySavedMsg says whether a query is on disk.
type querySavedMsg struct {
	name string
	err  error
}

// placeCountedMsg brings how many memes a queue has left.
type placeCountedMsg struct {
	counts string
	n      int
	err    error
}

// update takes in what the commands of the sheet have brought.
func (f *findSheet) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case foundMsg:
		switch {
		case msg.op != f.op:
		case msg.err != nil:
			f.status.fail("cannot search: %v", msg.err)
		default:
			f.found, f.good = msg.found, msg.query
		}
	case knownMsg:
		if msg.err != nil {
			f.status.fail("cannot read the saved queries: %v", msg.err)
			return nil
		}
		return f.knows(msg)
	case placeCountedMsg:
		for i := range f.places {
			if p := &f.places[i]; p.counts == msg.counts && msg.err == nil {
				p.count, p.counted = msg.n, true
			}
		}
		if msg.err == nil {
			return f.countNext()
		}
	case querySavedMsg:
		if msg.err != nil {
			f.status.fail(notSaved+": the query %s: %v", msg.name, msg.err)
			return nil
		}
		f.status.did("saved as %s: it is in the list of queues", msg.name)
		return knownCmd(f.deps)
	}
	return nil
}

// knows takes in what queries can name.
func (f *findSheet) knows(msg knownMsg) tea.Cmd {
	f.annotators = msg.annotators
	places := slices.DeleteFunc(f.places, func(p findPlace) bool { return p.name == "" })
	for _, q := range msg.saved {
		places = append(places, findPlace{title: q.Name, says: q.Query, query: q.Query, counts: q.Query})
	}
	f.places, f.chosen = places, min(f.chosen, len(places)-1)
	return f.countNext()
}

// countNext has what is left in the next queue counted.
func (f *findSheet) countNext() tea.Cmd {
	for _, p := range f.places {
		if p.counted {
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
	f.ask = newField(f.st, "Save this query under which name?", name, checkQueryName, func(name string) tea.Cmd {
		return saveQueryCmd(f.deps, labels.SavedQuery{Name: name, Query: text})
	})
	f.ask.does, f.ask.leaves = "save it", "do not"
	f.ask.note = "It is in the list of queues then; a query of the same name is replaced."
}

// complete writes on what is begun at the cursor: as far as all that it can be goes
// together. Where nothing goes on, it says what can stand there.
func (f *findSheet) complete() tea.Cmd {
	before := f.field.Value()
	runes := []rune(before)
	cursor := len(string(runes[:f.field.Position()]))
	known := labels.Known{Columns: f.deps.Columns, Annotators: f.annotators}
	for _, p := range f.places {
		known.Queues = append(known.Queues, p.queueName())
	}
	from, to, all := labels.Complete(before, cursor, known)
	if len(all) == 0 {
		f.status.say("any word can stand here: it is looked for in the captions")
		return nil
	}
	text := all[0].Text
	for _, c := range all[1:] {
		text = commonBeginning(text, c.Text)
	}
	if len(all) == 1 && all[0].Ends && to == len(before) {
		text += " "
	}
	if len(text) > to-from && strings.HasPrefix(labels.Fold(text), labels.Fold(before[from:to])) || len(all) == 1 && text != before[from:to] {
		f.field.SetValue(before[:from] + text + before[to:])
		f.field.SetCursor(len([]rune(before[:from] + text)))
	}
	if len(all) > 1 {
		var names []string
		for _, c := range all {
			names = append(names, c.Text)
		}
		f.status.say("%s", strings.Join(names, "  "))
	}
	return f.written(before)
}

// commonBeginning is what two texts begin with, in whole characters.
func commonBeginning(a, b string) string {
	n := 0
	for i, r := range a {
		if !strings.HasPrefix(b[min(i, len(b)):], string(r)) {
			break
		}
		n = i + len(string(r))
	}
	return a[:n]
}

// queue returns the queue that is chosen and stands in the line as it was chosen.
func (f *findSheet) queue() (findPlace, bool) {
	if f.chosen < 0 {
		return findPlace{}, false
	}
	return f.places[f.chosen], true
}

// read has all that is found read, to be opened at a meme, 0 for the first.
func (f *findSheet) read(on tab, at uint64) tea.Cmd {
	f.opening = true
	f.cancel()
	f.op = f.session.op()
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(f.ctx)
	name := f.text()
	if p, ok := f.queue(); ok {
		name = p.queueName()
	}
	return listCmd(ctx, f.deps, listMsg{op: f.op, on: on, at: at, list: queues.List{Name: name}}, f.search(f.query))
}

// news is what the row of news says by itself: why the line is no query, or what esc keeps.
func (f *findSheet) news() string {
	if f.fault != nil {
		return f.st.fault.Render(labels.Printable(f.fault.Reason))
	}
	return f.st.dim.Render(fmt.Sprintf("esc keeps the queue you have: %s", labels.Printable(f.here)))
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

// at is what a click on a cell means: a queue, or a meme that is found.
func (f *findSheet) at(fr frame, x, y int) (press, bool) {
	l := fr.find()
	for i, r := range f.listed(l) {
		if r.place >= 0 && l.queues.row(i).has(x, y) {
			return press{do: doChoose, nth: r.place}, true
		}
	}
	for i, r := range l.hits {
		if r.has(x, y) && i < len(f.found.items) {
			return press{do: doGoToMeme, meme: f.found.items[i].meme}, true
		}
	}
	return press{}, false
}
