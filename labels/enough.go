package labels

import (
	"fmt"
	"strings"
)

// EnoughError says that memes have been labelled by as many others as are to label each
// ([OverlapSetting]): one more label is not wanted. Or, if Lifted, that somebody has decided they are
// fit while their annotator wrote why they are not: the reason would flag them again.
type EnoughError struct {
	Memes   []MemeID
	Places  []uint64 // of the memes, in the order of import
	Overlap int
	Lifted  bool
}

// Error is a sentence for who has labelled them. What became of their labels comes first: narrow
// windows cut off its end.
func (e *EnoughError) Error() string {
	names := make([]string, len(e.Places))
	for i, seq := range e.Places {
		names[i] = fmt.Sprintf("#%04d", seq)
	}
	const named = 3
	more := ""
	if n := len(names) - named; n > 0 {
		names, more = names[:named], fmt.Sprintf(" and %d more", n)
	}
	about := strings.Join(names, ", ") + more
	many := len(e.Places) > 1
	if e.Lifted && many {
		return fmt.Sprintf("your reason for %s is not kept, as somebody has lifted their flags meanwhile", about)
	}
	if e.Lifted {
		return fmt.Sprintf("your reason for %s is not kept, as somebody has lifted its flag meanwhile", about)
	}
	who := "somebody else has"
	if e.Overlap > 1 {
		who = fmt.Sprintf("%d others have", e.Overlap)
	}
	if many {
		return fmt.Sprintf("your labels of %s are not kept, as %s labelled them", about, who)
	}
	return fmt.Sprintf("your label of %s is not kept, as %s labelled it", about, who)
}
