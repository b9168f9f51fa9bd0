package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"memebench/db"
	"memebench/labels"
)

// A work is what programs do when a mishap comes.
type work struct {
	name  string
	takes time.Duration // by when the mishap comes
	begin func(w *worked)
}

// works are done in turns.
var works = []work{
	{"label lines", 500 * time.Millisecond, labelLines},
	{"screens", 4000 * time.Millisecond, func(w *worked) { labelOnScreens(w) }},
	{"train", 600 * time.Millisecond, func(w *worked) {
		w.start(w.command("train", "--seed", fmt.Sprint(w.n), "--epochs", "20"), nil)
	}},
	{"serve", 4000 * time.Millisecond, labelOverSSH},
	{"export", 200 * time.Millisecond, func(w *worked) {
		format := []string{"jsonl", "csv", "memebench", "memotion", "labelstudio", "huggingface"}[w.r.IntN(6)]
		writes(w, "export", "--format", format, "--out")
	}},
	{"encode", 1500 * time.Millisecond, encodeAgain},
	{"label lines beside readers", 500 * time.Millisecond, func(w *worked) { // with others that read
		labelLines(w)
		w.start(w.command("export", "--format", "jsonl", "--out", w.at(fmt.Sprint("beside", w.n))), nil)
		w.start(w.command("backup", w.at(fmt.Sprint("copy", w.n))), nil)
	}},
	{"import", 300 * time.Millisecond, importMore},
	{"backup", 150 * time.Millisecond, backUp},
	{"screens and training", 5 * time.Second, func(w *worked) {
		w.spoilFeatures()
		labelOnScreens(w)
	}},
	{"models export", 300 * time.Millisecond, func(w *worked) { writes(w, "models", "export", "v1", "--out") }},
	{"features", 1500 * time.Millisecond, func(w *worked) { writes(w, "features", "--out") }},
}

