package dataset

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// formatProdigy is what reports call the JSON of Prodigy.
const formatProdigy = "prodigy"

// expandProdigy makes a row of a task of Prodigy. What was chosen counts if the task was
// accepted, and is the level of whoever did; a task that was rejected or ignored says none.
func expandProdigy(task object) []object {
	accepted := rawText(task.get("answer")) == "accept"
	var row object
	for _, m := range task {
		switch m.name {
		case "accept", "label":
			m.asked = true
			if !accepted {
				m.value = nil
			}
		case "spans", "relations", "audio_spans": // which each marks
			m.asked = true
		case "options", "config", "_session_id", "_timestamp": // not of the meme
			continue
		}
		row = append(row, m)
	}
	who := task.get("_annotator_id")
	if rawText(who) == "" {
		who = task.get("_session_id") // which is all that versions before 1.12 write
	}
	if rawText(who) != "" && row.get(annotatorColumn) == nil {
		row = append(row, member{name: annotatorColumn, value: who})
	}
	return []object{row}
}

// voiceLists are the plain names of lists with an object for each annotator, beside those of annotators.
var voiceLists = []string{"annotations", "labels", "ratings", "votes", "answers", "responses", "judgments", "judgements"}

// listsVoices reports whether a list of this name may have an object for each annotator.
func listsVoices(name string) bool {
	plain := plainName(name)
	return slices.Contains(voiceLists, plain) || slices.Contains(annotatorLists, plain)
}

// The plain names under which a voice says whose it is, those of authors and things, too, and has its level.
var (
	authorNames  = []string{"user", "user_id", "username", "email", "created_by", "author", "by", "name"}
	speakerNames = append(slices.Clone(roleNames[roleAnnotator]), authorNames...)
	saidNames    = append(slices.Clone(roleNames[roleLevel]), "value", "score", "answer", "response", "vote", "category")
)

// voicesOf returns the name under which an object has a list of objects that say by whom they
// are, and a level beside it; "" where it has none.
func voicesOf(o object) string {
	name, _ := listedVoices(o, true)
	return name
}

// listedVoices is voicesOf with what the voices say, each as the columns of its annotator and
// level, and of what else it has, but for what is called like captions, pictures or numbers of
// memes. One may lack its annotator or its level; where told, it is not so with all.
func listedVoices(o object, told bool) (name string, said []object) {
	for _, m := range o {
		if !listsVoices(m.name) {
			continue
		}
		said = nil
		tells := false
		for _, v := range voiceObjects(m.value) {
			who, level := firstCalled(v, speakerNames, speaks), firstCalled(v, saidNames, says)
			if who == nil && level == nil && !slices.ContainsFunc(v, isOfVoice) || isThing(v, who) {
				said, tells = nil, false
				break
			}
			tells = tells || who != nil && level != nil
			if who == nil && level == nil {
				continue
			}
			voice := object{{name: annotatorColumn, value: annotatorOf(memberValue(who))}, {name: levelOfVoice, value: memberValue(level), asked: true}}
			for i := range v {
				if &v[i] != who && &v[i] != level && rawText(v[i].value) != "" && mayBeSaid(v[i].name) && !numbersMemes(v[i].name) {
					voice = append(voice, besides(o, m.name, v[i]))
				}
			}
			said = append(said, voice)
		}
		if said != nil && (tells || !told) {
			return m.name, said
		}
	}
	return "", nil
}

// isOfVoice reports whether a member, whatever it has, is called like who has said something, or what.
func isOfVoice(m member) bool {
	plain := plainName(m.name)
	return slices.Contains(speakerNames, plain) || slices.Contains(saidNames, plain)
}

