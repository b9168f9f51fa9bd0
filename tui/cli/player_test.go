package cli_test

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/tui/members"
)

// A player is an annotator at a terminal who has come over SSH: it answers what the terminal is
// asked, looks at frames, and labels.
type player struct {
	tb     testing.TB
	name   string
	conn   *ssh.Client
	ss     *ssh.Session
	in     io.WriteCloser
	level  int    // that was pressed last, from 1; after a label, the one that is called saved
	last   string // the meme that was labelled last
	frames chan frame
	ended  chan error
}

// frame is a frame that was written.
type frame struct {
	at   time.Time
	text string
}

// answers are what kinds of terminals say of themselves: kitty's pictures by placeholders,
// sixel, and neither.
var answers = map[string]string{
	"kitty":  "\x1b_Gi=4242;OK\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;18;9t\x1b[?62;c",
	"sixel":  "\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1bP>|XTerm(379)\x1b\\\x1b[6;18;9t\x1b[?64;4c",
	"blocks": "\x1b[?62;c",
}

// newMember makes a key, and a member of a workspace of it.
func newMember(tb testing.TB, workspace, name string, role labels.Role) ssh.Signer {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err == nil {
		err = members.In(workspace).Add(members.Member{Name: name, Role: role, Key: key.PublicKey()})
	}
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

// newPlayer connects a terminal of 120×40 cells of a kind, at which something is typed before
// there is anything to see.
func newPlayer(tb testing.TB, address, name, kind string, key ssh.Signer, early string) (*player, error) {
	p := &player{tb: tb, name: name, frames: make(chan frame, 1000), ended: make(chan error, 1)}
	var err error
	p.conn, err = ssh.Dial("tcp", address, &ssh.ClientConfig{
		User: name, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)},
		HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil }, // it is of this test
	})
	if err != nil {
		return nil, err
	}
	tb.Cleanup(func() { p.conn.Close() })
	if p.ss, err = p.conn.NewSession(); err != nil {
		return nil, err
	}
	if p.in, err = p.ss.StdinPipe(); err != nil {
		return nil, err
	}
	p.ss.Stdout = io.MultiWriter(&answerer{to: p.in, first: answers[kind]}, &framed{player: p})
	asks := ssh.Marshal(struct {
		Term                      string
		Cols, Rows, Width, Height uint32
		Modes                     string
	}{"xterm-256color", 120, 40, 120 * 9, 40 * 18, "\x00"})
	if ok, err := p.ss.SendRequest("pty-req", true, asks); err != nil || !ok {
		return nil, errors.Join(errors.New("no terminal"), err)
	}
	if _, err := io.WriteString(p.in, early); err != nil {
		return nil, err
	}
	if err := p.ss.Shell(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.ss.Wait() }()
	return p, nil
}

// framed takes what a player's terminal is sent apart into frames.
type framed struct {
	player *player
	held   []byte
}

// An answerer answers what is sent to a terminal whenever that is asked what it is: first with
// all that it says of itself, and then behind each frame.
type answerer struct {
	to    io.Writer // whom it is typed to
	first string    // "" is as behind each frame
	tail  []byte    // that a question may begin with
}

func (a *answerer) Write(b []byte) (int, error) {
	const question = "\x1b[c"
	sent := append(a.tail, b...)
	for range bytes.Count(sent, []byte(question)) {
		io.WriteString(a.to, cmp.Or(a.first, "\x1b[?62;c"))
		a.first = ""
	}
	a.tail = bytes.Clone(sent[max(0, len(sent)-len(question)+1):])
	return len(b), nil
}

const frameEnd = "\x1b[?2026l"

func (f *framed) Write(b []byte) (int, error) {
	now := time.Now()
	seen := max(0, len(f.held)-len(frameEnd))
	f.held = append(f.held, b...)
	for {
		end := bytes.Index(f.held[seen:], []byte(frameEnd))
		if end < 0 {
			return len(b), nil
		}
		end += seen + len(frameEnd)
		f.player.frames <- frame{now, ansi.Strip(string(f.held[:end]))}
		f.held, seen = append(f.held[:0], f.held[end:]...), 0
	}
}

// sees waits for a frame that matches, and returns it and what has matched.
func (p *player) sees(what *regexp.Regexp, within time.Duration) (frame, []string, error) {
	late := time.After(within)
	for {
		select {
		case f := <-p.frames:
			if m := what.FindStringSubmatch(f.text); m != nil {
				return f, m, nil
			}
		case err := <-p.ended:
			p.ended <- err
			return frame{}, nil, fmt.Errorf("%s: the session has ended: %v", p.name, err)
		case <-late:
			return frame{}, nil, fmt.Errorf("%s: not seen: %v", p.name, what)
		}
	}
}

var (
	aMeme = regexp.MustCompile(`#\d{4}`)
	early = regexp.MustCompile(`came before #\d+ could be read`)
	said  = regexp.MustCompile(`saved ([1-5]) [a-z ]+, #(\d+)|came before #\d+ could be read|(is not kept, as \d+ others have labelled)`)
)

// playerEnd is how long a player waits for what must come.
const playerEnd = 60 * time.Second

// label gives a level until that is on disk, and a frame says so. It returns how long the last
// press took, and which meme was labelled, "" where others had. Each press is of another key:
// of one that comes again so soon it could be that it is held down. Which level was saved is read
// in the frame, as it can answer an earlier press than the last.
func (p *player) label() (took time.Duration, meme string, err error) {
	for {
		for len(p.frames) > 0 {
			<-p.frames
		}
		p.level = p.level%labels.Levels + 1
		began := time.Now()
		if _, err := fmt.Fprint(p.in, p.level); err != nil {
			return 0, "", err
		}
		f, m, err := p.sees(said, playerEnd)
		for err == nil && m[2] != "" && m[2] == p.last { // drawn once more
			f, m, err = p.sees(said, playerEnd)
		}
		switch {
		case err != nil:
			return 0, "", err
		case m[2] != "":
			p.level, _ = strconv.Atoi(m[1])
			p.last = m[2]
			return f.at.Sub(began), m[2], nil
		case m[3] != "":
			p.last = ""
			return f.at.Sub(began), "", nil
		}
		time.Sleep(100 * time.Millisecond) // it came too early
	}
}

// leave quits and closes the connection, and returns the exit status of the session.
func (p *player) leave() error {
	defer p.conn.Close()
	if _, err := io.WriteString(p.in, "q"); err != nil {
		return err
	}
	for late := time.After(playerEnd); ; {
		select {
		case <-p.frames:
		case err := <-p.ended:
			return err
		case <-late:
			return fmt.Errorf("%s: the session does not end", p.name)
		}
	}
}
