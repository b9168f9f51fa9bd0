package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
	"memebench/model/assets"
	"memebench/model/encoder"
)

// userPacks are the packs of encoders that this user has, for what asks for no more
// than their names.
func userPacks() *encoder.Packs { return encoder.NewPacks(nil, packsDir()) }

func packNames() []string { return userPacks().Names() }

// checkPack reports why a pack cannot be used, before a workspace is opened.
func checkPack(name string) error { return userPacks().Check(name) }

func newEncoders(o *options) *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
		return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
			return w.listPacks()
		})
	}
	cmd := &cobra.Command{
		Use:   "encoders",
		Short: "List, add, compare, remove and choose the encoders that read captions and pictures",
		Long: `encoders lists the packs of encoders: each has one for captions and one for pictures.
It says which pack the workspace uses and how much space its features take here; packs
that share an encoder share its features. You can add packs of your own.

A version of the model goes on reading the encoders that it was trained on. Train a new
version to use the features of other ones.`,
		Example: `  memebench encoders list`,
		Args:    noArgs,
		RunE:    list,
	}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the packs", Example: `  memebench encoders list --json`, Args: noArgs, RunE: list},
		&cobra.Command{
			Use: "show [NAME]", Short: "Print the spec of a pack, in JSON (default: of the one in use)",
			Example: `  memebench encoders show resnet`,
			Args: func(cmd *cobra.Command, args []string) error {
				if len(args) > 1 {
					return usagef("%s: want the name of one pack or none", cmd.CommandPath())
				}
				return nil
			},
			RunE: func(cmd *cobra.Command, args []string) error {
				return o.run(cmd.Context(), toRead, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
					return w.showPack(o, args)
				})
			},
		},
		&cobra.Command{
			Use: "use NAME", Short: "Fetch another pack, and use it from now on",
			Long: `use fetches the files of a pack that are not here yet and has the workspace use it. What
is large it says the size of first. Stopped while it fetches, it changes nothing; what a
package client has brought whole is not brought again.`,
			Example: `  memebench encoders use seed`, Args: exactArgs(1, "the name of a pack"),
			RunE: func(cmd *cobra.Command, args []string) error {
				if err := checkPack(args[0]); err != nil {
					return usageError{err}
				}
				return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
					return w.usePack(ctx, o, args[0], p)
				})
			},
		},
		&cobra.Command{
			Use: "add SPEC", Short: "Try the encoders that a spec describes, and add them as a pack",
			Example: `  memebench encoders add mine.json`,
			Long: `add reads a spec, which is a JSON file. It checks the files that the spec names (paths
are relative to the spec), tries the encoders on captions and pictures, and keeps the
pack for all your workspaces. The files stay where they are.

memebench encoders show NAME prints a spec to begin with, for
` + strings.Join(encoder.ReadyNames(), ", ") + `
and all packs that there are. A spec called seed takes the
place of that pack, and what it leaves out stays as it is. This one, beside torchvision's
file, has the pack read pictures by ResNet-50 in full width:

  {"name": "seed", "image": {"name": "ResNet-50 (torchvision)", "network": "resnet50",
   "file": "resnet50-0676ba61.pth", "sha256": "0676ba61"}}

  name        of the pack
  text        the encoder of captions
  image       the encoder of pictures; of text and image one may be left out, and is
              then that of the default pack (of the seed pack in one called seed)
    name        for people
    file        the model, with its weights
    sha256      of the file, or the first 8 or more digits of it; may be left out
    network     ` + describeNetworks() + `
    heads       the number of attention heads of a bert, if not one per 64 features
    inputs      text: {"input_ids": …, "attention_mask": …, "token_type_ids": …}, where the
                model's own names are others
    output      the tensor that is taken, an output or an inner one; needed where there are
                several outputs
    pooling     text: mean (the default), cls, last, eos (the first end token, where CLIP
                looks) or none; image: none (the default), mean or cls
    prefix      text: put before each caption, as "query: " for the family of E5
    max_tokens  text: captions are cut there, if not before
    pad         text: {"length": 77, "id": 0}, for a model that takes so many tokens always
    norm        image: true divides the features by their L2 norm, as captions' always are
    tokenizer   text: a tokenizer.json as Hugging Face's tokenizers writes it, of one of
                three families: WordPiece (BERT), byte-level BPE (CLIP, RoBERTa,
                ModernBERT) or Unigram (XLM-R, multilingual-e5)
    preprocess  image: {"resize": {"side": 256, "exact": false}, "crop": 224, "filter":
                "bilinear"|"bicubic", "scale": 0.00392…, "mean": […], "std": […], "order":
                "RGB"|"BGR", "layout": "NCHW"|"NHWC"}; a field that is left out is
                torchvision's; without any of it, the network's own is used, and
                torchvision's for an ONNX model
  frames      true: the image encoder reads the frames of GIFs and videos as well
  audio       true: sounds are read as well, as in default+frames+audio

Text and image may name one file that has both, as CLIP's: each takes its own output.

An ONNX model that rounds its activations to integers as it runs gives different
features on different processors. Where its products have the usual form (MatMulInteger
after DynamicQuantizeLinear), memebench computes them in floats instead. Where not, show
says that the encoder varies: versions trained on its features work only with the same
kind of processor and the same ONNX Runtime.`,
			Args: exactArgs(1, "a spec file"),
			RunE: func(cmd *cobra.Command, args []string) error {
				return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
					spec, err := w.bench.AddPack(ctx, args[0], p)
					return answer{did: true, json: spec, text: func(out io.Writer) error {
						name := labels.Printable(spec.Name)
						_, err := fmt.Fprintf(out, "%s is added: memebench encoders use %s\n", name, name)
						return err
					}}, err
				})
			},
		},
		newEncodersCompare(o),
		newEncodersRemove(o),
	)
	return cmd
}

