package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// whole are the commands that change nothing, or all that they are to change in one transaction.
var whole = []string{
	"list", "log", "stats", "predictions", "models", "models list", "models show", "models diff", "encoders", "encoders list", "encoders show",
	"annotators", "annotators list", "fleet", "config", "config get", "verify", "doctor", "man", trialCommand,
	"label", "skip", "flag", "note", "caption", "undo", "redo", "resplit", "predictions import", "models rollback", "models rename", "models delete",
	"encoders use", "encoders remove", "annotators add", "annotators role", "annotators remove", "annotators invite", "config set",
}

func TestInterrupted(t *testing.T) {
	commands := map[string]*cobra.Command{}
	each(newRoot(&options{}), func(cmd *cobra.Command) { commands[cmd.CommandPath()] = cmd })
	for path := range interruptions {
		if commands[path] == nil {
			t.Errorf("there is no command %s", path)
		}
	}
	for path, cmd := range commands {
		if name := strings.TrimPrefix(path, "memebench "); cmd.Runnable() && interruptions[path] == "" && !slices.Contains(whole, name) {
			t.Errorf("what is so when %s is interrupted? Say it, or that it changes all or nothing", path)
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
		{"memebench check", context.Canceled, "interrupted: nothing is listed; what was encoded is kept"},
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

// An import that is interrupted before it begins has kept nothing.
func TestAnImportThatDoesNotBeginIsInterrupted(t *testing.T) {
	dir := t.TempDir()
	table := filepath.Join(dir, "t.csv")
	if err := os.WriteFile(table, []byte("text\none\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cmd := newImport(&options{workspace: filepath.Join(dir, "w"), out: fileOf(t, ""), err: fileOf(t, "")})
	cmd.Flags().String("annotator", "", "")
	cmd.SetArgs([]string{table, "--dry-run"})
	err := cmd.ExecuteContext(ctx)
	if got := interrupted(cmd, err); !errors.Is(err, context.Canceled) || got != "interrupted: nothing was imported" {
		t.Errorf("%q: %v", got, err)
	}
}
