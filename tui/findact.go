package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

func (f *findSheet) act(a *app, do action, p press) tea.Cmd {
	f.status.answered()
	switch do {
	case doLeave:
		f.close()
		a.close()
	case doUp, doDown, doPageUp, doPageDown:
		page := max(1, f.scroller.rows-1)
		by := map[action]int{doUp: -1, doDown: 1, doPageUp: -page, doPageDown: page}
		return f.choose(f.chosen + by[do])
	case doChoose:
		return f.choose(p.nth)
	case doComplete:
		return f.complete()
	case doClear:
		f.field.SetValue("")
		return f.written("")
	case doEnter:
		return a.openFound(f, opening{on: tabLabel})
	case doGoToMeme:
		return a.openFound(f, opening{on: tabLabel, at: p.meme.Seq})
	case doAsGrid:
		return a.openFound(f, opening{on: tabGrid})
	case doSaveQuery:
		f.askName()
	case doForgetQuery:
		f.askForget()
	default:
		before := f.field.Value()
		f.noRoom(writeInto(&f.field, p))
		return f.written(before)
	}
	return nil
}
