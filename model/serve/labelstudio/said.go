package labelstudio

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"memebench/labels"
	"memebench/labels/dataset"
)

// screenOf is the Screen of what an annotation has said, by which it is found again when
// the annotation is changed or deleted: its id, and when it was changed last, if that is told.
func screenOf(id string, updated time.Time) string {
	if updated.IsZero() {
		return screenPrefix + id
	}
	return screenPrefix + id + "@" + updated.UTC().Format(time.RFC3339Nano)
}

const screenPrefix = "label_studio/"

// readScreen is the opposite of screenOf.
func readScreen(screen string) (id string, updated time.Time, ok bool) {
	id, ok = strings.CutPrefix(screen, screenPrefix)
	if i := strings.LastIndexByte(id, '@'); i >= 0 {
		if at, err := time.Parse(time.RFC3339Nano, id[i+1:]); err == nil {
			return id[:i], at, ok
		}
	}
	return id, time.Time{}, ok
}

// isOld reports whether an annotation, as it was changed at a time, is older than what was told of it
// already, or was taken back since: Label Studio may tell the same twice, and late.
func (b *Backend) isOld(events []labels.Event, id string, meme labels.MemeID, updated time.Time) bool {
	if updated.IsZero() {
		return false // nobody has told
	}
	retracted := labels.Retracted(events)
	return b.told[saidOf{id, meme}].After(updated) || slices.ContainsFunc(events, func(e labels.Event) bool {
		is, at, ok := readScreen(e.Screen)
		return ok && is == id && (at.After(updated) || at.Equal(updated) && retracted[e.Seq])
	})
}

// told has when annotations were changed last, each of one meme, where the log does not have it:
// such a change has taken a level away, or has left it as it was.
type told map[saidOf]time.Time

type saidOf struct {
	annotation string
	meme       labels.MemeID
}

// add takes in that an annotation was changed at a time, zero where that is not told.
func (t told) add(of saidOf, updated time.Time) {
	if updated.After(t[of]) {
		t[of] = updated
	}
}

// newest is the newest event of this annotation that was not taken back.
func newest(events []labels.Event, id string) (last labels.Event, ok bool) {
	retracted := labels.Retracted(events)
	for _, e := range slices.Backward(events) {
		if is, _, ours := readScreen(e.Screen); ours && is == id && !retracted[e.Seq] {
			return e, true
		}
	}
	return last, false
}

// takenBack are the events that take back what annotations have said, each of one meme, the newest first.
func takenBack(events []labels.Event, of map[string]labels.MemeID, guide string) (back []labels.Event) {
	retracted := labels.Retracted(events)
	for _, e := range slices.Backward(events) {
		if id, _, ok := readScreen(e.Screen); ok && of[id] == e.Meme && !retracted[e.Seq] {
			back = append(back, labels.Event{Meme: e.Meme, Annotator: e.Annotator, Source: labels.CLI, Action: labels.Retract, Level: labels.NoLevel, Retracts: e.Seq, Guide: guide})
		}
	}
	return back
}

// deleted takes back what deleted annotations have said. Label Studio tells no more of them
// than their ids, and one that was installed again counts from 1: of an id, what was said
// of the meme that it came with last is taken back.
func (b *Backend) deleted(h *hook) (did string, err error) {
	var all []dataset.LabelStudioAnnotation
	if err := json.Unmarshal(h.Annotations, &all); err != nil {
		return "", notTaken("the annotations that are gone: " + jsonFault(err, "a list"))
	}
	meme := map[string]labels.MemeID{} // of each annotation that is gone
	for _, a := range all {
		meme[a.ID] = ""
	}
	b.writing.Lock()
	defer b.writing.Unlock()
	var events []labels.Event
	err = b.Store.Log(1, func(e labels.Event) error {
		id, _, ok := readScreen(e.Screen)
		if _, gone := meme[id]; ok && gone {
			meme[id] = e.Meme
			events = append(events, e)
		} else if e.Action == labels.Retract {
			events = append(events, e)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	back := takenBack(events, meme, b.Guide())
	if len(back) == 0 {
		return "nothing: no label came of them", nil
	}
	if _, err := b.Store.Append(back...); err != nil {
		return "", err
	}
	return fmt.Sprintf("took back %d labels", len(back)), nil
}
