package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"memebench/labels"
)

// MergeStore is what a merge needs of a workspace's store.
type MergeStore interface {
	ImportStore
	LookUp(id labels.MemeID) (m labels.Meme, ok bool, err error)
	Events(id labels.MemeID) ([]labels.Event, error) // of a meme, in the order of the log
	LastSeq() (uint64, error)
	Append(events ...labels.Event) ([]labels.Event, error)
}

// MergeReport says what became of every record: Memes = Imported + Duplicates and those
// that failed, Events = Added + Known + Older and those that failed.
type MergeReport struct {
	Memes      int                `json:"memes"` // in the file
	Imported   int                `json:"imported"`
	Duplicates int                `json:"duplicates"` // there already
	Events     int                `json:"events"`     // in the file
	Added      int                `json:"added"`      // to the log
	Known      int                `json:"known"`      // in the log already
	Older      int                `json:"older"`      // left out: see Merge
	Warnings   []labels.RowReason `json:"warnings"`   // by line
	Failed     []labels.RowReason `json:"failed"`     // by line

	// How many more there were than MaxReasons.
	OmittedWarnings int `json:"omitted_warnings,omitempty"`
	OmittedFailed   int `json:"omitted_failed,omitempty"`
}

// Merge adds a file with events, in one of [EventFormats], to a workspace that has
// something already: memes whose ids are not there, as an import adds them (a meme goes to its
// split there unless its picture or caption ties it to one here), and events that
// are not there, with their own times, at the end of the log. Settings stay as they
// are. What is there already is not added again, so merging a file twice changes
// nothing.
//
// What somebody says later is what counts, and a log says so by its order. So an event
// is left out where it has been overtaken here: a level, skip, flag or adjudication by
// a later one of the same annotator that is not taken back, and a flag or adjudication by anybody's
// later adjudication.
//
// A record that cannot be read, a meme that has another caption or picture here, and
// an event of a meme that is not here, failed; the others are in. An error besides
// ends the merge: what was before it is in, and merging the file again does the
// rest.
func Merge(ctx context.Context, format, file string, store MergeStore, p labels.Report) (MergeReport, error) {
	m := merging{
		store: store, file: filepath.Base(file), places: map[string][]int{}, unwanted: map[labels.MemeID]bool{}, seqs: map[uint64]uint64{}, pending: map[labels.Event]bool{},
		report: MergeReport{Warnings: []labels.RowReason{}, Failed: []labels.RowReason{}},
	}
	err := m.run(ctx, format, file, p)
	byRow := func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) }
	slices.SortStableFunc(m.report.Failed, byRow)
	return m.report, err
}

// merging is one merge under way.
type merging struct {
	store  MergeStore
	file   string
	report MergeReport

	before   uint64                 // the newest event when the merge began
	datasets []labels.Dataset       // here
	places   map[string][]int       // of the columns of the file's datasets among those here
	unwanted map[labels.MemeID]bool // memes of the file that failed
	seqs     map[uint64]uint64      // events of the file → those here

	memes   []mergedMeme
	events  []mergedEvent
	pending map[labels.Event]bool // the events of the batch
}

// mergedMeme is a meme of the batch that is to be added.
type mergedMeme struct {
	line int
	meme labels.Meme
}

// mergedEvent is an event of the batch that is to be added; it has its place in the
// file in seq.
type mergedEvent struct {
	seq   uint64
	event labels.Event
}

func (m *merging) run(ctx context.Context, format, file string, p labels.Report) error {
	in, records, err := openRecords(ctx, format, file, p)
	if err != nil {
		return err
	}
	defer in.Close() // only read from
	if m.before, err = m.store.LastSeq(); err != nil {
		return err
	}
	if m.datasets, err = m.store.Datasets(); err != nil {
		return err
	}
	for stored := int64(0); ; {
		rec, err := records.Next()
		var bad *RowError
		switch {
		case errors.As(err, &bad):
			m.failed(labels.RowReason{Row: bad.Row, Reason: bad.Error()})
		case err == io.EOF:
			return m.flush()
		case err != nil: // what is before the cut is good
			return errors.Join(m.flush(), err)
		default:
			if err := m.take(rec); err != nil {
				return err
			}
		}
		if len(m.memes)+len(m.events) >= textBatch || in.done-stored > batchBytes {
			stored = in.done
			if err := m.flush(); err != nil {
				return err
			}
			p.Tell(in.step("merge", ""))
		}
	}
}

