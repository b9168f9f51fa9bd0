package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/labels"
	"memebench/labels/atomicfile"
	"memebench/labels/plainfile"
	"memebench/model"
	"memebench/model/assets"
	"memebench/model/bundle"
)

// exportedVersion is what models export prints with --json.
type exportedVersion struct {
	Version string `json:"version"`
	Name    string `json:"name"`
	Dir     string `json:"dir"`
	SHA256  string `json:"sha256"` // of head.onnx
}

func newModelsExport(o *options) *cobra.Command {
	spec := model.ExportSpec{Licences: bundle.Licences{Data: []string{}}}
	dir := output{folder: true}
	cmd := &cobra.Command{
		Use:   "export ID --out DIR",
		Short: "Write a version to a folder, as head.onnx and a card, to use elsewhere",
		Long: `export writes a version into a new folder: head.onnx, which any ONNX runtime can run;
baselines/*.onnx, the heads on one modality alone; and card.json, which says which
encoders the version reads, how it was trained, how good it was, and the licences of its
encoders. No annotator and no file is named in it. Memes are in it as digests, so that
an import knows what the version has learnt from. Say with --licence what labels and
memes it was trained on.`,
		Example: `  memebench models export v2 --out second`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := exactArgs(1, "a version's id or name")(cmd, args); err != nil {
				return err
			}
			if dir.path == "" {
				return usagef("%s: want --out DIR, a folder to make", cmd.CommandPath())
			}
			if spec.Name != "" {
				if err := eval.CheckName(spec.Name); err != nil {
					return usageError{err}
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				spec.Version = args[0]
				for i, s := range spec.Licences.Data {
					spec.Licences.Data[i] = labels.Printable(s)
				}
				v, err := w.store.Version(args[0])
				if err != nil {
					return answer{}, err
				}
				spec.Licences.Encoders = w.encoderLicences(v.Pack)
				var card bundle.Card
				err = dir.newFolder(func(d *atomicfile.Folder) (err error) {
					card, err = w.bench.ExportVersion(spec, d.Create)
					return err
				})
				return answer{
					did:  true,
					json: exportedVersion{v.ID, card.Name, dir.path, card.Head.SHA256},
					text: func(out io.Writer) error {
						_, err := fmt.Fprintf(out, "%s is written to %s: memebench models import reads it\n", v.ID, dir.title())
						return err
					},
				}, err
			})
		},
	}
	f := cmd.Flags()
	o.outputFlag(cmd, &dir, "folder `DIR` to make")
	f.StringVar(&spec.Name, "name", "", "`NAME` of the version elsewhere (default: its name or id)")
	f.StringArrayVar(&spec.Licences.Data, "licence", nil, "`TEXT` that says what it was trained on and under which licence; may be given again")
	return cmd
}

// encoderLicences returns the licences of the files that a pack's features come
// from, as far as they are known: not those of files that the user has added.
func (w *workspace) encoderLicences(pack string) []bundle.Licence {
	needed, _ := w.packs.Assets(pack) // of a pack that is gone nothing is known
	known := []bundle.Licence{}
	for _, a := range assets.Manifest() {
		if a.Name != assets.Runtime && slices.Contains(needed, a.Name) {
			known = append(known, bundle.Licence{Of: a.File, Licence: a.Licence})
		}
	}
	return known
}

// importedVersion is what models import prints with --json.
type importedVersion struct {
	Version  string      `json:"version"`
	Name     string      `json:"name"`
	Origin   eval.Origin `json:"origin"`
	Promoted bool        `json:"promoted"`
}

func newModelsImport(o *options) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "import DIR",
		Short: "Add a version that was exported elsewhere",
		Long: `import adds a version that models export has written, here or on another machine, with
its baselines. It must read the same encoders as the workspace. A workspace's first
version is served at once; a later one when you promote it. A head that is here already
is not added again. Its metrics on val are those
of the memes there: eval evaluates it on those here, and says how many of them it has
learnt from: those with the same caption or the same picture, byte for byte. Copies of a
picture that were saved anew, and that groups would tie together within a workspace, it
does not know again.`,
		Example: `  memebench models import second`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := exactArgs(1, "the folder of an exported version")(cmd, args); err != nil {
				return err
			}
			if name != "" {
				if err := eval.CheckName(name); err != nil {
					return usageError{err}
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			switch st, err := os.Stat(dir); {
			case err != nil:
				return fmt.Errorf("%s: %w", dir, plainfile.Cause(err))
			case !st.IsDir(): // one of its files was named
				dir = filepath.Dir(dir)
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				t, err := w.bench.ImportVersion(ctx, os.DirFS(dir), name, p)
				if errors.Is(err, model.ErrHere) {
					return o.alreadyHere(t), nil
				}
				if err != nil && t.ID == "" {
					return answer{}, fmt.Errorf("%s: %w", args[0], err)
				}
				err = whenStopped(err, t.ID+" is added, but has not predicted all memes")
				return answer{
					did:  true,
					json: importedVersion{t.ID, t.Name, *t.Origin, t.Promoted},
					text: func(out io.Writer) error {
						next := "now served"
						if !t.Promoted {
							next = fmt.Sprintf("memebench models promote %s serves it", t.ID)
						}
						_, err := fmt.Fprintf(out, "%s: %s from elsewhere, trained on %s; %s\n", t.ID, labels.Printable(t.Origin.Name), several(t.TrainN, "meme"), next)
						return err
					},
				}, err
			})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "`NAME` of the version here (default: its name there)")
	return cmd
}

// alreadyHere is the answer to an import of a head that the workspace has, as this
// version. With --json it is that of the import that brought it.
func (o *options) alreadyHere(t model.Trained) answer {
	called := ""
	if t.Name != "" {
		called = ", called " + labels.Printable(t.Name)
	}
	said := fmt.Sprintf("the head is here already, as %s%s: nothing was added", t.ID, called)
	if o.json {
		o.say("note: %s", said)
	}
	return answer{json: importedVersion{t.ID, t.Name, *t.Origin, t.Promoted}, text: func(out io.Writer) error {
		_, err := fmt.Fprintln(out, said)
		return err
	}}
}
