package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/tui/members"
)

// remoteCommand is what a member can have without the screens, as ssh HOST NAME.
type remoteCommand struct {
	name, args, says string
	right            labels.Right // "" for everybody
	run              func(ctx context.Context, w *workspace, m members.Member, args []string, out, problems io.Writer) error
}

// remoteCommands are all; none changes anything.
var remoteCommands = []remoteCommand{
	{"whoami", "", "your name and role", "", func(_ context.Context, _ *workspace, m members.Member, _ []string, out, _ io.Writer) error {
		_, err := fmt.Fprintf(out, "%s %s\n", m.Name, m.Role)
		return err
	}},
	{"progress", "", "how far you are", "", func(_ context.Context, w *workspace, m members.Member, _ []string, out, _ io.Writer) error {
		s, err := w.store.Summary(m.Name)
		if err == nil {
			_, err = fmt.Fprintf(out, "%d of %d memes labelled by you, %d wait for you\n", s.Counts.Mine, s.Counts.Memes, s.Waiting())
		}
		return err
	}},
	{"stats", "", "who has labelled how much, and how far all agree", labels.MayJudge, func(ctx context.Context, w *workspace, _ members.Member, _ []string, out, problems io.Writer) error {
		return w.program(ctx, out, problems, "stats")
	}},
	{"export", "[FORMAT]", "all labels: " + strings.Join(remoteFormats(), ", ") + " (default jsonl)", labels.MayExport, func(ctx context.Context, w *workspace, _ members.Member, args []string, out, problems io.Writer) error {
		format := "jsonl"
		if len(args) > 0 {
			format = args[0]
		}
		return w.program(ctx, out, problems, "export", "--format", format)
	}},
}

// remoteFormats are the formats of an export that are one file.
func remoteFormats() (names []string) {
	for _, name := range dataset.ExportFormats() {
		if !dataset.ExportsFolder(name) {
			names = append(names, name)
		}
	}
	return names
}

// remote runs a command of a member, and returns its exit status.
func (w *workspace) remote(ctx context.Context, m members.Member, args []string, out, problems io.Writer) int {
	say := func(format string, all ...any) {
		fmt.Fprintf(problems, "memebench: "+format+"\n", all...)
	}
	if len(args) == 1 && args[0] == "help" {
		fmt.Fprintf(out, "ssh HOST           the screens\n")
		for _, c := range remoteCommands {
			if c.right == "" || m.Role.May(c.right) {
				fmt.Fprintf(out, "%-18s %s\n", strings.TrimSpace("ssh HOST "+c.name+" "+c.args), c.says)
			}
		}
		return 0
	}
	for _, c := range remoteCommands {
		if len(args) == 0 || args[0] != c.name {
			continue
		}
		if rest := args[1:]; len(rest) > 0 && c.args == "" || len(rest) > 1 || len(rest) == 1 && !slices.Contains(remoteFormats(), rest[0]) {
			say("%s: want %s", c.name, strings.TrimSpace("ssh HOST "+c.name+" "+c.args))
			return exitUsage
		}
		if c.right != "" {
			if err := m.Role.Check(c.right); err != nil {
				say("%v", err)
				return exitFailed
			}
		}
		var exit *exec.ExitError
		switch err := c.run(ctx, w, m, args[1:], out, problems); {
		case errors.As(err, &exit):
			return max(exitFailed, exit.ExitCode())
		case err != nil:
			say("%s", labels.Printable(err.Error()))
			return exitFailed
		}
		return 0
	}
	say("there is no such command here: ssh HOST help lists them")
	return exitUsage
}

// program runs a command of the program itself that reads the workspace, as one runs it beside
// the server: what it needs of memory and time is not the server's.
func (w *workspace) program(ctx context.Context, out, problems io.Writer, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, append(args, "--workspace", w.dir)...)
	cmd.Args[0] = os.Args[0]
	cmd.Stdout, cmd.Stderr = out, problems
	cmd.WaitDelay = time.Second
	detach(cmd)
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}
