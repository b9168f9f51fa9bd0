//go:build !unix

package term

import (
	"errors"
	"time"
)

func sizeOf(uintptr) (cols, rows int, c Cell, ok bool) { return 0, 0, Cell{}, false }

func resizes(stop <-chan struct{}, _ func()) { <-stop }

func continued(stop <-chan struct{}, _ func()) { <-stop }

func toShell(<-chan struct{}) error { return errors.New("no shell to go back to on this system") }

// polled reads nothing: files cannot be waited for here, and are piped.
type polled struct{}

func newPolled(uintptr) (*polled, error) { return nil, errors.ErrUnsupported }

func (*polled) read([]byte, time.Time) (int, error) { return 0, errors.ErrUnsupported }

func (*polled) close() {}
