package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"memebench/labels"
)

// jsonlFormat is a line of JSON for each meme.
type jsonlFormat struct{}

func (jsonlFormat) name() string { return FormatJSONL }
func (jsonlFormat) json() bool   { return true }

func (jsonlFormat) write(e *exporting, w io.Writer) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	out, err := NewJSONLWriter(w, datasets)
	if err != nil {
		return err
	}
	err = e.rows(func(m labels.Meme, s labels.State) error {
		var events []labels.Event
		// Of what was imported the log says no more than the state does.
		if slices.ContainsFunc(s.Current, func(st labels.CurrentLabel) bool { return st.Source != labels.Import }) {
			var err error
			if events, err = e.events(m.ID); err != nil {
				return err
			}
		}
		return out.Write(m, s, events)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// JSONLWriter writes memes as JSON Lines, one object per meme:
//
//	{"meme", "image_name", "caption", "caption_origin", "level", "state", "labels", "split", "source"}
//
// The caption_origin is left out for a given caption. The level is gold, null without. The labels
// are what each annotator says now; those who skipped or flagged the meme say no level and are left
// out. They come in the order in which the annotators first spoke:
//
//	{"annotator", "level", "time", "source", "adjudication", "shown", "version"}
//
// by what means the label came in (key, cli or import), whether it is an
// adjudication, whether the model's opinion was visible (no, before or after the
// label; "" where nothing is known of that), and which version's opinion that was,
// "" for none. The source of the line is the imported row, column by column in the
// table's order; the second column of a name is called "name.2".
type JSONLWriter struct {
	w        *bufio.Writer
	line     *json.Encoder       // onto w
	source   bytes.Buffer        // of the line being written
	value    *json.Encoder       // onto source
	datasets map[string][][]byte // keys of the source, as JSON
}

// jsonLine is one line.
type jsonLine struct {
	Meme      labels.MemeID   `json:"meme"`
	ImageName string          `json:"image_name"`
	Caption   string          `json:"caption"`
	Origin    labels.Origin   `json:"caption_origin,omitempty"`
	Level     *labels.Level   `json:"level"`
	State     labels.Kind     `json:"state"`
	Labels    []jsonLabel     `json:"labels"`
	Split     labels.Split    `json:"split"`
	Source    json.RawMessage `json:"source"`
}

type jsonLabel struct {
	Annotator    string        `json:"annotator"`
	Level        labels.Level  `json:"level"`
	Time         time.Time     `json:"time"`
	Source       labels.Source `json:"source"`
	Adjudication bool          `json:"adjudication"`
	Shown        labels.Shown  `json:"shown"`
	Version      string        `json:"version"`
}

// NewJSONLWriter returns a writer for memes of these datasets.
func NewJSONLWriter(w io.Writer, datasets []labels.Dataset) (*JSONLWriter, error) {
	j := &JSONLWriter{w: bufio.NewWriterSize(w, 1<<16), datasets: map[string][][]byte{}}
	j.line, j.value = json.NewEncoder(j.w), json.NewEncoder(&j.source)
	j.line.SetEscapeHTML(false) // this is no HTML: <, > and & stay as they are
	j.value.SetEscapeHTML(false)
	for _, d := range datasets {
		keys := make([][]byte, len(d.Columns))
		for i, c := range distinct(d.Columns) {
			name := c.title()
			j.source.Reset()
			if err := j.value.Encode(name); err != nil {
				return nil, fmt.Errorf("dataset %s: column %d: %w", labels.Quoted(d.Name), i+1, err)
			}
			keys[i] = bytes.Clone(j.source.Bytes())
		}
		j.datasets[d.Name] = keys
	}
	return j, nil
}

// Write adds one meme with its state. Of the events that the state is derived from,
// those of the current labels matter: they say what the model had shown.
func (j *JSONLWriter) Write(m labels.Meme, s labels.State, events []labels.Event) error {
	line := jsonLine{
		Meme: m.ID, ImageName: m.Image.Name, Caption: m.Caption, Origin: m.Origin,
		State: s.Kind, Labels: []jsonLabel{}, Split: m.Split,
	}
	if s.Gold.Valid() {
		line.Level = &s.Gold
	}
	for _, st := range levelsOf(s) {
		l := jsonLabel{Annotator: st.Annotator, Level: st.Level, Time: st.Time.UTC(), Source: st.Source, Adjudication: st.Action == labels.Adjudicate}
		if i := slices.IndexFunc(events, func(e labels.Event) bool { return e.Seq == st.Seq }); i >= 0 {
			l.Shown, l.Version = events[i].Shown, events[i].Version
		}
		line.Labels = append(line.Labels, l)
	}
	// The encoder ends each key and value with a newline, which is space in JSON
	// and goes away when the line is written.
	j.source.Reset()
	j.source.WriteByte('{')
	keys := j.datasets[m.Dataset]
	for i := range min(len(keys), len(m.Values)) {
		if i > 0 {
			j.source.WriteByte(',')
		}
		j.source.Write(keys[i])
		j.source.WriteByte(':')
		if err := j.value.Encode(m.Values[i]); err != nil {
			return fmt.Errorf("meme %s: %w", m.ID, err)
		}
	}
	j.source.WriteByte('}')
	line.Source = j.source.Bytes()
	if err := j.line.Encode(line); err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	return nil
}

// Flush writes what is still held back.
func (j *JSONLWriter) Flush() error {
	if err := j.w.Flush(); err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	return nil
}
