package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
)

// checkItemsMsg brings memes of a list, as they were at an age.
type checkItemsMsg struct {
	age   int
	items []item
	err   error
}

// checkItemsCmd reads memes, with what people say of them.
func checkItemsCmd(d Deps, age int, ids []labels.MemeID) tea.Cmd {
	return func() tea.Msg {
		msg := checkItemsMsg{age: age}
		msg.err = d.Read(func(r Reader) (err error) {
			msg.items = make([]item, len(ids))
			for i, id := range ids {
				if err := readSaid(r, id, &msg.items[i]); err != nil {
					return err
				}
			}
			return nil
		})
		return msg
	}
}

// readSaid reads a meme, with what people say of it.
func readSaid(r Reader, id labels.MemeID, it *item) (err error) {
	if it.meme, err = r.Meme(id); err != nil {
		return err
	}
	if it.state, err = r.State(id); err != nil {
		return err
	}
	it.events, err = r.Events(id)
	return err
}

// checkTargetMsg brings the meme of a list that something is to be said of.
type checkTargetMsg struct {
	op   uint64
	what saying
	made uint64 // the newest event that the list goes by
	now  item
	how  stood
	err  error
}

// checkTargetCmd reads it.
func checkTargetCmd(d Deps, msg checkTargetMsg) tea.Cmd {
	return func() tea.Msg {
		msg.err = d.Read(func(r Reader) error { return readSaid(r, msg.now.meme.ID, &msg.now) })
		return msg
	}
}
