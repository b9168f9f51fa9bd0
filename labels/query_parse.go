package labels

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A QueryError is about one word of a query.
type QueryError struct {
	Word   string
	At     int    // where it begins, in bytes
	Reason string // a sentence that ends in what could be meant
	// Unfinished says that the word is the last one, and begins one that means something:
	// who is still typing it need not be told.
	Unfinished bool
}

func (e *QueryError) Error() string { return e.Reason }

// An unfinishedError is a reason why what begins a word is not yet one.
type unfinishedError struct{ error }

// A queryWord is a word of a query, taken apart.
type queryWord struct {
	from, to int // its place, in bytes
	not      bool
	field    queryValue
	op       string // "" for a word or phrase, which the field is then
	ops      int    // where the operator ends
	values   []queryValue
}

// A queryValue is a text between separators.
type queryValue struct {
	text     string
	quoted   bool
	open     bool // the closing quote is missing
	from, to int  // its place, with quotes
}

// ParseQuery reads a query. columns are the names of the columns of the workspace's
// tables. The error is a *QueryError; the terms before it are in the query then.
func ParseQuery(text string, columns []string) (Query, error) {
	q := Query{Text: text}
	var before queryWord
	for at := skipSpace(text, 0); at < len(text); {
		w := nextWord(text, at)
		t, err := parseTerm(text, w, columns)
		if err == nil && len(q.terms) > 0 {
			field := t.text == nil
			after := field || len(q.terms) > 1 && q.terms[len(q.terms)-2].text == nil
			if reason := noOperator(before, after, field, text[w.from:w.to]); reason != "" {
				return q, &QueryError{Word: text[before.from:before.to], At: before.from, Reason: reason}
			}
		}
		if err != nil {
			var unfinished unfinishedError
			return q, &QueryError{Word: text[w.from:w.to], At: w.from, Reason: err.Error(), Unfinished: w.to == len(text) && errors.As(err, &unfinished)}
		}
		t.from, t.to = w.from, w.to
		q.terms = append(q.terms, t)
		before = w
		at = skipSpace(text, w.to)
	}
	return q, nil
}

// noOperator says what to write in the place of a word that joins or negates terms elsewhere, "" for any
// other. Among words it is a word: beside says that there is a term of a field at one of its sides, and
// before that this is next, which follows it.
func noOperator(w queryWord, beside, before bool, next string) string {
	if w.op != "" || w.not || w.field.quoted {
		return ""
	}
	want := ""
	switch Fold(w.field.text) {
	case "not", "!":
		if before {
			want = "-" + strings.TrimPrefix(Printable(next), "-") + " is what it is not"
		}
	case "or", "|", "||":
		if beside {
			want = "commas do it, level:1,5"
		}
	case "and", "&", "&&":
		if beside {
			want = "all terms must hold without it"
		}
	}
	if want == "" {
		return ""
	}
	return fmt.Sprintf("%s is no operator: %s; in quotes it is the word", Quoted(w.field.text), want)
}

func skipSpace(s string, at int) int {
	return len(s) - len(strings.TrimLeftFunc(s[at:], unicode.IsSpace))
}

// operators are as they may be written, longer ones first.
var operators = []struct{ text, op string }{
	{"!=", opDiffer}, {"<>", opDiffer}, {"<=", opAtMost}, {">=", opAtLeast},
	{opHas, opHas}, {opDiffer, opDiffer}, {opSame, opSame}, {opAtMost, opAtMost}, {opAtLeast, opAtLeast}, {opLess, opLess}, {opMore, opMore},
}

// nextWord takes the word at a place apart. In quotes, which open where a value begins,
// anything may stand; a quote is written twice there.
func nextWord(s string, at int) queryWord {
	w := queryWord{from: at}
	if s[at] == '-' && at+1 < len(s) && skipSpace(s, at+1) == at+1 {
		w.not = true
		at++
	}
	w.field, at = nextValue(s, at, func(rest string) bool { _, n := operatorAt(rest); return n > 0 })
	op, n := operatorAt(s[at:])
	if n == 0 {
		w.to = at
		return w
	}
	w.op, w.ops = op, at+n
	at = w.ops
	for {
		var v queryValue
		v, at = nextValue(s, at, func(rest string) bool { return rest[0] == ',' })
		w.values = append(w.values, v)
		if at == len(s) || s[at] != ',' {
			w.to = at
			return w
		}
		at++
	}
}

func operatorAt(s string) (op string, n int) {
	for _, o := range operators {
		if strings.HasPrefix(s, o.text) {
			return o.op, len(o.text)
		}
	}
	return "", 0
}

