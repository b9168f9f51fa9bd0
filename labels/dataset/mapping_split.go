package dataset

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"memebench/labels"
)

// guessSplit takes the first column that is called like one with splits, if nearly all
// of its values are some.
func (d *deciding) guessSplit() {
	if d.m.split.is() || d.spec.Split != "" {
		return
	}
	for _, f := range d.calledLike(roleNames[roleSplit]) {
		t := d.survey.of(f, d.fields)
		if t == nil || t.words == nil || d.saysLevel(f.at()) {
			continue
		}
		good, bad := 0, 0
		var strange []string
		for _, word := range slices.Sorted(maps.Keys(t.words)) {
			n := t.words[word]
			if split, err := d.m.splits.read(word); err != nil {
				bad += n
				strange = append(strange, word)
			} else if split != "" {
				good += n
			}
		}
		if good > 0 && (bad*4 <= good || d.m.splits != nil) {
			d.m.split = f
			return
		}
		if bad > 0 && slices.Contains([]string{"split", "data_split", "partition"}, d.plain[f.at()]) {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s stays a column, for %s are no splits: if they mean some, say so: --split-map %q",
				labels.Quoted(d.columns[f.at()]), quoteSome(strange), labels.Printable(strange[0])+"=train"))
		}
	}
}

// mostSplits is how many words for splits a column has that has no lists: train, dev_seen,
// dev_unseen, test_seen …
const mostSplits = 6

// anySplit takes the column that has a split in each row, and is not called like one (mode, phase,
// FiftyOne's tags), or marks one (is_test): where that stays a column, what was meant for tests is
// trained on. Of several such columns none is taken, nor is one without train, which may mean
// something else (environment: dev, test; status: valid) and would leave nothing to train on. That
// is said.
func (d *deciding) anySplit() {
	if d.m.split.is() || d.spec.Split != "" {
		return
	}
	var found []string
	var at field
	marked, few := 0, false // of how many the marks are those of one split, and whether few memes would be trained on
	for i, c := range d.columns {
		f := fieldAt(d.columns, i)
		t := d.survey.of(f, d.fields)
		if t == nil || t.rows < d.survey.rows || !t.mayBeSplits() || slices.Contains(roleNames[roleSplit], d.plain[i]) || d.hasRole(i) {
			continue
		}
		if marks := splitMarks[d.plain[i]]; marks != nil && t.marks(marks) {
			found, marked = append(found, c), marked+1
			if at = f; t.trainedOn(marks)*2 < t.rows {
				few = true
			}
			continue
		}
		splits := map[labels.Split]bool{}
		for word := range t.words {
			split := d.m.splits.named(plainValue(word))
			splits[split] = true
			if split == "" {
				splits = nil
				break
			}
		}
		if len(splits) > 1 {
			found = append(found, c)
			if splits[labels.Train] {
				at = f
			}
		}
	}
	switch {
	case found == nil:
	case marked > 1 && marked == len(found):
		d.m.notes = append(d.m.notes, fmt.Sprintf("columns %s mark a split each, and stay columns: --split-column takes one column, with a word for the split of each meme, in a new workspace", quoteSome(found)))
	case len(found) > 1:
		d.m.notes = append(d.m.notes, fmt.Sprintf("columns %s have splits, and stay columns: --split-column %q takes that one, in a new workspace", quoteSome(found), labels.Printable(found[0])))
	case few: // is_train may mean the vehicle
		d.m.notes = append(d.m.notes, fmt.Sprintf("column %s may mark a split, of which less than half would be trained on, and stays a column: --split-column %q takes it, in a new workspace",
			labels.Quoted(found[0]), labels.Printable(found[0])))
	case !at.is():
		d.m.notes = append(d.m.notes, fmt.Sprintf("column %s has words for val and test, and none for train, and stays a column: --split-column %[2]q takes it for the split, in a new workspace",
			labels.Quoted(found[0]), labels.Printable(found[0])))
	default:
		d.m.split = at
		d.m.notes = append(d.m.notes, fmt.Sprintf("column %s has a split in each row, so they go where that says", labels.Quoted(found[0])))
	}
}

// mayBeSplits reports whether there are so few words, or lists of them, that they may be splits:
// where there is another one in each row they are names of files, as train_1.jpg.
func (t *tally) mayBeSplits() bool {
	return t.words != nil && (t.lists() || len(t.words) <= mostSplits && len(t.words) < t.rows)
}

// splitMarks are the columns that mark the memes of one split, and what the marks mean.
var splitMarks = func() map[string]splitReader {
	all := map[string]splitReader{}
	for split, names := range splitNames {
		other := labels.Train
		if split == labels.Train {
			other = labels.Test
		}
		for _, n := range names {
			if n != "valid" { // which is something else
				all["is_"+n] = splitReader{"1": split, "1.0": split, "true": split, "yes": split, "0": other, "0.0": other, "false": other, "no": other}
				all["in_"+n] = all["is_"+n]
			}
		}
	}
	return all
}()

// marks reports whether the values are marks, and both occur.
func (t *tally) marks(marks splitReader) bool {
	splits := map[labels.Split]bool{}
	for word := range t.words {
		splits[marks[plainValue(word)]] = true
	}
	return len(splits) == 2 && !splits[""]
}

// trainedOn is how many rows the marks put into train.
func (t *tally) trainedOn(marks splitReader) (rows int) {
	for word, n := range t.words {
		if marks[plainValue(word)] == labels.Train {
			rows += n
		}
	}
	return rows
}

// readMarks has the marks of the split's column read, unless the spec says what they mean.
func (d *deciding) readMarks() {
	if d.m.split.is() && d.m.splits == nil {
		d.m.splits = splitMarks[d.plain[d.m.split.at()]]
	}
}

// lists reports whether the values are lists, of which any number may have a split in them.
func (t *tally) lists() bool {
	for word := range t.words {
		if !strings.HasPrefix(word, "[") {
			return false
		}
	}
	return true
}

// hasRole reports whether a column is known to mean something, as the caption or whose the level is.
func (d *deciding) hasRole(column int) bool {
	m := &d.m
	return slices.Contains([]int{m.image.at(), m.sound.at(), m.caption.at(), m.read.at(), m.level.at(), m.annotator.at(), m.status.at(), m.id.at()}, column) ||
		m.isVoice(column)
}
