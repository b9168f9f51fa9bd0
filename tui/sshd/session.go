package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/ssh"

	"memebench/labels"
	"memebench/labels/workers"
	"memebench/tui/members"
	"memebench/tui/term"
)

// Why a session ends, as its annotator is told.
var (
	errElsewhere = errors.New("you have opened memebench in another terminal")
	errStopping  = errors.New("the server stops")
	errIdle      = errors.New("nothing was typed for long: connect again to go on")

	// Nobody is told of these.
	errGone   = errors.New("the client is gone")
	errSilent = errors.New("the client takes or answers nothing any more")
)

// ErrRemoved is why a session ends whose member is none any more, and does not come back.
var ErrRemoved = errors.New("you are no member of this team any more")

// ErrNotSaved is matched by the error of screens that end before all that their member has said
// is in the store.
var ErrNotSaved = errors.New("not everything is saved")

// live is a session with screens.
type live struct {
	end  context.CancelCauseFunc
	gone chan struct{} // closed when everything of it is on disk
}

// enter takes the place of an older session of the member, once that has ended. It is an
// error where there is no room for another member.
func (s *Server) enter(ctx context.Context, name string, me *live) error {
	for {
		s.mu.Lock()
		old := s.live[name]
		full := old == nil && s.o.MaxSessions > 0 && len(s.live) >= s.o.MaxSessions
		if old == nil && !full {
			s.live[name] = me
		}
		s.mu.Unlock()
		switch {
		case full:
			return fmt.Errorf("%d annotators are here, which is the most: come again later", s.o.MaxSessions)
		case old == nil:
			return nil
		}
		old.end(errElsewhere)
		select {
		case <-old.gone:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// leave ends the session of a member.
func (s *Server) leave(name string, me *live) {
	s.mu.Lock()
	delete(s.live, name)
	s.mu.Unlock()
	close(me.gone)
}

// screens shows a member the screens.
func (s *Server) screens(ss ssh.Session, m members.Member, log *slog.Logger) {
	t, ok := s.terminalOf(ss)
	if !ok {
		fmt.Fprintf(ss.Stderr(), "memebench: the screens need a terminal: ssh -t; without one, ssh HOST help shows what there is\n")
		_ = ss.Exit(2)
		return
	}
	if t.name == "dumb" {
		fmt.Fprintf(ss, "memebench: this terminal cannot move the cursor (TERM=dumb): ssh HOST %s labels line by line\r\n", linesCommand)
		_ = ss.Exit(2)
		return
	}
	s.sit(ss, m, log, "Everything that you have labelled is saved.", "not everything that you have said is saved", func(ctx context.Context, in *typed, out io.Writer, gone func()) error {
		in.gone = gone // the connection may outlive its session: it is the input that ends with it
		return s.show(ctx, ss, m, t, in, out, log)
	})
}

// linesCommand is the command by which a member labels line by line.
const linesCommand = "plain"

// lines has a member label line by line. What is typed is edited and shown by the client, as for
// any command.
func (s *Server) lines(ss ssh.Session, m members.Member, log *slog.Logger) {
	if _, has := s.terminalOf(ss); has {
		fmt.Fprintf(ss.Stderr(), "memebench: ssh HOST %s needs no terminal here: leave out -t\n", linesCommand)
		_ = ss.Exit(2)
		return
	}
	// What could not be saved was said, and is kept nowhere.
	s.sit(ss, m, log, "What was called saved is on disk.", "what was called saved is no longer in the workspace", func(ctx context.Context, in *typed, out io.Writer, _ func()) error {
		log.Info("came", "role", string(m.Role), "by", linesCommand)
		return s.o.Lines(ctx, m, in, out) // which ends with its input
	})
}

// sit is a member's session, with what show has the member do there, the sentence that is said at its
// end of what is saved, unless show has an error, and what begins that where it is not.
func (s *Server) sit(ss ssh.Session, m members.Member, log *slog.Logger, saved, unsaved string, show func(ctx context.Context, in *typed, out io.Writer, gone func()) error) {
	ctx, end := context.WithCancelCause(s.ctx)
	defer end(nil)
	in := &typed{r: ss, now: s.o.Now, gone: func() {}}
	in.typedNow()
	out := &watched{w: ss, now: s.o.Now}
	defer context.AfterFunc(ss.Context(), func() { end(errGone) })()

	me := &live{end, make(chan struct{})}
	if err := s.enter(ctx, m.Name, me); err != nil {
		fmt.Fprintf(out, "memebench: %v.\r\n", err)
		_ = ss.Exit(1)
		return
	}
	defer s.leave(m.Name, me)
	var watching sync.WaitGroup
	defer watching.Wait()
	done := make(chan struct{})
	defer close(done)
	watching.Go(func() {
		if fault := workers.Catch(func() { s.watch(ctx, ss, m, in, out, end, log) }); fault != nil {
			log.Error("a fault of the program: nobody watches this session", "error", printable(fault))
		}
	})
	watching.Go(func() { s.cutOff(ctx, ss, done, log) })

	began := s.o.Now()
	var err error
	if fault := workers.Catch(func() { err = show(ctx, in, out, func() { end(errGone) }) }); fault != nil {
		err = fault
	}
	cause := context.Cause(ctx)
	level := slog.LevelInfo
	if errors.Is(err, ErrNotSaved) || errors.Is(err, ErrLastAnswer) {
		level = slog.LevelError
	}
	log.Log(ctx, level, "left", "after", s.o.Now().Sub(began).Round(time.Second), "why", why(cause), "error", printable(err))
	switch {
	case errors.Is(err, ErrNotSaved) && !errors.Is(cause, errGone) && !errors.Is(cause, errSilent):
		because := ""
		if cause != nil {
			because = fmt.Sprintf("memebench: %v.\r\n", cause)
		}
		fmt.Fprintf(out, "%smemebench: %s: the server has it in a file.\r\nTell the one who runs it.\r\n", because, unsaved)
		_ = ss.Exit(1)
	case cause == nil && errors.Is(err, ErrLastAnswer):
		fmt.Fprintf(out, "memebench: your last answer is NOT saved. %s\r\n", saved)
		_ = ss.Exit(1)
	case cause == nil && err != nil:
		fmt.Fprintf(out, "memebench: a fault has ended these screens. What was saved is safe.\r\nConnect again to go on.\r\n")
		_ = ss.Exit(1)
	case cause == nil:
		fmt.Fprintf(out, "memebench: goodbye. %s\r\n", saved)
		_ = ss.Exit(0)
	case errors.Is(cause, errSilent):
		hangUp(ss)
	case !errors.Is(cause, errGone):
		fmt.Fprintf(out, "memebench: %v.\r\n%s\r\n", cause, saved)
		var left *UnfinishedError
		if errors.As(err, &left) {
			text := strings.ReplaceAll(labels.PrintableLines(left.Text), "\n", "\r\n")
			fmt.Fprintf(out, "%s was being written, and is not kept. It read:\r\n%s\r\n", labels.Quoted(left.Of), text)
		}
		_ = ss.Exit(0)
	}
	end(nil)
}

// ErrLastAnswer is matched by the error of lines that their member ended after an answer that could
// not be saved.
var ErrLastAnswer = errors.New("the last answer is not saved")

// UnfinishedError means that a member was writing something when the session was ended. The text is for
// the member's terminal alone, not for the log.
type UnfinishedError struct{ Of, Text string }

func (*UnfinishedError) Error() string { return "what was being written is not kept" }

// why is the cause of an end in the log.
func why(cause error) string {
	if cause == nil {
		return "quit"
	}
	return cause.Error()
}

func printable(err error) string {
	if err == nil {
		return ""
	}
	return labels.Printable(err.Error())
}

// show opens the client's terminal and has the screens shown there.
func (s *Server) show(ctx context.Context, ss ssh.Session, m members.Member, of terminal, in io.Reader, out io.Writer, log *slog.Logger) error {
	env := environOf(ss.Environ())
	env["TERM"] = of.name
	images, err := term.ParseImageMode(env.get("MEMEBENCH_IMAGE"))
	if err != nil {
		log.Info("MEMEBENCH_IMAGE is none of its words", "error", printable(err))
	}
	tmux := strings.HasPrefix(of.name, "tmux") || strings.HasPrefix(of.name, "screen")
	t, err := term.Open(term.Options{
		In: in, Out: out, Size: of.window.size, Sized: of.window.changed, Context: ctx, Timeout: s.times.probe, Tmux: tmux, Mouse: s.o.Mouse(), Far: true,
	})
	if err != nil {
		return err
	}
	tmux = tmux || strings.HasPrefix(strings.ToLower(t.Facts().Name), "tmux")
	view := term.NewWindow(t, env.get, images, tmux)
	mode, _ := view.ChooseImages()
	size := of.window.size()
	log.Info("came", "role", string(m.Role), "term", labels.Printable(of.name), "terminal", labels.Printable(view.Facts.Name),
		"size", fmt.Sprintf("%dx%d", size.Width, size.Height), "pictures", string(mode))
	return s.o.Screens(ctx, m, view)
}

// environ is what a client has sent of its environment.
type environ map[string]string

// environOf reads the names that matter for a terminal. Clients send what they like.
func environOf(sent []string) environ {
	env := environ{}
	for _, kv := range sent {
		name, value, _ := strings.Cut(kv, "=")
		switch name {
		case "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "LC_TERMINAL", "TERM_PROGRAM", "MEMEBENCH_IMAGE":
			env[name] = value
		}
	}
	return env
}

func (e environ) get(name string) string { return e[name] }
