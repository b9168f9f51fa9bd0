package cli_test

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"memebench/labels"
	"memebench/model/assets"
	"memebench/model/assets/assetstest"
	"memebench/model/encoder"
	"memebench/model/ocr"
	"memebench/tui/cli"
)

// TestMain puts the program on the path: the test's own binary, which is memebench
// under that name, and under another a program with a fault.
//
// Signals that were ignored when the test was started (under nohup, in the background
// of a script) would be ignored by the programs that it starts, too, unless it catches
// them.
//
// Tests that run programs mostly wait for them, so more of them run at a time than there
// are processors, unless -parallel says otherwise.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	if name := filepath.Base(os.Args[0]); name != "memebench" && name != "planted" {
		for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGTERM} {
			if signal.Ignored(s) {
				signal.Notify(make(chan os.Signal, 1), s)
			}
		}
	}
	testscript.Main(withOnceDir{m}, map[string]func(){
		"memebench": func() { os.Exit(cli.Main(os.Args[1:], "the licences\n")) },
		"planted":   func() { cli.Plant(os.Args[1]) },
	})
}

// environment names the variables by which a script's program may differ from the
// test's own.
var environment = []string{"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "MEMEBENCH_CACHE", "MEMEBENCH_WORKSPACE", "MEMEBENCH_ANNOTATOR", "GORACE"}

// prompt has a program with the race detector end at once. By default it sleeps a
// second first, for goroutines that might still race, and the scripts run hundreds
// of programs.
const prompt = "atexit_sleep_ms=0"

// TestScripts runs the program as a script would, with the real runtime and
// encoders. The condition [shared] holds where real data lies beside the
// repository; $SHARED is its folder. $LEGIBLE has pictures with text in them.
func TestScripts(t *testing.T) {
	t.Parallel()
	p := scripts(t)
	p.Dir = "testdata"
	testscript.Run(t, p)
}

// scripts says how scripts are run, but for the folder that they are in.
func scripts(t *testing.T) testscript.Params {
	t.Helper()
	cache := assetstest.Cache(t, slices.Concat(encoder.PackAssets("default+frames+audio"), ocr.Assets(), []string{assets.FFmpeg})...)
	ffmpeg, err := cache.Path(assets.FFmpeg)
	if err != nil {
		t.Fatal(err)
	}
	clips, err := filepath.Abs("../../labels/media/testdata")
	if err != nil {
		t.Fatal(err)
	}
	legible, err := filepath.Abs("../../model/ocr/testdata")
	if err != nil {
		t.Fatal(err)
	}
	encoders, err := filepath.Abs("../../model/encoder")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := filepath.Abs("../../../shared/data")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Setup: func(e *testscript.Env) error {
			for _, name := range environment {
				e.Setenv(name, "")
			}
			if cli.UnderRace {
				dir, err := cli.PlainProgram()
				if err != nil {
					return err
				}
				e.Setenv("PATH", dir+string(filepath.ListSeparator)+e.Getenv("PATH"))
			}
			e.Setenv("MEMEBENCH_CACHE", cache.Dir())
			e.Setenv("MEMEBENCH_FFMPEG", ffmpeg) // not the machine's, which may read less
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_RUNTIME_DIR", filepath.Join(e.WorkDir, "home"))
			e.Setenv("GORACE", prompt)
			e.Setenv("SHARED", shared)
			e.Setenv("LEGIBLE", legible)
			e.Setenv("CLIPS", clips)
			e.Setenv("ENCODERS", encoders)
			return os.MkdirAll(filepath.Join(e.WorkDir, "home"), 0o755)
		},
		Cmds: commands,
		Condition: func(condition string) (bool, error) {
			if condition != "shared" {
				return false, fmt.Errorf("unknown condition %q", condition)
			}
			_, err := os.Stat(shared)
			return err == nil, nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	}
}

// status runs a command and wants exactly this exit status: status N COMMAND….
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command args…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("%s: exit status %d, want %d", args[1], got, want)
	}
}

// memes writes a Memotion table and its pictures: memes N TABLE FOLDER.
func memes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: memes N table folder")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(writeMemes(n, ts.MkAbs(args[1]), ts.MkAbs(args[2])))
}

// writeMemes writes a Memotion table of n memes and a folder of their pictures. The
// captions' words and the pictures' colours go with the level, so that there is
// something to learn. The first memes are the same for every n.
func writeMemes(n int, table, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	rows := [][]string{{"", "image_name", "text_ocr", "text_corrected", "humour", "overall_sentiment"}}
	moods := [labels.Levels][]string{
		{"everything is terrible and I hate it", "worst disaster of my life", "crying over a total catastrophe"},
		{"this is rather annoying", "not a good start, sadly", "bad news from the boss again"},
		{"a table with four legs", "the bus leaves at nine", "it is a day of the week"},
		{"what a nice little surprise", "good coffee and a pleasant walk", "quite happy with this one"},
		{"absolutely amazing, best day ever", "I love this so much, wonderful", "pure joy and total victory"},
	}
	for i := range n {
		level := labels.Level(i % labels.Levels)
		words := moods[level][i/labels.Levels%3]
		name := fmt.Sprintf("meme_%03d.png", i)
		if err := writePicture(filepath.Join(dir, name), i, level); err != nil {
			return err
		}
		rows = append(rows, []string{strconv.Itoa(i), name, "ocr " + words, fmt.Sprintf("%s, number %d", words, i), "funny", level.String()})
	}
	f, err := os.Create(table)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(f).WriteAll(rows), f.Close())
}

// writePicture draws a gradient, redder for lower levels, different for each i.
func writePicture(path string, i int, level labels.Level) error {
	img := image.NewNRGBA(image.Rect(0, 0, 96+i%7, 80))
	for y := range 80 {
		for x := range img.Rect.Dx() {
			img.SetNRGBA(x, y, color.NRGBA{R: uint8(220 - 50*int(level)), G: uint8((x*i + y) % 200), B: uint8(20 + 50*int(level)), A: 255})
		}
	}
	return writePNG(path, img)
}

func writePNG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
