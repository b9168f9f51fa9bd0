package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"memebench/labels"
)

// slicedMemes are memes and rows of theirs: each is a group, and right where the function
// says so.
func slicedMemes(n int, right func(i int) bool, change func(i int, m *labels.Meme, s *labels.State)) (rows []Row, memes func(func(labels.Meme, labels.State) error) error) {
	type known struct {
		m labels.Meme
		s labels.State
	}
	var all []known
	for i := range n {
		k := known{m: labels.Meme{ID: labels.MemeID(fmt.Sprint("m", i)), Group: fmt.Sprint("g", i), Dataset: "set", Split: labels.Val}}
		if change != nil {
			change(i, &k.m, &k.s)
		}
		all = append(all, k)
		r := Row{Meme: k.m.ID, Group: k.m.Group, True: labels.Level(i % labels.Levels)}
		if r.Pred = r.True; !right(i) {
			r.Pred = (r.True + 1) % labels.Levels
		}
		r.Probs[r.Pred] = 1
		rows = append(rows, r)
	}
	return rows, func(yield func(labels.Meme, labels.State) error) error {
		for _, k := range all {
			if err := yield(k.m, k.s); err != nil {
				return err
			}
		}
		return nil
	}
}

var slicedDatasets = []labels.Dataset{{Name: "set", Columns: []string{"Humour", "picture"}}, {Name: "other", Columns: []string{"x", "Humour"}}}

