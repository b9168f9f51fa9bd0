package dataset

import (
	"encoding/json"
	"slices"
	"strings"
)

// formatArgilla is what reports call the JSON of Argilla.
const formatArgilla = "argilla"

// expandArgilla makes rows of a record of Argilla, one for each user who has answered: of each
// question the answer that was submitted. What was suggested stays a column. The responses are an
// object of questions with lists of answers, or, in version 1, a list with all that a user has
// answered.
func expandArgilla(record object) (rows []object) {
	var base object
	var said argillaAnswers
	for _, m := range record {
		if m.name != "responses" {
			base = append(base, m)
		}
	}
	for _, response := range list(record.get("responses")) {
		answers, err := readObject(response.get("values"))
		if err != nil {
			continue // as it is discarded
		}
		for _, q := range answers {
			if answer, err := readObject(q.value); err == nil {
				said.add(q.name, answer.get("value"), rawText(response.get(userOfAnswer)), rawText(response.get("status")))
			}
		}
	}
	if questions, err := readObject(record.get("responses")); err == nil {
		for _, q := range questions {
			said.addAll(q.name, list(q.value))
		}
	}
	return said.rows(base)
}

// isResponses reports whether a list, if there is anything in it, has what users have answered in Argilla 1.
func isResponses(raw json.RawMessage) bool {
	return isEmptyList(raw) || len(list(raw)) > 0 && !slices.ContainsFunc(list(raw), func(response object) bool {
		return !slices.Contains(statuses, rawText(response.get("status")))
	})
}

// agentColumn says who has annotated a record of Argilla before its version 1.
const agentColumn = "annotation_agent"

// expandAgent makes a row of a record of Argilla before its version 1, whose annotation counts once
// it is validated.
func expandAgent(record object) []object {
	row := slices.Clone(record)
	for i, m := range row {
		switch m.name {
		case "annotation":
			if row[i].asked = true; rawText(record.get("status")) != "Validated" {
				row[i].value = nil
			}
		case agentColumn:
			row[i].name = annotatorColumn
		}
	}
	return []object{row}
}

// isQuestion reports whether a member is a question of a record that Argilla 1 has put on the Hub:
// it has a list of answers under its name.
func isQuestion(m member) bool {
	answers := voiceObjects(m.value)
	return len(answers) > 0 && !slices.ContainsFunc(answers, func(a object) bool {
		return len(a) != 3 || !slices.Contains(statuses, rawText(a.get("status"))) || slices.ContainsFunc(a, func(m member) bool { return !slices.Contains([]string{userOfAnswer, "value", "status"}, m.name) })
	})
}

// statuses are those of an answer in Argilla.
var statuses = []string{"submitted", "discarded", "draft"}

// userOfAnswer is the name of who has given an answer.
const userOfAnswer = "user_id"

// questions are those of the records of a file, by their names.
type questions map[string]bool

// expand is expandArgilla of such a record.
func (q questions) expand(record object) []object {
	var base object
	var said argillaAnswers
	for _, m := range record {
		switch {
		case isQuestion(m):
			q[m.name] = true
			said.addAll(m.name, voiceObjects(m.value))
		default:
			base = append(base, m)
		}
	}
	return said.rows(withoutEmpty(base, func(name string) bool { return q[name] }))
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

// usersOf is the column beside one of answers, in a table that Argilla 2 has written flat, that
// says by whom these are or which were submitted; "" for none.
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
		users, statuses := itemsOf(record.get(q+flatUsers)), itemsOf(record.get(q+flatStatuses))
		for i, answer := range itemsOf(record.get(q + flatAnswers)) {
			said.add(q, answer, at(users, i), at(statuses, i))
		}
	}
	return said.rows(base)
}

// at is the text of an item of a list, "" where that has none.
func at(list []json.RawMessage, i int) string {
	if i < len(list) {
		return rawText(list[i])
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

// addAll takes the answers to a question.
func (a *argillaAnswers) addAll(question string, answers []object) {
	for _, answer := range answers {
		a.add(question, answer.get("value"), rawText(answer.get(userOfAnswer)), rawText(answer.get("status")))
	}
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
