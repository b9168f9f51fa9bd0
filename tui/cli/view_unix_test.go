//go:build unix

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"memebench/tui"
)

func TestViewer(t *testing.T) {
	const path = "/memes/a b.PNG"
	for _, c := range []struct {
		what, goos string
		env        map[string]string
		path       string
		want       []string
	}{
		{"X", "linux", map[string]string{"DISPLAY": ":0"}, path, []string{"xdg-open", path}},
		{"Wayland", "freebsd", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, path, []string{"xdg-open", path}},
		{"no display", "linux", nil, path, nil},
		{"SSH with a display", "linux", map[string]string{"DISPLAY": ":0", "SSH_CONNECTION": "::1 2 ::1 22"}, path, nil},
		{"macOS", "darwin", nil, path, []string{"open", path}},
		{"macOS over SSH", "darwin", map[string]string{"SSH_CONNECTION": "::1 2 ::1 22"}, path, nil},
		{"Windows", "windows", nil, path, []string{"rundll32", "url.dll,FileProtocolHandler", path}},
		{"a video", "linux", map[string]string{"DISPLAY": ":0"}, "/memes/a.MP4", []string{"xdg-open", "/memes/a.MP4"}},
		{"a sound", "darwin", nil, "/memes/a.opus", []string{"open", "/memes/a.opus"}},
		{"not a picture's name", "darwin", nil, "/memes/a.command", nil},
		{"no ending", "darwin", nil, "/memes/a", nil},
		{"what could be an option", "darwin", nil, "-a.png", nil},
	} {
		if got := viewer(c.goos, func(k string) string { return c.env[k] }, c.path); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestOpenFileStartsTheViewerAndDoesNotWait(t *testing.T) {
	dir := t.TempDir()
	told, picture := filepath.Join(dir, "told"), filepath.Join(dir, "a b.png")
	// The viewer says what it was given into a pipe that is read here: it ends
	// only after openFile has returned.
	if err := unix.Mkfifo(told, 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho noise\necho \"$1\" >" + told + "\n"
	for _, name := range []string{"xdg-open", "open"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	t.Setenv("DISPLAY", ":0")
	t.Setenv("SSH_CONNECTION", "")
	if err := openFile(picture); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(picture, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := openFile(picture); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(told); err != nil || string(got) != picture+"\n" {
		t.Errorf("the viewer was given %q, %v", got, err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := openFile(picture); !errors.Is(err, tui.ErrNoViewer) {
		t.Errorf("no viewer installed: %v", err)
	}
}
