package members

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"memebench/labels"
)

// Nobody joins under a name that cannot be told from another's on a screen; names in other
// scripts are names like any.
func TestNamesThatLookAlike(t *testing.T) {
	f := In(t.TempDir())
	add := func(name string) error {
		return f.Add(Member{Name: name, Role: labels.RoleAnnotator, Key: newKey(t)})
	}
	for _, name := range []string{"ada", "Max", "Zoë", "Ольга", "Νίκος", "نرگس\u200cخاتون", "小明"} {
		if err := add(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"аda", "Аda", "ａｄａ", "ad\u200da", "МАХ", "Μах", "Zoe", "Zoe\u0308", "نرگسخاتون"} {
		if err := add(name); !errors.Is(err, ErrTaken) {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"ada\u200b", "\u2060ben", "\u200d", "be\u00adn"} {
		if err := add(name); err == nil || errors.Is(err, ErrTaken) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Who joins does not take the name of a user of Label Studio, who may have said nothing yet; an
// owner may give it, as to that user.
func TestNamesOfLabelStudio(t *testing.T) {
	f := In(t.TempDir())
	for _, name := range []string{"ls:1", "LS:ada@example.org", "ｌｓ：1", "l\u0455:1"} {
		if err := f.Join(Member{Name: name, Role: labels.RoleAnnotator, Key: newKey(t)}, nil); err == nil || !strings.Contains(err.Error(), "Label Studio") {
			t.Errorf("%q joins: %v", name, err)
		}
	}
	if err := f.Add(Member{Name: "ls:1", Role: labels.RoleAnnotator, Key: newKey(t)}); err != nil {
		t.Error(err)
	}
	if err := f.Join(Member{Name: "lsa", Role: labels.RoleAnnotator, Key: newKey(t)}, nil); err != nil {
		t.Error(err)
	}
}

// The two lines of letters belong together, letter by letter.
func TestLettersThatLookAlike(t *testing.T) {
	if utf8.RuneCountInString(alike) != utf8.RuneCountInString(latin) || len(looks) != utf8.RuneCountInString(alike) {
		t.Fatalf("%d letters look like %d, %d of them once", utf8.RuneCountInString(alike), utf8.RuneCountInString(latin), len(looks))
	}
	for r, plain := range looks {
		if plain > 'z' || !unicode.In(r, unicode.Cyrillic, unicode.Greek) || unicode.IsUpper(r) != unicode.IsUpper(plain) && r != 'ӏ' {
			t.Errorf("%c looks like %c", r, plain)
		}
	}
}
