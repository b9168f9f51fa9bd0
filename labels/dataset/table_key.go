package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// exportColumns are those that an export may add to a table. They are left out of the key of a row,
// so that an exported table imports as the same rows.
var exportColumns = []string{imageColumn, correctedColumn, levelColumn, StateColumn}

// keyColumns finds out which columns make the key of a row without a picture: the caption's and all
// others but those for level, split and annotator and those that an export or an annotator adds. Of
// an exported meme it is the id alone. They are taken in the order of their names, so that the
// order in the file does not matter.
func (t *Table) keyColumns() {
	if at := slices.Index(t.header, "meme"); at >= 0 && t.m.exported {
		t.key = []int{at} // the rest depends on what was said by then
		return
	}
	// A table of Label Studio has a row for each annotation of a task, which has a number, and does
	// not tell what was answered from what was asked.
	tasks := t.m.shape == FormatLabelStudio && slices.Contains(t.header, "annotation_id") && slices.Contains(t.header, "id")
	person := "" // before the names of what an annotator has who is an object
	if t.m.annotator.is() {
		if outer, _ := innermost(plainName(t.header[t.m.annotator.at()])); isPerson(outer) {
			person = outer
		}
	}
	for _, i := range t.kept {
		name := strings.TrimSpace(t.header[i])
		switch {
		case i == t.m.caption.at():
		case i == t.m.level.at(), slices.ContainsFunc(t.m.voices, func(v voiceColumn) bool { return i == v.at() }), i == t.m.split.at(), i == t.m.annotator.at(), slices.Contains(exportColumns, name),
			t.m.annotator.is() && (slices.Contains(annotationColumns, name) || t.m.besideKey(t.header[i])),
			tasks && !numbersMemes(name), person != "" && strings.HasPrefix(plainName(name), person):
			continue
		}
		t.key = append(t.key, i)
	}
	slices.SortStableFunc(t.key, func(a, b int) int { return strings.Compare(t.header[a], t.header[b]) })
}

// KeyBy makes the keys of rows without a picture from the columns of these names,
// a Dataset's Key, if the table has all of them. So the rows of a table that was
// imported before are known again when other columns are said to hold the level or
// the split, or when columns were added. It is called before Next.
func (t *Table) KeyBy(names []string) {
	places := placesOf(distinct(t.header))
	var key []int
	for _, c := range distinct(names) {
		at, has := places[c]
		switch {
		case !has:
			return
		case at == t.m.annotator.at() && len(t.m.asked) > 0, t.m.annotator.is() && !t.m.status.is() && slices.Contains(t.m.asked, c.name):
			continue // it was empty, or a list of all answers, when it was part of the key: who has answered was not found
		}
		key = append(key, at)
	}
	if len(key) > 0 {
		t.key = key
	}
}

// digest is the key of a row without a picture: 32 hex digits, the first half of the SHA-256 of its
// key columns' names and values, those without a value left out.
func (t *Table) digest(values []string) string {
	h := sha256.New()
	for _, i := range t.key {
		if values[i] != "" {
			fmt.Fprintf(h, "%d:%s=%d:%s\n", len(t.header[i]), t.header[i], len(values[i]), values[i])
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
