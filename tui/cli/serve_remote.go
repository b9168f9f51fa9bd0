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
	least, most      int          // how many arguments it takes
	right            labels.Right // "" for everybody
	run              func(ctx context.Context, s *remote, args []string) error
}

// remote is a command of a member under way.
type remote struct {
	*workspace
	member        members.Member
	out, problems io.Writer
	stop          func() // stops the server
}

// remoteCommands are all. None changes what was labelled.
var remoteCommands = []remoteCommand{
	{name: "whoami", says: "your name and role", run: func(_ context.Context, s *remote, _ []string) error {
		_, err := fmt.Fprintf(s.out, "%s %s\n", s.member.Name, s.member.Role)
		return err
	}},
	{name: "progress", says: "how far you are", run: func(_ context.Context, s *remote, _ []string) error {
		now, err := s.store.Summary(s.member.Name)
		if err == nil {
			_, err = fmt.Fprintf(s.out, "%d of %s labelled by you, %d %s for you\n", now.Counts.Mine, several(now.Counts.Memes, "meme"), now.Waiting(), oneOr(now.Waiting(), "waits", "wait"))
		}
		return err
	}},
	{name: "stats", says: "who has labelled how much, and how far all agree", right: labels.MayJudge, run: func(ctx context.Context, s *remote, _ []string) error {
		return s.program(ctx, "stats")
	}},
	{name: "export", args: "[FORMAT]", most: 1, right: labels.MayExport,
		says: "all labels: " + strings.Join(remoteFormats(), ", ") + " (default jsonl)",
		run: func(ctx context.Context, s *remote, args []string) error {
			format := "jsonl"
			if len(args) > 0 {
				format = args[0]
			}
			if !slices.Contains(remoteFormats(), format) {
				return usagef("export %s: want one of %s", labels.Quoted(format), strings.Join(remoteFormats(), ", "))
			}
			return s.program(ctx, "export", "--format", format)
		}},
	{name: "annotators", says: "all members and annotators", right: labels.MayManage, run: func(ctx context.Context, s *remote, _ []string) error {
		return s.program(ctx, "annotators")
	}},
	{name: "invite", args: "[USES]", most: 1, right: labels.MayManage, says: "an invitation for a day, for one or more to join",
		run: func(ctx context.Context, s *remote, args []string) error {
			uses := "1"
			if len(args) > 0 {
				uses = args[0]
			}
			return s.program(ctx, "annotators", "invite", "--uses="+uses)
		}},
	{name: "role", args: "NAME ROLE", least: 2, most: 2, right: labels.MayManage, says: "give a member another role",
		run: func(ctx context.Context, s *remote, args []string) error {
			role, err := labels.ParseRole(args[1])
			if err != nil {
				return usageError{err}
			}
			return s.changeMembers(func(f members.File) error { return f.SetRole(args[0], role) }, saysRole(args[0], role))
		}},
	{name: "remove", args: "NAME", least: 1, most: 1, right: labels.MayManage, says: "let a member in no more; labels stay",
		run: func(ctx context.Context, s *remote, args []string) error {
			return s.changeMembers(func(f members.File) error { return f.Remove(args[0]) }, saysRemoved(args[0]))
		}},
	{name: "stop", right: labels.MayStop, says: "stop the server for all", run: func(_ context.Context, s *remote, _ []string) error {
		s.stop()
		return nil
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

// usage is how a command is typed.
func (c remoteCommand) usage() string { return strings.TrimSpace("ssh HOST " + c.name + " " + c.args) }

// do runs a command, and returns its exit status.
func (s *remote) do(ctx context.Context, args []string) int {
	say := func(format string, all ...any) {
		fmt.Fprintf(s.problems, "memebench: "+format+"\n", all...)
	}
	if len(args) == 1 && args[0] == "help" {
		fmt.Fprintf(s.out, "%-24s the screens\n", "ssh HOST")
		fmt.Fprintf(s.out, "%-24s label line by line, as with --plain\n", "ssh HOST plain")
		for _, c := range remoteCommands {
			if c.right == "" || s.member.Role.May(c.right) {
				fmt.Fprintf(s.out, "%-24s %s\n", c.usage(), c.says)
			}
		}
		return 0
	}
	i := slices.IndexFunc(remoteCommands, func(c remoteCommand) bool { return len(args) > 0 && args[0] == c.name })
	if i < 0 {
		say("there is no such command here: ssh HOST help lists them")
		return exitUsage
	}
	c := remoteCommands[i]
	if args = args[1:]; len(args) < c.least || len(args) > c.most {
		want := c.usage()
		if strings.Contains(c.args, "NAME") && len(args) > c.most {
			want += `; of a name with spaces also the quotes are quoted: "'eve x'"`
		}
		say("%s: want %s", c.name, want)
		return exitUsage
	}
	if c.right != "" {
		if err := s.member.Role.Check(c.right); err != nil {
			say("%v", err)
			return exitFailed
		}
	}
	err := c.run(ctx, s, args)
	var exit *exec.ExitError
	var usage usageError
	switch {
	case errors.As(err, &exit):
		return max(exitFailed, exit.ExitCode())
	case errors.As(err, &usage):
		say("%s", labels.Printable(err.Error()))
		return exitUsage
	case err != nil:
		say("%s", labels.Printable(err.Error()))
		return exitFailed
	}
	return 0
}

// changeMembers changes the file of keys from afar.
func (s *remote) changeMembers(change func(members.File) error, said string) error {
	err := change(members.In(s.dir).KeepingOwner())
	switch {
	case errors.Is(err, members.ErrOnlyOwner):
		return fmt.Errorf("%w: make another one first (where the workspace is, memebench annotators can do without)", err)
	case errors.Is(err, members.ErrNoMember):
		return fmt.Errorf("%w; ssh HOST annotators lists them", err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintln(s.out, said)
	return err
}

// program runs a command of the program itself, as one runs it beside the server: what it
// needs of memory and time is not the server's.
func (s *remote) program(ctx context.Context, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{"--workspace", s.dir}, args...)...)
	cmd.Args[0] = os.Args[0]
	cmd.Stdout, cmd.Stderr = s.out, s.problems
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
