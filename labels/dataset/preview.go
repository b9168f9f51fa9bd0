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

// Preview reads all rows and looks which pictures are there: nothing is decoded, kept or written,
// and only pictures are read that may be here under another name. It has the first memes, at most
// so many, and a report with what can be said before. What is here already is counted and known as
// an import would know it, unless here is nil. It is called in the place of Into.
func (im *Import) Preview(ctx context.Context, here KnownMemes, most int, p labels.Report) (Preview, error) {
	im.progress = p
	if here != nil {
		if err := im.beside(here); err != nil {
			return Preview{}, err
		}
	}
	v := previewing{Import: im, most: most, captions: map[uint64]uint64{}, pictured: map[uint64]bool{}}
	err := im.eachPart(ctx, v.partRows)
	known := v.preview.Here
	if v.others.refused() { // which is said
		known += v.others.memes
	}
	im.finish(known)
	v.preview.Report = im.report
	return v.preview, err
}

// previewing is one preview under way.
type previewing struct {
	*Import
	preview Preview
	most    int

	captions map[uint64]uint64 // of the memes by their datasets and keys, all as digests
	pictured map[uint64]bool   // those that are here with their pictures

	changed map[laterVoice]int // rows of the part with other levels than are here: see refuseNamed

	isHere func(key string) (labels.Meme, bool, error) // lookUp of what was here; nil where the dataset is new
	others overlap                                     // of the part's memes with other datasets
}

func (v *previewing) digest(s string) uint64 { return maphash.String(v.seen.seed, s) }

// memeOf is the digest of the meme with a key.
func (v *previewing) memeOf(key string) uint64 { return v.digest(v.part.dataset + "\x00" + key) }

// partRows previews the rows of the part.
func (v *previewing) partRows(ctx context.Context) error {
	v.others, v.isHere, v.changed = overlap{}, nil, map[laterVoice]int{}
	if v.here != nil {
		if err := v.findDataset(); err != nil {
			return err
		}
		v.isHere = v.lookUp
	}
	if v.part != v.parts[0] {
		v.lookUp = func(key string) (labels.Meme, bool, error) {
			if v.isHere != nil {
				if m, ok, err := v.isHere(key); ok || err != nil {
					return m, ok, err
				}
			}
			_, has := v.captions[v.memeOf(key)]
			return labels.Meme{Image: labels.Image{Name: key}}, has, nil
		}
	}
	for n := int64(0); ; n++ {
		if n%1000 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			v.progress.Tell(labels.Step{Phase: "look at the rows", Done: n, Total: max(n, int64(v.part.rows)), Unit: "memes"})
		}
		row, err := v.next()
		var bad *RowError
		switch {
		case err == io.EOF:
			v.others.say(v.Import)
			if v.asks == "" || v.preview.Here == 0 {
				v.asks = cmp.Or(v.askGold(v.golds), v.asksNamed())
			}
			v.golds = 0
			if v.asks != "" {
				v.notes = append(v.notes, fmt.Sprintf("%s: the import refuses it: %s", labels.Printable(v.part.name), v.asks))
			}
			return ctx.Err() // a picture that was not read to its end is not known
		case errors.As(err, &bad):
			v.report.Rows++
			v.fail(labels.RowReason{Row: bad.Row, Reason: bad.Error()})
			continue
		case err != nil:
			return err
		}
		if err := v.row(&row); err != nil {
			return err
		}
	}
}

// row previews a row.
func (v *previewing) row(row *TableRow) error {
	var found foundPicture
	if !row.further {
		v.report.Rows++
		if row.Image != "" && row.picture == nil {
			found = v.find(row)
		}
	}
	if err := v.previewPicture(row); err != nil {
		return err
	}
	meme, said := v.memeOf(row.Key), v.digest(row.Caption)
	switch was, again := v.captions[meme]; {
	case !again:
		conflict, pictured, err := v.countHere(row)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if conflict {
			if !row.further {
				v.fail(v.reason(row.Number, labels.InConflict(labels.Printable(cmp.Or(row.Image, row.Key)), "caption")))
			}
			return nil
		}
		v.captions[meme] = said
		if pictured {
			v.pictured[meme] = true
		}
	case was == v.digest(""):
		v.captions[meme] = said
	case row.Caption != "" && !row.further && was != said:
		v.fail(v.reason(row.Number, v.tellApart(row)))
		return nil
	}
	if row.Split != "" && !row.further {
		v.report.BySplit[string(row.Split)]++
	}
	if err := v.compareGold(row); err != nil {
		return err
	}
	voice := v.seen.add(v.part.dataset, *row, v.spec.Annotator)
	if err := v.noteChange(row, voice.annotator); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	v.take(row, labels.Added{Pictured: v.pictured[meme]}, voice, found)
	if len(v.preview.First) < v.most {
		v.preview.First = append(v.preview.First, PreviewMeme{
			Row: row.Number, Image: row.Image, File: found.file, Caption: cmp.Or(row.written, row.Caption),
			Level: row.Level.String(), Annotator: voice.annotator, Split: string(row.Split),
		})
	}
	return nil
}

// previewPicture is knownByPicture of a row whose meme is not here by its name. The first frame of
// a video is not known.
func (v *previewing) previewPicture(row *TableRow) error {
	im := v.Import
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

// countHere counts a meme that is here already. conflict is whether that has another caption, so
// that the row cannot be imported, of its picture only an import can tell; pictured is whether it
// has one.
func (v *previewing) countHere(row *TableRow) (conflict, pictured bool, err error) {
	switch {
	case row.own != nil:
		v.preview.Here++
	case v.isHere != nil:
		here, ok, err := v.isHere(row.Key)
		if conflict = ok && here.OtherCaption(row.Caption); conflict && here.Imported() == "" {
			var said []labels.Event
			said, err = v.Import.here.Events(here.ID)
			conflict = !labels.BroughtLater(said, row.Caption)
		}
		if ok && !conflict {
			v.preview.Here++
		}
		return conflict, ok && here.Image.Is(), err
	case v.again:
		return false, false, v.others.compare(v.Import, row)
	}
	return false, false, nil
}

// noteChange notes whether a row would change what somebody whom it names has said here.
func (v *previewing) noteChange(row *TableRow, annotator string) error {
	if !v.part.m.named || v.here == nil {
		return nil
	}
	voice := laterVoice{labels.NewMemeID(v.part.dataset, row.Key), annotator}
	if row.own != nil {
		voice.meme = row.own.ID
	}
	changes, err := v.changes(voice, row)
	if delete(v.changed, voice); changes {
		v.changed[voice] = row.Number
	}
	return err
}

// asksNamed is what refuseNamed asks of the first of these rows; "" for none.
func (v *previewing) asksNamed() (asks string) {
	first := 0
	for voice, row := range v.changed {
		if first == 0 || row < first {
			first, asks = row, v.askNamed(voice.annotator, row)
		}
	}
	return asks
}
