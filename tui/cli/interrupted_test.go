package cli

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/spf13/cobra"
)

func TestInterrupted(t *testing.T) {
	commands := map[string]*cobra.Command{}
	each(newRoot(&options{}), func(cmd *cobra.Command) { commands[cmd.CommandPath()] = cmd })
	for path := range interruptions {
		if commands[path] == nil {
			t.Errorf("there is no command %s", path)
		}
	}
	for _, c := range []struct {
		path string
		err  error
		want string
	}{
		{"memebench eval", context.Canceled, "interrupted: there is no report; what was encoded is kept"},
		{"memebench groups", context.Canceled, "interrupted: the pictures that were looked at stay so; memebench groups --find goes on"},
		{"memebench export", context.Canceled, "interrupted: the export is not complete, and no file of it was written; the same command begins again"},
		{"memebench resplit", context.Canceled, "interrupted: nothing was changed"},
		{"memebench train", fmt.Errorf("train: %w", whenStopped(context.Canceled, "v3 is kept")), "interrupted: v3 is kept"},
	} {
		if got := interrupted(commands[c.path], c.err); got != c.want {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
	if err := whenStopped(nil, "x"); err != nil {
		t.Errorf("of no error: %v", err)
	}
	if err := whenStopped(errPartly, "x"); !errors.Is(err, errPartly) || err.Error() != errPartly.Error() {
		t.Errorf("of another error: %v", err)
	}
}
