package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/encoder/encodertest"
)

// endsWithin is how long a program may take to end after it was told to. It should
// take less than a second; the test only wants an end.
const endsWithin = 10 * time.Second

// stuck is a workspace with a version, and what commands can be stuck on, in a folder
// of its own.
type stuck struct {
	dir string
	env []string
}

// at returns a path in the folder.
func (s *stuck) at(name string) string { return filepath.Join(s.dir, name) }

// program prepares the program, with the folder as its working directory.
func (s *stuck) program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(QuickProgram(t), args...)
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), s.env...)
	return cmd
}

// run runs the program to its end.
func (s *stuck) run(t *testing.T, args ...string) {
	t.Helper()
	if out, err := s.program(t, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// full returns the end of a pipe that takes nothing any more.
func full(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	fd := int(w.Fd()) // which makes it block
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for b := make([]byte, 4096); len(b) > 0; {
		if _, err := unix.Write(fd, b); err != nil {
			b = b[:len(b)/2]
		}
	}
	if err := unix.SetNonblock(fd, false); err != nil {
		t.Fatal(err)
	}
	return w
}

// wait waits until something is so.
func wait(t *testing.T, what string, so func() bool) {
	t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for end := time.After(time.Minute); !so(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("waited a minute for %s", what)
		}
	}
}

// resting returns what reports whether a process has computed nothing for a while: it
// waits for whoever reads what it prints. A command that only reads the store has
// closed it by then, too soon for being found with it.
func resting() func(pid int) bool {
	var used string
	var since time.Time
	return func(pid int) bool {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		if err != nil || len(fields) < 13 {
			return false
		}
		if now := fields[11] + " " + fields[12]; now != used {
			used, since = now, time.Now()
		}
		return time.Since(since) > 500*time.Millisecond
	}
}

// opened reports whether a process has a file of this name open.
func opened(pid int, name string) bool {
	links, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, l := range links {
		if to, err := os.Readlink(l); err == nil && filepath.Base(to) == name {
			return true
		}
	}
	return false
}

// worked returns how much processor time a process has had.
func worked(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(b), ") ")
	if f := strings.Fields(rest); err == nil && len(f) > 11 {
		ticks, _ := strconv.Atoi(f[11]) // in user mode, hundredths of a second
		return time.Duration(ticks) * 10 * time.Millisecond
	}
	return 0
}

// lives reports whether a process is there and has not ended.
func lives(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, _ := strings.Cut(string(b), ") ")
	return err == nil && !strings.HasPrefix(state, "Z")
}

// children returns the processes that a process has started.
func children(pid int) (pids []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range stats {
		b, _ := os.ReadFile(name)
		_, rest, _ := strings.Cut(string(b), ") ")
		if f := strings.Fields(rest); len(f) > 1 && f[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
			pids = append(pids, child)
		}
	}
	return pids
}

// slow is a command that does not end by itself, or not soon.
type slow struct {
	args []string
	env  []string
	// at reports whether the program is where it does not go on; nil: when it has the
	// store open.
	at func(pid int) bool
	// stdin is kept open, and has this in it.
	stdin string
	// says is what the program says of what it has done when it is told to end; "" for
	// one that is stuck so that it cannot say anything.
	says string
	// runs is a program that runs until it is told to end, and ends well then.
	runs bool
}

// printing are commands that are stuck on an output that takes nothing: any command
// is, in the end.
func printing(args ...string) slow { return slow{args: append(args, "-w", "ws")} }

