package dataset

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"memebench/labels"
)

// settle gives a row the key of the meme that it is of, where an earlier table has called that
// otherwise: its picture with or without the ending or the folders of the name (cat, cat.png and
// images/cat.png are one file, also from another folder for --images); by its values, when its
// picture was not there yet; or by its picture's name, when that is not there now.
func (im *Import) settle(row *TableRow) error {
	m := im.part.m
	if row.picture != nil || m.id.is() && row.Key != row.Image || m.join.is() || row.Image == "" && !m.maybeImage.is() {
		return nil
	}
	if ok, err := im.has(row.Key); ok || err != nil {
		return err
	}
	if ok, err := im.bareHere(row); ok || err != nil {
		return err
	}
	if row.Image == "" {
		name := im.part.fromBase(imageName(m.maybeImage.of(im.part.table.valuesOf(row))))
		if name == "" || len(name) > maxName {
			return nil
		}
		here, ok, err := im.lookUp(name)
		if ok && here.Image.Name == name {
			row.Key = name
		}
		return err
	}
	if file, err := im.part.locateOf(row); err == nil {
		at := im.part.pics.place.path(file)
		for _, name := range append([]string{file, path.Base(file), withoutExt(file), path.Base(withoutExt(file))}, fromAbove(at)...) {
			here, ok, err := im.lookUp(name)
			if err != nil {
				return err
			}
			if !ok || here.Image.Name != name {
				continue
			}
			found, err := im.part.pics.find(name)
			if err == nil && found == file || at != "" && here.Image.Path == at { // else it may be another file's
				row.Key, row.Image = name, name
				return nil
			}
		}
		if ok, err := im.calledElsewhere(row, file); ok || err != nil {
			return err
		}
	}
	without := im.part.table.digest(im.part.table.valuesOf(row))
	here, ok, err := im.lookUp(without)
	if ok && (here.Image.Name == "" || here.Image.Name == row.Image) {
		row.Key = without
	}
	return err
}

// A calledFile is a picture's file that tables name.
type calledFile struct {
	pics *finder
	file string
}

// A caller is what a table calls a picture's file, with the caption that it has for it.
type caller struct{ name, caption string }

// calledElsewhere gives a row the key of the meme that another table of this import has brought, as
// where each annotator has one in a folder (ann/labels.csv, bo/labels.csv): both mean this file by
// their names, and they have no two captions for it.
func (im *Import) calledElsewhere(row *TableRow, file string) (bool, error) {
	for _, c := range im.callers[calledFile{im.part.pics, file}] {
		here, ok, err := im.lookUp(c.name)
		if err != nil {
			return false, err
		}
		was := cmp.Or(here.Imported(), c.caption) // a preview has no captions
		if ok && here.Image.Name == c.name && (was == row.Caption || was == "" || row.Caption == "") {
			row.Key, row.Image = c.name, c.name
			return true, nil
		}
	}
	return false, nil
}

// noteCaller keeps what a row calls its picture's file, and its caption, for calledElsewhere.
func (im *Import) noteCaller(row *TableRow) {
	if len(im.parts) < 2 || row.picture != nil || row.Image == "" || row.Key != row.Image {
		return
	}
	file, err := im.part.locateOf(row)
	if err != nil {
		return // it is missing, and said so where it is read
	}
	if im.callers == nil {
		im.callers = map[calledFile][]caller{}
	}
	at := calledFile{im.part.pics, file}
	if i := slices.IndexFunc(im.callers[at], func(c caller) bool { return c.name == row.Image }); i >= 0 {
		im.callers[at][i].caption = cmp.Or(im.callers[at][i].caption, row.Caption)
		return
	}
	im.callers[at] = append(im.callers[at], caller{row.Image, row.Caption})
}

// knownByName gives a row with a picture the key of the meme that an earlier import has brought
// with its name and its caption or number, where one of the two is told apart by --id, and the
// other by the picture's name: who leaves --id out, or whose table lacks the column, means the
// memes that are there. Their pictures need not be at hand.
func (im *Import) knownByName(row *TableRow) error {
	m := im.part.m
	if row.picture != nil || row.Image == "" || m.join.is() {
		return nil
	}
	if ok, err := im.has(row.Key); ok || err != nil {
		return err
	}
	if ok, err := im.knownByNumber(row); ok || err != nil {
		return err
	}
	if row.Caption == "" {
		return nil
	}
	all, more, err := im.withCaption(im.dataset.Name, row.Caption)
	if err != nil || more {
		return err
	}
	var same *labels.Meme
	for i := range all {
		is := &all[i]
		if byName := is.Key == is.Image.Name; byName != m.id.is() || is.Image.Name != row.Image || !is.HasCaption(row.Caption) {
			continue
		}
		if same != nil {
			row.notes(nothingSays)
			return nil
		}
		same = is
	}
	if same != nil && im.claim(same.Key, row.Key) {
		row.Key = same.Key
	}
	return nil
}

// knownByNumber is knownByName of a meme that has the picture's name and a number of the row,
// whatever its caption is: a corrected one is in conflict, as where both came with --id.
func (im *Import) knownByNumber(row *TableRow) (ok bool, err error) {
	if m := im.part.m; m.id.is() {
		at := slices.Index(im.dataset.Columns, m.id.name)
		here, ok, err := im.lookUp(row.Image)
		if !ok || err != nil || at < 0 || at >= len(here.Values) || strings.TrimSpace(here.Values[at]) != row.Key || !im.claim(here.Key, row.Key) {
			return false, err
		}
		row.Key = here.Key
		return true, nil
	}
	for i, name := range im.part.table.Dataset("").Columns {
		if !numbersMemes(name) || i >= len(row.Values) || row.Values[i] == "" {
			continue
		}
		here, ok, err := im.lookUp(strings.TrimSpace(row.Values[i]))
		if err != nil {
			return false, err
		}
		if ok && here.Image.Name == row.Image && im.claim(here.Key, row.Key) {
			row.Key = here.Key
			return true, nil
		}
	}
	return false, nil
}

// mostAbove is how many folders above a picture a table may begin at that names it.
const mostAbove = 4

// fromAbove returns what the file at a path is called from the folders above it, and without its ending.
func fromAbove(at string) (names []string) {
	if at == "" {
		return nil
	}
	above := strings.Split(filepath.ToSlash(at), "/")
	for n := 2; n < min(len(above), mostAbove+2); n++ {
		name := strings.Join(above[len(above)-n:], "/")
		names = append(names, name, withoutExt(name))
	}
	return names
}

// captionAsKnown gives a row whose caption is a date the number that this is in the file, where its
// meme was imported with that, before dates were kept.
func (im *Import) captionAsKnown(row *TableRow) error {
	if im.lookUp == nil || row.read == nil {
		return nil
	}
	number := im.part.table.caption(row.read)
	if number == row.Caption {
		return nil
	}
	here, ok, err := im.lookUp(row.Key)
	if ok && here.Imported() == number {
		row.Caption = number
	}
	return err
}

// fromStore looks up memes of the part's dataset, where the store has that.
func (im *Import) fromStore(key string) (labels.Meme, bool, error) {
	return im.here.LookUp(labels.NewMemeID(im.dataset.Name, key))
}

// has is lookUp of whether the meme is there: to read it takes ten times as long.
func (im *Import) has(key string) (bool, error) {
	if im.here != nil {
		if ok, err := im.here.Has(labels.NewMemeID(im.dataset.Name, key)); ok || err != nil {
			return ok, err
		}
	}
	_, ok, err := im.lookUp(key) // a preview has more, also beside nothing
	return ok, err
}
