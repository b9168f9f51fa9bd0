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

// Error is a sentence for who has labelled them.
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
	if e.Lifted {
		return fmt.Sprintf("somebody has lifted the flag of %s%s meanwhile: your reason is not kept", strings.Join(names, ", "), more)
	}
	has := "has"
	if len(e.Places) > 1 {
		has = "have"
	}
	who := "somebody else"
	if e.Overlap > 1 {
		who = fmt.Sprintf("%d others", e.Overlap)
	}
	return fmt.Sprintf("%s%s %s been labelled by %s meanwhile: your label is not needed", strings.Join(names, ", "), more, has, who)
}
