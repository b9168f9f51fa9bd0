package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/dataset"
	"memebench/model"
)

// exported is what export is asked for.
type exported struct {
	spec        dataset.ExportSpec
	query, asOf string
	seq         uint64    // of the event that asOf names, 0 for none
	at          time.Time // that asOf names, zero for none
	out         output
}

// exportedTo is what export prints with --json.
type exportedTo struct {
	Memes   int `json:"memes"`
	LeftOut int `json:"left_out,omitempty"` // memes without a picture, in a format of pictures

	CrossSplit int `json:"cross_split,omitempty"` // memes that are the same as some of another split

	Out string `json:"out"`
}

func newExport(o *options) *cobra.Command {
	var e exported
	cmd := &cobra.Command{
		Use:   "export --format " + strings.Join(dataset.ExportFormats(), "|") + " [--out FILE]",
		Short: "Write the memes with their gold levels, or the whole workspace",
		Long: `export writes all memes, to standard output or to the file --out.

Format memotion has the imported columns in their order, with the gold level as
overall_sentiment, and a last column memebench_state.

Format csv has columns of our own (meme, image_name, image_path, caption, caption_origin,
level, split, state) and then the imported ones. With --voices it has a row for each
annotator's level.
A spreadsheet computes captions that begin with =, +, - or @: --no-formulas puts an
apostrophe before them.

Format jsonl has a line for each meme with everybody's labels: who gave each and when,
how (key, cli or import), whether it is an adjudication, and whether the model's answer
was visible (no, before or after the label) and of which version.

Format memebench is the whole workspace: datasets, settings, memes with their splits and
all columns, and every label, skip, flag, note and undo in order. memebench import makes
a workspace from it, or adds it to another one. Versions of the model are not in it (use
models export), nor are features, pictures and guide.md.

Format labelstudio is the JSON that Label Studio imports; labels/README.md has the
labelling interface that goes with it. Format huggingface is a new folder --out with the
pictures and their captions and levels, for datasets.load_dataset("imagefolder").

--query takes some memes, as list does. --annotator counts one annotator's levels alone.
--as-of writes what was said up to an event of the log, or a time (of a date, its
beginning); memes and their splits are as they are now.`,
		Example: `  memebench export --format jsonl --out labels.jsonl
  memebench export --format csv --voices --query 'split:test' --as-of 2026-11-26
  memebench export --format memebench --out workspace.jsonl`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := e.check(o, cmd); err != nil {
				return err
			}
			return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				if e.out.stdout() {
					p = o.beside(p)
				}
				return e.write(ctx, o, w, p)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.spec.Format, "format", "", "`FORMAT` to write: "+labels.OneOf(dataset.ExportFormats()...))
	f.BoolVar(&e.spec.Voices, "voices", false, "write every annotator's level, not the gold level alone")
	f.BoolVar(&e.spec.NoFormulas, "no-formulas", false, "csv: put an apostrophe before values that a spreadsheet would compute")
	f.StringVar(&e.query, "query", "", "only the memes that `QUERY` finds (default: all)")
	f.StringVar(&e.asOf, "as-of", "", "what was said up to `WHEN`, an event's number or a time (default: all)")
	o.outputFlag(cmd, &e.out, "`FILE` to write (default: standard output), or the folder to make")
	return cmd
}

// check refuses what cannot be meant.
func (e *exported) check(o *options, cmd *cobra.Command) error {
	if e.spec.Format == "" {
		return usagef("say in which format: --format %s", labels.OneOf(dataset.ExportFormats()...))
	}
	if !slices.Contains(dataset.ExportFormats(), e.spec.Format) {
		return usagef("--format %s: want %s", labels.Quoted(e.spec.Format), labels.OneOf(dataset.ExportFormats()...))
	}
	if cmd.Flags().Changed("annotator") {
		if err := labels.CheckAnnotator(o.annotator); err != nil {
			return usageError{err}
		}
		e.spec.Annotator = o.annotator
	}
	if e.query != "" {
		e.spec.Only = map[uint64]bool{} // until the query is known to find some
	}
	if err := e.spec.Validate(); err != nil {
		return usageError{fmt.Errorf("export: %w", err)}
	}
	if e.asOf != "" {
		var err error
		if e.seq, e.at, err = parseMoment(e.asOf); err != nil {
			return usagef("--as-of %s: %v", labels.Quoted(e.asOf), err)
		}
	}
	if e.out.folder = dataset.ExportsFolder(e.spec.Format); e.out.folder && e.out.path == "" {
		return usagef("--format %s is a folder: name the one to make with --out", e.spec.Format)
	}
	return o.oneOutput(&e.out)
}

