package db

import (
	"errors"
	"maps"
	"slices"

	"memebench/labels"
)

// Shared is the log of a store whose memes are shared out among annotators: of a meme that as
// many people have given a level as are to ([labels.OverlapSetting]), it takes none of
// another. Who has given one may change it, and who adjudicates may always. The reason for a flag
// it takes as long as the meme is flagged.
type Shared struct{ *DB }

// Shared returns the log for those who share the memes.
func (d *DB) Shared() Shared { return Shared{d} }

// Append is [DB.Append]. Its error is a [*labels.EnoughError] where a level, or a reason, is not wanted;
// none of the events is stored then.
func (s Shared) Append(events ...labels.Event) ([]labels.Event, error) {
	return s.append(events, false, (*logWriter).wanted)
}

// Redo is [DB.Redo] without levels that are not wanted any more: what else was taken back with them,
// or before, stands again. The error is a [*labels.EnoughError] where some were left out, also
// beside events that stand again.
func (s Shared) Redo(annotator string) ([]labels.Event, error) {
	return s.RedoIf(annotator, anything)
}

// RedoIf is Redo, unless may has an error for one of the events that would stand again: that is the
// error then, and none does.
func (s Shared) RedoIf(annotator string, may func(labels.Event) error) ([]labels.Event, error) {
	var left labels.EnoughError
	for {
		events, err := s.redo(annotator, left.Memes, may, (*logWriter).wanted)
		var enough *labels.EnoughError
		switch {
		case errors.As(err, &enough):
			left.Memes, left.Places, left.Overlap = append(left.Memes, enough.Memes...), append(left.Places, enough.Places...), enough.Overlap
		case err == nil && left.Memes != nil:
			return events, &left
		default:
			return events, err
		}
	}
}

// wanted refuses levels of people who had given none of a meme that has enough of them.
func (w *logWriter) wanted() error {
	overlap := overlapOf(w.tx)
	var enough labels.EnoughError
	for _, seq := range slices.Sorted(maps.Keys(w.memes)) {
		was, is := w.memes[seq].tallies()
		before, after := was.State(), is.State()
		if after.Voices() <= max(overlap, before.Voices()) {
			continue
		}
		if !slices.ContainsFunc(after.Current, func(c labels.CurrentLabel) bool {
			had, _ := before.Of(c.Annotator)
			return c.Action == labels.SetLevel && c.Source != labels.Import && !(had.Level.Valid() && had.Source != labels.Import)
		}) {
			continue
		}
		id, err := idAt(w.tx, seq)
		if err != nil {
			return err
		}
		enough.Memes, enough.Places = append(enough.Memes, id), append(enough.Places, seq)
	}
	if enough.Memes == nil {
		return w.flagged()
	}
	enough.Overlap = overlap
	return &enough
}

// flagged refuses reasons for flags that somebody has lifted since: they would stand again.
func (w *logWriter) flagged() error {
	lifted := labels.EnoughError{Lifted: true}
	for _, seq := range slices.Sorted(maps.Keys(w.memes)) {
		h := w.memes[seq]
		said := h.events[h.stored:]
		if len(said) == 0 || said[0].Action != labels.Flag || said[0].Batch == 0 || said[0].Text == "" {
			continue
		}
		if before, _ := h.tallies(); before.State().Kind == labels.Flagged {
			continue
		}
		id, err := idAt(w.tx, seq)
		if err != nil {
			return err
		}
		lifted.Memes, lifted.Places = append(lifted.Memes, id), append(lifted.Places, seq)
	}
	if lifted.Memes == nil {
		return nil
	}
	return &lifted
}
