package dataset

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"memebench/labels"
)

// knownByPicture gives rows of a batch the keys of memes that an earlier import has brought with the same picture and the same
// caption, where their own file is not there, too: an archive of the next version of a data set has another folder at its
// top, pictures get better names, and tables other words for them.
func (im *Import) knownByPicture(rows []TableRow, images []labels.Image) error {
	m := im.part.m
	if im.lookUp == nil || im.had == 0 || m.id.is() || m.join.is() {
		return nil
	}
	for i := range rows {
		row, image := &rows[i], &images[i]
		switch {
		case row.further && row.Key == im.renamed.from:
			row.Key, row.Image, image.Name = im.renamed.to, im.renamed.to, im.renamed.to
			continue
		case row.further || row.own != nil || row.Image == "" || image.SHA256 == "":
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
		same, doubt, err := im.samePicture(im.dataset.Name, image, row.Caption, row.picture == nil) // of pictures in a table nothing says which are there
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if doubt {
			row.notes("a meme with this picture and caption is here already under another name, and nothing says that this is the same, so it is a new one")
		}
		if same != nil && same.Key == same.Image.Name && !im.besides(row, same.Key) && im.claim(same.Key, row.Key) {
			im.renamed.from, im.renamed.to = row.Key, same.Key
			row.Key, row.Image, image.Name = same.Key, same.Key, same.Key
		}
	}
	return nil
}

// besides reports whether the picture of this key is there, too, and another file than that of the row: the same
// picture in another folder is another meme.
func (im *Import) besides(row *TableRow, key string) bool {
	if im.part.pics == nil || row.picture != nil {
		return false
	}
	other, err := im.part.pics.find(key)
	if err != nil {
		return false
	}
	file, err := im.part.locate(row.named)
	return err == nil && file != other
}

// calledSame reports whether the picture with a SHA-256 is called as it was but for its folders, and for its digest, by
// which several of one name are told apart. What is not UTF-8 in the names of an archive was U+FFFD before such names were read.
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

// samePicture looks in a dataset for the one meme that was here when the import began with this picture and this caption, called the
// same but for its folders, or anything if anyName; nil for none. doubt is whether there is one that it may be.
func (im *Import) samePicture(dataset string, image *labels.Image, caption string, anyName bool) (same *labels.Meme, doubt bool, err error) {
	all, err := im.here.SamePicture(dataset, image.SHA256)
	if err != nil {
		return nil, false, err
	}
	var called, others []*labels.Meme
	for i := range all {
		m := &all[i]
		imported := m.Imported()
		switch {
		case m.Seq > im.had:
		case !calledSame(m.Image.Name, image.Name, image.SHA256):
			if imported == caption {
				others = append(others, m)
			}
		case imported == caption || imported == "" || caption == "":
			called = append(called, m)
		}
	}
	switch {
	case len(called) == 1:
		return called[0], false, nil
	case len(called) == 0 && len(others) == 1 && anyName:
		return others[0], false, nil
	}
	return nil, len(called)+len(others) > 0, nil
}
