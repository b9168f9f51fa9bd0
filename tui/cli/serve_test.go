package cli_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serverWithin is how long a server may take to load a model, and to stop. It takes a
// second; the tests only want an end.
const serverWithin = time.Minute

// servedURL is where a server's log says that it listens.
var servedURL = regexp.MustCompile(`url=(http://\S+)`)

// servers are the servers that scripts have started: a channel with how it ended, by the
// number of the process.
var servers sync.Map

// serves starts a server and waits until it has a model: serves FLAGS…. $URL is where it
// is, $SERVER its process, and serve.log its log. It ends with the script.
func serves(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serves flags…")
	}
	program, err := exec.LookPath("memebench")
	ts.Check(err)
	path := ts.MkAbs("serve.log")
	log, err := os.Create(path)
	ts.Check(err)
	defer log.Close() // the program has its own
	cmd := exec.Command(program, append([]string{"serve"}, args...)...)
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), log
	for _, name := range append(environment, "PATH", "MEMEBENCH_HTTP_TOKEN") {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ts.Defer(func() { cmd.Process.Kill() })
	ts.Setenv("SERVER", strconv.Itoa(cmd.Process.Pid))
	servers.Store(ts.Getenv("SERVER"), ended)
	awaitLog(ts, regexp.MustCompile("version served"))
	ts.Setenv("URL", servedURL.FindStringSubmatch(ts.ReadFile("serve.log"))[1])
}

// logs waits until the log of the server that was started last has what matches: logs PATTERN.
func logs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: logs pattern")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	awaitLog(ts, pattern)
}

func awaitLog(ts *testscript.TestScript, pattern *regexp.Regexp) {
	server, _ := servers.Load(ts.Getenv("SERVER"))
	ended := server.(chan error)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for late := time.After(serverWithin); ; {
		if pattern.MatchString(ts.ReadFile("serve.log")) {
			return
		}
		select {
		case <-look.C:
		case err := <-ended:
			ts.Fatalf("the server has ended: %v: %s", err, ts.ReadFile("serve.log"))
		case <-late:
			ts.Fatalf("the log lacks %s: %s", pattern, ts.ReadFile("serve.log"))
		}
	}
}

// stops ends the server that was started last by SIGTERM, which is an orderly end: stops.
func stops(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: stops")
	}
	pid, err := strconv.Atoi(ts.Getenv("SERVER"))
	ts.Check(err)
	process, err := os.FindProcess(pid)
	ts.Check(err)
	ts.Check(process.Signal(syscall.SIGTERM))
	ended, _ := servers.LoadAndDelete(ts.Getenv("SERVER"))
	select {
	case err := <-ended.(chan error):
		if err != nil {
			ts.Fatalf("the server has ended with %v: %s", err, ts.ReadFile("serve.log"))
		}
	case <-time.After(serverWithin):
		ts.Fatalf("the server has not ended: %s", ts.ReadFile("serve.log"))
	}
}

// asks sends a request and writes the body of the answer to a file: asks STATUS METHOD PATH
// OUT [BODY], where BODY is a file of JSON. $TOKEN, unless it is empty, is carried.
func asks(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: asks status method path out [body]")
	}
	var body io.Reader
	if len(args) > 4 {
		body = strings.NewReader(ts.ReadFile(args[4]))
	}
	q, err := http.NewRequest(args[1], ts.Getenv("URL")+args[2], body)
	ts.Check(err)
	q.Header.Set("Content-Type", "application/json")
	if token := ts.Getenv("TOKEN"); token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(q)
	ts.Check(err)
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), b, 0o600))
	if want := args[0]; strconv.Itoa(answer.StatusCode) != want {
		ts.Fatalf("%s %s: %s, want %s: %s", args[1], args[2], answer.Status, want, b)
	}
}
