package dataset

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// This file is about rows that another machine has written: an export of a workspace with other
// ids, or a table that was written where the pictures lie otherwise.

// exportedNames are the columns that exports of all formats add. One that was imported under such a
// name is the second of its name in them.
var exportedNames = []string{"meme", "image_name", "image_path", "file_name", "image", "caption", "text", "caption_origin", "level", "labels",
	"split", "state", "annotator", "time", "source", "adjudication"}

// An importedColumn is one of an export that its memes were imported with there.
type importedColumn struct {
	at      int
	name    string // then
	caption bool   // it is the export's own, with the caption in force, unless it says something else
}

// importedColumns are those of an export with these columns; those that are the export's own are left out.
func importedColumns(header []string) (all []importedColumn) {
	for i, name := range header {
		c := importedColumn{at: i, name: name}
		first, second := strings.CutSuffix(name, ".2")
		switch {
		case second && slices.Contains(header, first):
			c.name = first
		case !slices.Contains(exportedNames, name):
		case slices.Contains(header, name+".2"), name != "caption" && name != "text":
			continue
		default:
			c.caption = true
		}
		all = append(all, c)
	}
	return all
}

// importedValues are the columns that an exported row was imported with, and what it has in them.
func (t *Table) importedValues(row *TableRow) (columns, values []string) {
	has := t.valuesOf(row)
	for _, c := range t.imported {
		if v := has[c.at]; !c.caption || v != row.Caption {
			columns, values = append(columns, c.name), append(values, v)
		}
	}
	return columns, values
}

// knownElsewhere gives a row of an export of another workspace, whose id no meme here has, the key
// of the meme that was imported here: of a text by its caption and columns, as knownByCaption does.
// One whose caption was mended there is told by the caption that it came with, which is among its
// columns, and of a picture by that, too, where it is at hand; the caption that is here stays, and
// that is said. A picture that is missing here may come under another name.
func (im *Import) knownElsewhere(row *TableRow) error {
	t := im.part.table
	if !t.m.exported || row.Caption == "" && (row.Image == "" || t.mended(row)) {
		return nil
	}
	here, ok, err := im.lookUp(row.Key)
	if err != nil || ok && here.HasCaption(row.Caption) {
		return err
	}
	columns, values := t.importedValues(row)
	captions := []string{row.Caption}
	mended := t.mended(row)
	if mended { // the one in force, too, with which an earlier import of the export has brought it
		captions = distinctTexts(append(values, row.Caption))
	}
	var same []labels.Meme
	switch {
	case row.Image == "" && row.picture == nil:
		for _, caption := range captions {
			m, odd, err := im.sameAs(im.dataset, columns, values, caption)
			if err != nil {
				return err
			}
			if m != nil {
				same = append(same, *m)
			} else if odd != "" {
				row.notes(odd)
			}
		}
	case !mended:
		if same, err = im.withoutPicture(row, captions); err != nil {
			return err
		}
	case ok:
		if sum := im.pictureDigest(row); sum == "" || isPictureOf(sum, &here) {
			same = append(same, here)
		}
	default:
		same, err = im.picturedAs(row, captions)
		if err == nil && len(same) == 0 {
			same, err = im.withoutPicture(row, captions)
		}
		if err != nil {
			return err
		}
	}
	same = slices.DeleteFunc(same, func(m labels.Meme) bool {
		return m.Seq > im.had || !slices.ContainsFunc(captions, m.HasCaption)
	})
	if len(same) != 1 || same[0].Key != row.Key && !im.claim(same[0].Key, row.Key) { // else it is claimed already
		return nil
	}
	m := &same[0]
	if !m.HasCaption(row.Caption) {
		row.notes(captionStays)
	}
	row.Key, row.Caption = m.Key, m.Imported()
	if row.Image != "" {
		row.Image = m.Image.Name
	}
	return nil
}

// picturedAs are the memes with a row's picture; where that is not at hand, those with one of some
// captions whose picture is called the same but for folders and its ending.
func (im *Import) picturedAs(row *TableRow, captions []string) (same []labels.Meme, err error) {
	if sum := im.pictureDigest(row); sum != "" {
		return im.here.SamePicture(im.dataset.Name, sum)
	}
	return im.calledAs(row.Image, captions)
}

// calledAs are the memes with one of some captions whose picture is called so but for folders and its ending.
func (im *Import) calledAs(name string, captions []string) (same []labels.Meme, err error) {
	for _, caption := range captions {
		all, more, err := im.withCaption(im.dataset.Name, caption)
		if err != nil || more {
			return nil, err
		}
		for _, m := range all {
			if bareName(m.Image.Name) == bareName(name) {
				same = append(same, m)
			}
		}
	}
	return same, nil
}

