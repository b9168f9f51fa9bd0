package dataset

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// knownByPicture gives rows of a batch the keys of memes that an earlier import has brought with
// the same picture and the same caption or none, where their own file is not there, too: an archive
// of the next version of a data set has another folder at its top, pictures get better names, and
// tables other words for them. Between a table whose memes are told apart by --id and one where
// their pictures' names do it, a picture may be called the same in both.
func (im *Import) knownByPicture(rows []TableRow, images []labels.Image) error {
	m := im.part.m
	if im.lookUp == nil || im.had == 0 || m.join.is() {
		return nil
	}
	for i := range rows { // a row without a name keeps its meme, though one with its picture comes before it
		if row := &rows[i]; row.picture != nil && row.Image == "" && row.own == nil && !row.further {
			ok, err := im.has(row.Key)
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if ok {
				im.claim(row.Key, row.Key)
			}
		}
	}
	for i := range rows {
		row, image := &rows[i], &images[i]
		switch {
		case row.further && row.Key == im.renamed.from:
			row.Key, row.Image, image.Name = im.renamed.key, im.renamed.name, im.renamed.name
			continue
		case row.further || row.own != nil || row.Image == "" && row.picture == nil || image.SHA256 == "":
			continue
		}
		here, ok, err := im.lookUp(row.Key)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if ok && (row.picture == nil || here.Image.SHA256 == image.SHA256) { // of many that are called image.png another may be the first now
			im.claim(row.Key, row.Key)
			continue
		}
		pictured, err := im.here.SamePicture(im.dataset.Name, image.SHA256)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		other := ""
		if row.Image == "" {
			pictured, other = im.withItsNumbers(row, pictured)
		}
		same, doubt := im.oneOf(pictured, image, row.Caption, row.picture == nil || row.Image == "") // of names in a table nothing says which are there
		if same != nil && im.besides(row, same.Image.Name) {
			same, doubt = nil, false
			row.notes("a meme with this picture and caption is here already, whose own file is there, too, so this is a new one")
		}
		if len(pictured) == 0 && !ok {
			if same, err = im.sameRow(row); err != nil {
				return fmt.Errorf("import: %w", err)
			}
		}
		switch {
		case other != "" && same == nil && !doubt && !m.id.is():
			row.notes(fmt.Sprintf("a meme with this picture and caption is here already, and this is a new one, as its %s says something else", labels.Quoted(other)))
		case doubt && !m.id.is():
			row.notes("a meme with this picture and caption is here already under another name, and nothing says that this is the same, so it is a new one")
		case same == nil && row.note == "":
			if err := im.noteAlmost(row, image, pictured); err != nil {
				return fmt.Errorf("import: %w", err)
			}
		case same != nil && (same.Key == same.Image.Name || !m.id.is()) && im.claim(same.Key, row.Key):
			im.renamed.take(row, same, row.Image != "" && !calledSame(same.Image.Name, image.Name, image.SHA256))
			row.Key, row.Image, image.Name = same.Key, same.Image.Name, same.Image.Name
		}
	}
	return nil
}

// sameRow is the meme whose picture was missing when the same row came, with all columns as they
// are but that of the level: another column is taken for the pictures now. nil is for none, and for
// several; of one that has another picture the row says so.
func (im *Import) sameRow(row *TableRow) (same *labels.Meme, err error) {
	if row.Caption == "" || row.picture != nil || im.part.m.id.is() {
		return nil, nil
	}
	all, more, err := im.withCaption(im.dataset.Name, row.Caption)
	if err != nil || more || len(all) == 0 {
		return nil, err
	}
	columns, places := distinct(im.part.table.Dataset("").Columns), placesOf(distinct(im.dataset.Columns))
	differs := func(m *labels.Meme) bool {
		for i, c := range columns {
			at, both := places[c]
			if c.name != im.part.m.level.name && (!both || at >= len(m.Values) || m.Values[at] != row.Values[i]) {
				return true
			}
		}
		return false
	}
	for i := range all {
		switch m := &all[i]; {
		case m.Image.Name == "" || !m.HasCaption(row.Caption) || differs(m):
		case same != nil:
			return nil, nil
		default:
			same = m
		}
	}
	if same != nil && same.Image.SHA256 != "" {
		row.notes("a meme of the same row is here with another picture, so this is a new one")
		return nil, nil
	}
	return same, nil
}

