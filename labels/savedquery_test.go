package labels

import (
	"slices"
	"strings"
	"testing"
)

func TestSavedQueries(t *testing.T) {
	kept := []Setting{{"blind", "never"}, SavedQuery{"cats in train", "split:train cat"}.Setting(), SavedQuery{"gone", ""}.Setting(), {"query/ä", "x"}}
	want := []SavedQuery{{"cats in train", "split:train cat"}, {"ä", "x"}}
	if got := SavedQueries(kept); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestCheckSavedName(t *testing.T) {
	taken := []string{"random", "order"}
	for _, name := range []string{"cats in train", "ä", "2", strings.Repeat("é", 40), "randomly"} {
		if err := CheckSavedName(name, taken); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"": "is empty", "  ": "is empty", " a": "spaces around", "a\nb": "control", "a\x1b[2J": "control", `a"b`: "quotes", "a,b": "commas",
		"-a": "dash", strings.Repeat("é", 41): "41 characters", "Random": "there is always", "a\u202eb": "control", "\xff": "control",
	} {
		err := CheckSavedName(name, taken)
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}
