package cli_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/tui/cli"
)

// Every file of the odd images is shown, or a card in its place says why not, and all of that
// takes less than 300 MB.
func TestOddImagesOnTheScreen(t *testing.T) {
	t.Parallel()
	odd, err := filepath.Abs("../../../shared/data/odd-images/files")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(odd)
	if err != nil {
		t.Skip("the folder of odd images is not here")
	}
	if len(files) < 91 {
		t.Errorf("%d odd images, want 91", len(files))
	}
	path := cli.QuickProgram(t) // the race detector takes memory of its own
	dir := t.TempDir()
	ws, table := filepath.Join(dir, "ws"), filepath.Join(dir, "table.csv")
	f, err := os.Create(table)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Write([]string{"file", "text"})
	for i, file := range files {
		w.Write([]string{file.Name(), fmt.Sprint("caption ", i+1)})
	}
	w.Flush()
	if err := errors.Join(w.Error(), f.Close()); err != nil {
		t.Fatal(err)
	}
	env := offline(t)
	cmd := exec.Command(path, "import", "--format", "csv", "--csv", table, "--images", odd, "--image", "file", "--caption", "text", "-w", ws)
	cmd.Env = append(os.Environ(), env...)
	imported := peakOf(t, cmd)
	x := newTerminalOf(t, path, 120, 40, append(env, "MEMEBENCH_IMAGE=blocks"), "-w", ws)
	x.run()
	pictures, cards := 0, 0
	for i, file := range files {
		number := fmt.Sprintf("#%04d", i+1)
		x.wait("a picture or a card of "+file.Name(), func(s string) bool {
			switch {
			case !strings.Contains(s, number):
				return false
			case strings.Contains(s, "picture not shown"):
				cards++
			case drawn(s):
				pictures++
			default:
				return false
			}
			return true
		})
		x.press("\x1b[C")
	}
	shown := statusMB(t, x.cmd.Process.Pid, "VmHWM")
	t.Logf("%d pictures, %d cards; importing took %.0f MB at most, showing %.0f MB", pictures, cards, imported, shown)
	if imported == 0 || max(imported, shown) > 300 {
		t.Error("want less than 300 MB each, and more than none")
	}
	if cards == 0 || pictures < 60 {
		t.Errorf("%d pictures and %d cards: are they told apart?", pictures, cards)
	}
	x.press("q")
	if code := x.end(); code != 0 {
		t.Errorf("exit status %d:\n%s", code, x.text())
	}
}

// peakOf runs a command and returns the most memory that was resident, in MB, as it stood within
// a hundredth of a second of its end. What the system says afterwards (ru_maxrss) has in it
// what the test itself had when it started the command.
func peakOf(t *testing.T, cmd *exec.Cmd) (peak float64) {
	t.Helper()
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, said.String())
			}
			return peak
		case <-time.After(10 * time.Millisecond):
		}
		if mb, err := memoryOf(cmd.Process.Pid, "VmHWM"); err == nil {
			peak = max(peak, mb)
		}
	}
}

// drawn reports whether a screen has a picture in blocks or dots, below its header.
func drawn(s string) bool {
	for i, line := range strings.Split(s, "\n") {
		if i > 1 && strings.ContainsFunc(line, func(r rune) bool { return r >= 0x2580 && r < 0x25a0 || r >= 0x2800 && r < 0x2900 }) {
			return true
		}
	}
	return false
}
