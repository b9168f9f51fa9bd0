package dataset

import (
	"errors"
	"fmt"

	"memebench/labels"
)

// Who is sent an export fills in its level, or writes over it. What was there is gold, which others
// have said: it is the colleague's only where that is said.

// compareGold compares a row's level with what was gold of its meme, if that is here: others may
// have labelled it since. Where the file says that there was none, the level is the annotator's.
func (im *Import) compareGold(row *TableRow) error {
	m, t := im.part.m, im.part.table
	if !m.gold || !row.Level.Valid() || row.Annotator != "" || im.here == nil {
		return nil
	}
	values := t.valuesOf(row)
	if m.state.is() && plainValue(m.state.of(values)) != string(labels.Labelled) || annotatorName(m.said.of(values)) != "" {
		return nil
	}
	id := labels.NewMemeID(im.dataset.Name, row.Key)
	if row.own != nil {
		id = row.own.ID
	}
	if is, err := im.here.Has(id); err != nil || !is {
		return err
	}
	said, err := im.here.Events(id)
	if err != nil {
		return err
	}
	if _, own := labels.Aggregate(said).Of(im.spec.Annotator); own || !wasGold(said, row.Level) {
		return nil
	}
	row.gold = true
	if im.spec.Changed || im.spec.Annotator == "" { // nobody asks for it
		row.Level = labels.NoLevel
	}
	return nil
}

// wasGold reports whether a level is the gold of a meme, or was, after the events so far: those
// that came together count together.
func wasGold(said []labels.Event, level labels.Level) bool {
	for i := range said {
		together := i+1 < len(said) && said[i].Source == labels.Import && said[i+1].Source == labels.Import
		if !together && labels.Aggregate(said[:i+1]).Gold == level {
			return true
		}
	}
	return false
}

// refuseGold refuses a batch of an export that comes back as somebody's with gold in it.
func (im *Import) refuseGold(b batch) error {
	gold := 0
	for i := range b.rows {
		if b.rows[i].gold {
			gold++
		}
	}
	if ask := im.askGold(gold); ask != "" {
		return errors.New(labels.Printable(im.part.name) + ": " + ask)
	}
	return nil
}

// askGold asks whether the gold in so many rows is what the annotator says, too; "" where it need
// not.
func (im *Import) askGold(gold int) string {
	if im.spec.Changed || im.spec.Annotator == "" || gold == 0 {
		return ""
	}
	rows := "rows"
	if gold == 1 {
		rows = "row"
	}
	return fmt.Sprintf("whose are the levels of column %s? In %d %s it has the gold that was exported: --level %q takes that as %s's, too, --changed only the rest",
		labels.Quoted(im.part.m.level.name), gold, rows, labels.Printable(im.part.m.level.name), labels.Printable(im.spec.Annotator))
}

// leftOut says how many levels --changed has left out; "" for none.
func (im *Import) leftOut() string {
	if n := im.golds; im.spec.Changed && n > 0 {
		return fmt.Sprintf("%d levels are the gold that was exported, and none of %s's", n, labels.Printable(im.spec.Annotator))
	}
	return ""
}