// nextValue reads to where stop holds, a space or the end, and returns where that is.
func nextValue(s string, at int, stop func(rest string) bool) (queryValue, int) {
	v := queryValue{from: at}
	if at < len(s) && s[at] == '"' {
		v.quoted, v.open = true, true
		var b strings.Builder
		for at++; at < len(s); at++ {
			if s[at] == '"' {
				if !strings.HasPrefix(s[at+1:], `"`) {
					v.open = false
					at++
					break
				}
				at++
			}
			b.WriteByte(s[at])
		}
		v.text = b.String()
	} else {
		for at < len(s) && !stop(s[at:]) {
			r, n := utf8.DecodeRuneInString(s[at:])
			if unicode.IsSpace(r) {
				break
			}
			at += n
		}
		v.text = s[v.from:at]
	}
	v.to = at
	return v, at
}

// parseTerm makes a term of a word.
func parseTerm(text string, w queryWord, columns []string) (term, error) {
	if w.op == "" {
		if t, ok := parseNumbers(w.field); ok {
			return term{not: w.not, test: t}, nil
		}
		return term{not: w.not, text: &textTest{Fold(w.field.text), w.field.quoted && !w.field.open}}, nil
	}
	differ := w.op == opDiffer
	field := queryField(w.field.text)
	switch {
	case w.field.quoted:
		field = nil
	case w.field.text == "" && (differ || w.op == opSame && isName(w.values[0].text)):
		field = queryField("label")
	}
	if field != nil {
		if !slices.Contains(field.Ops, w.op) {
			return term{}, unfinishedIf(w.values[0].text == "", "%s: want %s", askedFor(field.Name, w.op), fieldUse(field))
		}
		if w.values[0].text == "" && !w.values[0].quoted {
			return term{}, unfinishedIf(true, "%s: want %s", askedFor(field.Name, w.op), field.Wants)
		}
		t, err := field.parse(field, w.op, w.values)
		_, compares := t.(voicesTest)
		_, number := t.(numberTest)
		return term{not: w.not != (differ && !compares && !number), test: t}, err
	}
	if found := sameColumns(w.field.text, columns); len(found) > 0 {
		t, err := parseColumn(found, w)
		return term{not: w.not != differ, test: t}, err
	}
	if !w.field.quoted && !looksLikeField(w, columns) {
		return term{not: w.not, text: &textTest{text: Fold(strings.TrimPrefix(text[w.from:w.to], "-"))}}, nil
	}
	return term{}, noField(w, columns)
}

// looksLikeField reports whether a word with an operator means a field that is not there,
// rather than a text such as 10:30, :-) or https://…
func looksLikeField(w queryWord, columns []string) bool {
	if !isName(w.field.text) || strings.HasPrefix(w.values[0].text, "/") {
		return false
	}
	return w.op == opHas || w.op == opDiffer || nearest(w.field.text, fieldNames(columns)) != ""
}

// isName reports whether a text begins as names do.
func isName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || r == '_'
}

func noField(w queryWord, columns []string) error {
	if w.field.quoted {
		return fmt.Errorf("no column %s: %s", Quoted(w.field.text), didYouMean(w.field.text, columns, "a name in quotes before "+w.op+" is that of a column"))
	}
	return fmt.Errorf("no field %s: %s", Quoted(w.field.text),
		didYouMean(w.field.text, fieldNames(columns), "to look for the words, put them in quotes"))
}

// didYouMean ends a reason: with what is like s or, where nothing is, with otherwise.
func didYouMean(s string, words []string, otherwise string) string {
	if near := nearest(s, words); near != "" {
		return "did you mean " + Printable(near) + "?"
	}
	return otherwise
}

// fieldNames are the names of all fields and columns.
func fieldNames(columns []string) []string {
	var names []string
	for _, f := range QueryFields {
		names = append(names, f.Name)
	}
	return append(names, columns...)
}

// askedFor is a field with its operator in a sentence that goes on with a colon: of "state:" there is one.
func askedFor(name, op string) string { return strings.TrimSuffix(name+op, opHas) }

// fieldUse shows how a field is written.
func fieldUse(f *QueryField) string {
	return f.Name + f.Ops[0] + " and " + f.Wants
}

// sameColumns returns the columns that a name means.
func sameColumns(name string, columns []string) (found []string) {
	name = Fold(name)
	for _, c := range columns {
		if Fold(c) == name && name != "" {
			found = adding(found, []string{c})
		}
	}
	return found
}

// parseColumn reads what is asked of a column.
func parseColumn(columns []string, w queryWord) (test, error) {
	t := columnTest{columns: columns}
	if slices.Contains(numberOps, w.op) {
		x, err := parseFloat(w.values)
		if err != nil {
			return nil, unfinishedIf(w.values[0].text == "", "%s: %w", askedFor(Printable(w.field.text), w.op), err)
		}
		t.number = &compare{w.op, x}
		return t, nil
	}
	for _, v := range w.values {
		if v.text == "" && !v.quoted {
			return nil, unfinishedIf(true, `%s: want a value; "" is an empty one`, askedFor(Printable(w.field.text), w.op))
		}
		t.values = append(t.values, Fold(v.text))
	}
	return t, nil
}

// unfinishedIf makes a reason, of a word that is only begun if so.
func unfinishedIf(so bool, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if so {
		return unfinishedError{err}
	}
	return err
}
