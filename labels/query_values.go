package labels

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// parseLevels reads level, gold, model and label: levels that the voice has, or another
// voice to compare with.
func parseLevels(f *QueryField, op string, values []queryValue) (test, error) {
	who := voice{who: f.Name}
	if who.who == "label" {
		who.who = "level"
	}
	t := levelTest{voice: who}
	for _, v := range values {
		bits, ok := levelBits(v)
		if !ok {
			return parseVoices(f, who, op, v, len(values))
		}
		t.levels |= bits
	}
	return t, nil
}

// levelBits reads a level, several or none; bit 0 is NoLevel.
func levelBits(v queryValue) (bits uint8, ok bool) {
	switch Fold(v.text) {
	case "neg":
		return 0b000110, true
	case "pos":
		return 0b110000, true
	case "none":
		return 1, !v.quoted
	}
	if l, err := ParseLevel(v.text); err == nil {
		return 1 << (l + 1), true
	}
	first, last, ranged := strings.Cut(v.text, "-")
	if !ranged {
		last = first
	}
	a, err := strconv.Atoi(first)
	b, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || a < 1 || b > Levels || a > b {
		return 0, false
	}
	for n := a; n <= b; n++ {
		bits |= 1 << n
	}
	return bits, true
}

// parseVoices reads a comparison of two voices, the second of which is the only value.
func parseVoices(f *QueryField, a voice, op string, v queryValue, values int) (test, error) {
	begun := !v.quoted && beginsOne(v.text, f.Values)
	if op == opHas {
		return nil, unfinishedIf(begun, "%s %s: %s", f.Name, Quoted(v.text), didYouMean(v.text, f.Values, "want "+wantLevels))
	}
	if values > 1 {
		return nil, fmt.Errorf("%s%s: want one voice to compare with: model, gold or an annotator", f.Name, op)
	}
	b := voice{name: v.text}
	switch name := Fold(v.text); {
	case v.quoted:
	case name == "gold", name == "model", name == "level":
		b = voice{who: name}
	case name == "label":
		b = voice{who: "level"}
	}
	if a == b {
		return nil, fmt.Errorf("%s%s%s: want two voices: label, gold, model or an annotator", f.Name, op, Printable(v.text))
	}
	return voicesTest{a, b, op == opDiffer}, nil
}

// parseNumbers reads #412, or several with commas between them, as the screens call memes.
func parseNumbers(v queryValue) (t numbersTest, ok bool) {
	for part := range strings.SplitSeq(v.text, ",") {
		digits, ok := strings.CutPrefix(part, "#")
		n, err := strconv.ParseUint(digits, 10, 64)
		if !ok || err != nil || v.quoted {
			return numbersTest{}, false
		}
		t.seqs = append(t.seqs, n)
	}
	return t, true
}

// parseWords reads values that are words of a list.
func parseWords(f *QueryField, values []queryValue) (words []string, err error) {
	for _, v := range values {
		i := slices.Index(f.Values, Fold(v.text))
		if i < 0 {
			return nil, unfinishedIf(beginsOne(v.text, f.Values), "%s %s: %s", f.Name, Quoted(v.text), didYouMean(v.text, f.Values, "want one of "+f.Wants))
		}
		words = append(words, f.Values[i])
	}
	return words, nil
}

// beginsOne reports whether a word begins as one of these do.
func beginsOne(s string, words []string) bool {
	s = Fold(s)
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, s) })
}

func parseStates(f *QueryField, _ string, values []queryValue) (test, error) {
	words, err := parseWords(f, values)
	return stateTest{words}, err
}

func parseSplits(f *QueryField, _ string, values []queryValue) (test, error) {
	words, err := parseWords(f, values)
	var t splitTest
	for _, w := range words {
		t.splits = append(t.splits, Split(w))
	}
	return t, err
}

func parseDatasets(f *QueryField, _ string, values []queryValue) (test, error) {
	names, err := parseNames(f, values)
	return datasetTest{names}, err
}

func parseHas(f *QueryField, _ string, values []queryValue) (test, error) {
	words, err := parseWords(f, values)
	return hasTest{slices.Contains(words, "image"), slices.Contains(words, "text")}, err
}

func parseBy(f *QueryField, _ string, values []queryValue) (test, error) {
	names, err := parseNames(f, values)
	return byTest{names}, err
}

// parseNames reads names that have no list.
func parseNames(f *QueryField, values []queryValue) (names []string, err error) {
	for _, v := range values {
		if v.text == "" {
			return nil, unfinishedIf(!v.quoted, "%s: want %s", f.Name, f.Wants)
		}
		names = append(names, v.text)
	}
	return names, nil
}

// parseNumber reads what conf, loss and len are compared with.
func parseNumber(f *QueryField, op string, values []queryValue) (test, error) {
	refuse := func() (test, error) {
		return nil, fmt.Errorf("%s %s: want %s: %s%s%s", f.Name, Quoted(values[0].text), f.Wants, f.Name, opLess, numberExamples[f.Name])
	}
	x, err := parseFloat(values)
	switch {
	case err != nil && (f.Name != "conf" || !strings.HasSuffix(values[0].text, "%")):
		return refuse()
	case err != nil:
		percent := values[0]
		percent.text = strings.TrimSuffix(percent.text, "%")
		if x, err = parseFloat([]queryValue{percent}); err != nil || len(values) > 1 {
			return refuse()
		}
		x /= 100
	}
	if x < 0 || f.Name == "conf" && x > 1 || f.Name == "len" && x != math.Trunc(x) {
		return refuse()
	}
	if op == opHas {
		op = opSame
	}
	return numberTest{f.Name, compare{op, x}}, nil
}

var numberExamples = map[string]string{"conf": "0.5", "loss": "2", "len": "5"}

// parseFloat reads one finite number.
func parseFloat(values []queryValue) (float64, error) {
	x, err := strconv.ParseFloat(values[0].text, 64)
	if err != nil || len(values) > 1 || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("want one number, have %s", Quoted(values[0].text))
	}
	return x, nil
}

func parseGroups(f *QueryField, _ string, values []queryValue) (test, error) {
	var t groupTest
	for _, v := range values {
		n, err := strconv.ParseUint(strings.TrimPrefix(Fold(v.text), "g"), 10, 64)
		if err != nil {
			return nil, unfinishedIf(Fold(v.text) == "g", "group %s: want %s: group:3", Quoted(v.text), f.Wants)
		}
		t.groups = append(t.groups, n)
	}
	return t, nil
}

func parseList(f *QueryField, _ string, values []queryValue) (test, error) {
	names, err := parseNames(f, values)
	return listTest{field: f.Name, names: names}, err
}
