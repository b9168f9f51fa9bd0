package tui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"memebench/tui/jobs"
)

// Run shows the screens on the terminal of o until the annotator quits or ctx
// ends; then nothing is asked. On return no job runs, everything that was
// acknowledged is on disk, and the terminal is as it was. The caller should end
// ctx on signals: Run installs no handlers, and a terminal in raw mode sends
// none for ctrl+c.
//
// The error is nil after an orderly end. When a job did not stop in time it says
// so, and the store must not be closed under it.
func Run(ctx context.Context, d Deps, o Options) error {
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	runner := jobs.New(d.Now)
	a, out := build(inner, d, o, runner)

	p := tea.NewProgram(a, tea.WithInput(o.Input), tea.WithOutput(out.writer()), tea.WithAltScreen(), tea.WithoutSignalHandler())
	finished := make(chan struct{})
	go func() {
		select {
		case <-finished:
			return
		case <-ctx.Done():
		}
		p.Send(endMsg{})
		select {
		case <-finished:
		case <-time.After(patience + time.Second):
			p.Kill()
		}
	}()
	_, err := p.Run()
	close(finished)

	// After an orderly end nothing runs any more; this is for the others.
	stop, done := context.WithTimeout(inner, patience)
	defer done()
	err = errors.Join(err, a.stopErr, runner.Shutdown(stop))
	if err != nil {
		return fmt.Errorf("the screens: %w", err)
	}
	return nil
}

// build makes the program's model for one terminal.
func build(ctx context.Context, d Deps, o Options, runner *jobs.Runner) (*app, *Out) {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Blind == "" {
		d.Blind = BlindShown
	}
	r := lipgloss.NewRenderer(o.Output)
	r.SetColorProfile(o.Profile)
	r.SetHasDarkBackground(!o.Light)
	out := NewOut(o.Output)
	s := &session{
		ctx: ctx, deps: d, runner: runner, st: newStyles(r),
		pics:   newPictures(ctx, chooseTechnique(o), cell{o.Terminal.CellW, o.Terminal.CellH}),
		active: map[string]jobs.Snapshot{},
	}
	s.pics.hidden = d.wantsHidden()
	a := newApp(s, out, o.Suspend)
	a.queue(typedKeys(o.Terminal.Typed))
	return a, out
}
