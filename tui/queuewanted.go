package tui

import (
	"context"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	queues "memebench/labels/queue"
	"memebench/model"
)

// wanted is a queue that is to be made.
type wanted struct {
	name   string
	query  string   // finds it, if it is a search without a name; "" for all others
	stay   bool     // the meme on the screen stays, the queue goes on behind it
	silent bool     // nobody has asked for it
	chosen bool     // somebody has, and it is remembered
	by     int      // where it has nothing, the queue so many places on is opened; 0: none
	empty  []string // those that had nothing
	last   bool     // it is asked for because the one before has ended
	back   bool     // it is what was skipped there
	taken  bool     // it has memes, of which none is given to the annotator

	resumed bool // a session goes on with the meme on the screen, if it is one of them
}

// madeQueue is a queue that a job has made.
type madeQueue struct {
	*wanted
	list queues.List
}

// unnamed stands before the query of a search that is remembered. No name begins so.
const unnamed = " "

// makeList makes the queue of a name, or what a query finds, if it is one without a name.
func (d Deps) makeList(ctx context.Context, name, query string, report model.Report) (queues.List, error) {
	if query == "" {
		return d.MakeQueue(ctx, name, report)
	}
	q, err := labels.ParseQuery(query, d.Columns)
	if err != nil {
		return queues.List{}, fmt.Errorf("query %s: %w", labels.Quoted(query), err)
	}
	return listOf(ctx, d, name, d.searchBy(q, "served"))
}

// defaultQueue is the queue of who has chosen none.
func defaultQueue(s eval.Summary) string {
	if learnedHere(s) {
		return queues.Mixed
	}
	return queues.Order
}

// learnedHere reports whether the served version has learned in this workspace.
func learnedHere(s eval.Summary) bool {
	v, ok := s.Version(s.Served)
	return ok && !v.Starter() && v.Origin == nil
}
