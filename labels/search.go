package labels

// Order is one in which memes are found.
type Order string

// The orders. Import is that of import; of the others, the most remarkable come first,
// equal ones in the order of import, and memes without such a value last.
const (
	ByImport     Order = "import"
	ByConfidence Order = "confidence" // the least confident first
	ByEntropy    Order = "entropy"    // the most uncertain first
	ByMargin     Order = "margin"     // the closest decision first
	ByLoss       Order = "loss"       // the worst first
)

// Orders are all orders.
var Orders = []Order{ByImport, ByConfidence, ByEntropy, ByMargin, ByLoss}

// Search is a question to the memes of a workspace.
type Search struct {
	Query     Query
	Annotator string // who asks: whose waiting, mine and label are meant
	Overlap   int    // how many people are to label a meme; see Facts.Waits
	Version   string // whose predictions are meant: an id or "served"; without one there are none
	Order     Order
	Limit     int // how many are returned; 0: all

	Also Needs // what whoever gets the facts reads of them besides
}

// Needs says what the search reads of the facts: what its query does, its order, and what
// is read besides. The annotator who asks is always among the annotators.
func (s *Search) Needs() Needs {
	n := s.Query.Needs()
	n.and(s.Also)
	n.Prediction = n.Prediction || s.Order != "" && s.Order != ByImport
	n.annotators(s.Annotator)
	return n
}

// Hits are the memes that a search has found.
type Hits struct {
	Count int      // all of them
	Seqs  []uint64 // their places in the order of import, in the order of the search, as many as were asked for
}
