package cli_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"memebench/labels"
	"memebench/labels/soaktest"
)

// A day of work: how much of it there is, in how many sessions.
type day struct {
	memes, sessions, labels, versions int // all labels and versions of the day
}

// TestMonths works in a workspace for two weeks, or for two short days by the way: a label at a
// time, versions that are trained, and a program that is started again for each session. What
// a label costs on the disk, and what an open workbench needs of memory, stays what it was. How
// long it takes to open is among the figures.
func TestMonths(t *testing.T) {
	t.Parallel()
	d := day{memes: encodedMemes, sessions: 2, labels: 100, versions: 2}
	var w *worked
	if dir := os.Getenv(soaktest.Folder); dir == "" {
		w = newWorked(t)
	} else {
		d = day{memes: 2000, sessions: 5, labels: 100_000 / 14, versions: 500 / 14}
		w = newWorkedIn(t, filepath.Join(dir, "months"), func(w *worked) {
			var table strings.Builder
			table.WriteString("text\n")
			for i := range d.memes - encodedMemes {
				fmt.Fprintf(&table, "what number %d says of mood %d\n", i, i%labels.Levels)
			}
			if err := os.WriteFile(w.at("more.csv"), []byte(table.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			w.mustEnd("import", "--format", "csv", "--csv", w.at("more.csv"), "--caption", "text", "--dataset", "more")
			w.mustEnd("encode")
		})
	}
	all := soaktest.Run(t, "months", 2, 14, func(t *testing.T, n int, r *rand.Rand, f soaktest.Figures) {
		w.begin(t, n, r, f)
		w.works(d)
	})
	first, last := all[0], all[len(all)-1]
	for name, most := range map[string]float64{"bytes_per_label": 1.3*first["bytes_per_label"] + 64, "idle_anon_MB": 1.3*first["idle_anon_MB"] + 10, "label_anon_MB": 1.3*first["label_anon_MB"] + 10} {
		if last[name] > most {
			t.Errorf("%s was %.4g on the first day, and is %.4g on the last", name, first[name], last[name])
		}
	}
	if !t.Failed() {
		if err := os.RemoveAll(w.top); err != nil {
			t.Error(err)
		}
	}
}

// works does the work of a day.
func (w *worked) works(d day) {
	began := w.storeBytes()
	start := time.Now()
	for session := range d.sessions {
		w.labelsOneByOne(fmt.Sprint("ann", (w.n*d.sessions+session)%25), d.memes, d.labels/d.sessions)
	}
	given := d.labels / d.sessions * d.sessions
	w.figures["label_ms"] = float64(time.Since(start).Milliseconds()) / float64(given)
	labelled := w.storeBytes()
	w.figures["labels"] = float64(given)
	w.figures["bytes_per_label"] = float64(labelled-began) / float64(given)
	start = time.Now()
	for range d.versions {
		w.mustEnd("train", "--epochs", "2", "--seed", fmt.Sprint(w.r.IntN(1000)))
	}
	w.figures["train_ms"] = float64(time.Since(start).Milliseconds()) / float64(d.versions)
	w.figures["versions"] = float64(d.versions)
	w.figures["bytes_per_version"] = float64(w.storeBytes()-labelled) / float64(d.versions)
	w.opens()
	start = time.Now()
	w.verifies()
	w.figures["verify_ms"] = float64(time.Since(start).Milliseconds())
	w.figures["store_MB"] = float64(w.storeBytes()) / 1e6
	w.figures["workspace_MB"] = w.folderMB()
}

func (w *worked) storeBytes() int64 {
	w.t.Helper()
	st, err := os.Stat(w.at("ws/memebench.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	return st.Size()
}

// folderMB is how much the workspace takes on the disk, with its backups and caches.
func (w *worked) folderMB() float64 {
	total := int64(0)
	for name, b := range filesIn(w, w.at("ws")) {
		if !strings.HasSuffix(name, ".lock") {
			total += int64(len(b))
		}
	}
	return float64(total) / 1e6
}

// labelsOneByOne gives so many labels, each once the one before is saved.
func (w *worked) labelsOneByOne(who string, memes, n int) {
	w.t.Helper()
	cmd := w.command("label", "-", "--annotator", who)
	in, err := cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	answers := json.NewDecoder(bufio.NewReader(out))
	for range n {
		fmt.Fprintf(in, "#%d %d\n", 1+w.r.IntN(memes), 1+w.r.IntN(labels.Levels))
		var a struct{ Error string }
		if err := answers.Decode(&a); err != nil || a.Error != "" {
			w.t.Fatalf("%v, %s", err, a.Error)
		}
	}
	anon, file := statusMB(w.t, cmd.Process.Pid, "RssAnon"), statusMB(w.t, cmd.Process.Pid, "RssFile")
	in.Close()
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		w.t.Error(err)
	}
	w.figures["label_anon_MB"] = max(w.figures["label_anon_MB"], anon)
	w.figures["label_file_MB"] = max(w.figures["label_file_MB"], file)
}

// opens opens the workbench, looks at its memory when it rests, and quits.
func (w *worked) opens() {
	w.t.Helper()
	began := time.Now()
	x := newTerminalOf(w.t, w.program, 120, 40, nil, "-w", w.at("ws"), "--annotator", fmt.Sprint("new", w.n))
	x.cmd.Env = append(w.env, "TERM=xterm-256color", "COLORTERM=truecolor")
	x.run()
	x.wait("a meme", memeNumber.MatchString)
	w.figures["open_ms"] = float64(time.Since(began).Milliseconds())
	x.see("the model is ready")
	w.figures["ready_ms"] = float64(time.Since(began).Milliseconds())
	time.Sleep(2 * time.Second) // for what is still done beside
	w.figures["idle_anon_MB"] = statusMB(w.t, x.cmd.Process.Pid, "RssAnon")
	if err := x.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	if code := x.end(); code != 0 {
		w.t.Errorf("exit status %d:\n%s", code, x.text())
	}
}

// statusMB reads a size in a process's status.
func statusMB(t *testing.T, pid int, name string) float64 {
	t.Helper()
	mb, err := memoryOf(pid, name)
	if err != nil {
		t.Fatal(err)
	}
	return mb
}

// memoryOf is a figure of a process's memory in /proc/PID/status, in MB. One that has just ended
// has none.
func memoryOf(pid int, name string) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(b), name+":")
	if !ok {
		return 0, fmt.Errorf("process %d has no %s", pid, name)
	}
	kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kB * 1024 / 1e6, err
}