// write exports the workspace.
func (e *exported) write(ctx context.Context, o *options, w *workspace, p model.Report) (answer, error) {
	if err := e.moment(ctx, w); err != nil {
		return answer{}, err
	}
	if day, err := time.Parse(time.DateOnly, e.asOf); err == nil {
		o.say("note: as of the beginning of %s: --as-of %s has what was said on that day, too", e.asOf, day.AddDate(0, 0, 1).Format(time.DateOnly))
	}
	if err := e.find(ctx, o, w, p); err != nil {
		return answer{}, err
	}
	if err := o.sayUnknown(w, e.spec.Annotator); err != nil {
		return answer{}, err
	}
	var r dataset.ExportReport
	write := func(f io.Writer) (err error) {
		r, err = dataset.Export(ctx, w.store, e.spec, f, p.Plain())
		return err
	}
	fill := func(d *atomicfile.Folder) (err error) {
		r, err = dataset.ExportFolder(ctx, w.store, e.spec, d, p.Plain())
		return err
	}
	var err error
	if e.out.folder {
		err = e.out.newFolder(fill)
	} else {
		err = e.out.file(o, form(dataset.ExportsJSON(e.spec.Format)), write)
	}
	if err != nil {
		return answer{}, err
	}
	if n := r.CrossSplit; n > 0 {
		o.say("warning: %s the same, or nearly so, as memes of another split, and left out of training and evaluation here: --query -state:cross-split leaves %s out of the file",
			oneOr(n, "1 of these memes is", fmt.Sprintf("%d of these memes are", n)), oneOr(n, "it", "them"))
	}
	if e.out.stdout() {
		return answer{}, nil
	}
	if left := e.spec.LeavesOut(); left != "" {
		o.say("note: not in the file: %s (--format memebench has everything)", left)
	}
	if r.Unread > 0 {
		o.say("%s could not be read any more, or %s now, the first at %s: memebench relink finds moved ones", several(r.Unread, "picture"), oneOr(r.Unread, "is another file", "are other files"), labels.Printable(r.FirstUnread))
	}
	var status error
	if r.Unread > 0 {
		status = errPartly
	}
	return answer{
		did: true, status: status,
		json: exportedTo{r.Memes, r.LeftOut, r.CrossSplit, e.out.path},
		text: func(f io.Writer) error {
			left := ""
			if r.LeftOut > 0 {
				left = fmt.Sprintf("; %d without a picture left out", r.LeftOut-r.Videos)
				if r.Videos > 0 {
					left += fmt.Sprintf("; %s left out", several(r.Videos, "video"))
				}
			}
			_, err := fmt.Fprintf(f, "%s written to %s%s\n", several(r.Memes, "meme"), e.out.title(), left)
			return err
		},
	}, nil
}

// errReached ends the reading of the log at the moment that is looked for.
var errReached = errors.New("reached")

// moment finds the last event that counts. Of a time, the log of a whole workspace ends before
// the first event that is later; other formats take what was said by then, also what a merge
// has brought since.
func (e *exported) moment(ctx context.Context, w *workspace) error {
	if e.asOf == "" {
		return nil
	}
	if e.at.IsZero() {
		e.spec.AsOf = &e.seq
		return nil
	}
	if e.spec.Format != dataset.FormatRecords {
		e.spec.Until = e.at
		return nil
	}
	err := w.store.Log(1, func(event labels.Event) error {
		if event.Time.After(e.at) {
			return errReached
		}
		e.seq = event.Seq
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errReached) {
		return err
	}
	e.spec.AsOf = &e.seq
	return nil
}

// find finds the memes that are asked for.
func (e *exported) find(ctx context.Context, o *options, w *workspace, p model.Report) error {
	if e.query == "" {
		return nil
	}
	who, err := o.who()
	if err != nil {
		return err
	}
	q, err := w.query(e.query, who)
	if err != nil {
		return err
	}
	hits, err := w.search(ctx, labels.Search{Query: q, Annotator: who, Version: "served"}, p)
	if err != nil {
		return err
	}
	e.spec.Only = make(map[uint64]bool, len(hits.Seqs))
	for _, seq := range hits.Seqs {
		e.spec.Only[seq] = true
	}
	return nil
}
