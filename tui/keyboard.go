package tui

import (
	"slices"
	"time"

	"memebench/labels"
	"memebench/tui/term"
)

// A press is a key as the screens are given it; or a click, or what was chosen among the
// commands, that do what a key does.
type press struct {
	key  string // its name
	text string // what it types
	at   time.Time
	nth  int // which of the keys of its binding it is, from 0: the level of a key that labels

	do     action      // what is meant, where it is no key
	meme   labels.Meme // that was clicked
	on     any         // what had the keys when it was clicked: nothing else is meant
	chosen bool        // among the commands, with a meme before one's eyes: it is meant for that

	double   bool      // it is the second click of a double click
	repeated bool      // the keyboard repeats a key that is held down
	pasted   bool      // it came with so many others that nobody has typed it
	paste    bool      // it is no key: the text was pasted, in a terminal that says so
	held     time.Time // of a key that is now known to be held down: since when its presses were repetitions; zero for none
}

// What tells keys that somebody means from keys that nobody does.
const (
	// repeatGap: the same key again sooner is the keyboard's own repetition, which
	// comes 11 to 40 times a second by default (every 92 ms on a Linux console, 90 on
	// macOS), and up to 50 ms later over a line whose delay varies; people who look at
	// what a key did press it again later, and a fast typist after 160 ms.
	repeatGap = 140 * time.Millisecond
	// letGo is how long a key that is held down must have been away to have been let go. On
	// a busy machine and a line that stalls, repetitions come later than repeatGap, too;
	// nobody reads that a key is held down and presses it again sooner.
	letGo = 400 * time.Millisecond
	// lateGap: of a key that turns out to be held down, a press that came sooner after the same
	// key was a repetition, too, that the line had held up. Keyboards wait longer before the first.
	// Behind one that is known it is letGo.
	lateGap = 200 * time.Millisecond
	// heldWithin is how far back such repetitions are looked for: what somebody has typed
	// quickly with one key stands.
	heldWithin = 700 * time.Millisecond
	// heldFrom is with how many repetitions a key is held down: one alone may be a key that
	// bounces.
	heldFrom = 2
	// repeatDelay is the longest that keyboards can be set to wait before they begin
	// to repeat a key. Until then a key that is held looks like one pressed again.
	repeatDelay = 2100 * time.Millisecond
	// pasteKeys: more keys that type in one read are text that was pasted into a
	// terminal that does not say so.
	pasteKeys = 8
	// pasteGap: keys that follow each other faster, three times and more, are such
	// text in smaller pieces.
	pasteGap   = 10 * time.Millisecond
	pasteLeast = 3
	// readTime is how long a meme must have been on the screen before a key can be
	// meant for it: less than the fastest reaction to anything seen (about 150 ms),
	// and less than the 160 ms between two keys of a fast typist leave.
	readTime = 80 * time.Millisecond
)

// agreeTime is readTime for a key that agrees with the model: it would agree with one meme
// after another, seen or not.
const agreeTime = 150 * time.Millisecond

// answerTimes are how long a meme must have been on the screen for the keys that answer it.
var answerTimes = map[action]time.Duration{
	doLabel: readTime, doSkip: readTime, doFlag: readTime, doConfirm: readTime, doAgree: agreeTime,
}

// takesText are keys behind which people type a text.
var takesText = map[action]bool{doNote: true, doEdit: true, doRename: true}

// A refusedText is a key behind which people go on typing without looking, and which has asked for nothing.
type refusedText struct {
	name  string
	again string    // the key itself, until another one comes: at once behind itself it is pressed again
	at    time.Time // of the newest key of that
}

// beginsText are the actions of such keys: behind them come a text, a number, a name or a reason.
var beginsText = map[action]bool{
	doNote: true, doEdit: true, doRename: true, doGoTo: true, doFind: true, doCommands: true, doReport: true, doFlag: true,
}

// typedOnWithin is how soon somebody who does not look types the next key of a text.
const typedOnWithin = 700 * time.Millisecond

// keyboard looks at how keys follow each other. It does not know what a key means.
type keyboard struct {
	marks bool   // the terminal marks what is pasted: what comes fast is typed, and the line has held it up
	last  string // the newest key
	at    time.Time
	began []runStart // of the newest key: of its run, and of those before that may have been the same
	run   int        // its repetitions
	fast  int        // keys that came faster than anybody types
}

// A runStart is a press of a key that is no repetition, as far as is known.
type runStart struct {
	at     time.Time
	before time.Duration // how long the same key was away before that; 0 if another came between
}

// repetitionsSince returns since when the presses of the newest key were repetitions, if it is held down at a time:
// all but the first of the same key, also those that came late. It is zero for none.
func (k *keyboard) repetitionsSince(at time.Time) time.Time {
	for _, r := range k.began {
		if at.Sub(r.at) <= heldWithin && r.before > 0 && r.before <= repeatDelay {
			return r.at
		}
	}
	return time.Time{}
}

// presses takes in the keys of one read.
func (k *keyboard) presses(keys []term.Key) []press {
	typing := 0
	for _, key := range keys {
		if key.Text != "" {
			typing++
		}
	}
	out := make([]press, len(keys))
	for i, key := range keys {
		out[i] = k.press(key)
		out[i].pasted = !k.marks && (out[i].pasted || isText(key) && typing > pasteKeys)
	}
	return out
}

func (k *keyboard) press(key term.Key) press {
	p := press{key: key.Name, text: key.Text, at: key.At}
	gap, same := key.At.Sub(k.at), key.Name == k.last
	if isHeld := k.run >= heldFrom; same && (gap < repeatGap || isHeld && gap < letGo) {
		k.run++
		p.repeated = true
		// What the run began with was no press of its own but the first repetition,
		// if the same key had come before it.
		if k.run == heldFrom {
			p.held = k.repetitionsSince(key.At)
		}
	} else {
		began := runStart{at: key.At}
		if same {
			began.before = gap
		}
		if !same || gap >= letGo || gap >= lateGap && k.run == 0 {
			k.began = nil
		}
		k.began = slices.DeleteFunc(append(k.began, began), func(r runStart) bool { return key.At.Sub(r.at) > heldWithin })
		k.run = 0
	}
	switch {
	case !isText(key) || gap >= pasteGap:
		k.fast = 0
	case key.Text == "":
		p.pasted = k.fast >= pasteLeast
	case !p.repeated: // which is said of it already
		k.fast++
		p.pasted = k.fast >= pasteLeast
	}
	k.last, k.at = key.Name, key.At
	return p
}

// isText reports whether a key is a part of a text, as pasted text has it: with line breaks
// and tabs.
func isText(key term.Key) bool { return key.Text != "" || key.Name == "enter" || key.Name == "tab" }
