package tui

import (
	"fmt"
	"io"
	"time"

	"memebench/labels"
)

// plain is labelling line by line.
type plain struct {
	*session
	out    io.Writer
	failed error // of writing
	lost   error // of the last answer, if it is not saved

	queue    queue
	behind   queue // the one to look into again once what was skipped has been gone through; nil for none
	returned bool  // what was skipped has come back
	item     *item // nil when none is left
	asked    time.Time
	visible  bool // what the model says of it has been written
}

func (p *plain) write(text string) {
	if p.failed == nil {
		_, p.failed = io.WriteString(p.out, text)
	}
}

// say writes a line. What stands in it comes from outside too.
func (p *plain) say(format string, args ...any) {
	p.write(labels.Printable(fmt.Sprintf(format, args...)) + "\n")
}