func mustSlice(t *testing.T, rows []Row, memes func(func(labels.Meme, labels.State) error) error, by ...string) *Slices {
	t.Helper()
	s, err := NewSlicing(by, slicedDatasets)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Slices(t.Context(), rows, memes)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inOrder are the slices as "value n".
func inOrder(by SlicedBy) string {
	var all []string
	for _, s := range by.Slices {
		all = append(all, fmt.Sprintf("%s %d", s.Value, s.N))
	}
	return strings.Join(all, ", ")
}

func TestSlices(t *testing.T) {
	rows, memes := slicedMemes(60, func(i int) bool { return i%3 != 0 }, func(i int, m *labels.Meme, s *labels.State) {
		m.Values = []string{[]string{"funny ", "dull", "dull", ""}[i%4]}
		m.Caption = strings.Repeat("word ", []int{0, 1, 5, 6, 11, 50}[i%6])
		if i%2 == 0 {
			m.Image = labels.Image{Name: "a.png", SHA256: "00"}
		}
		if i < 6 {
			m.Group = fmt.Sprint("tied", i/3)
		}
		if i >= 40 {
			m.Dataset, m.Values = "other", []string{"funny", "dull"}
		}
		if i < 10 {
			m.Split = labels.Train
		}
		s.Current = []labels.CurrentLabel{{Annotator: "ada", Level: 1}, {Annotator: "ben", Level: labels.NoLevel}}
		if i%2 == 0 {
			s.Current[1].Level = 2
		}
	})
	got := mustSlice(t, rows, memes, "humour", "annotator", "picture", "caption-length", "group-size", "dataset", "split", "column:picture", "Humour")
	want := []string{
		"dull 40,  10, funny 10", "ada 60, ben 30", "yes 30, no 30", "0 10, 1-5 20, 6-10 10, 11-20 10, 41+ 10",
		"1 54, 3-5 6", "set 40, other 20", "train 10, val 50", " 40",
	}
	for i, by := range got.By {
		if inOrder(by) != want[i] {
			t.Errorf("by %s: %s; want %s", by.By, inOrder(by), want[i])
		}
		if by.Overlap != (by.By == "annotator") {
			t.Errorf("by %s: overlap is %v", by.By, by.Overlap)
		}
		for _, s := range by.Slices {
			if s.Groups < 20 && s.P.Defined() {
				t.Errorf("by %s, %q: p = %v of %d groups", by.By, s.Value, s.P, s.Groups)
			}
		}
	}
	if len(got.By) != 8 || got.By[0].By != "Humour" || got.By[7].By != "column:picture" {
		t.Fatalf("%d columns, the eighth %s", len(got.By), got.By[min(7, len(got.By)-1)].By)
	}
	all := got.By[1].Slices[0] // everything is ada's: nothing is besides
	if whole := NewBaseline(rows); all.Accuracy != whole.Accuracy || all.Intervals != whole.Intervals || all.P.Defined() || all.AccuracyDelta.Defined() {
		t.Errorf("the slice of all rows is %+v", all)
	}
}

// A name is taken as it is written before it is by its letters alone.
func TestSlicingColumns(t *testing.T) {
	sets := []labels.Dataset{{Name: "set", Columns: []string{"a", "A"}}}
	s, err := NewSlicing([]string{"A", "Á"}, sets)
	if err != nil || len(s.by) != 2 || s.by[0].column["set"] != 1 || s.by[1].column["set"] != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	_, err = NewSlicing([]string{"humor\x1b"}, slicedDatasets)
	if err == nil || !strings.Contains(err.Error(), `no column "humor" to slice by: want annotator, picture,`) || !strings.Contains(err.Error(), "columns Humour, picture, x") {
		t.Errorf("%v", err)
	}
	if _, err := NewSlicing([]string{"x"}, nil); err == nil || !strings.Contains(err.Error(), "or a column of an imported table") {
		t.Errorf("%v", err)
	}
	many := labels.Dataset{Name: "set"}
	for i := range 30 {
		many.Columns = append(many.Columns, fmt.Sprint("c", i))
	}
	if _, err := NewSlicing([]string{"x"}, []labels.Dataset{many}); err == nil || !strings.Contains(err.Error(), "c11 or 18 more") {
		t.Errorf("%v", err)
	}
}

// Rare values are one slice together, and what nearly each meme has of its own makes none.
func TestSlicesOfManyValues(t *testing.T) {
	value := func(of func(i int) string) func(int, *labels.Meme, *labels.State) {
		return func(i int, m *labels.Meme, _ *labels.State) { m.Values = []string{of(i)} }
	}
	always := func(int) bool { return true }
	rows, memes := slicedMemes(200, always, value(func(i int) string { return fmt.Sprintf("v%02d", i%min(30, 1+i/2)) }))
	by := mustSlice(t, rows, memes, "humour").By[0]
	n := 0
	for _, s := range by.Slices {
		n += s.N
	}
	if last := by.Slices[len(by.Slices)-1]; len(by.Slices) != mostSlices+1 || last.Others != 10 || last.N == 0 || last.Value != "" || n != 200 {
		t.Errorf("%d slices of %d rows, the last %+v", len(by.Slices), n, last)
	}
	rows, memes = slicedMemes(60, always, value(func(i int) string { return fmt.Sprint("v", i) }))
	s, err := NewSlicing([]string{"humour"}, slicedDatasets)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Slices(t.Context(), rows, memes); err == nil || !strings.Contains(err.Error(), `slices by "Humour": there are 60 different values on 60 memes`) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Slices(ctx, rows, memes); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// The test by hand: 30 of 40 right in the slice, 20 of 40 outside, each row a group. The
// pooled share is 5/8; the squares are those of the rows' deviations from it.
func TestSliceTest(t *testing.T) {
	rows, _ := slicedMemes(80, func(i int) bool { return i < 30 || i >= 60 }, nil)
	in := make([]bool, 80)
	for i := range 40 {
		in[i] = true
	}
	d, p := newGrouped(rows).besides(in)
	square := (50*math.Pow(3./8, 2) + 30*math.Pow(5./8, 2)) / 1600
	z := .25 / math.Sqrt(square*80/79)
	if want := math.Erfc(z / math.Sqrt2); math.Abs(float64(d)-.25) > 1e-12 || math.Abs(float64(p)-want) > 1e-12 {
		t.Errorf("difference %v, p %v; want .25, %v", float64(d), float64(p), want)
	}
	// Pairs of equal rows tell half as much.
	var twice []Row
	for _, r := range rows {
		twice = append(twice, r, r)
	}
	both := make([]bool, 160)
	for i := range both {
		both[i] = in[i/2]
	}
	if _, again := newGrouped(twice).besides(both); math.Abs(float64(again-p)) > 1e-12 {
		t.Errorf("with each row twice p is %v, not %v", again, p)
	}
	for i := range rows {
		rows[i].Pred = rows[i].True
	}
	if d, p := newGrouped(rows).besides(in); d != 0 || p != 1 {
		t.Errorf("all right: difference %v, p %v", d, p)
	}
}

func TestSlicesText(t *testing.T) {
	rows, memes := slicedMemes(120, func(i int) bool { return i < 70 || i%5 > 2 }, func(i int, m *labels.Meme, s *labels.State) {
		m.Values = []string{[]string{"funny", "not \x1b[31mfunny at all, and long", ""}[i%3]}
		s.Current = []labels.CurrentLabel{{Annotator: []string{"ada", "ben"}[i/60], Level: 1}}
		if i < 3 {
			m.Caption = "hm"
		}
	})
	r := NewEvaluation("v1", "val", rows, Baselines{})
	r.Slices = mustSlice(t, rows, memes, "humour", "annotator", "caption-length")
	var whole, b bytes.Buffer
	if err := r.WriteText(&whole); err != nil {
		t.Fatal(err)
	}
	r.Slices.writeText(&b)
	if !strings.HasSuffix(whole.String(), "\n\n"+b.String()) {
		t.Error("the report does not end with its slices")
	}
	for l := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimSuffix(l, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, l)
		}
	}
	golden.RequireEqual(t, b.Bytes())
}

