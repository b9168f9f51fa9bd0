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
	Events(id labels.MemeID) ([]labels.Event, error)                             // of a meme, in the order of the log
	LogByPlace(from uint64, yield func(meme uint64, e labels.Event) error) error // the events, without the ids of their memes
	Append(events ...labels.Event) ([]labels.Event, error)
}

// MergeReport says what became of every record: Memes = Imported + Duplicates and those
// that failed, Events = Added + Known and those that failed.
type MergeReport struct {
	Memes      int                `json:"memes"` // in the file
	Imported   int                `json:"imported"`
	Duplicates int                `json:"duplicates"` // there already
	Events     int                `json:"events"`     // in the file
	Added      int                `json:"added"`      // to the log
	Known      int                `json:"known"`      // in the log already
	Warnings   []labels.RowReason `json:"warnings"`   // by line
	Failed     []labels.RowReason `json:"failed"`     // by line

	// How two workspaces that differed have become one; see Merge.
	OtherSplit int      `json:"other_split,omitempty"` // duplicates that are in another split in the file, of each a warning
	Alike      int      `json:"alike,omitempty"`       // imported memes that are like others that were here, of each a warning
	CrossSplit int      `json:"cross_split,omitempty"` // imported memes that are tied to memes of another split here
	Outweighed int      `json:"outweighed,omitempty"`  // events that were added, but something later was said here
	Both       []string `json:"both,omitempty"`        // annotators who have said something here and something else there

	// Absent are the failed events of memes that neither the file nor the workspace has, as of those
	// that were imported after the backup which was restored.
	Absent int `json:"absent,omitempty"`

	// How many more there were than MaxReasons.
	OmittedWarnings int `json:"omitted_warnings,omitempty"`
	OmittedFailed   int `json:"omitted_failed,omitempty"`
}

// Merge adds a file with events, in one of [EventFormats], to a workspace that has
// something already: memes whose ids are not there, and all events that are not there, with
// their own times, at the end of the log. What is there already is not added again, so
// merging a file twice changes nothing. Settings stay as they are.
//
// Who worked apart and merge each other's workspaces, in any order, agree on what was said
// of every meme: of one annotator's levels, skips and flags, of adjudications, notes and
// captions, the one that was said later counts, wherever that was ([labels.Event.Follows]);
// what anybody has taken back is taken back. An annotator of the same name is the same one.
//
// Where the memes are is this workspace's affair. One that is in both stays in the split and
// group that it has here, as versions may have been trained by that. One that is new goes to
// the split that it had, as a cross-split duplicate if it is tied to memes of another one
// here. The imported caption and the picture of a meme are what they are here.
//
// A record that cannot be read, a meme that was imported with another caption or picture
// here, and an event of a meme that is not here, failed; the others are in. An error besides
// ends the merge: what was before it is in, and merging the file again does the
// rest.
func Merge(ctx context.Context, format, file string, store MergeStore, p labels.Report) (MergeReport, error) {
	m := merging{
		store: store, file: filepath.Base(file), places: map[string][]int{}, unwanted: map[labels.MemeID]bool{}, seqs: map[uint64]uint64{},
		pending: map[labels.Event]int{}, here: map[string]int{}, known: map[string]int{}, came: map[string]int{},
		report: MergeReport{Warnings: []labels.RowReason{}, Failed: []labels.RowReason{}},
	}
	err := m.run(ctx, format, file, p)
	m.both()
	byRow := func(a, b labels.RowReason) int { return cmp.Compare(a.Row, b.Row) }
	slices.SortStableFunc(m.report.Failed, byRow)
	slices.SortStableFunc(m.report.Warnings, byRow)
	return m.report, err
}

// merging is one merge under way.
type merging struct {
	store  MergeStore
	file   string
	report MergeReport

	had      uint64                 // how many memes were here
	datasets []labels.Dataset       // here
	places   map[string][]int       // of the columns of the file's datasets among those here
	unwanted map[labels.MemeID]bool // memes of the file that failed
	seqs     map[uint64]uint64      // events of the file → those here

	// How many events each person had here before, and how many of the file's were known and
	// were added.
	here, known, came map[string]int

	memes   []mergedMeme
	events  []mergedEvent
	pending map[labels.Event]int // the events of the batch and their places in it
}

// mergedMeme is a meme of the batch that is to be added.
type mergedMeme struct {
	line int
	meme labels.Meme
}

