package labels

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestLevelNames(t *testing.T) {
	want := []string{"very_negative", "negative", "neutral", "positive", "very_positive"}
	for i, name := range want {
		l := Level(i)
		if !l.Valid() || l.String() != name || l.Title() != strings.ReplaceAll(name, "_", " ") {
			t.Errorf("level %d: valid %v, name %q, title %q; want %q", i, l.Valid(), l, l.Title(), name)
		}
		got, err := ParseLevel(name)
		if err != nil || got != l {
			t.Errorf("ParseLevel(%q) = %d, %v; want %d", name, got, err, i)
		}
	}
	for _, l := range []Level{NoLevel, 5, -128, 127} {
		if l.Valid() || l.String() != "" || l.Title() != "" {
			t.Errorf("level %d: valid %v, name %q, title %q", int8(l), l.Valid(), l.String(), l.Title())
		}
	}
}

func TestParseLevelIsLenientInSpelling(t *testing.T) {
	for _, s := range []string{"very_negative", " Very Negative ", "VERY-NEGATIVE", "\tvery_negative\n"} {
		if l, err := ParseLevel(s); err != nil || l != VeryNegative {
			t.Errorf("ParseLevel(%q) = %v, %v", s, l, err)
		}
	}
	for _, s := range []string{"", " ", "funny", "3", "verynegative", "very__negative", "positive!", "\x1b[31mfunny"} {
		l, err := ParseLevel(s)
		if err == nil || l != NoLevel {
			t.Errorf("ParseLevel(%q) = %v, %v; want an error", s, l, err)
			continue
		}
		if !strings.Contains(err.Error(), "very_negative, negative, neutral, positive, very_positive") || strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("ParseLevel(%q): %v", s, err)
		}
	}
	if _, err := ParseLevel(strings.Repeat("long ", 1<<20)); err == nil || len(err.Error()) > 1000 {
		t.Error("a long value must be cut short in the message")
	}
}

func TestParseDigitOrLevel(t *testing.T) {
	for s, want := range map[string]Level{"1": VeryNegative, " 5\n": VeryPositive, "Very positive": VeryPositive} {
		if l, err := ParseDigitOrLevel(s); err != nil || l != want {
			t.Errorf("%q: %v, %v", s, l, err)
		}
	}
	for s, want := range map[string]string{"0": "level 0: want 1 to 5 or a name", "6": "level 6: ", "+3": "level +3: ", "01": "level 01: ", "١": "want one of very_negative", "": "want one of very_negative"} {
		if l, err := ParseDigitOrLevel(s); err == nil || l != NoLevel || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %q", s, l, err, want)
		}
	}
}

func TestLevelJSON(t *testing.T) {
	type box struct {
		L Level `json:"l"`
	}
	for l := NoLevel; l <= VeryPositive; l++ {
		b, err := json.Marshal(box{l})
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"l":"` + l.String() + `"}`; string(b) != want {
			t.Errorf("%d marshals to %s, want %s", l, b, want)
		}
		back := box{3}
		if err := json.Unmarshal(b, &back); err != nil || back.L != l {
			t.Errorf("%s came back as %v, %v", b, back.L, err)
		}
	}
	back := box{Positive}
	if err := json.Unmarshal([]byte(`{"l":"funny"}`), &back); err == nil || back.L != Positive {
		t.Errorf("an unknown name: %v, level %v; want an error and the level untouched", err, back.L)
	}
}
