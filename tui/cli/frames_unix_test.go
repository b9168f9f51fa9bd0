//go:build unix

package cli_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"memebench/model/assets"
	"memebench/model/assets/assetstest"
)

// The frames of a real video are decoded on Label, and without an ffmpeg a sentence says what
// to do.
func TestFramesOnTheScreen(t *testing.T) {
	t.Parallel()
	clips, err := filepath.Abs("../../labels/media/testdata")
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("memebench")
	if err != nil {
		t.Fatal(err)
	}
	ws := filepath.Join(t.TempDir(), "ws")
	env := append(offline(t), "MEMEBENCH_IMAGE=blocks", "NO_COLOR=1")
	reads := append(env[:len(env):len(env)], "MEMEBENCH_FFMPEG="+assetstest.Path(t, assets.FFmpeg))
	cmd := exec.Command(program, "import", filepath.Join(clips, "sound.mp4"), "-w", ws)
	cmd.Env = append(cmd.Environ(), reads...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	picture := func(s string) string { // the rows where it is
		lines := strings.Split(s, "\n")
		for i := range lines {
			lines[i] = string([]rune(lines[i] + strings.Repeat(" ", 50))[:50])
		}
		return strings.Join(lines[3:24], "\n")
	}
	x := newTerminal(t, 100, 30, reads, "-w", ws)
	x.run()
	x.wait("the first frame", func(s string) bool { return strings.Contains(s, "t frames") && strings.Contains(s, "⣿") })
	x.see("could be had from nowhere") // the model's files
	x.press("u")
	first := picture(x.see("nothing left to undo")) // all of it is there once a later answer is
	x.press("t")
	x.wait("the frames", func(s string) bool { return picture(s) != first && strings.Contains(picture(s), "⣿") })
	time.Sleep(200 * time.Millisecond) // sooner it is a key that is held down
	x.press("t")
	x.wait("the first frame again", func(s string) bool { return picture(s) == first })
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
	x = newTerminal(t, 100, 30, append(env, "MEMEBENCH_FFMPEG="), "-w", ws)
	x.run()
	x.see("could be had from nowhere") // the model's files: else that news would come over the answer
	x.see("t frames")
	x.press("t")
	x.see("no frames: videos and sounds are read by ffmpeg, and there is none")
	x.press("q")
	if code := x.end(); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, x.text())
	}
}
