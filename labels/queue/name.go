package queue

import (
	"slices"
	"strconv"
	"strings"

	"memebench/labels"
)

// The names of the queues. Besides these, the name of a saved search is one, and
// [OfGroup] makes one of a group.
const (
	Order     = "order"     // all that wait, in the order of import
	Random    = "random"    // all that wait, at random
	Uncertain = "uncertain" // the greatest entropy first
	Margin    = "margin"    // the closest decision first
	Diverse   = "diverse"   // what is least like the memes labelled so far first
	Mixed     = "mixed"     // closest decisions, random and one's own levels again
	Disputed  = "disputed"  // people differ: a level decides
	Second    = "second"    // other people have given a level, the annotator none
	Reask     = "reask"     // one's own levels again, at random
	Skipped   = "skipped"   // what the annotator has skipped
	Flagged   = "flagged"   // what somebody has flagged as unfit
)

// Names are the names of the queues, in the order in which they are offered.
var Names = []string{Order, Random, Uncertain, Margin, Diverse, Mixed, Disputed, Second, Reask, Skipped, Flagged}

var titles = map[string]string{
	Order: "in order", Random: "random", Uncertain: "uncertain first", Margin: "closest first",
	Diverse: "diverse", Mixed: "mixed", Disputed: "disputed", Second: "second opinion",
	Reask: "re-ask", Skipped: "skipped", Flagged: "flagged",
}

// Title is what people call a queue: "uncertain first". A saved search is called by its
// name.
func Title(name string) string {
	if title, ok := titles[name]; ok {
		return title
	}
	if n, ok := group(name); ok {
		return "group " + strconv.FormatUint(n, 10)
	}
	return name
}

const groupPrefix = "group:"

// OfGroup is the name of the queue of the memes of a group.
func OfGroup(group uint64) string { return groupPrefix + strconv.FormatUint(group, 10) }

// group returns the group of a name that OfGroup has made.
func group(name string) (uint64, bool) {
	digits, ok := strings.CutPrefix(name, groupPrefix)
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, ok && err == nil
}

// BuiltIn reports whether a name is that of a queue that is no saved search.
func BuiltIn(name string) bool {
	_, ofGroup := group(name)
	return ofGroup || slices.Contains(Names, name)
}

// CheckSavedName says why a search cannot be saved under a name, as where a queue that there is
// always is called so.
func CheckSavedName(name string) error {
	taken := slices.Clone(Names)
	for _, known := range Names {
		taken = append(taken, Title(known))
	}
	if BuiltIn(name) { // that of a group, too
		taken = append(taken, name)
	}
	return labels.CheckSavedName(name, taken)
}

// Waiting reports whether a queue is one of all memes that wait.
func Waiting(name string) bool {
	return slices.Contains([]string{Order, Random, Uncertain, Margin, Diverse, Mixed}, name)
}

// Answered reports whether a queue is one of those that there always are of memes that do not wait,
// such as disputed ones.
func Answered(name string) bool { return slices.Contains(Names, name) && !Waiting(name) }

// ByModel reports whether the order of a queue changes with the version that is served.
func ByModel(name string) bool {
	return slices.Contains([]string{Uncertain, Margin, Mixed}, name)
}
