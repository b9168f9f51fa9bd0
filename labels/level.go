package labels

import (
	"fmt"
	"strconv"
	"strings"
)

// Level is one of five sentiments in ascending order. Distances between levels
// count: the metrics that respect the order (quadratic weighted kappa, MAE)
// take VeryNegative as 0 and VeryPositive as 4.
type Level int8

// The levels, in order. NoLevel stands for "nothing said".
const (
	NoLevel Level = iota - 1
	VeryNegative
	Negative
	Neutral
	Positive
	VeryPositive
)

// Levels is the number of levels.
const Levels = 5

var levelNames = [Levels]string{"very_negative", "negative", "neutral", "positive", "very_positive"}

// WantedLevels ends a message on a level that is none: "one of very_negative, …".
func WantedLevels() string { return "one of " + strings.Join(levelNames[:], ", ") }

// Valid reports whether l is one of the five levels.
func (l Level) Valid() bool { return l >= VeryNegative && l <= VeryPositive }

// String returns the level's name in files, very_negative … very_positive, and
// "" for NoLevel.
func (l Level) String() string {
	if !l.Valid() {
		return ""
	}
	return levelNames[l]
}

// Title returns the level's name as people read it: "very negative".
func (l Level) Title() string { return strings.ReplaceAll(l.String(), "_", " ") }

var oneSeparator = strings.NewReplacer("-", "_", " ", "_")

// ParseLevel reads a level's name. Case, surrounding space and the choice of
// "_", "-" or " " between words do not matter.
func ParseLevel(s string) (Level, error) {
	name := oneSeparator.Replace(strings.ToLower(strings.TrimSpace(s)))
	for l, n := range levelNames {
		if n == name {
			return Level(l), nil
		}
	}
	return NoLevel, fmt.Errorf("level %s: want %s", Quoted(s), WantedLevels())
}

// ParseDigitOrLevel reads a level as people type it: by the digit of its key, 1 very_negative to 5
// very_positive, or by name, as [ParseLevel] does.
func ParseDigitOrLevel(s string) (Level, error) {
	s = strings.TrimSpace(s)
	if len(s) == 1 && s[0] >= '1' && s[0] < '1'+Levels {
		return Level(s[0] - '1'), nil
	}
	if _, err := strconv.Atoi(s); err == nil {
		return NoLevel, fmt.Errorf("level %s: want 1 to %d or a name", s, Levels)
	}
	return ParseLevel(s)
}

// MarshalText writes the level's name, and nothing for NoLevel.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (l *Level) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = NoLevel
		return nil
	}
	v, err := ParseLevel(string(b))
	if err == nil {
		*l = v
	}
	return err
}
