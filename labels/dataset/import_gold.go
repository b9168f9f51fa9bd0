package dataset

import (
	"errors"
	"fmt"

	"memebench/labels"
)

// Who is sent an export fills in its level, or writes over it. What was there is gold, which others
// have said: it is the colleague's only where that is said, or is plain from how many were changed.

// besideGold is what a row's level is to the gold of its meme, where the row's
// annotator has said nothing of the meme.
type besideGold uint8

const (
	noGold besideGold = iota
	equalsGold
	differsFromGold
)

// goldLevels counts levels by that.
type goldLevels [3]int

func (g *goldLevels) add(row *TableRow) { g[row.gold]++ }

// unsaid reports whether most levels are gold as it was, so that few of them, if any, were looked
// at. Two annotators on their own say the same of fewer.
func (g *goldLevels) unsaid() bool { return g[equalsGold] > 5*g[differsFromGold] }

// compareGold compares a row's level with the gold of its meme, if that is here.
func (im *Import) compareGold(row *TableRow) error {
	if !im.part.m.gold || !row.Level.Valid() || im.here == nil {
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
	state := labels.Aggregate(said)
	switch _, own := state.Of(im.spec.Annotator); {
	case own || !state.Gold.Valid():
	case state.Gold != row.Level:
		row.gold = differsFromGold
	default:
		row.gold = equalsGold
		if im.spec.Changed {
			row.Level = labels.NoLevel
		}
	}
	return nil
}

// refuseGold refuses an export that comes back as somebody's if most of the levels that its memes
// had are as they were.
func (im *Import) refuseGold(b batch) error {
	var golds goldLevels
	for i := range b.rows {
		golds.add(&b.rows[i])
	}
	if ask := im.askGold(&golds); ask != "" {
		return errors.New(labels.Printable(im.part.name) + ": " + ask)
	}
	return nil
}

// askGold asks whether the levels that are gold are the annotator's, too; "" where it need not.
func (im *Import) askGold(golds *goldLevels) string {
	if im.spec.Changed || !golds.unsaid() {
		return ""
	}
	rows := "rows"
	if golds[equalsGold] == 1 {
		rows = "row"
	}
	return fmt.Sprintf("whose are the levels of column %s? In %d %s it has the gold that was exported: --level %q takes that as %s's, too, --changed only the rest",
		labels.Quoted(im.part.m.level.name), golds[equalsGold], rows, labels.Printable(im.part.m.level.name), labels.Printable(im.spec.Annotator))
}

// leftOut says how many levels --changed has left out; "" for none.
func (im *Import) leftOut() string {
	if n := im.golds[equalsGold]; im.spec.Changed && n > 0 {
		return fmt.Sprintf("%d levels are the gold that was exported, and none of %s's", n, labels.Printable(im.spec.Annotator))
	}
	return ""
}
