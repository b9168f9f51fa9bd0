package labels

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A SavedQuery is a query that is kept under a name, which is that of a queue then.
type SavedQuery struct {
	Name  string `json:"name"`
	Query string `json:"query"`
}

const (
	savedPrefix    = "query/" // of the settings that keep them
	savedNameLimit = 40       // characters of a name
)

// Setting is how a workspace keeps the query. One without a text is gone.
func (q SavedQuery) Setting() Setting { return Setting{savedPrefix + q.Name, q.Query} }

// IsSavedQuery reports whether a setting of this name keeps a query.
func IsSavedQuery(setting string) bool { return strings.HasPrefix(setting, savedPrefix) }

// SavedQueries returns those of the settings that are saved queries, in their order.
func SavedQueries(settings []Setting) (saved []SavedQuery) {
	for _, s := range settings {
		if name, ok := strings.CutPrefix(s.Name, savedPrefix); ok && s.Value != "" {
			saved = append(saved, SavedQuery{name, s.Value})
		}
	}
	return saved
}

// CheckSavedName says why a query cannot be saved under a name. taken are the names of the
// queues that there are always.
func CheckSavedName(name string, taken []string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return fmt.Errorf("the query's name is empty: want one such as doubtful")
	case utf8.RuneCountInString(name) > savedNameLimit:
		return fmt.Errorf("the query's name has %d characters: want at most %d", utf8.RuneCountInString(name), savedNameLimit)
	case name != Printable(name) || name != strings.TrimSpace(name) || strings.ContainsAny(name, `",`):
		return fmt.Errorf("a query cannot be called %s: want a name without quotes, commas, control characters and spaces around it", Quoted(name))
	case strings.HasPrefix(name, "-"):
		return fmt.Errorf("a query cannot be called %s: a name that begins with a dash is taken for a flag", Quoted(name))
	case slices.ContainsFunc(taken, func(t string) bool { return Fold(t) == Fold(name) }):
		return fmt.Errorf("a query cannot be called %s: that is a queue which there is always; want another name", Quoted(name))
	}
	return nil
}
