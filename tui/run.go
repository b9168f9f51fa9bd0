package tui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"memebench/labels/workers"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// Run shows the screens on the terminal of o until the annotator quits or ctx
// ends; then nothing is asked. On return no job runs, everything that was
// acknowledged is on disk, and the terminal is closed. The caller should end
// ctx on signals: Run installs no handlers, and a terminal in raw mode sends
// none for ctrl+c.
//
// The error is nil after an orderly end. It wraps [ErrUnderWay] when work that was
// cancelled did not stop in time or was not waited for: it may use the store, which
// must not be closed under it then. After a panic it wraps a [*workers.Panic]. Labels
// that could not be saved are rescued, and the error is that of Deps.Rescue too.
func Run(ctx context.Context, d Deps, o term.Window) (err error) {
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	leftBehind := func() {}
	defer func() {
		err = errors.Join(err, o.Terminal.Close())
		leftBehind()
	}()
	runner := jobs.New(d.Now, d.KeepTrace)
	a := build(inner, d, o, runner)
	a.display = o.Terminal

	// Bubble Tea neither reads nor writes the terminal here: package term does.
	p := tea.NewProgram(program{a}, tea.WithInput(nil), tea.WithoutRenderer(), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	o.Terminal.Listen(func(events []term.Event) { p.Send(terminalMsg(events)) })
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
		case <-time.After(jobsStopWithin + time.Second):
			p.Kill()
		}
	}()
	err = run(p)
	close(finished)
	rescued := a.rescue()
	if a.leftBehind != nil {
		leftBehind = a.leftBehind
	}

	err = errors.Join(err, a.stopErr)
	var fault *workers.Panic
	if !errors.As(err, &fault) && !errors.Is(err, ErrUnderWay) {
		// After an orderly end nothing runs any more; this is for the others.
		err = errors.Join(err, shutdown(inner, runner, jobsStopWithin))
	}
	if err != nil {
		err = fmt.Errorf("the screens: %w", err)
	}
	return errors.Join(rescued, err)
}

// run is the program's own loop, in which a panic is an error.
func run(p *tea.Program) (err error) {
	if fault := workers.Catch(func() { _, err = p.Run() }); fault != nil {
		p.Kill()
		return fault
	}
	return err
}

// faultMsg says that a command has panicked.
type faultMsg struct{ fault *workers.Panic }

// program has Bubble Tea run an app, whose view goes to the app's display.
type program struct{ *app }

func (p program) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if msg, ok := msg.(faultMsg); ok {
		p.stopErr = errors.Join(p.stopErr, msg.fault)
		return p, tea.Quit
	}
	_, cmd := p.app.Update(msg)
	return p, guarded(cmd)
}

func (p program) Init() tea.Cmd { return guarded(p.app.Init()) }

// View draws by itself: pixels and columns are more than a string says.
func (p program) View() string {
	p.display.Draw(p.app.draw())
	return ""
}

// guarded is a command whose panic is a message.
func guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		if fault := workers.Catch(func() { msg = cmd() }); fault != nil {
			return faultMsg{fault}
		}
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guarded(batch[i])
			}
		}
		return msg
	}
}

// build makes the program's model for one terminal.
func build(ctx context.Context, d Deps, o term.Window, runner *jobs.Runner) *app {
	f := o.Facts
	s := &session{
		ctx: ctx, deps: d, runner: runner, st: newStyles(o.Profile, o.Light, f.Widths),
		pics:   newPictures(ctx, o.Technique(), f.Cell),
		active: map[string]jobs.Snapshot{}, status: status{now: d.Now},
	}
	s.pics.hidden = d.wantsHidden()
	s.thumbs = newThumbs(s.pics)
	a := newApp(s, o.Suspend)
	a.keyboard.marks = f.Pastes
	a.data.find, a.data.overview.crossValidated = a.openFindOf, a.eval.crossValidated
	return a
}
