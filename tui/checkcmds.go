package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
)

// checkItemsMsg brings memes of a list, as they were at an age.
type checkItemsMsg struct {
	age   int
	items []item
	err   error
}

// checkItemsCmd reads memes, with what people say of them.
func checkItemsCmd(d Deps, age int, doubts []eval.Doubt) tea.Cmd {
	return func() tea.Msg {
		msg := checkItemsMsg{age: age}
		msg.err = d.Read(func(r Reader) (err error) {
			msg.items = make([]item, len(doubts))
			for i, one := range doubts {
				it := &msg.items[i]
				if it.meme, err = r.Meme(one.Meme); err != nil {
					return err
				}
				if it.state, err = r.State(one.Meme); err != nil {
					return err
				}
				if it.events, err = r.Events(one.Meme); err != nil {
					return err
				}
			}
			return nil
		})
		return msg
	}
}
