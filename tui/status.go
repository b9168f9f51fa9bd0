package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
	"memebench/tui/term"
)

// status is the line above the hints. News are replaced by the next key that
// brings something; an error stays until another one or until it is put away.
type status struct {
	news  string
	ack   bool   // they say what has become of a label
	fault string // may have several lines, of which the first is shown here
}

func (s *status) say(format string, args ...any) {
	s.news, s.ack = labels.Printable(fmt.Sprintf(format, args...)), false
}

// add brings news that no key has asked for. What has become of a label stays
// before them.
func (s *status) add(format string, args ...any) {
	before, ack := s.news, s.ack
	s.say(format, args...)
	if ack {
		s.news, s.ack = before+"  "+s.news, true
	}
}

// fail keeps an error in sight. News would claim room beside it and go.
func (s *status) fail(format string, args ...any) {
	s.news, s.fault = "", labels.PrintableLines(fmt.Sprintf(format, args...))
}

// addFault is fail for what no key has asked for. An error that is in sight has not
// been read yet, perhaps: it stays below.
func (s *status) addFault(format string, args ...any) {
	before, ack, older := s.news, s.ack, s.fault
	s.fail(format, args...)
	if older != "" && !strings.Contains(older, s.fault) {
		s.fault += "\n" + older
	}
	if ack {
		s.news, s.ack = before, true
	}
}

// whole returns everything there is to say, for the details page.
func (s *status) whole() string {
	return strings.TrimSpace(s.fault + "\n\n" + s.news)
}

// line draws the status in w columns, job being what stands at its right end.
// News come first, for they are the acknowledgement of a key; an error stays
// behind them, and says what key shows the rest of it. The job has what is left,
// or half of the line.
func (s *status) line(st styles, job string, w int) (line string, complete bool) {
	w -= 2 * margin
	fault, rest, _ := strings.Cut(s.fault, "\n")
	text, complete := s.text(), rest == ""
	room := w
	if job != "" {
		job = st.Cut(job, max(w/2, w-2-st.Width(text)))
		room = w - st.Width(job) - 2
	}
	complete = complete && st.Width(text) <= room
	if s.fault == "" {
		return blank(margin) + st.ends(st.news.Render(st.Cut(s.news, room)), job, w) + blank(margin), complete
	}
	var left string
	if s.news != "" {
		left = st.Cut(s.news, max(0, room-2-st.Width(faultMark)))
		room -= st.Width(left) + 2
		left = st.news.Render(left) + "  " + term.Column
	}
	fault = "✗ " + fault
	switch {
	case complete:
	case room < st.Width(showRest)+20:
		fault = faultMark
	default:
		fault = st.Cut(fault, room-st.Width(showRest)) + showRest
	}
	left += st.fault.Render(st.Cut(fault, room))
	return blank(margin) + st.ends(left, job, w) + blank(margin), complete
}

// showRest follows an error of which there is more; faultMark is all that is
// left of one where there is no room.
const (
	showRest  = " (! shows all)"
	faultMark = "✗ !"
)

// text is what the line would say if it had room.
func (s *status) text() string {
	fault, _, _ := strings.Cut(s.fault, "\n")
	switch {
	case s.fault == "":
		return s.news
	case s.news == "":
		return "✗ " + fault
	}
	return s.news + "  ✗ " + fault
}

// jobLine tells of a running job: what, how far, how long still.
func jobLine(st styles, s jobs.Snapshot) string {
	name := jobName(s)
	var parts []string
	if share, known := s.Fraction(); known && s.Unit != "epochs" {
		parts = append(parts, gauge(share, 8))
	}
	if amount := jobAmount(s); amount != "" {
		parts = append(parts, amount)
	}
	if epochs, ok := s.Detail.([]eval.Epoch); ok && len(epochs) > 0 {
		parts = append(parts, sparkline(scores(epochs), 10), "val F1 "+score(eval.Metric(epochs[len(epochs)-1].ValMacroF1)))
	}
	if speed := jobRate(s); speed != "" {
		parts = append(parts, speed)
	}
	if s.ETA > 0 {
		parts = append(parts, spell(s.ETA)+" left")
	}
	if s.Note != "" {
		parts = append(parts, s.Note)
	}
	return st.running.Render("● "+name) + "  " + st.dim.Render(strings.Join(parts, "  "))
}

// jobName is what a job is doing, or what it is called before it has said so.
func jobName(s jobs.Snapshot) string {
	if s.Phase == "" {
		return jobTitles[s.Kind]
	}
	verb, object, ok := strings.Cut(s.Phase, " ")
	if doing, known := jobVerbs[verb]; known {
		verb = doing
	}
	if !ok {
		return verb
	}
	return verb + " " + object
}

// jobVerbs are the phases' verbs as one says them of what is going on.
var jobVerbs = map[string]string{
	"fetch": "fetching", "load": "loading", "encode": "encoding", "train": "training",
	"publish": "publishing", "predict": "predicting", "evaluate": "evaluating", "compare": "comparing",
}

func jobAmount(s jobs.Snapshot) string {
	switch {
	case s.Unit == "bytes" && s.Progress.Done+s.Total > 0:
		return bytesOf(s.Progress.Done, s.Total)
	case s.Unit == "epochs" && s.Total > 0:
		return fmt.Sprintf("epoch %d/%d", s.Progress.Done, s.Total)
	case s.Total > 0:
		return strings.TrimSpace(fmt.Sprintf("%d/%d %s", s.Progress.Done, s.Total, s.Unit))
	case s.Progress.Done > 0:
		return strings.TrimSpace(fmt.Sprintf("%d %s", s.Progress.Done, s.Unit))
	}
	return ""
}

// jobRate is how fast a job goes, of what is counted by the second: bytes and
// memes, not epochs.
func jobRate(s jobs.Snapshot) string {
	switch {
	case s.Rate <= 0 || s.Unit == "epochs":
		return ""
	case s.Unit == "bytes":
		return bytesOf(int64(s.Rate), 0) + "/s"
	case s.Rate < 10:
		return fmt.Sprintf("%.1f/s", s.Rate)
	}
	return fmt.Sprintf("%.0f/s", s.Rate)
}

// scores returns the validation macro-F1 of each epoch.
func scores(epochs []eval.Epoch) []float64 {
	out := make([]float64, len(epochs))
	for i, e := range epochs {
		out[i] = e.ValMacroF1
	}
	return out
}
