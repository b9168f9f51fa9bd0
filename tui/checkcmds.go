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
				it := &msg.items[i]
				if it.meme, err = r.Meme(id); err != nil {
					return err
				}
				if it.state, err = r.State(id); err != nil {
					return err
				}
				if it.events, err = r.Events(id); err != nil {
					return err
				}
			}
			return nil
		})
		return msg
	}
}
