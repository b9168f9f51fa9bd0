package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"memebench/labels/workers"
)

// numbers gives 0 … n-1, then err.
func numbers(n int, err error) func() (int, bool, error) {
	i := -1
	return func() (int, bool, error) {
		i++
		if i == n {
			return 0, false, err
		}
		return i, true, nil
	}
}

// Results come in the order of the stream, although each waits for its successor,
// and with no more under way than there is room for.
func TestOrdered(t *testing.T) {
	const n, workers = 200, 4
	var begun, most atomic.Int64
	started := make([]chan struct{}, n+1)
	for i := range started {
		started[i] = make(chan struct{})
	}
	close(started[n])
	var got []int
	err := ordered(t.Context(), workers, numbers(n, nil),
		func(_ context.Context, i int) int {
			begun.Add(1)
			close(started[i])
			if i%workers != workers-1 {
				<-started[i+1]
			}
			return i
		},
		func(i int, _ bool) error {
			got = append(got, i)
			if ahead := begun.Load() - int64(len(got)); ahead > most.Load() {
				most.Store(ahead)
			}
			return nil
		})
	if err != nil || len(got) != n || !slices.IsSorted(got) {
		t.Errorf("%d results, %v: %v", len(got), err, got)
	}
	if most.Load() > 3*workers {
		t.Errorf("%d were under way at once", most.Load())
	}
}

func TestOrderedErrors(t *testing.T) {
	bad := errors.New("bad")
	same := func(_ context.Context, i int) int { return i }
	// What was read before the error is handed on.
	n := 0
	count := func(int, bool) error { n++; return nil }
	if err := ordered(t.Context(), 3, numbers(7, bad), same, count); err != bad || n != 7 {
		t.Errorf("reading: %v after %d", err, n)
	}
	if err := ordered(t.Context(), 3, numbers(7, nil), same, func(i int, _ bool) error {
		if i == 2 {
			return bad
		}
		return nil
	}); err != bad {
		t.Errorf("handing on: %v", err)
	}
	// A reader that hangs does not keep it.
	ctx, cancel := context.WithCancel(t.Context())
	hang := make(chan struct{})
	defer close(hang)
	next := func() (int, bool, error) {
		cancel()
		<-hang
		return 0, false, nil
	}
	if err := ordered(ctx, 3, next, same, count); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := ordered(t.Context(), 3, numbers(0, nil), same, count); err != nil || n != 7 {
		t.Errorf("nothing: %v", err)
	}
}

func TestLineReader(t *testing.T) {
	in := `{"caption": "one", "id": 7}` + "\n\n  \r\n" + // blank lines count
		`{"image": "a.png"}` + "\r\n" +
		"nonsense\n" + `["caption"]` + "\n" + `{"caption": 3}` + "\n" + `{}` + "\n" + `{"caption": null, "image": " "}` + "\n" +
		`{"caption": "` + strings.Repeat("x", maxLine) + `"}` + "\n" +
		`{"text": "two\u001b", "img": "a.png", "a": 1, "b": 1, "c": 1, "d": 1, "\u001b[2J": 1}` + "\n" +
		`{"caption": "last"}`
	r := newLineReader(strings.NewReader(in))
	var got []string
	for {
		l, ok, err := nextAsked(r)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		got = append(got, fmt.Sprint(l.number, " ", l.Caption, l.Image, l.err))
	}
	const object = `it is no JSON object: want {"caption": "…", "image": "…"}, or one of the two`
	want := []string{
		"1 one<nil>", "4 a.png<nil>", "5 " + object, "6 " + object, "7 caption: want a string, have a number",
		"8 neither a caption nor an image: want at least one", "9  <nil>", "10 it is longer than 1 MB",
		`11 neither a caption nor an image: want at least one; its keys are "[2J", "a", "b", "c", "d", "img", …`, "12 last<nil>",
	}
	if !slices.Equal(got, want) {
		t.Errorf("read\n%q, want\n%q", got, want)
	}
}

// A byte order mark is none of the first line, and what is not UTF-8 is told.
func TestLineReaderMarks(t *testing.T) {
	l, _, err := nextAsked(newLineReader(strings.NewReader("\ufeff" + `{"caption": "one"}`)))
	if err != nil || l.err != nil || l.Caption != "one" {
		t.Errorf("UTF-8 with a mark: %+v, %v", l, err)
	}
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if _, _, err := nextAsked(newLineReader(strings.NewReader(mark + "#\x001\x00\n\x00"))); err == nil || !strings.Contains(err.Error(), "is in UTF-16: write it in UTF-8") {
			t.Errorf("UTF-16: %v", err)
		}
	}
}

func FuzzLineReader(f *testing.F) {
	f.Add([]byte("{\"caption\": \"a\"}\n\n{\"image\": 3}\n\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := newLineReader(strings.NewReader(string(b)))
		for last := 0; ; {
			l, ok, err := nextAsked(r)
			if err != nil && !strings.Contains(err.Error(), "UTF-16") {
				t.Fatal(err)
			}
			if err != nil || !ok {
				return
			}
			if l.number <= last || l.err == nil && l.Image == "" && strings.TrimSpace(l.Caption) == "" {
				t.Fatalf("line %+v after %d", l, last)
			}
			last = l.number
		}
	})
}

// A panic of the reader or a worker is the caller's, who can end the program in
// order; results before it may be handed on.
func TestOrderedPanics(t *testing.T) {
	for name, call := range map[string]func(){
		"reader": func() {
			ordered(t.Context(), 2, func() (int, bool, error) { panic("index 5") },
				func(_ context.Context, i int) int { return i }, func(int, bool) error { return nil })
		},
		"worker": func() {
			ordered(t.Context(), 2, numbers(100, nil),
				func(_ context.Context, i int) int {
					if i == 7 {
						panic("index 5")
					}
					return i
				}, func(int, bool) error { return nil })
		},
	} {
		if p := workers.Catch(call); p == nil || p.Value != "index 5" || !strings.Contains(string(p.Stack()), "TestOrderedPanics") {
			t.Errorf("%s: %v", name, p)
		}
	}
}
