package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels"
	"memebench/tui/jobs"
)

// endMsg says that the session shall end: the program is told to, or the
// connection is gone. Nobody is there to be asked.
type endMsg struct{}

// stoppedMsg says that nothing runs any more and everything is on disk.
type stoppedMsg struct {
	err     error
	saved   bool  // what had not been saved is now, or was rescued
	rescued error // says where
}

// How long a job that was cancelled may take to stop; the shorter time is for whoever
// has pressed ctrl+c twice and wants to be out within a second.
const (
	jobsStopWithin    = 10 * time.Second
	hurriedStopWithin = 700 * time.Millisecond
)

// endTime is how long the end of the session waits for a label, or a meme, that is on
// its way: some disks take as long. After that what is not saved is rescued: whoever
// ends the program waits a second at most.
const endTime = 400 * time.Millisecond

// keepUnfinished keeps what is being written, for who reads it once the screens are gone.
func (a *app) keepUnfinished() {
	if a.ask == nil || a.ask.unfinished() == "" {
		return
	}
	of, text := a.ask.title, a.ask.unfinished()
	a.leftBehind = func() { a.deps.Unfinished(of, text) }
}

// hangsMsg says that the end has waited for so long.
type hangsMsg struct{}

func endTick() tea.Cmd {
	return tea.Tick(endTime, func(time.Time) tea.Msg { return hangsMsg{} })
}

// hangs ends the program although the store has not answered, if there is something to
// be rescued.
func (a *app) hangs() tea.Cmd {
	if len(a.unsaved.left()) == 0 || !a.busy() && !a.cursorBusy {
		return nil
	}
	a.stopErr = errors.Join(a.stopErr, errors.New("left while the store had not answered"))
	return tea.Quit
}

// quit ends the program, after a question if labels cannot be saved, or if something
// runs.
func (a *app) quit() tea.Cmd {
	if len(a.unsaved.events) > 0 {
		return a.flush()
	}
	return a.quitJobs()
}

// quitJobs ends the program, after a question if something runs.
func (a *app) quitJobs() tea.Cmd {
	what := a.toStop()
	if what == "" {
		return a.stop()
	}
	a.float = nil
	a.ask = &dialog{
		title: "Quit and stop " + what + "?",
		note:  "Labels are safe: each was on disk when its key was answered. Once nothing runs, this quits by itself.",
		does:  "quit and stop it", leaves: "stay",
		yes: a.stop, insist: true, jobs: true,
	}
	return nil
}

// toStop names what runs and would be stopped by the end; empty for nothing. It asks the
// runner: news of an ending may still be on its way.
func (a *app) toStop() string {
	running := slices.DeleteFunc(a.runner.Active(), func(j jobs.Snapshot) bool {
		return slices.Contains([]string{jobBackup, jobQueue, jobStats, jobDescribe, jobFrames}, j.Kind) // made the next time
	})
	n := len(running)
	if n == 0 {
		return ""
	}
	j := running[n-1]
	what := jobName(j)
	if amount := jobAmount(j); amount != "" {
		what += " (" + amount + ")"
	}
	if n > 1 {
		what += fmt.Sprintf(" and %d more", n-1)
	}
	return what
}

// nothingToStop ends the program once the last job has ended by itself while the question
// whether to stop it was open: nothing keeps whoever wants to quit any more.
func (a *app) nothingToStop() tea.Cmd {
	if a.ask == nil || !a.ask.jobs || a.toStop() != "" {
		return nil
	}
	return a.stop()
}

// stop puts on disk what is not saved yet, or has it rescued, cancels the jobs and waits
// for them, and puts on disk where to resume.
func (a *app) stop() tea.Cmd {
	a.stopping, a.ask, a.float = true, nil, nil
	if a.cursorBusy {
		return nil // goes on when that write has ended
	}
	ctx, d, runner := a.ctx, a.deps, a.runner
	wait := jobsStopWithin
	if a.hurry {
		wait = hurriedStopWithin
	}
	key, id := PlaceSetting(d.Annotator), a.cursor
	if id == a.cursorSaved {
		id = ""
	}
	events, why := a.unsaved.left(), a.unsaved.why
	return func() tea.Msg {
		var msg stoppedMsg
		// Before the jobs are waited for: who ends the program may not wait for them.
		if len(events) > 0 {
			msg.saved = true
			if !d.lastTry(events) {
				msg.rescued = d.Rescue(events, why)
			}
		}
		msg.err = shutdown(ctx, runner, wait)
		if id != "" && msg.rescued == nil {
			msg.err = errors.Join(msg.err, d.Settings.SetSetting(key, id))
		}
		return msg
	}
}

// stopped ends the program once nothing runs any more.
func (a *app) stopped(msg stoppedMsg) tea.Cmd {
	if msg.saved {
		a.unsaved.answered(nil)
	}
	a.rescued = msg.rescued
	a.stopErr = errors.Join(a.stopErr, msg.err)
	return tea.Quit
}

// flush tries once more to save what is not saved.
func (a *app) flush() tea.Cmd {
	a.flushing, a.unsaved.saving = true, a.unsaved.events
	d, events := a.deps, a.unsaved.events
	return func() tea.Msg {
		_, err := d.Log.Append(events...)
		return flushedMsg{err}
	}
}

// flushed goes on with leaving the program, or asks first.
func (a *app) flushed(msg flushedMsg) tea.Cmd {
	a.flushing = false
	before := len(a.unsaved.left())
	n := count(before, "label")
	a.unsaved.answered(msg.err)
	left := len(a.unsaved.left())
	switch {
	case a.ending || a.stopping:
		return nil // nobody is there to be asked
	case msg.err != nil && left < before: // the others were refused together with what is not wanted any more
		a.allSaved()
		a.status.warn("%v", msg.err)
		if left == 0 {
			return nil // who reads that quits once more
		}
		return a.flush()
	case msg.err == nil:
		a.status.did("saved %s that had not been", n)
		a.allSaved()
		return tea.Batch(a.summaryCmd(), a.quitJobs())
	}
	note := fmt.Sprintf("%v. What is not saved is written to a file, which can be brought in later.", msg.err)
	if what := a.toStop(); what != "" {
		note += fmt.Sprintf(" It stops %s.", what)
	}
	a.float = nil
	a.ask = &dialog{
		title: fmt.Sprintf("%s %s: quit?", n, notSaved),
		note:  labels.Printable(note),
		does:  "quit, and write the file", leaves: "stay",
		yes: a.stop, insist: true,
	}
	return nil
}

// rescue hands what is not saved to Deps.Rescue, once the screens are left, and
// returns what that, or an earlier one, says.
func (a *app) rescue() error {
	if left := a.unsaved.left(); len(left) > 0 {
		a.rescued = errors.Join(a.rescued, a.deps.Rescue(left, a.unsaved.why))
	}
	return a.rescued
}

// ErrUnderWay means that the screens were left while work was still under way.
var ErrUnderWay = errors.New("left while work was still under way")

// shutdown cancels the jobs and waits for them no longer than d.
func shutdown(ctx context.Context, runner *jobs.Runner, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	if err := runner.Shutdown(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrUnderWay, err)
	}
	return nil
}
