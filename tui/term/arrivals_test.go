//go:build unix

package term

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// farDesk is a terminal far away that has answered what it was asked at the start, and what it
// hands over.
func farDesk(t *testing.T) (*desk, *Terminal, chan Event) {
	t.Helper()
	d := newDesk(t, deviceAnswer)
	answer := func(questions int) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.left = questions
	}
	answer(2) // on a machine that is busy the first answer is slow, and it is asked again
	x, err := Open(Options{In: d.near, Out: d.near, Timeout: time.Minute, Far: true})
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan Event, 99)
	x.Listen(func(all []Event) {
		for _, e := range all {
			switch e.(type) {
			case Written, Key:
				events <- e
			}
		}
	})
	for late := time.Now().Add(time.Minute); x.arrivals.waiting() && time.Now().Before(late); {
		time.Sleep(time.Millisecond) // nor is anything asked until the second answer is there
	}
	answer(0)
	return d, x, events
}

const deviceAnswer = "\x1b[?62;4c"

// asked counts how often the terminal was asked what it answers in any case.
func (d *desk) asked() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Count(d.sent.String(), askDevice)
}

// A line may become slow at any time. What is typed before a frame has arrived cannot be meant for it, and what is
// typed after it can.
func TestKeysBeforeAFrameHasArrived(t *testing.T) {
	d, x, events := farDesk(t)
	defer x.Close()
	before := d.asked()
	for i, row := range []string{"one meme", "another meme", "another meme"} { // the third frame changes nothing on the screen
		serial := uint64(i + 7)
		x.Draw(Frame{Width: 80, Height: 24, Rows: []string{row}, Serial: serial})
		d.sees(askDevice, before+i+1)
		io.WriteString(d.far, "3")
		early := (<-events).(Key)
		select {
		case e := <-events:
			t.Fatalf("frame %d: %+v before the terminal has said so", serial, e)
		case <-time.After(5 * time.Millisecond):
		}
		io.WriteString(d.far, deviceAnswer+"4")
		there := (<-events).(Written)
		late := (<-events).(Key)
		if there.Serial != serial || !early.At.Before(there.At) || late.Name != "4" {
			t.Errorf("frame %d: %+v, keys %+v and %+v", serial, there, early, late)
		}
	}
}

// Of a terminal that goes on without an answer no frame is waited for, until it has answered all.
func TestFramesWithoutAnAnswer(t *testing.T) {
	var a arrivals
	a.far = true
	for _, serial := range []uint64{3, 4} {
		if !a.ask(serial) {
			t.Fatalf("%d is not asked for", serial)
		}
	}
	if !a.waits(3) || !a.waits(4) || a.waits(5) {
		t.Error("it waits for others")
	}
	if got := a.giveUp(); got != 4 || a.waiting() || a.waits(4) {
		t.Errorf("gave up on %d", got)
	}
	for range 2 {
		if a.ask(5) {
			t.Error("5 is asked for while there are answers to come")
		}
		if got := a.answered(); got != 0 {
			t.Errorf("an answer to what was given up is that of %d", got)
		}
	}
	if !a.ask(6) || a.answered() != 6 || a.answered() != 0 {
		t.Error("6 has not arrived")
	}
}

// The shell that has the terminal next gets no answers typed.
func TestAnswersThatAreOnTheirWayWhenItCloses(t *testing.T) {
	d, x, _ := farDesk(t)
	before := d.asked()
	x.Draw(Frame{Width: 80, Height: 24, Rows: []string{"one meme"}, Serial: 7})
	d.sees(askDevice, before+1)
	closed := make(chan error)
	go func() { closed <- x.Close() }()
	time.Sleep(50 * time.Millisecond)
	io.WriteString(d.far, deviceAnswer)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	io.WriteString(d.far, "ls\n")
	b := make([]byte, 99)
	if n, err := d.near.Read(b); err != nil || string(b[:n]) != "ls\n" {
		t.Errorf("the shell reads %q, %v", b[:n], err)
	}
}

