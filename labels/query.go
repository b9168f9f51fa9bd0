package labels

import (
	"fmt"
	"strconv"
	"strings"
)

// Query is a parsed question to memes: all its terms hold. The zero Query is every meme.
type Query struct {
	Text  string // as it was written
	terms []term
}

// A term asks one thing.
type term struct {
	not    bool
	field  string   // "" for words of the caption
	op     string   // ":", "<", ">", "≠" (level≠model, ≠name)
	values []string // one of them holds
}

// A QueryError is about one word of a query.
type QueryError struct {
	Word   string
	At     int // where it begins, in bytes
	Reason string
}

func (e *QueryError) Error() string { return e.Reason }

// QueryFields are the fields that every workspace has; besides them, a column's name is one.
var QueryFields = []string{"level", "gold", "model", "state", "split", "by", "conf", "len", "loss", "near", "group", "has", "queue"}

// ParseQuery reads a query. columns are the names of the columns of the workspace's
// tables. The error is a *QueryError.
func ParseQuery(text string, columns []string) (Query, error) {
	q := Query{Text: text}
	rest, at := text, 0
	for {
		trimmed := strings.TrimLeft(rest, " \t\n")
		at += len(rest) - len(trimmed)
		if rest = trimmed; rest == "" {
			return q, nil
		}
		word := nextWord(rest)
		t, err := parseTerm(word, columns)
		if err != nil {
			return q, &QueryError{word, at, err.Error()}
		}
		q.terms = append(q.terms, t)
		rest, at = rest[len(word):], at+len(word)
	}
}

// nextWord cuts off the first word, in which spaces may stand between quotes.
func nextWord(s string) string {
	quoted := false
	for i, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case !quoted && (r == ' ' || r == '\t' || r == '\n'):
			return s[:i]
		}
	}
	return s
}

func parseTerm(word string, columns []string) (term, error) {
	var t term
	if body, ok := strings.CutPrefix(word, "-"); ok && body != "" {
		t.not, word = true, body
	}
	for _, op := range []string{":", "≠", "!=", "<", ">"} {
		field, value, ok := strings.Cut(word, op)
		if !ok || strings.HasPrefix(word, `"`) {
			continue
		}
		t.field, t.op = field, strings.Replace(op, "!=", "≠", 1)
		for v := range strings.SplitSeq(value, ",") {
			t.values = append(t.values, strings.Trim(v, `"`))
		}
		_ = columns
		return t, nil
	}
	t.values = []string{strings.Trim(word, `"`)}
	return t, nil
}

// Match reports whether the query holds of a meme for who asks.
func (q Query) Match(f *Facts, s *Search) bool {
	for _, t := range q.terms {
		if t.match(f, s) == t.not {
			return false
		}
	}
	return true
}

func (t term) match(f *Facts, s *Search) bool {
	for _, v := range t.values {
		if t.one(v, f, s) {
			return true
		}
	}
	return false
}

func (t term) one(v string, f *Facts, s *Search) bool {
	switch t.field {
	case "":
		return strings.Contains(strings.ToLower(f.Caption), strings.ToLower(v))
	case "split":
		return string(f.Split) == v
	case "state":
		switch v {
		case "waiting":
			return f.Waits(s.Annotator, s.Overlap)
		case "mine":
			return f.By[s.Annotator].Level.Valid()
		}
		return string(f.Kind) == v
	case "gold", "level":
		return fmt.Sprint(f.Gold+1) == v
	case "model":
		return fmt.Sprint(f.Predicts()+1) == v
	case "conf":
		x, err := strconv.ParseFloat(v, 64)
		return err == nil && f.Predicted && f.Confidence() < x
	}
	return false
}
