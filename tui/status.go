package tui

import (
	"fmt"
	"strings"

	"memebench/eval"
	"memebench/labels"
	"memebench/tui/jobs"
)

// status is the line above the hints. News are replaced by the next key that
// brings something; an error stays until another one or until it is put away.
type status struct {
	news  string
	fault string // may have several lines, of which the first is shown here
}

func (s *status) say(format string, args ...any) {
	s.news = labels.Printable(fmt.Sprintf(format, args...))
}

// fail keeps an error in sight. News would claim room beside it and go.
func (s *status) fail(format string, args ...any) {
	s.news, s.fault = "", labels.PrintableLines(fmt.Sprintf(format, args...))
}

// whole returns everything there is to say, for the details page.
func (s *status) whole() string {
	return strings.TrimSpace(s.fault + "\n\n" + s.news)
}

// line draws the status in w columns, job being what stands at its right end.
// An error gives way to fresh news but is never without a mark.
func (s *status) line(st styles, job string, w int) (line string, complete bool) {
	w -= 2 * margin
	room := w
	fault, more, _ := strings.Cut(s.fault, "\n")
	if job != "" {
		job = cut(job, max(w/2, w-2-width(s.text())))
		room = w - width(job) - 2
	}
	var left string
	switch {
	case s.fault == "":
		left = st.news.Render(cut(s.news, room))
	case s.news == "":
		left = st.fault.Render(cut("✗ "+fault, room))
	default:
		news := cut(s.news, room/2)
		left = st.news.Render(news) + "  " + st.fault.Render(cut("✗ "+fault, room-width(news)-2))
	}
	return blank(margin) + ends(left, job, w) + blank(margin), more == "" && width(s.text()) <= room
}

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
		parts = append(parts, sparkline(scores(epochs), 10), "val F1 "+score(eval.Figure(epochs[len(epochs)-1].ValMacroF1)))
	}
	if s.ETA > 0 {
		parts = append(parts, spell(s.ETA))
	}
	if s.Note != "" {
		parts = append(parts, s.Note)
	}
	return st.running.Render("● "+name) + "  " + st.dim.Render(strings.Join(parts, "  "))
}

// jobName is what a job is doing, or what it is called before it has said so.
func jobName(s jobs.Snapshot) string {
	if s.Phase != "" {
		return s.Phase
	}
	return jobTitles[s.Kind]
}

func jobAmount(s jobs.Snapshot) string {
	switch {
	case s.Unit == "bytes":
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

// scores returns the validation macro-F1 of each epoch.
func scores(epochs []eval.Epoch) []float64 {
	out := make([]float64, len(epochs))
	for i, e := range epochs {
		out[i] = e.ValMacroF1
	}
	return out
}
