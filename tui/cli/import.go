package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/dataset"
	"memebench/model"
)

// tableFlags are those that say how files of rows and pictures are read.
var tableFlags = []string{"csv", "images", "caption", "level", "scale", "level-map", "image", "split-column", "split", "split-map", "annotator-column", "changed", "id", "all-pictures",
	"separator", "encoding", "dataset", "annotator", "dry-run"}

// importFlags are the options of an import that are read before they are a spec.
type importFlags struct {
	spec               dataset.ImportSpec
	format, csv, file  string
	split              string
	levelMap, splitMap string
	dryRun             bool
}

func newImport(o *options) *cobra.Command {
	var in importFlags
	spec := &in.spec
	rows, events := labels.OneOf(dataset.RowFormats()...), labels.OneOf(dataset.EventFormats()...)
	cmd := &cobra.Command{
		Use:   "import PATH… [--format " + strings.Join(dataset.ImportFormats(), "|") + "]",
		Short: "Add memes from a folder, a table or an archive, and labels if you say whose",
		Long: `import adds memes to the workspace, and makes the workspace if there is none. PATH is a
folder of pictures, a picture, a table, JSON, or a zip or tar archive of these. What it
is, how it is written and which columns mean what is found out and said; --dry-run says
it and does nothing. What is found out wrong is put right by the options. A column may be
named by a path into JSON: data.text, labels[0].

Levels become labels only with --annotator NAME, or of those whom a column of annotators
names. A level is a name (very_negative … very_positive, in any spelling), or a number,
when the --scale is known or both of its ends occur, or what --level-map makes of a
value. Labels of other tasks stay columns. Several rows of one picture are several voices.
Another annotator's labels of memes that are here come with --dataset, which names the
dataset that has the memes.

Each row is imported, a duplicate (it is there already, with the same content) or
failed. A picture that is missing or cannot be decoded is a warning: its meme is shown
by the caption, and a missing one makes the exit status 3. Memes that are tied together
(see groups) stay in one split; a row that goes to another split than you asked for,
because of that, is a warning too. The memes of each level are divided by 70/10/20. Row
numbers count the header as row 1. Pictures that come in an archive or a table are kept in
the folder pictures of the workspace.

Where labels were given before, the store is copied first, and import says how to take back
what it did. Three such copies are kept, none with backup.keep 0.

--format says what the file is, where it should not be found out:
Format memotion has the columns of Memotion-7k.
Format csv is delimited text: commas, semicolons, tabs or vertical bars, or --separator.
If --caption or --image names a column, no other columns are found out.
Format json is an array of objects or an object with one for each id; Format jsonl is an
object on each line.
Format xlsx is a workbook, Format parquet is Parquet with or without pictures in it.
Format pictures is pictures without a table: a text or JSON beside a picture has its
caption, and JSON columns, too; folders may be called like levels and splits.
Format labelstudio is what Label Studio exports; Format huggingface is a folder with
metadata.csv or metadata.jsonl, or one of its files.

Format memebench is the file that export --format memebench writes, or that the
workbench writes when it cannot save labels. Where there is no workspace, import makes
it, with the same ids, splits and labels in the same order, or fails and makes nothing.
In a workspace that is there, it adds the memes and labels that are missing, with their
own times: of one annotator's labels, and of adjudications, the later one counts. So two
who worked apart import each other's file, and agree. Memes stay in their splits, and
settings as they are. Importing a file again changes nothing.`,
		Example: `  memebench import images --dry-run
  memebench import labels.csv --images images --annotator team
  memebench import notes.csv --caption text --level mood --scale 1-5 --annotator ada`,
		RunE: func(cmd *cobra.Command, args []string) error {
			paths, err := in.paths(args)
			if err != nil {
				return err
			}
			if in.format == "" && len(paths) == 1 && dataset.IsRecords(paths[0]) {
				in.format = dataset.FormatRecords
			}
			if dataset.HasEvents(in.format) {
				if len(paths) != 1 {
					return usagef("--format %[1]s: want one file, which export --format %[1]s has written", in.format)
				}
				return o.importRecords(cmd, in.format, paths[0])
			}
			if in.file != "" && in.format != "" {
				return usagef("--file goes with --format %s: a table is given by its path", events)
			}
			return o.importRows(cmd, &in, paths)
		},
	}
	f := cmd.Flags()
	f.StringVar(&in.format, "format", "", "`FORMAT` of the file: "+labels.OneOf(dataset.ImportFormats()...)+" (default: found out)")
	f.StringVar(&in.file, "file", "", events+": `FILE` with the exported workspace, or with labels that could not be saved (the same as PATH)")
	f.StringVar(&in.csv, "csv", "", rows+": `FILE` (the same as PATH)")
	f.StringVar(&spec.Images, "images", "", "folder `DIR` of the pictures, or a zip or tar of them (default: where the table lies)")
	f.BoolVar(&spec.AllPictures, "all-pictures", false, "of a folder or an archive with tables, take the pictures that none of them names, too")
	f.StringVar(&spec.CaptionColumn, "caption", "", "`COLUMN` of the caption")
	f.StringVar(&spec.LevelColumn, "level", "", "`COLUMN` of the level; of several, with commas between them, each is an annotator's")
	f.StringVar(&spec.Scale, "scale", "", "`SCALE` of levels that are numbers: 0-4, 1-5, -2..2, or any other by its ends, as 1-7 or -1..1, or 5-1 where 1 is the best")
	f.StringVar(&in.levelMap, "level-map", "", "what values of the level mean, each `VALUE=LEVEL`, with commas between them: hateful=very_negative,fine=neutral,other=none")
	f.StringVar(&spec.ImageColumn, "image", "", "`COLUMN` of the picture's file name")
	f.StringVar(&spec.SplitColumn, "split-column", "", "`COLUMN` of the split")
	f.StringVar(&in.split, "split", "", "put all in `SPLIT` train, val or test; trainval: 90/10 in train and val; or the column of the split (default: 70/10/20 in all three)")
	f.StringVar(&in.splitMap, "split-map", "", "what values of the split mean, each `VALUE=SPLIT`, with commas between them: 0=train,1=test")
	f.BoolVar(&spec.Changed, "changed", false, "of an export that comes back, take only levels that are not the gold of its memes")
	f.StringVar(&spec.AnnotatorColumn, "annotator-column", "", "`COLUMN` of whose the level is; - for no column")
	f.StringVar(&spec.IDColumn, "id", "", "`COLUMN` that tells memes apart (default: the picture's name, or all values)")
	f.StringVar(&spec.Separator, "separator", "", "`CHARACTER` between the values of a table, or tab (default: found out)")
	f.StringVar(&spec.Encoding, "encoding", "", "`CHARSET` of a table: utf-8, utf-16, cp1252, gb18030, … (default: found out)")
	f.StringVar(&spec.Dataset, "dataset", "", "`NAME` of the dataset (default: memotion, or the name of the file or folder)")
	f.BoolVar(&in.dryRun, "dry-run", false, "say what would be imported, and do nothing")
	return cmd
}

