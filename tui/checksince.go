package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// changedSinceMsg brings what has changed since a list was made.
type changedSinceMsg struct {
	of  *checkList
	now changedSince
	err error
}

// changedSinceCmd looks what has changed since a list was made. It reads what was logged since
// then, and the events of those memes till one has changed.
func changedSinceCmd(d Deps, l *checkList) tea.Cmd {
	from, kind := l.seq+1, l.kind
	return func() tea.Msg {
		now, err := lookSince(d, from, kind)
		return changedSinceMsg{l, now, err}
	}
}

// lookSince looks what events from the sequence number from on have changed for a list of a kind.
// What the annotator has said in it, and what takes that back, is passed over; what others say in
// theirs is not.
func lookSince(d Deps, from uint64, kind eval.CheckKind) (changedSince, error) {
	asked := false
	own := map[uint64]bool{}
	splits := []labels.Split{labels.Train, labels.Val}
	if kind != eval.CheckErrors && kind != eval.CheckFar {
		splits = append(splits, labels.Test)
	}
	c, err := d.changedSince(from, splits, own, func(e labels.Event) bool {
		switch {
		case e.Annotator == d.Annotator && e.Queue == model.CheckQueue(kind), e.Action == labels.Retract && own[e.Retracts]:
			own[e.Seq] = true
			return false
		case e.ReAsk:
			asked = asked || kind == eval.CheckReAsks
			return false
		}
		return true
	})
	c.levels = c.levels || asked
	return c, err
}

// otherwise is what somebody else has said of a meme since a list was made, after an event, where another level stands by
// that than in the list; "" if none does. The list does not show it, and keeping would take it back.
func (s *session) otherwise(it *item, was labels.Level, made uint64) string {
	if it == nil || it.state.Gold == was {
		return ""
	}
	act, says := labels.SetLevel, "has said"
	if it.state.Adjudicated {
		act, says = labels.Adjudicate, "has decided"
	}
	e, ok := labels.Newest(labels.Standing(it.events, act))
	if !ok || e.Annotator == s.deps.Annotator || e.Seq <= made || e.ReAsk || e.Level == was {
		return ""
	}
	return fmt.Sprintf("%s %s %s since the list was made", labels.Printable(e.Annotator), says, levelName(e.Level))
}
