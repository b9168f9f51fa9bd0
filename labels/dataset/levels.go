package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"memebench/labels"
)

// noLevel are the words for a level that is not there, as pandas, spreadsheets and other
// tools write them. The number -1 is one as well, where no scale has it.
var noLevel = []string{"", "nan", "none", "null", "na", "n/a", "<na>", "#n/a", "nil", "undefined", "unlabelled", "unlabeled", "unknown", "-", "?", "[]", "{}",
	"--", "---", "–", "—", ".", `\n`, "n.a.", "(blank)", "blank", "(empty)", "empty", "missing", "skip", "skipped", "unsure", "not sure", "#ref!", "#name?", "#value!", "#null!", "#div/0!"}

// otherNames are names of levels besides those that [labels.ParseLevel] knows.
var otherNames = map[string]labels.Level{
	"neg": labels.Negative, "neu": labels.Neutral, "pos": labels.Positive,
	"veryneg": labels.VeryNegative, "verypos": labels.VeryPositive,
	"vneg": labels.VeryNegative, "vpos": labels.VeryPositive, "vnegative": labels.VeryNegative, "vpositive": labels.VeryPositive,
	"verynegative": labels.VeryNegative, "verypositive": labels.VeryPositive,
}

// adverbs say "very" in other words.
var adverbs = []string{"very", "strongly", "extremely", "highly"}

// A levelReader reads the levels of a table's column, by name, by number on a scale, or
// by what the import says that a value means. The zero levelReader takes names alone.
type levelReader struct {
	scale Scale
	whole bool                    // the scale was found out by its whole numbers, and has no others
	words map[string]labels.Level // by plain value; NoLevel for one that says nothing
}

// errSeveral is of a value that names several levels.
var errSeveral = errors.New("it names several levels, so none is taken: --level COLUMN[0],COLUMN[1] takes each for an annotator's")

// read returns the level that a value says, NoLevel where it says none. The error says
// what is wanted, or is errSeveral.
func (l levelReader) read(text string) (labels.Level, error) {
	text = plainValue(text)
	if level, ok := l.meant(text); ok {
		return level, nil
	}
	text = strings.Trim(text, "\"'“”‘’") // around a word
	if l.says(text) {
		return labels.NoLevel, nil
	}
	if text[0] == '[' || text[0] == '{' {
		if choices := choicesOf(text); len(choices) > 0 {
			return l.one(choices)
		}
		if strings.Trim(strings.ReplaceAll(text, "null", ""), "[], \n\t") == "" { // a list of nothing
			return labels.NoLevel, nil
		}
	}
	if x, ok := levelNumber(text); ok {
		level, err := l.scale.level(x)
		if err == nil && l.whole && x != math.Trunc(x) {
			return labels.NoLevel, l.scale.wantedWhole()
		}
		return level, err
	}
	if level, ok := levelName(text); ok {
		return level, nil
	}
	if level, ok := numberedName(text); ok {
		return level, nil
	}
	return labels.NoLevel, l.scale.wanted()
}

// meant returns what the import says that a plain value means. A number means the same however it
// is written: -1 is -1.0, too.
func (l levelReader) meant(text string) (labels.Level, bool) {
	level, ok := l.words[text]
	if !ok && l.words != nil {
		if x, is := levelNumber(text); is {
			level, ok = l.words[fmt.Sprintf("%g", x)]
		}
	}
	return level, ok
}

// says reports whether a plain value says that there is no level.
func (l levelReader) says(text string) bool {
	x, ok := levelNumber(text)
	return slices.Contains(noLevel, text) || ok && x == -1 && l.scale.lowest() > -1
}

// one returns the level that is among several choices of one value.
func (l levelReader) one(choices []string) (labels.Level, error) {
	level, last := labels.NoLevel, l.scale.wanted()
	for _, c := range choices {
		switch one, err := l.read(c); {
		case err != nil:
			last = err
		case level != labels.NoLevel && one != labels.NoLevel && one != level:
			return labels.NoLevel, errSeveral
		case one != labels.NoLevel:
			level = one
		default:
			last = nil
		}
	}
	if level != labels.NoLevel {
		return level, nil
	}
	return labels.NoLevel, last
}

// plainValue is a value as it is compared: in lower case, in characters of the common
// width, without space around it.
func plainValue(s string) string {
	return strings.ToLower(strings.TrimSpace(width.Fold.String(visible(s))))
}

// levelName reads a level's name in any spelling.
func levelName(text string) (labels.Level, bool) {
	if l, err := labels.ParseLevel(text); err == nil {
		return l, true
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.;", r) {
			return -1
		}
		return r
	}, text)
	for _, a := range adverbs {
		if rest, ok := strings.CutPrefix(name, a); ok {
			name = "very" + rest
			break
		}
	}
	if l, ok := otherNames[name]; ok {
		return l, true
	}
	l, err := labels.ParseLevel(name) // with what was around it
	return l, err == nil
}

