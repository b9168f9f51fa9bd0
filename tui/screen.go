package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// screen is what has the keys and the body of the window: one of those that tab goes
// round, or the memes of a cell, which lie over Evaluate. Its state, keys and questions
// are in one file, what it draws in another, and where its parts are in a third. What a
// click on it means, pointed (mouse.go) says.
type screen interface {
	// title is how its tab and the help name it.
	title() string
	// keys returns its bindings, which come before those of the window.
	keys() keymap
	// works reports whether an action has an effect now. What has none is hinted at
	// faintly; its key says why when it is pressed.
	works(do action) bool
	// act does what a key means. A question is asked with session.ask.
	act(do action, p press) tea.Cmd
	// update takes in what a command of the screen has brought; the messages of
	// others it passes over.
	update(msg tea.Msg) tea.Cmd
	// enter is called when tab brings it to the front, and leave when tab takes it away.
	enter() tea.Cmd
	leave()

	// context is what is on the screen, and where in it one is: the two ends of a row
	// of w cells, the right one of which is never cut.
	context(w int) (left, right string)
	// draw draws the body.
	draw(c *canvas)
	// remarks is what is to be minded about what is shown, and whether there is more of
	// it than has room.
	remarks() (text string, more bool)
}

// zoomable is a screen whose picture can be alone in the window.
type zoomable interface {
	zoomed() bool
	drawZoom(c *canvas)
}

// tab is one of the screens.
type tab int

const (
	tabLabel tab = iota
	tabGrid
	tabEvaluate
	tabCheck
	tabTrain
	tabData
	tabs
)

// tabActions go to the screens.
var tabActions = [tabs]action{doLabelScreen, doGridScreen, doEvalScreen, doCheckScreen, doTrainScreen, doDataScreen}
