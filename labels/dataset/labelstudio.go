package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"memebench/labels"
)

// labelStudioFormat is the JSON that Label Studio imports: an array of tasks.
type labelStudioFormat struct{}

func (labelStudioFormat) name() string { return FormatLabelStudio }
func (labelStudioFormat) json() bool   { return true }

func (labelStudioFormat) write(e *exporting, w io.Writer) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	out, err := NewLabelStudioWriter(w, datasets, e.Voices)
	if err != nil {
		return err
	}
	if err := e.rows(out.Write); err != nil {
		return err
	}
	return out.Close()
}

// LabelStudioConfig is a labelling interface for the tasks that a LabelStudioWriter
// writes, in Label Studio's own language (https://labelstud.io/guide/setup).
const LabelStudioConfig = `<View>
  <Image name="image" value="$image"/>
  <Text name="text" value="$text"/>
  <Choices name="level" toName="text" choice="single" showInLine="true">
    <Choice value="very_negative" hotkey="1"/>
    <Choice value="negative" hotkey="2"/>
    <Choice value="neutral" hotkey="3"/>
    <Choice value="positive" hotkey="4"/>
    <Choice value="very_positive" hotkey="5"/>
  </Choices>
</View>
`

// LabelStudioWriter writes memes as an array of tasks, one on each line. The data of a task are the
// text (the caption in force), caption_origin (given, ocr or edited), the image (an address under
// /data/local-files/, from where Label Studio serves files of its own machine once it is told to;
// "" without one), meme (its id), image_name, split, state, level (gold, "" for none), and as
// source the imported row, column by column.
//
// A task has an annotation with the gold level, or with voices one for each annotator's
// level: the result of a control "level" on an object "text", as in [LabelStudioConfig].
// Label Studio gives it to whoever imports it, so the annotator's name is kept in the
// result's meta, and of a gold level that it is one. An adjudication is a ground truth.
type LabelStudioWriter struct {
	w      *bufio.Writer
	task   bytes.Buffer
	json   *json.Encoder // onto task
	union  columnUnion
	titles []string
	voices bool
	n      int
}

// goldMeta is where the meta of a result says that it is this gold level, which nobody has said there.
const goldMeta = "gold"

type lsTask struct {
	Data        lsData         `json:"data"`
	Annotations []lsAnnotation `json:"annotations"`
}

type lsData struct {
	Text      string            `json:"text"`
	Origin    string            `json:"caption_origin"`
	Image     string            `json:"image"`
	Meme      labels.MemeID     `json:"meme"`
	ImageName string            `json:"image_name"`
	Split     labels.Split      `json:"split"`
	State     labels.Kind       `json:"state"`
	Level     string            `json:"level"`
	Source    map[string]string `json:"source"`
}

type lsAnnotation struct {
	Result      []lsResult `json:"result"`
	GroundTruth bool       `json:"ground_truth"`
	CreatedAt   string     `json:"created_at,omitempty"`
}

type lsResult struct {
	FromName string            `json:"from_name"`
	ToName   string            `json:"to_name"`
	Type     string            `json:"type"`
	Value    lsChoices         `json:"value"`
	Meta     map[string]string `json:"meta,omitempty"`
}

type lsChoices struct {
	Choices []string `json:"choices"`
}

// NewLabelStudioWriter begins an array that takes memes of these datasets.
func NewLabelStudioWriter(w io.Writer, datasets []labels.Dataset, voices bool) (*LabelStudioWriter, error) {
	l := &LabelStudioWriter{w: bufio.NewWriterSize(w, 1<<16), union: newColumnUnion(datasets), voices: voices}
	l.titles = l.union.titles(nil)
	l.json = json.NewEncoder(&l.task)
	l.json.SetEscapeHTML(false)
	return l, nil
}

// Write adds a meme with its state.
func (l *LabelStudioWriter) Write(m labels.Meme, s labels.State) error {
	t := lsTask{Annotations: []lsAnnotation{}, Data: lsData{
		Text: m.Caption, Origin: m.Origin.String(), Image: localFile(m.Image.Path), Meme: m.ID, ImageName: m.Image.Name,
		Split: m.Split, State: s.Kind, Level: s.Gold.String(), Source: map[string]string{},
	}}
	for i, c := range l.union.columns {
		if value, has := l.union.value(&m, c); has {
			t.Data.Source[l.titles[i]] = value
		}
	}
	switch {
	case l.voices:
		for _, v := range levelsOf(s) {
			a := annotation(v.Level, v.Action == labels.Adjudicate)
			a.CreatedAt = v.Time.UTC().Format(time.RFC3339Nano)
			a.Result[0].Meta = map[string]string{"annotator": v.Annotator}
			t.Annotations = append(t.Annotations, a)
		}
	case s.Gold.Valid():
		a := annotation(s.Gold, s.Adjudicated)
		a.Result[0].Meta = map[string]string{goldMeta: s.Gold.String()}
		t.Annotations = append(t.Annotations, a)
	}
	l.task.Reset()
	if err := l.json.Encode(t); err != nil {
		return fmt.Errorf("meme %s: %w", m.ID, err)
	}
	before := "[\n"
	if l.n > 0 {
		before = ",\n"
	}
	l.n++
	return l.put(before, strings.TrimSuffix(l.task.String(), "\n"))
}

func annotation(level labels.Level, decided bool) lsAnnotation {
	return lsAnnotation{GroundTruth: decided, Result: []lsResult{
		{FromName: "level", ToName: "text", Type: "choices", Value: lsChoices{[]string{level.String()}}},
	}}
}

// localFile is the address at which Label Studio serves a file of its machine, "" for
// none.
func localFile(path string) string {
	if path == "" {
		return ""
	}
	path = strings.TrimPrefix(filepath.ToSlash(path), "/")
	return "/data/local-files/?d=" + (&url.URL{Path: path}).EscapedPath()
}

func (l *LabelStudioWriter) put(texts ...string) error {
	for _, text := range texts {
		if _, err := l.w.WriteString(text); err != nil {
			return fmt.Errorf("write tasks: %w", err)
		}
	}
	return nil
}

// Close ends the array, and writes what is still held back.
func (l *LabelStudioWriter) Close() error {
	end := "\n]\n"
	if l.n == 0 {
		end = "[]\n"
	}
	if err := l.put(end); err != nil {
		return err
	}
	if err := l.w.Flush(); err != nil {
		return fmt.Errorf("write tasks: %w", err)
	}
	return nil
}
