package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"memebench/db"
	"memebench/labels"
	"memebench/model"
)

func TestParseLevelLine(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"meme.png 4", "meme.png|positive|false|<nil>"},
		{"#12\tvery_negative", "#12|very_negative|false|<nil>"},
		{"a name with spaces.png   5", "a name with spaces.png|very_positive|false|<nil>"},
		{"4", `||false|"4": want MEME LEVEL, or a JSON object with meme and level`},
		{" \t 4", `||false|"   4": want MEME LEVEL, or a JSON object with meme and level`},
		{"meme.png six", `meme.png||false|level "six": want one of very_negative, negative, neutral, positive, very_positive`},
		{`{"meme": "a", "level": 1}`, "a|very_negative|false|<nil>"},
		{`{"meme": "a", "level": "Very Positive", "adjudicate": true, "id": [1]}`, "a|very_positive|true|<nil>"},
		{`{"meme": "a"}`, "a||false|level: want a name or 1 to 5, have none"},
		{`{"meme": "a", "level": 1.5}`, `a||false|level "1.5": want one of very_negative, negative, neutral, positive, very_positive`},
		{`{"meme": "a", "level": [1]}`, `a||false|level "[1]": want one of very_negative, negative, neutral, positive, very_positive`},
		{`{"meme": 3, "level": 1}`, "#3|very_negative|false|<nil>"},
		{`{"meme": 1.5, "level": 1}`, "||false|meme: want a string, have a number"},
		{`{"meme": [3], "level": 1}`, "||false|meme: want a string, have a array"},
		{`{"level": 1}`, "||false|meme: want its id, #number or name"},
		{`{"meme": "a", "level": 1, "adjudicate": "yes"}`, "||false|adjudicate: want true or false, have a string"},
		{`{"meme": "a"`, `||false|it is no JSON object: want {"meme": "…", "level": "…"}`},
	} {
		l := parseLevelLine(inputLine{number: 1, text: []byte(c.line)})
		if got := fmt.Sprintf("%s|%s|%v|%v", l.meme, l.level, l.decide, l.err); got != c.want {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
	}
	if l := parseLevelLine(inputLine{number: 1, long: true}); !errors.Is(l.err, errLong) {
		t.Errorf("a long line: %v", l.err)
	}
}

func FuzzLevelLine(f *testing.F) {
	f.Add([]byte(`{"meme": "a", "level": "positive"}`))
	f.Add([]byte("a b 3"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if l := parseLevelLine(inputLine{number: 1, text: text}); l.err == nil && (!l.level.Valid() || l.meme == "") {
			t.Errorf("%q: %+v", text, l)
		}
	})
}

// TestBatches wants what has come to go together, in order and within bounds, and the end
// of the context to end it.
func TestBatches(t *testing.T) {
	from := make(chan int, 10)
	for i := range 7 {
		from <- i
	}
	close(from)
	var got []string
	for b := range batches(t.Context(), from, 3) {
		got = append(got, fmt.Sprint(b))
	}
	if strings.Join(got, " ") != "[0 1 2] [3 4 5] [6]" {
		t.Errorf("batches %s", got)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for b := range batches(ctx, make(chan int), 3) {
		t.Errorf("batch %v after the end", b)
	}
}

// labelLinesOf runs label - on lines in a workspace of n memes, and returns its answers.
func labelLinesOf(t testing.TB, n int, lines string) []byte {
	t.Helper()
	dir := t.TempDir()
	store, err := db.Open(filepath.Join(dir, storeFile), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	memes := make([]labels.Meme, n)
	for i := range memes {
		key := fmt.Sprint("row ", i)
		memes[i] = labels.Meme{ID: labels.NewMemeID("d", key), Dataset: "d", Key: key, Caption: fmt.Sprint("caption ", i)}
	}
	if _, err := store.AddMemes(memes, labels.DefaultShares); err != nil {
		t.Fatal(err)
	}
	o := &options{in: fileOf(t, lines), out: fileOf(t, ""), err: fileOf(t, "")}
	w := &workspace{dir: dir, store: store}
	if b, ok := t.(*testing.B); ok {
		b.StartTimer()
		defer b.StopTimer()
	}
	a, err := o.labelLines(t.Context(), w, "ann", labels.SetLevel, model.Report(nil))
	if err != nil || a.status != nil {
		t.Fatal(err, a.status)
	}
	answers, err := os.ReadFile(o.out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// fileOf is an open file that has the text.
func fileOf(t testing.TB, text string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// levelLines are n lines about so many memes, one after the other and round again.
func levelLines(n, memes int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "#%d %d\n", i%memes+1, i%labels.Levels+1)
	}
	return b.String()
}

// TestLabelLinesAnswersEach goes through several transactions.
func TestLabelLinesAnswersEach(t *testing.T) {
	const n = 2*labelBatch + 7
	in := bufio.NewScanner(strings.NewReader(string(labelLinesOf(t, n, levelLines(n, n)))))
	line := 0
	for ; in.Scan(); line++ {
		var a struct {
			Line  int
			Level labels.Level
			Seq   uint64
			State labels.Kind
			Error string
		}
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		if a.Line != line+1 || a.Error != "" || a.Level != labels.Level(line%labels.Levels) || a.Seq != uint64(line+1) || a.State != labels.Labelled {
			t.Fatalf("answer %d: %s", line+1, in.Bytes())
		}
	}
	if line != n {
		t.Errorf("%d answers to %d lines", line, n)
	}
}

// BenchmarkLabelLines is the speed of label -, on the disk of the folder for temporary
// files, with a meme a line and with many lines a meme; the aim is 5,000 labels a second.
func BenchmarkLabelLines(b *testing.B) {
	for _, memes := range []int{20_000, 300} {
		for _, n := range []int{20_000, 100_000} {
			b.Run(fmt.Sprintf("memes=%d/lines=%d", memes, n), func(b *testing.B) {
				lines := levelLines(n, memes)
				for b.Loop() {
					b.StopTimer()
					labelLinesOf(b, memes, lines)
					b.StartTimer()
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "labels/s")
			})
		}
	}
}