// exportedName is what a row's picture was called where this program has exported it, which a
// folder for Hugging Face has beside the name that it has in there; "" for other tables.
func (t *Table) exportedName(row *TableRow) string {
	at := slices.Index(t.header, "image_name")
	if !t.m.exported || at < 0 {
		return ""
	}
	return t.valuesOf(row)[at]
}

// withoutPicture is the meme with one of some captions that has the name of a row's picture from
// before its export, and no picture yet: a table of these memes came first, and the folder for
// Hugging Face has their pictures. When that comes again, it has this picture, as others may have.
func (im *Import) withoutPicture(row *TableRow, captions []string) (same []labels.Meme, err error) {
	name := im.part.table.exportedName(row)
	if name == "" || name == row.Image {
		return nil, nil
	}
	here, ok, err := im.lookUp(name)
	if err != nil {
		return nil, err
	}
	if ok && here.Image.Name == name {
		same = append(same, here)
	} else if same, err = im.calledAs(name, captions); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(same, func(m labels.Meme) bool {
		return m.Image.SHA256 != "" && !isPictureOf(im.pictureDigest(row), &m) || !slices.ContainsFunc(captions, m.HasCaption)
	}), nil
}

// captionStays is said of a row whose caption was mended where it was exported.
const captionStays = "this meme has another caption here, which stays: memebench caption gives it that of the file"

// distinctTexts are the texts that are not empty, each once.
func distinctTexts(all []string) (texts []string) {
	for _, text := range all {
		if text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// calledBare are the memes of a dataset that have a caption, and came by a picture of this name but
// for folders and its ending.
func (im *Import) calledBare(dataset, image, caption string) ([]labels.Meme, error) {
	all, more, err := im.withCaption(dataset, caption)
	if err != nil || more {
		return nil, err
	}
	bare := bareName(image)
	return slices.DeleteFunc(slices.Clone(all), func(m labels.Meme) bool {
		return !m.HasCaption(caption) || bareName(m.Image.Name) != bare
	}), nil
}

// notAtHand gives a row whose picture is not at hand the key of the one meme with its caption whose
// picture is called the same but for folders and its ending: who writes a table elsewhere calls
// pictures by the folders that they have there. That is said.
func (im *Import) notAtHand(row *TableRow) error {
	m := im.part.m
	if row.picture != nil || m.id.is() || m.join.is() || row.Image == "" || row.Caption == "" || im.part.pics == nil {
		return nil
	}
	if ok, err := im.has(row.Key); ok || err != nil {
		return err
	}
	if _, err := im.part.locateOf(row); err == nil {
		return nil
	}
	all, err := im.calledBare(im.dataset.Name, row.Image, row.Caption)
	switch {
	case err != nil:
		return err
	case len(all) != 1:
	case im.claim(all[0].Key, row.Key):
		im.moved.take(row, &all[0], true)
		row.Key, row.Image = all[0].Key, all[0].Image.Name
	default:
		row.notes(fmt.Sprintf("the meme of %s, which is here, has this caption, and this is a new one, as another row of the table is of that", labels.Quoted(all[0].Image.Name)))
	}
	return nil
}

// noteAlmost says of a new row with a picture, which these memes have, that a meme that is here has
// the picture, whose file is not there under its name any more, and another caption, or the caption
// and another picture that is called the same but for folders and its ending: who has corrected one
// sees that it came anew.
func (im *Import) noteAlmost(row *TableRow, image *labels.Image, pictured []labels.Meme) error {
	if row.Caption == "" || im.part.m.id.is() {
		return nil
	}
	all := slices.DeleteFunc(pictured, func(m labels.Meme) bool {
		return m.Seq > im.had || m.Image.OtherMedia(*image) || m.Imported() == ""
	})
	if len(all) < manyMemes { // a template tells nothing, and many files are looked for long
		all = slices.DeleteFunc(all, func(m labels.Meme) bool { return im.besides(row, m.Image.Name) })
	}
	if len(all) == 1 {
		row.notes(fmt.Sprintf("this picture is here already, as %s with another caption, and this is a new meme", labels.Quoted(all[0].Name())))
		return nil
	}
	said, _, err := im.withCaption(im.dataset.Name, row.Caption)
	called := []string{bareName(row.Image), bareName(im.part.table.exportedName(row))}
	for _, m := range said {
		if m.Image.SHA256 != "" && m.HasCaption(row.Caption) && slices.Contains(called, bareName(m.Image.Name)) {
			row.notes(fmt.Sprintf("the meme of %s, which is here, has this caption and another picture, and this is a new one", labels.Quoted(m.Image.Name)))
			break
		}
	}
	return err
}

// bareName is what a picture is called but for folders, case, accents and its ending.
func bareName(name string) string {
	return withoutExt(path.Base(formOf(strings.ReplaceAll(name, `\`, "/"))))
}
