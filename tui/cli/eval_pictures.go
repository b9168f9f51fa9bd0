package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image/jpeg"
	"slices"

	"github.com/spf13/cobra"

	"memebench/eval"
	"memebench/eval/report"
	"memebench/labels"
	"memebench/labels/picture"
)

const (
	thumbnailSide    = 176 // pixels, the longer side
	thumbnailQuality = 80  // of JPEG
)

// mostPictures bounds --pictures, and with it a report to a few megabytes.
const mostPictures = 200

// wrongest are the rows that were predicted wrong, those first whose own level had the least
// probability, and at most so many.
func wrongest(rows []eval.Row, most int) []eval.Row {
	wrong := slices.DeleteFunc(slices.Clone(rows), func(r eval.Row) bool {
		return r.Pred == r.True || !r.True.Valid() || !r.Pred.Valid()
	})
	slices.SortStableFunc(wrong, func(a, b eval.Row) int { return cmp.Compare(a.Probs[a.True], b.Probs[b.True]) })
	return wrong[:min(len(wrong), most)]
}

// wrongSays says what a meme is, and what was said of it: how probable, where that is known.
func wrongSays(r eval.Row, m labels.Meme) string {
	said := func(l labels.Level) string {
		if r.LevelOnly {
			return l.Title()
		}
		return fmt.Sprintf("%s (%.0f%%)", l.Title(), 100*r.Probs[l])
	}
	return fmt.Sprintf("#%d %s, said %s: %s", m.Seq, said(r.True), said(r.Pred), cmp.Or(m.Caption, m.Title()))
}

// pictured are rows with their memes' captions and small pictures, as far as these can be shown.
func (w *workspace) pictured(ctx context.Context, rows []eval.Row) ([]report.Item, error) {
	var items []report.Item
	for _, r := range rows {
		m, err := w.store.Meme(r.Meme)
		if err != nil {
			return nil, err
		}
		item := report.Item{Text: wrongSays(r, m)}
		if m.Image.Path != "" && !picture.Changed(m.Image.Path, m.Image.Imported()) {
			item.Picture = thumbnail(ctx, m.Image.Path)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		items = append(items, item)
	}
	return items, nil
}

// thumbnail is a picture as a small JPEG; nil where it cannot be shown.
func thumbnail(ctx context.Context, path string) []byte {
	img, _, err := picture.Open(ctx, path)
	if err != nil {
		return nil
	}
	img = picture.Flatten(img, picture.Ground(img))
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if longer := max(w, h); longer > thumbnailSide {
		w, h = w*thumbnailSide/longer, h*thumbnailSide/longer
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture.Resize(img, w, h, picture.Bilinear), &jpeg.Options{Quality: thumbnailQuality}); err != nil {
		return nil
	}
	return b.Bytes()
}

// checkPictures refuses numbers of pictures that are none, and pictures that nothing would show.
func checkPictures(cmd *cobra.Command, n int) error {
	switch changed := cmd.Flags().Changed; {
	case !changed("pictures"):
		return nil
	case n < 1 || n > mostPictures:
		return usagef("--pictures %d: want 1 to %d", n, mostPictures)
	case !changed("html"):
		return usagef("--pictures: only a report in HTML shows them: want --html as well")
	}
	return nil
}
