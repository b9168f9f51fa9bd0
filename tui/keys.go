package tui

const (
	doLabel       action = "label"
	doUndo        action = "undo"
	doSkip        action = "skip"
	doAgree       action = "agree"
	doConfirm     action = "confirm"
	doFlag        action = "flag"
	doNote        action = "note"
	doEdit        action = "edit"
	doRedo        action = "redo"
	doAbout       action = "about"
	doBack        action = "previous"
	doOn          action = "next"
	doGoTo        action = "go-to"
	doWaiting     action = "next-waiting"
	doReveal      action = "model"
	doHide        action = "pictures"
	doZoom        action = "zoom"
	doUnzoom      action = "leave-zoom"
	doPanUp       action = "pan-up"
	doPanDown     action = "pan-down"
	doPanLeft     action = "pan-left"
	doPanRight    action = "pan-right"
	doView        action = "viewer"
	doUp          action = "up"
	doDown        action = "down"
	doLeft        action = "left"
	doRight       action = "right"
	doOpen        action = "open"
	doNextView    action = "view-after"
	doBeforeView  action = "view-before"
	doShares      action = "shares"
	doSlices      action = "slices"
	doFrames      action = "frames"
	doCloser      action = "closer"
	doFarther     action = "farther"
	doPageUp      action = "page-up"
	doPageDown    action = "page-down"
	doFirst       action = "first"
	doLast        action = "last"
	doLabelScreen action = "to-label"
	doEvalScreen  action = "to-evaluate"
	doTrainScreen action = "to-train"
	doDataScreen  action = "to-data"
	doCheckScreen action = "to-check"
	doCheckAgain  action = "check-again"
	doAlike       action = "alike"
	doPromote     action = "serve"
	doMark        action = "mark"
	doCompare     action = "compare"
	doRename      action = "name"
	doDelete      action = "delete"
	doEnter       action = "enter"
	doMarkTo      action = "mark-to"
	doMarkAll     action = "mark-all"
	doFind        action = "find"
	doSaveQuery   action = "save-query"
	doForgetQuery action = "forget-query"
	doAsGrid      action = "as-grid"
	doClear       action = "clear"
	doGridScreen  action = "to-grid"
	doLeave       action = "leave"
	doRetrain     action = "retrain"
	doCancel      action = "cancel"
	doTab         action = "screen-after"
	doTabBack     action = "screen-before"
	doCommands    action = "commands"
	doSettings    action = "settings"
	doNews        action = "news"
	doHelp        action = "keys"
	doDismiss     action = "dismiss"
	doQuit        action = "quit"
	doRepaint     action = "repaint"
	doSuspend     action = "suspend"
	doYes         action = "yes"
	doNo          action = "no"
	doPage        action = "page"
	doComplete    action = "complete"
	doReport      action = "report"
	doFormat      action = "format"

	// Without a key: commands (commands.go), and what a click does.
	doRollback  action = "rollback"
	doQueue     action = "queue"
	doGroup     action = "queue-group"
	doEvaluate  action = "evaluate"
	doDecide    action = "decide"
	doRelink    action = "relink"
	doGuide     action = "guide"
	doGoToMeme  action = "go to the meme that was clicked"
	doChoose    action = "choose the row that was clicked"
	doOtherPage action = "the page that was clicked"
)

