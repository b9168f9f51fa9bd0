package labels

import (
	"strings"
	"testing"
)

// What became of a label is said before what a narrow window cuts off, of one meme and of many.
func TestEnoughErrorSaysFirstWhatBecame(t *testing.T) {
	one, many := []uint64{94}, []uint64{1, 2, 3, 4, 5}
	for want, e := range map[string]*EnoughError{
		"your label of #0094 is not kept, as 2 others have labelled it":                              {Places: one, Overlap: 2},
		"your label of #0094 is not kept, as somebody else has labelled it":                          {Places: one, Overlap: 1},
		"your labels of #0001, #0002, #0003 and 2 more are not kept, as 2 others have labelled them": {Places: many, Overlap: 2},
		"your reason for #0094 is not kept, as somebody has lifted its flag meanwhile":               {Places: one, Lifted: true},
	} {
		if got := e.Error(); got != want || strings.Index(got, " not kept") > 60 {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