func (m *merging) take(rec Record) error {
	switch {
	case rec.Dataset != nil:
		return m.dataset(*rec.Dataset)
	case rec.Meme != nil:
		m.report.Memes++
		if m.events != nil {
			if err := m.flush(); err != nil {
				return err
			}
		}
		return m.meme(rec.Line, *rec.Meme)
	case rec.Event != nil:
		m.report.Events++
		if m.memes != nil {
			if err := m.flush(); err != nil {
				return err
			}
		}
		return m.event(rec.Line, *rec.Event)
	}
	return nil // a setting: this workspace has its own
}

func (m *merging) fail(line int, format string, args ...any) {
	m.failed(m.reason(line, format, args...))
}

func (m *merging) failed(r labels.RowReason) {
	m.report.Failed = labels.AppendReason(m.report.Failed, &m.report.OmittedFailed, r)
}

func (m *merging) reason(line int, format string, args ...any) labels.RowReason {
	return labels.RowReason{Row: line, Reason: (&RowError{File: m.file, Row: line, Reason: fmt.Sprintf(format, args...)}).Error()}
}

// dataset adds the columns of a dataset that this workspace lacks.
func (m *merging) dataset(d labels.Dataset) error {
	i := slices.IndexFunc(m.datasets, func(o labels.Dataset) bool { return o.Name == d.Name })
	if i < 0 {
		m.datasets, i = append(m.datasets, labels.Dataset{Name: d.Name, Format: d.Format}), len(m.datasets)
	}
	joint, places := withColumns(m.datasets[i], d)
	m.datasets[i], m.places[d.Name] = joint, places
	return m.store.PutDataset(joint)
}

// meme finds out what becomes of a meme.
func (m *merging) meme(line int, meme labels.Meme) error {
	places, known := m.places[meme.Dataset]
	_, err := labels.ParseSplit(string(meme.Split))
	switch {
	case !known:
		err = fmt.Errorf("the meme is of a dataset that is not before it: %q", labels.Printable(meme.Dataset))
	case meme.ID != labels.NewMemeID(meme.Dataset, meme.Key):
		err = errors.New("the meme's id is not that of its dataset and key")
	}
	if err != nil {
		m.fail(line, "%v", err)
		m.unwanted[meme.ID] = true
		return nil
	}
	here, there, err := m.store.LookUp(meme.ID)
	if err != nil {
		return err
	}
	if there {
		// The picture's place is not taken over: it is one of another machine, perhaps.
		was, is := here.Image.SHA256, meme.Image.SHA256
		if here.Caption != meme.Caption || was != "" && is != "" && was != is {
			m.fail(line, "%s is already there with another caption or picture", labels.Printable(meme.Name()))
			m.unwanted[meme.ID] = true
			return nil
		}
		m.report.Duplicates++
		m.splits(line, meme.Split, here.Split)
		return nil
	}
	values := meme.Values
	meme.Values = nil
	for i, place := range places[:min(len(places), len(values))] {
		if place >= len(meme.Values) {
			meme.Values = append(meme.Values, make([]string, place+1-len(meme.Values))...)
		}
		meme.Values[place] = values[i]
	}
	meme.Seq, meme.Group, meme.CrossSplit, meme.Moves = 0, "", false, nil
	m.memes = append(m.memes, mergedMeme{line, meme})
	return nil
}

// splits warns of a meme that is in another split here.
func (m *merging) splits(line int, there, here labels.Split) {
	if there != here {
		m.report.Warnings = labels.AppendReason(m.report.Warnings, &m.report.OmittedWarnings,
			m.reason(line, "in %s, and in %s there: memes that share a picture or a caption are kept in one split, and nothing moves to another by itself", here, there))
	}
}

