package cli

import (
	"context"
	"errors"

	"memebench/tui"
)

// runPlain has the annotator label line by line.
func runPlain(ctx context.Context, o *options) (err error) {
	who, err := o.who()
	if err != nil {
		return err
	}
	w, err := o.openFor(ctx, "memebench --plain")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	deps, err := w.deps(who)
	if err != nil {
		return err
	}
	if err := w.beginWith(o.queue, &deps); err != nil {
		return err
	}
	o.ends.guard(func() { err = tui.RunPlain(ctx, deps, o.in, o.out) })
	return errors.Join(err, ctx.Err())
}
