package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"memebench/labels"
)

// status is what the line above the hints says: notices, the newest last but for
// errors, of which the newest comes first; and all that was said before. A change makes
// new lists, so that a copy of a status is one of its own.
type status struct {
	notices []notice
	log     []logged // oldest first
	now     func() time.Time
}

// notice is one thing that is said.
type notice struct {
	kind  noticeKind
	mark  string // that stands before it: ✓ something is done, ! it is to be minded, ✗ it has failed
	text  string // of an error it may have several lines, of which the line has room for the first
	until until
	still func() bool // whether what it says is still so; nil: it does not change
}

// logged is a notice with the time at which it was said.
type logged struct {
	notice
	at time.Time
}

// keptNews is how many notices are remembered.
const keptNews = 200

// noticeKind is why a notice is there, which decides what takes its place.
type noticeKind int

const (
	reply  noticeKind = iota // to a key
	saved                    // what has become of a label: news do not take its place
	news                     // what no key has asked for
	minded                   // likewise, and to be minded: news do not take its place either
	failed                   // an error, which stays in sight beside the others
)

const (
	doneMark = "✓"
	mindMark = "!"
	failMark = "✗"
)

// until is what ends a notice, if nothing takes its place before.
type until string

const (
	theNextKey     until = "the next key that does something"
	theNextNotice  until = "the next thing that is said"
	itIsDismissed  until = "esc"
	labelsAreSaved until = "nothing is left that is not saved"
)

// jobIsDone is the success of a job of a kind that has failed.
func jobIsDone(kind string) until { return until("done: " + kind) }

// say answers a key, in the place of everything but errors.
func (s *status) say(format string, args ...any) { s.answer(reply, "", theNextKey, format, args...) }

// sayWhile answers a key with what is so for the moment only: what it is asked for is under
// way, or something else is.
func (s *status) sayWhile(still func() bool, format string, args ...any) {
	s.replace(notice{kind: reply, text: labels.Printable(fmt.Sprintf(format, args...)), until: theNextKey, still: still})
}

// did answers a key that has done something.
func (s *status) did(format string, args ...any) {
	s.answer(reply, doneMark, theNextKey, format, args...)
}

// warn answers a key with what is to be minded. It stays until something else is said.
func (s *status) warn(format string, args ...any) {
	s.answer(reply, mindMark, theNextNotice, format, args...)
}

func (s *status) answer(k noticeKind, mark string, u until, format string, args ...any) {
	s.replace(s.keep(notice{kind: k, mark: mark, text: labels.Printable(fmt.Sprintf(format, args...)), until: u}))
}

// acknowledge says what has become of a label, one thing after another.
func (s *status) acknowledge(texts ...string) {
	all := make([]notice, len(texts))
	for i, t := range texts {
		all[i] = notice{kind: saved, text: labels.Printable(t), until: theNextKey}
	}
	all[0].mark = doneMark
	whole := all[0]
	whole.text = labels.Printable(strings.Join(texts, "  "))
	s.keep(whole)
	s.replace(all...)
}

// add brings what no key has asked for. What has become of a label stays before it, and so does why a key did
// nothing, which may not be read yet.
func (s *status) add(format string, args ...any) { s.addMarked("", format, args...) }

// addDone is add for what has been done.
func (s *status) addDone(format string, args ...any) { s.addMarked(doneMark, format, args...) }

func (s *status) addMarked(mark, format string, args ...any) {
	n := s.keep(notice{kind: news, mark: mark, text: labels.Printable(fmt.Sprintf(format, args...)), until: theNextKey})
	s.keepWarned()
	switch {
	case s.has(minded):
		s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(o notice) bool { return o.kind == news || o.kind == reply && !warns(o) })
	case !s.has(saved) && !slices.ContainsFunc(s.notices, warns):
		s.replace(n)
		return
	}
	s.notices = append(slices.Clone(s.notices), n)
}

