// Package sshd lets annotators into the screens over SSH. It knows nothing of memes: what a
// member sees ([Options.Screens]) and what a command does ([Options.Command]) others say.
//
// A [Server] is an SSH server without a shell, files or forwarding. Who may come in, the file
// of keys says (package members): a key is a person, whatever the name before the @. Anybody
// else reaches one question, that for an invitation, as the user join (join.go).
//
// # A session
//
// The client's terminal is opened as one of this machine is (package term): it is asked what
// it can do, and of its environment some names are read. Nothing of the server's own terminal
// or environment counts. A session ends by itself, or by the end of its context, whose cause is
// what its annotator is told: that another session of the same member has begun (the newer
// one waits until the older has written everything), that the server stops, that nobody has
// typed for long, or that the member was removed.
//
// A client that is gone, or takes nothing any more, is cut off (watch.go): a write to it would
// else wait for ever. A panic ends the session that it is of.
package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/charmbracelet/ssh"
	"github.com/charmbracelet/wish"
	gossh "golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/tui/members"
	"memebench/tui/term"
)

// Options say what is served, to whom.
type Options struct {
	HostKey     string // path of the server's private key, which is made if it is not there
	Members     members.File
	Invitations members.Invitations
	// Said are the names of all who have said something in the workspace, members or not: who joins
	// takes none of them.
	Said func() ([]string, error)

	// Screens shows the screens to a member until ctx ends or the member leaves.
	Screens func(ctx context.Context, m members.Member, w term.Window) error
	// Mouse reports whether terminals are asked to report clicks.
	Mouse func() bool
	// Lines has a member label line by line. It returns at the end of the input, and when ctx ends.
	Lines func(ctx context.Context, m members.Member, in io.Reader, out io.Writer) error
	// Command runs a command of a member and returns its exit status.
	Command func(ctx context.Context, m members.Member, args []string, out, problems io.Writer) int

	Idle        time.Duration // without a key, after which a session ends; 0: never
	MaxSessions int           // at once; 0: no limit
	Logger      *slog.Logger
	Now         func() time.Time
}

// times are how long things may take.
type times struct {
	grace    time.Duration // from a connection to its first session
	probe    time.Duration // for a terminal's answers
	watch    time.Duration // between two looks at a session
	alive    time.Duration // for a client's answer that it is there
	stuck    time.Duration // for a write, before the client is cut off
	leave    time.Duration // for a session to end after it was told to
	read     time.Duration // for clients to read the end of their sessions
	unknown  time.Duration // before an unknown key is refused
	badCode  time.Duration // before a wrong code is answered
	barred   time.Duration // how long wrong codes are held against an address
	question time.Duration // for the answers of who joins
}

func defaultTimes() times {
	return times{
		grace: 20 * time.Second, probe: 2 * time.Second, watch: 5 * time.Second, alive: 15 * time.Second,
		stuck: 10 * time.Second, leave: 3 * time.Second, read: 300 * time.Millisecond, unknown: 250 * time.Millisecond,
		badCode: time.Second, barred: 10 * time.Minute, question: 2 * time.Minute,
	}
}

const (
	maxAuthTry  = 12      // keys that a client may offer: some agents have many
	maxBadCodes = 10      // of an address, in times.barred
	maxWhy      = 400     // bytes of why somebody is refused: a client's lists of algorithms are in it
	maxCommands = 4       // of a member at once, without the screens
	maxCommand  = 4 << 10 // bytes of one; the library takes time that grows with the square of them
	maxSessions = 10      // of a connection at once, as of OpenSSH's: each costs memory before anything is asked on it
)

// Server is an SSH server that listens.
type Server struct {
	o      Options
	times  times
	server *ssh.Server
	listen net.Listener
	ctx    context.Context // ends when the server stops
	all    sync.WaitGroup  // sessions

	mu        sync.Mutex
	stopping  bool
	at        [closed + 1]int        // connections at each stage
	badCodes  map[string][]time.Time // by address
	terminals map[ssh.Session]terminal
	live      map[string]*live // sessions with screens, by the member's name
	commands  map[string]int   // that run, by the member's name
	looks     chan struct{}    // closed when sessions are to be looked at, for the next time there is another
}

// New returns a server that is to serve who connects to a listener, which stays open if there
// is an error. That says what is wrong with the host key.
func New(l net.Listener, o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := checkHostKey(o.HostKey); err != nil {
		return nil, err
	}
	term.QuietLibraries()
	s := &Server{
		o: o, listen: l, times: defaultTimes(), badCodes: map[string][]time.Time{},
		terminals: map[ssh.Session]terminal{}, live: map[string]*live{}, commands: map[string]int{}, looks: make(chan struct{}),
	}
	var err error
	s.server, err = wish.NewServer(
		wish.WithHostKeyPath(o.HostKey),
		wish.WithVersion("memebench"),
		wish.WithPublicKeyAuth(s.mayEnter),
		ssh.WrapConn(s.accept),
		ssh.EmulatePty(),
		func(v *ssh.Server) error {
			v.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig { return &gossh.ServerConfig{MaxAuthTries: maxAuthTry} }
			v.ConnectionFailedCallback = func(c net.Conn, err error) {
				why := err.Error()
				if len(why) > maxWhy {
					why = why[:maxWhy] + "…"
				}
				o.Logger.Info("refused", "from", c.RemoteAddr().String(), "why", labels.Printable(why))
			}
			v.SessionRequestCallback = func(_ ssh.Session, kind string) bool { return kind != "subsystem" }
			v.PtyHandler = s.followed(v.PtyHandler)
			v.ChannelHandlers = map[string]ssh.ChannelHandler{"session": open}
			v.Handler = s.handle
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("the SSH server: %w", err)
	}
	return s, nil
}

// Addr is the address at which the server listens.
func (s *Server) Addr() net.Addr { return s.listen.Addr() }

// Sessions counts the members who have the screens open.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.live)
}

