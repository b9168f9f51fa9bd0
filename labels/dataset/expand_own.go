package dataset

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// What this program has exported comes back with everybody's levels, and with the columns that
// the memes had when they were first imported. The gold level and the state are made of the
// levels anew.

// exportedShapes are what columns mean in exports. The imported columns are beside them, with the
// captions and levels of then.
var exportedShapes = []dataShape{
	{needs: []string{"meme", "image_name", "image_path", "caption", "caption_origin", "level", "split", "state"}, // csv
		lies: "image_path", image: []string{"image_name"}, caption: []string{"caption"}, level: []string{"level"}},
	{name: FormatHuggingFace, needs: []string{"file_name", "caption", "caption_origin", "meme"},
		image: []string{"file_name"}, caption: []string{"caption"}, level: []string{"level"}},
	// What datasets has loaded from a folder for Hugging Face, and saved: the pictures are in it,
	// and file_name is not.
	{name: FormatHuggingFace, needs: []string{"image_name", "caption", "caption_origin", "level", "split", "meme"},
		image: []string{"image_name"}, caption: []string{"caption"}, level: []string{"level"}},
	exportedTasks,
}

// exportedTasks is the same of tasks for Label Studio, whose imported columns may be called like
// those of the others.
var exportedTasks = dataShape{
	needs: []string{"meme", "image_name", "text", "caption_origin"}, lies: "image", image: []string{"image_name"}, caption: []string{"text"}, level: []string{"level"},
}

// exportedLines is the same of lines of JSON, which are known by more than their columns.
var exportedLines = dataShape{
	needs: []string{"meme"}, image: []string{"image_name"}, caption: []string{"caption"}, level: []string{"level"},
}

// exportedShape returns what columns mean in an export of this program, the zero shape for any
// other file. The tool is the one that writes such objects, see expanderOf.
func exportedShape(tool string, plain []string) dataShape {
	switch {
	case tool == FormatJSONL:
		return exportedLines
	case tool == FormatLabelStudio && exportedTasks.fits(plain):
		return exportedTasks
	}
	if slices.Contains(plain, plainName(StateColumn)) { // what the memes of a table for Memotion had in an export before is as old as their other columns
		return dataShape{}
	}
	// A folder for Hugging Face may have the columns of a table behind its own, which begin with
	// the caption; those of a table begin with the id.
	folder := slices.Index(plain, "caption") < slices.Index(plain, "meme")
	for _, s := range exportedShapes {
		if s.fits(plain) && !(folder && slices.Contains(s.needs, "image_path")) {
			return s
		}
	}
	return dataShape{}
}

// ownFirst are the plain names of an export's columns, of which an imported one that is written
// otherwise ("Level" beside level) is the second of its name wherever it stands, as in tables.
func ownFirst(columns, plain []string) []string {
	written := make(map[string]bool, len(columns))
	for _, c := range columns {
		written[c] = true
	}
	own := slices.Clone(plain)
	for i, name := range plain {
		if columns[i] != name && written[name] {
			own[i] = column{name, 1}.title()
		}
	}
	return own
}

// isExported reports whether an object is a meme as this program writes it.
func isExported(o object) bool { return o.get("meme") != nil && o.get("state") != nil }

// imported returns the columns of an exported meme: its own, without what is made of the
// levels, and those of its source.
func imported(meme object) (columns object) {
	source, err := readObject(meme.get("source"))
	for _, m := range meme {
		switch {
		case m.name == "labels", m.name == levelOfVoice, m.name == "state", m.name == "source" && err == nil:
		default:
			columns = append(columns, m)
		}
	}
	if err != nil {
		return columns
	}
	taken := []string{annotatorColumn, levelOfVoice}
	for _, m := range columns {
		taken = append(taken, plainName(m.name))
	}
	for _, m := range source {
		if slices.Contains(taken, plainName(m.name)) { // it is the second of its name, as in tables
			m.name = column{strings.TrimSpace(m.name), 1}.title()
		}
		if columns.get(m.name) == nil {
			columns = append(columns, m)
		}
	}
	return columns
}

// expandExported makes rows of a line of an export as JSON lines, one for each label.
func expandExported(line object) (rows []object) {
	base := imported(line)
	for _, voice := range list(line.get("labels")) {
		rows = append(rows, withVoice(base, rawText(voice.get("annotator")), rawText(voice.get("level"))))
	}
	if rows == nil {
		return []object{base}
	}
	return rows
}

// withVoice is a row with the level of one annotator.
func withVoice(base object, annotator, level string) object {
	return append(append(object{}, base...), member{name: annotatorColumn, value: jsonText(annotator)}, member{name: levelOfVoice, value: jsonText(level)})
}

// voicesIn reads everybody's levels out of the text that a folder for Hugging Face has of them.
func voicesIn(raw json.RawMessage) (levels map[string]string, ok bool) {
	text := rawText(raw)
	return levels, len(text) > 1 && text[0] == '{' && json.Unmarshal([]byte(text), &levels) == nil
}

func isVoices(raw json.RawMessage) bool {
	_, ok := voicesIn(raw)
	return ok
}

// expandPicture makes rows of a line of a folder for Hugging Face that has everybody's levels.
func expandPicture(line object) (rows []object) {
	base := imported(line)
	levels, _ := voicesIn(line.get("labels"))
	for _, annotator := range slices.Sorted(maps.Keys(levels)) {
		rows = append(rows, withVoice(base, annotator, levels[annotator]))
	}
	if rows == nil {
		return []object{base}
	}
	return rows
}

// exportedVoice is whose level an annotation of Label Studio was when it was exported from here,
// nobody's where it is the gold level, nil where it was not. Label Studio says of all that it was
// who imported them.
func exportedVoice(annotation object) json.RawMessage {
	for _, answer := range list(annotation.get("result")) {
		meta, err := readObject(answer.get("meta"))
		if err != nil {
			continue
		}
		if who := rawText(meta.get(annotatorColumn)); who != "" {
			return jsonText(who)
		}
		if gold := rawText(meta.get(goldMeta)); gold != "" && gold == rawText(answerOf(answer.get("value"))) { // else somebody has changed it there
			return jsonText("")
		}
	}
	return nil
}
