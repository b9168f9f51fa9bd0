package dataset

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"memebench/labels"
)

// ExportStore is what an export needs of a workspace's store.
type ExportStore interface {
	Datasets() ([]labels.Dataset, error)
	MemeCount() (int, error)
	// Rows gives every meme with its state, in the order of import.
	Rows(yield func(labels.Meme, labels.State) error) error
	Events(id labels.MemeID) ([]labels.Event, error) // of a meme, in the order of the log
	Log(from uint64, yield func(labels.Event) error) error
	LastSeq() (uint64, error)
	Settings() ([]labels.Setting, error)
	Resplits() (uint64, error)
}

// ExportSpec says what is written, and how.
type ExportSpec struct {
	Format string // one of the ExportFormats

	// Voices asks for the level of every annotator, in formats that can have the gold
	// level or all of them: csv, labelstudio and huggingface.
	Voices bool
	// NoFormulas asks for an apostrophe before the values of a csv that a spreadsheet would
	// compute, such as a caption that begins with =. They are imported with it.
	NoFormulas bool
	// Annotator is whose levels, skips and flags alone count, "" for everybody's. The
	// gold level is then this one's.
	Annotator string
	// Only are the places of the memes that are written, nil for all.
	Only map[uint64]bool
	// AsOf is the last event of the log that counts, nil for all: levels, skips, flags,
	// notes and captions are as they were after it. Memes and splits are as they are now.
	AsOf *uint64
	// Until is the same by time: what was said later does not count, wherever in the log it is;
	// a merge brings what was said before. The zero time for all. Not of memebench, which has
	// a log from its beginning.
	Until time.Time
}

// past reports whether what was said is asked for as it was.
func (s *ExportSpec) past() bool { return s.AsOf != nil || !s.Until.IsZero() }

// Validate refuses what the format cannot have, in one sentence.
func (s *ExportSpec) Validate() error {
	_, file := named(exportFormats, s.Format)
	_, folder := named(folderFormats, s.Format)
	switch {
	case !file && !folder:
		return fmt.Errorf("format %q: want %s", labels.Printable(s.Format), labels.OneOf(ExportFormats()...))
	case s.Voices && s.Format == FormatMemotion:
		return fmt.Errorf("a %s table has one level for a meme: csv has a row for each annotator's", s.Format)
	case s.NoFormulas && s.Format != FormatCSV:
		return fmt.Errorf("a spreadsheet opens csv, and %s is written as it is", s.Format)
	case s.Format == FormatRecords && !s.Until.IsZero():
		return fmt.Errorf("%s has the log up to an event, and not up to a time", s.Format)
	case s.Format == FormatRecords && (s.Only != nil || s.Annotator != ""):
		return fmt.Errorf("%s is the whole workspace: some memes, or one annotator's labels, are written by another format", s.Format)
	}
	return nil
}

// LeavesOut says what a file in this format cannot have, for people; "" where it has everything
// that was said.
func (s *ExportSpec) LeavesOut() string {
	switch {
	case s.Format == FormatRecords:
		return ""
	case s.Format == FormatMemotion:
		return "the splits, all levels but gold, skips, flags and notes"
	case !s.Voices && s.Format != FormatJSONL:
		return "all levels but gold (--voices has them), skips, flags and notes"
	}
	return "skips, flags and notes; and levels come back as those of a table"
}

// hasSplits reports whether who reads a file in this format learns on its train and evaluates on its
// test. Records are for a workspace, which knows what is the same.
func (s *ExportSpec) hasSplits() bool {
	return s.Format != FormatMemotion && s.Format != FormatRecords
}

// ExportReport says what was written.
type ExportReport struct {
	Memes   int `json:"memes"`
	LeftOut int `json:"left_out"` // memes without a picture that can be read, in a format of pictures
	Videos  int `json:"videos"`   // of them those of a video

	CrossSplit int `json:"cross_split,omitempty"` // memes whose split the file has, though they are the same as memes of another one

	Unread      int    `json:"unread"` // of these, those whose picture could be read once
	FirstUnread string `json:"-"`      // and where the first of them was
}

// exportStep is how many rows are written between two reports of progress.
const exportStep = 500