// withItsNumbers leaves of memes those that have no other number (id, tweet_id, or what --id says)
// than a row. other is a column of numbers in which one with the row's caption has another; "" for
// none.
func (im *Import) withItsNumbers(row *TableRow, all []labels.Meme) (left []labels.Meme, other string) {
	if len(all) == 0 {
		return nil, ""
	}
	columns := im.part.table.Dataset("").Columns
	for _, meme := range all {
		differs := ""
		for i, name := range columns {
			at := slices.Index(im.dataset.Columns, name)
			if !numbersMemes(name) && name != im.part.m.id.name || at < 0 || at >= len(meme.Values) {
				continue
			}
			was, is := idOf(name, meme.Values[at]), idOf(name, row.Values[i])
			if none := idOf(name, ""); was != none && is != none && was != is {
				differs = name
			}
		}
		switch {
		case differs == "":
			left = append(left, meme)
		case meme.Seq <= im.had && meme.HasCaption(row.Caption):
			other = differs
		}
	}
	return left, other
}

// renamedPictures are those that a rule has known under other names.
type renamedPictures struct {
	from, key string          // the keys of the last one in the table and here
	name      string          // what it is called here
	as        string          // the first that has another name, and is not just in another folder, a sentence
	others    map[string]bool // the keys of all of these, of each of which there may be several rows
}

// take takes in a picture.
func (r *renamedPictures) take(from *TableRow, is *labels.Meme, other bool) {
	r.from, r.key, r.name = from.Key, is.Key, is.Image.Name
	if !other {
		return
	}
	if r.others == nil {
		r.others = map[string]bool{}
		r.as = fmt.Sprintf("%s is taken for %s", labels.Quoted(from.Image), labels.Quoted(is.Image.Name))
	}
	r.others[is.Key] = true
}

// said says how many have other names, for what their rows say is said of the memes with those; ""
// for none. one and many say by what they are known.
func (r *renamedPictures) said(one, many string) string {
	switch len(r.others) {
	case 0:
		return ""
	case 1:
		return r.as + ", " + one
	}
	return fmt.Sprintf("%d pictures %s: %s, and so on", len(r.others), many, r.as)
}

// besides reports whether the picture of this name is there, too, and another file than that of the
// row: the same picture in another folder is another meme.
func (im *Import) besides(row *TableRow, name string) bool {
	if im.part.pics == nil || row.picture != nil {
		return false
	}
	other, err := im.part.pics.find(name)
	if err != nil {
		return !errors.Is(err, errNotFound) && !errors.Is(err, errOutside) // there are several, or it cannot be looked for
	}
	file, err := im.part.locateOf(row)
	return err == nil && file != other
}

// calledSame reports whether the picture with a SHA-256 is called as it was but for its folders,
// and for its digest, by which several of one name are told apart. What is not UTF-8 in the names
// of an archive was U+FFFD before such names were read.
func calledSame(was, is, sha256 string) bool {
	plain := func(name string) string {
		ext := path.Ext(name)
		return strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ext), "-"+sha256[:min(8, len(sha256))]) + ext
	}
	was, is = plain(was), plain(is)
	return was == is || strings.ContainsRune(was, utf8.RuneError) && asciiOf(was) == asciiOf(is)
}

// asciiOf is what of a name is ASCII.
func asciiOf(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return -1
		}
		return r
	}, name)
}

// oneOf looks among memes with a picture for the one that was here when the import began with this
// picture and this caption, or one of them with none, called the same but for its folders, or
// anything if anyName; nil for none. doubt is whether there is one that it may be.
func (im *Import) oneOf(all []labels.Meme, image *labels.Image, caption string, anyName bool) (same *labels.Meme, doubt bool) {
	var called, others []*labels.Meme
	for i := range all {
		m := &all[i]
		switch {
		case m.Seq > im.had || m.Image.OtherMedia(*image):
		case m.Imported() != "" && caption != "" && !m.HasCaption(caption):
		case calledSame(m.Image.Name, image.Name, image.SHA256):
			called = append(called, m)
		default:
			others = append(others, m)
		}
	}
	switch {
	case len(called) == 1:
		return called[0], false
	case len(called) == 0 && len(others) == 1 && anyName:
		return others[0], false
	}
	return nil, len(called)+len(others) > 0
}
