package tui

import (
	"errors"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/tui/jobs"
)

// endMsg says that the session shall end: the program is told to, or the
// connection is gone. Nobody is there to be asked.
type endMsg struct{}

// stoppedMsg says that nothing runs any more and everything is on disk.
type stoppedMsg struct {
	err     error
	settled bool  // what had not been saved is now, or was rescued
	rescued error // says where
}

// How long a job that was cancelled may take to stop; the shorter time is for whoever
// has pressed ctrl+c twice and wants to be out within a second.
const (
	patience      = 10 * time.Second
	shortPatience = 700 * time.Millisecond
)

// endTime is how long the end of the session waits for a label, or a meme, that is on its
// way: some disks take as long. After that what is not saved is rescued: whoever ends the program waits a
// second at most.
const endTime = 400 * time.Millisecond

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

// quit ends the program, after a question if labels cannot be saved, and another one
// if something runs.
func (a *app) quit() tea.Cmd {
	if len(a.unsaved.events) > 0 {
		return a.flush()
	}
	return a.quitJobs()
}

// quitJobs ends the program, after a question if something runs.
func (a *app) quitJobs() tea.Cmd {
	// Asked of the runner: news of an ending may still be on its way.
	running := slices.DeleteFunc(a.runner.Active(), func(j jobs.Snapshot) bool { return j.Kind == jobBackup }) // made the next time
	n := len(running)
	if n == 0 {
		return a.stop()
	}
	j := running[n-1]
	what := jobName(j)
	short := what
	if amount := jobAmount(j); amount != "" {
		what += " (" + amount + ")"
	}
	if n > 1 {
		more := fmt.Sprintf(" and %d more", n-1)
		what += more
		short += more
	}
	a.help = nil
	a.ask = &dialog{question: "Quit and stop " + what + "?  Labels are safe.", short: "Quit and stop " + short + "?", yes: a.stop, insist: true}
	return nil
}

// stop puts on disk what is not saved yet, or has it rescued, cancels the jobs and waits
// for them, and puts on disk where to resume.
func (a *app) stop() tea.Cmd {
	a.stopping, a.ask, a.help = true, nil, nil
	if a.cursorBusy {
		return nil // goes on when that write has ended
	}
	ctx, d, runner := a.ctx, a.deps, a.runner
	wait := patience
	if a.hurry {
		wait = shortPatience
	}
	key, id := cursorKey(d.Annotator), a.cursor
	if id == a.cursorSaved {
		id = ""
	}
	events, why := a.unsaved.left(), a.unsaved.why
	return func() tea.Msg {
		var msg stoppedMsg
		// Before the jobs are waited for: who ends the program may not wait for them.
		if len(events) > 0 {
			msg.settled = true
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
	if msg.settled {
		a.unsaved.settle(nil)
	}
	a.rescued = msg.rescued
	a.stopErr = errors.Join(a.stopErr, msg.err)
	return tea.Quit
}