// mergedEvent is an event of the batch that is to be added, and its places in the file:
// several, if it is there several times.
type mergedEvent struct {
	seqs  []uint64
	event labels.Event
}

func (m *merging) run(ctx context.Context, format, file string, p labels.Report) error {
	in, records, err := openRecords(ctx, format, file, p)
	if err != nil {
		return err
	}
	defer in.Close() // only read from
	if err := m.store.LogByPlace(1, func(_ uint64, e labels.Event) error {
		if byPerson(&e) {
			m.here[e.Annotator]++
		}
		return ctx.Err()
	}); err != nil {
		return err
	}
	if m.datasets, err = m.store.Datasets(); err != nil {
		return err
	}
	n, err := m.store.MemeCount()
	if err != nil {
		return err
	}
	m.had = uint64(n)
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
		// The picture's place is not taken over: it is one of another machine, perhaps. Here a
		// later table may have brought the caption.
		if said := meme.Imported(); said != "" && !here.HasCaption(said) || here.Image.OtherPicture(meme.Image) {
			m.fail(line, "%s is already there with another caption or picture: it and its labels are left out", labels.Printable(meme.Name()))
			m.unwanted[meme.ID] = true
			return nil
		}
		m.report.Duplicates++
		m.splits(line, meme.Split, here.Split)
		return nil
	}
	if err := m.sayAlike(line, &meme); err != nil {
		return err
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
	meme.SetCaption("", labels.OriginGiven) // until its events say otherwise
	m.memes = append(m.memes, mergedMeme{line, meme})
	return nil
}

// sayAlike warns of a new meme that one was like before the merge: the two workspaces have imported
// tables that were called or saved otherwise, or call or save pictures otherwise, and what was said
// of the one is not said of the other.
func (m *merging) sayAlike(line int, meme *labels.Meme) error {
	for _, d := range m.datasets {
		what, err := m.alikeIn(d.Name, meme)
		if err != nil {
			return err
		}
		if what != "" {
			m.report.Alike++
			m.report.Warnings = labels.AppendReason(m.report.Warnings, &m.report.OmittedWarnings,
				m.reason(line, "a meme with this %s is here already, and this is a new one, as it came under another name or with other columns there", what))
			return nil
		}
	}
	return nil
}

// alikeIn says in what a new meme is like one that a dataset had before the merge; "" where it is like none.
func (m *merging) alikeIn(dataset string, meme *labels.Meme) (what string, err error) {
	alike := func(here labels.Meme) bool { return here.Seq <= m.had && here.Imported() == meme.Imported() }
	if meme.Image.SHA256 != "" {
		pictured, err := m.store.SamePicture(dataset, meme.Image.SHA256)
		if err != nil || slices.ContainsFunc(pictured, func(here labels.Meme) bool { return alike(here) && !here.Image.OtherMedia(meme.Image) }) {
			return "picture and caption", err
		}
	}
	captioned, _, err := m.store.SameCaption(dataset, meme.Imported())
	if err != nil {
		return "", err
	}
	if meme.Image.Name != "" {
		here, ok, err := m.store.LookUp(labels.NewMemeID(dataset, meme.Image.Name))
		if err != nil {
			return "", err
		}
		if ok && (here.Image.SHA256 == "" || meme.Image.SHA256 == "") { // perhaps without a caption
			captioned = append(captioned, here)
		}
	}
	switch {
	case !slices.ContainsFunc(captioned, func(here labels.Meme) bool {
		return alike(here) && bareName(here.Image.Name) == bareName(meme.Image.Name)
	}):
		return "", nil
	case meme.Image.Name == "":
		return "caption", nil
	}
	return "caption, or none, and a picture of this name", nil
}

// splits warns of a meme that is in another split here.
func (m *merging) splits(line int, there, here labels.Split) {
	if there != here {
		m.report.OtherSplit++
		m.report.Warnings = labels.AppendReason(m.report.Warnings, &m.report.OmittedWarnings,
			m.reason(line, "it is in %s there, and stays in %s", there, here))
	}
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
				if a.CrossSplit {
					m.report.CrossSplit++
				}
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
			for _, seq := range e.seqs {
				if seq > 0 {
					m.seqs[seq] = stored[i].Seq
				}
			}
		}
		m.report.Added += len(stored)
		m.events = nil
		clear(m.pending)
	}
	return nil
}
