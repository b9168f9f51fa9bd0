package dataset

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"

	"memebench/labels"
)

// A LabelStudioTask is a task of Label Studio outside of a file: as its server hands it to
// a model, or tells it in a webhook.
type LabelStudioTask struct {
	ID   string
	data object
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *LabelStudioTask) UnmarshalJSON(raw []byte) error {
	o, err := readObject(raw)
	if err != nil {
		return fmt.Errorf("task: %w", err)
	}
	data, err := readObject(o.get("data"))
	if err != nil {
		return fmt.Errorf("task %s: data: %w", labels.Quoted(rawText(o.get("id"))), err)
	}
	*t = LabelStudioTask{rawText(o.get("id")), data}
	return nil
}

// Text is what the task's data have under a name, "" for nothing.
func (t *LabelStudioTask) Text(name string) string { return rawText(t.data.get(name)) }

// Meme is the id of the meme that the task was exported from here as, "" for another task.
func (t *LabelStudioTask) Meme() labels.MemeID { return labels.MemeID(t.Text("meme")) }

// ImageNames are the names that the picture of a meme may have here, by the address that
// the task has under a name; the most certain comes first.
func (t *LabelStudioTask) ImageNames(name string) (names []string) {
	if own := t.Text("image_name"); own != "" {
		names = append(names, own)
	}
	address, query, _ := strings.Cut(t.Text(name), "?")
	if file, ok := strings.CutPrefix(query, "d="); ok { // of a local file
		address = file
	}
	bases := []string{path.Base(address)}
	if plain, err := url.PathUnescape(address); err == nil && plain != address { // as addresses have spaces and letters beyond ASCII
		bases = append(bases, path.Base(plain))
	}
	for _, base := range bases {
		if base == "." || base == "/" {
			continue
		}
		names = append(names, base)
		if m := upload.FindStringSubmatch(base); m != nil {
			names = append(names, m[1])
		}
	}
	return names
}

// A LabelStudioAnnotation is an annotation outside of a file.
type LabelStudioAnnotation struct {
	ID        string
	Task      string    // its id
	By        string    // the user: an address or a name if it has one, else the number
	Cancelled bool      // the user has skipped the task
	Updated   time.Time // when it was changed last, zero where that is not told
	answers   object    // by the name of the control
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *LabelStudioAnnotation) UnmarshalJSON(raw []byte) error {
	o, err := readObject(raw)
	if err != nil {
		return fmt.Errorf("annotation: %w", err)
	}
	*a = LabelStudioAnnotation{
		ID: rawText(o.get("id")), Task: rawText(o.get("task")), By: rawText(annotatorOf(o.get("completed_by"))), Cancelled: isCancelled(o),
	}
	if at, err := time.Parse(time.RFC3339, rawText(o.get("updated_at"))); err == nil {
		a.Updated = at
	}
	for _, answer := range list(o.get("result")) {
		if value := answerOf(answer.get("value")); value != nil {
			a.answers = append(a.answers, member{name: rawText(answer.get("from_name")), value: value})
		}
	}
	return nil
}

// Answer is what was answered at a control, "" for nothing.
func (a *LabelStudioAnnotation) Answer(control string) string { return rawText(a.answers.get(control)) }

// isCancelled reports whether whoever was to annotate has skipped the task.
func isCancelled(annotation object) bool {
	return rawText(annotation.get("was_cancelled")) == "true" || rawText(annotation.get("skipped")) == "true" // a text in Parquet
}

// Choices are what the choices of a labelling interface mean: a level's name in any
// spelling, or what a map says.
type Choices struct{ levels levelReader }

// NewChoices returns the choices with the meanings of ReadLevelMap.
func NewChoices(levelMap map[string]labels.Level) Choices {
	return Choices{levelReader{words: levelMap}}
}

// Level is the level that a choice means, NoLevel for one that says that there is none.
func (c Choices) Level(choice string) (labels.Level, error) { return c.levels.read(choice) }

var (
	_ json.Unmarshaler = (*LabelStudioTask)(nil)
	_ json.Unmarshaler = (*LabelStudioAnnotation)(nil)
)
