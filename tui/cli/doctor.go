package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/muesli/termenv"
	"github.com/spf13/cobra"
	xterm "golang.org/x/term"

	"memebench/db"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/dataset"
	"memebench/model/assets"
	"memebench/model/encoder"
	"memebench/model/ort"
	"memebench/tui/term"
)

// finding is one line of the doctor's report.
type finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`           // what was found
	Advice string `json:"advice,omitempty"` // what to do, when not OK or not at its best
}

// errUnwell means that the doctor found something that does not work.
var errUnwell = errors.New("something does not work: the report above says what to do")

func newDoctor(o *options) *cobra.Command {
	licences := false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check workspace, runtime, encoders and terminal, and say what to do",
		Long: `doctor opens the workspace, checks that backups can be made and that the memes' files are
there, looks for ONNX Runtime and every pack of encoders, reads the files in the cache again,
and says how pictures will be drawn in this terminal and why. It fetches nothing. It changes
nothing either, but it makes the starter workspace where that is missing and no other is
named, and in one that was moved it records where the files are now. It exits with 1 when
something does not work, and says what to do.

With --licences it prints memebench's licence, and says under which ones the modules in it
and the files that it fetches are. The modules' texts are in the archive of a release.`,
		Example: `  memebench doctor`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if licences {
				_, err := io.WriteString(o.people(), o.licences)
				return err
			}
			fs, pack := o.examineStore(cmd.Context())
			fs = append(fs, o.examineModel(cmd.Context(), pack)...)
			fs = append(fs, o.examineTerminal(cmd.Context()))
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if o.json {
				if err := printJSON(o.stdout(asJSON), fs); err != nil {
					return err
				}
			} else if err := writeFindings(o.people(), fs); err != nil {
				return err
			}
			for _, f := range fs {
				if !f.OK {
					return errUnwell
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&licences, "licences", false, "print the licences of memebench and of all that it is made of")
	return cmd
}

func writeFindings(out io.Writer, fs []finding) error {
	for _, f := range fs {
		mark := "ok     "
		if !f.OK {
			mark = "problem"
		}
		if _, err := fmt.Fprintf(out, "%s  %-9s %s\n", mark, f.Name, labels.Printable(f.Detail)); err != nil {
			return err
		}
		if f.Advice != "" {
			fmt.Fprintf(out, "%19s→ %s\n", "", labels.Printable(f.Advice))
		}
	}
	return nil
}

// examineStore opens the workspace and counts what is in it. pack is the one that it uses, as
// far as that is known.
func (o *options) examineStore(ctx context.Context) (found []finding, pack string) {
	w, err := o.open(ctx, toRead)
	if err != nil {
		return []finding{{Name: "workspace", Detail: err.Error()}}, "" // which says what to do
	}
	found, err = o.examineWorkspace(ctx, w)
	if err == nil {
		pack, err = w.bench.Pack()
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return []finding{{Name: "workspace", Detail: err.Error()}}, pack
	}
	return found, pack
}

func (o *options) examineWorkspace(ctx context.Context, w *workspace) ([]finding, error) {
	who, err := o.who()
	if err != nil {
		return nil, err
	}
	p, err := w.store.Counts(who)
	if err != nil {
		return nil, err
	}
	versions, err := w.store.Versions()
	if err != nil {
		return nil, err
	}
	store := finding{Name: "workspace", OK: true, Detail: fmt.Sprintf("%s: %s, %d with a gold level; versions of the model: %d; you label as %s",
		w.dir, several(p.Memes, "meme"), p.ByKind[labels.Labelled], len(versions), who)}
	if p.Memes == 0 {
		store.Advice = "the workspace is empty: memebench import adds memes"
	}
	found := []finding{store}
	if err := atomicfile.InTheWay(db.BackupDir(filepath.Join(w.dir, storeFile))); err != nil {
		found = append(found, finding{Name: "backups", Detail: "none can be made", Advice: err.Error()})
	}
	n, err := dataset.CountFiles(ctx, w.store.Rows)
	if err != nil || n.Memes+n.Never == 0 {
		return found, err
	}
	files := finding{Name: "files", OK: true, Detail: fmt.Sprintf("%s %s a picture, a video or a sound, all in its place", several(n.Memes, "meme"), oneOr(n.Memes, "has", "have"))}
	if n.Absent > 0 {
		files = finding{ // a few can be known to be lost; all of them are a disk that is not there
			Name: "files", OK: n.Absent < n.Memes, Detail: fmt.Sprintf("%d of %s %s lost a picture, a video or a sound: the file is not where it was at import", n.Absent, several(n.Memes, "meme"), oneOr(n.Absent, "has", "have")),
			Advice: "put them back, or: memebench relink DIR finds them in the folder that they were moved to",
		}
	}
	if n.Memes > 0 {
		found = append(found, files)
	}
	if n.Never == 0 {
		return found, nil
	}
	never := finding{Name: "files", OK: true, Detail: fmt.Sprintf("%d %s not there at import, or cannot be shown", n.Never, oneOr(n.Never, "meme has a picture that was", "memes have pictures that were")),
		Advice: "memebench list state:missing lists them; mend the files, and import the table again"}
	return append(found, never), nil
}

