package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"memebench/labels"
	"memebench/model"
)

// progressLine shows a use case's newest step on one line of a terminal, and
// nothing at all when f is not a terminal.
type progressLine struct {
	f     *os.File
	width int
	last  time.Time
	phase string
	began time.Time
}

// newProgress returns a progress for standard error and the function that wipes
// its line at the end.
func newProgress(f *os.File) (model.Report, func()) {
	if !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w < 20 {
		w = 80
	}
	l := &progressLine{f: f, width: w}
	return l.show, l.wipe
}

// beside returns the progress of a command that writes its result to standard output
// as it comes: none where that is a terminal, on which the two would be in each
// other's way.
func (o *options) beside(p model.Report) model.Report {
	if term.IsTerminal(int(o.out.Fd())) {
		return nil
	}
	return p
}

// wipe clears the line if anything was shown on it.
func (l *progressLine) wipe() {
	if l.phase != "" {
		fmt.Fprint(l.f, "\r\x1b[K")
	}
}

// show is called on the goroutine of the use case; encoding tells from several,
// one at a time.
func (l *progressLine) show(s model.Step) {
	now := time.Now()
	if s.Phase != l.phase {
		l.phase, l.began = s.Phase, now
	} else if now.Sub(l.last) < 100*time.Millisecond && s.Done != s.Total {
		return
	}
	l.last = now
	fmt.Fprint(l.f, "\r"+ansi.Truncate(labels.Printable(stepLine(s, now.Sub(l.began))), l.width-1, "…")+"\x1b[K")
}

// stepLine is a step in words: "encode 120/500 features · 40/s · 10s left".
func stepLine(s model.Step, since time.Duration) string {
	line := s.Phase
	switch {
	case s.Unit == "bytes" && s.Total > 0:
		line += fmt.Sprintf(" %.1f/%.1f MB", float64(s.Done)/1e6, float64(s.Total)/1e6)
	case s.Total > 0:
		line += fmt.Sprintf(" %d/%d %s", s.Done, s.Total, s.Unit)
	}
	if s.Done > 0 && s.Total > s.Done && since > time.Second {
		left := time.Duration(float64(since) / float64(s.Done) * float64(s.Total-s.Done))
		switch rate := float64(s.Done) / since.Seconds(); {
		case s.Unit == "bytes":
			line += fmt.Sprintf(" · %.1f MB/s", rate/1e6)
		case rate >= 10:
			line += fmt.Sprintf(" · %.0f/s", rate)
		case s.Unit == "pictures": // of which a reader does a few a second
			line += fmt.Sprintf(" · %.1f/s", rate)
		}
		line += fmt.Sprintf(" · %s left", left.Round(time.Second))
	}
	if s.Epoch != nil {
		line += fmt.Sprintf(" · loss %.3f", s.Epoch.TrainLoss)
		if s.Epoch.OnVal() {
			line += fmt.Sprintf(" · val %s · val macro-F1 %s", s.Epoch.ValLoss, s.Epoch.ValMacroF1)
		}
	}
	if s.Note != "" {
		line += " · " + s.Note
	}
	return line
}
