package cli

import (
	"bytes"
	"fmt"
	"testing"
)

func TestJSONArray(t *testing.T) {
	for n, want := range []string{"[]\n", "[\n{\"a\":\"<0>\"}\n]\n", "[\n{\"a\":\"<0>\"},\n{\"a\":\"<1>\"}\n]\n"} {
		var b bytes.Buffer
		a := newJSONArray(&b)
		for i := range n {
			if err := a.add(map[string]string{"a": fmt.Sprintf("<%d>", i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.end(); err != nil || b.String() != want {
			t.Errorf("%d values: %q, error %v", n, b.String(), err)
		}
	}
}
