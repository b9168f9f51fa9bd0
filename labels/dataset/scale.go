package dataset

import (
	"errors"
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

var scales = []Scale{Scale0To4, Scale1To5, ScaleMinus2}

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

// highest is the number that stands for VeryPositive.
func (s Scale) highest() float64 { return s.lowest() + labels.Levels - 1 }

// level returns the level that a number stands for. The error says what is wanted.
func (s Scale) level(x float64) (labels.Level, error) {
	if s == NoScale {
		return labels.NoLevel, s.wanted()
	}
	// A whole number in range; NaN and infinities were no numbers.
	if l := x - s.lowest(); l >= 0 && l < labels.Levels && l == math.Trunc(l) {
		return labels.Level(l), nil
	}
	return labels.NoLevel, fmt.Errorf("want a whole number from %g to %g", s.lowest(), s.highest())
}

// wanted says what a level can be.
func (s Scale) wanted() error {
	if s == NoScale {
		return errors.New("want " + labels.WantedLevels())
	}
	return fmt.Errorf("want %s, or a number from %g to %g", labels.WantedLevels(), s.lowest(), s.highest())
}

// number reads a finite number as spreadsheets and pandas write it: 3, 3.0, -1.
func number(text string) (float64, bool) {
	x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

// numbers are those among the values of a column.
type numbers struct {
	low, high float64
	seen      map[float64]bool
}

func (n *numbers) add(x float64) {
	if n.seen == nil {
		n.seen, n.low, n.high = map[float64]bool{}, math.Inf(1), math.Inf(-1)
	}
	if len(n.seen) < 1000 {
		n.seen[x] = true
	}
	n.low, n.high = min(n.low, x), max(n.high, x)
}

// none reports whether there were no numbers, or only those that say that there is no
// level.
func (n *numbers) none() bool { return len(n.seen) == 0 || len(n.seen) == 1 && n.seen[-1] }

// scale returns the one scale of which both ends occur; numbers that are not on it fail
// their rows. Any other numbers could mean several things (1 … 4 may be 0-4 or 1-5), and
// guessing wrong would turn every label.
func (n *numbers) scale() (found Scale) {
	for _, s := range scales {
		if n.seen[s.lowest()] && n.seen[s.highest()] {
			if found != NoScale {
				return NoScale
			}
			found = s
		}
	}
	return found
}
