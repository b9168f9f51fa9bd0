package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// pictureValues reads the pictures of a place as rows: a picture's name; its caption,
// where a file of text or JSON beside it, or in a folder of texts, has the same name; the folder that it lies in, which may
// name its level; and its split, where a folder is called like one.
type pictureValues struct {
	place  place
	names  []string          // of the pictures
	texts  map[string]string // the file with the caption, by the picture's name without its end
	header []string
	read   int
}

// maxCaption bounds a file with one caption, in bytes.
const maxCaption = 64 << 10

// newPictureValues makes rows of the pictures among the files of a place.
func newPictureValues(p place, files []string) *pictureValues {
	v := &pictureValues{place: p, texts: map[string]string{}, header: []string{fileColumn}}
	seen := map[string]bool{} // of pictures and videos, by the name without its end
	var sounds []string
	for _, name := range files {
		switch ext := strings.ToLower(path.Ext(name)); {
		case slices.Contains(pictureExts, ext), ext == "" && isPicture(p, name):
			v.names = append(v.names, name)
			seen[stemOf(name)] = true
		case isSoundName(name):
			sounds = append(sounds, name)
		case ext == ".txt":
			v.texts[stemOf(name)] = name
		case ext == ".json" && v.texts[stemOf(name)] == "":
			v.texts[stemOf(name)] = name
		}
	}
	for _, name := range files {
		if ext := strings.ToLower(path.Ext(name)); ext == ".txt" || ext == ".json" {
			for _, stem := range textElsewhere(name) {
				if v.texts[stem] == "" {
					v.texts[stem] = name
				}
			}
		}
	}
	for _, name := range sounds { // one that has a picture belongs to it
		if !seen[stemOf(name)] {
			v.names = append(v.names, name)
		}
	}
	slices.Sort(v.names)
	var text, folder, split bool
	for _, name := range v.names {
		_, has := v.textOf(name)
		s, f := splitAndFolder(name)
		text, folder, split = text || has, folder || f != "", split || s != ""
	}
	for _, c := range []struct {
		name string
		is   bool
	}{{textColumn, text}, {folderColumn, folder}, {splitColumn, split}} {
		if c.is {
			v.header = append(v.header, c.name)
		}
	}
	return v
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

// textFolders are what folders of texts beside folders of pictures are called. Those of labels
// have other things in them.
var textFolders = []string{"text", "texts", "txt", "caption", "captions", "ocr", "img_txt", "transcript", "transcripts", "transcription", "transcriptions"}

// pictureFolders are what folders are called that have all pictures.
var pictureFolders = []string{"images", "image", "imgs", "img", "pictures", "data", "memes"}

// textElsewhere returns the name without its end that a text beside a picture would have, for one
// that lies in a folder of texts: images/cat for texts/cat, and cat.
func textElsewhere(file string) (stems []string) {
	parts := strings.Split(stemOf(file), "/")
	at := slices.IndexFunc(parts[:len(parts)-1], func(p string) bool { return slices.Contains(textFolders, p) })
	if at < 0 {
		return nil
	}
	stems = []string{strings.Join(slices.Delete(slices.Clone(parts), at, at+1), "/")}
	for _, folder := range pictureFolders {
		parts[at] = folder
		stems = append(stems, strings.Join(parts, "/"))
	}
	return stems
}

// textOf returns the file that has a picture's caption: cat.txt, cat.jpg.txt or cat.json.
func (v *pictureValues) textOf(name string) (file string, ok bool) {
	for _, stem := range []string{stemOf(name), formOf(name)} {
		if file, ok = v.texts[stem]; ok {
			return file, true
		}
	}
	return "", false
}

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
	for _, column := range v.header {
		var value string
		switch column {
		case fileColumn:
			value = name
		case folderColumn:
			value = folder
		case splitColumn:
			value = string(split)
		case textColumn:
			var err error
			if value, err = v.caption(name); err != nil {
				rec.note = err.Error()
			}
		}
		rec.values = append(rec.values, strings.ToValidUTF8(value, "\ufffd"))
	}
	return rec, nil
}

// caption reads the caption beside a picture.
func (v *pictureValues) caption(name string) (string, error) {
	file, ok := v.textOf(name)
	if !ok {
		return "", nil
	}
	r, err := v.place.open(file)
	if err != nil {
		return "", fmt.Errorf("its caption %s cannot be read", labels.Quoted(file))
	}
	defer r.Close() // only read from
	b, err := io.ReadAll(io.LimitReader(r, maxCaption+1))
	if err == nil && len(b) > maxCaption {
		err = fmt.Errorf("its caption %s has more than %d bytes", labels.Quoted(file), maxCaption)
	}
	if err != nil {
		return "", err
	}
	written, err := findCharset(bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	text, err := written.reader(bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	b, err = io.ReadAll(text)
	if strings.EqualFold(path.Ext(file), ".json") {
		return captionIn(b), err
	}
	return strings.TrimSpace(string(b)), err
}

// captionIn returns the caption of an object of JSON: what is called like one; "" where
// there is none.
func captionIn(b []byte) string {
	o, err := readObject(b)
	if err != nil {
		return ""
	}
	all := map[string]string{}
	flatten("", o, func(name string, raw json.RawMessage) {
		if len(raw) > 0 && raw[0] == '"' {
			all[plainName(name)] = strings.TrimSpace(rawText(raw))
		}
	})
	for _, name := range append([]string{"img_text"}, roleNames[roleCaption]...) {
		if text := caption(all[name]); text != "" {
			return text
		}
	}
	return ""
}
