package tui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// gridOrder is an order in which Grid shows the memes of a queue. Its name is recorded with
// what is said of them, behind that of the queue.
type gridOrder string

const (
	asQueued   gridOrder = ""              // that of the queue
	asAlike    gridOrder = queues.Alike    // the likest to the selected meme first
	asSure     gridOrder = queues.Surest   // those first of which the model is surest
	asImported gridOrder = queues.Imported // that of import
)

// gridOrders are all orders, in which [ and ] go through them.
var gridOrders = []gridOrder{asQueued, asAlike, asSure, asImported}

// says is how an order is called, in few cells or in more.
func (o gridOrder) says(short bool) string {
	names := map[gridOrder][2]string{
		asAlike: {"alike", "by likeness"}, asSure: {"surest", "the surest first"}, asImported: {"imported", "as imported"},
	}[o]
	if short {
		return names[0]
	}
	return names[1]
}

// said is an order in the news.
func (o gridOrder) said() string {
	if o == asQueued {
		return "in the order of the queue"
	}
	return o.says(false)
}

// beside is the order so many places behind one, for a queue of this name.
func (o gridOrder) beside(by int, queue string) gridOrder {
	all := gridOrders
	if queue == queues.Order {
		all = all[:len(all)-1] // it is in the order of import already
	}
	return all[(slices.Index(all, o)+by+len(all))%len(all)]
}

// waitingQuery finds what waits, which is the queue in the order of import.
var waitingQuery = ownQuery("state:waiting")

// testQuery finds what is in test.
var testQuery = ownQuery("split:" + string(labels.Test))

// memeList are the memes of a queue, in an order.
type memeList struct {
	name   string // of the queue
	queued []uint64
	order  gridOrder
	seqs   []uint64          // in this order
	places map[uint64]int    // there, from 1
	chosen map[uint64]string // how those were chosen that were not in the queue's own way
	test   map[uint64]bool   // those that are in test
	tells  bool              // they were chosen by what the model says of them
}

func newMemeList(name string, seqs []uint64) *memeList {
	l := &memeList{name: name, queued: seqs}
	return l.inOrder(asQueued, seqs)
}

// inOrder is the list in an order that has some of its memes, perhaps among others, first.
func (l *memeList) inOrder(order gridOrder, first []uint64) *memeList {
	in := *l
	in.order, in.seqs, in.places = order, make([]uint64, 0, len(l.queued)), make(map[uint64]int, len(l.queued))
	has := make(map[uint64]bool, len(l.queued))
	for _, seq := range l.queued {
		has[seq] = true
	}
	for _, seqs := range [][]uint64{first, l.queued} {
		for _, seq := range seqs {
			if has[seq] && in.places[seq] == 0 {
				in.seqs = append(in.seqs, seq)
				in.places[seq] = len(in.seqs)
			}
		}
	}
	return &in
}

// queueOf is the queue that is recorded with what is said of a meme. In another order than
// the queue's it is not the queue that has brought the meme.
func (l *memeList) queueOf(seq uint64) string {
	if l.order != asQueued {
		return l.name + string(l.order)
	}
	if how, ok := l.chosen[seq]; ok {
		return how
	}
	return l.name
}

// listed are the memes of a list, but for those that are asked again: these are to look
// like new ones, and Grid shows what was said of a meme.
func listed(list queues.List) *memeList {
	var seqs []uint64
	chosen := map[uint64]string{}
	for _, it := range list.Items {
		if it.How() != queues.Again || list.Name == queues.Reask {
			seqs = append(seqs, it.Seq())
			if name := list.Queue(it); name != list.Name {
				chosen[it.Seq()] = name
			}
		}
	}
	l := newMemeList(list.Name, seqs)
	l.tells, l.chosen = list.Tells, chosen
	return l
}

// left is the query that finds what is left in a queue: of a search, or a group, what waits.
func (l *memeList) left() labels.Query {
	if queues.Answered(l.name) {
		return ownQuery("queue:" + l.name)
	}
	return waitingQuery
}

// gridLeftMsg brings how many memes of a list are left, as they were at an age.
type gridLeftMsg struct {
	list *memeList
	age  int
	n    int
	err  error
}

// gridLeftCmd counts the memes of a list that a search finds.
func gridLeftCmd(ctx context.Context, d Deps, list *memeList, age int, s labels.Search) tea.Cmd {
	return func() tea.Msg {
		msg := gridLeftMsg{list: list, age: age}
		hits, err := d.Search(ctx, s)
		for _, seq := range hits.Seqs {
			if list.places[seq] > 0 {
				msg.n++
			}
		}
		msg.err = err
		return msg
	}
}

// gridListMsg brings the list that Grid shows.
type gridListMsg struct {
	op   uint64
	list *memeList
	at   uint64 // the meme to select
	err  error
}

// gridListCmd reads what Grid shows of the queue that has this name: of a list, which of
// its memes are in test; of the order of import, all that a search finds.
func gridListCmd(ctx context.Context, d Deps, msg gridListMsg, s labels.Search) tea.Cmd {
	return func() tea.Msg {
		if msg.list == nil {
			hits, err := d.Search(ctx, s)
			if err != nil {
				msg.err = err
				return msg
			}
			msg.list = newMemeList(queues.Order, hits.Seqs)
		}
		msg.err = msg.list.findTest(ctx, d)
		return msg
	}
}

// findTest finds those of the memes that are in test.
func (l *memeList) findTest(ctx context.Context, d Deps) error {
	hits, err := d.Search(ctx, labels.Search{Query: testQuery, Annotator: d.Annotator})
	if err != nil {
		return err
	}
	l.test = map[uint64]bool{}
	for _, seq := range hits.Seqs {
		if l.places[seq] > 0 {
			l.test[seq] = true
		}
	}
	return nil
}

// readItems reads memes by their places in the order of import, with what is said of them.
func readItems(d Deps, summary eval.Summary, seqs []uint64) ([]item, error) {
	items := make([]item, 0, len(seqs))
	err := d.Read(func(r Reader) error {
		items = items[:0]
		for _, seq := range seqs {
			m, err := r.MemeAt(seq)
			if err != nil {
				return err
			}
			it, err := openItem(r, importOrder{}, summary, item{meme: m})
			if err != nil {
				return err
			}
			items = append(items, it)
		}
		return nil
	})
	return items, err
}