// Export writes a workspace to w, with every meme in the order of import, in one of
// the formats that are a file: memotion, a table with all imported columns and
// overall_sentiment from gold ([MemotionWriter]); csv, a table with columns of our own
// beside those ([CSVWriter]); jsonl, a line for each meme with everybody's labels
// ([JSONLWriter]); labelstudio, the tasks that Label Studio imports
// ([LabelStudioWriter]); or memebench, everything from which [Rebuild] makes the
// workspace again ([RecordWriter]). When it returns an error, what w has got is not
// whole. Equal workspaces give equal bytes.
func Export(ctx context.Context, store ExportStore, spec ExportSpec, w io.Writer, p labels.Report) (ExportReport, error) {
	f, ok := named(exportFormats, spec.Format)
	if err := spec.Validate(); err != nil {
		return ExportReport{}, fmt.Errorf("export: %w", err)
	}
	if !ok {
		return ExportReport{}, fmt.Errorf("export: %s is a folder, and no file", spec.Format)
	}
	e := exporting{ExportSpec: spec, ctx: ctx, store: store, progress: p}
	if err := f.write(&e, w); err != nil {
		return ExportReport{}, fmt.Errorf("export: %w", err)
	}
	return e.report, nil
}

// A NewFolder is a folder that an export fills, as labels/atomicfile.Folder is.
type NewFolder interface {
	// Create begins a file by a name with slashes.
	Create(name string) (io.Writer, error)
	// Put writes a whole file.
	Put(name string, from io.Reader) error
}

// ExportFolder writes a workspace as Export does, in a format that is a folder of
// several files: huggingface, which has the pictures and, for each split, a table of
// them.
func ExportFolder(ctx context.Context, store ExportStore, spec ExportSpec, into NewFolder, p labels.Report) (ExportReport, error) {
	f, ok := named(folderFormats, spec.Format)
	if err := spec.Validate(); err != nil {
		return ExportReport{}, fmt.Errorf("export: %w", err)
	}
	if !ok {
		return ExportReport{}, fmt.Errorf("export: %s is a file, and no folder", spec.Format)
	}
	e := exporting{ExportSpec: spec, ctx: ctx, store: store, progress: p}
	if err := f.fill(&e, into); err != nil {
		return ExportReport{}, fmt.Errorf("export: %w", err)
	}
	return e.report, nil
}

// exporting is one export under way.
type exporting struct {
	ExportSpec
	ctx      context.Context
	store    ExportStore
	progress labels.Report
	report   ExportReport

	done, total int
	unit        string
}

// begin counts from 0 up to total.
func (e *exporting) begin(unit string, total int) { e.done, e.total, e.unit = 0, total, unit }

// step is called before each row and after the last.
func (e *exporting) step() error {
	if e.done%exportStep == 0 || e.done == e.total {
		e.progress.Tell(labels.Step{Phase: "export", Done: int64(e.done), Total: int64(max(e.total, e.done)), Unit: e.unit})
	}
	return e.ctx.Err()
}

// rows calls yield with every meme that is asked for, and its state, as they were.
func (e *exporting) rows(yield func(labels.Meme, labels.State) error) error {
	total, err := e.store.MemeCount()
	if err != nil {
		return err
	}
	e.begin("memes", total)
	err = e.store.Rows(func(m labels.Meme, s labels.State) error {
		if err := e.step(); err != nil {
			return err
		}
		e.done++
		if e.Only != nil && !e.Only[m.Seq] {
			return nil
		}
		if e.past() || e.Annotator != "" {
			events, err := e.events(m.ID)
			if err != nil {
				return err
			}
			e.asItWas(&m, events)
			s = labels.Aggregate(e.voice(events))
		}
		e.report.Memes++
		if m.CrossSplit && e.hasSplits() {
			e.report.CrossSplit++
		}
		return yield(m, s)
	})
	if err != nil {
		return err
	}
	return e.step()
}

// events are those of a meme that had been recorded.
func (e *exporting) events(id labels.MemeID) ([]labels.Event, error) {
	events, err := e.store.Events(id)
	if err != nil || !e.past() {
		return events, err
	}
	return slices.DeleteFunc(events, func(event labels.Event) bool {
		return e.AsOf != nil && event.Seq > *e.AsOf || !e.Until.IsZero() && event.Time.After(e.Until)
	}), nil
}

// asItWas gives a meme the caption that the events leave it.
func (e *exporting) asItWas(m *labels.Meme, events []labels.Event) {
	if e.past() {
		m.SetCaption(labels.CaptionInForce(events))
	}
}

// voice are those events that count: all, or those of the one annotator, and what takes
// them back.
func (e *exporting) voice(events []labels.Event) []labels.Event {
	if e.Annotator == "" {
		return events
	}
	var own []labels.Event
	counts := map[uint64]bool{}
	for _, event := range events {
		if event.Annotator == e.Annotator && event.Action != labels.Retract || counts[event.Retracts] {
			own = append(own, event)
			counts[event.Seq] = true
		}
	}
	return own
}