// labelLines has label - answer lines without end.
func labelLines(w *worked) {
	who := w.annotator()
	cmd := w.command("label", "-", "--annotator", who)
	in, err := cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	meant := []savedLabel{{}} // by the number of the line
	var some []string         // lines that are written at once
	for range 40 {
		var lines strings.Builder
		for range 1 + w.r.IntN(40) {
			l := savedLabel{who, 1 + w.r.Uint64N(encodedMemes), labels.Level(w.r.IntN(labels.Levels))}
			meant = append(meant, l)
			fmt.Fprintf(&lines, "#%d %d\n", l.meme, l.level+1)
		}
		some = append(some, lines.String())
	}
	w.over.Go(func() {
		defer in.Close()
		for _, lines := range some {
			if _, err := io.WriteString(in, lines); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	w.start(cmd, func() {
		for answers := json.NewDecoder(out); ; {
			var a struct {
				Line  int
				Error string
				Seq   uint64
			}
			if err := answers.Decode(&a); err != nil { // the end, perhaps in the middle of a line
				return
			}
			if a.Error == "" && a.Seq > 0 {
				w.says(who, meant[a.Line].meme, meant[a.Line].level)
			}
		}
	})
}

var savedOnScreen = regexp.MustCompile(`saved ([1-5]) [a-z ]+, #(\d{4,})`)

// labelOnScreens labels with keys as fast as one can read, and has a version trained now and
// then, until still is called. A label counts as called saved when a whole frame says so.
func labelOnScreens(w *worked) (x *terminal, still func()) {
	who := w.annotator()
	cmd := w.command("--annotator", who)
	x = newTerminalOf(w.t, cmd.Path, 120, 40, nil, cmd.Args[1:]...)
	x.silent = w.r.IntN(4) == 0 // a terminal that answers no question keeps the program waiting
	x.cmd.Env, x.cmd.Dir = append(cmd.Env, "TERM=xterm-256color", "COLORTERM=truecolor"), cmd.Dir
	var last []byte // the end of what was written, in which a frame's end may begin
	x.take = func(b []byte) {
		for len(b) > 0 {
			n := len(b)
			end := bytes.Index(append(last, b...), []byte(frameEnd))
			if end >= 0 {
				n = end + len(frameEnd) - len(last)
			}
			x.screen.Write(b[:n])
			last, b = append(last, b[:n]...), b[n:]
			last = bytes.Clone(last[max(0, len(last)-len(frameEnd)+1):])
			if end < 0 {
				return
			}
			last = nil
			if m := savedOnScreen.FindStringSubmatch(x.screen.String()); m != nil {
				level, _ := strconv.Atoi(m[1])
				meme, _ := strconv.ParseUint(m[2], 10, 64)
				w.says(who, meme, labels.Level(level-1))
			}
		}
	}
	x.run()
	enough, still := context.WithCancel(w.t.Context())
	keys := make([]byte, 1000)
	for i := range keys {
		keys[i] = "1234512345123451234512345r"[w.r.IntN(26)]
	}
	w.watch(x.cmd, func() {
		for _, key := range keys {
			select {
			case <-time.After(reading):
				_, _ = x.pty.Write([]byte{key}) // unless it has ended
				continue
			case <-enough.Done():
			case <-x.done:
			}
			break
		}
		<-x.done
	})
	return x, still
}

// labelOverSSH serves, and has a member label and somebody ask for predictions.
func labelOverSSH(w *worked) {
	who := w.annotator()
	key := newMember(w.t, w.at("ws"), who, labels.RoleAnnotator)
	cmd := w.command("serve", "--ssh", "127.0.0.1:0", "--http", "127.0.0.1:0", "--json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	w.start(cmd, func() {
		var told struct{ SSH, HTTP string }
		if json.NewDecoder(out).Decode(&told) != nil { // the mishap has come before
			return
		}
		w.over.Go(func() {
			for {
				answer, err := http.Post("http://"+told.HTTP+"/v2/models/memebench/infer", "application/json",
					strings.NewReader(`{"inputs":[{"name":"caption","shape":[1],"datatype":"BYTES","data":["when it works"]}]}`))
				if err != nil {
					return
				}
				answer.Body.Close()
				w.mu.Lock()
				w.figures["answers"]++
				w.mu.Unlock()
				time.Sleep(10 * time.Millisecond)
			}
		})
		p, err := newPlayer(w.t, told.SSH, who, "blocks", key, "")
		if err == nil {
			_, _, err = p.sees(aMeme, playerEnd)
		}
		for err == nil {
			var meme string
			if _, meme, err = p.label(); meme != "" {
				number, _ := strconv.ParseUint(meme, 10, 64)
				w.says(who, number, labels.Level(p.level-1))
			}
		}
	})
}

// spoilFeatures takes away the features of some memes, or what is at the end of a file, or
// changes something in it.
func (w *worked) spoilFeatures() {
	files, err := filepath.Glob(w.at("ws/cache/features/*.features"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		switch at := w.r.IntN(len(b) + 1); w.r.IntN(3) {
		case 0:
			err = os.Remove(file)
		case 1:
			err = os.Truncate(file, int64(at))
		default:
			if at < len(b) {
				b[at] ^= 0x55
			}
			err = os.WriteFile(file, b, 0o600)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// encodeAgain has spoilt features repaired, before and after the mishap.
func encodeAgain(w *worked) {
	w.spoilFeatures()
	w.start(w.command("encode"), nil)
	w.after = func() {
		w.mustEnd("encode")
		w.verifies()
	}
}

// importMore brings in memes that come in all, once, when they are brought in again.
func importMore(w *worked) {
	const rows = 40
	var table strings.Builder
	table.WriteString("text\n")
	for i := range rows {
		fmt.Fprintf(&table, "row %d of %d\n", i, rows)
	}
	name := fmt.Sprint("more", w.n)
	if err := os.WriteFile(w.at(name+".csv"), []byte(table.String()), 0o600); err != nil {
		w.t.Fatal(err)
	}
	args := []string{"import", "--format", "csv", "--csv", w.at(name + ".csv"), "--caption", "text", "--dataset", name}
	w.start(w.command(args...), nil)
	w.after = func() {
		w.mustEnd(args...)
		store, err := db.Open(w.at("ws/memebench.db"), db.Options{MustExist: true})
		if err != nil {
			w.t.Fatal(err)
		}
		have := 0
		err = errors.Join(store.Rows(func(m labels.Meme, _ labels.State) error {
			if m.Dataset == name {
				have++
			}
			return nil
		}), store.Close())
		if err != nil || have != rows {
			w.t.Errorf("%d memes of %d, %v", have, rows, err)
		}
	}
}

// backUp writes a backup, which is whole or absent.
func backUp(w *worked) {
	file := w.at(fmt.Sprint("backup", w.n))
	w.start(w.command("backup", file), nil)
	w.after = func() {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return
		}
		w.figures["whole outputs"]++
		if _, findings, err := db.Verify(w.t.Context(), file, nil); err != nil || findings != nil {
			w.t.Errorf("the backup: %v, %v", findings, err)
		}
	}
}

// writes has a command write a file or a folder, which is absent after the mishap, or as the
// command writes it without one.
func writes(w *worked, args ...string) {
	out, again := w.at(fmt.Sprint("out", w.n)), w.at(fmt.Sprint("again", w.n))
	w.start(w.command(append(args, out)...), nil)
	w.after = func() {
		if _, err := os.Stat(out); errors.Is(err, fs.ErrNotExist) {
			return
		}
		w.figures["whole outputs"]++
		w.mustEnd(append(args, again)...)
		for name, want := range filesIn(w, again) {
			if got := filesIn(w, out)[name]; got != want {
				w.t.Errorf("%v: %q has %d bytes, want %d, or differs", args, name, len(got), len(want))
			}
		}
	}
}

// filesIn returns the contents of a file, named "", or of a folder's files.
func filesIn(w *worked, path string) map[string]string {
	files := map[string]string{}
	if err := filepath.WalkDir(path, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(file)
		files[strings.TrimPrefix(file, path)] = string(b)
		return err
	}); err != nil {
		w.t.Error(err)
	}
	return files
}
