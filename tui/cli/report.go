package cli

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"memebench/db"
	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/model/settings"
)

// reports are the files that a command writes its answer to as a document.
type reports struct {
	cmd   *cobra.Command
	files []*reportFile
}

type reportFile struct {
	output
	format report.Format
}

// reportUsage is what the help says of the flags.
var reportUsage = map[string]string{
	"html": "`FILE` for the report as one HTML page, with figures (- for standard output)",
	"md":   "`FILE` for the report in Markdown",
	"tex":  "`FILE` for the report's tables in LaTeX, with booktabs",
}

// reportFlags gives a command its flags --html, --md and --tex.
func (o *options) reportFlags(cmd *cobra.Command) *reports {
	r := &reports{cmd: cmd}
	for _, f := range report.Formats {
		file := &reportFile{format: f}
		o.fileFlag(cmd, f.Ending, &file.output, reportUsage[f.Ending])
		r.files = append(r.files, file)
	}
	return r
}

// check refuses files in no folder, and two things on standard output.
func (r *reports) check(o *options) error {
	printed := ""
	if o.json {
		printed = "json"
	}
	for _, f := range r.files {
		if !r.cmd.Flags().Changed(f.flag) {
			continue
		}
		if f.stdout() {
			if printed != "" {
				return usagef("--%s -: standard output cannot have it and --%s: name a file", f.flag, printed)
			}
			printed = f.flag
			continue
		}
		if err := f.inFolder(); err != nil {
			return err // before the work, which may take hours
		}
	}
	named := map[string]string{}    // the flags by their files
	for _, out := range o.outputs { // those of commands that are not run have no path
		if out.stdout() {
			continue
		}
		if other := named[realPath(out.path)]; other != "" {
			return usagef("--%s and --%s name the same file, %s: want one each", other, out.flag, out.title())
		}
		named[realPath(out.path)] = out.flag
	}
	return nil
}

// A content is what a report is filled from: the versions by their ids, and whether
// something was cross-validated for it.
type content struct {
	versions []string
	folds    bool
	voices   bool // it is also of what each annotator says
	seeds    []report.Seed
	made     *uint64       // the newest event when it was found, nil for the newest there is
	resplits *uint64       // how often splits had been assigned again then, nil for as often as today
	trained  *eval.Version // whose own figures are older than what was found, nil for none
	fill     func(report.Origin) (report.Document, error)
}

// answer writes the files that were asked for, and gives the answer that is printed then, also where
// one cannot be written: the command's own, or the report that goes to standard output.
func (r *reports) answer(o *options, w *workspace, a answer, f content) (answer, error) {
	asked := false
	for _, file := range r.files {
		asked = asked || file.path != ""
	}
	if !asked {
		return a, nil
	}
	d, err := w.document(r.command(), f)
	if err != nil {
		return answer{}, err
	}
	for _, file := range r.files {
		write := func(out io.Writer) error { return file.format.Write(d, out) }
		switch {
		case file.path == "":
		case file.stdout():
			a.json, a.text = nil, write
		default:
			if err := file.file(o, asText, write); err != nil {
				a.status = errors.Join(a.status, err) // what was found stands
				continue
			}
			a.did = true
			o.say("wrote %s", file.title())
		}
	}
	return a, nil
}

// document fills a report of what a command finds, and says first what has changed since that was found.
func (w *workspace) document(command string, f content) (report.Document, error) {
	origin, err := w.origin(command, f)
	if err != nil {
		return report.Document{}, err
	}
	d, err := f.fill(origin)
	if err != nil {
		return report.Document{}, err
	}
	if f.trained != nil {
		past, err := w.statesAt(f.trained.LabelSeq, *f.made)
		if err != nil {
			return report.Document{}, err
		}
		if said := past.saysOf(f.trained.ID); said != "" {
			d.Mind(said)
		}
	}
	if origin.Since != "" {
		d.Mind(origin.Since)
	}
	return d, nil
}

// origin says what a report was made of, and by which command.
func (w *workspace) origin(command string, f content) (report.Origin, error) {
	out := report.Origin{Command: command, Software: "memebench " + versionText()}
	rows := w.store.Rows
	if f.made != nil {
		past, err := w.statesAt(*f.made, tillNow)
		if err != nil {
			return report.Origin{}, err
		}
		past.resplits = f.resplits
		rows, out.Since = past.rows, past.says()
	}
	var err error
	if out.Data, err = report.NewData(rows, f.voices); err != nil {
		return report.Origin{}, err
	}
	for _, id := range f.versions {
		v, err := w.store.Version(id)
		if err != nil {
			return report.Origin{}, err
		}
		out.Versions = append(out.Versions, v)
	}
	// Who makes one of them again begins with those that it went on from.
	for _, of := range out.Versions {
		line, err := w.store.Ancestry(of.ID)
		if err != nil {
			return report.Origin{}, err
		}
		for _, v := range line[1:] {
			if slices.ContainsFunc(out.Versions, func(o eval.Version) bool { return o.ID == v.ID }) {
				continue
			}
			out.Versions = append(out.Versions, v)
			switch _, err := w.store.Version(v.ID); {
			case errors.Is(err, db.ErrNotFound):
				out.Gone = append(out.Gone, v.ID)
			case err != nil:
				return report.Origin{}, err
			}
		}
	}
	cross := len(out.Versions) == 0
	for _, v := range out.Versions {
		cross = cross || !v.Headless() // predictions from elsewhere are in no folds
	}
	if f.folds && cross {
		seed, err := settings.FoldsSeed.Read(w.store)
		if err != nil {
			return report.Origin{}, err
		}
		out.Seeds = append(out.Seeds, report.Seed{Of: "folds", Value: seed})
	}
	out.Seeds = append(out.Seeds, f.seeds...)
	return out, nil
}

// command is the command as it can be typed, with the flags that were given and say what is
// found: not where, by whom, and where to.
func (r *reports) command() string {
	words := []string{r.cmd.CommandPath()}
	for _, arg := range r.cmd.Flags().Args() {
		words = append(words, labels.ShellWord(labels.Printable(arg)))
	}
	r.cmd.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "workspace", "annotator", "json":
			return
		}
		if _, ok := f.Value.(*output); ok {
			return
		}
		values := []string{f.Value.String()}
		if several, ok := f.Value.(pflag.SliceValue); ok {
			values = several.GetSlice()
		}
		for _, v := range values {
			word := "--" + f.Name
			if v != f.NoOptDefVal || v == "" { // else --flag alone says it
				word += "=" + labels.ShellWord(labels.Printable(v))
			}
			words = append(words, word)
		}
	})
	return strings.Join(words, " ")
}

// intervalsSeed is the one of intervals where nothing is permuted.
func intervalsSeed() report.Seed { return report.Seed{Of: "resamples", Value: eval.ResampleSeed} }

// resamplesSeed is the one of intervals and permutations.
func resamplesSeed() report.Seed {
	return report.Seed{Of: "resamples and permutations", Value: eval.ResampleSeed}
}
