package labels

import (
	"slices"
	"strings"
)

// Known is what queries can name in a workspace, for Complete and Query.Check.
type Known struct {
	Columns    []string
	Datasets   []string
	Annotators []string
	Queues     []string                     // with the saved queries
	Values     func(column string) []string // some values of a column, the usual ones first; may be nil
}

// A Completion can stand at a place of a query.
type Completion struct {
	Text string // as it is written there
	Doc  string // what it means, "" where it speaks for itself
	Ends bool   // the word is whole with it: a space may follow
}

// Complete returns what can stand in the place of text[from:to], the part of a word that
// the cursor, an offset in bytes, is in or behind: names of fields and columns with what
// usually follows, operators after a whole name, then values. Those that begin as the part
// before the cursor does come in the order in which they are taught; there are none where
// anything can be written, as words of captions. from is to where nothing is written yet.
func Complete(text string, cursor int, known Known) (from, to int, all []Completion) {
	cursor = min(max(cursor, 0), len(text))
	at := skipSpace(text, 0)
	for at < cursor {
		w := nextWord(text, at)
		if cursor <= w.to {
			return completeWord(text, w, cursor, known)
		}
		at = skipSpace(text, w.to)
	}
	return cursor, cursor, completeField("", known)
}

// completeWord completes a word at the cursor, which is in it or at its end.
func completeWord(text string, w queryWord, cursor int, known Known) (from, to int, all []Completion) {
	if w.op == "" || cursor < w.ops {
		if w.field.quoted || cursor < w.field.from {
			return cursor, cursor, nil
		}
		end := w.field.to
		if w.op != "" {
			end = w.ops
		}
		return w.field.from, end, completeField(text[w.field.from:min(cursor, w.field.to)], known)
	}
	i := slices.IndexFunc(w.values, func(v queryValue) bool { return cursor >= v.from && cursor <= v.to })
	v := w.values[i]
	begun := strings.TrimPrefix(text[v.from:cursor], `"`)
	for _, c := range completeValue(w, known) {
		if strings.HasPrefix(Fold(c.Text), Fold(begun)) {
			c.Text, c.Ends = QuoteValue(c.Text), true
			all = append(all, c)
		}
	}
	return v.from, v.to, all
}

// completeField returns the fields and columns that begin like this, and for one whole
// name all its operators.
func completeField(begun string, known Known) (all []Completion) {
	if f := queryField(begun); f != nil {
		for _, op := range f.Ops {
			all = append(all, Completion{Text: f.Name + op, Doc: f.Doc})
		}
		return all
	}
	for _, f := range QueryFields {
		if strings.HasPrefix(f.Name, Fold(begun)) {
			all = append(all, Completion{Text: f.Name + f.Ops[0], Doc: f.Doc})
		}
	}
	var names []string
	for _, c := range known.Columns {
		if c == "" || slices.Contains(names, Fold(c)) || !strings.HasPrefix(Fold(c), Fold(begun)) {
			continue
		}
		names = append(names, Fold(c))
		name := QuoteValue(c)
		if queryField(c) != nil {
			name = `"` + c + `"`
		}
		all = append(all, Completion{Text: name + opHas, Doc: "a column of the table"})
	}
	return all
}

// completeValue returns what can stand behind the operator of a word, unquoted.
func completeValue(w queryWord, known Known) (all []Completion) {
	plain := func(words []string) {
		for _, v := range words {
			all = append(all, Completion{Text: v})
		}
	}
	name := Fold(w.field.text)
	field := queryField(name)
	if w.field.quoted {
		field = nil
	}
	switch {
	case w.op == opDiffer && name == "", field != nil && w.op != opHas && (name == "label" || name == "level" || name == "gold" || name == "model"):
		for _, v := range []string{"model", "gold", "label"} {
			if v != name && !(v == "label" && (name == "" || name == "level")) {
				plain([]string{v})
			}
		}
		for _, a := range known.Annotators {
			if _, level := levelBits(queryValue{text: a}); !level && !slices.Contains([]string{"model", "gold", "label", "level"}, Fold(a)) {
				plain([]string{a})
			}
		}
	case field == nil:
		if columns := sameColumns(w.field.text, known.Columns); known.Values != nil && len(columns) > 0 {
			plain(known.Values(columns[0]))
		}
	case name == "state":
		for _, s := range QueryStates {
			all = append(all, Completion{Text: s.Name, Doc: s.Doc})
		}
	case name == "label":
		plain(levelWords)
	case name == "dataset":
		plain(known.Datasets)
	case name == "by":
		plain(known.Annotators)
	case name == "queue":
		plain(known.Queues)
	default:
		plain(field.Values)
	}
	return all
}

// QuoteValue writes a value so that ParseQuery reads it as this one.
func QuoteValue(v string) string {
	plain := v != "" && v[0] != '-' && !strings.ContainsAny(v, `",`) && skipSpace(v, 0) == 0
	for i := range v {
		_, op := operatorAt(v[i:])
		plain = plain && op == 0 && (i == 0 || skipSpace(v, i) == i)
	}
	if plain {
		return v
	}
	return `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
}

// Check says of the first annotator, dataset, queue or saved query that the query names and the
// workspace does not have that there is none. The error is a *QueryError.
func (q Query) Check(known Known) error {
	named := func(t test) (what string, names, there []string) {
		switch t := t.(type) {
		case byTest:
			return "annotator", t.names, known.Annotators
		case datasetTest:
			return "dataset", t.names, known.Datasets
		case voicesTest:
			for _, v := range []voice{t.a, t.b} {
				if v.who == "" {
					names = append(names, v.name)
				}
			}
			return "annotator", names, known.Annotators
		case listTest:
			if t.field == "queue" {
				return "queue", t.names, known.Queues
			}
		}
		return "", nil, nil
	}
	for _, t := range q.terms {
		what, names, there := named(t.test)
		for _, name := range names {
			if !slices.Contains(there, name) {
				return &QueryError{Word: q.Text[t.from:t.to], At: t.from, Reason: "no " + what + " is called " + Quoted(name) + ": " + didYouMean(name, there, wantOneOf(there))}
			}
		}
	}
	return nil
}

// wantOneOf ends a reason with the first words that there are.
func wantOneOf(words []string) string {
	const most = 12
	if len(words) == 0 {
		return "there are none yet"
	}
	if len(words) > most {
		return Printable("there are " + strings.Join(words[:most], ", ") + " and others")
	}
	return Printable("there are " + strings.Join(words, ", "))
}
