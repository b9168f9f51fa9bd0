package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"memebench/tui"
)

// openFile has the system's viewer show a picture's file, and does not wait for
// it. The viewer gets nothing of the terminal.
func openFile(path string) error {
	argv := viewer(runtime.GOOS, os.Getenv, path)
	if argv == nil {
		return tui.ErrNoViewer
	}
	if _, err := os.Stat(path); err != nil {
		return err
	}
	program, err := exec.LookPath(argv[0])
	if err != nil {
		return tui.ErrNoViewer
	}
	cmd := exec.Command(program, argv[1:]...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the viewer: %w", err)
	}
	go cmd.Wait() // only so that nothing is left of it when it ends
	return nil
}

// viewedNames are the endings of pictures, videos and sounds, which are given to a viewer. A
// table of memes comes from anywhere, and what a file's name makes of it on some systems
// is a program.
var viewedNames = []string{
	".avif", ".bmp", ".gif", ".heic", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp",
	".mp4", ".m4v", ".mov", ".webm", ".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav",
}

// viewer is the command that shows a file where the annotator sits, nil where
// there is none: over SSH it would open somewhere else, without a display
// nowhere.
func viewer(goos string, env func(string) string, path string) []string {
	if env("SSH_CONNECTION") != "" || !filepath.IsAbs(path) || !slices.Contains(viewedNames, strings.ToLower(filepath.Ext(path))) {
		return nil
	}
	switch {
	case goos == "darwin":
		return []string{"open", path}
	case goos == "windows":
		// What "start" does, without a shell that would read the path.
		return []string{"rundll32", "url.dll,FileProtocolHandler", path}
	case env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != "":
		return []string{"xdg-open", path}
	}
	return nil
}
