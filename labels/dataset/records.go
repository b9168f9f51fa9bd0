package dataset

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"memebench/labels"
)

// The records of a workspace are its datasets, settings, memes and events, as
// lines of JSON from which a workspace with the same ids, places, splits, states
// and log can be made. Each line is an object with one key:
//
//	{"header": {"format": "memebench workspace", "version": 2, "resplits": 0, "left_out": [...]}}
//	{"dataset": Dataset}          in the order in which they came
//	{"setting": Setting}          by name
//	{"meme": MemeRecord}          in the order of import
//	{"event": Event}              in the order of the log
//	{"end": {"datasets": 1, "settings": 2, "memes": 300, "events": 412}}
//
// The end tells a whole file from one that was cut short. Whatever changes in a
// line, or a new kind of line, makes a new version: a reader refuses what it does
// not know rather than lose it.
//
// Versions of the model are left out, since they are worth nothing without their
// heads, which models export writes; so are predictions and features, which are
// computed again, and pictures, which stay where they are.
const (
	recordsMagic   = "memebench workspace"
	recordsVersion = 2 // since memes have "near", and captions an "origin"
)

// recordsLeaveOut is what the header says is not in the file.
var recordsLeaveOut = []string{
	"versions of the model and their predictions (models export writes a version)",
	"features (encode computes them)",
	"pictures (they stay where they are; relink finds moved ones)",
	"guide.md (a file of the workspace's folder)",
}

// recordsFormat is a whole workspace, line by line.
type recordsFormat struct{}

func (recordsFormat) name() string { return FormatRecords }
func (recordsFormat) json() bool   { return true }

func (recordsFormat) open(in io.Reader, file string) (recordReader, error) {
	return ReadRecords(in, file)
}

func (recordsFormat) write(e *exporting, w io.Writer) error {
	resplits, err := e.store.Resplits()
	if err != nil {
		return err
	}
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	settings, err := e.store.Settings()
	if err != nil {
		return err
	}
	out, err := NewRecordWriter(w, resplits)
	if err != nil {
		return err
	}
	for _, d := range datasets {
		if err := out.Dataset(d); err != nil {
			return err
		}
	}
	for _, s := range settings {
		if s.Name == labels.FolderSetting {
			continue
		}
		if err := out.Setting(s); err != nil {
			return err
		}
	}
	if err := e.rows(func(m labels.Meme, _ labels.State) error { return out.Meme(m) }); err != nil {
		return err
	}
	last, err := e.store.LastSeq()
	if err != nil {
		return err
	}
	if e.AsOf != nil {
		last = min(last, *e.AsOf)
	}
	e.begin("labels", int(last))
	err = e.store.Log(1, func(event labels.Event) error {
		if event.Seq > last {
			return errLast
		}
		if err := e.step(); err != nil {
			return err
		}
		e.done++
		return out.Event(event)
	})
	if err == nil || errors.Is(err, errLast) {
		err = e.step()
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// errLast ends the reading of a log where the events that count end.
var errLast = errors.New("the last event")

// RecordsHeader is what the first line says.
type RecordsHeader struct {
	Format   string   `json:"format"`
	Version  int      `json:"version"`
	Resplits uint64   `json:"resplits"` // how often the memes had been assigned to the splits again
	LeftOut  []string `json:"left_out"` // what of the workspace is not in the file, for people
}

// recordCounts are what the last line says was before it.
type recordCounts struct {
	Datasets int `json:"datasets"`
	Settings int `json:"settings"`
	Memes    int `json:"memes"`
	Events   int `json:"events"`
}

// RecordWriter writes the records of a workspace, in the order of their kinds:
// datasets, settings, memes, events.
type RecordWriter struct {
	w      *bufio.Writer
	line   *json.Encoder // onto w
	counts recordCounts
}

// NewRecordWriter writes the header, with how often the memes have been assigned to
// the splits again.
func NewRecordWriter(w io.Writer, resplits uint64) (*RecordWriter, error) {
	r := &RecordWriter{w: bufio.NewWriterSize(w, 1<<16)}
	r.line = json.NewEncoder(r.w)
	r.line.SetEscapeHTML(false)
	return r, r.put("header", RecordsHeader{recordsMagic, recordsVersion, resplits, recordsLeaveOut})
}

// Dataset adds a dataset.
func (r *RecordWriter) Dataset(d labels.Dataset) error {
	r.counts.Datasets++
	return r.put("dataset", d)
}

// Setting adds a setting.
func (r *RecordWriter) Setting(s labels.Setting) error {
	r.counts.Settings++
	return r.put("setting", s)
}

// Meme adds a meme.
func (r *RecordWriter) Meme(m labels.Meme) error {
	r.counts.Memes++
	return r.put("meme", labels.NewMemeRecord(m))
}

// Event adds an event.
func (r *RecordWriter) Event(e labels.Event) error {
	r.counts.Events++
	return r.put("event", e)
}

// Close writes the end, and what is still held back.
func (r *RecordWriter) Close() error {
	if err := r.put("end", r.counts); err != nil {
		return err
	}
	if err := r.w.Flush(); err != nil {
		return fmt.Errorf("write records: %w", err)
	}
	return nil
}

func (r *RecordWriter) put(kind string, v any) error {
	if err := r.line.Encode(map[string]any{kind: v}); err != nil {
		return fmt.Errorf("write records: %w", err)
	}
	return nil
}
