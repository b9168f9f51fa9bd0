package dataset

import "slices"

// A toolShape is how a tool writes an object for each meme, and how that becomes rows.
type toolShape struct {
	tool     string // its name, "" where many write so
	is       func(o object) bool
	expander func() expander
	unsure   bool // another object may tell more: of the first ones perhaps nobody has said anything yet
}

// An expander makes rows of an object. It may keep what it has found out from those before.
type expander func(object) []object

// toolShapes are the ones that are known: an object has the first that it is like. Those in which
// people answer are before the ones that any object could have.
var toolShapes = []toolShape{
	{tool: FormatLabelStudio, is: isTask, expander: always(expandTask)},
	{tool: FormatJSONL, is: func(o object) bool { return isExported(o) && isList(o.get("labels")) }, expander: always(expandExported)},
	{tool: FormatHuggingFace, is: isExportedPicture, expander: always(expandPicture)},
	{is: isExportedGold, expander: always(oneRow)},
	{tool: formatDoccano, is: isOfUsersOfDoccano, expander: always(expandDoccano)},
	{tool: formatDoccano, is: isAnnotatedInDoccano, expander: always(expandDoccano), unsure: true},
	{tool: formatArgilla, is: isArgilla, expander: always(expandArgilla)},
	{tool: formatArgilla, is: isOfAgent, expander: always(expandAgent)},
	{tool: formatArgilla, is: func(o object) bool { return slices.ContainsFunc(o, isQuestion) }, expander: func() expander { return questions{}.expand }},
	{tool: formatArgilla, is: func(o object) bool { return flatQuestions(o) != nil }, expander: always(expandFlatArgilla)},
	{tool: formatProdigy, is: func(o object) bool { return o.get("_task_hash") != nil && o.get("answer") != nil }, expander: always(expandProdigy)},
	{is: func(o object) bool { return annotatorsOf(o) != "" }, expander: func() expander { return parallel{}.expand }},
	{is: func(o object) bool { return voicesOf(o) != "" }, expander: always(expandVoices)},
	{tool: formatDoccano, is: isLabelledByDoccano, expander: always(oneRow), unsure: true},
}

// always is an expander that keeps nothing.
func always(expand expander) func() expander { return func() expander { return expand } }

func isTask(o object) bool {
	return isObject(o.get("data")) && (isList(o.get("annotations")) || isList(o.get("predictions")) || isList(o.get("completions")))
}

func isExportedPicture(o object) bool {
	return isExported(o) && isVoices(o.get("labels"))
}

// isExportedGold reports whether an object has the gold level of a meme, beside what the tool wrote
// that the meme was imported from.
func isExportedGold(o object) bool { return isExported(o) && o.get("caption_origin") != nil }

func isArgilla(o object) bool {
	return isObject(o.get("fields")) && (isObject(o.get("responses")) || isResponses(o.get("responses")))
}

func isOfAgent(o object) bool {
	return o.get("status") != nil && slices.ContainsFunc(o, func(m member) bool { return m.name == agentColumn })
}

// isAnnotatedInDoccano reports whether an object is a text with annotations, if there are any, as
// doccano writes them.
func isAnnotatedInDoccano(o object) bool {
	return isList(o.get("annotations")) && o.get("text") != nil && isOfDoccano(list(o.get("annotations")))
}

func isOfUsersOfDoccano(o object) bool {
	said := list(o.get("annotations"))
	return isAnnotatedInDoccano(o) && len(said) > 0 && said[0].get("user") != nil
}

// isLabelledByDoccano reports whether doccano has written an object whose labels are the values of
// one key; the approver is of its versions 1.0 to 1.4.
func isLabelledByDoccano(o object) bool {
	return isList(o.get("label")) && (o.get("Comments") != nil || o.get("comments") != nil || o.get("filename") != nil) ||
		isList(o.get("labels")) && o.get("annotation_approver") != nil
}

// expanderOf returns how the objects of a file become rows, by one of them, and the
// name of the tool that writes such objects. Where it is not sure, another object may tell more.
func expanderOf(o object) (expand expander, tool string, sure bool) {
	for _, s := range toolShapes {
		if s.is(o) {
			return s.expander(), s.tool, !s.unsure
		}
	}
	return oneRow, "", false
}

// oneRow is the expander of objects that are rows themselves.
func oneRow(o object) []object { return []object{o} }
