package dataset

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// The columns of pictures that lie in folders without a table.
const (
	fileColumn   = "file_name"
	textColumn   = "text"
	folderColumn = "folder"
	splitColumn  = "split"
)

// pictureValues reads the pictures of a place as rows: a picture's name; its caption, where a file
// of text or JSON beside it, or in a folder of texts, has the same name; the folder that it lies
// in, which may name its level; its split, where a folder is called like one; and what JSON beside
// it says.
type pictureValues struct {
	place   place
	names   []string          // of the pictures
	texts   map[string]string // the file with the caption, by the picture's name without its end
	objects map[string]string // the file with an object of JSON, likewise
	header  []string
	read    int
}

// newPictureValues makes rows of the pictures among the files of a place. Objects of JSON
// are read for their columns; the error is the context's.
func newPictureValues(ctx context.Context, p place, files []string) (*pictureValues, error) {
	v := &pictureValues{place: p, texts: map[string]string{}, objects: map[string]string{}, header: []string{fileColumn}}
	seen := map[string]bool{} // of pictures and videos, by the name without its end
	var sounds []string
	for _, name := range files {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		switch ext := strings.ToLower(path.Ext(name)); {
		case slices.Contains(pictureExts, ext), ext == "" && isPicture(p, name):
			v.names = append(v.names, name)
			seen[stemOf(name)] = true
		case isSoundName(name):
			sounds = append(sounds, name)
		}
	}
	v.addTexts(files)
	for _, name := range sounds { // one that has a picture belongs to it
		if !seen[stemOf(name)] {
			v.names = append(v.names, name)
		}
	}
	slices.Sort(v.names)
	var text, folder, split bool
	for _, name := range v.names {
		_, has := besideOf(v.texts, name)
		_, object := besideOf(v.objects, name)
		s, f := splitAndFolder(name)
		text, folder, split = text || has || object, folder || f != "", split || s != ""
	}
	for _, c := range []struct {
		name string
		is   bool
	}{{textColumn, text}, {folderColumn, folder}, {splitColumn, split}} {
		if c.is {
			v.header = append(v.header, c.name)
		}
	}
	columns, err := v.sideColumns(ctx)
	v.header = append(v.header, columns...)
	return v, err
}

// withoutTexts are the same rows without captions, of which no text is read. Columns are
// looked at in them: a caption says nothing of those.
func (v *pictureValues) withoutTexts() *pictureValues {
	bare := *v
	bare.header = slices.DeleteFunc(slices.Clone(v.header), func(c string) bool { return c == textColumn })
	bare.texts = nil
	return &bare
}

// isPicture reports whether a file of a place is a picture by its name or, where that has no
// end, by its first bytes.
func isPicture(p place, name string) bool {
	if path.Ext(name) != "" {
		return isPictureName(name)
	}
	start, err := readSmall(p, name)
	return err == nil && binaryKind([]byte(start)) == kindPicture
}

// stemOf is a name without its end, as names are compared.
func stemOf(name string) string { return formOf(strings.TrimSuffix(name, path.Ext(name))) }

// splitAndFolder returns the split that a folder on the way to a picture is called like,
// and the innermost folder that is called like none.
func splitAndFolder(name string) (split labels.Split, folder string) {
	parts := strings.Split(name, "/")
	for _, p := range parts[:len(parts)-1] {
		if _, value, ok := strings.Cut(p, "="); ok { // split=train
			p = value
		}
		if s := splitIn(p); s != "" {
			split = s
		} else if !slices.Contains(pictureFolders, formOf(p)) {
			folder = p
		}
	}
	return split, folder
}

func (v *pictureValues) columns() []string { return v.header }
func (v *pictureValues) firstRow() int     { return 1 }

func (v *pictureValues) next() (record, error) {
	if v.read == len(v.names) {
		return record{}, io.EOF
	}
	name := v.names[v.read]
	v.read++
	split, folder := splitAndFolder(name)
	rec := record{had: len(v.header)}
	caption, said, err := v.beside(name)
	if err != nil {
		rec.note = err.Error()
	}
	for _, column := range v.header {
		var value string
		switch column {
		case fileColumn:
			value = name
		case folderColumn:
			value = folder
		case splitColumn:
			if value = string(split); value == "" {
				value = said[column]
			}
		case textColumn:
			value = caption
		default:
			value = said[column]
		}
		rec.values = append(rec.values, strings.ToValidUTF8(value, "\ufffd"))
	}
	return rec, nil
}
