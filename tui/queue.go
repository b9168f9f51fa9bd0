package tui

import (
	"fmt"
	"strconv"
	"strings"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// queue is the order in which a label screen goes through memes. Its methods are
// called in commands and change nothing.
type queue interface {
	// name is what the queue is called.
	name() string
	// after returns the item to be labelled after m, false when the queue ends with m.
	after(r Reader, m labels.Meme) (item, bool, error)
	// step returns the item so many places from m, and false where there is none.
	step(r Reader, m labels.Meme, by int) (item, bool, error)
	// item returns what is at a place, from 1, and false where there is nothing.
	item(r Reader, place int) (item, bool, error)
	// at returns the place of m, 0 if it has none.
	at(m labels.Meme) int
	// leftAt is the queue left at a place, from 1, for memes that are not in it: behind them it goes
	// on there, with what was before one's eyes. 0 is its beginning. Where any meme has a place, and in
	// a cell, nothing is left.
	leftAt(place int) queue
	// ended is the queue left behind its last meme, which has its answer: from elsewhere nobody goes
	// back to that.
	ended() queue
	// tells reports whether it says something of the model's answer to a meme that it is in the queue.
	tells() bool
	// prediction returns what a model says of a meme, by the version that the queue is
	// about.
	prediction(r Reader, s eval.Summary, id labels.MemeID) (labels.Prediction, bool, error)
}

// item is a meme of a queue: how it was chosen, its place there from 1, and once it has
// been opened, what is said of it.
type item struct {
	meme  labels.Meme
	queue string
	place int
	again bool // the annotator has given it a level before, and is asked as if it were new

	state     labels.State
	events    []labels.Event // all of it, in the order of the log
	pred      labels.Prediction
	predicted bool // pred is a prediction
}

// openItem reads what people and the model say of an item's meme. It reads each once.
func openItem(r Reader, q queue, s eval.Summary, it item) (item, error) {
	err := it.hear(r)
	if err != nil {
		return it, err
	}
	it.pred, it.predicted, err = q.prediction(r, s, it.meme.ID)
	return it, err
}

// hear reads what people say of an item's meme.
func (it *item) hear(r Reader) (err error) {
	if it.state, err = r.State(it.meme.ID); err == nil {
		it.events, err = r.Events(it.meme.ID)
	}
	return err
}

// reread reads an item's meme anew, with what people say of it by now.
func (it *item) reread(r Reader) (err error) {
	if it.meme, err = r.Meme(it.meme.ID); err == nil {
		err = it.hear(r)
	}
	return err
}

// readSaid reads a meme with what people say of it, not what the model says.
func readSaid(r Reader, id labels.MemeID) (item, error) {
	it := item{meme: labels.Meme{ID: id}}
	err := it.reread(r)
	return it, err
}

// importOrder goes from one meme that waits for the annotator to the next in the order
// of import, and when none waits, on to others.
type importOrder struct {
	annotator string
	ends      bool // with the last that waits
	imported  bool // only those that an import alone has labelled
}

// importOrder is the order that an annotator begins with. One of a team is given no memes that
// do not wait.
func (d Deps) importOrder() importOrder {
	return importOrder{annotator: d.Annotator, ends: d.Team != nil}
}

func (q importOrder) after(r Reader, m labels.Meme) (item, bool, error) {
	find := r.NextWaiting
	if q.imported {
		find = r.NextImported
	}
	next, ok, err := find(q.annotator, m.Seq)
	if err != nil || ok || q.ends {
		return item{meme: next, queue: queues.Next, place: int(next.Seq)}, ok, err
	}
	// None waits: go on in order, and round at the end.
	n, err := r.MemeCount()
	if err != nil || n == 0 {
		return item{}, false, err
	}
	next, err = r.MemeAt(m.Seq%uint64(n) + 1)
	return item{meme: next, queue: queues.Neighbour, place: int(next.Seq)}, err == nil, err
}

func (q importOrder) step(r Reader, m labels.Meme, by int) (item, bool, error) {
	return q.item(r, int(m.Seq)+by)
}

func (importOrder) item(r Reader, place int) (item, bool, error) {
	n, err := r.MemeCount()
	if err != nil || place < 1 || place > n {
		return item{}, false, err
	}
	m, err := r.MemeAt(uint64(place))
	return item{meme: m, queue: queues.Neighbour, place: place}, err == nil, err
}

func (importOrder) name() string { return queues.Order }

func (importOrder) at(m labels.Meme) int { return int(m.Seq) }

func (q importOrder) leftAt(int) queue { return q }

func (q importOrder) ended() queue { return q }

func (importOrder) tells() bool { return false }

// triedVersions is how many versions are asked for a prediction. Those before
// have had theirs dropped or are of no interest, and predictions from elsewhere are no
// model's that could be served.
const triedVersions = 8

// prediction returns what the served version says of a meme, or while it has
// not said anything yet, the newest version that has.
func (importOrder) prediction(r Reader, s eval.Summary, id labels.MemeID) (labels.Prediction, bool, error) {
	if s.Served == "" {
		return labels.Prediction{}, false, nil
	}
	if p, ok, err := r.Prediction(s.Served, id); err != nil || ok {
		return p, ok, err
	}
	for i := len(s.Versions) - 1; i >= max(0, len(s.Versions)-triedVersions); i-- {
		if s.Versions[i].Headless() {
			continue
		}
		if p, ok, err := r.Prediction(s.Versions[i].ID, id); err != nil || ok {
			return p, ok, err
		}
	}
	return labels.Prediction{}, false, nil
}

// isMemeNumber says why none of the memes has the number that was written.
func isMemeNumber(text string, memes int) error {
	if n := memeNumber(text); n < 1 || n > memes {
		return fmt.Errorf("no meme has the number %q: want 1 to %d", text, memes)
	}
	return nil
}

// memeNumber reads a meme's number as it stands on the screen, 0 if it is none.
func memeNumber(text string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(narrow(text), "#"))
	if err != nil {
		return 0
	}
	return n
}

// titles are what some queues are called, in a row.
func titles(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = labels.Printable(queues.Title(name))
	}
	return strings.Join(all, ", ")
}
