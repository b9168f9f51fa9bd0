package dataset

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"memebench/labels"
)

// This file is about rows without a picture, which are told apart by all their columns: who saves a
// table by another program, or without a column, also that of pictures, or corrects one, brings the
// same memes with other keys.

// knownByCaption gives a row without a picture the key of the meme that an earlier import has
// brought with its caption, if there is one such meme, and all columns that both have say the same,
// or those that are called like a number of it (id, tweet_id) or are said to be one (--id). A row
// that may be of a meme that is here, and cannot be told to be, is new, and that is said.
func (im *Import) knownByCaption(row *TableRow) error {
	if im.lookUp == nil || im.had == 0 || !im.byColumns(row) {
		return nil
	}
	ok, err := im.has(row.Key)
	if err != nil {
		return err
	}
	if ok {
		if !im.claim(row.Key, row.Key) {
			row.notes("an earlier row, with other columns, was taken for this meme")
		}
		return nil
	}
	t := im.part.table
	columns := t.Dataset("").Columns
	same, odd, err := im.sameAs(im.dataset, columns, row.Values, row.Caption)
	if err == nil && same == nil && row.read != nil { // by what stands in the file, as it was kept before meanings were read
		same, _, err = im.sameAs(im.dataset, columns, t.keptOf(row.read), row.Caption)
	}
	switch {
	case err != nil:
		return err
	case same != nil && !im.claim(same.Key, row.Key):
		row.notes("a meme with this caption is here already, and this is a new one, as another row of the table is of that")
	case same != nil:
		row.Key = same.Key
		if saysSame(same, row.Caption) {
			row.Caption = same.Imported() // the one in force stays
		}
	case odd != "":
		row.notes(odd)
	default:
		return im.sayNumbered(row)
	}
	return nil
}

// notes says something else of a row.
func (r *TableRow) notes(sentence string) {
	r.note = strings.TrimPrefix(r.note+"; "+sentence, "; ")
}

// claim reports whether rows with this key of their own are of the meme of an earlier import that
// has the key: rows with other keys are of other memes, so the first of the table has it.
func (im *Import) claim(key, own string) bool {
	meme, row := maphash.String(im.seen.seed, key), maphash.String(im.seen.seed, own)
	was, taken := im.claimed[meme]
	if !taken {
		im.claimed[meme] = row
	}
	return !taken || was == row
}

// byColumns reports whether a row is told apart by its columns.
func (im *Import) byColumns(row *TableRow) bool {
	m := im.part.m
	return !row.further && row.Image == "" && row.picture == nil && row.Caption != "" && !m.join.is() && !m.exported
}

// sameAs looks in a dataset for the meme that a row with these values of these columns is of: one
// without a picture before one that has one, which only a table without a column of pictures can
// mean, and one with its number, or that has the caption as it came, before others. Where there is
// none, odd is why it is not one that has its caption, a sentence; "" where none has it.
func (im *Import) sameAs(d labels.Dataset, columns, values []string, caption string) (same *labels.Meme, odd string, err error) {
	all, several, err := im.withCaption(d.Name, caption)
	if err != nil {
		return nil, "", err
	}
	if several {
		return nil, nothingSays, nil
	}
	places := placesOf(distinct(d.Columns))
	best := 0
	for _, pictured := range []bool{false, true} {
		if pictured && (same != nil || im.part.m.image.is()) {
			break
		}
		for i := range all {
			if (all[i].Image.Name != "") != pictured {
				continue
			}
			numbered, differs := im.sameValues(distinct(columns), values, caption, all[i].Values, places, d)
			is := saysSame(&all[i], caption) // but for case, accents and signs it does
			switch {
			case differs == nil && is || numbered:
				speaks := 1
				if numbered || all[i].Caption == all[i].Imported() {
					speaks = 2
				}
				if same == nil || speaks > best {
					same, best, several = &all[i], speaks, false
				} else {
					several = several || speaks == best
				}
			case !is && differs == nil && odd == "":
				odd = "a meme with this caption but for case, accents, spaces or signs is here already, and this is a new one"
			case is:
				odd = fmt.Sprintf("a meme with this caption is here already, and this is a new one, as its %s says something else: "+
					"without that column it is known again", labels.Quoted(*differs))
			}
		}
	}
	switch {
	case several:
		return nil, nothingSays, nil
	case same != nil:
		odd = ""
	}
	return same, odd, nil
}

