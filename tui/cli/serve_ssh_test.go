package cli

import (
	"context"
	"errors"
	"testing"

	"memebench/tui/sshd"
)

// Who quits, or is a member no more, leaves the meme to others; who has lost the connection comes back to it.
func TestWhoLeaves(t *testing.T) {
	gone := errors.New("gone")
	for _, c := range []struct {
		cause, err error
		want       bool
	}{{nil, nil, true}, {gone, nil, false}, {nil, gone, false}, {gone, gone, false}, {sshd.ErrRemoved, nil, true}, {sshd.ErrRemoved, gone, true}} {
		ctx, end := context.WithCancelCause(context.Background())
		if c.cause != nil {
			end(c.cause)
		}
		if got := leaves(ctx, c.err); got != c.want {
			t.Errorf("%v, %v: %v", c.cause, c.err, got)
		}
		end(nil)
	}
}