// Nor does the shell that has it in between: nothing is asked meanwhile, and everything after it.
func TestAnswersThatAreOnTheirWayWhenItIsLent(t *testing.T) {
	d, x, events := farDesk(t)
	defer x.Close()
	before := d.asked()
	frame := Frame{Width: 80, Height: 24, Rows: []string{"one meme"}, Serial: 7}
	x.Draw(frame)
	d.sees(askDevice, before+1)
	lent := make(chan error)
	go func() {
		lent <- x.lend(func() error {
			if e, is := (<-events).(Written); !is || e.Serial != 7 {
				t.Errorf("%+v, and the answer is typed into the shell", e)
			}
			if x.arrivals.ask(8) {
				t.Error("it is asked while the shell has it")
			}
			return nil
		})
	}()
	time.Sleep(50 * time.Millisecond)
	io.WriteString(d.far, deviceAnswer)
	if err := <-lent; err != nil {
		t.Error(err)
	}
	frame.Serial = 9
	x.Draw(frame)
	d.sees(askDevice, before+2)
}

// Whoever ends the program waits a second for the answers, not four; and not at all where nothing is read any more.
func TestAnswersThatAreNotWaitedFor(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	due := func() *Terminal {
		x := &Terminal{}
		x.arrivals.answers = true
		x.arrivals.owes(1)
		return x
	}
	ended, deaf := due(), due()
	ended.ctx = ctx
	deaf.deaf.Store(true)
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			x    *Terminal
			want time.Duration
		}{{due(), answerWithin}, {ended, leaveWithin}, {deaf, 0}} {
			began := time.Now()
			c.x.awaitAnswers()
			if took := time.Since(began); took < c.want || took > c.want+10*time.Millisecond {
				t.Errorf("it waits for %v, want %v", took, c.want)
			}
		}
	})
}

// A frame that is late ends the wait for itself and for those before it, and for none that has come since.
func TestLateFramesOfAnother(t *testing.T) {
	a := arrivals{far: true, answers: true}
	a.ask(7)
	a.ask(8)
	a.answered()
	if a.waits(7) {
		t.Error("7 has arrived")
	}
	a.ask(9)
	a.stalls(9)
	a.stalls(8) // its timer was slower
	if got := a.stirred(); got != 9 {
		t.Errorf("%d is the newest that is late, want 9", got)
	}
	x := &Terminal{handle: func([]Event) { t.Error("a terminal that is given back says something") }}
	x.arrivals = arrivals{far: true, due: []uint64{9}}
	x.closing.Store(true)
	x.giveUpOn(9)
}

// On a line that stalls for long, what was typed meanwhile comes before the answer of a frame that is late.
func TestAFrameThatIsLateOnALineThatStalls(t *testing.T) {
	d, x, events := farDesk(t)
	defer x.Close()
	before := d.asked()
	x.Draw(Frame{Width: 80, Height: 24, Rows: []string{"one meme"}, Serial: 7})
	d.sees(askDevice, before+1)
	x.isLate(7)
	io.WriteString(d.far, "3")
	if e, is := (<-events).(Key); !is {
		t.Fatalf("%+v, and nobody has seen it", e)
	}
	if x.arrivals.stirred() != 0 {
		t.Error("its time does not begin with the key")
	}
	x.giveUpOn(7) // when that is over
	if e, is := (<-events).(Written); !is || e.Serial != 7 {
		t.Errorf("%+v, and keys would be refused for ever", e)
	}
	io.WriteString(d.far, deviceAnswer)

	silent := arrivals{far: true}
	if silent.ask(3); silent.stalls(3) {
		t.Error("a terminal that has never answered is waited for")
	}
}

// How long a terminal is waited for when the shell is to have it, and that it is asked nothing meanwhile.
func TestWhatIsOnItsWayWhenAShellComes(t *testing.T) {
	a := arrivals{far: true}
	a.owes(1)
	if a.waiting() || a.leave(true) != leaveWithin {
		t.Error("a terminal that has never answered is waited for")
	}
	a.answered()
	if a.leave(false) != answerWithin {
		t.Error("a terminal that answers is not waited for")
	}
	a.owes(1)
	if !a.waiting() {
		t.Error("it answers other questions than those of frames, too")
	}
	a.answered()
	a.leave(true)
	if a.ask(7) {
		t.Error("the answer would come to the shell")
	}
	a.leave(false)
	if !a.ask(7) {
		t.Error("nothing is asked after the shell")
	}
}
