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
	memes      map[uint64]*history
}

// A history is what was said of one meme.
type history struct {
	events []labels.Event
	stored int // how many of them were there before this transaction
	before labels.State
}

// newLogWriter makes room for about as many events as are expected.
func newLogWriter(tx *bbolt.Tx, expected int) *logWriter {
	return &logWriter{
		tx:         tx,
		log:        appendOnly(tx, bucketLog),
		memeEvents: newSortedPuts(tx.Bucket(bucketMemeEvents), expected),
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
	h, err := w.history(seq)
	if err != nil {
		return e, err
	}
	if e.Action == labels.Retract {
		if err := h.canRetract(e.Retracts); err != nil {
			return e, err
		}
	}
	if e.Seq, err = w.log.NextSequence(); err != nil {
		return e, err
	}
	v, err := encode(e)
	if err != nil {
		return e, err
	}
	h.events = append(h.events, e)
	w.memeEvents.put(pair(seq, e.Seq), nil)
	return e, w.log.Put(number8(e.Seq), v)
}

func (w *logWriter) history(seq uint64) (*history, error) {
	if h := w.memes[seq]; h != nil {
		return h, nil
	}
	state, err := stateAt(w.tx, seq)
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(w.tx, seq)
	if err != nil {
		return nil, err
	}
	h := &history{events, len(events), state}
	w.memes[seq] = h
	return h, nil
}

// begin makes known that nothing was said yet of the meme at seq, which saves
// looking.
func (w *logWriter) begin(seq uint64) { w.memes[seq] = &history{before: labels.Aggregate(nil)} }

// state returns the state of the meme at seq, with what this transaction said.
func (w *logWriter) state(seq uint64) (labels.State, error) {
	if h := w.memes[seq]; h != nil {
		return labels.Aggregate(h.events), nil
	}
	return stateAt(w.tx, seq)
}

// canRetract refuses to take back what was not said of this meme, or is taken
// back already.
func (h *history) canRetract(seq uint64) error {
	if !slices.ContainsFunc(h.events, func(e labels.Event) bool { return e.Seq == seq }) {
		return &sentence{ErrNotFound, fmt.Sprintf("event %d cannot be taken back: it is not one of this meme's", seq)}
	}
	if labels.Retracted(h.events)[seq] {
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
	for _, seq := range slices.Sorted(maps.Keys(w.memes)) {
		h := w.memes[seq]
		after := labels.Aggregate(h.events)
		count(c, h.before, -1)
		count(c, after, +1)
		c.add(counterNew, h.newLabels(len(h.events), trained)-h.newLabels(h.stored, trained))
		if err := w.putState(seq, after); err != nil {
			return err
		}
		if err := w.indexUndoable(seq, h); err != nil {
			return err
		}
	}
	return c.flush()
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

// putState stores the state of the meme at seq, and whether it waits.
func (w *logWriter) putState(seq uint64, s labels.State) error {
	v, err := encode(s)
	if err != nil {
		return err
	}
	if err := w.tx.Bucket(bucketStates).Put(number8(seq), v); err != nil {
		return err
	}
	waiting := w.tx.Bucket(bucketWaiting)
	if s.Kind == labels.Unlabelled {
		return waiting.Put(number8(seq), nil)
	}
	return waiting.Delete(number8(seq))
}

// edit brings the captions of the memes in force; see editCaption.
func (w *logWriter) edit() error {
	for _, seq := range slices.Sorted(maps.Keys(w.memes)) {
		if err := w.editCaption(seq, w.memes[seq]); err != nil {
			return err
		}
	}
	return nil
}

// editCaption puts into the meme at seq the caption that people have given it, or the
// imported one back. What versions said of the other caption goes: they are asked anew.
func (w *logWriter) editCaption(seq uint64, h *history) error {
	was, edited := labels.Edited(h.events[:h.stored])
	is, edits := labels.Edited(h.events)
	if edited == edits && was == is {
		return nil
	}
	memes := w.tx.Bucket(bucketMemes)
	m, err := memeAt(memes, seq)
	if err != nil {
		return err
	}
	if edits {
		m.Edit(is)
	} else {
		m.Unedit()
	}
	if err := dropPredictionsOf(w.tx, seq); err != nil {
		return err
	}
	return putMeme(memes, m)
}

// indexUndoable lists under their annotators the events that Undo could take
// back and that stand, and strikes those that no longer do.
func (w *logWriter) indexUndoable(seq uint64, h *history) error {
	was, is := labels.Retracted(h.events[:h.stored]), labels.Retracted(h.events)
	for i, e := range h.events {
		listed := i < h.stored && !was[e.Seq]
		if !undoable(e) || listed == !is[e.Seq] {
			continue
		}
		b, err := w.tx.Bucket(bucketUndoable).CreateBucketIfNotExists([]byte(e.Annotator))
		if err != nil {
			return err
		}
		if listed {
			err = b.Delete(number8(e.Seq))
		} else {
			err = b.Put(number8(e.Seq), number8(seq))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
