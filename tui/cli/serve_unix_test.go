//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// served is a workspace that is served over SSH, and OpenSSH's clients.
type served struct {
	t       *testing.T
	dir     string
	program string
	server  *exec.Cmd
	log     *safeBuffer
	port    string
}

// serve makes a workspace of five memes without pictures and serves it to ann, an annotator,
// and kai, an owner.
func serve(t *testing.T, overlap string) *served {
	t.Helper()
	for _, client := range []string{"ssh", "ssh-keygen", "sftp"} {
		if _, err := exec.LookPath(client); err != nil {
			t.Skip("no OpenSSH here: ", err)
		}
	}
	program, err := exec.LookPath("memebench")
	if err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, dir: t.TempDir(), program: program, log: &safeBuffer{}}
	rows := "text\n"
	for i := range 5 {
		rows += fmt.Sprintf("caption number %d\n", i+1)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "rows.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	s.must("import", "rows.csv", "--caption", "text", "-w", "ws")
	s.must("config", "set", "overlap", overlap, "-w", "ws")
	for who, role := range map[string]string{"ann": "annotator", "kai": "owner"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.dir, who)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		s.must("annotators", "add", who, who+".pub", "--role", role, "-w", "ws")
	}
	s.server = s.command("serve", "--ssh", "0", "--json", "-w", "ws")
	s.server.Stderr = s.log
	out, err := s.server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.server.Process.Kill() })
	var told struct {
		SSH     string `json:"ssh"`
		HostKey string `json:"host_key"`
	}
	if err := json.NewDecoder(out).Decode(&told); err != nil {
		t.Fatalf("%v: %s", err, s.log)
	}
	host, port, err := net.SplitHostPort(told.SSH)
	if err != nil || host != "127.0.0.1" || !strings.HasPrefix(told.HostKey, "SHA256:") {
		t.Fatalf("%+v, %v", told, err)
	}
	s.port = port
	return s
}

// command is the program with arguments, where there are no encoders and no network.
func (s *served) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.program, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + s.dir, "MEMEBENCH_CACHE=" + filepath.Join(s.dir, "cache"), "HTTPS_PROXY=http://127.0.0.1:1", "CI=", "GORACE=" + prompt}
	return cmd
}

func (s *served) must(args ...string) string {
	s.t.Helper()
	out, err := s.command(args...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("%v: %v: %s", args, err, out)
	}
	return string(out)
}

// ssh is OpenSSH's client as a member.
func (s *served) ssh(who string, args ...string) *exec.Cmd {
	return exec.Command("ssh", append([]string{
		"-F", "none", "-p", s.port, "-i", filepath.Join(s.dir, who), "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR",
		"-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=" + filepath.Join(s.dir, "known_hosts"),
	}, args...)...)
}

// screens are the screens of a member in a terminal.
type screens struct {
	*exec.Cmd
	t    *testing.T
	term *os.File
	out  *safeBuffer
}

func (s *served) screens(who string) *screens {
	s.t.Helper()
	c := &screens{Cmd: s.ssh(who, "-tt", "-o", "SetEnv=MEMEBENCH_IMAGE=none", "127.0.0.1"), t: s.t, out: &safeBuffer{}}
	c.Env = append(os.Environ(), "TERM=vt100")
	var err error
	if c.term, err = pty.StartWithSize(c.Cmd, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		s.t.Fatal(err)
	}
	go io.Copy(io.MultiWriter(c.out, &answerer{to: c.term}), c.term)
	s.t.Cleanup(func() { c.Process.Kill(); c.Wait(); c.term.Close() })
	return c
}

// sees waits until the screens were sent a text.
func (c *screens) sees(text string) {
	c.t.Helper()
	for end := time.Now().Add(time.Minute); !strings.Contains(c.out.String(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("not seen: %q\n%q", text, c.out.String())
		}
	}
}

