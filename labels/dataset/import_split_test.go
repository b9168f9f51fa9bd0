package dataset

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"memebench/labels"
)

// table has so many rows, of all levels in turn, from a number on.
func table(from, n int, caption func(i int) string) string {
	var b strings.Builder
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, "%d,picture %d.png,,%s,%s\n", i, i, caption(i), labels.Level(i%labels.Levels))
	}
	return b.String()
}

// bySplit counts the memes by level, which their keys tell, and split.
func bySplit(s *testStore) (of [labels.Levels]labels.SplitTally) {
	for _, m := range s.memes() {
		var i int
		fmt.Sscanf(m.Key, "picture %d.png", &i)
		of[i%labels.Levels].Count(m.Split, 1)
	}
	return of
}

// TestImportBalancesLevels imports 60 memes of each level, and 10 more later: every level has
// the shares of each split, also where nobody is named whose the levels are.
func TestImportBalancesLevels(t *testing.T) {
	own := func(i int) string { return fmt.Sprint("caption ", i) }
	for _, annotator := range []string{"gold", ""} {
		s := newStore(t)
		spec := memotionSpec(t, table(0, 300, own))
		spec.Annotator = annotator
		mustImport(t, s, spec)
		before := splitsOf(s)
		for l, of := range bySplit(s) {
			if want := (labels.SplitTally{42, 6, 12}); of != want {
				t.Errorf("by %q, level %d is in the splits %v, want %v", annotator, l, of, want)
			}
		}
		spec = memotionSpec(t, table(300, 50, own))
		spec.Annotator = annotator
		mustImport(t, s, spec)
		for l, of := range bySplit(s) {
			if want := (labels.SplitTally{49, 7, 14}); of != want {
				t.Errorf("by %q, then level %d is in the splits %v, want %v", annotator, l, of, want)
			}
		}
		if !strings.HasPrefix(splitsOf(s), before) {
			t.Error("a later import has moved memes")
		}
	}
}

// TestImportOfSayings imports pictures that share a caption, and others that have none.
func TestImportOfSayings(t *testing.T) {
	s := newStore(t)
	r := mustImport(t, s, memotionSpec(t, table(0, 12, func(i int) string {
		return []string{"When you see it!", "nan", "imgflip.com", fmt.Sprint("caption ", i/4/5)}[i%4]
	})+table(12, 12, func(int) string { return "when you see it" })))
	groups := map[string]int{}
	for _, m := range s.memes() {
		groups[m.Group]++
	}
	if len(groups) != 22 { // but for three with one caption of their own
		t.Errorf("24 memes are in %d groups, want 22: %v", len(groups), groups)
	}
	want := `memes.csv:16: more than 5 different pictures have the caption "when you see it": it ties no memes together, here or in other rows`
	if got := reasons(r.Warnings); len(got) != 1 || got[0] != want {
		t.Errorf("warned of %q, want %q", got, want)
	}
	s = newStore(t)
	mustImport(t, s, memotionSpec(t, table(0, 5, func(int) string { return "when you see it" })))
	for _, m := range s.memes() {
		if m.Group != "g1" {
			t.Errorf("of five pictures with one caption, one is in %s", m.Group)
		}
	}
}

// A table that is called like a split has that also where the others are called like none, and not
// where all are of one.
func TestSplitOfOneTableByItsName(t *testing.T) {
	for _, c := range []struct {
		names []string
		all   bool // of the first one's are in test
	}{{[]string{"test.csv", "trainval.csv"}, true}, {[]string{"memes_test.csv", "more.csv"}, true}, {[]string{"test-1.csv", "test-2.csv"}, false}} {
		folder := t.TempDir()
		for _, name := range c.names {
			var rows strings.Builder
			rows.WriteString("text\n")
			for i := range 10 {
				fmt.Fprintf(&rows, "%s %d\n", name, i)
			}
			put(t, folder, name, rows.String())
		}
		s := newStore(t)
		mustImport(t, s, ImportSpec{Path: folder})
		inTest := 0
		for _, m := range s.memes() {
			if m.Split == labels.Test && strings.HasPrefix(m.Caption, c.names[0]) {
				inTest++
			}
		}
		if (inTest == 10) != c.all {
			t.Errorf("%v: %d of 10 memes of the first are in test", c.names, inTest)
		}
	}
}

