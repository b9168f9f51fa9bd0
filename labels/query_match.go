package labels

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// voice is one whose level is asked for: level (that of who asks, else gold), gold, model
// or an annotator.
type voice struct {
	who  string // level, gold, model; "" for an annotator
	name string
}

// level is what the voice says of a meme, NoLevel also where the annotator may not know it.
func (v voice) level(f *Facts, s *Search) Level {
	if v.who == "model" {
		return f.Predicts()
	}
	if s.hushes(f) {
		return NoLevel
	}
	switch v.who {
	case "gold":
		return f.Gold
	case "level":
		if f.answered(s.Annotator) {
			return f.By[s.Annotator].Level
		}
		return f.Gold
	}
	return f.says(v.name)
}

func (v voice) needs(n *Needs) {
	switch v.who {
	case "":
		n.annotators(v.name)
	case "model":
		n.Prediction = true
	}
}

// levelTest holds if a voice says one of the levels; bit 0 is NoLevel.
type levelTest struct {
	voice
	levels uint8
}

func (t levelTest) match(f *Facts, s *Search) bool { return t.levels>>(t.level(f, s)+1)&1 != 0 }

// voicesTest holds if two voices both say a level, and these differ or are the same.
type voicesTest struct {
	a, b   voice
	differ bool
}

func (t voicesTest) match(f *Facts, s *Search) bool {
	a, b := t.a.level(f, s), t.b.level(f, s)
	return a.Valid() && b.Valid() && (a != b) == t.differ
}

func (t voicesTest) needs(n *Needs) { t.a.needs(n); t.b.needs(n) }

// stateTest holds in one of the states.
type stateTest struct{ names []string }

func (t stateTest) match(f *Facts, s *Search) bool {
	return slices.ContainsFunc(t.names, func(name string) bool { return stateHolds(name, f, s) })
}

func (t stateTest) needs(*Needs) {}

// splitTest holds in one of the splits.
type splitTest struct{ splits []Split }

func (t splitTest) match(f *Facts, _ *Search) bool { return slices.Contains(t.splits, f.Split) }
func (t splitTest) needs(*Needs)                   {}

// datasetTest holds in one of the datasets.
type datasetTest struct{ names []string }

func (t datasetTest) match(f *Facts, _ *Search) bool { return slices.Contains(t.names, f.Dataset) }
func (t datasetTest) needs(n *Needs)                 { n.Dataset = true }

// byTest holds if one of the annotators says a level.
type byTest struct{ names []string }

func (t byTest) match(f *Facts, _ *Search) bool {
	return slices.ContainsFunc(t.names, func(name string) bool { return f.says(name).Valid() })
}
func (t byTest) needs(n *Needs) { n.annotators(t.names...) }

// hasTest holds if the meme has a picture, or words.
type hasTest struct{ image, text bool }

func (t hasTest) match(f *Facts, _ *Search) bool {
	return t.image && f.HasImage || t.text && f.HasText
}
func (t hasTest) needs(*Needs) {}

// groupTest holds in one of the groups.
type groupTest struct{ groups []uint64 }

func (t groupTest) match(f *Facts, _ *Search) bool { return slices.Contains(t.groups, f.Group) }
func (t groupTest) needs(*Needs)                   {}

// numbersTest holds of the memes with these numbers.
type numbersTest struct{ seqs []uint64 }

func (t numbersTest) match(f *Facts, _ *Search) bool { return slices.Contains(t.seqs, f.Seq) }
func (t numbersTest) needs(*Needs)                   {}

// listTest holds in one of the lists.
type listTest struct {
	field string
	names []string
	seqs  map[uint64]bool // nil until they are resolved
	order []uint64        // the same in their order
}

func (t listTest) match(f *Facts, _ *Search) bool { return t.seqs[f.Seq] }
func (t listTest) needs(*Needs)                   {}

// numberTest compares conf, loss or len.
type numberTest struct {
	field string
	compare
}

func (t numberTest) match(f *Facts, s *Search) bool {
	switch t.field {
	case "conf":
		return f.Predicted && t.holds(f.Confidence())
	case "loss":
		loss, ok := s.Loss(f)
		return ok && t.holds(loss)
	}
	return t.holds(float64(f.Words))
}

func (t numberTest) needs(n *Needs) { n.Prediction = n.Prediction || t.field != "len" }

// compare compares with a number.
type compare struct {
	op string
	x  float64
}

func (c compare) holds(x float64) bool {
	switch c.op {
	case opLess:
		return x < c.x
	case opMore:
		return x > c.x
	case opAtMost:
		return x <= c.x
	case opAtLeast:
		return x >= c.x
	}
	return x == c.x
}

// columnTest holds if one of the columns has one of the values, folded, or a number that
// compares.
type columnTest struct {
	columns []string // that fold to the same
	values  []string
	number  *compare
}

func (t columnTest) match(f *Facts, s *Search) bool {
	for i, name := range f.Columns[:min(len(f.Columns), len(f.Values))] {
		if slices.Contains(t.columns, name) && !(slices.Contains(f.Answers, name) && s.hushes(f)) && t.value(f.Values[i]) {
			return true
		}
	}
	return false
}

func (t columnTest) value(v string) bool {
	if t.number == nil {
		return slices.Contains(t.values, Fold(v))
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	return err == nil && t.number.holds(x)
}

func (t columnTest) needs(n *Needs) { n.columns(t.columns...) }

// textTest is a text, folded, that a caption is to have: anywhere, or as whole words.
type textTest struct {
	text  string
	whole bool
}

// in reports whether a folded caption has the text.
func (t textTest) in(caption string) bool {
	for at := 0; ; {
		i := strings.Index(caption[at:], t.text)
		if i < 0 {
			return false
		}
		from := at + i
		to := from + len(t.text)
		if !t.whole || t.text == "" || edge(caption[:from], caption[from:]) && edge(caption[:to], caption[to:]) {
			return true
		}
		_, size := utf8.DecodeRuneInString(caption[from:])
		at = from + size
	}
}

// edge reports whether no word goes on from before to after.
func edge(before, after string) bool {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	return !inWord(a) || !inWord(b)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