// numberedNames are a level's name with its number on some scale: "1 - very negative",
// "positive (4)", "4(positive)".
var numberedNames = []*regexp.Regexp{
	regexp.MustCompile(`^(?P<number>[-+]?\d+)\s*[-–—:=._)]\s*(?P<name>\D+)$`),
	regexp.MustCompile(`^(?P<number>[-+]?\d+)\s*[(\[](?P<name>\D+)[)\]]$`),
	regexp.MustCompile(`^(?P<name>\D+?)\s*[(\[](?P<number>[-+]?\d+)[)\]]$`),
}

// numberedName reads a level's name beside which its number stands.
func numberedName(text string) (labels.Level, bool) {
	if !strings.ContainsAny(text, "0123456789") {
		return labels.NoLevel, false
	}
	for _, form := range numberedNames {
		if m := form.FindStringSubmatch(text); m != nil {
			if level, ok := levelName(strings.TrimSpace(m[form.SubexpIndex("name")])); ok {
				return level, true
			}
		}
	}
	return labels.NoLevel, false
}

// levelNumber reads a number as people write levels: 3, 3.0, 3,0, "4 stars", ★★★★, 4/5,
// "2 (moderately)".
func levelNumber(text string) (float64, bool) {
	if _, ok := numberedName(text); ok {
		return 0, false
	}
	if n := strings.Count(text, "★") + strings.Count(text, "⭐"); n > 0 && strings.Trim(text, "★⭐☆\ufe0f ") == "" {
		return float64(n), true
	}
	if before, _, ok := strings.Cut(text, "("); ok {
		text = before
	}
	text = strings.Replace(strings.TrimSpace(text), "−", "-", 1)
	for _, unit := range []string{"stars", "star", "out of 5", "of 5", "/5", "/ 5", "%"} {
		text = strings.TrimSuffix(text, unit)
	}
	text = strings.TrimSpace(text)
	if strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	return number(text)
}

// inJSON is a list of texts as JSON has it, where Python has written it: ['a', 'b'].
func inJSON(text string) string {
	if strings.HasPrefix(text, "['") && !strings.Contains(text, `"`) {
		return strings.ReplaceAll(text, "'", `"`)
	}
	return text
}

// choicesOf returns the choices in a value of JSON: ["positive"], {"choices":[…]},
// {"rating":4}, or a list of these.
func choicesOf(text string) (choices []string) {
	d := json.NewDecoder(strings.NewReader(inJSON(text)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case string:
			choices = append(choices, v)
		case json.Number:
			choices = append(choices, v.String())
		case []any:
			for _, one := range v {
				if !isSpan(one) {
					add(one)
				}
			}
		case map[string]any:
			for _, key := range []string{"choices", "rating", "label", "labels", "value"} {
				add(v[key])
			}
		}
	}
	add(v)
	return choices
}

// isSpan reports whether one of a list is a place in a text and what that is called, as doccano has
// it: [0, 4, "positive"].
func isSpan(one any) bool {
	list, ok := one.([]any)
	if !ok || len(list) != 3 {
		return false
	}
	_, from := list[0].(json.Number)
	_, to := list[1].(json.Number)
	_, called := list[2].(string)
	return from && to && called
}

// ReadLevelMap reads what values mean, as in "hateful=very_negative, fine=neutral":
// a value of the table, and a level's name, or none for no level.
func ReadLevelMap(s string) (map[string]labels.Level, error) {
	return readMap(s, "--level-map", labels.WantedLevels()+" or none", func(name string) (labels.Level, bool) {
		if plainValue(name) == "none" {
			return labels.NoLevel, true
		}
		return levelName(plainValue(name))
	})
}

// readMap reads "value=meaning, value=meaning" of an option. A value may have commas in it.
func readMap[T any](s, option, wanted string, read func(string) (T, bool)) (map[string]T, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	all := map[string]T{}
	pieces := strings.Split(s, ",")
	pair := ""
	for i, piece := range pieces {
		pair += piece
		at := strings.LastIndexByte(pair, '=')
		if at < 0 && i < len(pieces)-1 { // the comma is in the value: 1,5=negative
			pair += ","
			continue
		}
		if at < 0 {
			return nil, fmt.Errorf("%s: %s: want value=meaning, with commas between them", option, labels.Quoted(pair))
		}
		meaning, ok := read(pair[at+1:])
		if !ok {
			return nil, fmt.Errorf("%s: %s: want %s", option, labels.Quoted(pair), wanted)
		}
		all[plainValue(pair[:at])] = meaning
		pair = ""
	}
	return all, nil
}
