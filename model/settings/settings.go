// Package settings is the one list of what a user may set in a workspace: the name of
// each setting, its default, the values it may have and what it does. The command
// config, its help and its errors are made from [All]; who acts on a setting reads it
// here as well. The store keeps settings as text, beside small things that the program
// remembers by itself, which are not in the list.
//
// To add a setting, add a variable and name it in All. It is read in package model or in tui/cli;
// others are given the value. The screens have it in tui.Deps, which tui/cli fills in once, when
// the workbench starts, and settingSaved (tui/settings.go) brings up to date when somebody changes
// it there. Its name is none that the program remembers something under: "pictures", "starter",
// "folder", "cursor/…", "queue/…", "query/…", "test.seen". Where its values or its default depend
// on the workspace, as those of [Encoders] and [Blind] do, tui/cli/config.go and tui/settings.go
// have a case of it.
package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"memebench/eval"
	"memebench/labels"
)

// Store is where a workspace keeps its settings.
type Store interface {
	// Setting returns a value as it was set; ok is false when it never was.
	Setting(name string) (value string, ok bool, err error)
}

// A Setting is what is known of a setting without its workspace.
type Setting struct {
	Name    string
	Default string   // its value while none is set
	Values  []string // all that it may have; nil where there is no list
	Want    string   // what it may have, in words
	Doc     string   // what it does
	check   func(string) error
}

// Check says why the setting may not have a value.
func (s Setting) Check(value string) error { return s.check(value) }

// Typed is a setting for the code that acts on it.
type Typed[T any] struct {
	Setting
	parse func(string) (T, error)
}

// Read returns the setting's value in a workspace. A value that it may not have, as a
// later version may have set it, is an error.
func (s Typed[T]) Read(in Store) (T, error) {
	value, ok, err := in.Setting(s.Name)
	if err != nil {
		var none T
		return none, err
	}
	if !ok {
		value = s.Default
	}
	return s.parse(value)
}

// Blind is when the model's answer is shown to annotators. In a workspace with nothing
// but the starter set it is shown at once while this is not set: tui/cli asks its
// workspace, and not this setting.
var Blind = choice("blind", labels.BlindAfter,
	"when the model's opinion of a training meme is visible: before your label (shown), after it, or never",
	labels.BlindShown, labels.BlindAfter, labels.BlindNever)

// Encoders is the pack of encoders by which memes become features. Which packs there
// are depends on the user's folder: package encoder checks the name.
var Encoders = typed(Setting{
	Name: "encoders", Default: "default", Want: "a pack that memebench encoders lists",
	Doc: "pack of encoders that new versions are trained on, as memebench encoders use sets it",
}, func(s string) (string, error) { return s, nil })

// RetrainEvery is after how many labels the screens train a version by themselves, 0
// for never. The default is small enough for annotators to see within minutes what
// their labels do, and large enough for it to show.
var RetrainEvery = number("retrain.every", 25, 1_000_000, "a number of labels", "never",
	"after how many new labels the workbench retrains by itself: all levels that people give count, also changed and second ones, and those of test")

// FoldsSeed is the seed from which memes are assigned to the folds of cross-validations, so
// that all versions of a workspace have the same.
var FoldsSeed = typed(Setting{
	Name: "folds.seed", Default: "1", Want: "a whole number, 0 or more",
	Doc: "seed of the folds in which memes are cross-validated: another one gives other folds, and somewhat other metrics",
}, func(value string) (uint64, error) {
	n, err := strconv.ParseUint(value, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("folds.seed %q: want a whole number, 0 or more", labels.Printable(value))
	}
	return n, nil
})

// Promote is what becomes of a new version.
var Promote = choice("promote", eval.PromoteAsk,
	fmt.Sprintf("whether a new version is served: ask compares it with the served one and leaves it to you; better serves it if memebench compare calls it better, on at least %d groups of memes and among all candidates since the served version; never leaves it to you without a comparison",
		eval.DecidingGroups),
	eval.PromoteAsk, eval.PromoteBetter, eval.PromoteNever)

// Overlap is how many people are to label each meme; the store reads it to know which
// memes wait.
var Overlap = typed(Setting{
	Name: labels.OverlapSetting, Default: "1", Want: labels.WantedOverlap(),
	Doc: "how many people are to label each meme: it waits for others until so many have",
}, func(value string) (int, error) {
	if value == "" { // as what nobody has set is read, but nobody sets
		return 0, fmt.Errorf("%s %q: want %s", labels.OverlapSetting, value, labels.WantedOverlap())
	}
	return labels.ParseOverlap(value)
})

// BackupKeep is how many of the daily backups are kept, 0 for none to be made.
var BackupKeep = number("backup.keep", 7, 10_000, "a number of backups", "none",
	"how many daily backups are kept; one is made each day that somebody labels, and, but with 0, one before each import")

// Mouse is whether clicks and the wheel are the program's in the screens. Where they are,
// the terminal's own selection needs shift.
var Mouse = choice("mouse", MouseOn,
	"whether the mouse clicks in the screens (shift selects text), or selects text as elsewhere (off)",
	MouseOn, MouseOff)

// What the mouse does.
const (
	MouseOn  = "on"
	MouseOff = "off"
)

// All are the settings in the order in which they are listed.
var All = []Setting{Blind.Setting, Encoders.Setting, RetrainEvery.Setting, Promote.Setting, FoldsSeed.Setting, Overlap.Setting, BackupKeep.Setting, Mouse.Setting}

func typed[T any](s Setting, parse func(string) (T, error)) Typed[T] {
	s.check = func(value string) error { _, err := parse(value); return err }
	return Typed[T]{s, parse}
}

// choice is a setting that has one of a few values.
func choice[T ~string](name string, otherwise T, doc string, values ...T) Typed[T] {
	s := Setting{Name: name, Default: string(otherwise), Doc: doc}
	for _, v := range values {
		s.Values = append(s.Values, string(v))
	}
	s.Want = strings.Join(s.Values, ", ")
	return typed(s, func(value string) (T, error) {
		if !slices.Contains(values, T(value)) {
			return "", fmt.Errorf("%s %q: want one of %s", name, labels.Printable(value), s.Want)
		}
		return T(value), nil
	})
}

// number is a setting that counts from 0, which switches something off, to most.
func number(name string, otherwise, most int, of, zero, doc string) Typed[int] {
	s := Setting{Name: name, Default: strconv.Itoa(otherwise), Want: of + ", 0: " + zero, Doc: doc}
	return typed(s, func(value string) (int, error) {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > most {
			return 0, fmt.Errorf("%s %q: want %s from 1 to %d, or 0 for %s", name, labels.Printable(value), of, most, zero)
		}
		return n, nil
	})
}
