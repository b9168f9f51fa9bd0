package labels

import (
	"cmp"
	"slices"
)

// Query is a parsed question to memes: all its terms hold. The zero Query is every meme.
// What can be written is described by [QueryFields] and in README.md; [ParseQuery] reads
// it, [Complete] says how it can go on.
type Query struct {
	Text  string // as it was written
	terms []term
}

// A term asks one thing, or that it is not so.
type term struct {
	from, to int // its place in the text, in bytes
	not      bool
	text     *textTest // nil, or what the caption is to have; test is nil then
	test
}

// A test asks one thing of a meme.
type test interface {
	// match reports whether it holds, for who asks the search.
	match(f *Facts, s *Search) bool
	// needs adds what match reads of the facts.
	needs(n *Needs)
}

// Match reports whether the query holds of a meme for who asks. It must not have
// unresolved lists (see Lists), and f has what Search.Needs says.
func (q Query) Match(f *Facts, s *Search) bool {
	texts := false
	for i := range q.terms {
		if t := &q.terms[i]; t.text != nil {
			texts = true
		} else if t.match(f, s) == t.not {
			return false
		}
	}
	// Texts come last and are folded once, since that is what costs most.
	if !texts {
		return true
	}
	caption := Fold(f.Caption)
	for i := range q.terms {
		if t := &q.terms[i]; t.text != nil && t.text.in(caption) == t.not {
			return false
		}
	}
	return true
}

// Needs are those facts that cost something to read. Of others (see [Facts]) a meme
// always has all.
type Needs struct {
	Caption    bool
	Prediction bool
	Dataset    bool
	Columns    []string // those whose values are read, as the datasets call them
	Annotators []string // what these say; whoever asks is always read, see [Search.Needs]
}

// Needs says what the query reads of the facts.
func (q Query) Needs() Needs {
	var n Needs
	for _, t := range q.terms {
		if t.text != nil {
			n.Caption = true
			continue
		}
		t.needs(&n)
	}
	return n
}

// and adds what other needs.
func (n *Needs) and(other Needs) {
	n.Caption = n.Caption || other.Caption
	n.Prediction = n.Prediction || other.Prediction
	n.Dataset = n.Dataset || other.Dataset
	n.columns(other.Columns...)
	n.annotators(other.Annotators...)
}

func (n *Needs) columns(names ...string)    { n.Columns = adding(n.Columns, names) }
func (n *Needs) annotators(names ...string) { n.Annotators = adding(n.Annotators, names) }

// adding appends those that are not there.
func adding(to, names []string) []string {
	for _, name := range names {
		if !slices.Contains(to, name) {
			to = append(to, name)
		}
	}
	return to
}

// List names memes that a query asks for, and that the facts of a meme alone do not
// tell: those of a queue, or those that are like one meme.
type List struct {
	Field string // QueueList or NearList
	Name  string // of the queue; or what the meme is called, see ParseNear
}

// The fields of lists.
const (
	QueueList = "queue"
	NearList  = "near"
)

// String is the list as a query names it.
func (l List) String() string { return l.Field + opHas + QuoteValue(l.Name) }

// Lists are the lists that the query still needs.
func (q Query) Lists() (all []List) {
	for _, t := range q.terms {
		l, ok := t.test.(listTest)
		if !ok || l.seqs != nil {
			continue
		}
		for _, name := range l.names {
			if list := (List{l.field, name}); !slices.Contains(all, list) {
				all = append(all, list)
			}
		}
	}
	return all
}

// Resolve returns the query with its lists. give returns the memes of one by their
// places in the order of import; its error is Resolve's.
func (q Query) Resolve(give func(List) ([]uint64, error)) (Query, error) {
	given := map[List][]uint64{}
	for _, l := range q.Lists() {
		seqs, err := give(l)
		if err != nil {
			return q, err
		}
		given[l] = seqs
	}
	q.terms = slices.Clone(q.terms)
	for i, t := range q.terms {
		if l, ok := t.test.(listTest); ok && l.seqs == nil {
			l.seqs = map[uint64]bool{}
			for _, name := range l.names {
				for _, seq := range given[List{l.field, name}] {
					if !l.seqs[seq] {
						l.seqs[seq], l.order = true, append(l.order, seq)
					}
				}
			}
			q.terms[i].test = l
		}
	}
	return q, nil
}

// Besides returns the query without its terms on lists of a field.
func (q Query) Besides(field string) Query {
	q.terms = slices.DeleteFunc(slices.Clone(q.terms), func(t term) bool {
		l, ok := t.test.(listTest)
		return ok && l.field == field
	})
	return q
}

// Ranked returns the memes of the query's first list that is not negated, in their order:
// the likest of near: first, those of a queue as they come. It is nil without one.
func (q Query) Ranked() []uint64 {
	for _, t := range q.terms {
		if l, ok := t.test.(listTest); ok && !t.not {
			return l.order
		}
	}
	return nil
}

// Rank puts what a query has found, whose places in the order of import seq gives, into the order of
// [Query.Ranked], if there is one.
func Rank[T any](q Query, found []T, seq func(T) uint64) {
	order := q.Ranked()
	if order == nil {
		return
	}
	places := make(map[uint64]int, len(order))
	for i, s := range order {
		places[s] = i
	}
	slices.SortFunc(found, func(a, b T) int { return cmp.Compare(places[seq(a)], places[seq(b)]) })
}