// Fingerprint is that of the host key, as clients show it.
func (s *Server) Fingerprint() string {
	return gossh.FingerprintSHA256(s.server.HostSigners[0].PublicKey())
}

// Run serves until ctx ends, and then ends all sessions: each is told, and writes what it
// has; who takes nothing is cut off.
func (s *Server) Run(ctx context.Context) error {
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	s.ctx = inner
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(s.listen) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	s.listen.Close()
	cancel(errStopping)
	ended := make(chan struct{})
	go func() { s.all.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(s.times.leave):
		s.server.Close()
		<-ended
	}
	// Clients close their connections when they have read how their session has ended.
	read, stop := context.WithTimeout(context.WithoutCancel(ctx), s.times.read)
	_ = s.server.Shutdown(read)
	stop()
	s.server.Close()
	if err == nil {
		<-served
	} else if !errors.Is(err, ssh.ErrServerClosed) {
		return fmt.Errorf("serving SSH: %w", err)
	}
	return nil
}

// joinUser is the user name of who wants to join.
const joinUser = "join"

// mayEnter is asked of each key that a client offers, before it has proved to have it: so
// it decides, and changes nothing.
func (s *Server) mayEnter(ctx ssh.Context, key ssh.PublicKey) bool {
	if ctx.User() == joinUser {
		return true // as far as the question for the invitation
	}
	_, ok, err := s.o.Members.Find(key)
	if err != nil {
		s.o.Logger.Error("the file of keys", "error", err)
	}
	if !ok {
		time.Sleep(s.times.unknown)
	}
	return ok
}

// handle is one session, whatever it is for.
func (s *Server) handle(ss ssh.Session) {
	s.mu.Lock()
	if s.stopping {
		s.mu.Unlock()
		return
	}
	s.all.Add(1)
	s.mu.Unlock()
	defer s.all.Done()
	log := s.o.Logger.With("from", ss.RemoteAddr().String())
	defer func() {
		if p := recover(); p != nil {
			log.Error("a fault of the program has ended a session", "panic", fmt.Sprint(p))
			_ = ss.Exit(1)
		}
	}()
	// It is the key that the client has proved to have, whichever it has offered besides.
	m, known, err := s.o.Members.Find(ss.PublicKey())
	switch {
	case ss.User() == joinUser:
		_ = ss.Exit(s.join(ss, m, known, log))
		// It has a moment to read that, and then makes room for others.
		time.AfterFunc(s.times.read, func() { arrivalOf(ss).Close() })
	case !known: // removed since
		log.Error("no member any more", "error", err)
		_ = ss.Exit(1)
	default:
		arrivalOf(ss).to(inside)
		if ss.RawCommand() == linesCommand {
			s.lines(ss, m, log.With("member", m.Name))
			return
		}
		if ss.RawCommand() != "" {
			_ = ss.Exit(s.command(ss, m, log))
			return
		}
		s.screens(ss, m, log.With("member", m.Name))
	}
}

// longestLogged is how much of a command the log has, in bytes.
const longestLogged = 200

// command runs a command of a member, and returns its exit status.
func (s *Server) command(ss ssh.Session, m members.Member, log *slog.Logger) int {
	said := ss.RawCommand()
	log.Info("command", "member", m.Name, "command", labels.Printable(said[:min(len(said), longestLogged)]))
	s.mu.Lock()
	room := s.commands[m.Name] < maxCommands
	if room {
		s.commands[m.Name]++
	}
	s.mu.Unlock()
	if !room {
		fmt.Fprintf(ss.Stderr(), "memebench: %d commands of yours run already: wait for one to end\n", maxCommands)
		return 1
	}
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.commands[m.Name]--; s.commands[m.Name] == 0 {
			delete(s.commands, m.Name)
		}
	}()
	ctx, stop := s.until(ss)
	defer stop()
	var out io.Writer = ss
	if _, ok := s.terminalOf(ss); ok { // what is exported may hold anything
		out = labels.NewTerminalWriter(ss, false)
	}
	if len(said) > maxCommand {
		fmt.Fprintf(ss.Stderr(), "memebench: no command has %d bytes: ssh HOST help lists them\n", len(said))
		return 2
	}
	defer s.lookNow() // it may have made others members of another role, or none
	return s.o.Command(ctx, m, ss.Command(), out, ss.Stderr())
}

// until is a context that ends with the connection of a session, or with the server.
func (s *Server) until(ss ssh.Session) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(s.ctx)
	stop := context.AfterFunc(ss.Context(), func() { cancel(errGone) })
	return ctx, func() { stop(); cancel(nil) }
}
