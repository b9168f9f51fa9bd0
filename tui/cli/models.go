package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/model"
)

// listedVersion is a version as models prints it with --json.
type listedVersion struct {
	eval.Version
	Served      bool `json:"served"`
	OtherSplits bool `json:"other_splits"` // the splits were assigned again since

	changed string // what has changed in val since it was measured, as [pastStates.changed] says it, where that was asked
}

func newModels(o *options) *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
		return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
			return w.versions(func(listedVersion) bool { return true }, model.ErrNoVersion.Error())
		})
	}
	verb := func(how opening, use, short, long, example string, args cobra.PositionalArgs, do func(context.Context, *workspace, []string, model.Report) (answer, error)) *cobra.Command {
		return &cobra.Command{
			Use: use, Short: short, Long: long, Example: "  memebench models " + example, Args: args,
			RunE: func(cmd *cobra.Command, args []string) error {
				return o.run(cmd.Context(), how, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
					return do(ctx, w, args, p)
				})
			},
		}
	}
	cmd := &cobra.Command{
		Use:   "models",
		Short: "List the versions of the model; serve, name, move or delete one",
		Long: fmt.Sprintf(`models lists the versions of the model, the oldest first. To name a version, give its
id (v1, v2, …), the name that you gave it, or served or latest. v0 came with memebench: what
first needs a version adds it, unless you have trained one before. It is served until a
version of your own is better, or you promote one.

After each training old versions are deleted. The newest %d stay, and so do those with a
name or from elsewhere, the served one and the one that rollback would serve: name what
you want to keep. The metrics of deleted versions stay in models curve.`, model.KeptVersions),
		Example: `  memebench models list`,
		Args:    noArgs,
		RunE:    list,
	}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the versions, oldest first", Example: `  memebench models list --json`, Args: noArgs, RunE: list},
		newModelsShow(o),
		newModelsCurve(o),
		newModelsDiff(o),
		verb(mustExist, "promote ID", "Serve this version", "", "promote v1", aVersion(),
			func(ctx context.Context, w *workspace, args []string, p model.Report) (answer, error) {
				return w.served(w.bench.Promote(ctx, args[0], p))
			}),
		verb(mustExist, "rollback", "Serve again what was served before the last promotion", "", "rollback", noArgs,
			func(ctx context.Context, w *workspace, _ []string, p model.Report) (answer, error) {
				id, err := w.bench.Rollback(ctx, p)
				if id != "" {
					err = whenStopped(err, id+" is served again, but has not predicted all memes")
				}
				return w.served(err)
			}),
		verb(mustExist, "rename ID NAME", "Give a version a name, or take it away with \"\"",
			"rename gives a version a name, by which all commands know it. A version with a name is\nnot deleted by itself. A name has up to "+strconv.Itoa(eval.MaxName)+" letters, digits, dots, dashes and underscores.", "rename v1 first",
			exactArgs(2, "a version's id and its new name"),
			func(_ context.Context, w *workspace, args []string, _ model.Report) (answer, error) {
				return w.rename(args[0], args[1])
			}),
		verb(mustExist, "delete ID", "Delete a version for good",
			"delete deletes a version with its head and its predictions. The served one cannot be\ndeleted. Labels stay as they are, and versions that started from a deleted one still\nknow what it was trained on.", "delete first",
			aVersion(),
			func(_ context.Context, w *workspace, args []string, _ model.Report) (answer, error) {
				return w.deleted(args[0])
			}),
		newModelsExport(o), newModelsImport(o),
	)
	return cmd
}

// aVersion wants the name of one version.
func aVersion() cobra.PositionalArgs { return exactArgs(1, "a version's id or name") }

// listed returns the versions as they are printed.
func (w *workspace) listed() ([]listedVersion, error) {
	versions, err := w.store.Versions()
	if err != nil {
		return nil, err
	}
	served, err := w.store.Served()
	if err != nil {
		return nil, err
	}
	resplits, err := w.store.Resplits()
	if err != nil {
		return nil, err
	}
	listed := make([]listedVersion, len(versions))
	for i, v := range versions {
		listed[i] = listedVersion{Version: v, Served: v.ID == served, OtherSplits: otherSplits(&v, resplits)}
	}
	return listed, nil
}

