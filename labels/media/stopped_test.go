package media

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// changed is a copy of a clip with some bytes changed, which are there once.
func changed(t *testing.T, clip, from, to string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", clip))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), from); n != 1 || len(from) != len(to) {
		t.Fatalf("%s has %q %d times", clip, from, n)
	}
	path := filepath.Join(t.TempDir(), clip)
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sixteenThousand is a clip whose VP9 frame claims 16,000 × 16,000 pixels: behind the sync
// code and four bits, width and height have 16 bits each, less one (VP9 bitstream, 6.2).
func sixteenThousand(t *testing.T) string {
	return changed(t, "huge.webm", "\x49\x83\x42\x02\xed\xf2\xed\xf6", "\x49\x83\x42\x03\xe7\xf3\xe7\xf6")
}

// A video whose frames last 36 hours each gives what its first minute has.
func TestEndless(t *testing.T) {
	f := testFFmpeg(t)
	// Its stts box has the duration of a frame, in 1/16,384 of a second.
	path := changed(t, "silent.mov", "stts\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x20\x00\x00\x08\x00",
		"stts\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x20\x7f\x00\x00\x00")
	info, err := f.Open(t.Context(), path)
	n := 0
	if err == nil {
		err = f.Frames(t.Context(), path, info, 8, func(image.Image) error { n++; return nil })
	}
	if err != nil || n < 1 || n > 8 {
		t.Errorf("%d frames, %v", n, err)
	}
}

// script is an ffmpeg that a shell plays.
func script(t *testing.T, text string) FFmpeg {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a script of a shell stands for ffmpeg here")
	}
	path := filepath.Join(t.TempDir(), "ffmpeg")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return FFmpeg{Path: path}
}

// What an ffmpeg has given before it is stopped depends on the machine and not on the file:
// it is an error, and not a shorter video.
func TestStopped(t *testing.T) {
	defer func(d time.Duration) { runWithin = d }(runWithin)
	runWithin = 300 * time.Millisecond
	clip, about := "testdata/sound.mp4", Info{MP4, 4, true, true}
	frame, second := "printf 'P6 1 1 255\\nabc'", "head -c 32000 /dev/zero"
	for name, end := range map[string]string{
		"too slow":       "exec sleep 60",
		"killed":         "kill -9 $$",
		"without memory": "echo 'Cannot allocate memory' >&2; exit 1",
	} {
		err := script(t, frame+"; "+end).Frames(t.Context(), clip, about, 8, func(image.Image) error { return nil })
		if !errors.Is(err, ErrStopped) {
			t.Errorf("%s: frames: %v", name, err)
		}
		if x, err := script(t, second+"; "+end).Samples(t.Context(), clip, about); !errors.Is(err, ErrStopped) {
			t.Errorf("%s: %d samples, %v", name, len(x), err)
		}
	}
	err := script(t, frame+"; printf 'P6 2 2 255\\nab'").Frames(t.Context(), clip, about, 8, func(image.Image) error { return nil })
	if !errors.Is(err, ErrStopped) {
		t.Errorf("ended within a frame: %v", err)
	}
	if _, err := script(t, "exec sleep 60").Open(t.Context(), clip); !errors.Is(err, ErrStopped) {
		t.Errorf("a slow one is opened: %v", err)
	}
}

// An ffmpeg before version 8 takes animated WebP for still pictures, which it may not read here.
func TestOldFFmpeg(t *testing.T) {
	old := script(t, "echo \"Format not on whitelist 'mov'\" >&2; exit 1")
	if _, err := old.Open(t.Context(), "testdata/moving.webp"); !errors.Is(err, ErrOldFFmpeg) {
		t.Error(err)
	}
}

// Older versions of ffmpeg say the whole path of a file that they cannot read: over HTTP that is one
// of the server, and the file a copy of what was sent.
func TestNoFolders(t *testing.T) {
	_, err := script(t, `for a; do case $a in file:*) echo "$a: Invalid data" >&2; esac; done; exit 1`).Open(t.Context(), "testdata/sound.mp4")
	if !errors.Is(err, ErrDamaged) || !strings.HasSuffix(err.Error(), "(the file: Invalid data)") {
		t.Error(err)
	}
}

// The user's ffmpeg finds its libraries, writes neither reports nor colours, and gets no tokens.
func TestEnvironment(t *testing.T) {
	got := environment([]string{"LD_LIBRARY_PATH=/own", "FFREPORT=file=x", "AV_LOG_FORCE_COLOR=1", "MEMEBENCH_LS_TOKEN=x", "PATH=/bin"})
	if want := []string{"LD_LIBRARY_PATH=/own", "PATH=/bin", "LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// An ffmpeg that cannot be started is not a fault of the file.
func TestNotRun(t *testing.T) {
	err := failure(t.Context(), MP4, nil, fmt.Errorf("%w: no process is left", errNotRun))
	if errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "ffmpeg does not run: no process is left") {
		t.Error(err)
	}
}
