package labels

import "time"

// Standing returns those of one meme's events with an action that nothing takes back,
// given and returned in the order of the log. Of one annotator's notes and captions the
// [Newest] is in force.
func Standing(events []Event, action Action) []Event {
	retracted := Retracted(events)
	var standing []Event
	for _, e := range events {
		if e.Action == action && !retracted[e.Seq] {
			standing = append(standing, e)
		}
	}
	return standing
}

// By returns those of some events that are an annotator's, in their order.
func By(events []Event, annotator string) []Event {
	var own []Event
	for _, e := range events {
		if e.Annotator == annotator {
			own = append(own, e)
		}
	}
	return own
}

// Follows reports whether an event comes after what was said, before it in the log, at a time
// and from a source. What is said here comes after all that is there. What was merged counts
// by its time, so that two workspaces that have merged each other agree; but what a table says
// does not come after what a person says.
func (e *Event) Follows(at time.Time, from Source) bool {
	switch {
	case !e.Merged:
		return true
	case (e.Source == Import) != (from == Import):
		return from == Import
	}
	return !e.Time.Before(at)
}

// After reports whether an event comes after another one of the same log, wherever either stands there.
func (e *Event) After(o *Event) bool {
	if e.Seq < o.Seq {
		return !o.Follows(e.Time, e.Source)
	}
	return e.Seq > o.Seq && e.Follows(o.Time, o.Source)
}

// Newest returns the one of some events, given in the order of the log, that was said last;
// false where there are none.
func Newest(events []Event) (newest Event, ok bool) {
	for i := range events {
		if e := &events[i]; !ok || e.Follows(newest.Time, newest.Source) {
			newest, ok = *e, true
		}
	}
	return newest, ok
}
