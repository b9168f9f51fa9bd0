package dataset

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"memebench/labels"
)

// A text beside a picture has its caption; an object of JSON has that, and what else is in it are
// columns of the picture.

// maxCaption bounds a file with one caption, and a value beside a picture, in bytes; maxObject one
// with an object, which may have the picture in it; and maxSideColumns the columns of all objects.
const (
	maxCaption     = 64 << 10
	maxObject      = 16 << 20
	maxSideColumns = 1000
)

// besideOf returns the file of some that belongs to a picture: cat.txt or cat.jpg.txt.
func besideOf(files map[string]string, name string) (file string, ok bool) {
	for _, stem := range []string{stemOf(name), formOf(name)} {
		if file, ok = files[stem]; ok {
			return file, true
		}
	}
	return "", false
}

// sideColumns are the names of what the objects beside the pictures have in them, in the order in
// which they come first, but for those that the pictures have of themselves.
func (v *pictureValues) sideColumns(ctx context.Context) (columns []string, err error) {
	if len(v.objects) == 0 {
		return nil, nil
	}
	seen := map[string]bool{fileColumn: true, textColumn: true, folderColumn: true}
	for _, c := range v.header {
		seen[c] = true
	}
	for _, name := range v.names {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		o, _ := v.object(name) // what is wrong with it is a note of the row
		flatten("", o, func(column string, raw json.RawMessage) {
			column = labels.Printable(column)
			if len(raw) <= maxCaption && !seen[column] && len(columns) < maxSideColumns {
				seen[column] = true
				columns = append(columns, column)
			}
		})
	}
	return columns, nil
}

// object reads the object beside a picture, nil where there is none.
func (v *pictureValues) object(name string) (object, error) {
	file, ok := besideOf(v.objects, name)
	if !ok {
		return nil, nil
	}
	b, err := v.readBeside(file, maxObject)
	if err != nil {
		return nil, err
	}
	o, err := readObject(b)
	if err != nil {
		return nil, fmt.Errorf("%s beside it is no object of JSON", labels.Quoted(file))
	}
	return o, nil
}

// beside reads the caption of a picture, and what an object beside it has for the columns.
func (v *pictureValues) beside(name string) (caption string, said map[string]string, err error) {
	o, err := v.object(name)
	said = map[string]string{}
	flatten("", o, func(column string, raw json.RawMessage) {
		if len(raw) <= maxCaption {
			said[labels.Printable(column)] = rawText(raw)
		}
	})
	file, ok := besideOf(v.texts, name)
	if !ok {
		return captionIn(o), said, err
	}
	b, textErr := v.readBeside(file, maxCaption)
	if textErr != nil {
		err = textErr
	}
	return strings.TrimSpace(string(b)), said, err
}

// readBeside reads a text, however it is written.
func (v *pictureValues) readBeside(file string, most int64) ([]byte, error) {
	r, err := v.place.open(file)
	if err != nil {
		return nil, fmt.Errorf("%s beside it cannot be read", labels.Quoted(file))
	}
	defer r.Close() // only read from
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s beside it has more than %d bytes", labels.Quoted(file), most)
	}
	if err != nil {
		return nil, err
	}
	written, err := findCharset(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	text, err := written.reader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(text)
}

// captionIn returns the caption of an object: what is called like one; "" where there is none.
func captionIn(o object) string {
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

// textFolders are what folders of texts beside folders of pictures are called. Those of labels
// have other things in them.
var textFolders = []string{"text", "texts", "txt", "caption", "captions", "ocr", "img_txt", "transcript", "transcripts", "transcription", "transcriptions"}

// objectFolders are what folders of JSON beside folders of pictures are called, besides.
var objectFolders = []string{"ann", "annotation", "annotations", "json", "labels", "meta", "metadata"}

// pictureFolders are what folders are called that have all pictures.
var pictureFolders = []string{"images", "image", "imgs", "img", "pictures", "data", "memes"}

// textElsewhere returns the name without its end that a text beside a picture would have, for one
// that lies in a folder of texts: images/cat for texts/cat, and cat.
func textElsewhere(file string) (stems []string) {
	parts := strings.Split(stemOf(file), "/")
	object := strings.EqualFold(path.Ext(file), ".json")
	at := slices.IndexFunc(parts[:len(parts)-1], func(p string) bool {
		return slices.Contains(textFolders, p) || object && slices.Contains(objectFolders, p)
	})
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

// addTexts sorts out the texts and objects beside pictures: first those that lie there, then those
// in folders of texts.
func (v *pictureValues) addTexts(files []string) {
	for _, elsewhere := range []bool{false, true} {
		for _, name := range files {
			to := v.texts
			switch strings.ToLower(path.Ext(name)) {
			case ".txt":
			case ".json":
				to = v.objects
			default:
				continue
			}
			stems := []string{stemOf(name)}
			if elsewhere {
				stems = textElsewhere(name)
			}
			for _, stem := range stems {
				if to[stem] == "" {
					to[stem] = name
				}
			}
		}
	}
	for name, picture := range filesOfOnePicture(v.place, v.names, files) {
		to := v.texts
		if strings.EqualFold(path.Ext(name), ".json") {
			to = v.objects
		}
		if stem := stemOf(picture); to[stem] == "" {
			to[stem] = name
		}
	}
}

// filesOfOnePicture are the texts and objects that belong to a picture because they lie in a folder of
// its own (0001/meme.png, 0001/caption.txt, 0001/meta.json), where every picture has one: of the
// texts the one that is called like a caption, and of objects the only one.
func filesOfOnePicture(pl place, pictures, files []string) map[string]string {
	in := map[string]string{}
	for _, p := range pictures {
		if in[path.Dir(p)] != "" || path.Dir(p) == "." {
			return nil
		}
		in[path.Dir(p)] = p
	}
	if len(in) < 2 {
		return nil
	}
	texts, objects := map[string][]string{}, map[string][]string{}
	for _, f := range files {
		switch folder := path.Dir(f); {
		case in[folder] == "":
		case strings.EqualFold(path.Ext(f), ".txt"):
			texts[folder] = append(texts[folder], f)
		case strings.EqualFold(path.Ext(f), ".json"):
			objects[folder] = append(objects[folder], f)
		}
	}
	belongs := map[string]string{}
	for folder, picture := range in {
		named := slices.DeleteFunc(slices.Clone(texts[folder]), func(f string) bool { return !slices.Contains(textFolders, path.Base(stemOf(f))) })
		if len(named) == 1 {
			belongs[named[0]] = picture
		}
		if all := objects[folder]; len(all) == 1 {
			if start, err := readSmall(pl, all[0]); err == nil && strings.HasPrefix(strings.TrimLeft(start, "\ufeff \t\r\n"), "{") {
				belongs[all[0]] = picture
			}
		}
	}
	return belongs
}