// keepWarned has what a key was warned of stay beside what comes next, until another key: it may not be read yet.
func (s *status) keepWarned() {
	s.notices = slices.Clone(s.notices)
	for i, n := range s.notices {
		if warns(n) {
			s.notices[i].until = theNextKey
		}
	}
}

// alsoHappened brings what follows from the news that there are, beside them.
func (s *status) alsoHappened(format string, args ...any) {
	s.notices = append(slices.Clone(s.notices), s.keep(notice{kind: news, text: labels.Printable(fmt.Sprintf(format, args...)), until: theNextKey}))
}

// addWarning brings what is to be minded and what no key has asked for. News do not take
// its place.
func (s *status) addWarning(format string, args ...any) {
	n := s.keep(notice{kind: minded, mark: mindMark, text: labels.Printable(fmt.Sprintf(format, args...)), until: theNextNotice})
	s.notices = append([]notice{n}, s.notices...)
}

// replace says something in the place of everything but errors.
func (s *status) replace(all ...notice) {
	rest := slices.DeleteFunc(slices.Clone(s.notices), func(n notice) bool { return !isFailure(n) })
	s.notices = append(rest, all...)
}

// keep remembers a notice, and returns it.
func (s *status) keep(n notice) notice {
	var at time.Time
	if s.now != nil {
		at = s.now()
	}
	s.log = append(slices.Clone(s.log[max(0, len(s.log)+1-keptNews):]), logged{n, at})
	return n
}

// fail keeps an error in sight, alone: news would claim room beside it and go.
func (s *status) fail(format string, args ...any) {
	s.failUntil(itIsDismissed, format, args...)
}

// failUntil is fail for an error that something else puts out of sight, too.
func (s *status) failUntil(u until, format string, args ...any) {
	s.notices = []notice{s.failure(u, format, args...)}
}

// alsoFailed is a consequence of the newest error, and ends with it.
func (s *status) alsoFailed(format string, args ...any) {
	i := slices.IndexFunc(s.notices, isFailure)
	if i < 0 {
		s.fail(format, args...)
		return
	}
	s.notices = slices.Insert(slices.Clone(s.notices), i+1, s.failure(s.notices[i].until, format, args...))
}

// addFault is failUntil for what no key has asked for. An error that is in sight has
// not been read yet, perhaps: it stays below, and so do what has become of a label and why a
// key did nothing. That labels are not saved stays above all else.
func (s *status) addFault(u until, format string, args ...any) {
	s.keepWarned()
	f := s.failure(u, format, args...)
	keep := slices.DeleteFunc(slices.Clone(s.notices), func(n notice) bool {
		return isFailure(n) && n.text == f.text || !isFailure(n) && !warns(n) && !s.has(saved)
	})
	at := 0
	for at < len(keep) && keep[at].until == labelsAreSaved {
		at++
	}
	s.notices = slices.Insert(keep, at, f)
}

func (s *status) failure(u until, format string, args ...any) notice {
	return s.keep(notice{kind: failed, mark: failMark, text: labels.PrintableLines(fmt.Sprintf(format, args...)), until: u})
}

// warns reports whether a key was answered with what is to be minded.
func warns(n notice) bool { return n.kind == reply && n.mark == mindMark }

func isFailure(n notice) bool { return n.kind == failed }

// happened ends the notices that were to stay until then.
func (s *status) happened(u until) {
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n notice) bool { return n.until == u })
}

// passed ends what is not so any more.
func (s *status) passed() {
	over := func(n notice) bool { return n.still != nil && !n.still() }
	if slices.ContainsFunc(s.notices, over) {
		s.notices = slices.DeleteFunc(slices.Clone(s.notices), over)
	}
}

// answered ends what keys were answered: another key is for something else.
func (s *status) answered() {
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n notice) bool { return n.kind == reply })
}

// dismiss puts everything out of sight, and reports whether there was anything.
func (s *status) dismiss() bool {
	any := len(s.notices) > 0
	s.notices = nil
	return any
}

// takeNews takes away what is said until the next key, and returns it.
func (s *status) takeNews() (taken []notice) {
	var rest []notice
	for _, n := range s.notices {
		if isFailure(n) || n.until == theNextNotice {
			rest = append(rest, n)
		} else {
			taken = append(taken, n)
		}
	}
	s.notices = rest
	return taken
}

