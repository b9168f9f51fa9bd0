package tui

import (
	"fmt"
	"slices"
	"strings"

	"memebench/labels"
)

// status is what the line above the hints says: notices, the newest last but for
// errors, of which the newest comes first. A change makes a new list, so that a copy
// of a status is one of its own.
type status struct{ notices []notice }

// notice is one thing that is said.
type notice struct {
	kind  noticeKind
	text  string // of an error it may have several lines, of which the line has room for the first
	until until
}

// noticeKind is why a notice is there, which decides what takes its place.
type noticeKind int

const (
	reply  noticeKind = iota // to a key
	saved                    // what has become of a label: news do not take its place
	news                     // what no key has asked for
	failed                   // an error, which stays in sight beside the others
)

// until is what ends a notice, if nothing takes its place before.
type until string

const (
	theNextKey     until = "the next key that does something"
	itIsDismissed  until = "esc"
	labelsAreSaved until = "nothing is left that is not saved"
)

// jobIsDone is the success of a job of a kind that has failed.
func jobIsDone(kind string) until { return until("done: " + kind) }

// say answers a key, in the place of everything but errors.
func (s *status) say(format string, args ...any) { s.replace(reply, fmt.Sprintf(format, args...)) }

// acknowledge says what has become of a label, one thing after another.
func (s *status) acknowledge(texts ...string) { s.replace(saved, texts...) }

// add brings what no key has asked for. What has become of a label stays before it.
func (s *status) add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !s.has(saved) {
		s.replace(news, text)
		return
	}
	s.notices = append(slices.Clone(s.notices), notice{news, labels.Printable(text), theNextKey})
}

func (s *status) replace(kind noticeKind, texts ...string) {
	s.takeNews()
	for _, t := range texts {
		s.notices = append(s.notices, notice{kind, labels.Printable(t), theNextKey})
	}
}

// fail keeps an error in sight, alone: news would claim room beside it and go.
func (s *status) fail(format string, args ...any) {
	s.failUntil(itIsDismissed, format, args...)
}

// failUntil is fail for an error that something else puts out of sight, too.
func (s *status) failUntil(u until, format string, args ...any) {
	s.notices = []notice{failure(u, format, args...)}
}

// alsoFailed is a consequence of the newest error, and ends with it.
func (s *status) alsoFailed(format string, args ...any) {
	i := slices.IndexFunc(s.notices, isFailure)
	if i < 0 {
		s.fail(format, args...)
		return
	}
	s.notices = slices.Insert(slices.Clone(s.notices), i+1, failure(s.notices[i].until, format, args...))
}

// addFault is failUntil for what no key has asked for. An error that is in sight has
// not been read yet, perhaps: it stays below, and so does what has become of a label.
func (s *status) addFault(u until, format string, args ...any) {
	f := failure(u, format, args...)
	keep := slices.DeleteFunc(slices.Clone(s.notices), func(n notice) bool {
		return isFailure(n) && n.text == f.text || !isFailure(n) && !s.has(saved)
	})
	s.notices = append([]notice{f}, keep...)
}

func failure(u until, format string, args ...any) notice {
	return notice{failed, labels.PrintableLines(fmt.Sprintf(format, args...)), u}
}

func isFailure(n notice) bool { return n.kind == failed }

// happened ends the notices that were to stay until then.
func (s *status) happened(u until) {
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n notice) bool { return n.until == u })
}

// dismiss puts the errors out of sight.
func (s *status) dismiss() {
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), isFailure)
}

// takeNews takes away everything but errors, and returns it.
func (s *status) takeNews() (taken []notice) {
	var rest []notice
	for _, n := range s.notices {
		if isFailure(n) {
			rest = append(rest, n)
		} else {
			taken = append(taken, n)
		}
	}
	s.notices = rest
	return taken
}

// putBack brings notices back that were taken away, unless others have come.
func (s *status) putBack(taken []notice) {
	if s.news() == "" {
		s.notices = append(slices.Clone(s.notices), taken...)
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

// whole returns everything there is to say, for the details page.
func (s status) whole() string { return strings.TrimSpace(s.fault() + "\n\n" + s.news()) }

// line draws the status in w cells, and says whether there is room for all of it. News
// come first, for they are the acknowledgement of a key; an error stays behind them, and
// says what key shows the rest of it.
func (s status) line(st styles, w int) (line string, complete bool) {
	news := s.news()
	fault, rest, _ := strings.Cut(s.fault(), "\n")
	style, mark := st.dim, ""
	if s.has(saved) {
		style, mark = st.good, "✓ "
	}
	if fault == "" {
		return style.Render(st.Cut(mark+news, w)), st.Width(mark+news) <= w
	}
	left, room := "", w
	complete = rest == ""
	if news != "" {
		news = st.Cut(mark+news, max(0, w-2-st.Width(faultMark)))
		room -= st.Width(news) + 2
		left = style.Render(news) + "  "
	}
	fault = "✗ " + fault
	switch {
	case complete && st.Width(fault) <= room:
	case room < st.Width(showRest)+20:
		fault, complete = faultMark, false
	default:
		fault, complete = st.Cut(fault, room-st.Width(showRest))+showRest, false
	}
	return left + st.fault.Render(st.Cut(fault, room)), complete
}

// showRest follows an error of which there is more; faultMark is all that is
// left of one where there is no room.
const (
	showRest  = " (! shows all)"
	faultMark = "✗ !"
)

// text is what the line would say if it had room.
func (s status) text() string {
	news := s.news()
	fault, _, _ := strings.Cut(s.fault(), "\n")
	switch {
	case fault == "":
		return news
	case news == "":
		return "✗ " + fault
	}
	return news + "  ✗ " + fault
}
