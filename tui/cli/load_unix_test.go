//go:build unix

package cli_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"memebench/labels"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
)

// BenchmarkSessions says how long after a key of an annotator over SSH the frame comes that
// says that the label is on disk, while so many annotators sit at terminals of a kind, 120×40
// cells each, and each labels a meme about every 3 s; an operation is a label of each. It also
// says what the server's heap is larger by for each session, in MB, and how long its processors
// work for a label. Players and server share the
// machine:
//
//	go test -run '^$' -bench 'Sessions/20/sixel' -benchtime 20x ./tui/cli
func BenchmarkSessions(b *testing.B) {
	cache := assetstest.Cache(b, encoder.PackAssets(encoder.DefaultPack)...)
	// Not the one of the tests, which is slowed down by the race detector.
	program := filepath.Join(b.TempDir(), "memebench")
	if out, err := exec.Command("go", "build", "-o", program, "memebench").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, sessions := range []int{20, 50} {
		for _, kind := range []string{"blocks", "sixel", "kitty"} {
			b.Run(fmt.Sprint(sessions, "/", kind), func(b *testing.B) {
				l := newLoad(b, program, home(b, cache.Dir()), sessions*b.N+2*sessions)
				l.until("msg=done job=prepare")
				began := l.numbers()
				kinds := slices.Repeat([]string{kind}, sessions)
				b.ResetTimer()
				took, most := l.play(kinds, b.N, 3*time.Second)
				b.StopTimer()
				ms := func(share float64) float64 {
					return float64(took[min(len(took)-1, int(share*float64(len(took))))]) / float64(time.Millisecond)
				}
				b.ReportMetric(ms(.5), "p50-ms")
				b.ReportMetric(ms(.95), "p95-ms")
				b.ReportMetric(ms(.99), "p99-ms")
				b.ReportMetric((most["go_gc_heap_live_bytes"]-began["go_gc_heap_live_bytes"])/float64(sessions)/1e6, "heapMB/session")
				b.ReportMetric((most["process_cpu_seconds_total"]-began["process_cpu_seconds_total"])/float64(len(took))*1000, "cpu-ms/label")
				b.ReportMetric(most["process_resident_memory_bytes"]/1e6, "rss-MB")
				b.ReportMetric((most["go_goroutines"]-began["go_goroutines"])/float64(sessions), "goroutines/session")
				l.left(began)
				l.stop()
			})
		}
	}
}

// Annotators at three kinds of terminals label the same memes at the same time: none gets more
// labels than it is to, every label that was said to be saved is there, and nothing is left of
// the sessions when they have ended. What is typed before there is a meme to see labels none.
func TestSessionsAtOnce(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("memebench")
	if err != nil {
		t.Fatal(err)
	}
	l := newLoad(t, program, offline(t), 8)
	l.until("msg=failed job=prepare") // there are no encoders
	began := l.numbers()
	for _, kind := range []string{"blocks", "kitty"} {
		p, err := newPlayer(t, l.ssh, "hasty", kind, newMember(t, l.workspace, "hasty "+kind, labels.RoleAnnotator), "4")
		if err == nil {
			_, _, err = p.sees(early, playerEnd)
		}
		if err == nil {
			err = p.leave()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	l.left(began) // without a label
	l.play([]string{"blocks", "sixel", "kitty"}, 4, 0)
	l.left(began)
	l.stop()
}

// load is a server for players, by whom each meme is to be labelled twice.
type load struct {
	tb        testing.TB
	program   string
	env       []string
	workspace string
	server    *exec.Cmd
	log       *safeBuffer
	ssh, http string // addresses
	labels    int    // that were said to be saved
}

const loadOverlap = 2

// newLoad serves a workspace of so many memes.
func newLoad(tb testing.TB, program string, env []string, memes int) *load {
	tb.Helper()
	dir := tb.TempDir()
	l := &load{tb: tb, program: program, env: append(os.Environ(), env...), workspace: filepath.Join(dir, "ws"), log: &safeBuffer{}}
	table := filepath.Join(dir, "memes.csv")
	f, err := os.Create(table)
	if err != nil {
		tb.Fatal(err)
	}
	w, rng := csv.NewWriter(f), rand.New(rand.NewPCG(16, 1))
	w.Write([]string{"picture", "caption"})
	for i := range memes {
		name := fmt.Sprintf("meme_%05d.png", i)
		if err := writeBlotches(filepath.Join(dir, name), rng); err != nil {
			tb.Fatal(err)
		}
		w.Write([]string{name, "when everybody in the team has the same idea at the same time, take " + strconv.Itoa(i)})
	}
	w.Flush()
	if err := errors.Join(w.Error(), f.Close()); err != nil {
		tb.Fatal(err)
	}
	l.must("import", "--format", "csv", "--csv", table, "--images", dir, "--image", "picture", "--caption", "caption")
	l.must("config", "set", "overlap", strconv.Itoa(loadOverlap))
	l.must("config", "set", "retrain.every", "0")
	l.server = l.command("serve", "--ssh", "0", "--http", "0", "--json", "--max-sessions", "100")
	l.server.Stderr = l.log
	out, err := l.server.StdoutPipe()
	if err == nil {
		err = l.server.Start()
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.server.Process.Kill() })
	var told struct{ SSH, HTTP string }
	if err := json.NewDecoder(out).Decode(&told); err != nil {
		tb.Fatalf("%v: %s", err, l.log)
	}
	l.ssh, l.http = told.SSH, told.HTTP
	return l
}

func (l *load) command(args ...string) *exec.Cmd {
	cmd := exec.Command(l.program, append(args, "-w", l.workspace)...)
	cmd.Env = l.env
	return cmd
}

// must returns what a command prints.
func (l *load) must(args ...string) string {
	l.tb.Helper()
	out, err := l.command(args...).Output()
	if err != nil {
		l.tb.Fatalf("%v: %v: %s", args, err, out)
	}
	return string(out)
}

// until waits until the server's log has a text.
func (l *load) until(text string) {
	l.tb.Helper()
	for late := time.Now().Add(5 * time.Minute); !strings.Contains(l.log.String(), text); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			l.tb.Fatalf("not in the log: %s\n%s", text, l.log)
		}
	}
}