// event finds out what becomes of an event.
func (m *merging) event(line int, e labels.Event) error {
	seq := e.Seq
	e.Seq = 0
	e, err := e.Checked()
	if err == nil && e.Time.IsZero() {
		err = errors.New("event: it has no time")
	}
	if err != nil {
		m.fail(line, "%v", err)
		return nil
	}
	_, there, err := m.store.LookUp(e.Meme)
	if err != nil {
		return err
	}
	if !there || m.unwanted[e.Meme] {
		m.fail(line, "the event is of a meme that is not here: %s", labels.Printable(string(e.Meme)))
		return nil
	}
	if e.Action == labels.Retract {
		target, here := m.seqs[e.Retracts]
		if !here { // it may be in the batch
			if err := m.flush(); err != nil {
				return err
			}
			target, here = m.seqs[e.Retracts]
		}
		if !here { // what it takes back is not here either
			m.report.Older++
			return nil
		}
		e.Retracts = target
	}
	here, err := m.store.Events(e.Meme)
	if err != nil {
		return err
	}
	switch i := slices.IndexFunc(here, func(o labels.Event) bool { return sameEvent(o, e) }); {
	case i >= 0:
		m.report.Known++
		if seq > 0 {
			m.seqs[seq] = here[i].Seq
		}
	case e.Action == labels.Retract && labels.Retracted(here)[e.Retracts]:
		m.report.Known++
	case m.pending[e]:
		m.report.Known++
	case m.overtaken(e, here):
		m.report.Older++
	default:
		m.events = append(m.events, mergedEvent{seq, e})
		m.pending[e] = true
	}
	return nil
}

// sameEvent reports whether two events are one: all is the same but their places in
// a log.
func sameEvent(a, b labels.Event) bool {
	if !a.Time.Equal(b.Time) {
		return false
	}
	a.Seq, b.Seq, a.Time = 0, 0, b.Time
	return a == b
}

// overtaken reports whether something later here of the event's meme has overtaken it.
func (m *merging) overtaken(e labels.Event, here []labels.Event) bool {
	if !decides(e) {
		return false
	}
	retracted := labels.Retracted(here)
	decisive := e.Action == labels.Adjudicate || e.Action == labels.Flag
	return slices.ContainsFunc(here, func(o labels.Event) bool {
		later := o.Seq <= m.before && o.Time.After(e.Time) && decides(o) && !retracted[o.Seq]
		return later && (o.Annotator == e.Annotator || decisive && o.Action == labels.Adjudicate)
	})
}

// decides reports whether an event decides a meme's state, as long as it is not
// taken back.
func decides(e labels.Event) bool {
	switch e.Action {
	case labels.SetLevel, labels.Skip, labels.Flag, labels.Adjudicate:
		return !e.ReAsk
	}
	return false
}

// flush stores the batch.
func (m *merging) flush() error {
	if m.memes != nil {
		memes := make([]labels.NewMeme, len(m.memes))
		for i, n := range m.memes {
			memes[i] = labels.NewMeme{Meme: n.meme, Level: labels.NoLevel}
		}
		added, err := m.store.AddLabelled(memes, labels.DefaultShares)
		if err != nil {
			return err
		}
		for i, a := range added {
			switch n := m.memes[i]; a.Outcome {
			case labels.Imported:
				m.report.Imported++
				m.splits(n.line, n.meme.Split, a.Split)
			case labels.Duplicate:
				m.report.Duplicates++
			default:
				m.fail(n.line, "%s", a.Reason)
				m.unwanted[a.ID] = true
			}
		}
		m.memes = nil
	}
	if m.events != nil {
		events := make([]labels.Event, len(m.events))
		for i, e := range m.events {
			events[i] = e.event
		}
		stored, err := m.store.Append(events...)
		if err != nil {
			return err
		}
		for i, e := range m.events {
			if e.seq > 0 {
				m.seqs[e.seq] = stored[i].Seq
			}
		}
		m.report.Added += len(stored)
		m.events = nil
		clear(m.pending)
	}
	return nil
}
