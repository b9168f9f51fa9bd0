package tui

import (
	"slices"
	"strings"
	"time"

	"memebench/labels"
)

// stood is how a meme stood on a screen when something was said of it.
type stood struct {
	screen  string
	visible bool          // what the model says of it was on the screen
	known   bool          // it had been there, or how the meme was come by tells it
	decides bool          // a level is the gold level, whatever others say
	asked   time.Duration // how long the meme had been asked
}

// event is what is said of a meme now.
func (s *session) event(it *item, act labels.Action, level labels.Level, how stood) labels.Event {
	if act == labels.SetLevel && how.decides {
		act = labels.Adjudicate
	}
	e := labels.Event{
		Time:      s.now(),
		Meme:      it.meme.ID,
		Annotator: s.deps.Annotator,
		Source:    labels.Key,
		Action:    act,
		Level:     level,
		ElapsedMS: max(0, how.asked.Milliseconds()),
		Shown:     labels.ShownNo,
		Screen:    how.screen,
		Queue:     it.queue,
		Place:     it.place,
		ReAsk:     it.again && (act == labels.SetLevel || act == labels.Skip),
		Guide:     s.deps.GuideDigest,
	}
	switch {
	case how.visible, how.known, s.wasTold(it):
		e.Shown = labels.ShownBefore
	case it.predicted && level.Valid() && s.deps.Blind != labels.BlindNever:
		e.Shown = labels.ShownAfter
	}
	if e.Shown != labels.ShownNo {
		e.Version = it.pred.Version
	}
	return e
}

// decided reports whether the meme's gold level is one that the annotator has decided, and may
// decide: then another level of the annotator's is another decision, and not a voice that would
// count for nothing beside the first.
func (s *session) decided(it *item) bool {
	own, _ := it.state.Of(s.deps.Annotator)
	if it.again || own.Action != labels.Adjudicate || s.may(labels.MayAdjudicate) != nil {
		return false
	}
	newest, _ := it.decision()
	return newest.Annotator == s.deps.Annotator
}

// decision is the one that stands last of a meme, and gives the gold level; false where nobody
// has decided.
func (it *item) decision() (labels.Event, bool) {
	return labels.Newest(labels.Standing(it.events, labels.Adjudicate))
}

// overrules is what there is to say of a decision that stands in place of somebody else's, or lifts
// somebody else's flag, among what is said of its meme by now; "" if it does not.
func overrules(said []labels.Event, e labels.Event) string {
	if e.Action != labels.Adjudicate {
		return ""
	}
	before := slices.DeleteFunc(slices.Clone(said), func(o labels.Event) bool { return o.Seq >= e.Seq })
	if flag, ok := labels.Newest(labels.Standing(before, labels.Flag)); ok && flag.Annotator != e.Annotator && labels.Aggregate(before).Kind == labels.Flagged {
		return flag.Annotator + " had flagged it: the flag is lifted"
	}
	last, ok := labels.Newest(labels.Standing(before, labels.Adjudicate))
	if !ok || last.Annotator == e.Annotator || last.Level == e.Level {
		return ""
	}
	return last.Annotator + " had decided " + levelName(last.Level)
}

// replaces is what there is to say of a caption that stands in place of one which somebody else has
// written while it was edited, from another; "" if it does not.
func replaces(said []labels.Event, e labels.Event, from string) string {
	if e.Action != labels.Caption {
		return ""
	}
	before := slices.DeleteFunc(labels.Standing(said, labels.Caption), func(o labels.Event) bool { return o.Seq >= e.Seq })
	last, ok := labels.Newest(before)
	if !ok || last.Annotator == e.Annotator || last.Source == labels.OCR || strings.TrimSpace(labels.PrintableLines(last.Text)) == from {
		return ""
	}
	return last.Annotator + " had changed it meanwhile, to " + labels.Quoted(last.Text)
}

// goldIs says what the gold level is that was decided, where that is not what the annotator says;
// "" where it is, and where nobody has decided.
func (s *session) goldIs(it *item) string {
	own, said := s.ownLabel(it)
	if said && own.Level == it.state.Gold {
		return ""
	}
	last, ok := it.decision()
	if !ok || !it.state.Adjudicated {
		return ""
	}
	by := last.Annotator
	if by == s.deps.Annotator {
		by = "you" // who may decide no more, and says another level now
	}
	return "gold is " + levelName(it.state.Gold) + ", decided by " + by
}

// staysGold is what there is to say of a level that leaves another gold, because that was
// decided; "" if it does not.
func staysGold(it item, e labels.Event) string {
	if e.Action != labels.SetLevel || e.ReAsk {
		return ""
	}
	now := labels.Aggregate(append(slices.Clone(it.events), e))
	if !now.Adjudicated || e.Level == now.Gold {
		return ""
	}
	return "gold stays " + levelName(now.Gold) + ", which was decided"
}

// unsays is what there is to say of a skip that takes the annotator's own level or flag away, which a key brings back; "" if it takes none.
func unsays(undo string, said []labels.Event, skip labels.Event) string {
	was, takes := labels.Unsays(said, skip)
	switch {
	case !takes:
		return ""
	case was.Action == labels.Flag:
		return undo + " brings your flag back"
	}
	return undo + " brings your " + levelName(was.Level) + " back"
}

// retractions take away all that the annotator has said of a meme with an action.
func (s *session) retractions(it *item, act labels.Action, how stood) (events []labels.Event) {
	for _, said := range labels.By(labels.Standing(it.events, act), s.deps.Annotator) {
		e := s.event(it, labels.Retract, labels.NoLevel, how)
		e.Retracts = said.Seq
		events = append(events, e)
	}
	return events
}

// noteOf is the annotator's own note of a meme, "" for none.
func (s *session) noteOf(it *item) string {
	return newestText(labels.By(labels.Standing(it.events, labels.Note), s.deps.Annotator))
}

// noting are the events by which a meme has another note of the annotator's, "" for none.
func (s *session) noting(it *item, text string, how stood) []labels.Event {
	if text == "" {
		return s.retractions(it, labels.Note, how)
	}
	e := s.event(it, labels.Note, labels.NoLevel, how)
	e.Text = text
	return []labels.Event{e}
}

// reasonOf is why a meme is flagged, by some flags: the newest reason, as who flags it, too, may
// give none.
func reasonOf(flags []labels.Event) string {
	return newestText(slices.DeleteFunc(slices.Clone(flags), func(e labels.Event) bool { return e.Text == "" }))
}

// newestText is the text of the newest of some events.
func newestText(events []labels.Event) string {
	newest, _ := labels.Newest(events)
	return newest.Text
}
