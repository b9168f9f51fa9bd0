package tui

import (
	"fmt"
	"slices"
	"strings"
)

// meanings are what actions do, as a sentence on their keys has it that is said where they
// are of no use.
var meanings = map[action]string{
	doLabel: "label a meme", doUndo: "takes back a label", doSkip: "skips a meme", doAgree: "says as the model",
	doConfirm: "confirms your level", doFlag: "flags a meme", doNote: "writes a note", doEdit: "edits a caption", doRedo: "says it again",
	doAbout: "shows all of a meme", doBack: "goes back", doOn: "goes on",
	doGoTo: "goes to a number", doWaiting: "goes to the next waiting meme", doReveal: "shows the model", doHide: "hides pictures", doZoom: "shows the picture alone",
	doView: "opens the picture's file", doFrames: "shows the frames", doAlike: "shows what is alike", doUp: "goes up", doDown: "goes down", doLeft: "goes left", doRight: "goes right",
	doOpen: "opens what is selected", doNextView: "changes the view", doBeforeView: "changes the view", doSlices: "shows slices", doShares: "shows shares",
	doCloser: "makes it larger", doFarther: "makes it smaller", doPageUp: "goes a page up", doPageDown: "goes a page down",
	doFirst: "goes to the first", doLast: "goes to the last", doPromote: "serves a version", doMark: "marks",
	doCompare: "compares versions", doRename: "names a version", doDelete: "deletes a version",
	doUnzoom: "goes back", doPanUp: "goes up", doPanDown: "goes down", doPanLeft: "goes left", doPanRight: "goes right",
	doRetrain: "trains a version", doCancel: "cancels what runs", doTab: "goes to the next screen", doTabBack: "goes a screen back",
	doLabelScreen: "goes to Label", doEvalScreen: "goes to Evaluate", doCheckScreen: "goes to Check", doTrainScreen: "goes to Train", doDataScreen: "goes to Data",
	doCommands: "has all commands", doSettings: "has the settings", doNews: "has all news", doRepaint: "draws all again",
	doDismiss: "goes back", doLeave: "goes back", doMarkTo: "marks to here", doMarkAll: "marks all",
	doFind: "finds memes", doReport: "writes a report", doGridScreen: "goes to Grid", doQuit: "quits", doHelp: "shows the keys", doSuspend: "goes to the shell",
}

// notHere says of a key that means nothing on a screen what it means elsewhere, and where,
// or how to come by it.
func (a *app) notHere(key, name string) string {
	keys := a.deps.Keys
	var found binding
	var where []string
	for _, p := range places {
		b, ok := keys.of(p.keys).over(keys.of(globalKeys)).binding(key)
		if !ok {
			continue
		}
		if found.do == "" {
			found = b
		}
		if p.name != placeOf(a.front()) && (len(where) == 0 || p.name != memesOfCell && p.name != pictureAlone) {
			where = append(where, p.name)
		}
	}
	help := keys.key(doHelp)
	if found.do == "" {
		return fmt.Sprintf("%s does nothing here: %s shows the keys", name, help)
	}
	if found.do == doLabel {
		name = levelKeys(found.keys)
	}
	said := name + " " + meanings[found.do] + ": "
	label, ofLabel := a.front().(*labelScreen)
	alone, _ := a.front().(zoomable)
	figures, evaluating := a.front().(*evalScreen)
	switch forMemes := slices.Contains([]action{doLabel, doUndo, doRedo, doSkip, doAgree, doConfirm, doFlag, doEdit, doReveal, doZoom, doView, doFrames}, found.do); {
	case alone != nil && alone.zoomed() && slices.Contains(where, a.front().title()):
		return said + keys.key(doUnzoom) + " leaves the picture first"
	case ofLabel && label.cell != nil && slices.Contains(where, "Label"):
		return said + keys.key(doLeave) + " leaves this cell first"
	case forMemes && evaluating && figures.page != matrixPage:
		return said + keys.key(doLeave) + " goes back first"
	case forMemes && evaluating:
		return said + keys.key(doOpen) + " opens a cell"
	case len(where) > 2:
		where = where[:2]
	}
	return said + "on " + strings.Join(where, " and ")
}

// placeOf is how the place of a screen is called.
func placeOf(s screen) string {
	if p, ok := s.(zoomable); ok && p.zoomed() {
		return pictureAlone
	}
	if l, ok := s.(*labelScreen); ok && l.cell != nil {
		return memesOfCell
	}
	return s.title()
}
