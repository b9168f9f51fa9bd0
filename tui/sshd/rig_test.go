package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/tui/members"
	"memebench/tui/term"
)

// No goroutine outlives its session, or its server.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// rig is a server under test.
type rig struct {
	*Server
	t       *testing.T
	members members.File
	invites members.Invitations
	stop    context.CancelFunc
	ended   chan error
	log     *lockedBuffer
}

// newRig starts a server whose times are short, and which shows what a test says.
func newRig(t *testing.T, o Options, more func(*Server)) *rig {
	t.Helper()
	dir := t.TempDir()
	r := &rig{t: t, members: members.In(dir), invites: members.InvitationsIn(dir, time.Now), ended: make(chan error, 1), log: &lockedBuffer{}}
	o.HostKey, o.Members, o.Invitations = filepath.Join(dir, "keys", "host"), r.members, r.invites
	o.Logger = slog.New(slog.NewTextHandler(r.log, nil))
	if o.Said == nil {
		o.Said = func() ([]string, error) { return nil, nil }
	}
	if o.Mouse == nil {
		o.Mouse = func() bool { return false }
	}
	if o.Screens == nil {
		o.Screens = untilQ
	}
	if o.Lines == nil {
		o.Lines = func(_ context.Context, m members.Member, in io.Reader, out io.Writer) error {
			text, err := io.ReadAll(in)
			fmt.Fprintf(out, "%s %s: %s", m.Name, m.Role, text)
			return err
		}
	}
	if o.Command == nil {
		o.Command = func(context.Context, members.Member, []string, io.Writer, io.Writer) int { return 0 }
	}
	s, err := New(listen(t), o)
	if err != nil {
		t.Fatal(err)
	}
	s.times.probe, s.times.unknown, s.times.badCode, s.times.read = 0, 0, 0, 50*time.Millisecond
	if more != nil {
		more(s)
	}
	r.Server = s
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	go func() { r.ended <- s.Run(ctx) }()
	t.Cleanup(r.close)
	return r
}

// listen listens on a free port of this machine.
func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) // if no server has
	return l
}

// close stops the server, if it does not stop already.
func (r *rig) close() {
	r.stop()
	select {
	case err := <-r.ended:
		r.ended <- err
		if err != nil {
			r.t.Error(err)
		}
	case <-time.After(patience):
		r.t.Error("the server does not stop")
	}
}

// untilQ shows the size of the window and what is typed, until that is q.
func untilQ(ctx context.Context, m members.Member, w term.Window) error {
	typed := make(chan string, 100)
	w.Terminal.Listen(func(events []term.Event) {
		for _, e := range events {
			switch e := e.(type) {
			case term.Key:
				typed <- e.Name
			case term.Resized:
				typed <- fmt.Sprintf("%dx%d", e.Width, e.Height)
			case term.Gone:
				typed <- "gone"
			}
		}
	})
	defer w.Terminal.Close()
	show := func(text string) {
		w.Terminal.Draw(term.Frame{Width: 80, Height: 24, Rows: []string{m.Name + " " + string(m.Role) + " " + text}})
	}
	for {
		select {
		case text := <-typed:
			if text == "q" {
				return nil
			}
			if text == "P" {
				panic("planted")
			}
			show("<" + text + ">")
		case <-ctx.Done():
			return nil
		}
	}
}

// newKey is a new key of a client.
func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// member adds a member with a new key.
func (r *rig) member(name string, role labels.Role) ssh.Signer {
	r.t.Helper()
	key := newKey(r.t)
	if err := r.members.Add(members.Member{Name: name, Role: role, Key: key.PublicKey()}); err != nil {
		r.t.Fatal(err)
	}
	return key
}

// dial connects, as a client with some keys does. Who waits for the server on the connection is told at last that
// nothing came in time.
func (r *rig) dial(user string, keys ...ssh.Signer) (*ssh.Client, error) {
	conn, err := net.DialTimeout("tcp", r.Addr().String(), patience)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		return nil, err
	}
	c, channels, requests, err := ssh.NewClientConn(conn, r.Addr().String(), &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.PublicKeys(keys...)},
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if got := ssh.FingerprintSHA256(key); got != r.Fingerprint() {
				return fmt.Errorf("host key %s, want %s", got, r.Fingerprint())
			}
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return ssh.NewClient(c, channels, requests), nil
}

// client is a session of a client with a terminal.
type client struct {
	*ssh.Session
	t    *testing.T
	conn *ssh.Client
	in   io.WriteCloser
	out  *lockedBuffer
}

// open is a session with a terminal of a client.
func (r *rig) open(user string, key ssh.Signer) *client {
	r.t.Helper()
	conn, err := r.dial(user, key)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	return r.session(conn)
}

// opened is a session that has not begun.
func (r *rig) opened(conn *ssh.Client) *client {
	r.t.Helper()
	ss, err := conn.NewSession()
	if err != nil {
		r.t.Fatal(err)
	}
	c := &client{Session: ss, t: r.t, conn: conn, out: &lockedBuffer{}}
	c.Stdout, c.Stderr = c.out, c.out
	if c.in, err = ss.StdinPipe(); err != nil {
		r.t.Fatal(err)
	}
	return c
}

func (r *rig) session(conn *ssh.Client) *client {
	r.t.Helper()
	c := r.opened(conn)
	if err := c.Setenv("MEMEBENCH_IMAGE", "none"); err != nil {
		r.t.Fatal(err)
	}
	if err := c.RequestPty("xterm-256color", 24, 80, ssh.TerminalModes{}); err != nil {
		r.t.Fatal(err)
	}
	if err := c.Shell(); err != nil {
		r.t.Fatal(err)
	}
	return c
}

// types sends keys.
func (c *client) types(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, keys); err != nil {
		c.t.Error(err)
	}
}

// sees waits until the client was sent a text.
func (c *client) sees(text string) {
	c.t.Helper()
	if !c.out.waitFor(text) {
		c.t.Fatalf("not sent: %q\n%q", text, c.out.String())
	}
}

// ends waits for the end of the session, and returns the exit status.
func (c *client) ends() int {
	c.t.Helper()
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	select {
	case err := <-done:
		return exitOf(err)
	case <-time.After(patience):
		c.t.Fatalf("the session does not end: %q", c.out.String())
		return -1
	}
}

func exitOf(err error) int {
	switch err := err.(type) {
	case nil:
		return 0
	case *ssh.ExitError:
		return err.ExitStatus()
	}
	return -1 // cut off
}

// lockedBuffer is what was written, from any goroutine.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.more != nil {
		close(b.more)
		b.more = nil
	}
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// waitFor waits until a text was written.
func (b *lockedBuffer) waitFor(text string) bool {
	late := time.After(patience)
	for {
		b.mu.Lock()
		if strings.Contains(b.text.String(), text) {
			b.mu.Unlock()
			return true
		}
		if b.more == nil {
			b.more = make(chan struct{})
		}
		more := b.more
		b.mu.Unlock()
		select {
		case <-more:
		case <-late:
			return false
		}
	}
}
