package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model"
)

func newModelsShow(o *options) *cobra.Command {
	var to *reports
	cmd := &cobra.Command{
		Use: "show ID", Short: "Print how a version was trained, how good it is and why it is served or not",
		Long: `show prints how a version was trained and on what, what it was worth on val, and why it is
served or not. A report of it also has its training by epoch, and the comparison with the
version that was served then.`,
		Example: `  memebench models show latest`,
		Args:    aVersion(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := to.check(o); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				v, err := w.show(args[0])
				if err != nil {
					return answer{}, err
				}
				f, err := w.versionContent(v.Version, "", nil)
				if err != nil {
					return answer{}, err
				}
				if f.made != nil && !o.json {
					past, err := w.statesAt(v.LabelSeq, tillNow, labels.Val)
					if err != nil {
						return answer{}, err
					}
					v.changed = past.changed()
				}
				return to.answer(o, w, answer{json: v, text: v.write}, f)
			})
		},
	}
	to = o.reportFlags(cmd)
	return cmd
}

// show is one version as it is printed.
func (w *workspace) show(id string) (listedVersion, error) {
	v, err := w.store.Version(id)
	if err != nil {
		return listedVersion{}, err
	}
	listed, err := w.listed()
	if err != nil {
		return listedVersion{}, err
	}
	for _, l := range listed {
		if l.ID == v.ID {
			return l, nil
		}
	}
	return listedVersion{}, fmt.Errorf("%s was deleted a moment ago", v.ID)
}

// versionContent is what the report of a version is filled from. Beside it stands another one, if
// one is named, with the comparison of the two, nil for none; else the one that was served when it
// was trained, with the comparison by which was decided whether to serve it.
func (w *workspace) versionContent(v eval.Version, against string, c *eval.Comparison) (content, error) {
	if d := v.Decision; against == "" && d != nil && d.Comparison != nil {
		against, c = d.Against, d.Comparison
	}
	resplits, err := w.store.Resplits()
	if err != nil {
		return content{}, err
	}
	f := content{versions: []string{v.ID}}
	if v.Origin == nil && !v.Starter() || v.Headless() && v.LabelSeq > 0 { // its figures are those that it had when it was made
		f.made, f.resplits = &v.LabelSeq, &v.Resplits
		if c != nil && c.Seq > v.LabelSeq { // others labelled while it was trained
			f.made, f.trained = &c.Seq, &v
		}
	}
	if !v.Headless() || c != nil { // something was resampled
		f.seeds = []report.Seed{intervalsSeed()}
	}
	history, err := w.store.VersionHistory()
	if err != nil {
		return content{}, err
	}
	var beside *report.Beside
	for _, other := range history { // also those that are deleted by now
		if against != "" && other.ID == against {
			beside = &report.Beside{Version: other, Comparison: c}
		}
	}
	if beside != nil {
		if _, err := w.store.Version(against); err == nil {
			f.versions = append(f.versions, against)
		}
		if c != nil && c.FoldsSeed != nil { // the setting may be another one by now
			f.seeds = append([]report.Seed{{Of: "folds", Value: *c.FoldsSeed}}, f.seeds...)
		}
	}
	f.fill = func(from report.Origin) (report.Document, error) {
		return report.Version(v, otherSplits(&v, resplits), beside, from)
	}
	return f, nil
}
