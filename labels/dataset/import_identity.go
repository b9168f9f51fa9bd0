package dataset

import "fmt"

// This file is about which meme a row is of. Where nothing has changed since an earlier import, the
// key of the row tells that: its picture's name, its id or its columns. Else these are asked, in
// this order, each of a row that has no meme yet:
//
//   - what an export says: the meme's id, with its caption or picture (recognise, import_own.go);
//   - the picture's file by other forms of its name, and the row as it was before its picture was
//     there (settle, import_same.go);
//   - its key, which an earlier row may have claimed (knownByKey);
//   - the picture's name with the caption or a number, where only one of the tables has --id
//     (knownByName, import_same.go);
//   - the picture's name but for folders, with the caption, where the picture is not at hand
//     (notAtHand, import_elsewhere.go);
//   - what an export of a workspace with other ids says (knownElsewhere, import_elsewhere.go);
//   - the caption with the columns that both have, of a text (knownByCaption, import_caption.go);
//   - the picture itself, once those of a batch are read (knownByPicture, import_renamed.go).
//
// What knows one claims it (claim, import_caption.go): no two rows with keys of their own become
// one meme. Where something speaks for a meme that is here, and does not tell it, the row is a new
// meme, and says so.

// knownByKey claims the meme that has the key of a row already, before a later row that is like it
// does. Texts do so in knownByCaption, and of pictures in a table another may be the first of its
// name now.
func (im *Import) knownByKey(row *TableRow) error {
	if row.picture != nil || im.part.m.join.is() || im.byColumns(row) {
		return nil
	}
	ok, err := im.has(row.Key)
	if ok && !im.claim(row.Key, row.Key) {
		row.notes("an earlier row, which calls its picture otherwise, was taken for this meme")
	}
	return err
}

// identify gives a row the key of the meme that it is of.
func (im *Import) identify(row *TableRow) error {
	if err := im.recognise(row); err != nil || row.own != nil {
		return err
	}
	own := row.Key
	var rules []func(*TableRow) error
	if im.lookUp != nil && !row.further {
		rules = append(rules, im.settle) // by what earlier tables of this import have brought, too
		if im.had > 0 {
			rules = append(rules, im.knownByKey, im.knownByName, im.notAtHand, im.knownElsewhere)
		}
	}
	for _, rule := range append(rules, im.captionAsKnown, im.knownByCaption, im.sayOther, im.judgedApart) {
		if err := rule(row); err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	if !row.further {
		im.noteCaller(row)
		im.first = firstVoice{own, row.Key, row.Image, row.Caption}
	} else if own == im.first.own {
		row.Key, row.Image, row.Caption = im.first.key, im.first.image, im.first.caption
	}
	return nil
}

// A firstVoice is what the first row of a meme's voices is known by, where its key of its own may
// be another: the further rows are of the same meme.
type firstVoice struct{ own, key, image, caption string }
