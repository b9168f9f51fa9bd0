package dataset

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"memebench/labels"
)

// splitNames are what data sets call their splits, in plain values. A name may go on
// after an underscore (dev_seen, test_unseen).
var splitNames = map[labels.Split][]string{
	labels.Train: {"train", "training", "trn"},
	labels.Val:   {"val", "valid", "validation", "validate", "dev", "devel", "development", "eval"},
	labels.Test:  {"test", "testing", "tst", "testset", "holdout", "hold-out", "hold out", "held out", "held-out", "held_out"},
}

// A splitReader reads the splits of a table's column, by name or by what the import says
// that a value means.
type splitReader map[string]labels.Split

// read returns the split that a value says, "" where it says none.
func (s splitReader) read(text string) (labels.Split, error) {
	text = plainValue(text)
	if split, ok := s[text]; ok {
		return split, nil
	}
	if slices.Contains(noLevel, text) {
		return "", nil
	}
	for _, split := range []labels.Split{s.named(text), splitIn(text)} {
		if split != "" {
			return split, nil
		}
	}
	return "", fmt.Errorf("%s: %s, or say what it means: --split-map %q", labels.Quoted(text), wantedSplit, labels.Printable(text)+"=train")
}

// named returns the split of which a plain value is a name, or the one that a list has among others
// (FiftyOne's tags: ["train","blurred"]), "" for none.
func (s splitReader) named(text string) labels.Split {
	name := func(text string) labels.Split {
		if split, ok := s[text]; ok {
			return split
		}
		return splitName(text)
	}
	var words []string
	if json.Unmarshal([]byte(text), &words) != nil {
		return name(text)
	}
	split := labels.Split("")
	for _, w := range words {
		is := name(plainValue(w))
		if is != "" && split != "" && is != split {
			return ""
		}
		split = cmp.Or(is, split)
	}
	return split
}

const wantedSplit = "want train, val (or validation, dev), test or nothing"

// splitName returns the split of this name, "" for none.
func splitName(text string) labels.Split {
	first, _, _ := strings.Cut(text, "_")
	for split, names := range splitNames {
		if slices.Contains(names, text) || slices.Contains(names, first) {
			return split
		}
	}
	return ""
}

// splitIn returns the one split that a file's or a folder's name has a word for
// (val_images, Training_meme_dataset, dev-seen, trainImages, val2017), "" for none.
func splitIn(name string) (split labels.Split) {
	for _, w := range wordsOf(name) {
		s := splitName(w)
		if s == "" {
			continue
		}
		if split != "" && s != split {
			return ""
		}
		split = s
	}
	return split
}

// wordsOf returns the words of a file's or a folder's name, plain and without the numbers at their ends.
func wordsOf(name string) []string {
	words := strings.FieldsFunc(camel.ReplaceAllString(name, "$1 $2"), func(r rune) bool { return strings.ContainsRune(" _-.()", r) })
	for i, w := range words {
		words[i] = strings.TrimRight(plainValue(w), "0123456789")
	}
	return words
}

// besideSplits are words that a split's table has in its name and that say nothing else.
var besideSplits = []string{"", "seen", "unseen", "set", "split", "data", "dataset", "labels", "gold", "memes", "meme", "of", "csv", "json", "jsonl"}

// isSplitAlone reports whether a file's name that says a split (test_seen,
// validation-00000-of-00001) says nothing else, as "dev_notes" does.
func isSplitAlone(name string) bool {
	return !slices.ContainsFunc(wordsOf(name), func(w string) bool { return splitName(w) == "" && !slices.Contains(besideSplits, w) })
}

// camel is where a word begins that is written together with the one before.
var camel = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)

// ReadSplitMap reads what values mean, as in "0=train, 1=test": a value of the table,
// and a split, or none.
func ReadSplitMap(s string) (map[string]labels.Split, error) {
	return readMap(s, "--split-map", "train, val, test or none", func(name string) (labels.Split, bool) {
		if name = plainValue(name); name == "none" {
			return "", true
		}
		split, err := labels.ParseSplit(name)
		return split, err == nil
	})
}
