package dataset

import (
	"encoding/json"
	"slices"
	"strings"
)

// formatArgilla is what reports call the JSON of Argilla.
const formatArgilla = "argilla"

// expandArgilla makes rows of a record of Argilla, one for each user who has answered: of
// each question the answer that was submitted. What was suggested stays a column.
func expandArgilla(record object) (rows []object) {
	var base object
	var said argillaAnswers
	for _, m := range record {
		if m.name != "responses" {
			base = append(base, m)
		}
	}
	questions, err := readObject(record.get("responses"))
	if err != nil {
		return []object{base}
	}
	for _, q := range questions {
		for _, answer := range list(q.value) {
			said.add(q.name, answer.get("value"), rawText(answer.get("user_id")), rawText(answer.get("status")))
		}
	}
	return said.rows(base)
}

// The endings of what Argilla 2 writes of each question, in lists with a value for each user.
const (
	flatAnswers  = ".responses"
	flatUsers    = ".responses.users"
	flatStatuses = ".responses.status"
)

// flatQuestions are the questions of a record that Argilla 2 has written flat.
func flatQuestions(o object) (names []string) {
	for _, m := range o {
		if name, ok := strings.CutSuffix(m.name, flatAnswers); ok && (isList(o.get(name+flatUsers)) || isList(o.get(name+flatStatuses))) {
			names = append(names, name)
		}
	}
	return names
}

// usersOf is the column beside one of answers, in a table that Argilla 2 has written flat, that says by whom these are or
// which were submitted; "" for none.
func usersOf(columns []string, name string) string {
	question, ok := strings.CutSuffix(name, flatAnswers)
	if ok {
		for _, beside := range []string{flatUsers, flatStatuses} {
			if slices.Contains(columns, question+beside) {
				return question + beside
			}
		}
	}
	return ""
}

// expandFlatArgilla is expandArgilla of a flat record.
func expandFlatArgilla(record object) []object {
	var base object
	var said argillaAnswers
	questions := flatQuestions(record)
	for _, m := range record {
		of, _, _ := strings.Cut(m.name, flatAnswers)
		if of == m.name || !slices.Contains(questions, of) {
			base = append(base, m)
		}
	}
	for _, q := range questions {
		var answers []json.RawMessage
		var users, statuses []string
		for of, list := range map[string]any{flatAnswers: &answers, flatUsers: &users, flatStatuses: &statuses} {
			if raw := record.get(q + of); raw != nil {
				_ = json.Unmarshal(raw, list) // what is no list says nothing
			}
		}
		for i, answer := range answers {
			said.add(q, answer, at(users, i), at(statuses, i))
		}
	}
	return said.rows(base)
}

// at is an item of a list, "" where that has none.
func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// argillaAnswers are the answers of users to questions.
type argillaAnswers struct {
	users   []string
	answers map[string]object
}

// add takes an answer, if it was submitted.
func (a *argillaAnswers) add(question string, value json.RawMessage, user, status string) {
	if status != "" && status != "submitted" {
		return
	}
	if a.answers == nil {
		a.answers = map[string]object{}
	}
	if !slices.Contains(a.users, user) {
		a.users = append(a.users, user)
	}
	a.answers[user] = append(a.answers[user], member{name: question, value: value, asked: true})
}

// rows makes a row of what each user has answered, and of base alone where nobody has.
func (a *argillaAnswers) rows(base object) (rows []object) {
	for _, user := range a.users {
		row := append(append(object{}, base...), member{name: annotatorColumn, value: jsonText(user)})
		rows = append(rows, append(row, a.answers[user]...))
	}
	if rows == nil {
		return []object{base}
	}
	return rows
}
