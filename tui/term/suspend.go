package term

import "errors"

// Suspend leaves the screen, stops the process as a shell's ctrl+z does, and returns
// when it goes on, with the screen as it was.
func (t *Terminal) Suspend() error {
	return t.lend(func() error { return toShell(t.went) })
}

// lend gives the terminal to somebody else, as it was, and takes it back when that returns.
func (t *Terminal) lend(to func() error) error {
	t.away.Lock()
	defer t.away.Unlock()
	t.awaitAnswers()
	defer t.arrivals.leave(false)
	if err := t.screen.hold(t.leaving()); err != nil {
		return err
	}
	err := t.cook()
	if err == nil {
		err = to()
	}
	return errors.Join(err, t.back())
}

// wentOn brings the screen back when the process goes on after somebody else has stopped it (kill -STOP): a
// shell has had the terminal since, and given it the shell's mode.
func (t *Terminal) wentOn() {
	if !t.away.TryLock() {
		select { // Suspend does it, and there is no second time
		case t.went <- struct{}{}:
		default:
		}
		return
	}
	defer t.away.Unlock()
	if t.closing.Load() {
		return
	}
	// First the mode: in the background the system stops the process again at that, and nothing is
	// written over what the shell shows.
	if t.raw() == nil && t.screen.hold(t.leaving()) == nil {
		_ = t.back() // a terminal that takes nothing is found out by the next frame
	}
}

// back has the terminal as it was before a shell had it, unless it is given back meanwhile.
func (t *Terminal) back() error {
	err := errors.Join(t.raw(), t.screen.release(t.entering(), t.closing.Load))
	if t.closing.Load() {
		return errors.Join(err, t.cook())
	}
	t.resized()
	return err
}