// numbers are what the server says of itself to Prometheus.
func (l *load) numbers() map[string]float64 {
	l.tb.Helper()
	answer, err := http.Get("http://" + l.http + "/metrics")
	if err != nil {
		l.tb.Fatal(err)
	}
	defer answer.Body.Close()
	all := map[string]float64{}
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			all[name] = n
		}
	}
	return all
}

// play has a player at each of some terminals give so many labels, with about so long to think
// before each. It returns how long the labels took, the fastest first, and the highest numbers
// of the server on the way.
func (l *load) play(kinds []string, each int, think time.Duration) (took []time.Duration, most map[string]float64) {
	l.tb.Helper()
	var mu sync.Mutex
	var all, watching sync.WaitGroup
	var faults []error
	refused := 0
	for i, kind := range kinds {
		name := fmt.Sprint("player", i)
		key := newMember(l.tb, l.workspace, name, labels.RoleAnnotator)
		all.Go(func() {
			mine, err := l.player(name, kind, key, each, think)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				faults = append(faults, err)
			}
			for _, d := range mine {
				if d > 0 {
					took = append(took, d)
				} else {
					refused++
				}
			}
		})
	}
	done := make(chan struct{})
	most = map[string]float64{}
	watching.Go(func() {
		for {
			for name, n := range l.numbers() {
				most[name] = max(most[name], n)
			}
			select {
			case <-done:
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
	})
	all.Wait()
	close(done)
	watching.Wait()
	if err := errors.Join(faults...); err != nil {
		l.tb.Fatalf("%v\n%s", err, l.log)
	}
	if n := int(most["memebench_sessions"]); n != len(kinds) {
		l.tb.Errorf("%d sessions at once, want %d", n, len(kinds))
	}
	l.labels += len(took)
	slices.Sort(took)
	l.tb.Logf("%d labels, %d not wanted any more, on %d processors", len(took), refused, runtime.NumCPU())
	return took, most
}

// player gives labels, and returns how long each took, 0 for one that was not wanted.
func (l *load) player(name, kind string, key ssh.Signer, each int, think time.Duration) (took []time.Duration, err error) {
	p, err := newPlayer(l.tb, l.ssh, name, kind, key, "")
	if err != nil {
		return nil, err
	}
	if _, _, err := p.sees(aMeme, playerEnd); err != nil {
		return nil, err
	}
	for range each {
		time.Sleep(time.Duration((0.5 + rand.Float64()) * float64(think)))
		d, meme, err := p.label()
		if err != nil {
			return took, err
		}
		if meme == "" {
			d = 0
		}
		took = append(took, d)
	}
	return took, p.leave()
}

// left fails unless what the sessions have taken was given back, and every label is there.
func (l *load) left(began map[string]float64) {
	l.tb.Helper()
	for late := time.Now().Add(playerEnd); ; time.Sleep(50 * time.Millisecond) {
		now := l.numbers()
		if now["memebench_sessions"] == 0 && now["memebench_leases"] == 0 && now["go_goroutines"] <= began["go_goroutines"] {
			break
		}
		if time.Now().After(late) {
			l.tb.Errorf("left: %v sessions, %v leases, %v goroutines, %v before", now["memebench_sessions"], now["memebench_leases"], now["go_goroutines"], began["go_goroutines"])
			break
		}
	}
	voices := 0
	for line := range strings.Lines(l.must("export", "--format", "jsonl")) {
		var meme struct{ Labels []json.RawMessage }
		if err := json.Unmarshal([]byte(line), &meme); err != nil {
			l.tb.Fatal(err)
		}
		voices += len(meme.Labels)
		if n := len(meme.Labels); n > loadOverlap {
			l.tb.Errorf("%d labels of a meme: %s", n, line)
		}
	}
	if voices != l.labels {
		l.tb.Errorf("%d labels are there, %d were said to be saved", voices, l.labels)
	}
}

// stop tells the server to stop.
func (l *load) stop() {
	l.tb.Helper()
	if err := l.server.Process.Signal(syscall.SIGTERM); err != nil {
		l.tb.Fatal(err)
	}
	if err := l.server.Wait(); err != nil {
		l.tb.Errorf("%v\n%s", err, l.log)
	}
}
