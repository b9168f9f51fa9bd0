package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"memebench/labels"
)

// recognise finds out whether a row of an export is of a meme that it was exported from: it names
// that by its id, and has its caption. Then it brings its level there, whatever dataset the meme is
// of and wherever its picture is now. Another workspace may have given the id to another meme, of a
// dataset and a picture that are called the same; and of a meme without a caption nothing but the
// picture tells.
func (im *Import) recognise(row *TableRow) error {
	t := im.part.table
	at := slices.Index(t.header, "meme")
	if im.here == nil || !t.m.exported || at < 0 || row.Caption == "" {
		return nil
	}
	m, ok, err := im.here.LookUp(labels.MemeID(t.valuesOf(row)[at]))
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if !ok || row.Caption != m.Caption && row.Caption != m.Imported() {
		return nil
	}
	row.Key, row.Caption, row.Split = m.Key, m.Imported(), ""
	if m.Dataset == im.dataset.Name {
		if row.Image != "" {
			row.Image = m.Image.Name
		}
		return nil // it may bring columns, and its picture
	}
	if im.hasOther(row, &m) {
		return nil
	}
	row.Image, row.picture = "", nil
	m.Caption, m.Original, m.Origin, m.Values = m.Imported(), "", labels.OriginGiven, nil
	row.own = &m
	return nil
}

// hasOther reports whether a row's picture is there, and is not that of a meme.
func (im *Import) hasOther(row *TableRow, m *labels.Meme) bool {
	var file string
	if row.picture == nil && row.Image != "" && im.part.pics != nil {
		// Found or not, it is one that the table names.
		file, _ = im.part.locate(row.named)
	}
	if m.Image.SHA256 == "" || m.Image.Media.Is() {
		return false // nothing to compare it with
	}
	b := row.picture
	if b == nil {
		if file == "" {
			return false
		}
		var err error
		if b, err = readPicture(im.part.pics.place, file); err != nil {
			return false
		}
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]) != m.Image.SHA256
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
