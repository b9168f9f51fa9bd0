package tui

import (
	"cmp"
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/model"
)

// reorder shows the memes in the order so many places behind the present one.
func (s *gridScreen) reorder(by int) tea.Cmd {
	if s.listing != 0 {
		s.sayListing()
		return nil
	}
	msg := gridOrderMsg{}
	order := s.list.order
	if s.ordering != 0 {
		order = s.toOrder
	}
	order = order.beside(by, s.list.name)
	if why := s.whyUnsure(); order == asSure && why != "" {
		msg.passed = " · not by how sure the model is: " + why
		order = order.beside(by, s.list.name)
	}
	s.cancel()
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(s.ctx)
	search := s.search(predictedQuery)
	search.Order = labels.ByConfidence
	s.ordering = s.session.nextOp()
	msg.op, msg.list, s.toOrder = s.ordering, s.list, order
	s.status.sayWhile(func() bool { return s.ordering == msg.op }, "%s: in a moment", order.said())
	return gridOrderCmd(ctx, s.deps, msg, order, s.list.seqs[s.here], search)
}

// whyUnsure says why memes are not in order by how sure the model is, "" if they can be.
func (s *gridScreen) whyUnsure() string {
	switch {
	case s.deps.Blind == labels.BlindNever:
		return "it is never shown in this workspace"
	case s.summary.Served == "":
		return s.noModel()
	}
	return ""
}

// predictedQuery finds what the model has said something of that may be known.
var predictedQuery = ownQuery("conf>=0")

// gridOrderMsg brings a list in another order.
type gridOrderMsg struct {
	op     uint64
	list   *memeList
	passed string // which order was passed over, and why
	err    error
}

// gridOrderCmd puts a list in another order: likeness is that to one of its memes, and how
// sure the model is, a search for what it has said tells, the least sure first.
func gridOrderCmd(ctx context.Context, d Deps, msg gridOrderMsg, order gridOrder, like uint64, sure labels.Search) tea.Cmd {
	list := msg.list
	return func() tea.Msg {
		var first []uint64 // the others follow as in the queue
		var err error
		switch order {
		case asAlike:
			var alike []model.Like
			alike, err = d.Likest(ctx, like, list.queued, labels.AlikeInAll, 0)
			first = append(first, like)
			for _, l := range alike {
				first = append(first, l.Seq)
			}
		case asSure:
			var hits labels.Hits
			hits, err = d.Search(ctx, sure)
			first = hits.Seqs
			slices.Reverse(first)
		case asImported:
			first = slices.Sorted(slices.Values(list.queued))
		}
		msg.list, msg.err = list.inOrder(order, first), err
		return msg
	}
}

// orderCame takes in the list in another order. The same memes are selected and marked.
func (s *gridScreen) orderCame(msg gridOrderMsg) {
	if msg.op != s.ordering || s.list == nil {
		return
	}
	s.ordering = 0
	if msg.err != nil {
		s.status.say("the order stays: %v", msg.err)
		return
	}
	at := func(place int) int { return msg.list.places[s.list.seqs[place]] - 1 }
	marks := make([]int, len(s.marks))
	for i, place := range s.marks {
		marks[i] = at(place)
	}
	slices.SortFunc(marks, cmp.Compare)
	s.marks, s.anchor, s.here = marks, at(s.anchor), at(s.here)
	s.list = msg.list
	s.since = s.now()
	s.zoom.end(s.pics)
	s.follow()
	s.status.say("%s%s", s.list.order.said(), msg.passed)
}