var (
	labelKeys = keymap{
		{doLabel, []string{"1", "2", "3", "4", "5"}, "1-5", "label", "label: 1 very negative, 2 negative, 3 neutral, 4 positive, 5 very positive; then the next waiting meme", false},
		{doAgree, []string{" "}, "space", "agree", "agree with the model where it is shown: the level that it takes for the most probable, recorded as accepted; then the next waiting meme", false},
		{doUndo, []string{"u"}, "u", "undo", "take back what you said last (a level, skip, flag, note or caption) and return to its meme; again: what was before", false},
		{doSkip, []string{"s"}, "s", "skip", "skip: no label, and it stops waiting for one", false},
		{doFind, []string{"/"}, "/", "find", "find memes, and choose the queue", false},
		{doFlag, []string{"f"}, "f", "flag", "flag the meme as unfit: it leaves training and evaluation at once, and a reason can follow; on a flagged meme: take the flag away", false},
		{doNote, []string{"n"}, "n", "note", "write a note on the meme, or change it; empty: no note", false},
		{doReveal, []string{"b"}, "b", "model", "show what the model says before you answer (recorded with your label)", false},
		{doZoom, []string{"z"}, "z", "zoom", "the picture alone in the window; again: closer; again: back", false},
	}.over(globalKeys.only(doRetrain, doCancel)).over(keymap{
		{doBack, []string{"left", "h"}, "←→", "move", "the previous meme", true},
		{doOn, []string{"right", "l"}, "→ l", "", "the next meme", true},
		{doUp, []string{"up", "k"}, "↑↓", "caption", "scroll a long caption up", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "scroll a long caption down", true},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page of a long caption up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page of a long caption down", true},
		{doFirst, []string{"home"}, "home", "", "the beginning of a long caption", false},
		{doLast, []string{"end"}, "end", "", "the end of a long caption", false},
		{doEdit, []string{"e"}, "e", "edit", "edit the caption; the one that was imported is kept, and the model reads the new one", false},
		{doConfirm, []string{"y"}, "y", "", "confirm the level that you have given the meme, or in a cell the one that stands: give it again; then the next waiting meme", false},
		{doRedo, []string{"U", "ctrl+r"}, "U", "", "say again what undo took back last, as long as you have said nothing else since", false},
		{doAbout, []string{"enter"}, "enter", "about", "all about the meme: its file, group and row, and what was said of it", false},
		{doView, []string{"o"}, "o", "", "open the picture or video in the system's viewer, and the sound (without a viewer: say where the file is)", false},
		{doFrames, []string{"t"}, "t", "frames", "the frames of a video or a GIF, in the picture's place: up to eight, evenly spread over the first minute, as the model sees them; again: the picture", false},
		{doHide, []string{"i"}, "i", "", "hide the pictures, or show them again (remembered in the workspace)", false},
	})
	// Only memes in the order of import are known by their numbers.
	orderKeys = labelKeys.over(keymap{
		{doGoTo, []string{"g"}, "g", "go to", "go to a meme by its number, or the name of its picture", false},
		{doWaiting, []string{"w"}, "w", "", "the next meme that waits for you: of this queue, or else of all", false},
		{doNextView, []string{"]"}, "[ ]", "", "the next queue: in order, random, uncertain first, … and then the saved queries (remembered for you)", false},
		{doBeforeView, []string{"["}, "[", "", "the queue before", false},
	})
	// While a picture is zoomed, only what can be seen then can be done, and what people type behind
	// their keys without looking: it would label.
	zoomKeys = labelKeys.only(doLabel, doZoom).over(keymap{
		{doUnzoom, []string{"esc"}, "esc", "back", "back to the caption and the bars", false},
		{doPanUp, []string{"up", "k"}, "arrows", "move", "up, in a close-up", true},
		{doPanDown, []string{"down", "j"}, "↓ j", "", "down, in a close-up", true},
		{doPanLeft, []string{"left", "h"}, "← h", "", "to the left, in a close-up", true},
		{doPanRight, []string{"right", "l"}, "→ l", "", "to the right, in a close-up", true},
		{doCloser, []string{"+"}, "+", "", "closer", false},
		{doFarther, []string{"-"}, "-", "", "the whole picture again", false},
	}).over(labelKeys.only(doUndo, doRedo, doSkip, doFlag, doNote, doEdit, doView, doFrames))
	cellKeys = keymap{
		{doLeave, []string{"esc"}, "esc", "matrix", "back to the same cell of the matrix", false},
	}
	gridKeys = keymap{
		{doLabel, []string{"1", "2", "3", "4", "5"}, "1-5", "label", "label all marked memes, or the selected one, and select the next; more than 20 after a question, and memes of test never", false},
		{doMark, []string{"m"}, "m", "mark", "mark the selected meme and select the next; again: no longer", false},
		{doAgree, []string{" "}, "space", "agree", "each marked meme, or the selected one, gets the level that the model says of it, where that is shown", false},
		{doUndo, []string{"u"}, "u", "undo", "take back what was said last; what was said of several memes at once goes back as one", false},
		{doFind, []string{"/"}, "/", "find", "find memes, and choose the queue", false},
		{doSkip, []string{"s"}, "s", "skip", "skip all marked memes, or the selected one", false},
		{doFlag, []string{"f"}, "f", "flag", "flag all marked memes, or the selected one, as unfit, and a reason can follow; again: no longer", false},
		{doRedo, []string{"U", "ctrl+r"}, "U", "", "say again what undo took back last", false},
		{doMarkAll, []string{"*"}, "*", "all", "mark all memes of the queue, or none", false},
		{doMarkTo, []string{"v"}, "v", "to here", "mark all from the newest mark to the selected meme", false},
		{doCloser, []string{"+"}, "+ -", "size", "larger thumbnails", false},
		{doFarther, []string{"-"}, "-", "", "smaller thumbnails", false},
		{doOpen, []string{"enter"}, "enter", "open", "open the selected meme on Label", false},
		{doNote, []string{"n"}, "n", "note", "write a note on the selected meme, or change it; empty: no note", false},
		{doNextView, []string{"]"}, "[ ]", "order", "the next order: that of the queue, by likeness to the selected meme, the surest first, as imported", false},
		{doBeforeView, []string{"["}, "[", "", "the order before", false},
		{doReveal, []string{"b"}, "b", "model", "show what the model says of memes that you have not answered (recorded with your labels), or hide it", false},
		{doZoom, []string{"z"}, "z", "zoom", "the selected picture alone in the window; again: closer; again: back", false},
		{doLeft, []string{"left", "h"}, "arrows", "move", "the meme before", true},
		{doRight, []string{"right", "l"}, "→ l", "", "the meme after", true},
		{doUp, []string{"up", "k"}, "↑ k", "", "the meme above", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "the meme below", true},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page down", true},
		{doFirst, []string{"home"}, "home", "", "the first meme", false},
		{doLast, []string{"end"}, "end", "", "the last meme", false},
		{doWaiting, []string{"w"}, "w", "", "the next meme that waits for you; in disputed, re-ask, skipped and flagged, that is left", false},
		{doGoTo, []string{"g"}, "g", "", "select a meme by its number", false},
		{doView, []string{"o"}, "o", "", "open the picture's file in the system's viewer", false},
		{doHide, []string{"i"}, "i", "", "hide the pictures, or show them again (remembered in the workspace)", false},
		{doLeave, []string{"esc"}, "esc", "unmark", "take all marks away; put the news away", false},
	}
	// While a picture of Grid is zoomed, only what can be seen then can be done.
	gridZoomKeys = zoomKeys.only(doZoom, doUnzoom, doPanUp, doPanDown, doPanLeft, doPanRight, doCloser, doFarther, doView)
	evalKeys     = keymap{
		{doUp, []string{"up", "k"}, "arrows", "cell", "the cell above", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "the cell below", true},
		{doLeft, []string{"left", "h"}, "← h", "", "the cell to the left", true},
		{doRight, []string{"right", "l"}, "→ l", "", "the cell to the right", true},
		{doOpen, []string{"enter"}, "enter", "open", "open the memes of this cell and label them", false},
		{doNextView, []string{"]"}, "[ ]", "split", "evaluate on the next split: cv (train and val, cross-validated), val, test", false},
		{doBeforeView, []string{"["}, "[", "", "evaluate on the split before", false},
		{doSlices, []string{"t"}, "t", "slices", "in place of the matrix: slices, the least accurate first; then all metrics with their intervals, and how often the model is right where it is so sure; then the matrix again", false},
		{doShares, []string{"%"}, "%", "shares", "counts, or shares of the rows or of the columns, in the matrix", false},
		{doGoTo, []string{"g"}, "g", "version", "choose the version to evaluate, or with enter evaluate the same one again", false},
		{doCompare, []string{"c"}, "c", "compare", "compare with the version that is served, on the same rows", false},
		{doPromote, []string{"p"}, "p", "serve", "serve the evaluated version", false},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page of slices up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page of slices down", true},
		{doFirst, []string{"home"}, "home", "", "the least accurate slice", false},
		{doLast, []string{"end"}, "end", "", "the most accurate slice", false},
		{doHide, []string{"i"}, "i", "", "hide the pictures, or show them again (remembered in the workspace)", false},
	}.over(globalKeys.only(doRetrain, doCancel)).over(keymap{
		{doReport, []string{"o"}, "o", "report", "write a report of what is shown: as a page, Markdown, tables for LaTeX, or the memes as CSV", false},
		{doLeave, []string{"esc"}, "esc", "", "back to the matrix; put the news away", false},
	})
	checkKeys = keymap{
		{doConfirm, []string{"y"}, "y", "keep", "keep: the level that stands is right; the meme is not listed again", false},
		{doLabel, []string{"1", "2", "3", "4", "5"}, "1-5", "change to", "give the meme this level, whatever others say", false},
		{doAgree, []string{" "}, "space", "agree", "give the meme the level that is suggested", false},
		{doUndo, []string{"u"}, "u", "undo", "take back what was said last", false},
		{doSkip, []string{"s"}, "s", "later", "leave it for later: select the next row", false},
		{doFlag, []string{"f"}, "f", "flag", "flag the meme as unfit, and a reason can follow; again: no longer", false},
		{doNote, []string{"n"}, "n", "note", "write a note on the meme, or change it; empty: no note", false},
		{doNextView, []string{"]"}, "[ ]", "list", "the next list: likely errors, duplicates that differ, re-asks that differ, levels that are far off", false},
		{doBeforeView, []string{"["}, "[", "", "the list before", false},
		{doUp, []string{"up", "k"}, "↑↓", "row", "the row above", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "the row below", true},
		{doZoom, []string{"z"}, "z", "zoom", "the picture alone in the window; again: closer; again: back", false},
		{doGoTo, []string{"g"}, "g", "version", "choose the version by which errors are found: its config is cross-validated, or, of predictions from elsewhere, they are gone by", false},
		{doAlike, []string{"a"}, "a", "alike", "the labelled memes most like the selected one, by caption, picture and both", false},
		{doOpen, []string{"enter"}, "enter", "open", "open the selected meme on Label", false},
		{doReport, []string{"o"}, "o", "report", "write what is left of the list: as CSV, as a page, Markdown or tables for LaTeX", false},
		{doFind, []string{"/"}, "/", "find", "find memes, and choose the queue", false},
		{doRedo, []string{"U", "ctrl+r"}, "U", "", "say again what undo took back last", false},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page down", true},
		{doFirst, []string{"home"}, "home", "", "the first row", false},
		{doLast, []string{"end"}, "end", "", "the last row", false},
		{doHide, []string{"i"}, "i", "", "hide the pictures, or show them again (remembered in the workspace)", false},
	}
	// While a picture of Check is zoomed, only what can be seen then can be done.
	checkZoomKeys = checkKeys.only(doLabel, doZoom).over(zoomKeys.only(doUnzoom, doPanUp, doPanDown, doPanLeft, doPanRight, doCloser, doFarther)).
			over(checkKeys.only(doUndo, doRedo, doSkip, doFlag, doNote))
	trainKeys = keymap{
		{doUp, []string{"up", "k"}, "↑↓", "version", "the version above", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "the version below", true},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page of versions up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page of versions down", true},
		{doFirst, []string{"home"}, "home", "", "the newest version", false},
		{doLast, []string{"end"}, "end", "", "the oldest version", false},
		{doPromote, []string{"p"}, "p", "serve", "serve the selected version", false},
		{doCompare, []string{"c"}, "c", "compare", "compare with the served or the marked version, on the same rows", false},
		{doMark, []string{"m"}, "m", "mark", "mark the selected version: others are compared with it instead of the served one; again: no longer", false},
		{doNextView, []string{"]"}, "[ ]", "view", "the next view of the version: curves, config, labels", false},
		{doBeforeView, []string{"["}, "[", "", "the view before", false},
	}.over(globalKeys.only(doRetrain, doCancel)).over(keymap{
		{doRename, []string{"n"}, "n", "name", "give the selected version a name, by which commands know it; versions with a name are not pruned", false},
		{doDelete, []string{"d"}, "d", "delete", "delete the selected version, with its predictions; labels stay as they are", false},
		{doOpen, []string{"enter"}, "enter", "details", "show what there is of the selected version, in place of the list (in small windows)", false},
		{doGoTo, []string{"g"}, "g", "", "choose a version from a list, by its number or name", false},
		{doReport, []string{"o"}, "o", "report", "write a report of the selected version, beside the one that it is compared with: as a page, Markdown or tables for LaTeX", false},
		{doLeave, []string{"esc"}, "esc", "", "back to the list of versions; put the news away", false},
	})
	dataKeys = keymap{
		{doOpen, []string{"enter"}, "enter", "open these", "find the memes that the selected annotator has labelled", false},
		{doUp, []string{"up", "k"}, "↑↓", "row", "the annotator above", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "the annotator below", true},
		{doShares, []string{"%"}, "%", "shares", "counts of the levels, or their shares", false},
		{doNextView, []string{"]"}, "[ ]", "view", "the next view: overview (levels, what is missing, can the labels be learned?), people, the guide", false},
		{doBeforeView, []string{"["}, "[", "", "the view before", false},
		{doFind, []string{"/"}, "/", "find", "find memes, and choose the queue", false},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page of annotators up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page of annotators down", true},
		{doFirst, []string{"home"}, "home", "", "the first annotator", false},
		{doLast, []string{"end"}, "end", "", "the last annotator", false},
	}.over(globalKeys.only(doRetrain, doCancel)).over(keymap{
		{doReport, []string{"o"}, "o", "report", "write a report of memes and labels, or of how far people agree: as a page, Markdown, tables for LaTeX, or the memes with their gold levels as CSV", false},
	})
	globalKeys = keymap{
		{doRetrain, []string{"r"}, "r", "retrain", "train a new version in the background, on the labels of train; on Evaluate, evaluate it there afterwards", false},
		{doCancel, []string{"x"}, "x", "cancel", "cancel what runs in the background", false},
		{doTab, []string{"tab"}, "tab", "next screen", "the next screen", true},
		{doTabBack, []string{"shift+tab"}, "shift+tab", "", "the previous screen", true},
		{doLabelScreen, []string{"L"}, "L", "", "to Label", false},
		{doGridScreen, []string{"G"}, "G", "", "to Grid", false},
		{doEvalScreen, []string{"E"}, "E", "", "to Evaluate", false},
		{doCheckScreen, []string{"C"}, "C", "", "to Check", false},
		{doTrainScreen, []string{"T"}, "T", "", "to Train", false},
		{doDataScreen, []string{"D"}, "D", "", "to Data", false},
		{doCommands, []string{":", "ctrl+p"}, ":", "commands", "all commands, found by typing", false},
		{doSettings, []string{","}, ",", "", "the settings of this workspace", false},
		{doNews, []string{"!"}, "!", "", "all news of this session, with their times", false},
		{doRepaint, []string{"ctrl+l"}, "ctrl+l", "", "draw the whole window again", false},
		{doDismiss, []string{"esc"}, "esc", "", "back; put the news away", false},
		{doQuit, []string{"q", "ctrl+c"}, "q", "quit", "quit; asks first if something runs", false},
		{doHelp, []string{"?"}, "?", "keys", "these keys; again: the guide of this workspace", false},
		{doSuspend, []string{"ctrl+z"}, "ctrl+z", "", "back to the shell, with everything held; fg comes back", false},
	}
	askKeys = keymap{
		{doYes, []string{"y"}, "y", "yes", "yes", false},
		{doNo, []string{"n", "esc"}, "esc", "no", "no", false},
		{doHelp, []string{"?"}, "?", "keys", "these keys, and the guide", false},
	}
	promptKeys = keymap{
		{doEnter, []string{"enter"}, "enter", "done", "take what is written", false},
		{doNo, []string{"esc", "ctrl+c"}, "esc", "leave it", "leave it as it was", false},
	}
	fileKeys = promptKeys.over(keymap{
		{doFormat, []string{"tab"}, "tab", "format", "the next format, by the ending of the name", true},
	})
	helpKeys = keymap{
		{doLeave, []string{"esc", "q", "enter"}, "esc", "close", "close", false},
		{doPage, []string{"[", "]", "tab", "shift+tab", "left", "right", "h", "l"}, "[ ]", "page", "the other page", false},
		{doHelp, []string{"?"}, "?", "keys", "the other page", false},
	}.over(scrollKeys)
	aboutKeys = keymap{
		{doLeave, []string{"esc", "q", "enter"}, "esc", "close", "close", false},
	}.over(scrollKeys)
	newsKeys = keymap{
		{doLeave, []string{"esc", "q", "enter", "!"}, "esc", "close", "close", false},
		{doHelp, []string{"?"}, "?", "keys", "the keys of the screen beneath", false},
	}.over(scrollKeys)
	scrollKeys = keymap{
		{doUp, []string{"up", "k"}, "↑↓", "scroll", "scroll up", true},
		{doDown, []string{"down", "j", " "}, "↓ j", "", "scroll down", true},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page down", true},
		{doFirst, []string{"home"}, "home", "", "to the top", false},
		{doLast, []string{"end"}, "end", "", "to the end", false},
	}
	commandKeys = keymap{
		{doEnter, []string{"enter"}, "enter", "do it", "do what is chosen", false},
		{doUp, []string{"up"}, "↑↓", "choose", "the command above", true},
		{doDown, []string{"down"}, "↓", "", "the command below", true},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page down", true},
		{doComplete, []string{"tab"}, "tab", "complete", "write the whole name of what is chosen", false},
		{doLeave, []string{"esc", "ctrl+c", "ctrl+p"}, "esc", "back", "back, and do nothing", false},
		{doHelp, []string{"?"}, "?", "keys", "the keys of the screen beneath", false},
	}
	versionKeys = keymap{
		{doEnter, []string{"enter"}, "enter", "show it", "show what the chosen version makes of the memes", false},
		{doUp, []string{"up"}, "↑↓", "choose", "the version above", true},
		{doDown, []string{"down"}, "↓", "", "the version below", true},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page down", true},
		{doLeave, []string{"esc", "ctrl+c"}, "esc", "back", "back, with the version that there was", false},
		{doHelp, []string{"?"}, "?", "keys", "the keys of the screen beneath", false},
	}
	findKeys = keymap{
		{doEnter, []string{"enter"}, "enter", "label these", "open what is found on Label, as a queue", false},
		{doUp, []string{"up"}, "↑↓", "choose", "the queue above: its words appear in the line", true},
		{doDown, []string{"down"}, "↓", "", "the queue below", true},
		{doComplete, []string{"tab"}, "tab", "complete", "write on what is begun, as far as it can be meant", false},
		{doSaveQuery, []string{"ctrl+s"}, "ctrl+s", "save", "save the query under a name, as a queue", false},
		{doAsGrid, []string{"ctrl+g"}, "ctrl+g", "as grid", "open what is found as a grid", false},
		{doForgetQuery, []string{"ctrl+d"}, "ctrl+d", "delete", "delete the saved query that is chosen, after a question", false},
		{doLeave, []string{"esc", "ctrl+c"}, "esc", "back", "back, with the queue that there was", false},
		{doClear, []string{"ctrl+u"}, "ctrl+u", "clear", "empty the line", false},
		{doPageUp, []string{"pgup"}, "pgup", "", "a page of queues up", true},
		{doPageDown, []string{"pgdown"}, "pgdown", "", "a page of queues down", true},
		{doHelp, []string{"?"}, "?", "keys", "the keys; esc comes back to what is written", false},
	}
	settingsKeys = keymap{
		{doEnter, []string{"enter", "right", "l", " "}, "enter", "change", "the next value, or write one", false},
		{doUp, []string{"up", "k"}, "↑↓", "choose", "the setting above", true},
		{doDown, []string{"down", "j"}, "↓ j", "", "the setting below", true},
		{doLeave, []string{"esc", "q", ","}, "esc", "close", "close", false},
		{doHelp, []string{"?"}, "?", "keys", "the keys of the screen beneath", false},
	}
)
