package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"memebench/db"
	"memebench/labels"
	"memebench/model"
	"memebench/model/features"
)

// verified is what verify prints with --json.
type verified struct {
	db.Contents
	Findings []db.Finding       `json:"findings"` // in the store
	Caches   []features.Checked `json:"caches"`
	Kept     string             `json:"kept,omitempty"` // the store that was there before it was rebuilt
}

// sound reports that nothing is damaged.
func (v verified) sound() bool {
	for _, c := range v.Caches {
		if !c.Sound() {
			return false
		}
	}
	return len(v.Findings) == 0
}

// fatal reports that something is damaged that nothing here can be derived from.
func (v verified) fatal() bool {
	return slices.ContainsFunc(v.Findings, func(f db.Finding) bool { return !f.Rebuildable })
}

func newVerify(o *options) *cobra.Command {
	var rebuild bool
	cmd := &cobra.Command{
		Use:   "verify [--rebuild]",
		Short: "Check the workspace's store and features for damage",
		Long: `verify reads the whole store as it is now, and the files of features. It checks pages,
memes, events and versions, and that everything derived from them (indexes, gold levels,
counts) is what they give when derived again. Letters of captions and notes and imported
values have nothing that tells when they are others than were written, nor have versions
from before 29 November 2026. An open workbench goes on meanwhile. verify exits with 1
when something is damaged, and says what, and what to do. Whether pictures, videos and
sounds are still in their places is what memebench doctor looks at.

With --rebuild, if memes, events and versions are undamaged, it makes a new store of
them; the one that was there stays beside it under another name. A version whose head or
weights are damaged is in it as one that was pruned. That is refused while somebody has
the workspace open. Damaged files of features are removed: memebench encode
computes them again.`,
		Example: `  memebench verify`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := o.begunPlace()
			if err != nil {
				return err
			}
			return o.answer(func(progress model.Report) (answer, error) {
				v, err := p.verify(cmd.Context(), progress)
				if err != nil {
					return answer{}, unread(p.dir, err)
				}
				if rebuild && !v.sound() {
					return p.rebuild(cmd.Context(), v, progress)
				}
				return p.verified(v), nil
			})
		},
	}
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "if something derived is damaged, derive it again")
	return cmd
}

// verify checks the store and the caches of features.
func (p place) verify(ctx context.Context, progress model.Report) (v verified, err error) {
	v.Findings = []db.Finding{}
	contents, findings, err := db.Verify(ctx, p.store(), progress.Plain())
	if err != nil {
		return v, err
	}
	v.Contents, v.Findings = contents, append(v.Findings, findings...)
	rows := int64(0)
	v.Caches, err = features.Check(filepath.Join(p.dir, featuresDir), func() error {
		if rows++; progress != nil {
			progress(model.Step{Step: labels.Step{Phase: "check features", Done: rows}})
		}
		return ctx.Err()
	})
	return v, err
}

// verified is the answer to a verification.
func (p place) verified(v verified) answer {
	a := answer{json: v, text: func(out io.Writer) error { return p.write(out, v) }}
	if v.sound() {
		return a
	}
	advice := fmt.Sprintf("memebench verify -w %s --rebuild derives it again, or does without it", labels.ShellWord(p.dir))
	if v.fatal() {
		advice = db.Remedy(p.store())
	}
	a.status = errors.New("the workspace is damaged: " + advice)
	return a
}

func (p place) write(out io.Writer, v verified) error {
	state := "whole: " + inWords(v.Contents)
	switch {
	case v.fatal() && v.Contents == (db.Contents{}): // damaged pages, behind which nothing is counted
		state = "damaged, and what is in it was not counted"
	case !v.sound():
		state = "damaged: " + inWords(v.Contents)
	}
	fmt.Fprintf(out, "%s is %s\n", labels.Printable(shortPath(p.dir)), state)
	for _, f := range v.Findings {
		fmt.Fprintf(out, "damaged  store     %s\n", labels.Printable(f.String()))
	}
	for _, c := range v.Caches {
		switch {
		case c.Fault != "":
			fmt.Fprintf(out, "damaged  features  %.8s…: %s\n", c.Encoder, c.Fault)
		case c.Damaged > 0:
			fmt.Fprintf(out, "damaged  features  %.8s…: %d of %d rows\n", c.Encoder, c.Damaged, c.Rows)
		}
	}
	if v.Kept != "" {
		_, err := fmt.Fprintf(out, "the store that was there is kept as %s\n", labels.Printable(shortPath(v.Kept)))
		return err
	}
	return nil
}

// rebuild derives again what was found damaged, and verifies again.
func (p place) rebuild(ctx context.Context, was verified, progress model.Report) (answer, error) {
	if was.fatal() {
		return p.verified(was), nil
	}
	kept := ""
	if len(was.Findings) > 0 {
		r, err := db.Rebuild(ctx, p.store(), progress.Plain())
		if err != nil {
			return answer{}, inFolder(p.dir, err)
		}
		kept = r.Kept
	}
	if err := p.removeDamaged(was.Caches); err != nil {
		return answer{}, inFolder(p.dir, err)
	}
	v, err := p.verify(ctx, progress)
	v.Kept = kept
	return p.verified(v), whenStopped(err, "what was damaged is derived again; memebench verify checks it")
}

// removeDamaged removes damaged files of features while nobody has the workspace.
func (p place) removeDamaged(caches []features.Checked) error {
	store, err := db.Open(p.store(), db.Options{MustExist: true})
	if err != nil {
		return err
	}
	for _, c := range caches {
		if !c.Sound() {
			_, e := features.Remove(filepath.Join(p.dir, featuresDir), c.Encoder)
			err = errors.Join(err, e)
		}
	}
	return errors.Join(err, store.Close())
}