// paths returns what is to be imported, by whatever it was named.
func (in *importFlags) paths(args []string) ([]string, error) {
	for _, p := range []string{in.csv, in.file} {
		if p != "" {
			args = append(args, p)
		}
	}
	if len(args) == 0 {
		return nil, usagef("nothing given to import: want the PATH of a folder, a table or a picture")
	}
	return args, nil
}

// read makes the spec of one path.
func (in *importFlags) read(path string) (spec dataset.ImportSpec, err error) {
	spec = in.spec
	spec.Path, spec.Format, spec.Probe = path, in.format, probeImage
	switch in.split {
	case "", "train", "val", "test", "trainval":
		spec.Split = in.split
	default:
		if spec.SplitColumn != "" {
			return spec, usagef("import: --split %s: want train, val, test or trainval, or leave out --split-column", labels.Quoted(in.split))
		}
		spec.SplitColumn = in.split
	}
	if spec.Separator, err = dataset.ReadSeparator(spec.Separator); err == nil {
		spec.LevelMap, err = dataset.ReadLevelMap(in.levelMap)
	}
	if err == nil {
		spec.SplitMap, err = dataset.ReadSplitMap(in.splitMap)
	}
	if err == nil {
		err = spec.Validate()
	}
	if err != nil {
		return spec, usageError{err}
	}
	return spec, nil
}

