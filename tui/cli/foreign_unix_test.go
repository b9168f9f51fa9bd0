//go:build unix

package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"memebench/db"
	"memebench/eval"
	"memebench/labels"
	"memebench/tui/cli"
	"memebench/tui/tuitest"
)

// nastyTexts are what captions and names can hold that would act on a terminal, or hold it up.
var nastyTexts = []string{
	"clear\x1b[2J\x1b[1;31mred\x1b]0;title\a end",
	"copy\x1b]52;c;aGk=\x1b\\\x1b]52;c;aGk=\a\u009d52;c;aGk=\u009c end",
	"one byte\u009b31m\u0085\u0090q\u009c\u0084 end",
	"turned\u202etxt.exe\u2066\u2069\u200f\u2028\u2029 end",
	"piled" + strings.Repeat("\u0301\u200b", 30_000) + " end",
	"joined" + strings.Repeat("👩\u200d", 30_000) + " end",
	"long" + strings.Repeat("x", 500_000) + " end",
	"asks\x1b[6n\x1b[c\x1bP$qm\x1b\\\x05\x0e\x0f\b\b\x7f end",
	"tabs\t\v\f\r\r\n\n end",
}

// shortNasty is what fits where a name is short.
const shortNasty = "n\x1b]52;c;aGk=\a\u009b31m\u202etxt\u0301\u0301\u200b"

// quietNasty is what is left of it where control characters are refused.
const quietNasty = "n\u0301\u0301\u200b漢é"

