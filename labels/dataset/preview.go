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
	Here   int           `json:"here"` // of the report's memes, those that the workspace has
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

// Preview reads all rows and looks which pictures are there: nothing is decoded, kept or
// written, and only pictures are read that may be here under another name. It has the first memes, at most so many, and a report with
// what can be said before. What is here already is counted and known as an import would know it,
// unless here is nil. It is called in the place of Into.
func (im *Import) Preview(ctx context.Context, here KnownMemes, most int, p labels.Report) (Preview, error) {
	var v Preview
	im.progress = p
	if here != nil {
		if err := im.beside(here); err != nil {
			return v, err
		}
	}
	captions := map[uint64]uint64{} // of the memes by their datasets and keys, all as digests
	pictured := map[uint64]bool{}   // those that are here with their pictures
	seed := maphash.MakeSeed()
	none := maphash.String(seed, "")
	err := im.eachPart(ctx, func(ctx context.Context) error {
		if here != nil {
			if err := im.findDataset(); err != nil {
				return err
			}
		}
		isHere := im.lookUp
		if im.part != im.parts[0] {
			im.lookUp = func(key string) (labels.Meme, bool, error) {
				if isHere != nil {
					if m, ok, err := isHere(key); ok || err != nil {
						return m, ok, err
					}
				}
				_, has := captions[maphash.String(seed, im.part.dataset+"\x00"+key)]
				return labels.Meme{Image: labels.Image{Name: key}}, has, nil
			}
		}
		var others overlap
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
				others.say(im)
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
			if err := im.previewPicture(&row); err != nil {
				return err
			}
			meme, said := maphash.String(seed, im.part.dataset+"\x00"+row.Key), maphash.String(seed, row.Caption)
			switch was, again := captions[meme]; {
			case !again:
				conflict, has, err := im.countHere(&v, &others, &row, isHere)
				if err != nil {
					return fmt.Errorf("import: %w", err)
				}
				if conflict {
					if !row.further {
						im.fail(im.reason(row.Number, labels.InConflict(labels.Printable(cmp.Or(row.Image, row.Key)), "caption")))
					}
					continue
				}
				captions[meme] = said
				if has {
					pictured[meme] = true
				}
			case was == none:
				captions[meme] = said
			case row.Caption != "" && !row.further && was != said:
				im.fail(im.reason(row.Number, fmt.Sprintf("%s is there in an earlier row with another caption; --id COLUMN tells them apart", labels.Printable(cmp.Or(row.Image, row.Key)))))
				continue
			}
			if pictured[meme] && im.spec.Images == "" { // it is not missed, see count
				found = foundPicture{}
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

// previewPicture is knownByPicture of a row whose meme is not here by its name. The first frame of a video is not known.
func (im *Import) previewPicture(row *TableRow) error {
	if im.lookUp == nil || im.had == 0 || row.own != nil {
		return nil
	}
	ok, err := im.has(row.Key)
	switch {
	case err != nil:
		return fmt.Errorf("import: %w", err)
	case ok && row.picture == nil && !row.further:
		im.claim(row.Key, row.Key)
		return nil
	}
	images := []labels.Image{{Name: row.Image}}
	if !row.further {
		images[0].SHA256 = im.pictureDigest(row)
	}
	rows := []TableRow{*row}
	err = im.knownByPicture(rows, images)
	*row = rows[0]
	return err
}

// countHere counts a meme that is here already, by what looks it up in its own dataset, nil where that
// is new. conflict is whether that has another caption, so that the row cannot be imported, of its picture only an import can tell; pictured
// is whether it has one.
func (im *Import) countHere(v *Preview, others *overlap, row *TableRow, isHere func(string) (labels.Meme, bool, error)) (conflict, pictured bool, err error) {
	switch {
	case row.own != nil:
		v.Here++
	case isHere != nil:
		here, ok, err := isHere(row.Key)
		if conflict = ok && here.OtherCaption(row.Caption); conflict && here.Imported() == "" {
			var said []labels.Event
			said, err = im.here.Events(here.ID)
			conflict = !labels.BroughtLater(said, row.Caption)
		}
		if ok && !conflict {
			v.Here++
		}
		return conflict, ok && here.Image.Is(), err
	case im.again:
		return false, false, others.compare(im, row)
	}
	return false, false, nil
}