// types presses a key until a text is seen: a key that comes before a meme could be read does
// nothing.
func (c *screens) types(key, until string) {
	c.t.Helper()
	for end := time.Now().Add(time.Minute); !strings.Contains(c.out.String(), until); {
		if time.Now().After(end) {
			c.t.Fatalf("%s has not brought %q\n%q", key, until, c.out.String())
		}
		if _, err := io.WriteString(c.term, key); err != nil {
			c.t.Fatal(err)
		}
		for wait := time.Now().Add(2 * time.Second); time.Now().Before(wait) && !strings.Contains(c.out.String(), until); {
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// safeBuffer is what was written, from any goroutine.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// Two members label with real OpenSSH clients; one is killed in the middle, and the server is
// told to stop.
func TestServe(t *testing.T) {
	t.Parallel()
	s := serve(t, "1")
	ann, kai := s.screens("ann"), s.screens("kai")
	ann.sees("caption number")
	kai.sees("caption number")
	at := func(c *screens) string { // the meme that it shows first
		_, rest, _ := strings.Cut(c.out.String(), "caption number ")
		return rest[:1]
	}
	if at(ann) == at(kai) {
		t.Errorf("both have meme %s", at(ann))
	}
	ann.types("4", "saved 4 positive, #000"+at(ann))
	ann.Process.Kill()
	back := s.screens("ann")
	back.sees("caption number 3")
	if at(back) != "3" {
		t.Errorf("back at %s", at(back))
	}
	if out, err := s.ssh("kai", "127.0.0.1", "export", "csv").Output(); err != nil || strings.Count(string(out), ",positive,") != 1 {
		t.Errorf("%v: %s", err, out)
	}
	out, err := s.command("label", "1", "5", "-w", "ws").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "is in use by memebench serve (process ") {
		t.Errorf("a command that writes beside it: %v, %s", err, out)
	}
	var all []struct {
		Name, Role, Fingerprint string
		Labels                  int
		LastSeen                *time.Time `json:"last_seen"`
	}
	if err := json.Unmarshal([]byte(s.must("annotators", "list", "--json", "-w", "ws")), &all); err != nil || len(all) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
	for _, a := range all {
		if labelled := a.Name == "ann"; !strings.HasPrefix(a.Fingerprint, "SHA256:") || a.Role == "" || (a.Labels == 1) != labelled || (a.LastSeen != nil) != labelled {
			t.Errorf("%+v", a)
		}
	}
	if err := s.server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*screens{back, kai} {
		c.sees("the server stops")
		if err := c.Wait(); err != nil {
			t.Errorf("a client: %v", err)
		}
	}
	if err := s.server.Wait(); err != nil {
		t.Errorf("the server: %v\n%s", err, s.log)
	}
	if log := s.log.String(); strings.Contains(log, "positive") || !strings.Contains(log, "msg=came") {
		t.Errorf("the log: %s", log)
	}
}

// There is nothing for OpenSSH's other tools.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	s := serve(t, "2")
	status := func(cmd *exec.Cmd) int {
		t.Helper()
		var exit *exec.ExitError
		switch err := cmd.Run(); {
		case errors.As(err, &exit):
			return exit.ExitCode()
		case err != nil:
			t.Fatal(err)
		}
		return 0
	}
	for want, cmd := range map[string]*exec.Cmd{
		"0 ann annotator\n": s.ssh("ann", "127.0.0.1", "whoami"),
		"0 0 of 5 memes labelled by you, 5 wait for you\n": s.ssh("ann", "127.0.0.1", "progress"),
		"0 kai owner\n":            s.ssh("kai", "anybody@127.0.0.1", "whoami"),
		"1 ":                       s.ssh("ann", "127.0.0.1", "export"),
		"1   ":                     s.ssh("ann", "127.0.0.1", "invite"),
		"1     ":                   s.ssh("ann", "127.0.0.1", "stop"),
		"1       ":                 s.ssh("kai", "127.0.0.1", "role", "nobody", "owner"),
		"2       ":                 s.ssh("kai", "127.0.0.1", "role", "ann", "king"),
		"2         ":               s.ssh("kai", "127.0.0.1", "invite", "x"),
		"0 ann is annotator now\n": s.ssh("kai", "127.0.0.1", "role", "ann", "annotator"),
		"2 ":                       s.ssh("kai", "127.0.0.1", "export", "--out", "/tmp/x"),
		"2  ":                      s.ssh("kai", "127.0.0.1", "export", "huggingface"),
		"2   ":                     s.ssh("kai", "127.0.0.1", "bash -i"),
		"2    ":                    s.ssh("kai", "127.0.0.1", "export; id"),
		"2     ":                   s.ssh("kai", "-T", "127.0.0.1"),
		"255 ":                     s.ssh("kai", "-s", "127.0.0.1", "sftp"),
		"255  ":                    s.ssh("kai", "-W", "127.0.0.1:"+s.port, "127.0.0.1"),
		"255   ":                   s.ssh("kai", "-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22", "127.0.0.1"),
		"255    ":                  s.ssh("nobody", "-o", "BatchMode=yes", "127.0.0.1", "whoami"),
	} {
		var out bytes.Buffer
		cmd.Stdout = &out
		if got := fmt.Sprint(status(cmd), " ", out.String()); got != strings.TrimRight(want, " ")+" " && got != want {
			t.Errorf("%v: %q, want %q", cmd.Args[12:], got, want)
		}
	}
	// The public half of somebody's key is taken for a key that may follow, and makes nobody that.
	if out, err := s.ssh("kai.pub", "-i", filepath.Join(s.dir, "ann"), "-o", "BatchMode=yes", "127.0.0.1", "whoami").Output(); err != nil || string(out) != "ann annotator\n" {
		t.Errorf("behind another's public key: %q, %v", out, err)
	}
	if out, err := s.ssh("kai", "127.0.0.1", "invite", "3").Output(); err != nil || !regexp.MustCompile("^[a-z2-9]{16}\ncan be used 3 times").Match(out) {
		t.Errorf("an invitation: %q, %v", out, err)
	}
	if out, err := s.ssh("kai", "127.0.0.1", "annotators").Output(); err != nil || strings.Count(string(out), "SHA256:") != 2 {
		t.Errorf("annotators: %s, %v", out, err)
	}
	if err := s.ssh("kai", "127.0.0.1", "stop").Run(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if err := s.server.Wait(); err != nil || !strings.Contains(s.log.String(), "msg=\"told to stop\" ") {
		t.Errorf("the server: %v\n%s", err, s.log)
	}
}
