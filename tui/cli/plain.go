package cli

import (
	"context"
	"errors"

	"memebench/labels/workers"
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
	defer func() { err = w.end(o, err) }()
	deps, err := w.deps(who)
	if err != nil {
		return err
	}
	if err := w.beginWith(o.queue, &deps); err != nil {
		return err
	}
	var backup workers.Group
	backup.Go(func() { w.backUpPlain(ctx, o) })
	defer backup.Wait()
	o.ends.guard(func() { err = tui.RunPlain(ctx, deps, o.in, o.out) })
	return errors.Join(err, ctx.Err())
}

// backUpPlain makes the backup of the day and says why there is none. Its end is waited
// for: it takes no longer than reading the store twice.
func (w *workspace) backUpPlain(ctx context.Context, o *options) {
	said, err := w.backUp(ctx, nil)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		o.say("warning: %v", err)
	case said != "":
		o.say("warning: %s", said)
	}
}
