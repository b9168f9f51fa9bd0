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

// queryPart is a part of a query in one ink.
type queryPart struct {
	text string
	ink  ink
}

// parts returns a query in its inks; wrong is what of it cannot be understood, nil for
// nothing.
func (in queryInks) parts(text string, wrong *labels.QueryError) []queryPart {
	var out []queryPart
	for rest := text; rest != ""; {
		word := rest
		at := len(text) - len(rest)
		spaces := len(rest) - len(strings.TrimLeft(rest, " \t"))
		switch {
		case spaces > 0:
			word = rest[:spaces]
			out = append(out, queryPart{word, in.value})
		case wrong != nil && at == wrong.At && strings.HasPrefix(rest, wrong.Word) && wrong.Word != "":
			word = wrong.Word
			out = append(out, queryPart{word, in.fault})
		default:
			word = firstWord(rest)
			out = append(out, in.token(word)...)
		}
		rest = rest[len(word):]
	}
	return out
}

// token returns one word of a query in its inks.
func (in queryInks) token(word string) []queryPart {
	i := strings.IndexAny(word, `:<>=≠!"`)
	if i < 0 || word[i] == '"' {
		return []queryPart{{word, in.word}}
	}
	end := i
	if word[i] == ':' {
		end++
	}
	return []queryPart{{word[:end], in.field}, {word[end:], in.value}}
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
// before and behind the cursor, which is reversed. cursor counts characters.
func (st styles) queryLine(text string, cursor, w int, wrong *labels.QueryError) string {
	type cell struct {
		text  string
		cells int
		ink   ink
	}
	var all []cell
	at, width := -1, 0 // of the cursor, and of what is before it
	runes := 0
	onField := func(i ink) ink { return st.mix(i, st.field) }
	for _, p := range st.queryInks(onField).parts(text, wrong) {
		st.Each(p.text, func(part string, n int) bool {
			if at < 0 && runes >= cursor {
				at = len(all)
			}
			runes += len([]rune(part))
			all = append(all, cell{part, max(0, n), p.ink})
			return true
		})
	}
	if at < 0 {
		at = len(all)
	}
	all = append(all, cell{" ", 1, st.field})
	for _, c := range all[:at] {
		width += c.cells
	}
	from := 0
	for ; width+all[at].cells > w && from < at; from++ {
		width -= all[from].cells
	}
	var b strings.Builder
	used := 0
	for i := from; i < len(all); i++ {
		c := all[i]
		if used += c.cells; used > w {
			break
		}
		if i == at {
			c.ink = st.reversed(c.ink)
		}
		b.WriteString(c.ink.Render(c.text))
	}
	return b.String()
}