// putBack brings notices back that were taken away, unless others have come. What another key was answered is
// over: it may not be so of the meme that comes.
func (s *status) putBack(taken []notice) {
	if s.news() == "" {
		s.notices = append(slices.Clone(s.notices), taken...)
		s.answered()
	}
}

func (s status) has(kind noticeKind) bool {
	return slices.ContainsFunc(s.notices, func(n notice) bool { return n.kind == kind })
}

// news is what is said besides errors, fault all errors, each from a line of its own on.
func (s status) news() string  { return s.joined("  ", func(n notice) bool { return !isFailure(n) }) }
func (s status) fault() string { return s.joined("\n", isFailure) }

func (s status) joined(by string, of func(notice) bool) string {
	var texts []string
	for _, n := range s.notices {
		if of(n) {
			texts = append(texts, n.text)
		}
	}
	return strings.Join(texts, by)
}

// line draws the status in w cells, and says whether there is room for all of it. News
// come first, for they are the acknowledgement of a key; an error stays behind them, and
// says what key shows the rest of it.
func (s *status) line(st styles, w int, key string) (line string, complete bool) {
	news, used, whole := s.newsIn(st, w, key)
	fault, rest, _ := strings.Cut(s.fault(), "\n")
	if fault == "" {
		return news, whole
	}
	left, room := "", w
	complete = rest == ""
	faultMark := failMark + " " + key
	if used > 0 {
		news, _, whole = s.newsIn(st, max(0, w-2-st.Width(faultMark)), key)
		room -= st.Width(news) + 2
		left = news + "  "
	}
	fault = failMark + " " + fault
	showRest := " (" + key + " shows all)"
	switch {
	case complete && st.Width(fault) <= room:
	case room < st.Width(showRest)+20:
		fault, complete = faultMark, false
	default:
		fault, complete = st.Cut(fault, room-st.Width(showRest))+showRest, false
	}
	return left + st.fault.Render(st.Cut(fault, room)), complete && whole
}

// newsIn is what is said besides errors in w cells, with its marks and colours, how many
// cells all of it takes, and whether it has room. Of several things that have none the key
// that shows them is named: behind as much as can be read, or how many are not there.
func (s *status) newsIn(st styles, w int, key string) (text string, cells int, whole bool) {
	var parts []string
	var ends []int // cells up to the end of each
	for _, n := range s.notices {
		if isFailure(n) {
			continue
		}
		part := n.marked()
		parts = append(parts, st.said(n).Render(part))
		if len(ends) > 0 {
			cells += 2
		}
		cells += st.Width(part)
		ends = append(ends, cells)
	}
	if cells <= w {
		return strings.Join(parts, "  "), cells, true
	}
	for _, shows := range []string{" (" + key + " shows all)", " (" + key + ")"} {
		if room := w - len(shows); len(parts) > 1 && room >= ends[0]+2+readableNews {
			return st.Cut(strings.Join(parts, "  "), room) + st.dim.Render(shows), cells, false
		}
	}
	for n := len(parts) - 1; n > 0; n-- {
		more := fmt.Sprintf("  +%d: %s shows all", len(parts)-n, key)
		if ends[n-1]+len(more) <= w {
			return strings.Join(parts[:n], "  ") + st.dim.Render(more), cells, false
		}
	}
	return st.Cut(strings.Join(parts, "  "), w), cells, false
}

// readableNews is how many cells of something that is cut say what it is about.
const readableNews = 16

// marked is a notice with its mark.
func (n notice) marked() string {
	if n.mark == "" {
		return n.text
	}
	return n.mark + " " + n.text
}

// said is the style of a notice.
func (st styles) said(n notice) ink {
	switch {
	case isFailure(n):
		return st.fault
	case n.kind == saved || n.mark == doneMark:
		return st.good
	case n.mark == mindMark:
		return st.warn
	}
	return st.dim
}
