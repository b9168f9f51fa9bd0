package tui

import (
	"fmt"

	"memebench/labels"
)

// wasSaved takes in what has become of what was said on Grid or Check, and reports whether it is on disk; if not, it says why.
func (s *session) wasSaved(msg *gridSavedMsg) bool {
	s.unsaved.answered(msg.err)
	if msg.err != nil {
		s.status.failUntil(labelsAreSaved, notSaved+": %v. It is kept: what you say next saves it too", msg.err)
		s.dropTyped()
		return false
	}
	s.allSaved()
	s.know(msg.now.summary)
	if len(msg.events) == 0 {
		s.status.warn("%v", msg.enough)
		s.dropTyped()
		return false
	}
	return true
}

// acknowledgement is what there is to say once it is on disk.
func (s *gridScreen) acknowledgement(msg gridSavedMsg) string {
	n, first := distinct(msg.of), msg.events[0]
	back := fmt.Sprintf(": %s takes all %s back", s.key(doUndo), thousands(n))
	if n == 2 {
		back = ": " + s.key(doUndo) + " takes both back"
	}
	if n == 1 {
		num := fmt.Sprintf("#%04d", msg.of[0].meme.Seq)
		switch {
		case msg.isReason():
			return "kept why " + num + " is unfit"
		case msg.what.do == doNote && first.Action == labels.Retract:
			return "took the note away, " + num
		case msg.what.do == doNote:
			return "note kept, " + num
		case first.Action == labels.Skip:
			return "skipped " + num
		case first.Action == labels.Flag:
			return "flagged " + num
		case first.Action == labels.Retract:
			return "no longer flagged, " + num
		}
		said := "saved " + levelName(first.Level)
		if first.Accepted {
			said += ", as the model says"
		}
		return said + ", " + num
	}
	memes := count(n, "meme")
	switch {
	case msg.isReason():
		return "kept why " + memes + " are unfit"
	case first.Action == labels.Skip:
		return "skipped " + memes + back
	case first.Action == labels.Flag:
		return "flagged " + memes + back
	case first.Action == labels.Retract:
		return memes + " are no longer flagged"
	case msg.what.do == doAgree && first.ReAsk:
		return "answered " + memes + " again, as the model says" + back
	case msg.what.do == doAgree:
		return memes + " are as the model says" + back
	}
	if first.ReAsk {
		return "answered " + memes + " again, " + levelName(first.Level) + back
	}
	return memes + " are " + levelName(first.Level) + back
}

// unsaid is what there is to say of skips that take the annotator's own levels or flags away; "" for nothing.
func (s *gridScreen) unsaid(msg gridSavedMsg) (says string) {
	n := 0
	for i, e := range msg.events {
		if brings := unsays(s.key(doUndo), msg.of[i].events, e); brings != "" {
			says = brings
			n++
		}
	}
	if n > 0 && len(msg.events) > 1 {
		return count(n, "answer") + " of yours among them"
	}
	return says
}

// distinct counts the memes of some items.
func distinct(of []item) int {
	memes := map[uint64]bool{}
	for _, it := range of {
		memes[it.meme.Seq] = true
	}
	return len(memes)
}

// acknowledgeBack says what was taken back, or is said again.
func (s *session) acknowledgeBack(msg gridUndoneMsg) {
	if s.status.acknowledge(msg.says()...); msg.unread != nil {
		s.status.addFault(itIsDismissed, "cannot read the meme: %v", msg.unread)
	}
}