// describeNetworks says which networks a spec may name, in the column of the help that
// describes specs.
func describeNetworks() string {
	const left, columns = "                ", 88
	text := "left out for an ONNX model; of a PyTorch state dict (a bert: or a SavedModel of TensorFlow in a zip file), text: " +
		strings.Join(encoder.Networks(encoder.TextModality), ", ") + "; image: " +
		strings.Join(encoder.Networks(encoder.ImageModality), ", ") +
		" (efficientnet-lite0-int8 only with the weights of the default pack)"
	return strings.ReplaceAll(ansi.Wordwrap(text, columns-len(left), ""), "\n", "\n"+left)
}

func newEncodersRemove(o *options) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME [--yes]",
		Short: "Remove a pack that you have added, and its features in this workspace",
		Long: `remove takes a pack that you have added off the list, for all your workspaces. What was
built from its files, and its features in this workspace, go with it unless another pack
uses them too. The files that its spec names are yours and stay.

A pack that versions of this workspace read is removed only with --yes: those versions
can neither predict nor be evaluated until you add it again.`,
		Example: `  memebench encoders remove mine`,
		Args:    exactArgs(1, "the name of a pack"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), mustExist, func(_ context.Context, w *workspace, _ model.Report) (answer, error) {
				r, err := w.bench.RemovePack(args[0], yes)
				if errors.Is(err, model.ErrPackNeeded) {
					err = fmt.Errorf("%w; --yes removes it all the same", err)
				}
				return answer{did: true, json: r, text: func(out io.Writer) error {
					without := ""
					if len(r.Versions) > 0 {
						without = fmt.Sprintf("; %s can do nothing until it is added again", strings.Join(r.Versions, ", "))
					}
					_, err := fmt.Fprintf(out, "%s is removed, which frees %s%s\n", r.Name, megabytes(r.Freed), without)
					return err
				}}, err
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "remove it even if versions of this workspace read it")
	return cmd
}

// listedPack is a pack as encoders prints it with --json.
type listedPack struct {
	Name   string `json:"name"`
	Text   string `json:"text"`
	Image  string `json:"image"`
	Frames bool   `json:"frames"` // image reads the frames of animated GIFs too
	Varies bool   `json:"varies"` // features belong to one kind of processor and one runtime
	Used   bool   `json:"used"`
	Ready  bool   `json:"ready"`           // its files are there
	Lacks  string `json:"lacks,omitempty"` // what is missing, and what to do

	FilesBytes    int64 `json:"files_bytes"`    // of its encoders' files that are there
	FeaturesBytes int64 `json:"features_bytes"` // of its features in this workspace
}

