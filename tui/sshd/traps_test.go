package sshd

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/tui/members"
	"memebench/tui/term"
)

// until waits until something holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal(what)
		}
	}
}

// received is what comes over a channel, or nothing once it is closed.
func received[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patience):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

// connected is a connection of a new member.
func (r *rig) connected(name string) *ssh.Client {
	r.t.Helper()
	conn, err := r.dial(name, r.member(name, labels.RoleAnnotator))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	return conn
}

// Windows that change before there is anything to see, or while a command runs, hold up
// nothing.
func TestWindowsThatChangeEarly(t *testing.T) {
	running, stop := make(chan struct{}), make(chan struct{})
	r := newRig(t, Options{Command: func(context.Context, members.Member, []string, io.Writer, io.Writer) int {
		close(running)
		<-stop
		return 0
	}}, nil)
	conn := r.connected("ann")
	asked := func() (*ssh.Session, *lockedBuffer) {
		t.Helper()
		ss, err := conn.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out := &lockedBuffer{}
		ss.Stdout = out
		if _, err := ss.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := ss.RequestPty("vt100", 24, 80, nil); err != nil {
			t.Fatal(err)
		}
		return ss, out
	}
	changes := func(ss *ssh.Session) {
		t.Helper()
		for i := range 100 {
			if err := ss.WindowChange(30, 100+i); err != nil {
				t.Fatal(err)
			}
		}
	}
	command, _ := asked()
	if err := command.Start("progress"); err != nil {
		t.Fatal(err)
	}
	received(t, "command that runs", running)
	changes(command)
	forgotten, _ := asked() // it never begins
	changes(forgotten)
	screens, out := asked()
	changes(screens)
	if err := screens.Shell(); err != nil {
		t.Fatal(err)
	}
	if !out.waitFor("<199x30>") {
		t.Errorf("%q", out.String())
	}
	close(stop)
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
}

// A client that does not know how large its window is gets a usual one.
func TestAWindowWithoutASize(t *testing.T) {
	r := newRig(t, Options{}, nil)
	ss, err := r.connected("ann").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out := &lockedBuffer{}
	ss.Stdout = out
	if _, err := ss.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(ss.RequestPty("vt100", 0, 0, nil), ss.Shell()); err != nil {
		t.Fatal(err)
	}
	if !out.waitFor("<80x24>") {
		t.Errorf("%q", out.String())
	}
}

