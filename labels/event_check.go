package labels

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of what an event may carry, far above what people write.
const (
	annotatorLimit = 200      // bytes
	textLimit      = 64 << 10 // bytes
)

// Checked returns the event as a log keeps it: in UTC, with NoLevel where the action
// has no level, its texts in UTF-8. The error, one sentence, is about an event that
// breaks the rules of its type.
func (e Event) Checked() (Event, error) {
	refuse := func(format string, args ...any) (Event, error) {
		return e, fmt.Errorf("event: %s", fmt.Sprintf(format, args...))
	}
	switch {
	case !slices.Contains(Actions, e.Action):
		return refuse("action %s: want %s", Quoted(string(e.Action)), OneOf(Actions...))
	case !e.Action.GivesLevel():
		e.Level = NoLevel
	case !e.Level.Valid():
		return refuse("action %s has level %d: want 0 to %d", e.Action, e.Level, Levels-1)
	}
	switch e.Source {
	case Key, CLI, Import:
	case OCR:
		if e.Action != Caption {
			return refuse("action %s has the source ocr: nothing but captions is read in pictures", e.Action)
		}
	default:
		return refuse("source %s: want key, cli, import or ocr", Quoted(string(e.Source)))
	}
	switch e.Shown {
	case "", ShownNo, ShownBefore, ShownAfter:
	default:
		return refuse("shown %s: want no, before, after or nothing", Quoted(string(e.Shown)))
	}
	if e.Accepted && e.Level == NoLevel {
		return refuse("action %s agrees with the model, and has no level", e.Action)
	}
	if e.Batch < 0 {
		return refuse("its place in an act is %d: want 0 or more", e.Batch)
	}
	if (e.Action == Retract) != (e.Retracts != 0) {
		return refuse("action %s takes back event %d", e.Action, e.Retracts)
	}
	if err := CheckAnnotator(e.Annotator); err != nil {
		return e, err
	}
	if len(e.Text) > textLimit {
		return refuse("its text has %d bytes: want at most %d", len(e.Text), textLimit)
	}
	if y := e.Time.Year(); y < 1 || y > 9999 {
		return refuse("its year is %d", y)
	}
	e.Time = e.Time.UTC().Round(0)
	for _, s := range []*string{&e.Text, &e.Version, &e.Screen, &e.Queue, &e.Guide} {
		*s = strings.ToValidUTF8(*s, "\ufffd") // as it comes back out of JSON
	}
	return e, nil
}

// StudioUser begins the names of annotators that are users of Label Studio.
const StudioUser = "ls:"

// CheckAnnotator refuses names that could not be told apart or shown.
func CheckAnnotator(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("annotator: the name is empty")
	case len(name) > annotatorLimit:
		return fmt.Errorf("annotator: the name has %d bytes: want at most %d", len(name), annotatorLimit)
	case Printable(name) != name:
		return fmt.Errorf("annotator %s: want a name in UTF-8, of one line and without control characters", Quoted(name))
	}
	return nil
}