// otherSplits reports whether the splits were assigned anew since a version was measured here.
func otherSplits(v *eval.Version, resplits uint64) bool {
	return v.Resplits < resplits && (v.Origin == nil || v.Headless())
}

// versions lists those of the workspace's versions that are wanted; none is what there is to
// say where there are none.
func (w *workspace) versions(wanted func(listedVersion) bool, none string) (answer, error) {
	listed, err := w.listed()
	if err != nil {
		return answer{}, err
	}
	listed = slices.DeleteFunc(listed, func(v listedVersion) bool { return !wanted(v) })
	return answer{json: listed, text: func(out io.Writer) error {
		if len(listed) == 0 {
			_, err := fmt.Fprintln(out, none)
			return err
		}
		return writeVersions(out, listed)
	}}, nil
}

// writeVersions writes a table of versions.
func writeVersions(out io.Writer, listed []listedVersion) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "version\tlabels\tval macro-F1\tval QWK\tencoders\tfrom\tname\tconfig\ttrained\tnote")
	elsewhere := false
	var all []eval.Version
	for _, v := range listed {
		mark := ""
		if v.Origin != nil && !v.Headless() && v.Val.N > 0 {
			mark, elsewhere = "*", true
		}
		all = append(all, v.Version)
		fmt.Fprintf(t, "%s\t%d\t%s%s\t%s%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.ID, v.Labels, v.Val.MacroF1, mark, v.Val.QWK, mark,
			orDash(v.Pack), orDash(v.Parent), orDash(v.Name), v.config(), v.Created.Local().Format("2 Jan 15:04"), strings.Join(v.marks(), ", "))
	}
	err := t.Flush()
	if err == nil && elsewhere {
		_, err = fmt.Fprintln(out, "* on the memes with which it was trained elsewhere: memebench eval evaluates it on those here")
	}
	if err == nil && eval.ValChanged(all) {
		_, err = fmt.Fprintln(out, "val has changed between these trainings, and each is measured on what it was then: memebench compare takes the same rows")
	}
	return err
}

// marks are what there is to say of a version beside its metrics.
func (v listedVersion) marks() []string {
	var marks []string
	if v.Served {
		marks = append(marks, "served")
	}
	switch {
	case v.Headless():
		marks = append(marks, "predictions from elsewhere")
	case v.Origin != nil && v.Starter():
		marks = append(marks, "came with memebench")
	case v.Origin != nil:
		marks = append(marks, "from elsewhere")
	}
	if v.OtherSplits {
		marks = append(marks, "other splits")
	}
	return marks
}