// examineModel checks the files of the runtime and of all packs of encoders, used among them.
// It fetches nothing.
func (o *options) examineModel(ctx context.Context, used string) []finding {
	cache, err := assets.Open("")
	if err != nil {
		return []finding{{Name: "cache", Detail: err.Error(), Advice: "set MEMEBENCH_CACHE to a folder that you can write to"}}
	}
	altered, err := cache.Altered(ctx)
	if err != nil {
		return []finding{{Name: "cache", Detail: err.Error(), Advice: "set MEMEBENCH_CACHE to a folder that you can read"}}
	}
	if altered != nil { // what it would do as a library or a model is not known
		var fs []finding
		for _, file := range altered {
			fs = append(fs, finding{Name: "cache", Detail: file + " has other bytes than when it was fetched or made, as on a disk that fails",
				Advice: "remove it, it is fetched or made again; remove also the folder cache of workspaces whose memes were encoded since"})
		}
		return fs
	}
	const advice = "memebench encode fetches it; offline, put the file in a folder and name that in MEMEBENCH_ASSETS"
	var fs []finding
	lib, err := cache.Path(assets.Runtime)
	f := finding{Name: "runtime", Detail: lib, OK: true}
	if err == nil {
		err = ort.Start(lib)
	}
	if err != nil {
		f = finding{Name: "runtime", Detail: err.Error(), Advice: advice}
	} else {
		f.Detail = "ONNX Runtime " + ort.Version() + " in " + lib
		if err := ort.Stop(); err != nil {
			f = finding{Name: "runtime", Detail: err.Error()}
		}
	}
	fs = append(fs, f)
	packs := encoder.NewPacks(cache, packsDir())
	names := packs.Names()
	if used != "" && !slices.Contains(names, used) {
		names = append(names, used) // which was removed, as from another workspace
	}
	for _, name := range names {
		f := finding{Name: "encoders", OK: true, Detail: name}
		spec, err := packs.Describe(name)
		if err == nil {
			f.Detail += ": " + spec.Text.Name + ", " + imageTitle(spec.Image.Name, spec.Frames)
			_, err = packs.Inputs(name)
		}
		if err != nil {
			// Only the default pack and the one that the workspace uses are needed to work at all.
			f.OK, f.Detail, f.Advice = name != encoder.DefaultPack && name != used, name+": "+err.Error(), "needed only for memebench encoders use "+name
			switch {
			case !f.OK && packs.BuiltIn(name):
				f.Advice = advice
			case !f.OK:
				f.Advice = "this workspace uses it: memebench encoders add SPEC adds it again, encoders use NAME chooses another"
			}
		}
		fs = append(fs, f)
	}
	return append(fs, examineVideos(ctx, cache))
}

// examineTerminal says how pictures will be drawn.
func (o *options) examineTerminal(ctx context.Context) finding {
	f := finding{Name: "terminal", OK: true}
	if !o.interactive() {
		f.Detail = "no terminal: standard input or output is something else, where no pictures can be drawn"
		f.Advice = "run memebench in a terminal to label; the other commands need none"
		return f
	}
	width, height, err := xterm.GetSize(int(o.out.Fd()))
	if err != nil {
		f.OK, f.Detail = false, err.Error()
		return f
	}
	t, err := o.terminal(ctx, false)
	if err == nil {
		err = t.Terminal.Close()
	}
	if err != nil {
		f.OK, f.Detail = false, err.Error()
		return f
	}
	name := t.Facts.Name
	if name == "" {
		name = os.Getenv("TERM")
	}
	images, why := t.ChooseImages()
	if images == term.ImagesBlocks && t.Profile == termenv.Ascii {
		why += "; for want of colours in dots"
	}
	f.Detail = fmt.Sprintf("%s, %d×%d; pictures: %s (%s)", name, width, height, images, why)
	switch {
	case t.Facts.Bytes:
		f.OK, f.Detail = false, name+" does not take UTF-8, and the screens have letters and lines in it"
		f.Advice = "set a locale with UTF-8 (LC_ALL=C.UTF-8) before the terminal starts, or its character set to UTF-8; memebench --plain needs neither"
	case width < 80 || height < 24:
		f.Advice = "80×24 or more shows everything; a larger window shows larger pictures"
	}
	return f
}