// Memes of a table that is called like a split have that also where another table, which says none,
// has them too, whichever comes first.
func TestSplitOfATableWithinAnother(t *testing.T) {
	for _, within := range []string{"test.csv", "zz_test.csv"} {
		for _, pictures := range []bool{false, true} {
			folder, all, some := t.TempDir(), "image,text,mood\n", "image,text\n"
			for i := range 20 {
				name := ""
				if pictures {
					name = fmt.Sprintf("p%d.png", i)
					put(t, folder, name, name)
				}
				all += fmt.Sprintf("%s,text %d,positive\n", name, i)
				if i >= 14 {
					some += fmt.Sprintf("%s,text %d\n", name, i)
				}
			}
			put(t, folder, "all.csv", all)
			put(t, folder, within, some)
			s := newStore(t)
			r := mustImport(t, s, ImportSpec{Path: folder, Annotator: "ann", Probe: probe})
			if r.Imported != 20 || r.Labels != 20 {
				t.Errorf("%s: %d memes, %d labels: %v", within, r.Imported, r.Labels, r.Warnings)
			}
			for _, m := range s.memes() {
				if n, err := strconv.Atoi(strings.TrimPrefix(m.Caption, "text ")); err != nil || n >= 14 && m.Split != labels.Test {
					t.Errorf("%s: %s is in %s", within, m.Caption, m.Split)
				}
			}
		}
	}
}

// Tables that come one after the other go where their names say, but for the first, which may be
// all there is.
func TestSplitsByNameOneByOne(t *testing.T) {
	s := newStore(t)
	for _, c := range []struct{ file, dataset, text, want string }{
		{"train.csv", "", "text\none\ntwo\nthree\nfour\n", ""},
		{"test_seen.csv", "", "text\nfive\nsix\nseven\n", "test"},
		{"test_seen.csv", "", "text\nfive\nsix\nseven\neight\n", "test"},
		{"dev.csv", "train", "text\none\nnine\nten\n", "val"},
	} {
		before := len(s.memes())
		r := mustImport(t, s, ImportSpec{Path: write(t, c.file, c.text), Dataset: c.dataset})
		for _, m := range s.memes()[before:] {
			if c.want != "" && string(m.Split) != c.want {
				t.Errorf("%s: %q is in %s, want %s", c.file, m.Caption, m.Split, c.want)
			}
		}
		if c.want != "" && (len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Reason, "its name says that it is "+c.want)) {
			t.Errorf("%s: warnings %v", c.file, r.Warnings)
		}
	}
}

// Where a word in a table's name may mean something else, or the table came first and was divided,
// what is new in it is divided, too.
func TestNamesThatMeanNoSplit(t *testing.T) {
	lines := func(of string, n int) string {
		var b strings.Builder
		b.WriteString("text\n")
		for i := range n {
			fmt.Fprintln(&b, of, "caption", i)
		}
		return b.String()
	}
	s := newStore(t)
	for _, c := range []struct {
		file string
		text string
		test bool
	}{
		{"test.csv", lines("a", 20), false},
		{"test.csv", lines("a", 40), false}, // it has grown
		{"taste-test-memes.csv", lines("b", 20), false},
		{"test_labels.csv", lines("c", 20), true},
		{"memes_train.csv", lines("d", 20), false},
		{"memes_test.csv", lines("e", 20), true},
	} {
		before := len(s.memes())
		r := mustImport(t, s, ImportSpec{Path: write(t, c.file, c.text)})
		new := s.memes()[before:]
		if all := !slices.ContainsFunc(new, func(m labels.Meme) bool { return m.Split != labels.Test }); len(new) != 20 || all != c.test || (len(r.Warnings) == 1) != c.test {
			t.Errorf("%s: %d new memes, all in test: %v, want %v; warnings %v", c.file, len(new), all, c.test, r.Warnings)
		}
	}
}
