package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/tui/members"
	"memebench/tui/term"
)

func TestScreensOfAMember(t *testing.T) {
	r := newRig(t, Options{}, nil)
	c := r.open("whoever", r.member("ann", labels.RoleResearcher))
	c.sees("ann researcher <80x24>")
	c.types("4")
	c.sees("<4>")
	if err := c.WindowChange(30, 100); err != nil {
		t.Fatal(err)
	}
	c.sees("<100x30>")
	c.types("q")
	if status := c.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	c.sees("goodbye. Everything that you have labelled is saved.")
	if got := c.out.String(); !strings.Contains(got, "\x1b[?1049l") {
		t.Errorf("the screen is not left: %q", got)
	}
	if r.log.waitFor("left"); strings.Contains(r.log.String(), "<4>") {
		t.Error("the log has what was typed")
	}
}

// What is typed while the connection is made reaches the screens.
func TestKeysTypedEarly(t *testing.T) {
	r := newRig(t, Options{}, nil)
	conn, err := r.dial("ann", r.member("ann", labels.RoleAnnotator))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ss, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out := &lockedBuffer{}
	ss.Stdout, ss.Stdin = out, io.MultiReader(strings.NewReader("45"), neverEnds{t.Context()})
	if err := errors.Join(ss.RequestPty("vt100", 24, 80, nil), ss.Shell()); err != nil {
		t.Fatal(err)
	}
	if !out.waitFor("<5>") {
		t.Errorf("%q", out.String())
	}
}

// neverEnds is a reader of nothing until its context ends.
type neverEnds struct{ ctx context.Context }

func (n neverEnds) Read([]byte) (int, error) { <-n.ctx.Done(); return 0, io.EOF }

// A session ends with its input, though its connection lives on, as with OpenSSH's
// ControlMaster.
func TestASessionThatEndsBeforeItsConnection(t *testing.T) {
	causes := make(chan error, 1)
	r := newRig(t, Options{Screens: func(ctx context.Context, m members.Member, w term.Window) error {
		err := untilQ(ctx, m, w)
		causes <- context.Cause(ctx)
		return err
	}}, nil)
	conn, err := r.dial("ann", r.member("ann", labels.RoleAnnotator))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := r.session(conn)
	c.sees("80x24")
	c.Close()
	if cause := received(t, "end of the session", causes); !errors.Is(cause, errGone) {
		t.Errorf("cause %v", cause)
	}
	again := r.session(conn)
	again.sees("80x24")
	again.types("q")
	again.ends()
}

// A newer session of a member takes over when the older has ended.
func TestTwoSessionsOfAMember(t *testing.T) {
	var open, most atomic.Int32
	r := newRig(t, Options{Screens: func(ctx context.Context, m members.Member, w term.Window) error {
		most.Store(max(most.Load(), open.Add(1)))
		defer open.Add(-1)
		return untilQ(ctx, m, w)
	}}, nil)
	key := r.member("ann", labels.RoleAnnotator)
	first := r.open("ann", key)
	first.sees("80x24")
	second := r.open("ann", key)
	second.sees("80x24")
	if status := first.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	first.sees("you have opened memebench in another terminal")
	second.types("q")
	second.ends()
	if n := most.Load(); n != 1 {
		t.Errorf("%d sessions of a member at once", n)
	}
}