// slowStates has every command of the program in at least one state in which it does
// not end by itself.
func slowStates(t *testing.T, s *stuck) map[string][]slow {
	with := func(args ...string) []slow { return []slow{printing(args...)} }
	endless := []string{"--epochs", "100000", "--no-early-stop", "-w", "ws"}
	return map[string][]slow{
		"memebench": {
			{at: func(int) bool { return true }}, // the tour, in the starter workspace
			{args: []string{"--plain", "-w", "ws"}, stdin: "4\n"},
		},
		"memebench man": with("man", "pages"),
		"memebench import": {
			{args: []string{"import", "--format", "csv", "--csv", "rows.csv", "--caption", "text", "-w", "other"}},
			{args: []string{"import", "--format", "memotion", "--csv", "table.csv", "--images", "pictures", "-w", "ws", "--dataset", "more"}},
		},
		"memebench ocr": {printing("ocr"), printing("ocr", "--compare")},
		"memebench encode": {
			printing("encode"),
			{args: []string{"encode", "-w", "ws"}, env: s.fetching(t, "encode"), at: func(int) bool { return s.client("encode") != 0 }, says: "interrupted: what was encoded so far is kept"},
		},
		"memebench fleet": with("fleet"),
		"memebench fleet serve": {{
			args: []string{"fleet", "serve", "--addr", "127.0.0.1:0", "-w", "ws"}, at: func(int) bool { return exists(s.at("ws/fleet/url")) },
			says: "interrupted: the broker has stopped; what it has stays in its folder",
		}},
		"memebench worker":        {silentBroker(t)},
		"memebench encoders":      with("encoders"),
		"memebench encoders list": with("encoders", "list"),
		"memebench encoders show": with("encoders", "show"),
		"memebench encoders use":  with("encoders", "use", "default"),
		"memebench encoders add": {
			{args: []string{"encoders", "add", "endless.json", "-w", "ws"}, at: func(pid int) bool { return len(children(pid)) > 0 }, says: "interrupted: the pack was not added"},
			{args: []string{"encoders", "add", "large.json", "-w", "ws"}, at: func(pid int) bool { return opened(pid, "large.onnx") }},
		},
		"memebench encoders compare": with("encoders", "compare", "default", "mine"),
		"memebench encoders remove":  with("encoders", "remove", "mine"),
		"memebench train": {
			{args: append([]string{"train"}, endless...), at: func(pid int) bool { return worked(pid) > time.Second }, says: "interrupted: no version was added; what was encoded is kept"},
			{args: append([]string{"train", "--fusion", "attention"}, endless...)},
		},
		"memebench sweep":   {{args: append([]string{"sweep", "s", "--grid", "lr=0.1,0.2"}, endless...)}},
		"memebench eval":    {printing("eval"), printing("eval", "--split", "cv")},
		"memebench check":   {printing("check"), printing("check", "--kind", "duplicates")},
		"memebench compare": with("compare", "v1", "v2", "--split", "cv"),
		"memebench cv":      with("cv"),
		"memebench predict": {
			{args: []string{"predict", "-", "-w", "ws"}, stdin: `{"caption": "hello"}` + "\n"},
			{args: []string{"predict", "--csv", "pipe", "--caption", "text", "--out", "predicted.csv", "-w", "ws"}},
			printing("predict", "--caption", "hello"),
		},
		"memebench label": {
			printing("label", "meme_004.png", "4"),
			{args: []string{"label", "-", "-w", "ws"}, stdin: "meme_004.png 4\n"},
		},
		"memebench groups":      {printing("groups"), printing("groups", "--find")},
		"memebench skip":        with("skip", "meme_004.png"),
		"memebench flag":        with("flag", "meme_004.png", "a reason"),
		"memebench note":        with("note", "meme_004.png", "a note"),
		"memebench caption":     with("caption", "meme_004.png", "a caption"),
		"memebench undo":        with("undo"),
		"memebench redo":        with("redo"),
		"memebench list":        with("list", "split:train"),
		"memebench log":         with("log"),
		"memebench stats":       with("stats"),
		"memebench agreement":   {printing("agreement"), printing("agreement", "--version", "latest")},
		"memebench describe":    {printing("describe", "--version", "none"), printing("describe")},
		"memebench export":      {printing("export", "--format", "jsonl"), {args: []string{"export", "--format", "jsonl", "--out", "pipe", "-w", "ws"}}},
		"memebench predictions": with("predictions"),
		"memebench predictions import": {
			{args: []string{"predictions", "import", "pipe", "--as", "given", "-w", "ws"}},
		},
		"memebench models":            with("models"),
		"memebench models list":       with("models", "list"),
		"memebench models curve":      {printing("models", "curve"), printing("models", "curve", "--subsample", "50%")},
		"memebench models show":       with("models", "show", "v1"),
		"memebench models diff":       with("models", "diff", "v1", "v2"),
		"memebench models promote":    with("models", "promote", "v2"),
		"memebench models rollback":   with("models", "rollback"),
		"memebench models rename":     with("models", "rename", "v2", "fresh"),
		"memebench models delete":     with("models", "delete", "v2"),
		"memebench models export":     with("models", "export", "v1", "--out", "exported"),
		"memebench models import":     with("models", "import", "head"),
		"memebench doctor":            {{args: []string{"doctor", "-w", "ws"}, at: func(int) bool { return true }}},
		"memebench backup":            with("backup", "copy.db"),
		"memebench restore":           {{args: []string{"restore", "kept.db", "-w", "ws"}, at: func(int) bool { return true }}},
		"memebench verify":            with("verify"),
		"memebench serve":             {{args: []string{"serve", "--ssh", "0", "-w", "ws"}, at: func(int) bool { return true }, runs: true}},
		"memebench annotators":        with("annotators"),
		"memebench annotators list":   with("annotators", "list"),
		"memebench annotators add":    with("annotators", "add", "ann", "ann.pub"),
		"memebench annotators role":   with("annotators", "role", "bob", "owner"),
		"memebench annotators remove": with("annotators", "remove", "bob"),
		"memebench annotators invite": with("annotators", "invite"),
		"memebench resplit":           with("resplit"),
		"memebench relink":            with("relink", "pictures"),
		"memebench config":            with("config"),
		"memebench config get":        with("config", "get"),
		"memebench config set":        with("config", "set", "blind", "after"),
		"memebench features":          with("features", "--out", "matrices"),
		"memebench try-encoders":      {{args: []string{"try-encoders"}, at: func(int) bool { return true }, stdin: " "}},
	}
}

