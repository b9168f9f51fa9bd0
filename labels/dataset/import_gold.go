package dataset

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

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
	if _, own := labels.Aggregate(said).Of(im.spec.Annotator); own || labels.Aggregate(labels.EventsTo(said, im.exported)).Gold != row.Level {
		return nil
	}
	row.gold = true
	if im.spec.Changed || im.spec.Annotator == "" { // nobody asks for it
		row.Level = labels.NoLevel
	}
	return nil
}

// findExport finds the event after which the part was exported, most probably: that after which
// most of its memes had the states and the gold levels that it has, the last such. What others have
// said since is none of it.
func (im *Import) findExport() error {
	if im.exported = 0; !im.part.m.gold || im.had == 0 {
		return nil
	}
	if err := im.fromTheStart(); err != nil {
		return err
	}
	counts := map[uint64]int{} // by how much the rows that agree become more after an event
	for {
		row, err := im.part.table.Next()
		if err == io.EOF {
			break
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			continue
		}
		if err == nil {
			err = im.agreements(&row, counts)
		}
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	agree, most := 0, 0
	for _, seq := range slices.Sorted(maps.Keys(counts)) {
		if agree += counts[seq]; agree >= most {
			most, im.exported = agree, seq
		}
	}
	return im.fromTheStart()
}

// agreements counts after which events a row's state, and its level as gold, are those of its meme.
func (im *Import) agreements(row *TableRow, counts map[uint64]int) error {
	m, values := im.part.m, im.part.table.valuesOf(row)
	id := labels.NewMemeID(im.part.dataset, row.Key)
	if at := im.part.table.ids(); at >= 0 {
		id = labels.MemeID(values[at])
	}
	if is, err := im.here.Has(id); err != nil || !is {
		return err
	}
	said, err := im.here.Events(id)
	if err != nil {
		return err
	}
	state := labels.Kind(plainValue(m.state.of(values)))
	gold := !m.state.is() || state == labels.Labelled
	was := 0
	for i := range len(said) + 1 {
		had, now, after := labels.Aggregate(said[:i]), 0, uint64(0)
		if i > 0 {
			after = said[i-1].Seq
		}
		if m.state.is() && state == had.Kind {
			now++
		}
		if gold && row.Level.Valid() && row.Level == had.Gold {
			now++
		}
		counts[after] += now - was
		was = now
	}
	return nil
}

// fromTheStart has the part read anew.
func (im *Import) fromTheStart() (err error) {
	if im.part.table, err = im.part.open(); err == nil && im.lookUp != nil {
		im.part.table.KeyBy(im.dataset.Key)
	}
	return err
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
