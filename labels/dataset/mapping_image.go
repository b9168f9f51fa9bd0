package dataset

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// guessImage takes the first column that is called like one with pictures and names
// files that are there; else the first of the shape's; else the first that names files
// like pictures; else the first of any other name whose pictures are there.
func (d *deciding) guessImage() {
	if d.m.image.is() {
		return
	}
	all := slices.DeleteFunc(d.calledLike(d.shape.names(roleImage)), func(f field) bool {
		ofOthers := slices.Contains(idColumns, d.plain[f.at()]) && slices.Contains(d.spec.joins, d.plain[f.at()]) // memes of another table
		return ofOthers || d.saysLevel(f.at())
	})
	for _, f := range all {
		there, of := 0, 0
		for _, rec := range d.survey.first {
			if name := imageName(f.of(rec.values)); name != "" && len(name) <= maxName && f.at() != d.m.caption.at() {
				if of++; d.found(name) {
					there++
				}
			}
		}
		// A number may be what some picture is called that has nothing to do with it.
		ids := d.shape.image == nil && slices.Contains(idColumns, d.plain[f.at()])
		if there == 0 || ids && 2*there < of {
			continue
		}
		if full := d.namingAll(there); ids && full.is() {
			f = full
		}
		d.m.image = f
		return
	}
	for _, f := range all {
		named := slices.ContainsFunc(d.survey.first, func(rec record) bool { return isPictureName(imageName(f.of(rec.values))) })
		if d.shape.image != nil || named {
			d.m.image = f
			return
		}
	}
	if d.shape.image == nil && !d.embedded() && rowInHeader(d.columns) == "" {
		for _, is := range []func(string) bool{isPictureName, isSoundName} { // a sound may be a meme
			if f := d.naming(is); f.is() {
				d.m.image = f
				return
			}
		}
	}
	for i := range d.columns {
		f := fieldAt(d.columns, i)
		if i != d.m.caption.at() && !d.saysLevel(i) && !d.m.maybeImage.is() && slices.ContainsFunc(d.survey.first, func(rec record) bool { return isPictureName(imageName(f.of(rec.values))) }) {
			d.m.maybeImage = f
		}
	}
	for _, f := range all {
		if slices.Contains(pictureColumns, d.plain[f.at()]) && d.says(f) && !d.embedded() {
			d.m.notes = append(d.m.notes, fmt.Sprintf("column %s names no picture that is there, and stays a column: --image %q takes it for the pictures", labels.Quoted(d.columns[f.at()]), labels.Printable(f.name)))
			return
		}
	}
	if d.spec.Images != "" && d.spec.joins == nil && !d.embedded() {
		d.m.notes = append(d.m.notes, d.noPictures())
	}
}

// naming is the first column, whatever it is called, in whatever language, that names files that
// are there, and that end like some.
func (d *deciding) naming(is func(string) bool) field {
	for i := range d.columns {
		f := fieldAt(d.columns, i)
		if i != d.m.caption.at() && i != d.m.image.at() && !d.saysLevel(i) && slices.ContainsFunc(d.survey.first, func(rec record) bool {
			name := imageName(f.of(rec.values))
			return is(name) && len(name) <= maxName && d.found(name)
		}) {
			return f
		}
	}
	return field{}
}

// namingAll is the first column that names at least so many files that are there by the whole of their names.
func (d *deciding) namingAll(least int) field {
	for i := range d.columns {
		f, n := fieldAt(d.columns, i), 0
		for _, rec := range d.survey.first {
			if name := imageName(f.of(rec.values)); i != d.m.caption.at() && !d.saysLevel(i) && isPictureName(name) && len(name) <= maxName && d.found(name) {
				n++
			}
		}
		if n >= least {
			return f
		}
	}
	return field{}
}

// guessSound takes the first column that names sounds that are there, beside the one that names the pictures.
func (d *deciding) guessSound() {
	if d.m.image.is() || d.embedded() {
		d.m.sound = d.naming(isSoundName)
	}
}

// noPictures says that no column was taken for the pictures that there are, and which one may be it.
func (d *deciding) noPictures() string {
	passed := func(i int) bool { return i == d.m.caption.at() || d.saysLevel(i) }
	if i := calledAfter(d.survey.first, len(d.columns), passed, d.found); i >= 0 {
		return fmt.Sprintf("no column is called like one with pictures, and none is taken of --images: --image %q takes what that one names", labels.Printable(fieldAt(d.columns, i).name))
	}
	return "no column names a picture that is there, and none is taken of --images: --image COLUMN says which one names them"
}

// calledAfter is the first of so many columns, but those to be passed, after whose values most
// pictures of some rows are called, as numbers may be; -1 for none.
func calledAfter(rows []record, columns int, passed func(int) bool, found func(name string) bool) int {
	for i := range columns {
		there, all := 0, 0
		for _, rec := range rows {
			if name := imageName(rec.values[i]); name != "" && len(name) <= maxName && !passed(i) {
				if all++; found(name) {
					there++
				}
			}
		}
		if there > 0 && 2*there >= all {
			return i
		}
	}
	return -1
}

// pictureColumns are the names of columns with nothing but pictures.
var pictureColumns = []string{"image_name", "image", "img", "img_name", "img_fname", "image_file", "image_filename", "image_path", "img_path", "imagename", "picture", "pic", "photo"}

// idColumns are names of columns whose values some data sets call the pictures by.
var idColumns = []string{"id", "ids", "meme_id", "tweet_id", "post_id", "image_id", "name", "meme"}

// embedded reports whether pictures are in the file itself.
func (d *deciding) embedded() bool {
	return slices.ContainsFunc(d.survey.first, func(r record) bool { return r.picture != nil })
}

// isPictureName reports whether a name ends like that of a picture.
func isPictureName(name string) bool {
	return slices.Contains(pictureExts, strings.ToLower(path.Ext(strings.TrimSpace(name))))
}

// pictureExts end the names of pictures, those included that are not read: their memes
// say so.
var pictureExts = append([]string{".mp4", ".m4v", ".mov", ".webm", ".mkv", ".3gp", ".3g2", ".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".gif", ".webp", ".bmp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".svg"}, unreadVideoExts...)
