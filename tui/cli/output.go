package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
)

// An output is where a command writes its result: the value of its flag --out, or of another. Every
// one is looked at before a command begins (see options.spare), and is written to by
// file or newFolder, which let the result appear whole or not at all.
type output struct {
	flag   string // its name, without dashes
	path   string
	folder bool     // it is that of a folder
	reads  []string // the files that the command reads
}

// outputFlag gives a command its flag --out.
func (o *options) outputFlag(cmd *cobra.Command, out *output, usage string) {
	o.fileFlag(cmd, "out", out, usage)
}

// fileFlag gives a command a flag of another name that says where it writes to.
func (o *options) fileFlag(cmd *cobra.Command, flag string, out *output, usage string) {
	out.flag = flag
	cmd.Flags().Var(out, flag, usage)
	o.outputs = append(o.outputs, out)
}

func (out *output) String() string { return out.path }

// Set takes the flag's value.
func (out *output) Set(path string) error {
	out.path = path
	return nil
}

// Type is the value's kind in the help.
func (out *output) Type() string { return "string" }

// title is the path as it may be printed.
func (out *output) title() string { return labels.Printable(out.path) }

// stdout reports whether the result goes to standard output.
func (out *output) stdout() bool { return out.path == "" || out.path == "-" }

// oneOutput refuses --json where standard output takes the result itself: two
// things on one stream are none that a script can read.
func (o *options) oneOutput(out *output) error {
	if o.json && out.stdout() {
		return usagef("--json: standard output cannot have both what is written and the result: name a file with --out")
	}
	return nil
}

// file lets write write text, which appears whole or not at all. What is there and
// is no file (a pipe, a device) is written into.
func (out *output) file(o *options, f form, write func(io.Writer) error) error {
	if out.stdout() {
		return write(o.stdout(f))
	}
	switch st, err := os.Stat(out.path); {
	case err != nil, st.IsDir(): // said below, if it is wrong
	case !st.Mode().IsRegular():
		return out.stream(write)
	case !holdsText(out.path):
		return fmt.Errorf("--%s %s: the file that is there is not text, and would be lost: name another file, or remove it first", out.flag, out.title())
	}
	if err := out.inFolder(); err != nil {
		return err
	}
	return writeOver(out.path, write)
}

// fileOf writes a file of what work finds. Where it is to be written to is known to be writable before,
// since work can take minutes; if it cannot be written all the same, what was found stands, and unwritten
// says why.
func (out *output) fileOf(o *options, work func() error, write func(io.Writer) error) (unwritten, err error) {
	found := false
	err = out.file(o, asText, func(f io.Writer) error {
		if err := work(); err != nil {
			return err
		}
		found = true
		return write(f)
	})
	if found {
		return err, nil
	}
	return nil, err
}

// writeOver writes a file whole or not at all.
func writeOver(path string, write func(io.Writer) error) error {
	f, err := atomicfile.Create(path, atomicfile.Shared)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := write(f); err != nil {
		return err
	}
	return f.Commit()
}

// inFolder refuses a file in a folder that is not there.
func (out *output) inFolder() error {
	if _, err := os.Stat(filepath.Dir(out.path)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--%s %s: the folder %s is not there: make it, or name a file in another",
			out.flag, out.title(), labels.Printable(filepath.Dir(out.path)))
	}
	return nil
}

// stream lets write write into what is no file.
func (out *output) stream(write func(io.Writer) error) error {
	f, err := os.OpenFile(out.path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", out.path, plainfile.Cause(err))
	}
	return errors.Join(write(f), f.Close())
}

// newFolder lets write write a new folder with its files, which appears whole or not
// at all.
func (out *output) newFolder(write func(*atomicfile.Folder) error) error {
	d, err := atomicfile.CreateFolder(out.path)
	if err != nil {
		return err
	}
	defer d.Discard()
	if err := write(d); err != nil {
		return err
	}
	return d.Commit()
}

// holdsText reports whether a file is text, as far as it can be read.
func holdsText(path string) bool {
	start, err := beginning(path, 512)
	return err != nil || isText(start)
}

// beginning returns the first bytes of a file.
func beginning(path string, n int) ([]byte, error) {
	f, _, err := plainfile.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read from
	b := make([]byte, n)
	n, err = io.ReadFull(f, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return b[:n], err
}