// What the terminal of each client can do is that of its answers and its environment, and
// nothing of the server's; keys that come before or between the answers are keys.
func TestWhatTerminalsCanDo(t *testing.T) {
	t.Setenv("COLORTERM", "truecolor")
	t.Setenv("TERM_PROGRAM", "iTerm.app")
	t.Setenv("NO_COLOR", "1")
	r := newRig(t, Options{Screens: func(ctx context.Context, m members.Member, w term.Window) error {
		mode, _ := w.ChooseImages()
		m.Name = fmt.Sprintf("%d %s %d×%d", w.Profile, mode, w.Facts.Cell.W, w.Facts.Cell.H)
		return untilQ(ctx, m, w)
	}}, func(s *Server) { s.times.probe = patience })
	for i, c := range []struct {
		term string
		env  []string
		want string
	}{
		{"xterm-256color", nil, "1 sixel 9×18"},
		{"xterm-256color", []string{"COLORTERM=truecolor"}, "0 sixel 9×18"},
		{"xterm-256color", []string{"COLORTERM=truecolor", "NO_COLOR=1"}, "3 sixel 9×18"},
		{"xterm-256color", []string{"LC_TERMINAL=iTerm2"}, "1 iterm 9×18"},
		{"xterm-256color", []string{"MEMEBENCH_IMAGE=none", "MEMEBENCH_WORKSPACE=/"}, "1 none 9×18"},
		{"tmux-256color", nil, "0 blocks 9×18"},
		{"xterm\x1b]2;\x07", nil, "3 sixel 9×18"},
	} {
		ss, err := r.connected(fmt.Sprint("ann", i)).NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out := &lockedBuffer{}
		ss.Stdout = out
		in, err := ss.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		for _, kv := range c.env {
			name, value, _ := strings.Cut(kv, "=")
			if err := ss.Setenv(name, value); err != nil {
				t.Fatal(err)
			}
		}
		asks := ptyRequest{c.term, 100, 30, 900, 540, "\x00"}
		if ok, err := ss.SendRequest("pty-req", true, ssh.Marshal(asks)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		io.WriteString(in, "4")
		if err := ss.Shell(); err != nil {
			t.Fatal(err)
		}
		answers := "\x1b[?62;4c"
		if strings.HasPrefix(c.term, "tmux") {
			answers = "\x1bP>|tmux 3.3a\x1b\\" + answers
		}
		if !out.waitFor("\x1b[c") {
			t.Fatalf("%q: not asked", c.term)
		}
		io.WriteString(in, answers)
		io.WriteString(in, "5")
		if want := c.want + " annotator <"; !out.waitFor(want) || !out.waitFor("<5>") {
			t.Errorf("%q %q: want %q: %q", c.term, c.env, want, out.String())
		}
		io.WriteString(in, "q")
		if err := ss.Wait(); err != nil {
			t.Error(err)
		}
	}
	if log := r.log.String(); strings.Contains(log, "\x1b") || !strings.Contains(log, "100x30") {
		t.Errorf("the log: %q", log)
	}
}

// ptyRequest asks for a terminal (RFC 4254, section 6.2).
type ptyRequest struct {
	Term                      string
	Cols, Rows, Width, Height uint32
	Modes                     string
}

// A client that takes nothing any more is cut off while the server goes on, whether its
// screens are there still or have ended.
func TestAClientThatTakesNothing(t *testing.T) {
	for name, leaves := range map[string]bool{"in the screens": false, "at the end": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := make(chan struct{})
			r := newRig(t, Options{Screens: func(ctx context.Context, _ members.Member, w term.Window) error {
				w.Terminal.Listen(func([]term.Event) {})
				defer w.Terminal.Close()
				// More than the client takes without being read: 2 MB.
				row := strings.Repeat("\x1b[38;2;100;100;100mx\x1b[38;2;200;200;200my", 200)
				w.Terminal.Draw(term.Frame{Width: 1000, Height: 400, Rows: append([]string{"BEGUN"}, strings.Split(strings.Repeat(row+"\n", 398), "\n")...)})
				<-begun
				if !leaves {
					<-ctx.Done()
				}
				return nil
			}}, func(s *Server) {
				s.times.watch, s.times.stuck, s.times.leave = 5*time.Millisecond, 20*time.Millisecond, 20*time.Millisecond
			})
			conn := r.connected("mute")
			ss, err := conn.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ss.StdinPipe(); err != nil {
				t.Fatal(err)
			}
			out, err := ss.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(ss.RequestPty("vt100", 400, 1000, nil), ss.Shell()); err != nil {
				t.Fatal(err)
			}
			if _, err := bufio.NewReader(out).ReadString('N'); err != nil {
				t.Fatal(err)
			}
			close(begun) // and nothing is read any more
			if conn.Wait(); !r.log.waitFor("cut off") {
				t.Errorf("the log: %s", r.log)
			}
			until(t, "its session is there still", func() bool {
				r.mu.Lock()
				defer r.mu.Unlock()
				return len(r.live) == 0
			})
		})
	}
}