// nastyWorkspace makes a workspace all of whose texts are nasty: captions, columns, values,
// names of pictures, data sets, annotators, notes, reasons, queues, origins of versions and the guide.
// What its commands would refuse is put into its store.
func nastyWorkspace(t *testing.T, env []string) (dir string) {
	t.Helper()
	top := t.TempDir()
	dir = filepath.Join(top, "ws")
	table, err := os.Create(filepath.Join(top, "table.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(table)
	w.Write([]string{"picture", "text", "level", shortNasty, nastyTexts[3]})
	for i := range 45 {
		name := fmt.Sprintf("%d\x1b]0;t\a\u202e\u009b1m.png", i)
		if err := writePicture(filepath.Join(top, name), i, labels.Level(i%5)); err != nil {
			t.Fatal(err)
		}
		text := nastyTexts[i%len(nastyTexts)]
		w.Write([]string{name, fmt.Sprint(i, " ", text), fmt.Sprint(1 + i%5), shortNasty, text})
	}
	if w.Flush(); errors.Join(w.Error(), table.Close()) != nil {
		t.Fatal(w.Error())
	}
	run(t, env, "import", "--format", "csv", "--csv", table.Name(), "--images", top, "--image", "picture", "--caption", "text", "--level", "level", "--scale", "1-5",
		"--annotator", quietNasty, "-w", dir)
	run(t, env, "config", "set", "overlap", "3", "-w", dir)
	guide := "# " + shortNasty + "\n\n- " + strings.Join(nastyTexts[:6], "\n- ") + "\n\n```\n" + nastyTexts[1] + "\n```\n"
	if err := os.WriteFile(filepath.Join(dir, "guide.md"), []byte(guide), 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := db.Open(filepath.Join(dir, "memebench.db"), db.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(store.PutDataset(labels.Dataset{Name: shortNasty, Format: "csv", Columns: []string{shortNasty, "text"}}))
	extra := labels.Meme{ID: labels.NewMemeID(shortNasty, shortNasty), Dataset: shortNasty, Key: shortNasty, Caption: nastyTexts[0], Values: []string{shortNasty, "x"}}
	extra.Image.Name, extra.Image.Fault = shortNasty, "no such file "+shortNasty
	_, err = store.AddMemes([]labels.Meme{extra}, labels.AllTrain)
	must(err)
	var events []labels.Event
	var predictions []labels.Prediction
	must(store.Rows(func(m labels.Meme, _ labels.State) error {
		for i, who := range []string{quietNasty, "bob" + quietNasty} {
			e := labels.Event{Meme: m.ID, Annotator: who, Source: labels.Key, Queue: shortNasty, Screen: shortNasty, Version: shortNasty}
			e.Action, e.Level = labels.SetLevel, labels.Level((int(m.Seq)+i)%5)
			events = append(events, e)
		}
		e := labels.Event{Meme: m.ID, Annotator: quietNasty, Source: labels.Key, Action: labels.Note, Text: nastyTexts[m.Seq%6]}
		if m.Seq%3 == 0 {
			e.Action = labels.Flag
		}
		events = append(events, e)
		p := labels.Prediction{Meme: m.ID}
		p.Probs[m.Seq%5] = 1
		predictions = append(predictions, p)
		return nil
	}))
	for i := range events {
		events[i].Text = events[i].Text[:min(len(events[i].Text), 60<<10)]
	}
	_, err = store.Append(events...)
	must(err)
	_, err = store.AddGiven(eval.Version{Name: "given", Created: time.Now(), Origin: &eval.Origin{Name: shortNasty}}, predictions)
	must(err)
	_, err = store.AddVersion(eval.Version{ColdStartReason: nastyTexts[0], Pack: shortNasty}, eval.Artifacts{Head: []byte("no head"), Weights: []byte("none")})
	must(err)
	must(store.Close())
	return dir
}

// Whatever a workspace holds, the screens send nothing but text and their own sequences: on
// every screen and sheet, with and without pictures in pixels.
func TestScreensSendNothingForeign(t *testing.T) {
	t.Parallel()
	env := offline(t)
	dir := nastyWorkspace(t, env)
	for _, images := range []string{"blocks", "sixel"} {
		t.Run(images, func(t *testing.T) {
			x := newTerminalOf(t, cli.QuickProgram(t), 110, 36, append(env, "MEMEBENCH_IMAGE="+images), "-w", dir, "--annotator", "ada"+quietNasty)
			x.run()
			x.see("1-5 label")
			for _, way := range foreignWays {
				for _, key := range strings.Fields(way) {
					x.presses(key)
				}
			}
			x.presses("esc")
			x.presses("esc")
			x.press("q")
			within(t, "leaving with q and y", func() {
				for {
					select {
					case <-x.done:
						return
					case <-time.After(reading):
						_, _ = x.pty.Write([]byte("qy")) // unless it has ended
					}
				}
			})
			x.end()
			raw := x.raw.Bytes()
			if foreign := tuitest.Foreign(raw); foreign != "" {
				t.Error(foreign)
			}
			if t.Logf("%d bytes", len(raw)); len(raw) > 40<<20 {
				t.Errorf("%d bytes were sent", len(raw))
			}
		})
	}
}

// foreignWays go through all screens, and what opens over them.
var foreignWays = []string{
	"z z esc i i n x esc e esc n y enter f r enter u 3 4 b ? pgdn pgdn esc ! esc , down down esc : l i enter esc / t e x t enter esc esc",
	"right left g 7 enter m esc o esc a esc v esc",
	"G right down z esc m enter esc f esc",
	"E t t g down enter ] [ enter right esc s v esc %",
	"C down y z esc enter esc v",
	"T down enter esc c esc down enter esc v n esc s",
	"D down down enter esc right t",
	"tab tab tab tab L",
}

// typedAs is what a terminal sends for a key.
func typedAs(key string) string {
	names := map[string]string{"esc": "\x1b", "enter": "\r", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "tab": "\t", "pgdn": "\x1b[6~"}
	if s, ok := names[key]; ok {
		return s
	}
	return key
}

// presses presses a key by its name, and gives the screens time for it.
func (x *terminal) presses(key string) {
	_, _ = x.pty.Write([]byte(typedAs(key))) // unless it has ended
	time.Sleep(25 * time.Millisecond)
}

// lockedPipe may be closed while it is written to, which the pipe of an SSH session may not.
type lockedPipe struct {
	io.WriteCloser
	mu sync.Mutex
}

func (p *lockedPipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.WriteCloser.Write(b)
}

func (p *lockedPipe) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.WriteCloser.Close()
}

// Nor do they over SSH, and what members can ask for without them is text, too.
func TestMembersAreSentNothingForeign(t *testing.T) {
	t.Parallel()
	env := offline(t)
	dir := nastyWorkspace(t, env)
	key := newMember(t, dir, "kai", labels.RoleOwner)
	server := exec.Command(cli.QuickProgram(t), "serve", "--ssh", "127.0.0.1:0", "--json", "-w", dir)
	server.Env = append(os.Environ(), env...)
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log safeBuffer
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	var told struct{ SSH string }
	within(t, "waiting for the server's address", func() { err = json.NewDecoder(out).Decode(&told) })
	if err != nil {
		t.Fatal(err, log.String())
	}
	conn, err := ssh.Dial("tcp", told.SSH, &ssh.ClientConfig{
		User: "kai", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: stuckAfter,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, command := range []string{
		"", "help", "whoami", "progress", "stats", "annotators", "export", "export csv", "invite", "invite " + shortNasty, "role " + shortNasty + " owner", "role kai " + shortNasty,
		"remove " + shortNasty, "export " + shortNasty, shortNasty, "export \x9b31m", "'",
	} {
		session, err := conn.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var sent safeBuffer
		pipe, err := session.StdinPipe()
		in := &lockedPipe{WriteCloser: pipe}
		session.Stdout, session.Stderr = io.MultiWriter(&sent, &answerer{to: in}), &sent
		if err == nil {
			err = session.RequestPty("xterm-256color\x1b]0;t\a", 36, 110, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		if command != "" {
			within(t, "the command "+strconv.Quote(command), func() { _ = session.Run(command) }) // or it is refused
		} else {
			if err := session.Shell(); err != nil {
				t.Fatal(err)
			}
			for late := time.Now().Add(stuckAfter); !strings.Contains(sent.String(), frameEnd); time.Sleep(5 * time.Millisecond) {
				if time.Now().After(late) {
					t.Fatalf("no first screen was sent: %q\n%s", sent.String(), log.String())
				}
			}
			within(t, "typing to the screens", func() {
				for _, way := range foreignWays {
					for _, key := range strings.Fields(way) {
						io.WriteString(in, typedAs(key))
						time.Sleep(25 * time.Millisecond)
					}
				}
			})
			within(t, "leaving the screens", func() {
				in.Close()
				session.Wait()
			})
		}
		got := sent.String()
		data := strings.HasPrefix(command, "export")
		if foreign := tuitest.Foreign([]byte(got)); foreign != "" && !(data && strings.HasPrefix(foreign, "marks")) || command != "" && strings.Contains(got, "\x1b") {
			t.Errorf("%q is answered with %s: %.200q", command, foreign, got)
		}
		if len(got) == 0 && command != "" {
			t.Errorf("%q is not answered", command)
		}
	}
	if foreign := tuitest.Foreign([]byte(log.String())); foreign != "" {
		t.Errorf("the log has %s", foreign)
	}
}

// What the commands print of such a workspace, of whatever kind, is text.
func TestCommandsPrintNothingForeign(t *testing.T) {
	t.Parallel()
	env := offline(t)
	dir := nastyWorkspace(t, env)
	for _, command := range []string{
		"list", "list --json", "log", "log --json", "stats", "stats --json", "agreement", "agreement --json", "agreement --version v1", "models", "models --json", "models show v1",
		"models show v2", "models diff v1 v2", "models curve", "check", "check --json", "check --kind duplicates", "describe", "describe --version none", "describe --version v1", "groups", "groups --find", "predictions", "predictions --json",
		"eval --version v1", "eval --version v1 --split cv", "eval --version v1 --slice dataset", "compare v1 v2", "export --format jsonl", "export --format csv", "export --format memotion", "export --format memebench", "encoders",
		"annotators", "config", "config get encoders", "verify", "doctor", "resplit", "relink .", "undo", "redo", "note 1 x", "flag 2", "skip 3", "label 4 5", "caption 5 x", "train", "encode", "ocr", "predict --caption x", "report --out report",
	} {
		x := newTerminalOf(t, cli.QuickProgram(t), 120, 40, append(env, "MEMEBENCH_WORKSPACE="+dir), strings.Fields(command)...)
		x.cmd.Dir = filepath.Dir(dir)
		x.take = func([]byte) {} // the emulator would take its time for megabytes
		x.run()
		x.end()
		raw := x.raw.String()
		if len(raw) == 0 {
			t.Errorf("%s prints nothing", command)
		}
		plain := strings.ReplaceAll(raw, "\x1b[K", "")                                       // by which the progress line wipes itself
		data := strings.HasPrefix(command, "export") || strings.HasSuffix(command, "--json") // which loses nothing
		foreign := tuitest.Foreign([]byte(plain))
		if foreign != "" && !(data && strings.HasPrefix(foreign, "marks")) {
			t.Errorf("%s prints %s", command, foreign)
		}
		if strings.Contains(plain, "\x1b") && command != "doctor" { // which asks the terminal
			t.Errorf("%s prints a sequence", command)
		}
	}
}
