package labels

import "math"

// Order is one in which memes are found.
type Order string

// The orders. ByImport is that of import; by the others the most remarkable come first,
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
	Overlap   int    // how many people are to label a meme, see Facts.Waits; 0: as many as the workspace asks for
	Version   string // whose predictions are meant: an id or "served"; without one there are none
	Blind     Blind  // what the annotator may not know yet is as if nobody had said it; "": all may be known
	Alone     bool   // and so are the levels of others, of train memes too, before the annotator has given one
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

// Match reports whether a meme is found. Of its facts it drops a prediction that the
// annotator may not know yet.
func (s *Search) Match(f *Facts) bool {
	if s.hides(f) {
		f.Predicted = false
	}
	return s.Query.Match(f, s)
}

// hides reports whether what the model says of a meme must not be told: in a workspace where
// it is never shown, and where the meme is asked blind.
func (s *Search) hides(f *Facts) bool {
	return s.Blind == BlindNever || s.Blind != "" && asksBlind(f) && !f.answered(s.Annotator)
}

// hushes reports whether the levels that others have given a meme must not be told: before
// the annotator has given one, of val and test, or of all.
func (s *Search) hushes(f *Facts) bool {
	return s.Blind != "" && (s.Alone || asksBlind(f)) && !f.answered(s.Annotator)
}

// LeastProbability is what a probability counts for at least in a log loss, so that it is finite:
// numpy.finfo(float64).eps, as scikit-learn's log_loss has it. No loss of one row is above 36.04
// nats.
const LeastProbability = 0x1p-52

// Loss is the cross entropy of the prediction to the gold level, in nats; ok is false where there
// is no gold level or no prediction, or where the annotator may not know the levels of others yet,
// which gold is made of.
func (s *Search) Loss(f *Facts) (loss float64, ok bool) {
	if !f.Predicted || !f.Gold.Valid() || s.hushes(f) {
		return 0, false
	}
	return -math.Log(max(float64(f.Probs[f.Gold]), LeastProbability)), true
}

// kind is how far a meme is, as far as the annotator may know it: who is alone learns that others
// have labelled a meme, and not whether they agree.
func (s *Search) kind(f *Facts) Kind {
	if f.Kind == Disputed && s.Alone && s.hushes(f) {
		return Labelled
	}
	return f.Kind
}

// asksBlind reports whether a meme is always asked blind, whatever the workspace says.
func asksBlind(f *Facts) bool { return f.Split == Val || f.Split == Test }

// Hits are the memes that a search has found.
type Hits struct {
	Count int      // all of them
	Seqs  []uint64 // their places in the order of import, in the order of the search, as many as were asked for
}
