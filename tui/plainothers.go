package tui

import (
	"fmt"

	"memebench/labels"
)

// othersSay is what others have said of a meme, in a line each, as the screens have it: their
// levels and notes once the annotator hears them, so as not to sway; that it is flagged, always.
func (s *session) othersSay(it *item, hears bool) (lines []string) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	answers := 0
	for _, o := range it.state.Current {
		if o.Annotator == s.deps.Annotator {
			continue
		}
		answers++
		switch {
		case !hears:
		case o.Level.Valid():
			say("%s said: %s.", o.Annotator, levelName(o.Level))
		default:
			say("%s said: %s.", o.Annotator, o.Action)
		}
	}
	if answers > 0 && !hears {
		say("Others have given %s: you are told after yours.", count(answers, "answer"))
	}
	flags := labels.Standing(it.events, labels.Flag)
	if !hears {
		flags = labels.By(flags, s.deps.Annotator)
	}
	if it.state.Kind == labels.Flagged {
		say("It is flagged as unfit: no version learns from it.")
		if why := newestText(flags); why != "" {
			say("Why: %s", why)
		}
	}
	for _, note := range labels.Standing(it.events, labels.Note) {
		if hears && note.Annotator != s.deps.Annotator {
			say("Note by %s: %s", note.Annotator, note.Text)
		}
	}
	return lines
}
