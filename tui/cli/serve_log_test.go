package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestLogThatNobodyTakes logs more than waits, while nobody reads it: it is no hindrance,
// and afterwards what is left out is counted.
func TestLogThatNobodyTakes(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	l := newLineLog(w)
	const lines = 3 * logWaits
	for i := range lines {
		if _, err := fmt.Fprintf(l, "line %d\n", i); err != nil {
			t.Fatal(err)
		}
	}
	got, lost := make(chan int), make(chan int, 2)
	go func() {
		came, last := 0, -1
		for in := bufio.NewScanner(r); in.Scan(); {
			n := 0
			switch line := in.Text(); {
			case strings.HasPrefix(line, "line "): // there is room for one more when the first is taken, whenever that is
				if _, err := fmt.Sscanf(line, "line %d", &n); err != nil || n <= last {
					t.Errorf("%s, after line %d: %v", line, last, err)
				}
				came, last = came+1, n
			case strings.Contains(line, "lines are left out"):
				if _, err := fmt.Sscanf(line[strings.LastIndex(line, "lines="):], "lines=%d", &n); err != nil {
					t.Error(err)
				}
				lost <- n
			default:
				t.Errorf("after %d lines: %s", came, line)
			}
		}
		got <- came
	}()
	l.close()
	<-l.done // however slow the reader is
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	n := <-got
	select {
	case left := <-lost:
		if left == 0 || n+left != lines {
			t.Errorf("%d lines came, %d are said to be left out, of %d", n, left, lines)
		}
	default:
		t.Errorf("%d of %d lines came, and nothing is said of the others", n, lines)
	}
	if _, err := fmt.Fprintln(l, "after the end"); err != nil {
		t.Error(err)
	}
}
