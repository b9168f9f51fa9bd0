package tui

import (
	"slices"

	"memebench/labels"
)

// heldOut reports whether models are evaluated on this meme.
func heldOut(m labels.Meme) bool { return m.Split == labels.Val || m.Split == labels.Test }

// ownLabel is what the annotator says of a meme now. What a table says in the annotator's name is
// no answer: the meme waits for one, and is asked as others are.
func (s *session) ownLabel(it *item) (labels.CurrentLabel, bool) {
	return it.state.InPerson(s.deps.Annotator)
}

// ofOthers are the answers of a meme that are not the annotator's, what a table says in the annotator's name among them.
func (s *session) ofOthers(it *item) []labels.CurrentLabel {
	_, own := s.ownLabel(it)
	return slices.DeleteFunc(slices.Clone(it.state.Current), func(l labels.CurrentLabel) bool { return own && l.Annotator == s.deps.Annotator })
}

// hasLevel reports whether the annotator has given a meme a level.
func (s *session) hasLevel(it *item) bool {
	m, ok := s.ownLabel(it)
	return ok && m.Level.Valid()
}

// shows reports whether what the model says of a meme may be on the screen, where the
// annotator has answered or not, and has done this with b.
func (s *session) shows(it *item, answered bool, b curtain) bool {
	switch {
	case !it.predicted || s.deps.Blind == labels.BlindNever:
		return false
	case answered:
		return true
	case heldOut(it.meme):
		return false
	}
	return b.opens(s.deps.Blind)
}

// whyHidden says why what the model says of a meme is not shown.
func (s *session) whyHidden() string {
	if s.deps.Blind == labels.BlindNever {
		return "hidden in this workspace"
	}
	return "hidden till you answer"
}

// A curtain is what has been done with b about what the model says.
type curtain struct {
	covered  bool // it is hidden where it is usually shown
	revealed bool // it is shown where it is usually hidden
	seen     bool // it was to be seen once
}

// opens reports whether what the model says is shown, where it may be.
func (c curtain) opens(usual labels.Blind) bool {
	return c.revealed || usual == labels.BlindShown && !c.covered
}

// turn shows what the model says where it is hidden, and hides it where it is visible; and
// says that labels count accordingly, with what else there is to say.
func (s *session) turn(c *curtain, visible bool, also string) {
	c.seen, c.revealed, c.covered = true, !visible, visible
	switch {
	case visible:
		s.status.say("the model is hidden: %s shows it", s.key(doReveal))
	case s.deps.Blind == labels.BlindShown:
		s.status.say("the model is shown%s", also)
	default:
		s.status.say("shown: labels count as given after it%s", also)
	}
}

// whyNoReveal says why b can neither show nor hide what the model says of a meme to which
// the annotator has answered or not, "" if it can; of all memes of a list, where it is nil.
func (s *session) whyNoReveal(it *item, answered bool) string {
	switch {
	case s.deps.Blind == labels.BlindNever:
		return "the model is never shown in this workspace"
	case it == nil && s.summary.Served == "":
		return s.noModel()
	case it == nil:
		return ""
	case !it.predicted:
		return "the model has said nothing of this meme yet"
	case answered:
		return "the model is shown: you have answered"
	case heldOut(it.meme):
		return string(it.meme.Split) + " memes are always asked blind"
	}
	return ""
}

// sawAnswer keeps in mind that the annotator has been shown what the model says of a meme.
func (s *session) sawAnswer(it *item) {
	if s.seenAnswers == nil {
		s.seenAnswers = map[labels.MemeID]seenAnswer{}
	}
	s.seenAnswers[it.meme.ID] = seenAnswer{it.pred.Version, it.again}
}

// wasTold reports whether the annotator knows what the model says of a meme, though it is hidden: from
// b, before one has gone to another meme and come back, or from an answer that was taken back. What is
// asked again is asked long after that, and counts what was shown since.
func (s *session) wasTold(it *item) bool {
	if !it.predicted {
		return false
	}
	retracted := labels.Retracted(it.events)
	return s.seenAnswers[it.meme.ID] == seenAnswer{it.pred.Version, it.again} || slices.ContainsFunc(labels.By(it.events, s.deps.Annotator), func(e labels.Event) bool {
		return e.Version == it.pred.Version && e.Shown != labels.ShownNo && (!it.again || e.ReAsk && retracted[e.Seq])
	})
}

// telling reports whether what the model says of a meme can be known by how it was come by:
// of what is always asked blind nothing is told.
func telling(it *item) bool { return it.predicted && !heldOut(it.meme) }

// tells reports whether it says something of the model's answer to a meme that it is in a
// queue.
func tells(q queue, it *item) bool {
	return q.tells() && telling(it) && q.at(it.meme) > 0
}

// whyNoAgree says why one cannot agree with what the model says of a meme, which is on the
// screen or not; "" if one can. On what models are evaluated on nobody agrees, not even
// afterwards: the answer would be the model's own.
func (s *session) whyNoAgree(it *item, visible bool) string {
	switch {
	case s.deps.Blind == labels.BlindNever:
		return "the model is never shown in this workspace"
	case heldOut(it.meme):
		return string(it.meme.Split) + " memes are always asked blind"
	case !it.predicted:
		return "the model has said nothing of this meme yet"
	case !visible:
		return "the model is hidden here: " + s.key(doReveal) + " shows it"
	}
	return ""
}
