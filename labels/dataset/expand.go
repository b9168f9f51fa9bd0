package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
)

// What some tools write as one object is several rows here: one for each voice. An
// expander makes them. Every row has all of the meme, so that it is found again by it.

// mostOfMeme is how many bytes an object that a tool has written for a meme has at most, where that
// is all of a file.
const mostOfMeme = 1 << 20

// isOfTool reports whether an object that is all of a file is one of those that a tool writes for
// each meme, rather than one around best: that has captions or pictures, where the object has none.
func isOfTool(in *source, best rowsPlace) bool {
	text, err := in.text()
	if err != nil {
		return false
	}
	all, err := io.ReadAll(io.LimitReader(text, mostOfMeme))
	if err != nil || !json.Valid(all) {
		return false
	}
	o, err := readObject(all)
	if err != nil {
		return false
	}
	var own []string
	flatten("", o, func(name string, _ json.RawMessage) { own = append(own, name) })
	_, tool, _ := expanderOf(o)
	return tool != "" && (best.means < 2 || meaning(plainNames(own)) == 2)
}

// errToldLate is of an object that tells how all become rows, after others that did not.
var errToldLate = errors.New("another object tells how all become rows")

// findExpander finds out by an object how all become rows, unless that is known.
func (v *jsonValues) findExpander(o object) error {
	first := v.expand == nil
	if v.sure || !first && !hasLists(o) {
		return nil
	}
	expand, by, sure := expanderOf(o)
	if first && v.joined.voiced() {
		expand, sure = parallel{}.expand, true // also where nothing was said of the first
	}
	if first || sure {
		v.expand, v.by, v.sure = expand, by, sure
	}
	if !first && sure {
		return errToldLate
	}
	return nil
}

// objectKeys are the names of all that objects have, as of columns, in the order in which they
// come, and which of them an annotator has answered, or are the meme's own under such a name.
type objectKeys struct {
	names, asked, ofMeme []string
	seen                 map[string]bool
}

func (k *objectKeys) add(o object) {
	for _, m := range o {
		if m.asked && !slices.Contains(k.asked, m.name) {
			k.asked = append(k.asked, m.name)
		}
		if m.ofMeme && !slices.Contains(k.ofMeme, m.name) {
			k.ofMeme = append(k.ofMeme, m.name)
		}
	}
	flatten("", o, func(name string, _ json.RawMessage) {
		if !k.seen[name] {
			k.seen[name], k.names = true, append(k.names, name)
		}
	})
}

// formatDoccano is what reports call the JSON of doccano.
const formatDoccano = "doccano"

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }

func isObjectList(raw json.RawMessage) bool {
	if len(raw) == 0 || raw[0] != '[' {
		return false
	}
	return isObject(bytes.TrimLeft(raw[1:], " \t\r\n"))
}

func isList(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '[' }

// isEmptyList reports whether a list has nothing in it.
func isEmptyList(raw json.RawMessage) bool {
	return isList(raw) && len(bytes.TrimSpace(raw[1:])) == 1
}

// isEmpty reports whether a value is a list with nothing in it, or an object of such.
func isEmpty(raw json.RawMessage) bool {
	o, err := readObject(raw)
	return isEmptyList(raw) || err == nil && len(o) > 0 && !slices.ContainsFunc(o, func(m member) bool { return !isEmptyList(m.value) })
}

// hasLists reports whether an object has lists with something in them, as of what several have
// said, or an object that has such.
func hasLists(o object) bool {
	return slices.ContainsFunc(o, func(m member) bool {
		return isList(m.value) && !isEmptyList(m.value) || isObject(m.value) && (listsVoices(m.name) || voiceObjects(m.value) != nil)
	})
}

// list returns the objects of a list; what is none is left out.
func list(raw json.RawMessage) (all []object) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	for _, item := range items {
		if o, err := readObject(item); err == nil {
			all = append(all, o)
		}
	}
	return all
}

// The columns that an expander adds.
const (
	annotatorColumn = "annotator"
	levelOfVoice    = "level"
)

