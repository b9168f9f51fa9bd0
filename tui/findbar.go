package tui

import (
	"strings"

	"memebench/labels"
	queues "memebench/labels/queue"
)

// queryInks are the inks in which a query is written: a field before its colon is dim
// and its value strong, words are in violet, and what cannot be understood is red and
// underlined.
type queryInks struct{ field, value, word, fault ink }

// inks are those of a query on a background, on being how an ink gets there.
func (st styles) queryInks(on func(ink) ink) queryInks {
	return queryInks{on(st.dim), on(st.strong), on(st.focus), on(st.underlined(st.fault))}
}

// parts returns a query in its inks; wrong is what of it cannot be understood, nil for
// nothing.
func (in queryInks) parts(text string, wrong *labels.QueryError) []typedPart {
	var out []typedPart
	for rest := text; rest != ""; {
		word := rest
		at := len(text) - len(rest)
		spaces := len(rest) - len(strings.TrimLeft(rest, " \t"))
		switch {
		case spaces > 0:
			word = rest[:spaces]
			out = append(out, typedPart{word, in.value})
		case wrong != nil && at == wrong.At && strings.HasPrefix(rest, wrong.Word) && wrong.Word != "":
			word = wrong.Word
			out = append(out, typedPart{word, in.fault})
		default:
			word = firstWord(rest)
			out = append(out, in.token(word)...)
		}
		rest = rest[len(word):]
	}
	return out
}

// token returns one word of a query in its inks.
func (in queryInks) token(word string) []typedPart {
	i := strings.IndexAny(word, `:<>=≠!"`)
	if i < 0 || word[i] == '"' {
		return []typedPart{{word, in.word}}
	}
	end := i
	if word[i] == ':' {
		end++
	}
	return []typedPart{{word[:end], in.field}, {word[end:], in.value}}
}

// firstWord is as much of a query as one word has: there may be spaces between quotes.
func firstWord(s string) string {
	quoted := false
	for i, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted && (r == ' ' || r == '\t'):
			return s[:i]
		}
	}
	return s
}

// queueName writes the name of a queue, and one that is the query that has found it as such.
func (st styles) queueName(name, query string) string {
	if name == query && !queues.BuiltIn(name) {
		return st.query(query)
	}
	return st.strong.Render(labels.Printable(queues.Title(name)))
}

// query writes a query in one line.
func (st styles) query(text string) string {
	var b strings.Builder
	for _, p := range st.queryInks(func(i ink) ink { return i }).parts(labels.Printable(text), nil) {
		b.WriteString(p.ink.Render(p.text))
	}
	return b.String()
}

// queryLine writes a query that is being written into w cells: as much as there is room for
// before and behind the cursor, which is reversed. cursor counts code points.
func (st styles) queryLine(text string, cursor, w int, wrong *labels.QueryError) string {
	onField := func(i ink) ink { return st.mix(i, st.field) }
	return st.typed(st.queryInks(onField).parts(text, wrong), cursor, w, st.field)
}
