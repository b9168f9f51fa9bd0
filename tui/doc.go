// Package tui is the face of memebench: the screens in which memes are labelled, and
// the model is evaluated and retrained.
//
// [Run] takes what it needs from the rest of the program as [Deps] (a store seen
// through small interfaces, use cases as functions) and everything about one
// terminal as [term.Window]. Nothing here is global, so that one process can serve
// several terminals.
//
//   - Package term (tui/term) is the terminal: what it can do, what is typed, and how
//     text and images get on it.
//   - Package jobs (tui/jobs) runs what lasts.
//   - Package cli (tui/cli) is the command line, and wires all packages together; in it,
//     quiet keeps a library's questions off the terminal.
//   - Package team (tui/team) is what several share who work at a time, members (tui/members) who
//     they are, and sshd (tui/sshd) their way in.
//   - Package tuitest (tui/tuitest) keeps the parts of Markdown files true that are made
//     from the program.
//
// # Screens
//
// The root is app. It hands keys and messages to its screens, which share a session:
// labelScreen (also for the memes of a matrix cell), gridScreen, evalScreen, checkScreen,
// trainScreen and dataScreen. Rules that hold for all of them:
//
//   - Update does no I/O and never blocks. Reading and writing the store happens
//     in commands, which change no state: they return a message that says what
//     happened.
//   - Work that lasts (fetching, encoding, training, evaluating) is a job of a
//     [jobs.Runner]; a command only waits for news of it.
//   - A key that labels counts for a meme that could be read when it was pressed:
//     some time after its frame was written and has arrived (showing.go,
//     [term.Written]). So does one that agrees with the
//     model, or confirms a level, for the level that could be read; the y of a question; and
//     a key that takes back what was said before, after one that has done nothing. A click is
//     aimed at the window as it could be seen, and a double click answers once (mouse.go). Keys that
//     a person has not meant count for nothing (keyboard.go, meant.go). Others wait while a
//     label is on its way to disk, and are applied in order after it.
//   - "Saved" is said when the store has said so, not before. What it refuses is kept
//     until it takes it, or the program ends and has it rescued (unsaved.go).
//   - The status is a list of notices, each with what ends it: a key, a while, the end
//     of a job, that it is not so any more (status.go). No code looks into the text of a notice or changes it.
//   - All parts of a screen have their places by the size of the window alone, never by
//     what is in them: nothing moves when something arrives. Each is put at its cells on a
//     canvas, which cuts what has no room (canvas.go).
//   - Nothing is said by a colour alone (styles.go).
//   - Each key is defined once, in keys.go; hints and help are made from there.
//
// A new screen is a type with the methods of screen (go doc -u ./tui screen), at first in
// three files: x.go has its state, its keys, what they do and what they ask first, and
// takes in what its commands have brought; xlayout.go says where its parts are in a window
// of any size, and is tested without drawing; xview.go draws them there, and nothing in
// x.go uses it. Then
//
//   - app.go: its tab (newApp, screens). What lies over a screen, as the
//     memes of a cell do over Evaluate, is returned by front instead of it. All tabs
//     together have allTabs cells (layout.go), each as many as its title and two.
//   - screen.go: its tab, and the action that opens it (tabActions), which keys.go gives a
//     key everywhere, meanings.go puts into words and, if not everybody may, teamrights.go
//     gives to some.
//   - keys.go: its keymap. Hints, help and the tables in README.md come from there.
//   - deps.go: what it needs of the rest of the program, which tui/cli/workbench.go
//     gives it. What it reads is a method of Reader, which db.Reader and fakeStore have and
//     a suite in db/dbtest holds both to.
//   - summary.go (summaryCame), if it shows what the summary of the workspace says. What the
//     summary does not say yet begins in eval/summary.go, db/reader.go, the Summary of
//     db/dbtest and that of fakeStore.
//   - versionsheet.go (versioned), if it shows what one version makes of the memes: `g` then
//     opens the list from which another one is chosen.
//   - update.go (afterMessage) and window.go (draw), if it has pictures: afterMessage asks
//     the screens for them, and draw shows that of one that is pictured.
//   - jobline.go, background.go, jobdone.go: kind (jobKinds), start and end of the job
//     by which it has something done in the background. What a job is doing is said by the
//     verb of its phase (jobVerbs), and its end by the Go type of its result (jobSays): one
//     that another job has too is told apart by the kind.
//   - view_test.go: scenes, of which golden files are kept.
//
// Another way through the memes is no screen but a queue (queue.go): a type with its
// methods, which a labelScreen is made with, as newLabelScreen does. What a matrix cell
// has beyond that (its title, the way back to the matrix, that labels are
// adjudications, that the model is hidden in test) depends on labelScreen.cell, which other
// queues leave nil.
//
// # Where things are
//
// A file that is not listed is a part of one whose name begins its own: labelview.go of label.go.
// Files do not use each other in circles: from those that no other uses, down:
//
//	run.go        one run of the program, from start to orderly end
//	plain.go      labelling line by line, without a full screen
//	plainqueue.go queues by name, in lines
//	teamjobs.go   what the server of a team does by itself
//	update.go     who a message is for
//	jobdone.go, summary.go, resume.go    news and ends of jobs; what the workspace holds now; where the next session begins
//	input.go, mouse.go       what a key does: press, question, action; and what a click does
//	meant.go      which keys nobody has meant
//	quit.go, training.go     the end: questions, labels not saved, jobs; trainings, asked for or not
//	window.go, hints.go      the whole window: header, context, body, news, hints
//	findact.go, finding.go    what the keys of find do; opens what is found
//	help.go (with markdown.go), newssheet.go, checknear.go, aboutnear.go, about.go, commands.go, versionsheet.go, settings.go    what floats over it
//	picklist.go   a line and rows, of which one is chosen
//	meanings.go   where a key is of use
//	app.go        the root's state, and what floats
//	showing.go    what a person sees, as far as a key can be meant for it
//	find.go       what finds memes, with its layout and view
//	screen.go     what the root asks of a screen
//	doneview.go, saidview.go, stripview.go    on Label: the end of a queue, what people say, the last answers
//	matrix.go, cellview.go, slicesview.go, metricsview.go, sureview.go, figuresview.go (with figureslayout.go)    the parts of Evaluate
//	compareview.go    two versions side by side, for Train
//	checkact.go    what the keys of Check do
//	evaluateact.go    what the keys of Evaluate do
//	gridact.go, gridupdate.go, grid.go    what the keys of Grid do, what its commands have brought, and the rest of it
//	labelact.go, labelsay.go    what the keys of Label do, and what is said of a meme by them
//	label.go, evaluate.go, check.go, train.go, data.go, with the layout and views of each
//	guide.go      the workspace's guide, when it has changed
//	checksince.go    what has changed since a list of Check was made
//	dataoverview.go    what memes and labels are, for Data
//	queuestart.go, queueend.go, queuechoice.go, queueing.go    which queue one goes through, from the first to the last meme
//	queuewanted.go    a queue that is asked for, and made
//	reason.go    why memes are unfit that were flagged
//	report.go    asks for the file of a report, and has it written
//	framesact.go    frames in the place of a picture: decoded, shown, and gone
//	labelcmds.go, background.go    what is read and written for a meme; what jobs do
//	compared.go    how two versions compare
//	changedsince.go, corrections.go    what has changed since a list or a comparison, and of the rows of an evaluation
//	thumbs.go (with thumbview.go), card.go, memeview.go, zoomact.go, zoom.go, near.go, caption.go, viewer.go, hide.go, knownitems.go    parts of screens
//	slow.go       what is said while a label is not yet on disk
//	retraining.go    when a training starts by itself
//	event.go, blind.go    what is recorded of a key, and what may be seen of the model
//	teamrights.go, teamnews.go    in a team: what is allowed, what others have started and written
//	jobline.go    the kinds of jobs, and what one is doing
//	session.go    what the screens share: summary, notices, question, jobs, pictures
//	given.go, pace.go, unsaved.go     what was said last, how fast, and what is not on disk
//	teamqueue.go    in a team: past what others were given
//	cellqueue.go, rankedqueue.go, queue.go    which meme comes next
//	ownsettings.go    what each annotator chooses
//	deps.go, keymap.go    what the rest of the program gives; other keys, as somebody has chosen
//	dialog.go (with longfield.go), status.go, picture.go (with film.go), float.go    questions, news, pictures, and texts that scroll
//	textfield.go  a line of text that is written
//	keyboard.go, keys.go              presses; what they do
//	bindings.go   what a key is bound to
//	layout.go, canvas.go              the places of the frame, cells
//	plot.go, chart.go, text.go (with joiner.go), styles.go    curves, bars, numbers in words, colours
//
// The matrix on Evaluate is that of an evaluation, whatever is labelled afterwards:
// what was said of its rows since is marked in the cells (corrections.go), and
// counted only by the next evaluation, which r there has follow a training.
//
// Bubble Tea runs the loop of messages only; package term reads and writes the terminal.
// Pictures are drawn in the background for the place that they have (picture.go). Real
// pixels are never part of a row: they are sent beside the frame, once.
package tui
