package cli

import (
	"context"
	"errors"
	"io"

	"memebench/model"
)

// answer is what a command has found out: one value for --json, a text for
// people, and errPartly when some rows failed.
type answer struct {
	json   any
	text   func(io.Writer) error
	status error
	did    bool // something was changed or written, which stands also where the answer cannot be printed
}

// run opens the workspace, runs a command's work with a progress line, wipes the
// line, prints the answer and closes the workspace.
func (o *options) run(ctx context.Context, how opening, work func(context.Context, *workspace, model.Report) (answer, error)) (err error) {
	w, err := o.open(ctx, how)
	if err != nil {
		return err
	}
	defer func() {
		if len(w.store.SinceBackup()) == 0 {
			err = errors.Join(err, w.Close())
			return
		}
		err = w.end(o, err)
	}()
	if err := o.spare(w); err != nil {
		return err
	}
	err = o.answer(func(p model.Report) (answer, error) { return work(ctx, w, p) })
	o.note(w.bench.Notices())
	return err
}

// answer runs a command's work with a progress line, wipes the line and prints the
// answer.
func (o *options) answer(work func(model.Report) (answer, error)) error {
	p, wipe := newProgress(o.err)
	o.wipe = wipe
	var a answer
	var err error
	o.ends.guard(func() { a, err = work(p) })
	o.wipe = nil
	wipe()
	if err != nil {
		return err
	}
	return errors.Join(o.print(a), a.status)
}

// print prints an answer. Where it cannot, and the command has done what it was
// asked for, that is worth a warning and no more: a script that took it for a
// failure would do it again.
func (o *options) print(a answer) (err error) {
	if a.json != nil && (o.json || a.text == nil) {
		err = printJSON(o.stdout(asJSON), a.json)
	} else if a.text != nil {
		err = a.text(o.people())
	}
	var out stdoutError
	if a.did && errors.As(err, &out) {
		o.say("warning: it is done, but the result could not be printed: %v", out.error)
		return nil
	}
	return err
}
