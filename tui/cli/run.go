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
}

// run opens the workspace, runs a command's work with a progress line, wipes the
// line, prints the answer and closes the workspace.
func (o *options) run(ctx context.Context, how opening, work func(context.Context, *workspace, model.Progress) (answer, error)) (err error) {
	w, err := o.open(ctx, how)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return o.answer(func(p model.Progress) (answer, error) { return work(ctx, w, p) })
}

// answer runs a command's work with a progress line, wipes the line and prints the
// answer.
func (o *options) answer(work func(model.Progress) (answer, error)) error {
	p, wipe := newProgress(o.err)
	var a answer
	var err error
	o.ends.guard(func() { a, err = work(p) })
	wipe()
	if err != nil {
		return err
	}
	if o.json && a.json != nil {
		err = printJSON(o.out, a.json)
	} else if a.text != nil {
		err = a.text(o.out)
	}
	return errors.Join(err, a.status)
}
