package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// maxRecordLine bounds a line of records, in bytes: a row of a table of maxRecord
// bytes, every one of them escaped, as the meme's values and again as its caption.
const maxRecordLine = 16 << 20

// A Record is one line of the records of a workspace: one of its fields is set.
type Record struct {
	Line    int // the header being line 1
	Dataset *labels.Dataset
	Setting *labels.Setting
	Meme    *labels.Meme
	Event   *labels.Event
}

// RecordReader reads the records that a [RecordWriter] has written.
type RecordReader struct {
	in     *bufio.Reader
	file   string
	line   int // number of the last line read
	header RecordsHeader
	counts recordCounts
}

// ReadRecords opens the records of a workspace. What is something else, or of a
// newer version, is refused in one sentence. The file's name is for messages.
func ReadRecords(in io.Reader, file string) (*RecordReader, error) {
	r := &RecordReader{in: bufio.NewReaderSize(in, 1<<16), file: file}
	if start, _ := r.in.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		r.in.Discard(len(byteOrderMark)) // which are there
	}
	fail := func(format string, args ...any) (*RecordReader, error) {
		return nil, fmt.Errorf("%s: %w", labels.Printable(file), fmt.Errorf(format, args...))
	}
	line, err := r.next()
	if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, new(*RowError)) {
		return fail("%w", err)
	}
	// Read loosely: what else a newer version has there does not matter.
	var first struct {
		Header *RecordsHeader  `json:"header"`
		Meme   json.RawMessage `json:"meme"`
	}
	_ = json.Unmarshal(line, &first) // what cannot be read is no header
	switch h := first.Header; {
	case h == nil && first.Meme != nil:
		return fail("it has the gold levels alone (--format jsonl): want a file of export --format memebench")
	case h == nil || h.Format != recordsMagic:
		return fail("it is no exported workspace: want a file of export --format memebench")
	case h.Version > recordsVersion:
		return fail("its version is %d and this memebench reads %d: use a newer memebench", h.Version, recordsVersion)
	case h.Version < 1:
		return fail("its version is %d: want 1 to %d", h.Version, recordsVersion)
	default:
		r.header = *h
	}
	return r, nil
}

// Header returns what the first line says.
func (r *RecordReader) Header() RecordsHeader { return r.header }

// ErrCutShort says that a file has no end: what came after its last line is not in it.
var ErrCutShort = errors.New("it is cut short")

// Next returns the next record, and io.EOF after the last one of a whole file. An
// error of type *[RowError] concerns one line alone, and the next call goes on; any
// other error, that the file is cut short among them, ends the reading.
func (r *RecordReader) Next() (Record, error) {
	line, err := r.next()
	rec := Record{Line: r.line}
	switch {
	case errors.Is(err, io.EOF):
		return rec, fmt.Errorf("%s: %w after line %d: its end is missing", labels.Printable(r.file), ErrCutShort, r.line)
	case err != nil:
		return rec, err
	}
	fail := func(format string, args ...any) (Record, error) {
		return rec, &RowError{r.file, r.line, fmt.Sprintf(format, args...)}
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(line, &parts); err != nil || len(parts) != 1 {
		return fail("it is no record: want an object with one key, dataset, setting, meme or event")
	}
	for kind, part := range parts {
		var err error
		switch kind {
		case "dataset":
			rec.Dataset = &labels.Dataset{}
			err = strictly(part, rec.Dataset)
			r.counts.Datasets++
		case "setting":
			rec.Setting = &labels.Setting{}
			err = strictly(part, rec.Setting)
			r.counts.Settings++
		case "meme":
			var m labels.MemeRecord
			err = strictly(part, &m)
			whole := m.Whole()
			rec.Meme = &whole
			r.counts.Memes++
		case "event":
			rec.Event = &labels.Event{Level: labels.NoLevel}
			err = strictly(part, rec.Event)
			r.counts.Events++
		case "end":
			return rec, r.end(part)
		default:
			return fail("%s is no kind of record: want dataset, setting, meme or event", labels.Quoted(kind))
		}
		if err != nil {
			return fail("the %s cannot be read: %s", kind, jsonFault(err))
		}
	}
	return rec, nil
}

// end checks what the last line says, and returns io.EOF where all is well.
func (r *RecordReader) end(part json.RawMessage) error {
	var said recordCounts
	if err := strictly(part, &said); err != nil {
		return fmt.Errorf("%s: its end, line %d, cannot be read: %s", labels.Printable(r.file), r.line, jsonFault(err))
	}
	if said != r.counts {
		return fmt.Errorf("%s: it has %d datasets, %d settings, %d memes and %d events, and had %d, %d, %d and %d: lines are missing, or twice there",
			labels.Printable(r.file), r.counts.Datasets, r.counts.Settings, r.counts.Memes, r.counts.Events,
			said.Datasets, said.Settings, said.Memes, said.Events)
	}
	if _, err := r.next(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: something follows its end, line %d", labels.Printable(r.file), r.line-1)
	}
	return io.EOF
}

// next returns the next line that is not blank. One that is too long is passed over
// and answered by a *RowError.
func (r *RecordReader) next() ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxRecordLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (!errors.Is(err, io.EOF) || len(line) == 0 && !long):
			return nil, err
		}
		r.line++
		if long {
			return nil, &RowError{r.file, r.line, fmt.Sprintf("the line is longer than %d MB", maxRecordLine>>20)}
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return slices.Clip(line), nil
		}
		line = nil
	}
}

// jsonFault says in words what is wrong with a record.
func jsonFault(err error) string {
	var kind *json.UnmarshalTypeError
	var clock *time.ParseError
	switch {
	case errors.As(err, &kind):
		return fmt.Sprintf("%s is a %s", labels.Quoted(kind.Field), kind.Value)
	case errors.As(err, &clock):
		return "a time is " + labels.Quoted(clock.Value) + ": want one like 2026-03-01T12:30:00Z"
	}
	return labels.Printable(strings.TrimPrefix(err.Error(), "json: ")) // an unknown field, or a word of this package
}

// strictly reads JSON into v and refuses what v has no place for.
func strictly(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// IsRecords reports whether the file at path begins like one with records.
func IsRecords(path string) bool {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() // only read from
	start := make([]byte, 200)
	n, _ := io.ReadFull(f, start) // what cannot be read is found by who reads on
	return strings.HasPrefix(string(start[:n]), `{"header":{"format":"`+recordsMagic)
}
