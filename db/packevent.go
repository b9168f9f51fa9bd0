package db

import (
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"memebench/labels"
)

// What an event has, as bits of its third byte; the lower three are its level, 0 for
// none.
const (
	eventReAsk   = 1 << (3 + iota)
	eventText    // Text is kept
	eventVersion // Version is kept
	eventWhere   // Screen, Queue and Place are kept
	eventGuide   // Guide is kept
)

// eventMerged is a bit above those of the nanoseconds, of an event that was merged.
const eventMerged = 1 << 30

// The names that an event is made of, by their numbers in a record. New ones come at the
// end.
var (
	eventActions = []labels.Action{labels.SetLevel, labels.Skip, labels.Flag, labels.Note, labels.Caption, labels.Adjudicate, labels.Retract}
	eventSources = []labels.Source{labels.Key, labels.CLI, labels.Import, labels.OCR}
	eventShown   = []labels.Shown{"", labels.ShownNo, labels.ShownBefore, labels.ShownAfter}
)

// packEvent writes the record of an event about the meme at a place. Its own place in the
// log is the record's key.
func packEvent(meme uint64, e *labels.Event) ([]byte, error) {
	action, source, shown := slices.Index(eventActions, e.Action), slices.Index(eventSources, e.Source), slices.Index(eventShown, e.Shown)
	if min(action, source, shown) < 0 || e.Level < labels.NoLevel || e.Level >= labels.Levels {
		return nil, fmt.Errorf("%w record of an event: %+v", ErrInvalid, e)
	}
	has := byte(e.Level - labels.NoLevel)
	set := func(bit byte, is bool) {
		if is {
			has |= bit
		}
	}
	set(eventReAsk, e.ReAsk)
	set(eventText, e.Text != "")
	set(eventVersion, e.Version != "")
	set(eventWhere, e.Screen != "" || e.Queue != "" || e.Place != 0)
	set(eventGuide, e.Guide != "")
	p := newPacker(64)
	accepted := byte(0)
	if e.Accepted {
		accepted = 1
	}
	p.byte(byte(action) | byte(source)<<3 | byte(shown)<<5 | accepted<<7)
	p.byte(has)
	p.uint(meme)
	p.int(e.Time.Unix())
	nanos := uint64(e.Time.Nanosecond())
	if e.Merged {
		nanos |= eventMerged
	}
	p.uint(nanos)
	p.text(e.Annotator)
	p.int(e.ElapsedMS)
	p.int(int64(e.Batch))
	if e.Action == labels.Retract {
		p.uint(e.Retracts)
	}
	if e.Text != "" {
		p.text(e.Text)
	}
	if e.Version != "" {
		p.text(e.Version)
	}
	if has&eventWhere != 0 {
		p.text(e.Screen)
		p.text(e.Queue)
		p.int(int64(e.Place))
	}
	if e.Guide != "" {
		p.digits(e.Guide)
	}
	return p, nil
}

// unpackEvent reads the record of the event at seq, and the place of its meme, whose id
// it leaves out.
func unpackEvent(seq uint64, b []byte) (meme uint64, e labels.Event, err error) {
	u, err := newUnpacker(b)
	if err != nil {
		return 0, e, err
	}
	what, has := u.byte(), u.byte()
	action, source := int(what&7), int(what>>3&3)
	if action >= len(eventActions) || source >= len(eventSources) || has&7 > labels.Levels {
		return 0, e, fmt.Errorf("%w: an event says what nobody can say", ErrDamaged)
	}
	e.Seq, e.Action, e.Source, e.Shown = seq, eventActions[action], eventSources[source], eventShown[what>>5&3]
	e.Level, e.Accepted, e.ReAsk = labels.NoLevel+labels.Level(has&7), what>>7 != 0, has&eventReAsk != 0
	meme = u.uint()
	seconds, nanos := u.int(), u.uint()
	e.Merged = nanos&eventMerged != 0
	e.Time = time.Unix(seconds, int64(nanos&(eventMerged-1)%1e9)).UTC()
	e.Annotator, e.ElapsedMS, e.Batch = u.text(), u.int(), int(u.int())
	if e.Action == labels.Retract {
		e.Retracts = u.uint()
	}
	if has&eventText != 0 {
		e.Text = u.text()
	}
	if has&eventVersion != 0 {
		e.Version = u.text()
	}
	if has&eventWhere != 0 {
		e.Screen, e.Queue, e.Place = u.text(), u.text(), int(u.int())
	}
	if has&eventGuide != 0 {
		e.Guide = u.digits()
	}
	return meme, e, u.end()
}

// eventAt reads the event with this key in the log, which must be there.
func eventAt(tx *bbolt.Tx, k []byte) (labels.Event, error) {
	v := tx.Bucket(bucketLog).Get(k)
	if v == nil {
		return labels.Event{}, fmt.Errorf("%w: an index names an event that is not in the log", ErrDamaged)
	}
	return readEvent(tx, k, v)
}

// readEvent reads an event whole.
func readEvent(tx *bbolt.Tx, k, v []byte) (labels.Event, error) {
	seq, err := readNumber(k)
	if err != nil {
		return labels.Event{}, err
	}
	meme, e, err := unpackEvent(seq, v)
	if err == nil {
		e.Meme, err = idAt(tx, meme)
	}
	return e, err
}

// idAt returns the id of the meme at a place that an event names.
func idAt(tx *bbolt.Tx, meme uint64) (labels.MemeID, error) {
	v := tx.Bucket(bucketMemes).Get(number8(meme))
	if v == nil {
		return "", fmt.Errorf("%w: an event is about meme %d, which is not there", ErrDamaged, meme)
	}
	m, _, err := unpackMeme(meme, v)
	return m.ID, err
}
