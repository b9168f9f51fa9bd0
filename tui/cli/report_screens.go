package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/dataset"
	"memebench/tui"
)

// memberReportPlace is reportPlace for who comes over SSH, from a folder that is made if it is not there.
func (w *workspace) memberReportPlace(here, name string) (path string, there bool, err error) {
	if _, err := atomicfile.MakeFolder(here, 0o777); err != nil {
		return "", false, err
	}
	return w.reportPlace(here, name)
}

// reportPlace says where a report goes that is to be called so, from the folder here, and whether
// a file is there. ~/ is the home folder.
func (w *workspace) reportPlace(here, name string) (path string, there bool, err error) {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", false, fmt.Errorf("%s: there is no home folder: want a path without ~", labels.Printable(name))
		}
		name = filepath.Join(home, rest)
	}
	if path = name; !filepath.IsAbs(path) {
		path = filepath.Join(here, path)
	}
	title := labels.Printable(path)
	if what := w.wouldLose(path, nil); what != "" {
		return "", false, fmt.Errorf("%s is %s, and would be lost: name another file", title, what)
	}
	switch st, err := os.Stat(path); {
	case err == nil && st.IsDir():
		return "", false, fmt.Errorf("%s is a folder: want the name of a file", title)
	case err == nil && !st.Mode().IsRegular():
		return "", false, fmt.Errorf("%s is no file: want the name of one", title)
	case err == nil && !holdsText(path):
		return "", false, fmt.Errorf("%s is not text, and would be lost: name another file", title)
	case err == nil:
		return path, true, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", false, err
	}
	if dir := filepath.Dir(path); !isFolder(dir) {
		return "", false, fmt.Errorf("the folder %s is not there: make it, or name a file in another", labels.Printable(dir))
	}
	return path, false, nil
}

func isFolder(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

// writeReport writes what a screen shows, as tui.Deps has it.
func (w *workspace) writeReport(ctx context.Context, of tui.Shown, path string, over bool) (string, error) {
	write := func(out io.Writer) error { return w.writeTable(ctx, of, out) }
	f, ok := report.FormatOf(path)
	since := ""
	switch {
	case ok:
		d, err := readAtOnce(w, func(at *workspace) (report.Document, error) { return at.screenReport(ctx, of) })
		if err != nil {
			return "", err
		}
		since = d.Origin.Since
		write = func(out io.Writer) error { return f.Write(d, out) }
	case of.Made != nil && of.Description == nil: // the table beside a description is of now
		past, err := w.statesAt(*of.Made, tillNow)
		if err != nil {
			return "", err
		}
		since = past.says()
	}
	older := ""
	if since != "" {
		older = ", as it was before labels or captions changed"
	}
	to := writeNew
	if over {
		to = writeOver
	}
	if err := to(path, write); err != nil {
		return "", err
	}
	return whereIs(path, os.Getenv) + older, nil
}

// whereIs says where a file is: over SSH also on which machine.
func whereIs(path string, env func(string) string) string {
	if host, err := os.Hostname(); err == nil && env("SSH_CONNECTION") != "" {
		path += " on " + host
	}
	return labels.Printable(path)
}

// writeNew is writeOver where nothing may be.
func writeNew(path string, write func(io.Writer) error) error {
	f, err := atomicfile.NewScratch(filepath.Dir(path), "report", atomicfile.Shared)
	if err != nil {
		return fmt.Errorf("write %s: %w", labels.Printable(path), err)
	}
	defer f.Discard()
	if err := write(f); err != nil {
		return err
	}
	switch err := atomicfile.RenameNew(f.File, path); {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there since a moment ago, and stays: name another file", labels.Printable(path))
	case err != nil:
		return fmt.Errorf("write %s: %w", labels.Printable(path), err)
	}
	return nil
}

// writeTable writes the memes that something is shown of, as CSV: those of an evaluation as
// eval --items does, labels to be looked at again as check --csv does, else all as export
// --format csv.
func (w *workspace) writeTable(ctx context.Context, of tui.Shown, out io.Writer) error {
	return w.atOnce(func(at *workspace) error {
		switch {
		case of.Evaluation != nil:
			return eval.WriteItems(ctx, out, of.Evaluation.Version, of.Rows, at.store.Meme)
		case of.Check != nil:
			return eval.WriteDoubts(ctx, out, of.Check.Doubts, at.store.Meme)
		}
		_, err := dataset.Export(ctx, at.store, dataset.ExportSpec{Format: "csv"}, out, nil)
		return err
	})
}

// screenReport fills the report of what a screen shows, as the command does that finds the same.
func (w *workspace) screenReport(ctx context.Context, of tui.Shown) (report.Document, error) {
	var command string
	var f content
	switch {
	case of.Evaluation != nil:
		e := evaluated{split: of.Evaluation.Split}
		command, f = evalCommand(of.Evaluation), e.content(ctx, w, *of.Evaluation, of.Rows)
	case of.Check != nil:
		command, f = "memebench check --kind="+string(of.Kind), w.checkedContent(*of.Check, of.Kind, of.Version, len(of.Check.Doubts))
		if of.Version != "" {
			command += " --version=" + of.Version
		}
	case of.Version != "":
		v, err := w.store.Version(of.Version)
		if err != nil {
			return report.Document{}, err
		}
		command = versionCommand(of)
		if f, err = w.versionContent(v, of.Against, of.Comparison); err != nil {
			return report.Document{}, err
		}
		if f.made != nil && of.Made != nil {
			f.trained = &v
		}
	case of.Description != nil:
		command, f = describeCommand(of.Description), describedContent(*of.Description)
	default:
		a, err := w.agreement(ctx, "", nil)
		if err != nil {
			return report.Document{}, err
		}
		command, f = "memebench agreement", agreementContent(a)
	}
	if of.Made != nil {
		f.made, f.resplits = of.Made, nil
	}
	return w.document(command, f)
}

// evalCommand is the command that evaluates the same.
func evalCommand(e *eval.Evaluation) string {
	command := "memebench eval"
	if e.Slices != nil {
		for _, by := range e.Slices.By {
			command += " --by=" + labels.ShellWord(labels.Printable(by.By))
		}
	}
	return command + " --split=" + e.Split + " --version=" + e.Version
}

// versionCommand are the commands that say the same of a version.
func versionCommand(of tui.Shown) string {
	command := "memebench models show " + of.Version
	switch c := of.Comparison; {
	case of.Against == "":
	case c == nil:
		command += "; memebench models diff " + of.Against + " " + of.Version
	case c.Split == eval.CVRows:
		command += fmt.Sprintf("; memebench compare %s %s --repeats=%d --split=%s", of.Against, of.Version, c.Repeats, c.Split)
	default:
		command += fmt.Sprintf("; memebench compare %s %s --split=%s", of.Against, of.Version, c.Split)
	}
	return command
}

// describeCommand is the command that describes the same.
func describeCommand(d *eval.Description) string {
	version := noVersion
	if m := d.Learnable.Model; m != nil {
		version = m.Version
	}
	return "memebench describe --version=" + version
}
