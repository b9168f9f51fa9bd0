package torch

import (
	"errors"
	"strings"
	"testing"
)

// A pickle that opens lists or remembers values without end is refused long before all that it
// may read was read.
func TestPicklesWithoutEnd(t *testing.T) {
	for name, text := range map[string]string{
		"marks":    strings.Repeat("(", maxPickle),
		"lists":    strings.Repeat("]", maxPickle),
		"memories": "N" + strings.Repeat("\x94", maxPickle-1),
	} {
		in := strings.NewReader(text)
		if _, err := unpickle(in, maxPickle, map[string]*storage{}); !errors.Is(err, errPickle) || in.Len() < maxPickle/2 {
			t.Errorf("%s: %v, with %d bytes left", name, err, in.Len())
		}
	}
}
