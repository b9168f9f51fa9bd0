package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// recognise finds out whether a row of an export, or of some of its columns, is of a meme that it
// was exported from: it names that by its id, and has its caption. Then it brings its level there,
// whatever dataset the meme is of and wherever its picture is now. Another workspace may have given
// the id to another meme, of a dataset and a picture that are called the same; so a meme without a
// caption is told by its picture, which has to be there, or the row fails. So is a row whose
// caption was cleared, or that a spreadsheet took for a formula; one whose letters it misread is
// known (see misread.go). One whose caption was mended where it was exported is told by its
// picture, too, or by the caption that it came with, which is among its columns; the caption that
// is here stays, and that is said.
func (im *Import) recognise(row *TableRow) error {
	t := im.part.table
	at := t.ids()
	if im.here == nil || at < 0 {
		return nil
	}
	m, ok, err := im.here.LookUp(labels.MemeID(t.valuesOf(row)[at]))
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if !ok {
		return nil
	}
	if err := im.readWell(row, &m); err != nil {
		return err
	}
	if is, err := im.isExportOf(row, &m); err != nil || !is {
		row.otherText = row.Caption != "" && im.pictureDigest(row) == ""
		return err
	}
	if t.m.caption.is() && !m.HasCaption(row.Caption) {
		row.notes(captionStays)
	}
	row.Key, row.Caption, row.Split = m.Key, m.Imported(), ""
	if m.Dataset == im.dataset.Name {
		if row.Image != "" {
			row.Image = m.Image.Name
		}
		return nil // it may bring columns, and its picture
	}
	row.Image, row.picture = "", nil
	m.Caption, m.Original, m.Origin, m.Values = m.Imported(), "", labels.OriginGiven, nil
	row.own = &m
	return nil
}

// readWell takes back what a spreadsheet has made of the letters of a row with a meme's id: of its
// caption, if it is the meme's spoiled, and of who has said its level.
func (im *Import) readWell(row *TableRow, m *labels.Meme) error {
	if !isASCII(row.Annotator) || strings.Contains(row.Annotator, "?") {
		said, err := im.here.Events(m.ID)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		var names []string
		for _, e := range said {
			names = append(names, e.Annotator)
		}
		row.Annotator = wellRead(row.Annotator, names)
	}
	for _, caption := range []string{m.Caption, m.Imported()} {
		if isSpoiled(row.Caption, caption) {
			row.misread, row.Caption = row.Caption, caption
			break
		}
	}
	return nil
}

// ids is where a table has the ids of memes, which a spreadsheet's user may write with a capital;
// -1 for nowhere.
func (t *Table) ids() int {
	if at := slices.Index(t.header, "meme"); at >= 0 {
		return at
	}
	return slices.IndexFunc(t.header, func(name string) bool { return plainName(name) == "meme" })
}

// sayOther says of an exported row that is new, and whose picture is not at hand, if it has one,
// that the meme with its id is here, with another caption than any that the row has.
func (im *Import) sayOther(row *TableRow) error {
	if !row.otherText || row.further {
		return nil
	}
	if im.lookUp != nil {
		if ok, err := im.has(row.Key); ok || err != nil {
			return err
		}
	}
	row.notes(numberedOther("meme"))
	return nil
}

// isExportOf reports whether a row with the id of a meme is of that: by its caption or the one that
// it came with, and else by its picture.
func (im *Import) isExportOf(row *TableRow, m *labels.Meme) (bool, error) {
	elsewhere := m.Dataset != im.dataset.Name
	came := m.Imported()
	if row.Caption != "" && (row.Caption == m.Caption || row.Caption == came || came != "" && slices.Contains(im.part.table.valuesOf(row), came)) {
		return !elsewhere || !im.hasOther(row, m), nil
	}
	sum := im.pictureDigest(row)
	if sum == "" && elsewhere && (row.Caption == "" || m.Imported() == "" && im.part.table.mended(row)) {
		return false, im.wantsPicture(row, m) // a second one would have nothing to see, nor has it a caption that it came with
	}
	return isPictureOf(sum, m), nil
}

// wantsPicture is the error of a row that may be of a meme, which only its picture tells.
func (im *Import) wantsPicture(row *TableRow, m *labels.Meme) error {
	without := "as it came without a caption"
	if m.Imported() != "" {
		without = "as the row has no caption"
	}
	return &RowError{im.part.name, row.Number, fmt.Sprintf("%s may be here already, which its picture tells, %s: --images DIR says where that is; or, if it was exported from here, --dataset %s adds its level", labels.Quoted(m.Name()), without, labels.Quoted(m.Dataset))}
}

// mended reports whether the caption of an exported row was mended there.
func (t *Table) mended(row *TableRow) bool {
	at := slices.Index(t.header, "caption_origin")
	return at >= 0 && t.valuesOf(row)[at] == labels.OriginEdited.String()
}

// isPictureOf reports whether a picture with this SHA-256, "" for none, is that of a meme.
func isPictureOf(sum string, m *labels.Meme) bool {
	return sum != "" && (sum == m.Image.SHA256 || sum == m.Image.Media.SHA256)
}

// hasOther reports whether a row's picture is there, and is not that of a meme.
func (im *Import) hasOther(row *TableRow, m *labels.Meme) bool {
	if m.Image.SHA256 == "" || m.Image.Media.Is() { // nothing to compare it with
		if row.picture == nil && row.Image != "" && im.part.pics != nil {
			_, _ = im.part.locateOf(row) // found or not, it is one that the table names
		}
		return false
	}
	sum := im.pictureDigest(row)
	return sum != "" && sum != m.Image.SHA256
}

// pictureDigest is the SHA-256 of a row's picture; "" where it is not there. Several rules ask for
// it, and it is read once.
func (im *Import) pictureDigest(row *TableRow) string {
	if row.picture == nil && (row.Image == "" || im.part.pics == nil) {
		return ""
	}
	if row.digest == nil {
		sum := im.readDigest(row)
		row.digest = &sum
	}
	return *row.digest
}

func (im *Import) readDigest(row *TableRow) string {
	if row.picture != nil {
		sum := sha256.Sum256(row.picture)
		return hex.EncodeToString(sum[:])
	}
	file, err := im.part.locateOf(row)
	if err != nil {
		return ""
	}
	sum, err := digestOf(im.part.pics.ctx, im.part.pics.place, file)
	if err != nil {
		return ""
	}
	return sum
}

// datasetOf is the dataset that a row's meme is of.
func (im *Import) datasetOf(row *TableRow) string {
	if row.own != nil {
		return row.own.Dataset
	}
	return im.dataset.Name
}

// others are the memes of a batch that are not known by their ids.
func (b *batch) others() (memes []labels.NewMeme) {
	for i := range b.rows {
		if b.rows[i].own == nil {
			memes = append(memes, b.memes[i])
		}
	}
	return memes
}
