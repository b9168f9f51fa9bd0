package model

import (
	"context"
	"errors"
	"fmt"

	"memebench/eval"
	"memebench/labels"
	"memebench/model/settings"
)

// Policy returns what becomes of new versions in this workspace.
func (w *Workbench) Policy() (eval.Policy, error) { return settings.Promote.Read(w.store) }

// Retrain trains a version like the served one: with its config, or the default one
// while none is served, from its parameters where the rule of Train allows, and
// served in its place if the workspace's policy has it so. While the starter head
// stands in for a version that cannot be used any more, the config is that version's.
func (w *Workbench) Retrain(ctx context.Context, p Report) (Trained, error) {
	policy, err := w.Policy()
	if err != nil {
		return Trained{}, err
	}
	o := TrainOptions{Config: eval.Default(), Warm: true, Policy: policy}
	served, err := w.served()
	if err != nil {
		return Trained{}, err
	}
	if served != "" {
		v, err := w.version(served)
		if err != nil {
			return Trained{}, err
		}
		if o.Config, err = w.configLike(v); err != nil {
			return Trained{}, err
		}
	}
	return w.Train(ctx, o, p)
}

// decide compares a new version with the served one, keeps with it what the
// policy makes of that, and serves it if that is to be. On too few validation
// rows both are compared out of fold, and people decide. That takes ten heads, so
// people who are asked anyway ask for it themselves.
func (w *Workbench) decide(ctx context.Context, t *Trained, policy eval.Policy, p Report) error {
	served, err := w.store.Served()
	if err != nil {
		return err
	}
	d := eval.Decide(policy, served, nil, fmt.Sprintf("there are fewer than %d validation labels, but out of fold they can be compared", eval.ServeRows))
	if policy == eval.PromoteBetter || policy == eval.PromoteAsk && t.Val.N >= eval.ServeRows {
		c, err := w.CompareToServe(ctx, served, t.ID, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			d = eval.Decide(policy, served, nil, err.Error())
		} else {
			d = eval.Decide(policy, served, &c, "")
		}
	}
	if d.Serve {
		// A comparison takes a while; what people have chosen meanwhile is not undone.
		now, err := w.store.Served()
		if err != nil {
			return err
		}
		if now != served {
			d.Serve = false
			d.Why += fmt.Sprintf("; but %s is served since", now)
		}
	}
	if err := w.store.Decide(t.ID, d); err != nil {
		return err
	}
	t.Decision = &d
	if !d.Serve {
		return nil
	}
	if err := w.Promote(ctx, t.ID, p); err != nil {
		return err
	}
	t.Promoted = true
	return nil
}

// CompareToServe compares two versions, named as for Compare, on the rows by which
// is decided what is served: those of val, or out of fold where val has too few. A
// version from elsewhere has no out of fold; what val has must do for it.
func (w *Workbench) CompareToServe(ctx context.Context, first, second string, p Report) (eval.Comparison, error) {
	c, err := w.Compare(ctx, first, second, string(labels.Val), p)
	if err == nil && c.N >= eval.ServeRows || err != nil && !errors.Is(err, ErrNothingToEvaluate) {
		return c, err
	}
	folds, none := w.Compare(ctx, first, second, eval.CVRows, p)
	if err == nil && errors.Is(none, errElsewhere) {
		return c, nil
	}
	return folds, none
}