// The names in JSON are a contract with scripts.
func TestSlicesJSON(t *testing.T) {
	rows, memes := slicedMemes(50, func(i int) bool { return i%2 == 0 }, nil)
	r := NewEvaluation("v1", "val", rows, Baselines{})
	if b, err := json.Marshal(r); err != nil || strings.Contains(string(b), "slices") {
		t.Errorf("without slices: %s, %v", b, err)
	}
	b, err := json.Marshal(mustSlice(t, rows, memes, "picture"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Tests *int
		Note  string
		By    []struct {
			By     string
			Slices []map[string]any
		}
	}
	if err := json.Unmarshal(b, &got); err != nil || got.Tests == nil || got.Note == "" || got.By[0].By != "picture" {
		t.Fatalf("%s, %v", b, err)
	}
	var keys []string
	for k := range got.By[0].Slices[0] {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if want := "accuracy accuracy_delta groups intervals levels macro_f1 mae n p p_adjusted qwk value"; strings.Join(keys, " ") != want {
		t.Errorf("keys %v, want %s", keys, want)
	}
}

// Without being asked, rows are sliced by all that makes a few slices, but for what annotators say.
func TestUsualSlices(t *testing.T) {
	sets := []labels.Dataset{{Name: "set", Columns: []string{"mood", "text", "one", "annotator", "gold"}, Level: "gold"}}
	rows, memes := slicedMemes(80, func(i int) bool { return i%3 > 0 }, func(i int, m *labels.Meme, s *labels.State) {
		m.Values = []string{fmt.Sprint("m", i%mostUsual), fmt.Sprint("t", i%(mostUsual+1)), "1", fmt.Sprint("a", i%2), fmt.Sprint("g", i%2)}
		s.Current = []labels.CurrentLabel{{Annotator: "ada", Level: 1}}
		if i < 20 {
			m.Group = "tied"
		}
	})
	got, err := UsualSlicing(sets).Slices(t.Context(), rows, memes)
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, b := range got.By {
		by = append(by, b.By)
	}
	if strings.Join(by, " ") != "group-size mood column:annotator" {
		t.Errorf("sliced by %s", by)
	}
}

// A column that is the level in other words says nothing as a slice, unless it is asked for;
// also where people have changed levels since the table brought them.
func TestTheLevelIsNoSlice(t *testing.T) {
	sets := []labels.Dataset{{Name: "set", Columns: []string{"label", "nearly"}}}
	rows, memes := slicedMemes(80, func(i int) bool { return i%3 > 0 }, func(_ int, m *labels.Meme, _ *labels.State) {})
	at := map[labels.MemeID]int{}
	for i, r := range rows {
		at[r.Meme] = i
	}
	with := func(yield func(labels.Meme, labels.State) error) error {
		return memes(func(m labels.Meme, s labels.State) error {
			i := at[m.ID]
			came := rows[i].True
			if i == 7 {
				came = (came + 1) % labels.Levels
			}
			s.Current = []labels.CurrentLabel{{Annotator: "table", Source: labels.Import, Level: came}}
			word := fmt.Sprint("is ", came)
			nearly := word
			if i == 5 {
				nearly = "is other"
			}
			m.Values = []string{word, nearly}
			return yield(m, s)
		})
	}
	for _, c := range []struct {
		slicing *Slicing
		want    string
	}{{UsualSlicing(sets), "nearly"}, {must(NewSlicing([]string{"label"}, sets)), "label"}} {
		got, err := c.slicing.Slices(t.Context(), rows, with)
		if err != nil {
			t.Fatal(err)
		}
		var by []string
		for _, b := range got.By {
			by = append(by, b.By)
		}
		if strings.Join(by, " ") != c.want {
			t.Errorf("sliced by %s, want %s", by, c.want)
		}
	}
}

// Of two values a column may go with the level by chance, so that it stays a slice.
func TestTwoValuesMayGoWithTheLevel(t *testing.T) {
	of := func(values ...string) *sliced {
		p := &sliced{}
		for _, v := range values {
			p.values = append(p.values, []string{v})
		}
		return p
	}
	if of("a", "b", "a").isLevel([]labels.Level{0, 1, 0}) {
		t.Error("a column of two values is taken for the level")
	}
	if !of("a", "b", "c").isLevel([]labels.Level{0, 1, 4}) {
		t.Error("a column of three values is not taken for the level")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Memes of a dataset without a column are in no slice of it: they would be the dataset again, once for each
// column, and would look as if something was missing.
func TestSlicesOfColumnsOfOneDataset(t *testing.T) {
	sets := []labels.Dataset{{Name: "set", Columns: []string{"mood"}}, {Name: "other", Columns: []string{"tags", "lang"}}}
	rows, memes := slicedMemes(120, func(i int) bool { return i%3 != 0 }, func(i int, m *labels.Meme, _ *labels.State) {
		m.Values = []string{[]string{"up", "down"}[i%2]}
		if i >= 60 {
			m.Dataset, m.Values = "other", []string{"", "en"}
		}
	})
	got, err := UsualSlicing(sets).Slices(t.Context(), rows, memes)
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, one := range got.By {
		by = append(by, one.By)
		if one.By == "mood" && (inOrder(one) != "down 30, up 30" || one.Slices[0].PAdjusted == one.Slices[1].PAdjusted && one.Slices[0].P != one.Slices[1].P) {
			t.Errorf("mood: %+v", one)
		}
	}
	if !slices.Contains(by, "mood") || slices.Contains(by, "tags") || slices.Contains(by, "lang") {
		t.Errorf("slices by %v", by)
	}
	if got.Tests != 3 { // one by dataset, which has two slices that are each other's rest, and two by mood, where they are not
		t.Errorf("%d tests: %+v", got.Tests, by)
	}
}