// nothingImported is so where an import is interrupted before it begins, or is none.
const nothingImported = "nothing was imported"

// importRows imports files of rows and pictures: what is refused as a whole makes no
// workspace.
func (o *options) importRows(cmd *cobra.Command, in *importFlags, paths []string) error {
	// Whose labels these are must be said here: the environment's annotator is who
	// labels by hand.
	if cmd.Flags().Changed("annotator") {
		in.spec.Annotator = strings.TrimSpace(labels.Printable(o.annotator))
	}
	place, err := o.place()
	if err != nil {
		return err
	}
	in.spec.Keep = filepath.Join(place.dir, picturesDir)
	in.spec.Videos = o.videos()
	var all []*dataset.Import
	defer func() {
		for _, im := range all {
			im.Close() // only read from
		}
	}()
	for _, path := range paths {
		spec, err := in.read(path)
		if err != nil {
			return err
		}
		progress, wipe := newProgress(o.err)
		im, err := dataset.OpenImport(cmd.Context(), spec, progress.Plain())
		wipe()
		if err != nil {
			return whenStopped(err, nothingImported)
		}
		all = append(all, im)
	}
	dataset.TellApart(all)
	if in.dryRun {
		return whenStopped(o.answer(func(p model.Report) (answer, error) { return o.preview(cmd.Context(), in.spec.Annotator, all, p) }), nothingImported)
	}
	var said []string
	if !o.json {
		for _, im := range all {
			o.sayFound(im)
			said = append(said, im.Notes()...)
		}
		o.sayNoLevels(in.spec.Annotator, all)
	}
	defer smallHeap()()
	return o.run(cmd.Context(), mayBeginIt, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
		var sum dataset.ImportReport
		back, err := o.beforeImport(ctx, w)
		if err != nil {
			return answer{}, err
		}
		defer func() { back.after(sum.Imported+sum.Labels+sum.Relabelled+sum.Captioned > 0) }()
		for i, im := range all {
			report, err := im.Into(ctx, w.store, p.Plain())
			if i == 0 {
				sum = report
			} else {
				sum.Add(report)
			}
			if err != nil {
				if in := sum.Imported + sum.Duplicates; in == 0 {
					w.dropIfNew()
				} else {
					o.say("%s of %s in: when what stopped it is settled, the same command goes on with the others", several(in, "row"), baseNames(paths)+oneOr(in, " is", " are"))
				}
				return o.imported(baseNames(paths), said, sum), err
			}
		}
		switch {
		case sum.Imported+sum.Duplicates == 0:
			w.dropIfNew()
		case slices.ContainsFunc(all, (*dataset.Import).HasPictures):
			err = o.findNear(ctx, w, p)
		}
		return o.imported(baseNames(paths), said, sum), err
	})
}

// baseNames are the names of files without their folders, for messages.
func baseNames(paths []string) string {
	var names []string
	for _, p := range paths {
		names = append(names, labels.Printable(filepath.Base(filepath.Clean(p))))
	}
	return strings.Join(names, ", ")
}

// findNear looks for near duplicates among what was imported.
func (o *options) findNear(ctx context.Context, w *workspace, p model.Report) error {
	r, err := dataset.FindNear(ctx, w.store, p.Plain())
	if err != nil {
		return whenStopped(err, "all rows are in; memebench groups --find goes on with looking for near duplicates")
	}
	o.sayNear(r)
	return nil
}

