package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"

	"memebench/labels"
)

// A Preview is what an import would bring.
type Preview struct {
	First  []PreviewMeme `json:"first"`
	Report ImportReport  `json:"-"`
}

// PreviewMeme is a meme that an import would bring.
type PreviewMeme struct {
	Row       int    `json:"row"`
	Image     string `json:"image,omitempty"`
	File      string `json:"file,omitempty"` // the picture, where it is there
	Caption   string `json:"caption,omitempty"`
	Level     string `json:"level,omitempty"`
	Annotator string `json:"annotator,omitempty"`
	Split     string `json:"split,omitempty"`
}

// Preview reads all rows and looks which pictures are there, without a store: nothing is
// decoded, kept or written. It has the first memes, at most so many, and a report with
// what can be said before. It is called in the place of Into.
func (im *Import) Preview(ctx context.Context, most int, p labels.Report) (Preview, error) {
	var v Preview
	im.progress = p
	captions := map[uint64]uint64{} // of the memes by their datasets and keys, all as digests
	seed := maphash.MakeSeed()
	none := maphash.String(seed, "")
	err := im.eachPart(ctx, func(ctx context.Context) error {
		if im.part != im.parts[0] {
			im.lookUp = func(key string) (labels.Meme, bool, error) {
				_, has := captions[maphash.String(seed, im.part.dataset+"\x00"+key)]
				return labels.Meme{Image: labels.Image{Name: key}}, has, nil
			}
		}
		for n := int64(0); ; n++ {
			if n%1000 == 0 {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				p.Tell(labels.Step{Phase: "look at the rows", Done: n, Total: max(n, int64(im.part.rows)), Unit: "memes"})
			}
			row, err := im.next()
			var bad *RowError
			switch {
			case err == io.EOF:
				return nil
			case errors.As(err, &bad):
				im.report.Rows++
				im.fail(labels.RowReason{Row: bad.Row, Reason: bad.Error()})
				continue
			case err != nil:
				return err
			}
			if !row.further {
				im.report.Rows++
			}
			var found foundPicture
			if !row.further && row.Image != "" && row.picture == nil {
				found = im.find(row)
			}
			meme, said := maphash.String(seed, im.part.dataset+"\x00"+row.Key), maphash.String(seed, row.Caption)
			switch was, again := captions[meme]; {
			case !again, was == none:
				captions[meme] = said
			case row.Caption != "" && !row.further && was != said:
				im.fail(im.reason(row.Number, fmt.Sprintf("%s is there in an earlier row with another caption; --id COLUMN tells them apart", labels.Printable(cmp.Or(row.Image, row.Key)))))
				continue
			}
			voice := im.seen.add(im.part.dataset, row, im.spec.Annotator)
			im.heard(voice)
			if voice.annotator == "" && row.Level.Valid() {
				im.report.LevelsLeftOut++
			}
			if row.Split != "" && !row.further {
				im.report.BySplit[string(row.Split)]++
			}
			im.good(row, voice, found)
			if len(v.First) < most {
				v.First = append(v.First, PreviewMeme{
					Row: row.Number, Image: row.Image, File: found.file, Caption: row.Caption,
					Level: row.Level.String(), Annotator: voice.annotator, Split: string(row.Split),
				})
			}
		}
	})
	im.finish()
	v.Report = im.report
	return v, err
}