// isThing reports whether an object that is somebody's by the name of an author, or is called
// something, is no voice: a post with a text of its own, a thing or a place in the picture or the
// text, or a class with its score.
func isThing(o object, who *member) bool {
	if who == nil || !slices.Contains(authorNames, plainName(who.name)) {
		return false
	}
	if plainName(who.name) == "name" {
		level, err := levelReader{}.read(rawText(who.value))
		if o.get("category") != nil || err == nil && level.Valid() {
			return true
		}
	}
	return isPlaced(o) || slices.ContainsFunc(o, func(m member) bool {
		plain := plainName(m.name)
		return rawText(m.value) != "" && (plain == "body" || plain == "message" || slices.Contains(roleNames[roleCaption], plain))
	})
}

// isPlaced reports whether an object is of a place in a picture, a text or a sound.
func isPlaced(o object) bool {
	return slices.ContainsFunc(o, func(m member) bool {
		name, text := plainName(m.name), rawText(m.value)
		if name == "start" { // it may also be the time at which somebody began to answer
			_, err := strconv.ParseFloat(text, 64)
			return err == nil || strings.HasPrefix(text, "/") // a path in HTML
		}
		return text != "" && slices.Contains(placeNames, name)
	})
}

// placeNames are the plain names of what says where in a picture, a text or a sound something is,
// but for start.
var placeNames = []string{"bbox", "box", "bounding_box", "polygon", "points", "segmentation", "x", "start_offset"}

// besides is what a voice has in a list beside its annotator and level, as a member of its row:
// under its own name, unless that is one of the meme, or like that of an annotator or a level.
func besides(meme object, list string, m member) member {
	if isOfVoice(m) || meme.get(m.name) != nil {
		m.name = list + "." + m.name
	}
	m.asked = true
	return m
}

// memberValue is the value of a member, nil for none.
func memberValue(m *member) json.RawMessage {
	if m == nil {
		return nil
	}
	return m.value
}

// voiceObjects are those of a list; or of an object with lists that are as long as that of who has
// said it, as which the library datasets has a list of objects.
func voiceObjects(raw json.RawMessage) (all []object) {
	lists, err := readObject(raw)
	if err != nil {
		return list(raw)
	}
	for _, m := range lists {
		if slices.Contains(speakerNames, plainName(m.name)) || slices.Contains(annotatorLists, plainName(m.name)) {
			who := itemsOf(m.value)
			if !slices.ContainsFunc(who, isList) {
				all = make([]object, len(who))
				break
			}
		}
	}
	for _, m := range lists {
		if values := itemsOf(m.value); len(values) == len(all) {
			for i, value := range values {
				all[i] = append(all[i], member{name: m.name, value: value})
			}
		}
	}
	return all
}

// itemsOf returns what is in a list, nil where it is none.
func itemsOf(raw json.RawMessage) (items []json.RawMessage) {
	if !isList(raw) || json.Unmarshal(raw, &items) != nil {
		return nil
	}
	return items
}

// firstCalled returns the first member that is called like one of some plain names, in their
// order, and of which is holds; nil for none.
func firstCalled(o object, names []string, is func(json.RawMessage) bool) (found *member) {
	at := len(names)
	for i, m := range o {
		if n := slices.Index(names[:at], plainName(m.name)); n >= 0 && is(m.value) {
			found, at = &o[i], n
		}
	}
	return found
}

// speaks reports whether a value says who somebody is: a text or a number, or an object that has one.
func speaks(raw json.RawMessage) bool {
	who := rawText(annotatorOf(raw))
	return who != "" && !isList(raw) && !strings.HasPrefix(who, "{")
}

// says reports whether a value can be a level: a text or a number, or a list of such.
func says(raw json.RawMessage) bool {
	return rawText(raw) != "" && !isObject(raw) && !isList(raw) || len(textsOf(raw)) > 0
}

// freeName is the name of a column with what a meme itself has under a name that its voices have:
// another one than those of objects.
func freeName(name string, objects []object) string {
	for {
		name += ".2"
		if !slices.ContainsFunc(objects, func(o object) bool { return o.get(name) != nil }) {
			return name
		}
	}
}

