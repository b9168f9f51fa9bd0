package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
)

// memeList are the memes of a queue, in its order.
type memeList struct {
	name   string // of the queue
	seqs   []uint64
	places map[uint64]int  // from 1
	test   map[uint64]bool // those that are in test
	tells  bool            // they were chosen by what the model says of them
}

func newMemeList(name string, seqs []uint64) *memeList {
	l := &memeList{name: name, seqs: seqs, places: make(map[uint64]int, len(seqs))}
	for i, seq := range seqs {
		l.places[seq] = i + 1
	}
	return l
}

// listed are the memes of a list, but for those that are asked again: these are to look
// like new ones, and Grid shows what was said of a meme.
func listed(list queues.List) *memeList {
	var seqs []uint64
	for _, it := range list.Items {
		if it.How() != queues.Again || list.Name == queues.Reask {
			seqs = append(seqs, it.Seq())
		}
	}
	l := newMemeList(list.Name, seqs)
	l.tells = list.Tells
	return l
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
	q, err := labels.ParseQuery("split:"+string(labels.Test), nil)
	if err != nil {
		return err
	}
	hits, err := d.Search(ctx, labels.Search{Query: q, Annotator: d.Annotator})
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