const nothingSays = "memes with this caption are here already, and nothing says which of them this is, so it is a new one"

// saysSame reports whether a meme came with a caption, or has it now, but for spaces around it.
func saysSame(m *labels.Meme, caption string) bool {
	caption = strings.TrimSpace(caption)
	return strings.TrimSpace(m.Imported()) == caption || strings.TrimSpace(m.Caption) == caption
}

// sameValues compares what a row and a meme with its caption have in the columns of both that tell
// memes of the dataset d apart: numbered, that they have the same number; differs, a column in
// which they are not the same, nil for none.
func (im *Import) sameValues(columns []column, values []string, caption string, has []string, places map[column]int, d labels.Dataset) (numbered bool, differs *string) {
	for i, c := range columns {
		at, both := places[c]
		if !both || i >= len(values) || values[i] == caption || !slices.Contains(d.Key, c.name) {
			continue
		}
		isID := im.part.m.id.is() && c.name == im.part.m.id.name
		switch {
		case numbersRows(c.name) && !isID:
			continue // who sorts or draws rows gets other numbers
		case im.part.m.besideKey(c.name) && im.part.m.annotator.is():
			continue // one annotator's answer, where the list of all of them came as it stands, as of Parquet once
		case len(im.part.m.asked) > 0 && listsVoices(c.name) && values[i] == "":
			continue // and that list, which is rows now
		}
		old := ""
		if at < len(has) {
			old = has[at]
		}
		number := (numbersMemes(c.name) || isID) && strings.TrimSpace(old) != "" && strings.TrimSpace(values[i]) != ""
		switch {
		case number && (idOf(c.name, values[i]) == idOf(c.name, old) || isWritten(values[i], old)):
			numbered = true
		case number:
			return false, &c.name // whatever else is the same
		case strings.TrimSpace(values[i]) != strings.TrimSpace(old) && !isWritten(values[i], old):
			differs = &c.name
		}
	}
	return numbered, differs
}

// isWritten reports whether a number in digits was written as 1.5e+06 once, as those of Parquet were.
func isWritten(now, once string) bool {
	if !strings.Contains(once, "e+") {
		return false
	}
	x, ok := number(now)
	was, is := number(once)
	return ok && is && x == was
}

// numbersMemes reports whether a column is called like one that has another value for each meme. Of a post or
// a document there may be many comments or sentences that say the same.
func numbersMemes(name string) bool {
	plain := strings.Trim(plainName(name), "_")
	_, plain = innermost(plain)
	of, ok := strings.CutSuffix(plain, "id")
	return ok && slices.Contains([]string{"", "u", "uu", "gu", "tweet", "comment", "review", "sample", "item", "meme", "text", "sentence",
		"example", "row", "record", "task", "message", "unit", "image", "img", "status", "instance"}, strings.TrimSuffix(of, "_"))
}

// judgedApart says of a row that names its annotator that it is not of the meme of an earlier row with
// its caption, which another annotator has judged.
func (im *Import) judgedApart(row *TableRow) error {
	if row.Annotator == "" || !row.Level.Valid() || !im.part.m.annotator.is() || im.part.m.id.is() || !im.byColumns(row) {
		return nil
	}
	caption, now := maphash.String(im.seen.seed, row.Caption), judgement{maphash.String(im.seen.seed, row.Key), maphash.String(im.seen.seed, row.Annotator)}
	was, said := im.judged[caption]
	switch {
	case !said:
		im.judged[caption] = now
	case was.key != now.key && was.annotator != now.annotator && row.note == "":
		hint := "--id COLUMN names the column that both have the same in"
		if i := slices.IndexFunc(im.part.table.header, numbersMemes); i >= 0 {
			hint = fmt.Sprintf("if both are of one meme, --id %s makes them its voices, or another column that has the same in both", labels.Quoted(im.part.table.header[i]))
		}
		row.note = "another annotator has judged this caption in an earlier row, and that is another meme, as other columns differ: " + hint
	}
	return nil
}

// A judgement is the first of a caption, as digests.
type judgement struct{ key, annotator uint64 }
