package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
	"memebench/model"
	"memebench/model/settings"
)

// backedUp is what backup prints with --json.
type backedUp struct {
	File string `json:"file"`
	db.Contents
}

func newBackup(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Write a copy of the workspace's store, also while it is in use",
		Long: `backup writes the workspace's store as it is now (everything that people have said, with
memes, versions and settings) into a new file; an open workbench goes on meanwhile. The
file appears once it is complete and verified. Without FILE it is put into the folder
backups of the workspace. Pictures stay where they are, and features can be computed
again. Not in it are guide.md, annotators.keys and the folder pictures of the workspace, if it
has these: copy them, too, for another machine.

Backups are made without being asked for, too: once a day while people label, before an
import, and before the store of an older memebench is brought up to date. The setting
backup.keep says how many daily ones are kept, and three from before imports are; all
others are yours to remove. memebench restore brings one back.`,
		Example: `  memebench backup before.db`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 1, len(args) == 1 && args[0] == "":
				return usagef("%s: want one file or none", cmd.CommandPath())
			case len(args) == 1 && args[0] == "-":
				return usagef("%s: want a file, which is read again before it has its name: it cannot be standard output", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := o.begunPlace()
			if err != nil {
				return err
			}
			file := db.DefaultBackup(p.store(), time.Now())
			if len(args) > 0 {
				if file, err = filepath.Abs(args[0]); err != nil {
					return err
				}
				if err := (&workspace{dir: p.dir, starter: p.isStarter}).spareForBackup(file); err != nil {
					return err
				}
			}
			return o.answer(func(progress model.Report) (answer, error) {
				c, err := db.Backup(cmd.Context(), p.store(), file, progress.Plain())
				switch {
				case notWritable(err) && mayNotRead(p.store()):
					err = unread(p.dir, err)
				case notWritable(err):
					err = fmt.Errorf("%w: name a file elsewhere, memebench backup FILE", err)
				}
				if err != nil {
					return answer{}, err
				}
				return answer{did: true, json: backedUp{file, c}, text: func(out io.Writer) error {
					_, err := fmt.Fprintf(out, "%s is a backup of %s: %s\n", labels.Printable(shortPath(file)), labels.Printable(shortPath(p.dir)), inWords(c))
					return err
				}}, nil
			})
		},
	}
}

// inWords says what a store holds.
func inWords(c db.Contents) string {
	s := fmt.Sprintf("%s, %s, versions: %d", several(c.Memes, "meme"), several(c.Events, "event"), c.Versions)
	if !c.Newest.IsZero() {
		s += ", up to " + c.Newest.Local().Format("2 Jan 2006 15:04:05")
	}
	return s
}

func newRestore(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Bring a backup back; the store that is there now is kept beside it",
		Long: `restore verifies a backup and puts it in the place of the workspace's store, or makes
the workspace if there is none. The store that was there stays beside it under another
name; if it is damaged, what can be read of what people said, and the backup lacks, is written
to a file that import adds again. restore is refused while somebody has the workspace open.

What was said since the backup is in the store that was there alone. Copied as memebench.db
into a folder of its own it is a workspace: export --format jsonl --annotator NAME --query
by:NAME writes NAME's levels, which import adds to the one that was restored.`,
		Example: `  memebench restore before.db`,
		Args:    exactArgs(1, "the file of a backup"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := o.place()
			if err != nil {
				return err
			}
			backup, _, err := plainfile.Open(args[0]) // what cannot be read is not the workspace's affair
			if err != nil {
				return fmt.Errorf("%s: %w", labels.Printable(args[0]), plainfile.Cause(err))
			}
			if err := backup.Close(); err != nil {
				return err
			}
			made, err := atomicfile.MakeSharedFolder(p.dir)
			if err != nil {
				return inFolder(p.dir, err)
			}
			return o.answer(func(progress model.Report) (answer, error) {
				r, err := db.Restore(cmd.Context(), p.store(), args[0], progress.Plain())
				if err != nil {
					atomicfile.Unmake(made)
					return answer{}, inFolder(p.dir, err)
				}
				if said := p.salvage(cmd.Context(), r); said != "" {
					o.say("note: %s", said)
				}
				return answer{did: true, json: r, text: func(out io.Writer) error {
					if r.Rebuilt {
						o.say("note: part of the backup was damaged: it was derived again from the rest, or is left out, as versions of the model")
					}
					_, err := fmt.Fprintf(out, "%s is restored: %s%s\n", labels.Printable(shortPath(p.dir)), inWords(r.Contents), kept(r))
					return err
				}}, nil
			})
		},
	}
}

// kept says where the store that was there is now.
func kept(r db.Restored) string {
	if r.Kept == "" {
		return ""
	}
	return "; the store that was there is kept as " + labels.Printable(shortPath(r.Kept))
}

// backUp is the backup of the day, which the workbench makes beside its other work.
// It returns "" when there is nothing to say.
func (w *workspace) backUp(ctx context.Context, p model.Report) (said string, err error) {
	keep, err := settings.BackupKeep.Read(w.store)
	if err != nil {
		return "", err
	}
	_, err = w.store.DailyBackup(ctx, keep, p.Plain())
	if errors.Is(err, db.ErrNoRoom) {
		return err.Error(), nil // skipped, not failed
	}
	return "", err
}
