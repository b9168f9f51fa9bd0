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

// Promote makes a version the served one and predicts every meme with it. It is
// served as soon as what it says of the memes on the screen is there; the
// others follow.
func (w *Workbench) Promote(ctx context.Context, id string, p Report) error {
	v, err := w.version(id)
	if err != nil {
		return err
	}
	served := false
	err = w.refresh(ctx, v.ID, func() error {
		served = true
		return w.store.Promote(v.ID)
	}, p)
	if err != nil && served && ctx.Err() == nil {
		return fmt.Errorf("%s is served, but has not predicted all memes: %w", v.ID, err)
	}
	return err
}

// Rollback serves again what was served before the last promotion, and returns
// its id, which is set also when the version is served but could not predict the
// memes that came after it: going back must work even when encoders are missing.
func (w *Workbench) Rollback(ctx context.Context, p Report) (string, error) {
	id, err := w.store.Rollback()
	if err != nil {
		return "", err
	}
	if err := w.refresh(ctx, id, nil, p); err != nil {
		return id, fmt.Errorf("%s is served again, but lacks predictions of newer memes: %w", id, err)
	}
	return id, nil
}

// decide compares a new version with the served one, keeps with it what the
// policy makes of that, and serves it if that is to be. On too few validation
// rows both are cross-validated, and people decide. That takes ten heads, so
// people who are asked anyway ask for it themselves.
func (w *Workbench) decide(ctx context.Context, t *Trained, policy eval.Policy, p Report) error {
	served, err := w.store.Served()
	if err != nil {
		return err
	}
	d := eval.Decide(policy, served, nil, fmt.Sprintf("fewer than %d validation labels", eval.ServeRows))
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
			d.Why += fmt.Sprintf("; but meanwhile %s was promoted", now)
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
// is decided what is served: those of val, or cross-validated where val has too few. A
// version from elsewhere cannot be cross-validated; what val has must do for it.
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
