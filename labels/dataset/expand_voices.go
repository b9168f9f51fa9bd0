package dataset

import (
	"encoding/json"
	"slices"
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
		case "options", "config", "_session_id", "_timestamp": // not of the meme
			continue
		}
		row = append(row, m)
	}
	if who := task.get("_annotator_id"); who != nil && row.get(annotatorColumn) == nil {
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

// The plain names under which a voice says whose it is, and has its level. Doccano, whose
// annotators are called user, is read apart.
var (
	speakerNames = append(slices.DeleteFunc(slices.Clone(roleNames[roleAnnotator]), func(n string) bool { return n == "user" }), "user_id", "username", "name")
	saidNames    = append(slices.Clone(roleNames[roleLevel]), "value", "score", "answer")
)

// voicesOf returns the name under which an object has a list of objects that say by whom they
// are, and a level beside it; "" where it has none.
func voicesOf(o object) string {
	name, _ := listedVoices(o)
	return name
}

// listedVoices is voicesOf with what the voices say, each as the columns of its annotator and level. Who has given no level says
// nothing, and what is nobody's has no annotator; but one of them says whose it is.
func listedVoices(o object) (name string, said []object) {
	for _, m := range o {
		if listsVoices(m.name) {
			if said = saidIn(m.value); said != nil {
				return m.name, said
			}
		}
	}
	return "", nil
}

// saidIn is listedVoices of a list of objects, nil where that is of anything else.
func saidIn(raw json.RawMessage) (said []object) {
	named := false
	for _, voice := range voiceObjects(raw) {
		who, its := firstCalled(voice, speakerNames)
		level, told := firstCalled(voice, saidNames)
		switch {
		case !its || !told:
			return nil
		case level != nil:
			named = named || who != nil
			said = append(said, object{{name: annotatorColumn, value: jsonText(rawText(who))}, {levelOfVoice, level, true}})
		}
	}
	if !named {
		return nil
	}
	return said
}

// voiceObjects are those of a list; or of an object with lists that are as long as that of who has said it, as which the library
// datasets has a list of objects.
func voiceObjects(raw json.RawMessage) (all []object) {
	lists, err := readObject(raw)
	if err != nil {
		return list(raw)
	}
	for _, m := range lists {
		if slices.Contains(speakerNames, plainName(m.name)) || slices.Contains(annotatorLists, plainName(m.name)) {
			all = make([]object, len(textsOf(m.value)))
			break
		}
	}
	for _, m := range lists {
		if values := textsOf(m.value); len(values) == len(all) {
			for i, value := range values {
				all[i] = append(all[i], member{name: m.name, value: value})
			}
		}
	}
	return all
}

// firstCalled returns the first member that is called like one of some plain names, in their
// order, and is a text or a number; nil for none. Where it is null, or an empty text, some is true as well.
func firstCalled(o object, names []string) (found json.RawMessage, some bool) {
	at := len(names)
	for _, m := range o {
		i := slices.Index(names[:at], plainName(m.name))
		switch {
		case i < 0 || isObject(m.value) || isList(m.value):
		case rawText(m.value) == "":
			some = true
		default:
			found, some, at = m.value, true, i
		}
	}
	return found, some
}

// expandVoices makes rows of an object with a list of what annotators have said, one for each.
func expandVoices(o object) (rows []object) {
	name, said := listedVoices(o)
	if said == nil {
		return []object{withoutEmpty(o, listsVoices)}
	}
	var base object
	for _, m := range o {
		if m.name != name && m.name != annotatorColumn && m.name != levelOfVoice {
			base = append(base, m)
		}
	}
	for _, voice := range said {
		rows = append(rows, append(slices.Clone(base), voice...))
	}
	return rows
}

// withoutEmpty is an object of which nobody has said anything, without the empty lists of what others have of it: when somebody
// has, the meme is to be known by its other columns.
func withoutEmpty(o object, said func(name string) bool) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return said(m.name) && isEmpty(m.value) })
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
				if other.name != m.name && mayBeSaid(other.name) && len(textsOf(other.value)) == len(who) {
					return m.name
				}
			}
		}
	}
	return ""
}

// annotatorLists are the plain names of lists of annotators.
var annotatorLists = []string{"annotators", "annotator_ids", "annotator_id", "annotator_names", "raters", "rater_ids", "workers", "worker_ids", "coders"}

// mayBeSaid reports whether a list of this name can be what annotators said: it is not called
// like captions or pictures, of which a meme may have as many.
func mayBeSaid(name string) bool { return meaning(plainNames([]string{name})) == 0 }

// textsOf returns the texts or numbers of a list, nil where it is none or has anything else.
func textsOf(raw json.RawMessage) (texts []json.RawMessage) {
	if !isList(raw) || json.Unmarshal(raw, &texts) != nil {
		return nil
	}
	for _, one := range texts {
		if len(one) == 0 || isObject(one) || isList(one) {
			return nil
		}
	}
	return texts
}

// parallel expands objects with a list of annotators and lists, as long, of what each of them said, of whose names it is the set.
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
			if list := textsOf(m.value); len(list) == len(who) {
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
