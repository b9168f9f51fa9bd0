package dataset

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"memebench/labels"
	"memebench/labels/plainfile"
)

// huggingFaceFormat is a folder of pictures as the library datasets of Hugging Face reads
// it ("imagefolder"): for each split a folder with its pictures and a metadata.jsonl, a
// line for each picture.
//
// A line has file_name, caption (the one in force), caption_origin (given, ocr or edited), level
// (gold, "" for none), state, split, meme (its id), image_name, and the imported columns, all of
// them texts, for the library wants one type for a column in all files. With voices labels is
// added: a JSON text, everybody's levels by annotator. The splits are called train, validation and
// test.
//
// Pictures are copied. A meme without a picture that could be read is left out, and
// counted; so is one whose file is another now, since levels were not given to that, and a
// workspace that came from elsewhere may name any file of this machine; and one of a video,
// since an imagefolder has pictures.
type huggingFaceFormat struct{}

func (huggingFaceFormat) name() string { return FormatHuggingFace }

// splitFolders are what the library calls the splits.
var splitFolders = map[labels.Split]string{labels.Train: "train", labels.Val: "validation", labels.Test: "test"}

// errNoPictures says that a folder of pictures would be empty.
var errNoPictures = errors.New("no meme has a picture that can be read, and a folder of pictures cannot hold texts alone: export them as csv or jsonl")

func (huggingFaceFormat) fill(e *exporting, into NewFolder) error {
	datasets, err := e.store.Datasets()
	if err != nil {
		return err
	}
	h := huggingFace{exporting: e, into: into, union: newColumnUnion(datasets), tables: map[labels.Split]*bufio.Writer{}}
	// The library puts the picture itself in a column image.
	h.titles = h.union.titles([]string{"file_name", "image", "caption", "caption_origin", "level", "state", "split", "meme", "image_name", "labels"})
	if err := e.rows(h.take); err != nil {
		return err
	}
	if e.report.Memes == 0 {
		return errNoPictures
	}
	for _, table := range h.tables {
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// huggingFace is one folder being filled.
type huggingFace struct {
	*exporting
	into   NewFolder
	union  columnUnion
	titles []string
	tables map[labels.Split]*bufio.Writer
}

// take writes a meme and its picture, if that can be read.
func (h *huggingFace) take(m labels.Meme, s labels.State) error {
	if m.Image.Media.Moves {
		h.report.Videos++
	} else if m.HasImage() {
		name := pictureName(&m)
		switch err := h.picture(splitFolders[m.Split]+"/"+name, m.Image); {
		case err == nil:
			return h.line(name, &m, s)
		case !errors.Is(err, errUnread):
			return err
		}
		if h.report.Unread++; h.report.Unread == 1 {
			h.report.FirstUnread = m.Image.Path
		}
	}
	h.report.Memes--
	h.report.LeftOut++
	return nil
}

// errUnread says that a picture cannot be read any more, or is another one now.
var errUnread = errors.New("the picture cannot be read")

// picture copies a picture.
func (h *huggingFace) picture(name string, of labels.Image) error {
	if !inPlace(of.Path, of.SHA256) {
		return errUnread
	}
	f, _, err := plainfile.Open(of.Path)
	if err != nil {
		return errUnread
	}
	defer f.Close() // only read from
	return h.into.Put(name, f)
}

// pictureName is what a meme's picture is called in its folder: its place and its own
// name, as far as every file system takes it, with an ending by which it is known.
func pictureName(m *labels.Meme) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r)) {
			return r
		}
		return '_'
	}, path.Base(filepath.ToSlash(m.Image.Name)))
	ending := "." + m.Image.Format
	switch have := strings.ToLower(path.Ext(name)); {
	case have == ending, have == ".jpg" && ending == ".jpeg":
		ending = path.Ext(name)
	}
	name = strings.TrimSuffix(name, path.Ext(name))
	const most = 100
	return fmt.Sprintf("%07d_%s%s", m.Seq, name[:min(len(name), most)], ending)
}

// line adds a picture to the table of its split.
func (h *huggingFace) line(name string, m *labels.Meme, s labels.State) error {
	row := map[string]string{
		"file_name": name, "caption": m.Caption, "caption_origin": m.Origin.String(), "level": s.Gold.String(), "state": string(s.Kind),
		"split": string(m.Split), "meme": string(m.ID), "image_name": m.Image.Name,
	}
	if h.Voices {
		said := map[string]string{}
		for _, v := range levelsOf(s) {
			said[v.Annotator] = v.Level.String()
		}
		text, err := json.Marshal(said)
		if err != nil {
			return err
		}
		row["labels"] = string(text)
	}
	for i, c := range h.union.columns {
		row[h.titles[i]], _ = h.union.value(m, c)
	}
	text, err := json.Marshal(row)
	if err != nil {
		return err
	}
	table, err := h.table(m.Split)
	if err != nil {
		return err
	}
	_, err = table.Write(append(text, '\n'))
	return err
}

// table is that of a split.
func (h *huggingFace) table(s labels.Split) (*bufio.Writer, error) {
	if t, ok := h.tables[s]; ok {
		return t, nil
	}
	w, err := h.into.Create(splitFolders[s] + "/metadata.jsonl")
	if err != nil {
		return nil, err
	}
	h.tables[s] = bufio.NewWriterSize(w, 1<<16)
	return h.tables[s], nil
}