// config is the config that the version was trained with, if it was trained.
func (v listedVersion) config() string {
	if v.Headless() {
		return orDash("")
	}
	return v.Config.Summary()
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// write writes all there is to say of a version.
func (v listedVersion) write(out io.Writer) error {
	title := v.Title()
	if marks := v.marks(); marks != nil {
		title += ", " + strings.Join(marks, ", ")
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	line("version", "%s", title)
	if v.Headless() {
		v.writeGiven(line)
		return t.Flush()
	}
	line("trained", "%s, %s in %.1f s, epoch %d kept", v.Created.Local().Format("2 Jan 2006 15:04"), several(v.Epochs, "epoch"), v.Seconds, v.Best)
	if v.Parent != "" {
		line("from", "%s, by a warm start", v.Parent)
	}
	if v.ColdStartReason != "" {
		line("from", "new parameters: %s", labels.Printable(v.ColdStartReason))
	}
	if v.Origin != nil {
		line("origin", "trained elsewhere as %s; its head.onnx had SHA-256 %s", v.Origin.As(), labels.Printable(v.Origin.Digest))
	}
	line("labels", "%d: %d to learn from, %d of val", v.Labels, v.TrainN-v.Voted(), v.ValN)
	if n := v.Voted(); n > 0 {
		line("", "and %d disputed %s of train, learnt by %s votes", n, oneOr(n, "meme", "memes"), oneOr(n, "its", "their"))
	}
	switch {
	case v.StoppedBy == eval.StoppedByFolds:
		line("epochs", "as many as were best in inner folds of train: val is too small to choose by")
	case v.ValChose():
		line("epochs", "chosen by the loss on val")
	}
	line("config", "%s", v.Config.Summary())
	if n := v.Threads; n > 0 {
		line("", "trained on %d %s: another number gives another head", n, oneOr(n, "thread", "threads"))
	}
	for _, in := range v.Encoders {
		line("reads", "%s by %s", in.Modality, labels.Printable(in.Encoder))
	}
	v.writeVal(line)
	if c := v.Calibration; c != nil {
		line("calibrated", "temperature %.2f, fitted on %s of val: log loss %s to %s, ECE %s to %s", c.Temperature, several(c.N, "row"), c.LogLossBefore, c.LogLossAfter, c.ECEBefore, c.ECEAfter)
	}
	if d := v.Decision; d != nil {
		what := "kept back"
		if d.Serve {
			what = "served"
		}
		line("decision", "%s: %s (promote = %s, %s was served)", what, labels.Printable(d.Why), d.Policy, d.Against)
		if c := d.Comparison; c != nil && c.N > 0 {
			line("", "macro-F1 %s to %s with 95 %%, McNemar %s, %d discordant of %d on %s", c.CI95[0], c.CI95[1], c.McNemarP.P(), c.Discordant, c.N, c.Split)
			for _, reason := range c.Reasons {
				line("", "%s", labels.Printable(reason))
			}
		}
	}
	return t.Flush()
}

// writeGiven writes what there is to say of predictions from elsewhere.
func (v listedVersion) writeGiven(line func(name, format string, args ...any)) {
	from := v.Origin
	line("imported", "%s", v.Created.Local().Format("2 Jan 2006 15:04"))
	line("origin", "%s, with SHA-256 %s", labels.Printable(from.Name), labels.Printable(from.Digest))
	line("predictions", "%d, of these %d of a level only; it has no head, and is never served", from.Predictions, from.LevelsOnly)
	v.writeVal(line)
}

// writeVal writes the metrics on val, if there are any, and whether they are of older labels.
func (v listedVersion) writeVal(line func(name, format string, args ...any)) {
	if v.Val.N == 0 {
		return
	}
	f1 := v.Val.MacroF1.String()
	if v.ValInterval != nil {
		f1 += fmt.Sprintf(" (%s)", v.ValInterval)
	}
	line("on val", "macro-F1 %s, accuracy %s, QWK %s, MAE %s, %s", f1, v.Val.Accuracy, v.Val.QWK, v.Val.MAE, several(v.Val.N, "row"))
	for _, note := range v.Val.Scarce().ScarceNotes() {
		line("", "%s", note)
	}
	switch {
	case v.OtherSplits: // what has changed is of today's val
		line("", "of val as it was: the splits were assigned anew since")
	case v.changed != "":
		line("", "%s have changed there since: memebench eval --version %s --split val counts anew", v.changed, v.ID)
	}
}

func (w *workspace) rename(id, name string) (answer, error) {
	v, err := w.store.Version(id)
	if err == nil {
		err = w.store.RenameVersion(v.ID, name)
	}
	return answer{did: true, json: map[string]string{"version": v.ID, "name": name}, text: func(out io.Writer) error {
		if name == "" {
			_, err := fmt.Fprintf(out, "%s has no name now\n", v.ID)
			return err
		}
		_, err := fmt.Fprintf(out, "%s is called %s\n", v.ID, name)
		return err
	}}, err
}

func (w *workspace) deleted(id string) (answer, error) {
	gone, err := w.store.DeleteVersion(id)
	return answer{did: true, json: map[string]string{"deleted": gone}, text: func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "%s is deleted\n", gone)
		return err
	}}, err
}

// served answers a change of the served version, or its failure.
func (w *workspace) served(err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	id, err := w.store.Served()
	return answer{did: true, json: map[string]string{"served": id}, text: func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "%s is served\n", id)
		return err
	}}, err
}
