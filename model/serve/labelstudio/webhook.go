package labelstudio

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model/serve"
)

// What Label Studio tells.
const (
	annotationCreated  = "ANNOTATION_CREATED"
	annotationsCreated = "ANNOTATIONS_CREATED" // at once, as of predictions
	annotationUpdated  = "ANNOTATION_UPDATED"
	annotationsDeleted = "ANNOTATIONS_DELETED"
	startTraining      = "START_TRAINING"
)

// hook is the body of a webhook, as far as it is used.
type hook struct {
	Action      string          `json:"action"`
	Task        json.RawMessage `json:"task"`
	Annotation  json.RawMessage `json:"annotation"`
	Annotations json.RawMessage `json:"annotations"` // that are gone
	Project     struct {
		Config string `json:"label_config"`
	} `json:"project"`
}

// webhook takes over what was annotated: the label is on disk when it answers. What it is
// told of that is nothing to memebench, other projects' tasks included, it answers and
// leaves alone.
func (b *Backend) webhook(w http.ResponseWriter, r *http.Request) {
	var h hook
	done, ok := b.read(w, r, &h)
	defer done()
	if !ok {
		return
	}
	var did string
	var err error
	switch h.Action {
	case annotationCreated, annotationUpdated:
		did, err = b.annotated(h.Annotation, h.Task, h.Project.Config)
	case annotationsCreated:
		did, err = b.annotatedAtOnce(&h)
	case annotationsDeleted:
		did, err = b.deleted(&h)
	case startTraining:
		did = "training goes on already"
		if b.Train() {
			did = "training has begun"
		}
	default:
		did = "nothing to do"
	}
	var no notTaken
	switch {
	case errors.As(err, &no):
		b.Log.Warn("annotation not taken over", "action", labels.Printable(h.Action), "why", labels.Printable(err.Error()))
		// Label Studio switches off a webhook of which too many requests in a row have failed,
		// and these can be all that one for several projects gets.
		serve.WriteJSON(w, http.StatusOK, map[string]string{"status": "not taken over: " + labels.Printable(err.Error())})
	case err != nil:
		b.Log.Error("annotation not saved", "action", labels.Printable(h.Action), "error", labels.Printable(err.Error()))
		fail(w, http.StatusInternalServerError, errors.New("the annotation was not saved; the server's log has more"))
	default:
		b.Log.Info("webhook", "action", labels.Printable(h.Action), "did", did)
		serve.WriteJSON(w, http.StatusOK, map[string]string{"status": did})
	}
}

// notTaken is why an annotation is not for this workspace, in one sentence.
type notTaken string

func (n notTaken) Error() string { return string(n) }

// annotatedAtOnce writes what several annotations say. What is not taken over of one is no
// reason to leave the others.
func (b *Backend) annotatedAtOnce(h *hook) (did string, err error) {
	var annotations, tasks []json.RawMessage
	if err := errors.Join(json.Unmarshal(h.Annotation, &annotations), json.Unmarshal(h.Task, &tasks)); err != nil {
		return "", notTaken("the annotations and their tasks: " + jsonFault(err, "a list"))
	}
	taskOf := map[string]json.RawMessage{}
	for _, raw := range tasks {
		var t dataset.LabelStudioTask
		if t.UnmarshalJSON(raw) == nil {
			taskOf[t.ID] = raw
		}
	}
	taken := 0
	var why notTaken
	for _, raw := range annotations {
		var a dataset.LabelStudioAnnotation
		if err := a.UnmarshalJSON(raw); err != nil {
			why = notTaken(err.Error())
			continue
		}
		switch _, err := b.annotated(raw, taskOf[a.Task], h.Project.Config); {
		case err == nil:
			taken++
		case !errors.As(err, &why):
			return "", err
		}
	}
	did = fmt.Sprintf("saved %d annotations of %d", taken, len(annotations))
	if taken < len(annotations) {
		return "", notTaken(did + "; of the others one because " + why.Error())
	}
	return did, nil
}

// annotated writes what an annotation says, unless that is what it has said before: Label
// Studio may tell the same twice.
func (b *Backend) annotated(annotation, task json.RawMessage, config string) (did string, err error) {
	var a dataset.LabelStudioAnnotation
	var t dataset.LabelStudioTask
	if err := errors.Join(a.UnmarshalJSON(annotation), t.UnmarshalJSON(task)); err != nil {
		return "", notTaken(err.Error())
	}
	switch {
	case a.ID == "":
		return "", notTaken("the annotation has no id")
	case a.By == "":
		return "", notTaken("the annotation does not say whose it is")
	}
	e := labels.Event{
		Annotator: labels.StudioUser + a.By, Source: labels.CLI, Guide: b.Guide(), Screen: screenOf(a.ID, a.Updated), Action: labels.Skip, Level: labels.NoLevel,
	}
	if err := labels.CheckAnnotator(e.Annotator); err != nil {
		return "", notTaken(err.Error())
	}
	c, err := readConfig(config, b.Choices)
	if err != nil {
		return "", notTaken(err.Error())
	}
	var no notTaken
	if !a.Cancelled {
		said := a.Answer(c.name)
		level, err := b.Choices.Level(said)
		switch {
		case err != nil:
			no = notTaken(fmt.Sprintf("choice %s of %s: %v", labels.Quoted(said), labels.Quoted(c.name), err))
		case !level.Valid():
			no = notTaken(fmt.Sprintf("the annotation has no level at %s", labels.Quoted(c.name)))
		}
		e.Action, e.Level = labels.SetLevel, level
	}
	m, err := b.meme(&t, c.image)
	if err != nil {
		return "", err
	}
	e.Meme = m.ID
	b.writing.Lock()
	defer b.writing.Unlock()
	events, err := b.Store.Events(m.ID)
	if err != nil {
		return "", err
	}
	if b.isOld(events, a.ID, m.ID, a.Updated) {
		return "nothing: it was changed or taken back since", nil
	}
	if no != "" {
		// The level that it had before is nobody's answer any more.
		if back := takenBack(events, map[string]labels.MemeID{a.ID: m.ID}, e.Guide); len(back) > 0 {
			if _, err := b.Store.Append(back...); err != nil {
				return "", err
			}
			no += "; what it said before is taken back"
		}
		b.told.add(saidOf{a.ID, m.ID}, a.Updated)
		return "", no
	}
	if last, ok := newest(events, a.ID); ok && last.Action == e.Action && last.Level == e.Level && last.Annotator == e.Annotator {
		b.told.add(saidOf{a.ID, m.ID}, a.Updated)
		return "nothing: it is saved already", nil
	}
	stored, err := b.Store.Append(e)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("saved as event %d", stored[0].Seq), nil
}

// meme finds the meme that a task is about: by its id, where it was exported from here, else
// by the name of its picture.
func (b *Backend) meme(t *dataset.LabelStudioTask, image string) (labels.Meme, error) {
	if id := t.Meme(); id != "" {
		if m, err := b.Store.Meme(id); err == nil {
			return m, nil
		}
	}
	for _, name := range t.ImageNames(image) {
		if strings.HasPrefix(name, "#") { // that would be a number
			continue
		}
		if m, err := b.Store.FindMeme(name); err == nil && m.Image.Name == name {
			return m, nil
		}
	}
	return labels.Meme{}, notTaken("its task is no meme of this workspace: want one that memebench export wrote, or a picture with the name of one")
}
