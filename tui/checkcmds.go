package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"memebench/eval"
	"memebench/labels"
)

// checkItemsMsg brings memes of a list.
type checkItemsMsg struct {
	items []item
	err   error
}

// checkItemsCmd reads memes, with what is said of them; by a model that is what it says
// without having seen them.
func checkItemsCmd(d Deps, version string, kind eval.CheckKind, doubts []eval.Doubt) tea.Cmd {
	return func() tea.Msg {
		msg := checkItemsMsg{}
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
				if !kind.NeedsModel() {
					continue
				}
				it.predicted, it.pred = true, labels.Prediction{Meme: one.Meme, Version: version}
				for l, p := range one.Probs {
					it.pred.Probs[l] = float32(p)
				}
			}
			return nil
		})
		return msg
	}
}
