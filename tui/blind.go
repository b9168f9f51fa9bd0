package tui

import "memebench/labels"

// heldOut reports whether models are evaluated on this meme.
func heldOut(m labels.Meme) bool { return m.Split == labels.Val || m.Split == labels.Test }

// ownLabel is what the annotator says of a meme now.
func (s *session) ownLabel(it *item) (labels.CurrentLabel, bool) {
	return it.state.Of(s.deps.Annotator)
}

// hasLevel reports whether the annotator has given a meme a level.
func (s *session) hasLevel(it *item) bool {
	m, ok := s.ownLabel(it)
	return ok && m.Level.Valid()
}

// shows reports whether what the model says of a meme may be on the screen, where the
// annotator has answered or not, and has it revealed, or covered.
func (s *session) shows(it *item, answered, revealed, covered bool) bool {
	switch {
	case !it.predicted || s.deps.Blind == labels.BlindNever:
		return false
	case answered:
		return true
	case heldOut(it.meme):
		return false
	}
	return revealed || s.deps.Blind == labels.BlindShown && !covered
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