// What a stranger sends makes no long line of the log.
func TestRefusalsAreShort(t *testing.T) {
	r := newRig(t, Options{}, nil)
	c, err := ssh.Dial("tcp", r.Addr().String(), &ssh.ClientConfig{
		HostKeyAlgorithms: []string{strings.Repeat("long", 5000)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience,
	})
	if err == nil {
		c.Close()
		t.Fatal("in")
	}
	r.log.waitFor("refused")
	r.log.waitFor("long…")
	if got := r.log.String(); len(got) > 2000 {
		t.Errorf("%d bytes of the log", len(got))
	}
}

func TestWhoMayNotComeIn(t *testing.T) {
	r := newRig(t, Options{MaxSessions: 1}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	stranger := newKey(t)
	if _, err := r.dial("ann", stranger); err == nil {
		t.Error("a stranger comes in")
	}
	r.log.waitFor("refused")
	// Of many keys the ninth is a member's.
	keys := []ssh.Signer{stranger}
	for len(keys) < 8 {
		keys = append(keys, newKey(t))
	}
	conn, err := r.dial("x", append(keys, r.member("ann", labels.RoleAnnotator))...)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ann := r.session(conn)
	ann.sees("80x24")
	bob := r.open("bob", r.member("bob", labels.RoleAnnotator))
	bob.sees("1 annotators are here, which is the most")
	bob.ends()
	if err := r.members.Remove("ann"); err != nil {
		t.Fatal(err)
	}
	ann.sees("you are no member of this team any more")
	ann.ends()
}

func TestARoleThatChanges(t *testing.T) {
	r := newRig(t, Options{}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	c := r.open("ann", r.member("ann", labels.RoleOwner))
	c.sees("80x24")
	if err := r.members.SetRole("ann", labels.RoleAnnotator); err != nil {
		t.Fatal(err)
	}
	c.sees("your role is annotator now: connect again to go on")
	c.ends()
}

// What a command does to members holds for sessions at once, and not when they are looked at next.
func TestACommandChangesARole(t *testing.T) {
	var r *rig
	r = newRig(t, Options{Command: func(_ context.Context, _ members.Member, args []string, _, problems io.Writer) int {
		if err := r.members.SetRole(args[0], labels.RoleAnnotator); err != nil {
			fmt.Fprintln(problems, err)
			return 1
		}
		return 0
	}}, func(s *Server) { s.times.watch = time.Hour })
	ann := r.open("ann", r.member("ann", labels.RoleResearcher))
	ann.sees("80x24")
	bob := r.open("bob", r.member("bob", labels.RoleAnnotator))
	bob.sees("80x24")
	conn := r.connected("kai")
	for _, who := range []string{"bob", "ann"} {
		ss, err := conn.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if out, err := ss.CombinedOutput(who); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	ann.sees("your role is annotator now: connect again to go on")
	ann.ends()
	bob.types("q")
	bob.ends()
}

// What a member was writing when the session was ended stays on the terminal, and out of the log.
func TestWhatIsBeingWrittenIsShown(t *testing.T) {
	r := newRig(t, Options{Screens: func(ctx context.Context, m members.Member, w term.Window) error {
		return errors.Join(untilQ(ctx, m, w), &UnfinishedError{"Caption of #0007", "one\ntwo \x1b[31mred"})
	}}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	c := r.open("ann", r.member("ann", labels.RoleAnnotator))
	c.sees("80x24")
	if err := r.members.Remove("ann"); err != nil {
		t.Fatal(err)
	}
	c.sees(`"Caption of #0007" was being written, and is not kept. It read:`)
	c.sees("one\r\ntwo [31mred\r\n")
	c.ends()
	r.log.waitFor("what was being written is not kept")
	if strings.Contains(r.log.String(), "two") {
		t.Errorf("in the log: %s", r.log.String())
	}
}

// There is nothing but the screens and commands.
func TestNoWayOut(t *testing.T) {
	ran := make(chan string, 9)
	r := newRig(t, Options{Command: func(_ context.Context, m members.Member, args []string, out, _ io.Writer) int {
		ran <- strings.Join(args, "|")
		fmt.Fprintln(out, "done")
		return 3
	}}, nil)
	conn, err := r.dial("ann", r.member("ann", labels.RoleAnnotator))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Dial("tcp", "127.0.0.1:22"); err == nil {
		t.Error("a port is forwarded")
	}
	if _, err := conn.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("a port is forwarded back")
	}
	session := func() *ssh.Session {
		t.Helper()
		ss, err := conn.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		return ss
	}
	if err := session().RequestSubsystem("sftp"); err == nil {
		t.Error("sftp is served")
	}
	shell := session()
	problems := &lockedBuffer{}
	shell.Stderr = problems
	if err := shell.Shell(); err != nil {
		t.Fatal(err)
	}
	if status := exitOf(shell.Wait()); status != 2 || !strings.Contains(problems.String(), "need a terminal") {
		t.Errorf("without a terminal: %d, %q", status, problems.String())
	}
	dumb := session()
	told := &lockedBuffer{}
	dumb.Stdout = told
	if err := errors.Join(dumb.RequestPty("dumb", 24, 80, nil), dumb.Shell()); err != nil {
		t.Fatal(err)
	}
	if status := exitOf(dumb.Wait()); status != 2 || !strings.Contains(told.String(), "ssh HOST plain labels line by line\r\n") {
		t.Errorf("where no cursor moves: %d, %q", status, told.String())
	}
	out, err := session().Output("export 'a b'; id")
	if exitOf(err) != 3 || string(out) != "done\n" {
		t.Errorf("a command: %q, %v", out, err)
	}
	if args := received(t, "command", ran); args != "export|a b;|id" {
		t.Errorf("its words: %s", args)
	}
}

// A client that types and never reads harms nobody, and does not hold up the end.
func TestAClientThatReadsNothing(t *testing.T) {
	flooded := make(chan struct{})
	r := newRig(t, Options{Screens: func(ctx context.Context, m members.Member, w term.Window) error {
		if m.Name != "mute" {
			return untilQ(ctx, m, w)
		}
		w.Terminal.Listen(func([]term.Event) {})
		defer w.Terminal.Close()
		row := strings.Repeat("x", 900)
		for i := 0; ctx.Err() == nil; i++ {
			w.Terminal.Draw(term.Frame{Width: 1000, Height: 300, Rows: strings.Split(strings.Repeat(fmt.Sprint(i)+row+"\n", 299), "\n")})
			if i == 20 {
				close(flooded)
			}
			time.Sleep(time.Millisecond)
		}
		return nil
	}}, func(s *Server) { s.times.leave = 50 * time.Millisecond })
	conn, err := r.dial("mute", r.member("mute", labels.RoleAnnotator))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ss, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ss.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if _, err := ss.StdoutPipe(); err != nil { // which nobody reads
		t.Fatal(err)
	}
	if err := errors.Join(ss.RequestPty("vt100", 300, 1000, nil), ss.Shell()); err != nil {
		t.Fatal(err)
	}
	received(t, "end of the flood", flooded)
	c := r.open("ann", r.member("ann", labels.RoleAnnotator))
	c.sees("80x24")
	c.types("4")
	c.sees("<4>")
	r.close()
	c.sees("the server stops")
}

// A write knows for how long it has waited, and a fault of it is an error.
func TestAWriteThatIsStuck(t *testing.T) {
	w := &watched{w: blocked{t.Context()}, now: time.Now}
	go w.Write([]byte("x"))
	until(t, "a write that waits is not stuck", func() bool { return w.stuck() > 0 })
	p := &watched{w: panicking{}, now: time.Now}
	if _, err := p.Write([]byte("x")); err == nil || p.stuck() != 0 {
		t.Errorf("a panic of the library: %v", err)
	}
}

type blocked struct{ ctx context.Context }

func (b blocked) Write(p []byte) (int, error) { <-b.ctx.Done(); return len(p), nil }

type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("planted") }

func TestAPanicEndsOneSession(t *testing.T) {
	r := newRig(t, Options{}, nil)
	ann, bob := r.open("ann", r.member("ann", labels.RoleAnnotator)), r.open("bob", r.member("bob", labels.RoleAnnotator))
	ann.sees("80x24")
	bob.sees("80x24")
	ann.types("P")
	if status := ann.ends(); status != 1 {
		t.Errorf("exit status %d", status)
	}
	bob.types("4")
	bob.sees("<4>")
	back := r.open("bob", r.member("eva", labels.RoleAnnotator))
	back.sees("80x24")
	if !r.log.waitFor("planted") {
		t.Error("the log says nothing")
	}
}

func TestTheServerStops(t *testing.T) {
	r := newRig(t, Options{}, nil)
	ann, bob := r.open("ann", r.member("ann", labels.RoleAnnotator)), r.open("bob", r.member("bob", labels.RoleAnnotator))
	ann.sees("80x24")
	bob.sees("80x24")
	r.close()
	for _, c := range []*client{ann, bob} {
		c.sees("the server stops")
		if status := c.ends(); status != 0 || !strings.Contains(c.out.String(), "\x1b[?1049l") {
			t.Errorf("exit status %d, %q", status, c.out.String())
		}
	}
	if _, err := r.dial("ann", newKey(t)); err == nil {
		t.Error("it still listens")
	}
}

func TestNobodyTypes(t *testing.T) {
	r := newRig(t, Options{Idle: 20 * time.Millisecond}, func(s *Server) { s.times.watch = 5 * time.Millisecond })
	c := r.open("ann", r.member("ann", labels.RoleAnnotator))
	c.sees("nothing was typed for long")
	if status := c.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// A clock that is set while a session runs ends none: the times that are compared have a monotonic reading.
func TestTimesOfASessionAreMonotonic(t *testing.T) {
	in := &typed{r: strings.NewReader("4"), now: time.Now}
	if _, err := in.Read(make([]byte, 1)); err != nil || !strings.Contains(in.last.Load().String(), " m=") {
		t.Errorf("typed at %v, %v", in.last.Load(), err)
	}
	out := &watched{w: blocked{t.Context()}, now: time.Now}
	go out.Write([]byte("x"))
	until(t, "a write that waits is not stuck", func() bool { return out.stuck() > 0 })
	if !strings.Contains(out.since.Load().String(), " m=") {
		t.Errorf("written at %v", out.since.Load())
	}
}

// Sizes that nobody can have are bounded; many of them hold up nothing.
func TestWindowChanges(t *testing.T) {
	r := newRig(t, Options{}, nil)
	c := r.open("ann", r.member("ann", labels.RoleAnnotator))
	for i := range 200 {
		if err := c.WindowChange(20+i, 1_000_000); err != nil {
			t.Fatal(err)
		}
	}
	c.sees(fmt.Sprintf("<%dx219>", maxCols))
	c.types("4")
	c.sees("<4>")
}

func TestTheHostKey(t *testing.T) {
	dir := t.TempDir()
	path := HostKeyPath(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	o := Options{HostKey: path, Members: members.In(dir), Invitations: members.InvitationsIn(dir, time.Now)}
	s, err := New(listen(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o755 {
		t.Errorf("the folder in which it was put: %v, %v", st, err)
	}
	if b, err := os.ReadFile(path + ".pub"); err != nil || !strings.HasPrefix(string(b), "ssh-ed25519 ") {
		t.Errorf("what it is to others: %q, %v", b, err)
	}
	again, err := New(listen(t), o)
	if err != nil || again.Fingerprint() != s.Fingerprint() {
		t.Errorf("another key: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := New(listen(t), o); err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) {
		t.Errorf("a key that others read: %v", err)
	}
}

func TestEnviron(t *testing.T) {
	env := environOf([]string{"NO_COLOR=1", "LD_PRELOAD=x", "HOME=/", "MEMEBENCH_IMAGE=blocks", "MEMEBENCH_WORKSPACE=/x", "odd"})
	if len(env) != 2 || env.get("NO_COLOR") != "1" || env.get("MEMEBENCH_IMAGE") != "blocks" {
		t.Errorf("%v", env)
	}
}
