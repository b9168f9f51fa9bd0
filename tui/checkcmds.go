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
				if msg.items[i], err = readSaid(r, id); err != nil {
					return err
				}
			}
			return nil
		})
		return msg
	}
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
		msg.err = d.Read(msg.now.reread)
		return msg
	}
}