// silentBroker is a worker whose broker takes its connection and says nothing.
func silentBroker(t *testing.T) slow {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var taken atomic.Bool
	go func() {
		if c, err := l.Accept(); err == nil {
			taken.Store(true)
			_, _ = io.Copy(io.Discard, c) // until the worker has gone
			c.Close()
		}
	}()
	return slow{
		args: []string{"worker", "--nats", "nats://" + l.Addr().String()}, at: func(int) bool { return taken.Load() },
		says: "interrupted: the worker has stopped; another one takes what it was at",
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fetching is the environment of a program that must fetch and whose package clients
// never end, each with a child of its own.
func (s *stuck) fetching(t *testing.T, name string) []string {
	t.Helper()
	bin := s.at(name + ".bin")
	script := fmt.Sprintf("#!/bin/sh\ntrap '' TERM INT HUP\nsleep 1000 &\necho $! >%s.part\nmv %[1]s.part %[1]s\nwait\nwait\n", s.at(name+".pid"))
	if err := os.MkdirAll(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, client := range []string{"mvn", "pip", "pip3", "python3", "python", "go"} {
		if err := os.WriteFile(filepath.Join(bin, client), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"PATH=" + bin + ":/usr/bin:/bin", "MEMEBENCH_CACHE=" + s.at(name+".cache"), "MEMEBENCH_ASSETS=", "HTTPS_PROXY=http://127.0.0.1:1"}
}

// client returns the process that a package client of fetching has started, 0 while
// there is none.
func (s *stuck) client(name string) int {
	b, _ := os.ReadFile(s.at(name + ".pid"))
	pid, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	return pid
}

// newStuck makes the workspace.
func newStuck(t *testing.T) *stuck {
	t.Helper()
	dir := t.TempDir()
	cache := assetstest.Cache(t, encoder.PackAssets(encoder.DefaultPack)...)
	s := &stuck{dir: dir, env: []string{
		"HOME=" + dir, "XDG_DATA_HOME=" + filepath.Join(dir, "data"), "MEMEBENCH_CACHE=" + cache.Dir(), "MEMEBENCH_WORKSPACE=", "MEMEBENCH_ANNOTATOR=ada",
		"GORACE=atexit_sleep_ms=0", "CI=",
	}}
	var table strings.Builder
	table.WriteString("image_name,text_ocr,text_corrected,overall_sentiment\n")
	for i := range 60 {
		fmt.Fprintf(&table, "meme_%03d.png,,number %d is %s,%s\n", i, i, []string{"terrible", "bad", "a table", "nice", "wonderful"}[i%5],
			[]string{"very_negative", "negative", "neutral", "positive", "very_positive"}[i%5])
	}
	endless, err := encodertest.Hostile["endless"]()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(s.at(name)), 0o700), os.WriteFile(s.at(name), data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write("table.csv", []byte(table.String()))
	write("rows.csv", []byte("text\n"+strings.Repeat("a row like any other\n", 250_000)))
	write("endless.onnx", endless)
	write("endless.json", []byte(`{"name": "endless", "image": {"file": "endless.onnx", "preprocess": {"resize": {"side": 16}, "crop": 16}}}`))
	write("large.onnx", nil)
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBr8cyYeqbTp5bL2GYYZmPA6vGVN4Y0yYyS3r3tL8zqF\n"
	write("ann.pub", []byte(key))
	write("large.json", []byte(`{"name": "large", "image": {"file": "large.onnx"}}`))
	for i := range 60 { // which are there, and show nothing
		write(fmt.Sprintf("pictures/meme_%03d.png", i), nil)
	}
	if err := errors.Join(os.Truncate(s.at("large.onnx"), 2<<30-1), unix.Mkfifo(s.at("pipe"), 0o600)); err != nil {
		t.Fatal(err)
	}
	s.run(t, "import", "--format", "memotion", "--csv", "table.csv", "--images", "pictures", "--annotator", "gold", "-w", "ws")
	s.run(t, "train", "--seed", "1", "-w", "ws")
	s.run(t, "train", "--seed", "2", "-w", "ws")
	s.run(t, "models", "promote", "v2", "-w", "ws")
	s.run(t, "models", "promote", "v1", "-w", "ws")
	s.run(t, "train", "--seed", "3", "-w", "ws")
	s.run(t, "models", "export", "v1", "--out", "head", "-w", "ws")
	s.run(t, "backup", "kept.db", "-w", "ws")
	spec, err := s.program(t, "encoders", "show", "-w", "ws").Output()
	if err != nil {
		t.Fatal(err)
	}
	write("ws/annotators.keys", []byte(`name="bob" `+strings.Replace(key, "8zqF", "8zqE", 1)))
	write("mine.json", []byte(strings.Replace(string(spec), `"name": "default"`, `"name": "mine"`, 1)))
	s.run(t, "encoders", "add", "mine.json", "-w", "ws")
	return s
}

// Every command ends soon after it was told to, wherever it is stuck: told once by
// SIGTERM, and more than once by ctrl+c, also when it can say nothing any more.
func TestEveryCommandEnds(t *testing.T) {
	t.Parallel()
	s := newStuck(t)
	states := slowStates(t, s)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Runnable() && states[c.CommandPath()] == nil {
			t.Errorf("%s is in no state of slowStates: say how it can be stuck", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(&options{}))
	for name, all := range states {
		for i := range all {
			for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
				t.Run(fmt.Sprintf("%s/%d/%v", name, i, sig), func(t *testing.T) {
					t.Parallel()
					own := s.copy(t)
					own.tell(t, slowStates(t, own)[name][i], sig)
				})
			}
		}
	}
}

// copy makes a folder like this one, with its own files. Those that are large, and only
// read, are links.
func (s *stuck) copy(t *testing.T) *stuck {
	t.Helper()
	own := &stuck{dir: t.TempDir()}
	for _, e := range s.env {
		own.env = append(own.env, strings.ReplaceAll(e, s.dir, own.dir))
	}
	for _, name := range []string{"ws", "data", "head", "pictures"} {
		if err := os.CopyFS(own.at(name), os.DirFS(s.at(name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"table.csv", "rows.csv", "endless.onnx", "endless.json", "large.onnx", "large.json", "mine.json", "kept.db", "ann.pub"} {
		if err := os.Link(s.at(name), own.at(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Mkfifo(own.at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	return own
}

// tell brings a program into a slow state and tells it to end.
func (s *stuck) tell(t *testing.T, state slow, sig syscall.Signal) {
	cmd := s.program(t, state.args...)
	cmd.Env = append(cmd.Env, state.env...)
	cmd.Stdout = full(t)
	var said strings.Builder
	cmd.Stderr = &said
	if sig == syscall.SIGINT {
		cmd.Stderr = cmd.Stdout
	}
	if state.stdin != "" {
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if _, err := in.Write([]byte(state.stdin)); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	at := state.at
	if at == nil {
		rests := resting()
		at = func(pid int) bool { return opened(pid, storeFile) || rests(pid) }
	}
	over := false
	wait(t, "the slow state of "+strings.Join(state.args, " "), func() bool {
		select {
		case err := <-ended:
			ended <- err
			over = true
		default:
		}
		return over || at(cmd.Process.Pid)
	})
	if over {
		t.Fatalf("%s has ended by itself: %v: %s", strings.Join(state.args, " "), <-ended, said.String())
	}
	started := children(cmd.Process.Pid)
	if client := s.client("encode"); client != 0 {
		started = append(started, client)
	}
	again := time.NewTicker(20 * time.Millisecond) // whoever wants an end presses it more than once
	defer again.Stop()
	late := time.After(endsWithin)
	began := time.Now()
	for told := false; ; {
		if !told || sig == syscall.SIGINT {
			told = true
			if err := cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
		}
		select {
		case <-again.C:
			continue
		case <-late:
			cmd.Process.Kill()
			t.Fatalf("%s has not ended in %v: %s", strings.Join(state.args, " "), endsWithin, said.String())
		case err := <-ended:
			t.Logf("%v after %v: %s", err, time.Since(began).Round(time.Millisecond), strings.TrimSpace(said.String()))
			var exit *exec.ExitError
			if err == nil && state.runs {
				break
			}
			if !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted && exit.Exited() {
				t.Errorf("%s ended with %v, want exit status %d: %s", strings.Join(state.args, " "), err, exitInterrupted, said.String())
			}
			if sig == syscall.SIGTERM && !strings.Contains(said.String(), state.says) {
				t.Errorf("%s says %q, want %q", strings.Join(state.args, " "), said.String(), state.says)
			}
		}
		break
	}
	for _, pid := range started {
		wait(t, fmt.Sprintf("the end of process %d, which it had started", pid), func() bool { return !lives(pid) })
	}
}