// imported is the answer to an import. said are notes that were said before.
func (o *options) imported(names string, said []string, r dataset.ImportReport) answer {
	a := answer{did: true, json: r, text: func(out io.Writer) error {
		o.sayRows(r, said)
		if n := r.WithoutCaption; n > 0 {
			o.say("%s %s no caption: the workbench reads them in the pictures, and so does memebench ocr", thousands(n), oneOr(n, "meme has", "memes have"))
		}
		if n := r.Captioned; n > 0 {
			o.say("%s %s got the captions of %s", thousands(n), oneOr(n, "meme that was here without has", "memes that were here without have"), names)
		}
		if r.LevelsLeftOut > 0 {
			o.say("%s levels left out: --annotator NAME takes them", thousands(r.LevelsLeftOut))
		}
		if r.Relabelled > 0 {
			o.say("%s changed, where %s gives another level than before", several(r.Relabelled, "label"), names)
		}
		if n := r.Outweighed; n > 0 {
			o.say("%s said something else here by hand, which stays: memebench label changes it", oneOr(n, "1 level was not taken, as its annotator has", thousands(n)+" levels were not taken, as their annotators have"))
		}
		_, err := fmt.Fprintf(out, "%s: %d imported, %s, %d failed; %s\n", several(r.Rows, "row"), r.Imported, several(r.Duplicates, "duplicate"), len(r.Failed)+r.OmittedFailed, several(r.Labels, "label"))
		return err
	}}
	switch {
	case r.Rows == 0:
		a.status = fmt.Errorf("%s has no rows below its header", names)
	case r.Imported+r.Duplicates == 0:
		a.status = fmt.Errorf("no row of %s could be imported", names)
	case len(r.Failed) > 0, r.MissingPictures > 0:
		a.status = errPartly
	}
	return a
}

// sayRows says what was wrong with rows, and which pictures are missing. said are notes
// that were said before.
func (o *options) sayRows(r dataset.ImportReport, said []string) {
	others := slices.DeleteFunc(slices.Clone(r.Warnings), func(w labels.RowReason) bool {
		return w.NotFound || w.Row == 0 && slices.Contains(said, w.Reason)
	})
	o.printReasons("warning", others, r.OmittedWarnings)
	o.printReasons("failed", r.Failed, r.OmittedFailed)
	if r.Disagreements > 0 {
		kept := "every voice is kept"
		switch leftOut := r.LevelsLeftOut > 0; {
		case leftOut && r.Alike > 0:
			kept = "--annotator NAME keeps one voice for each level of a meme"
		case leftOut:
			kept = "--annotator NAME keeps every voice"
		case r.Alike > 0:
			kept = "one voice for each level of a meme is kept"
		}
		o.say("%s %s rows with different levels: %s", thousands(r.Disagreements), oneOr(r.Disagreements, "meme has", "memes have"), kept)
	}
	const apart = "--annotator-column COLUMN tells them apart where a column says who they are, or an import of each file by itself, with --annotator and --dataset"
	if r.Numbered > 0 {
		o.say("%s numbered by the order of the rows, as NAME (2): %s", oneOr(r.Numbered, "1 voice is", thousands(r.Numbered)+" voices are"), apart)
	}
	if r.Alike > 0 {
		o.say("%s as an earlier row of the same meme, and no further voice: where others said the same, %s", oneOr(r.Alike, "1 row is", thousands(r.Alike)+" rows are"), apart)
	}
	if r.MissingPictures > 0 {
		as, where := "", "--images DIR says where they are"
		if r.MissingExample != "" {
			as = ", as " + r.MissingExample
		}
		if r.MissingPictures == r.Rows && r.Rows > 1 {
			where += ", or --image COLUMN which column names them"
		}
		o.say("%s missing%s: %s, and the same command adds them", picturesOf(r.MissingPictures), as, where)
	}
}

// picturesOf names the pictures of so many rows; several may have the same one.
func picturesOf(rows int) string {
	return oneOr(rows, "the picture of 1 row is", fmt.Sprintf("the pictures of %s rows are", thousands(rows)))
}

// oneOr chooses between the words for one and for several.
func oneOr(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// several is a count with what is counted: 1 row, 300 rows.
func several(n int, noun string) string { return fmt.Sprintf("%d %s%s", n, noun, oneOr(n, "", "s")) }

// thousands is a count as people read it: 4,895.
func thousands(n int) string { return eval.Thousands(n) }

// note prints what had to be mended or replaced.
func (o *options) note(notices []string) {
	for _, n := range notices {
		o.say("note: %s", labels.Printable(n)) // one line each
	}
}
