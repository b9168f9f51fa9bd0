package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The screens end soon after they were told to, by whatever means and while a package
// client hangs: the terminal is as it was, and the client is gone.
func TestScreensEndWhileTheyFetch(t *testing.T) {
	for name, c := range map[string]struct {
		tell   func(x *terminal)
		status int
	}{
		"SIGTERM":      {func(x *terminal) { x.cmd.Process.Signal(syscall.SIGTERM) }, 0},
		"SIGHUP":       {func(x *terminal) { x.cmd.Process.Signal(syscall.SIGHUP) }, 0},
		"SIGQUIT":      {func(x *terminal) { x.cmd.Process.Signal(syscall.SIGQUIT) }, 2},
		"ctrl+c twice": {func(x *terminal) { x.press("\x03"); x.see("Quit and stop"); x.press("\x03") }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pidFile := filepath.Join(dir, "pid")
			client := fmt.Sprintf("#!/bin/sh\ntrap '' TERM INT HUP\necho $$ >%s.part\nmv %[1]s.part %[1]s\nwhile :; do sleep 1000; done\n", pidFile)
			for _, name := range []string{"mvn", "pip", "pip3", "python3", "python", "go"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(client), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			x := newTerminal(t, 100, 30, append(offline(t), "PATH="+dir+":/usr/bin:/bin"))
			x.run()
			x.see("● fetch")
			pid := 0
			look := time.NewTicker(2 * time.Millisecond)
			defer look.Stop()
			for end := time.After(stuckAfter); pid == 0; {
				select {
				case <-look.C:
				case <-end:
					t.Fatal("no client was started")
				}
				b, _ := os.ReadFile(pidFile)
				pid, _ = strconv.Atoi(strings.TrimSpace(string(b)))
			}
			t.Cleanup(func() { syscall.Kill(-pid, syscall.SIGKILL) }) // if the program has not
			c.tell(x)
			select {
			case <-x.done:
			case <-time.After(10 * time.Second):
				t.Fatalf("it has not ended:\n%s", x.text())
			}
			if code := x.end(); code != c.status {
				t.Errorf("exit status %d, want %d:\n%s", code, c.status, x.text())
			}
			if raw := x.raw.String(); !strings.Contains(raw, "\x1b[?25h\x1b[?1049l") {
				t.Errorf("the screen is not left: …%q", raw[max(0, len(raw)-300):])
			}
			const cooked = unix.ICANON | unix.ECHO | unix.ISIG
			if mode, err := unix.IoctlGetTermios(int(x.pty.Fd()), unix.TCGETS); err != nil || mode.Lflag&cooked != cooked {
				t.Errorf("the terminal stays raw: %v", err)
			}
			// What was killed ends when the machine comes to it.
			for end := time.After(stuckAfter); ; {
				stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
				if err != nil || strings.Contains(string(stat), ") Z ") {
					break
				}
				select {
				case <-look.C:
					continue
				case <-end:
					t.Fatalf("the package client goes on: %s", stat)
				}
			}
		})
	}
}
