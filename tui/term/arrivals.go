package term

import (
	"sync"
	"time"
)

// arrivals knows which frames have come to a terminal that is far away. Each is followed by a
// question that every terminal answers, and answers come in the order of the questions: what is
// typed before the answer was typed before the frame was seen, however slow the line has become.
type arrivals struct {
	mu      sync.Mutex
	far     bool
	due     []uint64 // serials of the frames that are on their way, in their order
	owed    int      // answers that are to come and stand for no frame; while there are any nothing is asked
	answers bool     // the terminal has answered before: where it does not, it is the line that stalls
	late    uint64   // serial of the newest frame that is late on a line from which nothing has come since, 0 for none
	leaves  bool     // the shell is about to have the terminal: nothing is asked any more
}

const (
	// arriveWithin is how long a frame may take before it counts as seen without an answer. From a
	// terminal that has answered before, it is counted from when anything comes again: what was
	// typed while the line stalled comes first.
	arriveWithin = 15 * time.Second
	// answerWithin is how long the answers of such a terminal are awaited before the shell has it.
	answerWithin = 4 * time.Second
)

// ask reports whether a frame with a new serial is to be followed by the question.
func (a *arrivals) ask(serial uint64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.far || a.leaves || a.owed > 0 {
		return false
	}
	a.due = append(a.due, serial)
	return true
}

// waits reports whether a frame is on its way.
func (a *arrivals) waits(serial uint64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.due) > 0 && a.due[0] <= serial && serial <= a.due[len(a.due)-1]
}

// waiting reports whether answers are to come.
func (a *arrivals) waiting() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.due) > 0 || a.answers && a.owed > 0
}

// answered takes in an answer, and returns the serial of the frame that has arrived, 0 for none.
func (a *arrivals) answered() (serial uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers = true
	switch {
	case a.owed > 0:
		a.owed--
	case len(a.due) > 0:
		serial, a.due = a.due[0], a.due[1:]
	}
	return serial
}

// owes takes in that so many answers to other questions are to come.
func (a *arrivals) owes(answers int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.owed += answers
}

// giveUp ends the wait for all frames, and returns the serial of the newest, 0 for none.
func (a *arrivals) giveUp() (serial uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := len(a.due); n > 0 {
		serial = a.due[n-1]
		a.owed += n
		a.due = nil
	}
	return serial
}

// stalls reports whether it is the line by which a frame is late, and takes note of that.
func (a *arrivals) stalls(serial uint64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answers {
		a.late = max(a.late, serial)
	}
	return a.answers
}

// stirred takes in that something has come from the terminal, and returns the serial of the newest
// frame that was late until then, 0 for none.
func (a *arrivals) stirred() (serial uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	serial, a.late = a.late, 0
	return serial
}

// leave has nothing asked while the shell has the terminal, and returns how long it is worth to wait
// for the answers that are to come.
func (a *arrivals) leave(leaves bool) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.leaves = leaves
	if a.answers {
		return answerWithin
	}
	return leaveWithin
}

// arrived takes in what the terminal has said, and returns the serial of the frame that is there
// by that, 0 for none.
func (t *Terminal) arrived(r Reply) (serial uint64) {
	if !ansDevice.MatchString(r.Raw) {
		return 0
	}
	return t.arrivals.answered()
}

// heard is next for as long as the terminal is asked what it can do.
func (t *Terminal) heard(end time.Time) ([]Input, error) {
	inputs, err := t.next(end)
	for _, in := range inputs {
		if r, ok := in.(Reply); ok {
			t.arrived(r)
		}
	}
	return inputs, err
}

// wrote takes in that the first frame with a serial was written.
func (t *Terminal) wrote(serial uint64, at time.Time, asked bool) {
	if !asked {
		t.handle([]Event{Written{serial, at.Add(t.trip)}})
		return
	}
	time.AfterFunc(arriveWithin, func() { t.isLate(serial) })
}

// isLate takes in that a frame may have been on its way for arriveWithin.
func (t *Terminal) isLate(serial uint64) {
	if t.arrivals.waits(serial) && !t.arrivals.stalls(serial) {
		t.giveUpOn(serial)
	}
}

// giveUpOn has a frame that has not arrived count as seen.
func (t *Terminal) giveUpOn(serial uint64) {
	if !t.closing.Load() && t.arrivals.waits(serial) {
		t.handle([]Event{Written{t.arrivals.giveUp(), time.Now()}})
	}
}

// stirred takes in that something has come from the terminal: frames that were late have some time left.
func (t *Terminal) stirred() {
	if serial := t.arrivals.stirred(); serial != 0 {
		time.AfterFunc(arriveWithin, func() { t.giveUpOn(serial) })
	}
}

// awaitAnswers waits a while for the answers that are on their way: what came later would be
// typed into the shell that has the terminal next. It hurries where the context has ended.
func (t *Terminal) awaitAnswers() {
	began, within := time.Now(), t.arrivals.leave(true)
	for t.arrivals.waiting() && !t.deaf.Load() && time.Since(began) < within {
		if t.ctx != nil && t.ctx.Err() != nil {
			within = min(within, leaveWithin)
		}
		time.Sleep(time.Millisecond)
	}
}
