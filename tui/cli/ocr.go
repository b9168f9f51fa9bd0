package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"memebench/labels"
	"memebench/model"
)

// usualThreshold is the error rate above which ocr --compare lists a caption. Of Memotion's
// legible pictures, which are small, three quarters are read with less than 0.35.
const usualThreshold = 0.5

func newOCR(o *options) *cobra.Command {
	var again, compare bool
	threshold := usualThreshold
	cmd := &cobra.Command{
		Use:   "ocr [--again] | ocr --compare [--threshold RATE]",
		Short: "Read captions in the pictures of memes without",
		Long: `ocr reads what is written in the pictures of memes that have no caption, and makes it
their caption until somebody edits it. Lines that name a site are left out. The
workbench does this by itself, and so do encode and train. Memes whose captions were
given or edited stay as they are, and nothing that is read ties memes together. What was
read is marked ocr on the screen and in exports; it is a proposal, and small letters are
misread.

--compare changes nothing: it lists the captions that differ much from what the picture says:
first those of which hardly anything is in the picture, then where the picture says more, then
where it says less, at last where its letters are hard to read; those that differ most first.
The measure is the character error rate on letters, digits and spaces
in lower case: insertions, deletions and substitutions that make the caption of what was read,
divided by the caption's length.`,
		Example: `  memebench ocr
  memebench ocr --compare --threshold 0.8`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case again && compare:
				return usagef("ocr: --again reads captions and --compare changes nothing: want one of them")
			case cmd.Flags().Changed("threshold") && !compare:
				return usagef("ocr: --threshold is for --compare")
			case !(threshold >= 0):
				return usagef("--threshold: %v: want a rate of 0 or more", threshold)
			case compare:
				return o.run(cmd.Context(), toRead, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
					return o.compareCaptions(ctx, w, threshold, p)
				})
			}
			return o.run(cmd.Context(), mustExist, func(ctx context.Context, w *workspace, p model.Report) (answer, error) {
				return o.readCaptions(ctx, w, again, p)
			})
		},
	}
	cmd.Flags().BoolVar(&again, "again", false, "also read pictures that were read before")
	cmd.Flags().BoolVar(&compare, "compare", false, "list captions that differ from what the picture says")
	cmd.Flags().Float64Var(&threshold, "threshold", usualThreshold, "with --compare: list error rates above `RATE`, 0 or more")
	return cmd
}

func (o *options) readCaptions(ctx context.Context, w *workspace, again bool, p model.Report) (answer, error) {
	r, err := w.bench.ReadCaptions(ctx, again, p)
	if err != nil {
		return answer{}, err
	}
	return answer{did: true, json: r, text: func(out io.Writer) error {
		o.printReasons("warning", r.Warnings, 0)
		if r.Memes == 0 {
			_, err := fmt.Fprintln(out, "every meme that has a picture has a caption: nothing to read")
			return err
		}
		_, err := fmt.Fprintf(out, "%d %s with a picture and no caption: %d read in %.1f s, nothing written in %d, %d were read before%s\n",
			r.Memes, oneOr(r.Memes, "meme", "memes"), r.Read, r.Seconds, r.Nothing, r.Before, unreadable(r.Warnings))
		return err
	}}, nil
}

func (o *options) compareCaptions(ctx context.Context, w *workspace, threshold float64, p model.Report) (answer, error) {
	r, err := w.bench.CompareCaptions(ctx, threshold, p)
	if err != nil {
		return answer{}, whenStopped(err, "nothing was changed, and nothing is listed")
	}
	return answer{json: r, text: func(out io.Writer) error {
		o.printReasons("warning", r.Warnings, 0)
		for _, d := range r.Differ {
			if _, err := fmt.Fprintf(out, "#%d %s: %s (error rate %.2f)\n  caption  %s\n  picture  %s\n",
				d.Seq, labels.Printable(d.ImageName), differs[d.Differs], d.ErrorRate, oneLine(d.Caption), oneLine(d.Read)); err != nil {
				return err
			}
		}
		if len(r.Differ) > 0 {
			o.say("memebench caption '#NUMBER' TEXT mends a caption, and so does e on Label")
		}
		_, err := fmt.Fprintf(out, "%d captions compared: %d differ from the picture by an error rate above %g; nothing written in %d more pictures%s\n",
			r.Compared, len(r.Differ), r.Threshold, r.Nothing, unreadable(r.Warnings))
		return err
	}}, nil
}

// differs says how a caption differs from its picture.
var differs = map[model.Difference]string{
	model.SaysOther: "the picture says something else: perhaps one is another meme's",
	model.SaysMore:  "the picture says more than the caption",
	model.SaysLess:  "the caption says more than is read in the picture",
	model.Unsure:    "small or blurred letters: what is read is a guess",
}

// unreadable ends a summary with how many pictures could not be opened.
func unreadable(warnings []labels.RowReason) string {
	if len(warnings) == 0 {
		return ""
	}
	return fmt.Sprintf("; pictures that cannot be opened: %d", len(warnings))
}

// oneLine is a text of several lines in one.
func oneLine(s string) string { return labels.Printable(strings.Join(strings.Fields(s), " ")) }
