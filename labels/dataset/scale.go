package dataset

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"memebench/labels"
)

// Scale says which numbers stand for the five levels: by those of VeryNegative and of
// VeryPositive, "1-7", "-1..1", or "5-1" where 1 is the best. The zero Scale takes no numbers.
type Scale string

// The scales of five whole numbers that are found out.
const (
	NoScale     Scale = ""
	Scale0To4   Scale = "0-4"
	Scale1To5   Scale = "1-5"
	ScaleMinus2 Scale = "-2..2"
)

var scales = []Scale{Scale0To4, Scale1To5, ScaleMinus2}

// wantedScale says what a scale can be.
const wantedScale = "0-4, 1-5, -2..2, or its ends, as 1-7 or -1..1"

// ParseScale reads the name of a scale; "" is NoScale. A scale is one of five whole numbers,
// or any other by its ends.
func ParseScale(s string) (Scale, error) {
	sc := Scale(s)
	if sc == NoScale {
		return sc, nil
	}
	if low, high, ok := sc.ends(); !ok || low == high {
		return NoScale, fmt.Errorf("--scale %s: want %s", labels.Quoted(s), wantedScale)
	}
	return sc, nil
}

// ends are the numbers of VeryNegative and of VeryPositive.
func (s Scale) ends() (low, high float64, ok bool) {
	text := string(s)
	lowest, highest, dots := strings.Cut(text, "..")
	if !dots && len(text) > 0 {
		at := strings.IndexByte(text[1:], '-') + 1 // a sign comes before the first number
		if at == 0 {
			return 0, 0, false
		}
		lowest, highest = text[:at], text[at+1:]
	}
	low, isLow := number(lowest)
	high, isHigh := number(highest)
	return low, high, isLow && isHigh
}

// lowest is the lower one of the ends.
func (s Scale) lowest() float64 {
	low, high, _ := s.ends()
	return min(low, high)
}

// highest is the higher one of the ends.
func (s Scale) highest() float64 {
	low, high, _ := s.ends()
	return max(low, high)
}

// steps reports whether the scale has a whole number for each level.
func (s Scale) steps() bool {
	low, high, _ := s.ends()
	return math.Abs(high-low) == labels.Levels-1 && low == math.Trunc(low)
}

// level returns the level that a number stands for: the nearest, and of two the one nearer to
// neutral. The error says what is wanted.
func (s Scale) level(x float64) (labels.Level, error) {
	if s == NoScale {
		return labels.NoLevel, s.wanted()
	}
	low, high, _ := s.ends()
	if x < s.lowest() || x > s.highest() {
		return labels.NoLevel, s.wantedNumber()
	}
	const middle = float64(labels.Neutral)
	off := (x-low)/(high-low)*(labels.Levels-1) - middle
	steps := math.Ceil(math.Abs(off) - 0.5 - 1e-9)
	return labels.Level(middle + math.Copysign(steps, off)), nil
}

// wantedWhole is of a fraction on a scale that was found out: it may be a slip, or mean something else.
func (s Scale) wantedWhole() error {
	return fmt.Errorf("%w; --scale %s takes the level that is nearest", s.wantedNumber(), s)
}

func (s Scale) wantedNumber() error {
	kind := "number"
	if s.steps() {
		kind = "whole number"
	}
	return fmt.Errorf("want a %s from %g to %g", kind, s.lowest(), s.highest())
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
	seen      map[float64]int // in how many rows
	between   bool            // some lie between whole numbers
}

// add takes a number that n rows have.
func (n *numbers) add(x float64, rows int) {
	if n.seen == nil {
		n.seen, n.low, n.high = map[float64]int{}, math.Inf(1), math.Inf(-1)
	}
	if len(n.seen) < 1000 {
		n.seen[x] += rows
	}
	n.low, n.high = min(n.low, x), max(n.high, x)
	n.between = n.between || x != math.Trunc(x)
}

// none reports whether there were no numbers, or only those that say that there is no
// level.
func (n *numbers) none() bool { return len(n.seen) == 0 || len(n.seen) == 1 && n.seen[-1] > 0 }

// scale returns the one scale of which both ends occur, which does not go on beyond them, and on
// which all but a few numbers are; others fail their rows. Any other numbers could mean several things
// (1 … 4 may be 0-4 or 1-5, 1 … 7 have five among them), and guessing wrong would turn every label.
func (n *numbers) scale() (found Scale) {
	if n.fractions() {
		return NoScale
	}
	for _, s := range scales {
		if n.seen[s.lowest()] == 0 || n.seen[s.highest()] == 0 || n.goesOn(s) {
			continue
		}
		if found != NoScale {
			return NoScale
		}
		found = s
	}
	return found
}

// onAny reports whether one of the scales of five whole numbers has them all.
func (n *numbers) onAny() bool {
	return slices.ContainsFunc(scales, func(s Scale) bool {
		for x := range n.seen {
			if (x < s.lowest() || x > s.highest()) && x != -1 {
				return false
			}
		}
		return true
	})
}

// goesOn reports whether the numbers may be of a longer scale: the next one beyond an end occurs,
// or several others do in more rows than by slips. -1 says that there is no level.
func (n *numbers) goesOn(s Scale) bool {
	different, beyond, all := 0, 0, 0
	for x, rows := range n.seen {
		all += rows
		switch {
		case x == -1 || x >= s.lowest() && x <= s.highest():
		case x == s.lowest()-1 || x == s.highest()+1:
			return true
		default:
			different++
			beyond += rows
		}
	}
	return different > 1 && beyond*5 > all
}

// fractions reports whether there are more numbers between whole ones than by a slip, as where they
// are means.
func (n *numbers) fractions() bool {
	different, between, all := 0, 0, 0
	for x, rows := range n.seen {
		all += rows
		if x != math.Trunc(x) {
			different++
			between += rows
		}
	}
	return different > 1 && between*10 > all
}
