package dataset

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"memebench/labels"
)

// Scale says which numbers stand for the five levels, in ascending order. The
// zero Scale takes no numbers.
type Scale string

// The scales.
const (
	NoScale     Scale = ""
	Scale0To4   Scale = "0-4"
	Scale1To5   Scale = "1-5"
	ScaleMinus2 Scale = "-2..2"
)

// ParseScale reads the name of a scale; "" is NoScale.
func ParseScale(s string) (Scale, error) {
	switch sc := Scale(s); sc {
	case NoScale, Scale0To4, Scale1To5, ScaleMinus2:
		return sc, nil
	}
	return NoScale, fmt.Errorf("--scale %s: want 0-4, 1-5 or -2..2", labels.Quoted(s))
}

// lowest is the number that stands for VeryNegative.
func (s Scale) lowest() float64 {
	switch s {
	case Scale1To5:
		return 1
	case ScaleMinus2:
		return -2
	}
	return 0
}

// level reads a level that a table gives by name or by number; "" is NoLevel.
// The error says what is wanted.
func (s Scale) level(text string) (labels.Level, error) {
	if strings.TrimSpace(text) == "" {
		return labels.NoLevel, nil
	}
	x, isNumber := number(text)
	switch {
	case !isNumber:
		l, err := labels.ParseLevel(text)
		if err != nil && s != NoScale {
			return labels.NoLevel, fmt.Errorf("want %s, or a number from %g to %g", labels.WantedLevels(), s.lowest(), s.lowest()+labels.Levels-1)
		} else if err != nil {
			return labels.NoLevel, fmt.Errorf("want %s", labels.WantedLevels())
		}
		return l, nil
	case s == NoScale:
		return labels.NoLevel, fmt.Errorf("want %s", labels.WantedLevels())
	}
	// A whole number in range; NaN and infinities were no numbers.
	if l := x - s.lowest(); l >= 0 && l < labels.Levels && l == math.Trunc(l) {
		return labels.Level(l), nil
	}
	return labels.NoLevel, fmt.Errorf("want a whole number from %g to %g", s.lowest(), s.lowest()+labels.Levels-1)
}

// number reads a finite number as spreadsheets and pandas write it: 3, 3.0, -1.
func number(text string) (float64, bool) {
	x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}