// A client that is gone without a word does not answer.
func TestAClientThatAnswersNothing(t *testing.T) {
	r := newRig(t, Options{}, func(s *Server) {
		s.times.watch, s.times.alive, s.times.leave = 5*time.Millisecond, 20*time.Millisecond, 20*time.Millisecond
	})
	key := r.member("ann", labels.RoleAnnotator)
	tcp, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	conn, channels, requests, err := ssh.NewClientConn(tcp, "", &ssh.ClientConfig{
		User: "ann", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = channels
	ch, replies, err := conn.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(replies)
	go io.Copy(io.Discard, ch)
	for kind, body := range map[string]any{"pty-req": ptyRequest{"vt100", 80, 24, 0, 0, "\x00"}} {
		if ok, err := ch.SendRequest(kind, true, ssh.Marshal(body)); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
		t.Fatal(ok, err)
	}
	conn.Wait() // for the server to close it
	if !r.log.waitFor(errSilent.Error()) {
		t.Errorf("the log: %s", r.log)
	}
	for range requests { // those that were asked and not answered
	}
}

// Who shows no key is there for a moment only.
func TestAConnectionWithoutASession(t *testing.T) {
	r := newRig(t, Options{}, func(s *Server) { s.times.grace = 20 * time.Millisecond })
	silent, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if said, err := io.ReadAll(silent); err != nil && !errors.Is(err, io.EOF) || !bytes.HasPrefix(said, []byte("SSH-2.0-memebench")) {
		t.Errorf("%q, %v", said, err)
	}
	counted := func(r *rig, n int) func() bool {
		return func() bool {
			r.mu.Lock()
			defer r.mu.Unlock()
			return r.at[arriving] == n && r.at[inside] == 0
		}
	}
	until(t, "a connection that is closed counts", counted(r, 0))
	// One that has a key and asks for nothing is one of these.
	r = newRig(t, Options{}, nil)
	idle := r.connected("ann")
	until(t, "it does not count", counted(r, 1))
	idle.Close()
	until(t, "it counts still", counted(r, 0))
}

// Strangers, who get as far as the question for an invitation, cost little, and do not stay.
func TestStrangersDoNotStay(t *testing.T) {
	r := newRig(t, Options{}, nil)
	stranger := func() *ssh.Client {
		t.Helper()
		conn, err := r.dial("join", newKey(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	flood := stranger()
	ss, err := flood.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	value, sent := strings.Repeat("x", 30_000), 0
	for err == nil && sent < 10*maxEarly {
		err = ss.Setenv("LC_X", value)
		sent += len(value)
	}
	if err == nil || sent > 2*maxEarly {
		t.Errorf("%d bytes of environment are taken: %v", sent, err)
	}
	command := stranger()
	ss, err = command.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if status := exitOf(ss.Run("whoami")); status != 2 {
		t.Errorf("exit status %d", status)
	}
	command.Wait() // for the server to close it
	var all []*client
	for range maxJoining {
		all = append(all, r.session(stranger()))
	}
	for _, c := range all {
		c.sees("Invitation: ")
	}
	late := r.session(stranger())
	late.sees("many join just now")
	late.ends()
	member := r.open("ann", r.member("ann", labels.RoleAnnotator))
	member.sees("80x24")
	for _, c := range all {
		c.conn.Close()
	}
	until(t, "connections that are closed count", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.at[arriving]+r.at[joining] == 0 && r.at[inside] == 1
	})
}

// Wrong invitations count on one connection as on several.
func TestGuessesOnOneConnection(t *testing.T) {
	r := newRig(t, Options{}, func(s *Server) { s.times.read = patience }) // a session that has ended closes the connection of all after that
	code, err := r.invites.Invite(1, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := r.dial("join", newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var all []*client
	for range maxBadCodes/tries + 2 {
		c := r.session(conn)
		c.sees("Invitation: ")
		all = append(all, c)
	}
	for n, c := range all[:maxBadCodes/tries+1] {
		for range min(tries, maxBadCodes-n*tries) {
			before := strings.Count(c.out.String(), "no invitation")
			c.types("aaaa\r")
			until(t, "no answer", func() bool { return strings.Count(c.out.String(), "no invitation") > before })
		}
	}
	last := all[len(all)-1]
	last.types(code + "\r")
	if last.ends(); strings.Contains(last.out.String(), "Your name") {
		t.Error("an address that is barred is asked on")
	}
}

// borrowed is a key of which one has the public half alone.
type borrowed struct{ public, other ssh.Signer }

func (b borrowed) PublicKey() ssh.PublicKey { return b.public.PublicKey() }

func (b borrowed) Sign(random io.Reader, data []byte) (*ssh.Signature, error) {
	return b.other.Sign(random, data)
}

// Somebody else's public key, which anybody may know, makes nobody somebody else.
func TestAPublicKeyAlone(t *testing.T) {
	r := newRig(t, Options{}, nil)
	ann, kai := r.member("ann", labels.RoleAnnotator), r.member("kai", labels.RoleOwner)
	stranger := newKey(t)
	conn, err := r.dial("kai", ann, borrowed{kai, ann})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r.session(conn).sees("ann annotator ")
	if _, err := r.dial("kai", borrowed{kai, ann}, ann); err == nil {
		t.Error("who has signed with another key comes in")
	}
	if _, err := r.dial("kai", borrowed{kai, stranger}); err == nil {
		t.Error("a stranger comes in")
	}
}

// A member who was removed is gone also where another line of the file is wrong. As long as
// the file cannot be read, sessions go on, and nobody comes in.
func TestAFileOfKeysThatIsWrong(t *testing.T) {
	r := newRig(t, Options{}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	key := r.member("ann", labels.RoleAnnotator)
	c := r.open("ann", key)
	c.sees("80x24")
	if err := os.Chmod(r.members.Path(), 0o622); err != nil {
		t.Fatal(err)
	}
	r.log.waitFor("sessions go on")
	if _, err := r.dial("ann", key); err == nil {
		t.Error("somebody comes in by a file that others may write")
	}
	c.types("4")
	c.sees("<4>")
	if err := errors.Join(os.WriteFile(r.members.Path(), []byte("nonsense\n"), 0o600), os.Chmod(r.members.Path(), 0o600)); err != nil {
		t.Fatal(err)
	}
	c.sees("you are no member of this team any more")
	c.ends()
}

// A member has so many commands at once, and no more.
func TestManyCommands(t *testing.T) {
	stop := make(chan struct{})
	r := newRig(t, Options{Command: func(context.Context, members.Member, []string, io.Writer, io.Writer) int {
		<-stop
		return 0
	}}, nil)
	run := func(conn *ssh.Client) *ssh.Session {
		t.Helper()
		ss, err := conn.NewSession()
		if err == nil {
			err = ss.Start("export")
		}
		if err != nil {
			t.Fatal(err)
		}
		return ss
	}
	running := func(n int) func() bool {
		return func() bool {
			r.mu.Lock()
			defer r.mu.Unlock()
			return r.commands["ann"] == n
		}
	}
	ann := r.connected("ann")
	var all []*ssh.Session
	for range maxCommands {
		all = append(all, run(ann))
	}
	until(t, "they do not run", running(maxCommands))
	if status := exitOf(run(ann).Wait()); status != 1 {
		t.Errorf("one too many: exit status %d", status)
	}
	all = append(all, run(r.connected("bob")))
	close(stop)
	for _, ss := range all {
		if err := ss.Wait(); err != nil {
			t.Error(err)
		}
	}
	until(t, "they count still", running(0))
}

// A connection has so many sessions at a time: each costs memory, also that of a stranger.
func TestManySessionsOfAConnection(t *testing.T) {
	r := newRig(t, Options{}, nil)
	conn, err := r.dial("join", newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var last *ssh.Session
	for range maxSessions {
		if last, err = conn.NewSession(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.NewSession(); err == nil || !strings.Contains(err.Error(), "many sessions") {
		t.Errorf("one too many: %v", err)
	}
	last.Close()
	until(t, "one that was closed counts", func() bool {
		_, err := conn.NewSession()
		return err == nil
	})
}

// What a command prints may hold anything: it does nothing to a terminal, and is as it is where it is for a file.
func TestWhatCommandsPrint(t *testing.T) {
	r := newRig(t, Options{Command: func(_ context.Context, _ members.Member, _ []string, out, _ io.Writer) int {
		io.WriteString(out, "cat\x1b]52;c;eA==\x07s\n")
		return 0
	}}, nil)
	ann := r.connected("ann")
	for _, terminal := range []bool{false, true} {
		ss, err := ann.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if terminal {
			err = ss.RequestPty("xterm", 24, 80, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		if out, err := ss.Output("export"); err != nil || strings.Contains(string(out), "\x1b]52") == terminal {
			t.Errorf("terminal %v: %q, %v", terminal, out, err)
		}
	}
}

// The library splits a command into words, in a time that grows with the square of its bytes.
func TestALongCommand(t *testing.T) {
	r := newRig(t, Options{Command: func(context.Context, members.Member, []string, io.Writer, io.Writer) int { return 0 }}, nil)
	ann := r.connected("ann")
	for n, want := range map[int]int{maxCommand: 0, maxCommand + 1: 2} {
		ss, err := ann.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if status := exitOf(ss.Run(strings.Repeat("y", n))); status != want {
			t.Errorf("%d bytes: exit status %d", n, status)
		}
	}
}
