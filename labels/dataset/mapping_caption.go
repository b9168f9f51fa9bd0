package dataset

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"memebench/labels"
)

// guessCaption takes the first column that is called like one with captions and has
// something in it, rather not the same in every row, and the first with read text to stand in.
func (d *deciding) guessCaption() {
	if !d.m.caption.is() {
		for _, f := range d.calledLike(d.shape.names(roleCaption)) {
			if f.at() == d.m.image.at() || d.saysLevel(f.at()) || !d.says(f) && d.shape.caption == nil {
				continue
			}
			t := d.survey.of(f, d.fields)
			varies := d.shape.caption != nil || t == nil || !t.constant()
			if varies || !d.m.caption.is() {
				d.m.caption = f
			}
			if varies {
				break
			}
		}
		if len(d.own) == 1 && !d.saysLevel(len(d.columns)-1) && !d.m.image.is() && slices.Contains([]string{FormatCSV, FormatXLSX}, d.m.shape) {
			d.m.caption = fieldAt(d.columns, len(d.columns)-1)
		}
	}
	for _, f := range d.calledLike(readCaptions) {
		if f.at() != d.m.caption.at() && f.at() != d.m.image.at() && !d.saysLevel(f.at()) && !d.m.read.is() {
			d.m.read = f
		}
	}
}

// noteTexts says of the first column with texts that it may have the captions, where none is
// called so: of one with sentences, else of one that is called nearly so, as caption_en.
func (d *deciding) noteTexts() {
	if !d.guesses || d.m.caption.is() || d.m.read.is() || d.m.shape == FormatPictures {
		return
	}
	for _, words := range []int{3, 1} {
		for i, name := range d.plain {
			if i == d.m.image.at() || i == d.m.id.at() || d.hasLevelsAlone(i) || visible(d.columns[i]) == "" { // which no option can name
				continue
			}
			if words == 1 && !strings.HasPrefix(name, "caption_") && !strings.HasPrefix(name, "text_") {
				continue
			}
			if f := d.textsOf(i); d.hasTexts(f, words) && d.severalLevels(i) == "" {
				called := f.name
				if f.path == nil {
					called = columnName(d.columns, i)
				}
				d.m.notes = append(d.m.notes, fmt.Sprintf("no column is called like one with captions: --caption %q takes the texts of that one", labels.Printable(called)))
				return
			}
		}
	}
}

// hasLevelsAlone reports whether a column has the levels, or others and nothing else.
func (d *deciding) hasLevelsAlone(column int) bool {
	if column == d.m.level.at() || d.m.isVoice(column) {
		return true
	}
	t := d.survey.of(fieldAt(d.columns, column), d.fields)
	if t == nil {
		return false
	}
	o := t.opinionOf(d.m.levels)
	return o.names > 0 && o.unknown == 0
}

// textsOf is a column, or what has the texts in objects that stand in it.
func (d *deciding) textsOf(i int) field {
	f := fieldAt(d.columns, i)
	for _, rec := range d.survey.first {
		if inner, ok := pathField(d.columns, d.columns[i]+textWithin(f.of(rec.values))); ok {
			return inner
		}
	}
	return f
}

// hasTexts reports whether half of what a column has are texts of so many words, and not all the same.
func (d *deciding) hasTexts(f field, words int) bool {
	has, texts := 0, 0
	for _, rec := range d.survey.first {
		text := f.of(rec.values)
		if text == "" {
			continue
		}
		if has++; wordsIn(text) >= words && text[0] != '{' && !isAddress(text) {
			texts++
		}
	}
	t := d.survey.of(f, d.fields)
	return texts > 0 && 2*texts >= has && (t == nil || !t.constant())
}

// wordsIn counts the words of a text that have letters: a time of day has one at most beside its
// zone (10:12:00 AM GMT+1).
func wordsIn(text string) (n int) {
	for _, w := range strings.Fields(text) {
		if strings.ContainsFunc(w, unicode.IsLetter) {
			n++
		}
	}
	return n
}