// expandTask makes rows of a task of Label Studio, one for each annotation that was not
// cancelled. The columns are those of the task's data, and one for each of what was
// asked (a choice, a rating, a text). What a model has said stays a column.
func expandTask(task object) (rows []object) {
	var base object
	if id := task.get("id"); id != nil {
		base = append(base, member{name: keyName, value: id})
	}
	data, err := readObject(task.get("data"))
	if err != nil {
		return nil
	}
	if isExported(data) {
		data = imported(data)
	}
	for _, m := range data {
		if base.get(m.name) != nil {
			m.name = "data." + m.name
		}
		base = append(base, m)
	}
	if p := task.get("predictions"); isList(p) && len(p) > len("[]") {
		base = append(base, member{name: "predictions", value: p})
	}
	voices := list(task.get("annotations"))
	if voices == nil {
		voices = list(task.get("completions")) // as it was called before version 1.0
	}
	for _, voice := range voices {
		if isCancelled(voice) {
			continue
		}
		who := annotatorOf(voice.get("completed_by"))
		if own := exportedVoice(voice); own != nil {
			who = own
		}
		row := append(append(object{}, base...), member{name: annotatorColumn, value: who})
		for _, answer := range list(voice.get("result")) {
			name := rawText(answer.get("from_name"))
			if value := answerOf(answer.get("value")); name != "" && value != nil {
				if row.get(name) != nil {
					name = "answer." + name
				}
				row = append(row, member{name: name, value: value, asked: true})
			}
		}
		rows = append(rows, row)
	}
	if rows == nil {
		return []object{base}
	}
	return rows
}

// personNames are what an object has that is somebody, the best to call them by first.
var personNames = []string{"email", "username", "name", "id"}

// annotatorOf is who an annotation is by: an address or a name if there is one, else the
// number.
func annotatorOf(raw json.RawMessage) json.RawMessage {
	if who, err := readObject(raw); err == nil {
		for _, name := range personNames {
			if text := rawText(who.get(name)); text != "" {
				return jsonText(text)
			}
		}
	}
	return jsonText(rawText(raw))
}

// answerOf is what an annotator has answered, nil for what is no answer in a word, or one of a
// place in the meme.
func answerOf(raw json.RawMessage) json.RawMessage {
	value, err := readObject(raw)
	if err != nil || isPlaced(value) {
		return nil
	}
	for _, kind := range []string{"choices", "rating", "text", "number"} {
		answer := value.get(kind)
		var words []string
		switch {
		case rawText(answer) == "" || isEmptyList(answer): // in Parquet all kinds are there, and all but one are null
			continue
		case json.Unmarshal(answer, &words) == nil && len(words) == 1:
			return jsonText(words[0])
		}
		return answer
	}
	return nil
}

// isOfDoccano reports whether annotations, if there are any, are such as doccano writes of whole texts.
func isOfDoccano(said []object) bool {
	return !slices.ContainsFunc(said, func(voice object) bool {
		who := firstCalled(voice, speakerNames, speaks)
		return voice.get("label") == nil || isPlaced(voice) || who != nil && who.name != "user"
	})
}

// expandDoccano makes rows of a document of doccano with annotations by several users,
// as versions before 1.2 write them: its labels are numbers.
func expandDoccano(doc object) (rows []object) {
	said := list(doc.get("annotations"))
	if !isOfDoccano(said) {
		return []object{doc}
	}
	var base object
	for _, m := range doc {
		if m.name != "annotations" {
			base = append(base, m)
		}
	}
	for _, voice := range said {
		label := rawText(voice.get("label"))
		if n, err := strconv.Atoi(label); err == nil {
			label = strconv.Itoa(n)
		}
		rows = append(rows, append(append(object{}, base...), member{name: annotatorColumn, value: jsonText(rawText(voice.get("user")))}, member{name: "label", value: jsonText(label), asked: true}))
	}
	if rows == nil {
		return []object{base}
	}
	return rows
}
