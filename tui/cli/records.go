package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/dataset"
	"memebench/model"
)

// importRecords makes a workspace from its exported records or, where one is
// there already, adds what it lacks.
func (o *options) importRecords(cmd *cobra.Command, format, file string) error {
	for _, name := range tableFlags {
		if cmd.Flags().Changed(name) {
			return usagef("--format %s: leave out --%s, which is for tables", format, name)
		}
	}
	p, err := o.place()
	if err != nil {
		return err
	}
	defer smallHeap()()
	begun, err := p.begun()
	if err != nil {
		return err
	}
	if !begun && !p.isStarter {
		report, err := o.rebuild(cmd.Context(), p, format, file)
		if err != nil {
			return err
		}
		return o.run(cmd.Context(), mustExist, func(context.Context, *workspace, model.Report) (answer, error) {
			return o.rebuilt(p, report), nil
		})
	}
	return o.run(cmd.Context(), mayBeginIt, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
		back, err := o.beforeImport(ctx, w)
		if err != nil {
			return answer{}, err
		}
		report, err := dataset.Merge(ctx, format, file, w.store, p.Plain())
		if in := report.Imported + report.Added; err != nil && in > 0 {
			rest := "import the file again for the rest"
			if errors.Is(err, dataset.ErrCutShort) {
				rest = "the rest is not in the file, import a whole one"
			}
			o.say("%s and %s of %s are imported: %s", several(report.Imported, "meme"), several(report.Added, "event"), filepath.Base(file), rest)
		}
		back.after(report.Imported+report.Added > 0)
		return o.merged(file, report), err
	})
}

// rebuild makes a workspace's folder and store of an exported one, whole or not at
// all.
func (o *options) rebuild(ctx context.Context, p place, format, file string) (report dataset.RebuildReport, err error) {
	made, err := atomicfile.MakeFolder(p.dir, 0o777)
	if err != nil {
		return report, inFolder(p.dir, err)
	}
	defer func() {
		if err != nil {
			atomicfile.Unmake(made)
		}
	}()
	replay, err := db.NewReplay(p.store())
	if err != nil {
		return report, inFolder(p.dir, err)
	}
	defer replay.Discard()
	progress, wipe := newProgress(o.err)
	report, err = dataset.Rebuild(ctx, format, file, replay, progress.Plain())
	err = whenStopped(err, "no workspace was made")
	wipe()
	if err == nil {
		err = replay.Publish()
	}
	return report, err
}

// rebuilt is the answer to an import that has made a workspace.
func (o *options) rebuilt(p place, r dataset.RebuildReport) answer {
	return answer{
		did: true,
		json: struct {
			Rebuilt bool `json:"rebuilt"`
			dataset.RebuildReport
		}{true, r},
		text: func(out io.Writer) error {
			for _, what := range r.LeftOut {
				o.say("note: not in the file: %s", what)
			}
			_, err := fmt.Fprintf(out, "%s is made from the file: %s, %s, settings: %d\n", shortPath(p.dir), several(r.Memes, "meme"), several(r.Events, "event"), r.Settings)
			return err
		},
	}
}

// merged is the answer to an import into a workspace that was there.
func (o *options) merged(file string, r dataset.MergeReport) answer {
	a := answer{
		did: true,
		json: struct {
			Rebuilt bool `json:"rebuilt"`
			dataset.MergeReport
		}{false, r},
		text: func(out io.Writer) error {
			o.printReasons("failed", r.Failed, r.OmittedFailed)
			if n := r.Absent; n > 0 {
				o.say("hint: %s %s of memes that are not here: import what those memes came with (their table or pictures), and then this file again", several(n, "event"), oneOr(n, "is", "are"))
			}
			o.sayDifferences(r)
			_, err := fmt.Fprintf(out, "%s: %d imported, %s; %s: %d added, %d known already; %s failed\n",
				several(r.Memes, "meme"), r.Imported, several(r.Duplicates, "duplicate"), several(r.Events, "event"), r.Added, r.Known, several(len(r.Failed)+r.OmittedFailed, "line"))
			return err
		},
	}
	switch {
	case len(r.Failed) == 0:
	case r.Imported+r.Duplicates+r.Added+r.Known == 0:
		a.status = errors.New("nothing in " + labels.Printable(file) + " could be imported")
	default:
		a.status = errPartly
	}
	return a
}

// sayDifferences says by which rules two workspaces that differed have become one.
func (o *options) sayDifferences(r dataset.MergeReport) {
	if n := len(r.Both); n > 0 {
		o.say("note: %s said something here and something else there: one name counts as one person, and the later answer counts", labels.Printable(strings.Join(r.Both, ", ")))
	}
	if n := r.Outweighed; n > 0 {
		o.say("note: %s of the added events %s nothing: something later was said here", thousands(n), oneOr(n, "changes", "change"))
	}
	if n := r.OtherSplit; n > 0 {
		o.say("note: %s %s in another split there, and %s where %s here (--json lists them)", thousands(n), oneOr(n, "meme is", "memes are"), oneOr(n, "stays", "stay"), oneOr(n, "it is", "they are"))
	}
	if n := r.Alike; n > 0 {
		o.say("warning: %s of the imported memes %s here already, under another name or with other columns, and %s a second time (--json lists them)", thousands(n), oneOr(n, "is", "are"), oneOr(n, "comes", "come"))
	}
	if n := r.CrossSplit; n > 0 {
		o.say("note: %s of the imported memes %s tied to memes of another split here: cross-split duplicates, which memebench groups lists", thousands(n), oneOr(n, "is", "are"))
	}
	if r.Imported > 0 {
		o.say("note: the pictures of imported memes stay where they were: memebench relink finds those that are elsewhere on this machine, memebench groups --find what they look like")
	}
}