// expandVoices makes rows of an object with a list of what annotators have said, one for each.
func expandVoices(o object) (rows []object) {
	name, said := listedVoices(o, true)
	if said == nil {
		name, said = listedVoices(o, false)
	}
	if said == nil {
		return []object{withoutEmpty(o, listsVoices)}
	}
	var base object
	for _, m := range o {
		switch m.name {
		case name:
			continue
		case annotatorColumn, levelOfVoice: // of the meme, as what was agreed on
			m.name, m.ofMeme = freeName(m.name, append(slices.Clip(said), o)), true
		}
		base = append(base, m)
	}
	if len(said) == 0 {
		return []object{base}
	}
	for _, voice := range said {
		rows = append(rows, append(slices.Clone(base), voice...))
	}
	return rows
}

// withoutEmpty is an object of which nobody has said anything, without the empty lists of what
// others have of it: when somebody has, the meme is to be known by its other columns.
func withoutEmpty(o object, said func(name string) bool) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return said(m.name) && (isEmpty(m.value) || rawText(m.value) == "") })
}

// annotatorsOf returns the name under which an object lists its annotators, where it has
// lists beside it of what each of them said; "" where it has none.
func annotatorsOf(o object) string {
	for _, m := range o {
		if !isList(m.value) || !slices.Contains(annotatorLists, plainName(m.name)) {
			continue
		}
		if who := textsOf(m.value); len(who) > 0 {
			for _, other := range o {
				if other.name != m.name && mayBeSaid(other.name) && len(answersOf(other.value)) == len(who) {
					return m.name
				}
			}
		}
	}
	return ""
}

// annotatorLists are the plain names of lists of annotators.
var annotatorLists = []string{"annotators", "annotator_ids", "annotator_names", "raters", "rater_ids", "workers", "worker_ids", "workerids", "coders", "coder_ids",
	"annotator", "annotator_id", "annotator_name", "annotated_by", "rater", "rater_id", "coder", "worker", "worker_id", "workerid"}

// mayBeSaid reports whether a list of this name can be what annotators said: it is not called
// like captions or pictures, of which a meme may have as many.
func mayBeSaid(name string) bool { return meaning(plainNames([]string{name})) == 0 }

// textsOf returns the texts or numbers of a list, nil where it is none or has anything else.
func textsOf(raw json.RawMessage) (texts []json.RawMessage) {
	texts = itemsOf(raw)
	for _, one := range texts {
		if len(one) == 0 || isObject(one) || isList(one) {
			return nil
		}
	}
	return texts
}

// answersOf returns what is in a list of texts, numbers or lists of these, nil where it has
// anything else, or nothing.
func answersOf(raw json.RawMessage) (answers []json.RawMessage) {
	answers = itemsOf(raw)
	for _, one := range answers {
		if !isEmptyList(one) && isList(one) && textsOf(one) == nil || isObject(one) {
			return nil
		}
	}
	return answers
}

// parallel expands objects with a list of annotators and lists, as long, of what each of them said,
// of whose names it is the set.
type parallel map[string]bool

// expand makes rows of an object, one for each annotator.
func (p parallel) expand(o object) (rows []object) {
	name := annotatorsOf(o)
	if name == "" {
		return []object{withoutEmpty(o, func(name string) bool { return p[name] || slices.Contains(annotatorLists, plainName(name)) })}
	}
	who := textsOf(o.get(name))
	for i, one := range who {
		who[i] = jsonText(rawText(one))
	}
	var base object
	var said [][]json.RawMessage // of each member of the base, nil where it is the same in all rows
	for _, m := range o {
		var values []json.RawMessage
		if m.name == name {
			m.name, values = annotatorColumn, who
		} else if mayBeSaid(m.name) {
			if list := answersOf(m.value); len(list) == len(who) {
				m.asked, values, p[m.name] = true, list, true
			}
		}
		if m.name == annotatorColumn && base.get(annotatorColumn) != nil {
			continue
		}
		base, said = append(base, m), append(said, values)
	}
	for i := range who {
		row := slices.Clone(base)
		for at, values := range said {
			if values != nil {
				row[at].value = values[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}