func (w *workspace) listPacks() (answer, error) {
	used, err := w.bench.Pack()
	if err != nil {
		return answer{}, err
	}
	names := w.packs.Names()
	if !slices.Contains(names, used) {
		names = append(names, used)
	}
	packs := make([]listedPack, len(names))
	for i, name := range names {
		space := w.bench.PackSpace(name)
		packs[i] = listedPack{Name: name, Used: name == used, FilesBytes: space.Files, FeaturesBytes: space.Features}
		spec, err := w.packs.Describe(name)
		if err == nil {
			packs[i].Text, packs[i].Image, packs[i].Frames = spec.Text.Name, spec.Image.Name, spec.Frames
			packs[i].Varies = spec.Text.Varies || spec.Image.Varies
			_, err = w.packs.Inputs(name)
		}
		if packs[i].Ready = err == nil; err != nil {
			packs[i].Lacks, _, _ = strings.Cut(labels.PrintableLines(err.Error()), "\n")
		}
	}
	return answer{json: packs, text: func(out io.Writer) error {
		t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, p := range packs {
			state := "ready"
			if !p.Ready && w.packs.BuiltIn(p.Name) {
				state = "fetched when it is needed"
				if download, _, err := packCost(w.packs, w.files, p.Name); err == nil && download >= largeDownload {
					state += fmt.Sprintf(" (%.0f MB)", float64(download)/1e6)
				}
			} else if !p.Ready {
				state = p.Lacks
			}
			if p.Used {
				state = "in use, " + state
			}
			if p.Varies {
				state += "; features of this kind of processor only"
			}
			if p.FeaturesBytes > 0 {
				state += "; features here: " + megabytes(p.FeaturesBytes)
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", p.Name, labels.Printable(p.Text), labels.Printable(imageTitle(p.Image, p.Frames)), state)
		}
		return t.Flush()
	}}, nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// imageTitle is what a pack reads pictures by.
func imageTitle(encoder string, frames bool) string {
	if frames {
		return encoder + ", GIF frames"
	}
	return encoder
}

// showPack prints a spec, which is JSON with and without --json.
func (w *workspace) showPack(o *options, args []string) (answer, error) {
	name, err := w.bench.Pack()
	if len(args) > 0 {
		name = args[0]
	}
	if err != nil {
		return answer{}, err
	}
	spec, err := w.packs.Describe(name)
	if err == nil && w.packs.Ready(name) {
		o.note([]string{"a spec to begin with: save it beside its files, which you bring, and memebench encoders add tries it", encoder.AboutReady(name)})
	}
	return answer{json: spec}, err
}

// largeDownload is how many bytes are worth a word before they are downloaded: more than
// the default pack's.
const largeDownload = 200_000_000

// packCost returns what [assets.Cache.Cost] does of a pack's files.
func packCost(packs *encoder.Packs, files modelCache, pack string) (download, disk int64, err error) {
	names, err := packs.Assets(pack)
	if err != nil {
		return 0, 0, err
	}
	return files.Cost(names)
}

// announce says, before a pack is fetched, how large it is.
func (o *options) announce(packs *encoder.Packs, files modelCache, pack string) {
	// Why it cannot be known is what fetching it says, too.
	if download, disk, err := packCost(packs, files, pack); err == nil && download >= largeDownload {
		how := "are downloaded"
		if os.Getenv(assets.FolderVariable) != "" {
			how = "are downloaded, if " + assets.FolderVariable + " does not have them"
		}
		o.say("%s is large: %.0f MB %s, which takes about %.1f GB on the disk", labels.Printable(pack), float64(download)/1e6, how, float64(disk)/1e9)
	}
}

func (w *workspace) usePack(ctx context.Context, o *options, name string, p model.Report) (answer, error) {
	o.announce(w.packs, w.files, name)
	if err := w.bench.UsePack(ctx, name, p); err != nil {
		return answer{}, err
	}
	used := struct {
		Used string `json:"used"`
		Note string `json:"note,omitempty"`
	}{Used: name}
	if spec, err := w.packs.Describe(name); err == nil && name == encoder.SeedPack && spec.Image.Network == "" {
		used.Note = "it reads pictures by " + labels.Printable(spec.Image.Name) + ", the resnet pack's network, since torchvision's ResNet-50 is not there: memebench encoders add --help says how to bring it"
	}
	return answer{did: true, json: used, text: func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "%s is used from now on: memebench encode computes the features that memes lack, memebench train makes a version that reads them; the served version goes on reading its own\n", name)
		if err == nil && used.Note != "" {
			_, err = fmt.Fprintln(out, used.Note)
		}
		return err
	}}, nil
}
