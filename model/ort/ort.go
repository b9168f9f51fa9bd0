//go:build cgo

package ort

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	onnxruntime "github.com/yalue/onnxruntime_go"
)

// minimum is the oldest library that offers the API version (24) that
// onnxruntime_go 1.27 asks for. Newer libraries offer it as well.
const minimum = "1.24"

// maxMessage bounds what of a message of the library is passed on, in bytes.
const maxMessage = 600

// library is the state of the process's one ONNX Runtime.
var library struct {
	sync.Mutex
	path     string // "" while not started
	sessions int    // open ones
}

// Start loads the ONNX Runtime library from this file. It does nothing when the
// same file is loaded already, and fails when another one is. After a failure
// it can be called again.
func Start(path string) error {
	library.Lock()
	defer library.Unlock()
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("onnx runtime: %w", err)
	}
	switch library.path {
	case path:
		return nil
	case "":
	default:
		return fmt.Errorf("onnx runtime: %s is loaded already, and a process can load only one; stop it before loading %s", library.path, path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("onnx runtime: there is no library at %s: %w", path, os.ErrNotExist)
	case err != nil:
		return fmt.Errorf("onnx runtime: %w", err)
	case info.IsDir():
		return fmt.Errorf("onnx runtime: %s is a folder; name the library file in it", path)
	}
	onnxruntime.SetSharedLibraryPath(path)
	// Errors reach the caller; the library's own log would land on stderr, in
	// the middle of the screen.
	if err := onnxruntime.InitializeEnvironment(onnxruntime.WithLogLevelFatal()); err != nil {
		if strings.Contains(err.Error(), "setting ORT API base") {
			return fmt.Errorf("onnx runtime: the library %s is too old: version %s or newer is needed", path, minimum)
		}
		return fmt.Errorf("onnx runtime: cannot load %s: %w", path, plain(err))
	}
	if err := onnxruntime.DisableTelemetry(); err != nil {
		return errors.Join(fmt.Errorf("onnx runtime: %w", plain(err)), onnxruntime.DestroyEnvironment())
	}
	library.path = path
	return nil
}

// Stop unloads the library. It fails, and changes nothing, while sessions are
// open. Without a Start it does nothing.
func Stop() error {
	library.Lock()
	defer library.Unlock()
	if library.path == "" {
		return nil
	}
	if library.sessions > 0 {
		return fmt.Errorf("onnx runtime: %d sessions are still open; close them before stopping", library.sessions)
	}
	if err := onnxruntime.DestroyEnvironment(); err != nil {
		return fmt.Errorf("onnx runtime: stop: %w", plain(err))
	}
	library.path = ""
	return nil
}

// Version returns the version of the loaded library, "1.28.2", or "" while none
// is loaded.
func Version() string {
	library.Lock()
	defer library.Unlock()
	if library.path == "" {
		return ""
	}
	return onnxruntime.GetVersion()
}

func names(values []Value) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.Name
	}
	return out
}

// plain puts a message of the library into the form of ours: one line of bounded
// length without control characters (it may quote names from a model file),
// beginning lower case.
func plain(err error) error {
	if err == nil {
		return nil
	}
	s := clean(err.Error())
	if _, size, ok := strings.Cut(s, "Failed to allocate memory for requested buffer of size "); ok {
		return fmt.Errorf("the model wants more memory than there is: %s bytes for one tensor", strings.TrimSuffix(size, "."))
	}
	if strings.Contains(s, "std::bad_alloc") {
		return errors.New("there is not enough memory for the model: end other programs, or raise the limit (ulimit -v, ulimit -d)")
	}
	for _, prefix := range []string{"Error creating C session: ", "Error running network: ", "Platform-specific initialization failed: "} {
		s = strings.TrimPrefix(s, prefix)
	}
	if first, size := utf8.DecodeRuneInString(s); size < len(s) && !unicode.IsUpper(rune(s[size])) {
		s = string(unicode.ToLower(first)) + s[size:]
	}
	return errors.New(strings.TrimSuffix(s, "."))
}

// clean returns s as one printable line of at most maxMessage bytes.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r == utf8.RuneError || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	if len(s) > maxMessage {
		s = strings.ToValidUTF8(s[:maxMessage], "") + "…"
	}
	return s
}
