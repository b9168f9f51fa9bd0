package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"memebench/labels"
)

// NewStore is what a rebuilt workspace is written to: a store that has nothing yet,
// and takes everything as it was, in this order.
type NewStore interface {
	Resplits(n uint64) error
	Dataset(d labels.Dataset) error
	Setting(s labels.Setting) error
	Memes(memes []labels.Meme) error
	Events(events []labels.Event) error
}

// RebuildReport says what was in the file.
type RebuildReport struct {
	Datasets int      `json:"datasets"`
	Settings int      `json:"settings"`
	Memes    int      `json:"memes"`
	Events   int      `json:"events"`
	LeftOut  []string `json:"left_out"` // what of the exported workspace is not in the file
}

// Rebuild writes the workspace that Export has written to an empty store: the same
// ids, places, splits, states and log. The format is one of [EventFormats]. Its memory
// does not grow with the file. Any line that is missing, or cannot be what was
// exported, is an error that names it; what the store has then is not whole.
func Rebuild(ctx context.Context, format, file string, into NewStore, p labels.Report) (RebuildReport, error) {
	in, records, err := openRecords(ctx, format, file, p)
	if err != nil {
		return RebuildReport{}, err
	}
	defer in.Close() // only read from
	r := rebuilding{into: into, file: filepath.Base(file), report: RebuildReport{LeftOut: records.Header().LeftOut}, datasets: map[string]bool{}}
	if err := into.Resplits(records.Header().Resplits); err != nil {
		return r.report, err
	}
	for stored := int64(0); ; {
		rec, err := records.Next()
		if errors.Is(err, io.EOF) {
			return r.report, r.flush()
		}
		if err == nil {
			err = r.take(rec)
		}
		if err == nil && (len(r.memes)+len(r.events) >= textBatch || in.done-stored > batchBytes) {
			stored = in.done
			err = r.flush()
			p.Tell(in.step("rebuild", ""))
		}
		if err != nil {
			return r.report, err
		}
	}
}

// openRecords opens a file with events, which the caller closes.
func openRecords(ctx context.Context, format, file string, p labels.Report) (*source, recordReader, error) {
	f, ok := named(eventFormats, format)
	if !ok {
		return nil, nil, fmt.Errorf("format %q: want %s", labels.Printable(format), labels.OneOf(EventFormats()...))
	}
	in, err := openSource(ctx, file, "utf-8", p)
	if err != nil {
		return nil, nil, err
	}
	var records recordReader
	text, err := in.text()
	if err == nil {
		records, err = f.open(text, filepath.Base(file))
	}
	if err != nil {
		in.Close() // only read from
		return nil, nil, err
	}
	return in, records, nil
}

// rebuilding is one rebuild under way. Of memes and events it holds one batch, from
// the line first on.
type rebuilding struct {
	into     NewStore
	file     string
	report   RebuildReport
	datasets map[string]bool
	first    int
	memes    []labels.Meme
	events   []labels.Event
}

func (r *rebuilding) take(rec Record) error {
	fail := func(format string, args ...any) error {
		return &RowError{File: r.file, Row: rec.Line, Reason: fmt.Sprintf(format, args...)}
	}
	switch {
	case rec.Dataset != nil:
		r.report.Datasets++
		r.datasets[rec.Dataset.Name] = true
		return r.named(rec.Line, r.into.Dataset(*rec.Dataset))
	case rec.Setting != nil:
		r.report.Settings++
		return r.named(rec.Line, r.into.Setting(*rec.Setting))
	case rec.Meme != nil:
		r.report.Memes++
		if !r.datasets[rec.Meme.Dataset] {
			return fail("the meme is of a dataset that is not before it: %q", labels.Printable(rec.Meme.Dataset))
		}
		if err := r.begin(rec.Line, r.events != nil); err != nil {
			return err
		}
		r.memes = append(r.memes, *rec.Meme)
	default:
		r.report.Events++
		switch e := rec.Event; {
		case e.Seq == 0:
			return fail("the event has no place in a log: labels alone are imported into the workspace that has their memes")
		case e.Seq != uint64(r.report.Events):
			return fail("event %d comes where %d is next", e.Seq, r.report.Events)
		case e.Time.IsZero():
			return fail("the event has no time")
		}
		if err := r.begin(rec.Line, r.memes != nil); err != nil {
			return err
		}
		r.events = append(r.events, *rec.Event)
	}
	return nil
}

// begin sees to it that a batch has one kind of records, and notes where it begins.
func (r *rebuilding) begin(line int, other bool) error {
	if other {
		if err := r.flush(); err != nil {
			return err
		}
	}
	if r.memes == nil && r.events == nil {
		r.first = line
	}
	return nil
}

// flush stores the batch.
func (r *rebuilding) flush() error {
	var err error
	if r.memes != nil {
		err = r.into.Memes(r.memes)
	} else if r.events != nil {
		err = r.into.Events(r.events)
	}
	r.memes, r.events = nil, nil
	return r.named(r.first, err)
}

// named says at which line something went wrong, or from which on.
func (r *rebuilding) named(line int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s, line %d or after: %w", labels.Printable(r.file), line, err)
}
