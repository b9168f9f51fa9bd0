package db

import (
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// A logWriter appends events in one transaction. It keeps the memes they are
// about in memory and brings what is derived from each up to date once, at the
// end: an import says little of each of many memes.
type logWriter struct {
	tx         *bbolt.Tx
	log        *bbolt.Bucket
	memeEvents *sortedPuts
	columns    *columns
	memes      map[uint64]*history
	known      *tallies // of memes that were written to lately; nil: none is used
	recorded   bool     // events keep their times: this is a log that was written before
}

// A history is what was said of one meme. The events before this transaction are there only
// where they are needed: to take one back, or when nothing is known of what they amount to.
type history struct {
	events []labels.Event
	stored int           // how many of them were there before this transaction
	before *labels.Tally // of what is not among the events; nil: nothing
}

// tallies returns what the events amount to before this transaction and after it.
func (h *history) tallies() (before, after labels.Tally) {
	if h.before == nil {
		return labels.NewTally(h.events[:h.stored]), labels.NewTally(h.events)
	}
	before, after = *h.before, h.before.Clone()
	for i := range h.events {
		after.Add(&h.events[i])
	}
	return before, after
}

// newLogWriter makes room for about as many events as are expected.
func newLogWriter(tx *bbolt.Tx, expected int) *logWriter {
	return &logWriter{
		tx:         tx,
		log:        appendOnly(tx, bucketLog),
		memeEvents: newSortedPuts(tx.Bucket(bucketMemeEvents), expected),
		columns:    newColumns(tx),
		memes:      make(map[uint64]*history, expected),
	}
}

// append puts one event, which has its time, at the end of the log.
func (w *logWriter) append(e labels.Event) (labels.Event, error) {
	seq, err := seqOf(w.tx, e.Meme)
	if err != nil {
		return e, err
	}
	return w.appendTo(seq, e)
}

// appendTo is append for an event whose meme's place is known.
func (w *logWriter) appendTo(seq uint64, e labels.Event) (labels.Event, error) {
	e, err := checkEvent(e)
	if err != nil {
		return e, err
	}
	h, err := w.history(seq, e.Action)
	if err != nil {
		return e, err
	}
	if e.Action == labels.Retract {
		if err := h.canRetract(&e); err != nil {
			return e, err
		}
	}
	if !e.Merged && !w.recorded && (h.before != nil || len(h.events) > 0) {
		_, said := h.tallies()
		e.Time = said.Next(e.Time)
	}
	if e.Seq, err = w.log.NextSequence(); err != nil {
		return e, err
	}
	v, err := packEvent(seq, &e)
	if err != nil {
		return e, err
	}
	h.events = append(h.events, e)
	w.memeEvents.put(pair(seq, e.Seq), nil)
	return e, w.log.Put(number8(e.Seq), v)
}

// history is what was said of the meme at seq, of which something more is to be said.
func (w *logWriter) history(seq uint64, action labels.Action) (*history, error) {
	h := w.memes[seq]
	whole := action == labels.Retract || action == labels.Caption // which look back
	if h != nil && (h.before == nil || !whole) {
		return h, nil
	}
	if h == nil && !whole {
		if t := w.known.of(seq); t != nil {
			h = &history{before: t}
			w.memes[seq] = h
			return h, nil
		}
	}
	events, err := eventsOf(w.tx, seq)
	if err != nil {
		return nil, err
	}
	if h == nil {
		h = &history{}
		w.memes[seq] = h
	}
	h.events, h.stored, h.before = append(events, h.events...), len(events), nil
	return h, nil
}

// begin makes known that nothing was said yet of the meme at seq, which saves
// looking.
func (w *logWriter) begin(seq uint64) { w.memes[seq] = &history{} }

// state returns the state of the meme at seq, with what this transaction said.
func (w *logWriter) state(seq uint64) (labels.State, error) {
	if h := w.memes[seq]; h != nil {
		_, t := h.tallies()
		return t.State(), nil
	}
	return stateAt(w.tx, seq)
}

// canRetract refuses to take back what was not said of this meme, or is taken
// back already. Who worked apart may both have taken back the same.
func (h *history) canRetract(retract *labels.Event) error {
	seq := retract.Retracts
	if !slices.ContainsFunc(h.events, func(e labels.Event) bool { return e.Seq == seq }) {
		return &sentence{ErrNotFound, fmt.Sprintf("event %d cannot be taken back: it is not one of this meme's", seq)}
	}
	if !retract.Merged && labels.Retracted(h.events)[seq] {
		return &sentence{ErrRetracted, fmt.Sprintf("event %d is already taken back", seq)}
	}
	return nil
}

// flush brings everything derived up to date.
func (w *logWriter) flush() error {
	if err := w.memeEvents.flush(); err != nil {
		return err
	}
	c := newCounters(w.tx)
	trained, err := trainedUpTo(w.tx)
	if err != nil {
		return err
	}
	places := slices.Sorted(maps.Keys(w.memes))
	if err := w.forgetRedoable(places); err != nil {
		return err
	}
	for _, seq := range places {
		h := w.memes[seq]
		was, is := h.tallies()
		before, after := was.State(), is.State()
		count(c, before, -1)
		count(c, after, +1)
		c.add(counterNew, h.newLabels(len(h.events), trained)-h.newLabels(h.stored, trained))
		if err := w.describe(seq, before, after, &is); err != nil {
			return err
		}
		w.known.add(seq, is)
		if err := w.indexUndoable(seq, h); err != nil {
			return err
		}
	}
	w.known.keep(w.tx)
	return firstError(w.columns.flush, c.flush)
}

// count adds one meme's state to the counters, by times.
func count(c *counters, s labels.State, by int) {
	c.add(counterKind(s.Kind), by)
	if s.Gold.Valid() {
		c.add(counterGold(s.Gold), by)
	}
	for _, st := range s.Current {
		if st.Level.Valid() {
			c.add(counterGiven(st.Annotator), by)
		}
	}
}

// describe brings the columns about the meme at seq up to date.
func (w *logWriter) describe(seq uint64, before, after labels.State, is *labels.Tally) error {
	cell, err := w.columns.cell(stateColumn, seq)
	if err != nil {
		return err
	}
	packState(cell, after, is)
	said := map[string]byte{} // by those who say or have said something
	for _, st := range before.Current {
		said[st.Annotator] = 0
	}
	for _, st := range after.Current {
		said[st.Annotator] = packSaid(st)
	}
	for annotator, b := range said {
		if cell, err = w.columns.cell(saidColumn(annotator), seq); err != nil {
			return err
		}
		cell[0] = b
	}
	return nil
}
