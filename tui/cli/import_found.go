package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

// sayFound says what was found out about the files of an import before it begins.
func (o *options) sayFound(im *dataset.Import) {
	for _, f := range im.Found() {
		o.say("%s", foundLine(f))
		for _, n := range f.Notes {
			o.say("note: %s: %s", labels.Printable(f.File), labels.Printable(n))
		}
	}
	for i, n := range im.Notes() {
		if i == shownReasons {
			o.say("note: … and %d more (--json lists all)", len(im.Notes())-i)
			break
		}
		o.say("note: %s", labels.Printable(n))
	}
}

// sayNoLevels says that whom the labels are to be of says none, where nothing else is said of
// levels.
func (o *options) sayNoLevels(annotator string, all []*dataset.Import) {
	if annotator == "" {
		return
	}
	for _, im := range all {
		for _, f := range im.Found() {
			if f.Level != "" || f.ToldOfLevels {
				return
			}
		}
	}
	o.say("note: no levels were found, so %s gives none: --level COLUMN says which column has them", labels.Printable(annotator))
}

// foundLine is what was found out about one file in a line: "labels.csv: memotion,
// picture image_name, caption text_corrected, level overall_sentiment; 6,992 rows".
func foundLine(f dataset.Found) string {
	parts := []string{f.Format}
	if f.Encoding != "" {
		parts = append(parts, "written in "+f.Encoding+" (--encoding names another)")
	}
	for _, c := range []struct{ what, column string }{
		{"picture", f.Image}, {"caption", f.Caption}, {"level", f.Level}, {"split", f.Split}, {"annotator", f.Annotator}, {"id", f.ID},
	} {
		if c.column == "" {
			continue
		}
		word := c.what + " " + c.column
		if c.what == "level" && f.Scale != "" {
			word += " on the scale " + f.Scale
		}
		parts = append(parts, word)
	}
	return fmt.Sprintf("%s: %s; %s %s", labels.Printable(f.File), strings.Join(parts, ", "), thousands(f.Rows), oneOr(f.Rows, "row", "rows"))
}

// previewMemes is how many memes a dry run shows.
const previewMemes = 5

// previewed is what import --dry-run prints with --json.
type previewed struct {
	DryRun bool                  `json:"dry_run"`
	Here   *int                  `json:"here,omitempty"` // memes that the workspace has; nil where there is none, or it cannot be read
	Files  []dataset.Found       `json:"files"`
	First  []dataset.PreviewMeme `json:"first"`
	Notes  []string              `json:"notes,omitempty"`
	dataset.ImportReport
}

// preview is the answer of a dry run. What is in the workspace is compared with, where there is one.
func (o *options) preview(ctx context.Context, annotator string, all []*dataset.Import, p model.Report) (answer, error) {
	sum := previewed{DryRun: true, First: []dataset.PreviewMeme{}}
	here, err := o.toCompare(ctx)
	if err != nil {
		return answer{}, err
	}
	var known dataset.KnownMemes // nil, and no nil store
	if here != nil {
		defer here.Close() // only read from
		known, sum.Here = here, new(int)
	}
	for i, im := range all {
		v, err := im.Preview(ctx, known, previewMemes, p.Plain())
		if err != nil {
			return answer{}, err
		}
		if sum.Here != nil {
			*sum.Here += v.Here
		}
		if i == 0 {
			sum.ImportReport = v.Report
		} else {
			sum.ImportReport.Add(v.Report)
		}
		sum.First = append(sum.First, v.First...)
		sum.Files = append(sum.Files, im.Found()...)
		sum.Notes = append(sum.Notes, im.Notes()...)
	}
	sum.First = sum.First[:min(len(sum.First), previewMemes)]
	r := sum.ImportReport
	a := answer{json: sum, text: func(out io.Writer) error {
		for _, im := range all {
			o.sayFound(im)
		}
		o.sayNoLevels(annotator, all)
		o.sayRows(r, sum.Notes)
		for _, m := range sum.First {
			fmt.Fprintln(out, previewLine(m))
		}
		fmt.Fprintf(out, "levels: %s\n", counted(r.ByLevel, levelNames()))
		if r.LevelsLeftOut > 0 {
			fmt.Fprintf(out, "%s %s would be left out: --annotator NAME takes %s\n", thousands(r.LevelsLeftOut), oneOr(r.LevelsLeftOut, "level", "levels"), oneOr(r.LevelsLeftOut, "it", "them"))
		}
		fmt.Fprintf(out, "splits that the rows ask for: %s\n", counted(r.BySplit, []string{string(labels.Train), string(labels.Val), string(labels.Test)}))
		known := ""
		if sum.Here != nil && *sum.Here > 0 {
			known = fmt.Sprintf(" (%d of them here already)", *sum.Here)
		}
		_, err := fmt.Fprintf(out, "%s: %s%s, %d failed, %d whose picture is missing; nothing was imported (--dry-run)\n",
			several(r.Rows, "row"), several(r.Memes, "meme"), known, len(r.Failed)+r.OmittedFailed, r.MissingPictures)
		return err
	}}
	switch {
	case r.Memes == 0:
		a.status = fmt.Errorf("no row could be imported")
	case len(r.Failed) > 0, r.MissingPictures > 0:
		a.status = errPartly
	}
	return a, nil
}

// toCompare opens the store of the workspace, nil where there is none. One that cannot be read is
// said, and the rest goes on: nothing is changed.
func (o *options) toCompare(ctx context.Context) (*db.DB, error) {
	if _, err := o.place(); err != nil && o.workspace != "" {
		return nil, err
	}
	store, err := o.storeToRead(ctx)
	if err != nil {
		o.say("warning: what is here already is not known: %v", err)
		return nil, ctx.Err()
	}
	return store, nil
}

// previewLine is a meme of a dry run.
func previewLine(m dataset.PreviewMeme) string {
	var parts []string
	for _, s := range []string{m.Image, m.Level, m.Annotator, m.Split} {
		if s != "" {
			parts = append(parts, labels.Printable(s))
		}
	}
	if m.Caption != "" {
		parts = append(parts, labels.Quoted(m.Caption))
	} else {
		parts = append(parts, "without a caption")
	}
	return fmt.Sprintf("row %d: %s", m.Row, strings.Join(parts, " · "))
}

func levelNames() (names []string) {
	for l := labels.VeryNegative; l.Valid(); l++ {
		names = append(names, l.String())
	}
	return names
}

// counted lists counts by name, those that are not 0.
func counted(counts map[string]int, names []string) string {
	var parts []string
	for _, name := range names {
		if n := counts[name]; n > 0 {
			parts = append(parts, strings.ReplaceAll(name, "_", " ")+" "+thousands(n))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}
