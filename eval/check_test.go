package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"memebench/labels"
)

func nobody(labels.MemeID) bool { return false }

// errorRows are rows of which two are wrong: one by a level, one by four.
func errorRows() (rows []Row) {
	for i := range 40 {
		l := labels.Level(i % labels.Levels)
		r := Row{Meme: labels.MemeID(fmt.Sprint(i)), True: l, Pred: l, Probs: [labels.Levels]float64{.05, .05, .05, .05, .05}}
		r.Probs[l] = .8 - float64(i)/1000
		rows = append(rows, r)
	}
	rows[10].True, rows[10].Probs[labels.Negative], rows[10].Probs[labels.VeryPositive] = labels.VeryPositive, .09, .01 // they say very negative
	rows[21].True, rows[21].Probs[labels.Negative] = labels.Neutral, .81                                                // they say negative
	return rows
}

func TestErrorsAreListedWorstFirst(t *testing.T) {
	rows := errorRows()
	all := Errors("a model that has not seen it", rows, ByLoss, CheckErrors, nobody)
	if len(all) != len(rows) || all[0].Meme != "10" || all[1].Meme != "21" {
		t.Fatalf("%d, the first %+v", len(all), all[:2])
	}
	if !slices.IsSortedFunc(all, func(a, b Doubt) int { return int(math.Copysign(1, b.Score-a.Score)) }) {
		t.Error("the scores do not descend")
	}
	for i, want := range []string{
		"a model that has not seen it says very negative 79 %, very positive 1 %; 4 levels apart",
		"a model that has not seen it says negative 81 %, neutral 5 %",
		"a model that has not seen it agrees: very positive 76 %",
	} {
		if all[i].Reason != want {
			t.Errorf("%q, want %q", all[i].Reason, want)
		}
		if all[i].Suspect != (i < 2) {
			t.Errorf("%d is suspect: %v", i, all[i].Suspect)
		}
	}
	far := Errors("a model that has not seen it", rows, ByLoss, CheckFar, nobody)
	if len(far) != 1 || far[0].Meme != "10" {
		t.Errorf("far: %+v", far)
	}
	rest := Errors("a model that has not seen it", rows, ByLoss, CheckErrors, func(id labels.MemeID) bool { return id == "10" })
	if len(rest) != len(rows)-1 || rest[0].Meme != "21" || !rest[0].Suspect {
		t.Errorf("without what was reviewed: %+v", rest[:1])
	}
	rows[10].LevelOnly = true
	if d := Errors("a person", rows, ByDistance, CheckFar, nobody)[0]; !d.LevelOnly || d.Suspect || d.Reason != "a person says very negative" {
		t.Errorf("of a level only: %+v", d)
	}
	b, err := json.Marshal(Errors("nobody", nil, ByLoss, CheckErrors, nobody))
	if err != nil || string(b) != "[]" {
		t.Errorf("of nothing: %s, %v", b, err)
	}
}

func TestDuplicates(t *testing.T) {
	for _, c := range []struct{ levels, want string }{
		{"", ""},
		{"2", ""},
		{"2 2", ""},
		{"1 5", "1→5 5→1"},
		{"1 1 5", "5→1!"},
		{"1 3 5", "1→3 3→1 5→3"},
		{"1 1 5 5", "1→5! 1→5! 5→1! 5→1!"},
		{"2 2 3 3 3", "2→3! 2→3!"},
		{"1 2 2 4 4", "1→2 2→4 2→4 4→2 4→2"},
	} {
		var group []GroupedMeme
		for i, l := range strings.Fields(c.levels) {
			group = append(group, GroupedMeme{Meme: labels.MemeID(fmt.Sprint(i)), Seq: uint64(i + 1), Level: labels.Level(l[0] - '1')})
		}
		var got []string
		for _, d := range Duplicates(group) {
			one := fmt.Sprintf("%d→%d", d.Label+1, d.Suggested+1)
			if d.Suspect {
				one += "!"
			}
			if d.Score != math.Abs(float64(d.Label-d.Suggested)) {
				t.Errorf("%s: score %v", c.levels, d.Score)
			}
			got = append(got, one)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.levels, strings.Join(got, " "), c.want)
		}
	}
}

func TestReasonsOfDuplicates(t *testing.T) {
	group := []GroupedMeme{{Seq: 3, Level: 0}}
	for i := range 5 {
		group = append(group, GroupedMeme{Seq: uint64(10 + i), Level: 2})
	}
	if got, want := Duplicates(group)[0].Reason, "5 of its 5 duplicates are neutral: #10, #11, #12, …"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := Duplicates(group[:2])[0].Reason, "its duplicate #10 is neutral"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestReviewPrecision(t *testing.T) {
	var r Review
	for _, c := range [][2]labels.Level{{1, 1}, {1, 2}, {3, 2}, {labels.NoLevel, 2}, {0, labels.NoLevel}} {
		r.Add(c[0], c[1])
	}
	if r != (Review{Kept: 1, Changed: 3, Flagged: 1}) || r.Done() != 5 {
		t.Errorf("%+v", r)
	}
	if p := r.Precision(); p.N != 4 || p.K != 3 || p.Share != .75 || !p.CI95.Defined() {
		t.Errorf("%+v", p)
	}
	if p := (Review{Flagged: 2}).Precision(); p.N != 0 || p.Share.Defined() {
		t.Errorf("of flags alone: %+v", p)
	}
}

func TestWorstFirstKeepsOrder(t *testing.T) {
	doubts := []Doubt{{Meme: "a", Score: 1}, {Meme: "b", Score: 3}, {Meme: "c", Score: 1}, {Meme: "d", Score: 3}}
	WorstFirst(doubts)
	var got string
	for _, d := range doubts {
		got += string(d.Meme)
	}
	if got != "bdac" {
		t.Error(got)
	}
}

// Suspects are counted in a list of all labels; where of none more than a level is said, it is not
// known which are.
func TestSuspectsOfACheck(t *testing.T) {
	for _, c := range []struct {
		doubts []Doubt
		n      int
		known  bool
	}{
		{nil, 0, false},
		{[]Doubt{{LevelOnly: true}}, 0, false},
		{[]Doubt{{Suspect: true}, {}, {LevelOnly: true}, {Suspect: true}}, 2, true},
		{[]Doubt{{}}, 0, true},
	} {
		if n, known := (Check{Doubts: c.doubts}).Suspects(); n != c.n || known != c.known {
			t.Errorf("%+v: %d, %v", c.doubts, n, known)
		}
	}
}
